"""The pages of handovers: the list, making one, reading one, its document."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from rempart.documents import typography
from rempart.documents.reports import FORMATS, Section
from rempart.field.presenting import language
from rempart.kernel import agenda, journal, links
from rempart.kernel.access import Request, declares
from rempart.kernel.errors import NotThere
from rempart.kernel.finding import found
from rempart.kernel.links import End
from rempart.kernel.once import once
from rempart.kernel.policy import UNCLASSIFIED, Whereabouts, verdict
from rempart.leadership import choices, doors
from rempart.leadership.typing import Sheet, typed
from rempart.learning.handover import actions
from rempart.learning.handover.gathering import ACTIONS, HEADINGS
from rempart.learning.handover.models import Handover
from rempart.learning.papers import paper
from rempart.people.standing import retold

SHOWN = 100


class HandoverForm(forms.Form):
    """What who leaves says to who comes."""

    words = choices.long(
        _("What the successor must know"), 10,
        _("What went well, what did not, what must not be forgotten; nobody by name."),
        required=True,
    )  # fmt: skip
    contacts = choices.long(
        _("Who to speak to, by post"), 4, _("Posts and offices, never a person by name.")
    )


def _may_leave(request: Request) -> bool:
    try:
        post = actions.post_of(request.actor)
    except NotThere:
        return False
    where = Whereabouts("handover", post.office, post.component)
    return bool(verdict(request.actor, "create", where))


@declares("signed-in")
@require_GET
def listed(request: Request) -> HttpResponse:
    """The handovers that the reader may see, the latest first."""
    doors.for_the_concerned(request.actor, "handover")
    rows = list(Handover.objects.order_by("-created_at", "-id")[:SHOWN])
    markings = [row.marking for row in rows]
    journal.note_reading("handover.list", "handover", markings)
    context = {
        "rows": rows,
        "may_write": _may_leave(request),
        "marking": max(markings, default=UNCLASSIFIED),
    }
    return render(request, "learning/handovers.html", context)


@declares("signed-in")
@require_http_methods(["GET", "POST"])
@once
def new(request: Request) -> HttpResponse:
    """Hand over one's post: what waits is gathered by itself."""
    if not _may_leave(request):
        raise NotThere
    post = actions.post_of(request.actor)

    def save(form: Any, _revision: int | None) -> str:
        row = actions.hand_over(**form.cleaned_data)
        return reverse("learning:handover", args=[row.reference])

    return typed(request, Sheet(
        "handover.new", gettext("Hand over your post"), reverse("learning:handovers"),
        gettext("Handovers"), HandoverForm, save, {},
        where=Whereabouts("handover", post.office, post.component, author=request.actor.id),
    ))  # fmt: skip


def _ends(row: Handover) -> list[tuple[str, End]]:
    """The records that waited, each under its heading, as far as the reader sees them."""
    wanted: dict[str, list[UUID]] = {}
    for one in row.waiting:
        wanted.setdefault(one["kind"], []).append(UUID(one["id"]))
    found = {pk: end for kind, ids in wanted.items() if kind in links.ends
             for pk, end in links.ends[kind](ids).items()}  # fmt: skip
    return [
        (_heading(one["heading"]), found[UUID(one["id"])])
        for one in row.waiting
        if UUID(one["id"]) in found
    ]


def _heading(name: str) -> str:
    if name in agenda.sources:
        return str(agenda.sources[name].label)
    return str(HEADINGS.get(name, HEADINGS[ACTIONS]))


def _counted(row: Handover, shown: int) -> str:
    if not row.waiting:
        return gettext("Nothing that the registers know waited.")
    said = ngettext(
        "%(all)d record waited; you may see %(n)d.",
        "%(all)d records waited; you may see %(n)d.",
        len(row.waiting),
    )
    return said % {"all": len(row.waiting), "n": shown}


def _sections(row: Handover, ends: list[tuple[str, End]]) -> list[Section]:
    rows = [[heading, end.reference, str(end.title)] for heading, end in ends]
    head = [gettext("What waits"), gettext("No."), gettext("Record")] if rows else ()
    return [
        Section(gettext("What the successor must know"), text=row.words),
        Section(gettext("Who to speak to, by post"), text=row.contacts),
        Section(gettext("What waits"), head=head, rows=rows, note=_counted(row, len(ends)),
                code="waiting"),
    ]  # fmt: skip


@declares("signed-in")
@require_GET
def one(request: Request, reference: str) -> HttpResponse:
    """One handover, for whoever comes after."""
    row = found(Handover, reference)
    journal.note_reading("handover.page", "handover", [row.marking])
    ends = _ends(row)
    said = gettext("Handed over by “%(post)s” on %(day)s.")
    context = {
        "row": row,
        "lede": said % {"post": retold(row.post_label, language()),
                        "day": typography.day(row.created_at.date(), language())},
        "sections": _sections(row, ends),
        "ends": ends,
        "marking": row.marking,
        "seen": doors.seen_by(row),
        "history": row.versions.all()[:3],
        "files": [(lang, suffix, _file_name(row, lang, suffix))
                  for lang in ("fr", "en") for suffix in FORMATS],
    }  # fmt: skip
    return render(request, "learning/handover.html", context)


def _file_name(row: Handover, language: str, suffix: str) -> str:
    return f"passation-{row.reference}-{language}.{suffix}"


@declares("signed-in")
@require_GET
def document(request: Request, reference: str, language: str, suffix: str) -> HttpResponse:
    """The handover as a document, with what its reader may see."""
    if suffix not in FORMATS or language not in ("fr", "en"):
        raise NotThere
    row = found(Handover, reference)
    journal.note_reading("handover.document", "handover", [row.marking])
    made = paper(
        language, suffix,
        words=lambda: (
            gettext("Handover of a post"), retold(row.post_label, language),
            _sections(row, _ends(row)),
        ),
        reference=row.reference, marking=row.marking, day=row.created_at.date(),
    )  # fmt: skip
    return doors.file(made, suffix, _file_name(row, language, suffix))
