"""One page that shows every component with invented words: in an exercise, or while debugging."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext, gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET

from rempart.doctrine.loader import current as profile
from rempart.documents import charts
from rempart.kernel import clock
from rempart.kernel.access import declares
from rempart.kernel.errors import NotThere, Problem
from rempart.kernel.filters import FilterForm, TypedDate
from rempart.kernel.links import End, Strand
from rempart.kernel.models import Instance
from rempart.threats import presenting
from rempart.web.templatetags.rempart import ARROWS, VERIFICATION_SHAPES


class EntryForm(forms.Form):
    """A form with every kind of field, two of them filled in wrongly."""

    begins = TypedDate(
        label=gettext_lazy("Beginning"), help_text=gettext_lazy("A date: 17/11/2014, 17 Nov 2014")
    )
    ends = TypedDate(label=gettext_lazy("End"))
    killed = forms.IntegerField(
        label=gettext_lazy("Killed, at most"), min_value=4, widget=forms.TextInput
    )
    sureness = forms.ChoiceField(
        label=gettext_lazy("How sure"),
        choices=[("low", gettext_lazy("Low")), ("high", pgettext_lazy("confidence", "High"))],
        widget=forms.RadioSelect,
    )


class ListFilters(FilterForm):
    """Two filters of a list, both set."""

    q = forms.CharField(label=gettext_lazy("Words"))
    since = TypedDate(label=gettext_lazy("From"))


@declares("signed-in")
@require_GET
def components(request: HttpRequest) -> HttpResponse:
    """Every component of the interface language, as the pages use it."""
    if not (settings.DEBUG or Instance.is_exercise()):
        raise NotThere
    return render(request, "web/components.html", _shown())


def _shown() -> dict[str, Any]:
    form = EntryForm(
        {"begins": "12/11/2014", "ends": gettext("yesterday"), "killed": "3", "sureness": "low"}
    )
    filtered = ListFilters({"q": gettext("market"), "since": "01/10/2014"})
    form.is_valid()
    filtered.is_valid()
    return {
        "form": form,
        "filtered": filtered,
        "bands": (1, 2, 3, 4),
        "levels": ("must", "should", "could", "watch"),
        "markings": (1, 2, 3),
        "verified": [c for c in VERIFICATION_SHAPES if c not in ("merged", "withdrawn")],
        "trends": list(ARROWS),
        "problems": [_problem()],
        "seen": _seen(),
        "thread": _thread(),
        "history": _history(),
        "chain": _chain(),
        "question": _question(),
        "may_edit": True,
        "board": _board(),
        "chart": _chart(),
        "here": _reference("7K3QX"),
        "page": SimpleNamespace(first=False, next="x"),
        "home": reverse("web:home"),
    }


def _language() -> str:
    return (get_language() or "fr")[:2]


def _reference(letters: str) -> str:
    return f"{profile().mission.prefix}-14-{letters}"


def _problem() -> Problem:
    return Problem(
        gettext("End"), "09/11/2014", gettext("is before the beginning"),
        gettext("Correct one of the two"),
    )  # fmt: skip


def _seen() -> dict[str, Any]:
    words = _language()
    posts = [(profile().role(role).label(words), n) for role, n in (("poc_expert", 2), ("jmac", 1))]
    return {"count": 3, "posts": posts, "loses": False}


def _thread() -> list[Strand]:
    page = reverse("web:components")
    call = End("alert", gettext("Night call"), _reference("9M2PK"), page)
    patrols = End("action", gettext("Market patrols"), _reference("4T8RW"), page)
    return [
        Strand(gettext("comes from"), False, call), Strand(gettext("led to"), True, patrols)
    ]  # fmt: skip


def _history() -> list[SimpleNamespace]:
    words, now = _language(), clock.now()
    return [
        SimpleNamespace(at=now - timedelta(hours=hours), actor_name="", reason=reason, number=1,
                        post_label=profile().role(role).label(words))
        for hours, role, reason in (
            (2, "head_of_office", gettext("Two sources apart say the same")),
            (30, "poc_expert", ""),
        )
    ]  # fmt: skip


def _chain() -> list[dict[str, Any]]:
    words = _language()
    return [
        {"n": n, "name": state.label(words), "who": "", "when": None, "done": n < 3, "now": n == 3}
        for n, state in enumerate(profile().chains["assessment"].states[:5], 1)
    ]


def _question() -> presenting.Question:
    words, factor = _language(), profile().rubric.factors[0]
    anchors = [(str(n), a.label(words), n == 3) for n, a in enumerate(factor.anchors, 1)]
    return presenting.Question(
        factor=factor, label=factor.label(words), hint=factor.hint.label(words),
        options=(*anchors, ("", gettext("Unknown"), False)), score=3, reason="",
        links=(), unproved=True,
    )  # fmt: skip


def _board() -> list[tuple[str, list[SimpleNamespace]]]:
    words, today = _language(), clock.today()

    def card(reference: str, text: str, lead: str, days: int, late: bool) -> SimpleNamespace:
        due = today + timedelta(days=days)
        action = SimpleNamespace(
            reference=reference, marking=1, statement=text, due_on=due, overdue=late
        )
        return SimpleNamespace(action=action, lead=profile().component(lead).label(words))

    patrols, well = gettext("Market patrols"), gettext("A guarded water point")
    return [
        (gettext("proposed"), [card(_reference("2B7NM"), well, "civil_affairs", 20, False)]),
        (gettext("in progress"), [card(_reference("4T8RW"), patrols, "force", -4, True)]),
    ]


def _chart() -> str:
    bars = [
        charts.Bar(label, value, solid=solid, now=label == "11", events=int(value))
        for label, value, solid in (
            ("7", 4, 4), ("8", 7, 5), ("9", 3, 3), ("10", 6, 2), ("11", 9, 4),
        )
    ]  # fmt: skip
    finding = gettext("November has the most incidents of five months: 9")
    return charts.page_bars(bars, finding, _language(), mean=5.8, mean_label=gettext("mean"))
