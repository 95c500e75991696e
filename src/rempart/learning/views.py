"""The pages of the ledger: state a probability, answer a month, see how good everybody was."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from rempart.doctrine.loader import current as profile
from rempart.kernel import clock, journal
from rempart.kernel.access import Request, declares
from rempart.kernel.errors import NotThere, Problem, RempartError
from rempart.kernel.once import once
from rempart.kernel.policy import Whereabouts, verdict
from rempart.learning import actions, presenting, queries
from rempart.learning.forms import JudgementForm
from rempart.learning.models import Judgement
from rempart.outlook.presenting import language
from rempart.people.offices import office_asked, offices_of
from rempart.places.queries import areas_of_office, describe

RECENT = 20


def _may(request: Request, kind: str) -> list[int]:
    """The offices in which the reader may enter a row of this kind."""
    return [
        office
        for office in offices_of(request.actor)
        if verdict(request.actor, "create", Whereabouts(kind, office=office))
    ]


def _areas(offices: list[int]) -> list[tuple[str, str]]:
    """The cercles of these offices, by name."""
    found = [area for office in offices for area in areas_of_office(office, clock.today())]
    return sorted(((a.pcode, a.display(language())) for a in found), key=lambda pair: pair[1])


@declares("signed-in")
@require_http_methods(["GET", "POST"])
@once
def ledger(request: Request) -> HttpResponse:
    """What was said, what waits for its answer, and how good everybody was."""
    if not offices_of(request.actor):
        raise NotThere
    speaking = _may(request, "judgement")
    today = clock.today()
    form = JudgementForm(request.POST or None, areas=_areas(speaking), today=today)
    problems: tuple[Problem, ...] = ()
    status = 200
    if request.method == "POST":
        try:
            if form.is_valid():
                actions.state_judgement(**form.cleaned_data)
                return redirect("learning:ledger")
        except RempartError as error:
            problems, status = tuple(error.problems), error.http_status
    return render(request, "learning/ledger.html", _ledger(request, speaking)
                  | {"form": form, "problems": problems}, status=status)  # fmt: skip


def _ledger(request: Request, speaking: list[int]) -> dict[str, Any]:
    office = office_asked(request)
    trials = [one for one in queries.trials() if office in (None, one.office)]
    said = list(Judgement.objects.order_by("-created_at")[:RECENT])
    journal.note_reading("judgement.list", "judgement", [row.marking for row in said])
    answering = [o for o in _may(request, "outcome") if office in (None, o)]
    return {
        "may_state": bool(speaking),
        "waiting": [
            (profile().office(o).code, profile().office(o).label(language()), queries.waiting(o))
            for o in answering
        ],
        "said": [
            (row, describe(row.area, row.month, language()), presenting.group_words(row.group))
            for row in said
        ],
        "finding": presenting.finding(trials),
        "plot": presenting.plot(trials),
        "tables": [
            (title, lines)
            for title, lines in (
                (gettext("On the same areas, months and horizons"),
                 presenting.side_by_side(trials)),
                (gettext("On all that each said"), presenting.by_source(trials)),
                (gettext("Analysts by role"), presenting.by_group(trials)),
                (gettext("Analysts by office"), presenting.by_office(trials)),
                (gettext("Analysts by months ahead"),
                 presenting.by_horizon(trials, queries.PEOPLE)),
                (gettext("Forecasts issued by months ahead"),
                 presenting.by_horizon(trials, queries.MODEL)),
            )
            if lines
        ],
        "marking": max((row.marking for row in said), default=1),
    }  # fmt: skip


@declares("signed-in")
@require_http_methods(["GET", "POST"])
def month(request: Request, office: str, month: str) -> HttpResponse:
    """An office's month: what the register counts of each area, and a person's answer."""
    number = office_asked(request, office) or 0
    first = _first(month)
    if first is None or number not in _may(request, "outcome"):
        raise NotThere
    problems: tuple[Problem, ...] = ()
    status = 200
    if request.method == "POST":
        answers = {
            name.removeprefix("a-"): value == "yes"
            for name, value in request.POST.items()
            if name.startswith("a-")
        }
        notes = {
            name.removeprefix("n-"): str(value)
            for name, value in request.POST.items()
            if name.startswith("n-")
        }
        try:
            actions.confirm_month(office=number, month=first, answers=answers, notes=notes)
            return redirect("learning:month", office, month)
        except RempartError as error:
            problems, status = tuple(error.problems), error.http_status
    held = queries.outcomes(number, first)
    journal.note_reading("outcome.month", "outcome", [row.marking for row in held.values()])
    names = dict(_areas([number]))
    context = {
        "office": profile().office(number).label(language()),
        "month": first,
        "over": queries.last_day(first) < clock.today(),
        "problems": problems,
        "rows": [
            {
                "area": tally.area,
                "name": names.get(tally.area, tally.area),
                "tally": tally,
                "outcome": held.get(tally.area),
                "yes": _yes(request, tally),
                "note": request.POST.get(f"n-{tally.area}", ""),
            }
            for tally in queries.tallies(number, first).values()
        ],
        "marking": max((row.marking for row in held.values()), default=1),
    }
    return render(request, "learning/month.html", context, status=status)


def _yes(request: Request, tally: queries.Tally) -> bool:
    """What stands in the form: what was typed, else what the register counts."""
    typed = request.POST.get(f"a-{tally.area}")
    return tally.happened if typed is None else typed == "yes"


def _first(text: str) -> date | None:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
