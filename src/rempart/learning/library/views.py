"""The pages of the library: the shelf, a tool with its editions, publishing one, its document."""

from __future__ import annotations

import difflib
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from rempart.doctrine.loader import current as profile
from rempart.documents import typography
from rempart.documents.reports import FORMATS, Section
from rempart.field.presenting import language
from rempart.kernel import clock, journal
from rempart.kernel.access import Request, declares
from rempart.kernel.errors import NotThere
from rempart.kernel.filters import FilterForm
from rempart.kernel.once import once
from rempart.kernel.policy import UNCLASSIFIED
from rempart.leadership import choices, doors
from rempart.leadership.typing import Sheet, typed
from rempart.learning.library import actions
from rempart.learning.library.shelf import Edition, asked, proposed, shelf
from rempart.learning.papers import paper


class EditionForm(forms.Form):
    """An edition: both languages, and what it changes."""

    title_fr = forms.CharField(label=_("Title in French"), max_length=160)
    title_en = forms.CharField(label=_("Title in English"), max_length=160)
    text_fr = choices.long(_("Text in French"), 14, required=True)
    text_en = choices.long(_("Text in English"), 14, required=True)
    changed = forms.CharField(label=_("What the edition changes, and why"), max_length=300)


class ShelfFilters(FilterForm):
    """The sort of a tool."""

    sort = forms.ChoiceField(label=_("Sort"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices.give(self, sort=[("", _("Every sort")), *choices.items("tool_sort")])


@declares("signed-in")
@require_GET
def listed(request: Request) -> HttpResponse:
    """Every tool in its edition in force."""
    doors.for_the_concerned(request.actor, "tool")
    form = ShelfFilters(request.GET.dict())
    form.is_valid()
    sort = form.cleaned_data.get("sort")
    held, wanted = shelf(), asked()
    rows = [
        (code, held[code][0], held[code][0].title(language()),
         profile().label("tool_sort", one.sort, language()), code in wanted)
        for code, one in proposed().items()
        if not sort or one.sort == sort
    ]  # fmt: skip
    journal.note_reading("tool.list", "tool", [row[1].marking for row in rows])
    return render(
        request, "learning/library.html", {"form": form, "rows": rows, "marking": UNCLASSIFIED}
    )


def _found(code: str, number: int | None) -> tuple[list[Edition], Edition]:
    editions = shelf().get(code, [])
    for edition in editions:
        if number is None or edition.number == number:
            return editions, edition
    raise NotThere


@declares("signed-in")
@require_GET
def one(request: Request, code: str, number: int | None = None) -> HttpResponse:
    """A tool in an edition, compared with the one before it."""
    doors.for_the_concerned(request.actor, "tool")
    editions, edition = _found(code, number)
    before = next((e for e in editions if e.number < edition.number), None)
    journal.note_reading("tool.page", "tool", [edition.marking])
    context = {
        "code": code,
        "title": edition.title(language()),
        "lede": _lede(edition, editions[0]),
        "edition": edition,
        "text": edition.text(language()),
        "editions": editions,
        "before": before,
        "differences": _differences(before, edition) if before else [],
        "asked": ", ".join(asked().get(code, [])) if edition is editions[0] else "",
        "may_write": doors.may(request.actor, "create", "tool"),
        "marking": edition.marking,
        "files": [(lang, suffix) for lang in ("fr", "en") for suffix in FORMATS],
    }
    return render(request, "learning/tool.html", context)


def _lede(edition: Edition, latest: Edition) -> str:
    if edition.number == 0 and latest is edition:
        return gettext("This is what the profile proposes; nobody has published an edition yet.")
    if edition.number == 0:
        return gettext("This is what the profile proposed; a later edition is in force.")
    if latest is not edition:
        return gettext("This is edition %(n)d; a later one is in force.") % {"n": edition.number}
    day = typography.day(edition.since or clock.today(), language())
    said = gettext("This is edition %(n)d, in force since %(day)s.")
    return said % {"n": edition.number, "day": day}


def _differences(before: Edition, after: Edition) -> list[tuple[str, str]]:
    lines = difflib.ndiff(before.text(language()).splitlines(), after.text(language()).splitlines())
    words = {"-": pgettext("line", "removed"), "+": pgettext("line", "added")}
    return [(words[line[0]], line[2:]) for line in lines if line[0] in words and line[2:].strip()]


@declares("signed-in")
@require_http_methods(["GET", "POST"])
@once
def publish(request: Request, code: str) -> HttpResponse:
    """Publish an edition, beginning with what stands."""
    if not doors.may(request.actor, "create", "tool"):
        raise NotThere
    held = _found(code, None)[1]
    address = reverse("learning:tool", args=[code])

    def save(form: Any, _revision: int | None) -> str:
        actions.publish_tool(code=code, **form.cleaned_data)
        return address

    title = gettext("Publish an edition of %(tool)s") % {"tool": held.title(language())}
    return typed(request, Sheet(
        f"tool:{code}", title, address, held.title(language()), EditionForm, save,
        {"title_fr": held.fr, "title_en": held.en, "text_fr": held.text("fr"),
         "text_en": held.text("en")},
    ))  # fmt: skip


@declares("signed-in")
@require_GET
def document(request: Request, code: str, number: int, words: str, suffix: str) -> HttpResponse:
    """An edition as a document, to be filled in or carried to the field."""
    doors.for_the_concerned(request.actor, "tool")
    if suffix not in FORMATS or words not in ("fr", "en"):
        raise NotThere
    edition = _found(code, number)[1]
    journal.note_reading("tool.document", "tool", [edition.marking])

    def said() -> tuple[str, str, list[Section]]:
        told = gettext("Edition %(n)d") % {"n": edition.number}
        body = Section(gettext("What it says"), text=edition.text(words))
        return edition.title(words), told, [body]

    made = paper(
        words, suffix, words=said, reference=f"{code}-{edition.number}",
        marking=edition.marking, day=edition.since or clock.today(),
    )  # fmt: skip
    return doors.file(made, suffix, f"{code}-{edition.number}-{words}.{suffix}")
