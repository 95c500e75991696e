"""The pages of places that matter: the list with its map, one place, a place to enter."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_GET, require_http_methods

from rempart.doctrine.loader import current as profile
from rempart.kernel import clock, drafts, journal
from rempart.kernel.access import Request, declares
from rempart.kernel.conflicts import differing, last_change
from rempart.kernel.errors import Conflict, NotThere, Problem, RempartError
from rempart.kernel.links import around
from rempart.kernel.once import once
from rempart.kernel.policy import UNCLASSIFIED, Whereabouts, verdict
from rempart.people.offices import office_asked, offices_of
from rempart.places.models import Area
from rempart.places.queries import CERCLE, areas_of_office, areas_on, describe
from rempart.register.models import Site
from rempart.register.refusing import keep_draft, put_aside
from rempart.register.sites import actions, presenting, queries
from rempart.register.sites.forms import CloseForm, SiteFiltersForm, SiteForm, typed


def _mine(request: Request) -> list[int]:
    """The offices in which the reader may enter a place."""
    return [
        office
        for office in offices_of(request.actor)
        if verdict(request.actor, "create", Whereabouts("site", office=office))
    ]


def _areas(offices: list[int]) -> list[Area]:
    """The cercles of some offices, in the order of their names."""
    found = [area for office in offices for area in areas_of_office(office, clock.today())]
    return sorted(found, key=lambda area: area.display(presenting.language()))


def _choices(areas: list[Area]) -> list[tuple[str, str]]:
    return [(area.pcode, area.display(presenting.language())) for area in areas]


@declares("signed-in")
@require_GET
def sites(request: Request) -> HttpResponse:
    """The places that the reader may see, with their map."""
    offices = offices_of(request.actor)
    office = office_asked(request)
    areas = _areas([office] if office else offices)
    form = SiteFiltersForm(request.GET.dict(), offices=offices, areas=_choices(areas))
    form.is_valid()
    said = form.cleaned_data
    filters = queries.SiteFilters(
        office=office, area=said.get("area") or "", type=said.get("type") or "",
        day=said.get("day"), closed=bool(said.get("closed")),
    )  # fmt: skip
    rows = list(queries.sites(filters)[: queries.SHOWN])
    names = {a.pcode: a.display(presenting.language())
             for a in areas_on(clock.today(), CERCLE).defer("outline")}  # fmt: skip
    markings = [row.marking for row in rows]
    journal.note_reading("site.list", "site", markings)
    placed = sum(row.latitude is not None for row in rows)
    label = gettext("%(n)s of %(all)s places have a point") % {"n": placed, "all": len(rows)}
    shown = [area for area in areas if not filters.area or area.pcode == filters.area]
    context = {
        "form": form,
        "lines": presenting.lines(rows, names),
        "sentence": _sentence(rows),
        "map": presenting.drawing(shown, rows, label),
        "map_label": label,
        "disclaimer": profile().mission.disclaimer.label(presenting.language()),
        "cut": len(rows) == queries.SHOWN,
        "marking": max(markings, default=UNCLASSIFIED),
        "may_enter": bool(_mine(request)),
    }
    return render(request, "register/sites.html", context)


def _sentence(rows: list[Site]) -> str:
    """How many places, and which of them gather people tomorrow."""
    said = ngettext(
        "%(n)s place that matters.", "%(n)s places that matter.", len(rows)
    ) % {"n": len(rows)}  # fmt: skip
    tomorrow = clock.today().isoweekday() % 7 + 1
    busy = [row.name for row in rows if tomorrow in row.days and row.closed_on is None]
    if not busy:
        return said
    more = gettext("Tomorrow people gather at: %(names)s.") % {"names": ", ".join(busy[:6])}
    return f"{said} {more}"


NEW = "site.new"


@declares("signed-in")
@require_http_methods(["GET", "POST"])
@once
def new_site(request: Request) -> HttpResponse:
    """Enter a place that matters."""
    offices = _mine(request)
    if not offices:
        raise NotThere
    if (answer := put_aside(request, NEW)) is not None:
        return answer
    left = drafts.kept(NEW) if request.method == "GET" else None
    first = {"known_on": clock.today(), "marking": UNCLASSIFIED, "area": request.GET.get("area")}
    first |= left.said if left else {}
    form = SiteForm(request.POST or None, initial=first, areas=_choices(_areas(offices)))
    problems: tuple[Problem, ...] = ()
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                row = actions.enter_site(
                    said=cast(actions.Said, form.said()), marking=form.cleaned_data["marking"]
                )
                drafts.drop(NEW)
                return redirect("sites:site", row.reference)
            except RempartError as error:
                problems, status = tuple(error.problems), error.http_status
        keep_draft(NEW, request.POST)
    context = {"form": form, "problems": problems, "draft": left,
               "title": gettext("Enter a place that matters")}  # fmt: skip
    return render(request, "register/site_form.html", context, status=status)


@declares("signed-in")
@require_http_methods(["GET", "POST"])
def correct(request: Request, reference: str) -> HttpResponse:
    """Correct what is said of a place; its marking too."""
    row = queries.site(reference)
    if not verdict(request.actor, "edit", row.whereabouts):
        raise NotThere
    place = f"site:{row.reference}"
    if (answer := put_aside(request, place)) is not None:
        return answer
    left = drafts.kept(place) if request.method == "GET" else None
    areas = _choices(_areas(offices_of(request.actor)))
    initial = typed(row) | (left.said if left else {})
    form = SiteForm(request.POST or None, initial=initial, areas=areas)
    context: dict[str, Any] = {"form": form, "site": row, "title": row.name, "draft": left,
                               "marking": row.marking}  # fmt: skip
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                _correct(request, row, form)
                drafts.drop(place)
                return redirect("sites:site", row.reference)
            except RempartError as error:
                context["problems"], status = tuple(error.problems), error.http_status
                if isinstance(error, Conflict):
                    saved = queries.site(reference)
                    context |= {"differing": differing(form, typed(saved)), "site": saved,
                                "changed": last_change(saved)}  # fmt: skip
        keep_draft(place, request.POST)
    return render(request, "register/site_form.html", context, status=status)


def _correct(request: Request, row: Site, form: SiteForm) -> None:
    given = request.POST.get("revision", "")
    revision = int(given) if given.isdigit() else None
    marking, reason = form.cleaned_data["marking"], request.POST.get("reason", "")
    if marking > row.marking:
        actions.mark_site(target=row.pk, revision=revision, marking=marking, reason=reason)
        revision = None
    actions.correct_site(target=row.pk, revision=revision, said=cast(actions.Said, form.said()))
    if marking < row.marking:
        actions.mark_site(target=row.pk, marking=marking, reason=reason)


@declares("signed-in")
@require_http_methods(["GET", "POST"])
def site(request: Request, reference: str) -> HttpResponse:
    """One place: what it is, for whom it matters, what is not known, its thread and history."""
    row = queries.site(reference)
    form = CloseForm(request.POST or None, initial={"on": clock.today()})
    problems: tuple[Problem, ...] = ()
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                said = form.cleaned_data
                actions.close_site(target=row.pk, on=said["on"], reason=said["reason"])
                return redirect("sites:site", row.reference)
            except RempartError as error:
                problems, status = tuple(error.problems), error.http_status
    journal.note_reading("site.page", "site", [row.marking])
    return render(request, "register/site.html", _page(request, row, form, problems), status=status)


def _page(
    request: Request, row: Site, form: CloseForm, problems: tuple[Problem, ...]
) -> dict[str, Any]:
    words, today = presenting.language(), clock.today()
    around_it = [area for area in areas_on(today, CERCLE) if area.pcode == row.area]
    return {
        "site": row,
        "form": form,
        "problems": problems,
        "type": presenting.type_of(row),
        "area": describe(row.area, today, words) if row.area else "",
        "days": presenting.days_of(row),
        "people": presenting.people_of(row),
        "unknown": _unknown(row),
        "map": presenting.drawing(around_it, [row], row.name),
        "disclaimer": profile().mission.disclaimer.label(words),
        "office": profile().office(row.office).label(words) if row.office else "",
        "thread": around("site", row.pk),
        "history": presenting.history(row),
        "marking": row.marking,
        "may_edit": bool(verdict(request.actor, "edit", row.whereabouts)),
    }


def _unknown(row: Site) -> list[str]:
    """What nobody has said of the place yet."""
    asked = (
        (row.latitude is None, gettext("its point")),
        (row.people is None and bool(row.group), gettext("how many people")),
        (not row.drivers, gettext("what makes people vulnerable there")),
        (not row.coping, gettext("how they cope")),
        (row.type in profile().sites.crowded and not row.days, gettext("its day")),
    )
    return [name for lacking, name in asked if lacking]
