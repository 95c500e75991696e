"""The pages of incidents: the list with its figures, and one incident with its thread."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from rempart.doctrine.loader import current as profile
from rempart.kernel import clock, journal
from rempart.kernel.access import Request, declares
from rempart.kernel.errors import Problem, RempartError
from rempart.kernel.links import around
from rempart.kernel.paging import read_key, write_key
from rempart.kernel.policy import UNCLASSIFIED
from rempart.people.offices import offices_of
from rempart.places.models import Area
from rempart.places.queries import CERCLE, areas_on, describe, office_of
from rempart.register import presenting, queries
from rempart.register.board import board
from rempart.register.deeds import do, doable
from rempart.register.duplicates import presenting as told
from rempart.register.duplicates.queries import event_of
from rempart.register.entry_views import may_record
from rempart.register.forms import IncidentFilters
from rempart.register.import_views import may_import
from rempart.register.reports.entering import may_tell
from rempart.register.reports.files import of_record
from rempart.register.reports.presenting import together
from rempart.register.workflow import VERIFICATION

PAGE = 25


def _areas(on: date) -> list[Area]:
    """The cercles as they are called on a day, without their outlines."""
    return list(areas_on(on, CERCLE).defer("outline"))


def _drawn(areas: Sequence[Area], offices: Sequence[int], on: date) -> list[Area]:
    """The cercles of some offices; all of them where these have none."""
    return [area for area in areas if office_of(area.pcode, on) in offices] or list(areas)


def _asked(request: HttpRequest) -> dict[str, str]:
    """The filters of the address; the office chosen in the shell where the address says none."""
    asked = request.GET.dict()
    asked.setdefault("office", request.session.get("office", ""))
    return asked


@declares("signed-in")
@require_GET
def incidents(request: HttpRequest) -> HttpResponse:
    """The incidents that the reader may see, newest first, with their month chart and map."""
    offices, today = offices_of(request.actor), clock.today()
    areas = _areas(today)
    names = {area.pcode: area.display(presenting.language()) for area in areas}
    mine = _drawn(areas, offices, today)
    asked = _asked(request)
    form = _form(asked, offices, mine, names)
    filters = form.filters()
    after = read_key(request.GET.get("after", ""))
    alone = request.htmx and not request.htmx.history_restore_request
    found, counted = _found(filters, after, counting=not alone)
    marking = max((row.marking for row in found.rows), default=UNCLASSIFIED)
    journal.note_reading("incident.list", "incident", [row.marking for row in found.rows])
    context = {
        "form": form,
        "lines": presenting.lines(
            found.rows, names, queries.told_with(row.pk for row in found.rows)
        ),
        "page": {"next": write_key(found.after), "first": after is None},
        "marking": marking,
        "may_import": may_import(request),
        "may_record": may_record(request),
        "export": urlencode({name: said for name, said in asked.items() if said}),
        "may_tell": may_tell(request),
    }
    if alone:
        return render(request, "register/list.html", context)
    context["counted"] = presenting.counted(counted)
    context |= {"month_label": gettext("Month"), "area_label": gettext("Cercle")}
    if after is None and found.rows and not filters.words.strip():
        shown = [filters.office] if filters.office else offices
        context["board"] = board(filters, found.rows[0].starts_on, _drawn(mine, shown, today))
    return render(request, "register/incidents.html", context)


def _found(
    filters: queries.Filters, after: queries.Key | None, *, counting: bool
) -> tuple[queries.Page, queries.Bounded]:
    """A page, and how many there are where that is wanted."""
    if counting and after is None:
        return queries.opening(filters, PAGE)
    page = queries.page(filters, after, PAGE)
    return page, queries.count(filters) if counting else queries.Bounded(len(page.rows))


def _form(
    asked: dict[str, str], offices: list[int], mine: Sequence[Area], names: dict[str, str]
) -> IncidentFilters:
    choices = sorted((area.pcode, names[area.pcode]) for area in mine)
    return IncidentFilters(asked, offices=offices, areas=choices)


@declares("signed-in")
@require_GET
def divided(request: Request) -> HttpResponse:
    """How the incidents of the list divide by kind, cercle, verification and office."""
    offices, today = offices_of(request.actor), clock.today()
    areas = _areas(today)
    names = {area.pcode: area.display(presenting.language()) for area in areas}
    asked = _asked(request)
    form = _form(asked, offices, _drawn(areas, offices, today), names)
    filters = form.filters()
    found = queries.facets(filters)
    context = {
        "form": form,
        "counted": presenting.counted(queries.Bounded(sum(found["office"].values()))),
        "facets": presenting.facets(found, names, {k: v for k, v in asked.items() if v}),
    }
    return render(request, "register/divided.html", context)


@declares("signed-in")
@require_http_methods(["GET", "POST"])
def incident(request: Request, reference: str) -> HttpResponse:
    """One incident: its thread, the facts, the harm, the source, its history and next steps."""
    row = queries.incident(reference)
    problems: tuple[Problem, ...] = ()
    status = 200
    if request.method == "POST":
        try:
            return do(request, row)
        except RempartError as error:
            problems, status = tuple(error.problems), error.http_status
    names = {area.pcode: area.display(presenting.language()) for area in _areas(row.starts_on)}
    steps = {step.name: step.label for step in VERIFICATION.transitions}
    event = event_of(row)
    journal.note_reading("incident.page", "incident", [row.marking])
    context = {
        "incident": row,
        "title": presenting.title(row, names.get(row.area, "")),
        "kind": presenting.kind_of(row),
        "days": presenting.days(row),
        "area": describe(row.area, row.starts_on, presenting.language()) if row.area else "",
        "perpetrators": presenting.actors(row, "alleged_perpetrator"),
        "parties": presenting.actors(row, "party"),
        "harm": presenting.harm_lines(row),
        "history": presenting.history(row.versions.all(), steps),
        "thread": around("incident", row.pk),
        "event": event,
        "range": told.range_of(event.told_by) if event.others else "",
        "told": together(row, event.told_by, names, clock.today()),
        "files": of_record(row),
        "office": profile().office(row.office).label(presenting.language()) if row.office else "",
        "marking": row.marking,
        "problems": problems,
        "typed": request.POST,
        **doable(request, row),
    }
    return render(request, "register/incident.html", context, status=status)
