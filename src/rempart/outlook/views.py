"""The pages of the outlook: an office's watch-list and map, and one area with its reasons."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from rempart.doctrine.loader import current as profile
from rempart.kernel import journal
from rempart.kernel.access import Request, declares
from rempart.kernel.errors import NotThere, Problem, RempartError
from rempart.outlook import presenting, queries, signal_words, signals
from rempart.outlook.computed import WATCHED, after
from rempart.outlook.models import Run
from rempart.people.offices import office_asked, offices_of
from rempart.places.models import Area
from rempart.places.queries import CERCLE, areas_of_office, areas_on


def _month(asked: str) -> date | None:
    try:
        return date.fromisoformat(f"{asked}-01")
    except ValueError:
        return None


def _names(areas: list[Area]) -> dict[str, str]:
    return {area.pcode: area.display(presenting.language()) for area in areas}


@declares("signed-in")
@require_GET
def outlook(request: Request) -> HttpResponse:
    """Where civilians are likeliest to be killed next, in an office's areas."""
    offices = offices_of(request.actor)
    office = office_asked(request) or (offices[0] if offices else 0)
    if not office:
        raise NotThere
    run = queries.latest(office, _month(request.GET.get("month", "")))
    context: dict[str, Any] = {
        "office": profile().office(office).label(presenting.language()),
        "code": profile().office(office).code,
        "offices": [
            (profile().office(n).code, profile().office(n).label(presenting.language()))
            for n in offices
        ],
        "months": queries.months(office),
        "blind": presenting.blind_spots(),
        "run": run,
        "signals": signal_words.listed(offices),
    }
    if run is not None:
        journal.note_reading("outlook.page", "forecast", [run.marking])
        context |= _office(run, office)
    return render(request, "outlook/outlook.html", context)


def _office(run: Run, office: int) -> dict[str, Any]:
    areas = areas_of_office(office, run.month)
    names, by_lead = _names(areas), queries.by_lead(run)
    first = by_lead.get(WATCHED[0], [])
    finding = presenting.opening(run, first, names)
    return {
        "marking": run.marking,
        "opening": finding,
        "lists": [presenting.listed(run, lead, by_lead.get(lead, []), names) for lead in WATCHED],
        "map": presenting.drawn(areas, first, finding),
        "disclaimer": profile().mission.disclaimer.label(presenting.language()),
        "known": presenting.known_words(run),
    }


@declares("signed-in")
@require_GET
def area(request: Request, pcode: str) -> HttpResponse:
    """One area: its past, what is forecast of it, beside counting, and on what that leans."""
    found = queries.of_area(pcode, _month(request.GET.get("month", "")))
    if found is None:
        raise NotThere
    run = found.run
    journal.note_reading("outlook.area", "forecast", [run.marking])
    names = _names(list(areas_on(run.month, CERCLE).defer("outline")))
    name = names.get(pcode, pcode)
    context = {
        "title": name,
        "pcode": pcode,
        "marking": run.marking,
        "run": run,
        "office": queries.office_name(run.office, presenting.language()),
        "code": profile().office(run.office).code if run.office else "",
        "past": presenting.past_words(found, name),
        "near": presenting.near_words(found, names),
        "chart": presenting.chart(found, name),
        "base": presenting.percent(found.ground.base),
        "rows": [
            {
                "one": one,
                "chance": presenting.percent(one.probability),
                "mix": presenting.percent(one.mix_probability),
                "issued": presenting.issued_words(one),
                "leaning": presenting.leaning(one),
                "worth": presenting.worth(run.standings[str(one.lead)]),
            }
            for one in found.forecasts
        ],
        "others": [
            (one.month, *presenting.other_words(one))
            for one in queries.others(pcode, after(run.month, 1))
        ],
        "blind": presenting.blind_spots(),
        "known": presenting.known_words(run),
    }
    return render(request, "outlook/area.html", context)


@declares("signed-in")
@require_http_methods(["GET", "POST"])
def signal(request: Request, pcode: str) -> HttpResponse:
    """One early-warning signal: what it stands on, and its answer."""
    found = signals.waiting(pcode)
    problems: tuple[Problem, ...] = ()
    status = 200
    if request.method == "POST":
        try:
            if request.POST.get("do") == "alert":
                alert = signals.take(area=pcode, heard=signal_words.heard(found))
                return redirect("alerts:alert", alert.reference)
            signals.set_aside(area=pcode, reason=request.POST.get("reason", ""))
            return redirect("outlook:outlook")
        except RempartError as error:
            problems, status = tuple(error.problems), error.http_status
    journal.note_reading("outlook.signal", "forecast", [found.forecast.run.marking])
    context = {
        "one": signal_words.words(found),
        "pcode": pcode,
        "marking": found.forecast.run.marking,
        "may_answer": signals.may_answer(request.actor, found.forecast.run.office),
        "problems": problems,
        "typed": request.POST,
    }
    return render(request, "outlook/signal.html", context, status=status)
