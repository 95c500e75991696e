"""Entering an incident by hand, correcting it, and showing who will read it before it is saved."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from rempart.doctrine.loader import current as profile
from rempart.kernel import clock, drafts
from rempart.kernel.access import Request, declares
from rempart.kernel.actor import MISSION, acting_as
from rempart.kernel.conflicts import differing, last_change
from rempart.kernel.errors import Conflict, NotThere, Problem, RempartError
from rempart.kernel.once import once
from rempart.kernel.policy import UNCLASSIFIED, Granted, Whereabouts, may_read, verdict
from rempart.places.actions import add_locality
from rempart.places.queries import CERCLE, area_at, areas_on, office_of
from rempart.register import presenting, queries
from rempart.register.actions import Said, edit_incident, record_incident
from rempart.register.duplicates import presenting as told
from rempart.register.duplicates.actions import look_for_twins
from rempart.register.duplicates.matching import twins_of
from rempart.register.duplicates.views import area_names
from rempart.register.entry_forms import IncidentForm, fits, typed
from rempart.register.handing import hand_over
from rempart.register.models import Incident
from rempart.register.refusing import keep_draft, put_aside

NEW = "incident.new"
_WALLS = ("office", "marking", "compartment")
_DETAIL = ("alleged", "harm")


def _areas(on: date) -> list[tuple[str, Any]]:
    words = presenting.language()
    found = areas_on(on, CERCLE).defer("outline")
    return sorted(((a.pcode, a.display(words)) for a in found), key=lambda pair: str(pair[1]))


def _offices() -> list[tuple[str, str]]:
    return [(o.code, o.label(presenting.language())) for o in profile().offices]


def _form(request: Request, **given: Any) -> IncidentForm:
    return IncidentForm(areas=_areas(clock.today()), offices=_offices(), **given)


def may_record(request: Request) -> bool:
    """May the reader enter an incident somewhere?"""
    return any(
        verdict(request.actor, "create", Whereabouts("incident", office=standing.office))
        for standing in request.actor.standings
    )


def _where(request: Request, form: IncidentForm) -> Whereabouts:
    """Where the incident would stand in the need-to-know, of what is typed so far."""
    form.is_valid()
    given = form.cleaned_data
    actor = request.actor
    own = next((s for s in actor.standings if s.post == actor.post), actor.standings[0])
    office = profile().office(given["office"]).number if given.get("office") else MISSION
    if not office:
        office = _office_of_place(form, given.get("starts_on") or clock.today()) or own.office
    return Whereabouts(
        "incident",
        office=office,
        component=own.component,
        marking=given.get("marking") or UNCLASSIFIED,
        compartment=given.get("compartment") or 0,
        author=actor.id,
    )


def _office_of_place(form: IncidentForm, on: date) -> int:
    pcode = form.cleaned_data.get("area", "")
    if not pcode and form.pointed:
        around = area_at(form.pointed.longitude, form.pointed.latitude, on)
        pcode = around.pcode if around else ""
    return office_of(pcode, on) if pcode else MISSION


def _seen_by(request: Request, where: Whereabouts) -> dict[str, Any]:
    """Who would read the incident, for the panel above the button."""
    return presenting.seen_by(where) | {
        "loses": not may_read(request.actor, where),
        "office": profile().office(where.office).label(presenting.language())
        if where.office
        else "",
    }


@declares("signed-in")
@require_http_methods(["GET", "POST"])
@once
def record(request: Request) -> HttpResponse:
    """A blank incident, or the one that was left half-typed."""
    if not may_record(request):
        raise NotThere
    left = drafts.kept(NEW)
    if request.method == "GET":
        first = left.said if left else {"date_precision": "day", "marking": UNCLASSIFIED}
        return _page(request, _form(request, initial=first), draft=left)
    form = _form(request, data=request.POST)
    if (answer := put_aside(request, NEW)) is not None:
        return answer
    do = request.POST.get("do", "save")
    if do == "who":
        context = {"seen": _seen_by(request, _where(request, form))}
        if request.htmx:
            return render(request, "register/seen.html", context)
        return _page(request, _form(request, initial=request.POST.dict()), **context)
    if do == "twins":
        context = {"twins": _twins(form), "looked": True}
        if request.htmx:
            return render(request, "register/entry_twins.html", context)
        return _page(request, _form(request, initial=request.POST.dict()), **context)
    problems: tuple[Problem, ...] = ()
    if form.is_valid() and _may_remember(form):
        try:
            return _save(request, form)
        except RempartError as error:
            problems = tuple(error.problems)
    keep_draft(NEW, request.POST)
    return _page(request, form, problems=problems, status=400)


def _twins(form: IncidentForm) -> list[Any]:
    """What the reader may see that may be the event typed so far, in words."""
    event = form.sketched()
    return told.twin_lines(twins_of(event), area_names()) if event is not None else []


def _may_remember(form: IncidentForm) -> bool:
    """The list of places is everybody's: what is marked must not enter it."""
    given = form.cleaned_data
    if given["remember"] and (given["marking"] > UNCLASSIFIED or given["compartment"]):
        form.add_error("remember", gettext("The list of places is read by all: leave this out."))
        return False
    return True


def _save(request: Request, form: IncidentForm) -> HttpResponse:
    """Record the incident; where it is to stand above the writer's rights, hand it over at once."""
    where, said = _where(request, form), form.said()
    own, lot = _own_reach(request, where)
    row = record_incident(said=said, office=where.office or None, marking=own, compartment=lot)
    if form.cleaned_data["remember"]:
        _remember(form, row)
    drafts.drop(NEW)
    look_for_twins(row.pk)
    if (own, lot) == (where.marking, where.compartment):
        return redirect("register:incident", row.reference)
    actor, reason = request.actor, gettext("Recorded for those who may know of it")

    def raise_it() -> None:
        with acting_as(actor):
            hand_over(
                target=row.pk, marking=where.marking, compartment=where.compartment, reason=reason
            )

    transaction.on_commit(raise_it, using=actor.alias)
    seen = may_read(actor, where)
    return redirect(
        reverse("register:incident", args=[row.reference]) if seen else reverse("web:receipts")
    )


def _own_reach(request: Request, where: Whereabouts) -> tuple[int, int]:
    """The marking and compartment, as near to those wanted, that the writer may give."""
    if verdict(request.actor, "create", where):
        return where.marking, where.compartment
    bare = Whereabouts("incident", where.office, where.component, UNCLASSIFIED, author=where.author)
    answer = verdict(request.actor, "create", bare)
    if not isinstance(answer, Granted) or answer.standing is None:
        return where.marking, where.compartment  # the action says why not
    return min(where.marking, answer.standing.clearance), 0


def _remember(form: IncidentForm, row: Incident) -> None:
    assert form.pointed is not None
    add_locality(
        name=form.cleaned_data["place"],
        office=row.office,
        area=row.area,
        latitude=form.pointed.latitude,
        longitude=form.pointed.longitude,
        precision=form.pointed.precision,
        source=row.reference,
    )


def _page(request: Request, form: IncidentForm, status: int = 200, **more: Any) -> HttpResponse:
    context = {
        "form": form,
        "title": gettext("Record an incident"),
        "back": reverse("register:incidents"),
        "place_of_form": NEW,
        **more,
    }
    if "seen" not in more and "row" not in more:
        bound = form if form.is_bound else _form(request, data={"marking": 1, **form.initial})
        context["seen"] = _seen_by(request, _where(request, bound))
    return render(request, "register/entry.html", context, status=status)


# --- correcting ---------------------------------------------------------------------------------


@declares("signed-in")
@require_http_methods(["GET", "POST"])
def correct(request: Request, reference: str) -> HttpResponse:
    """Correct what an incident says; who may read it is changed on its own page."""
    row = queries.incident(reference)
    if not verdict(request.actor, "edit", row.whereabouts):
        raise NotThere
    form = _form(request, data=request.POST or None, initial=typed(row))
    for name in (*_WALLS, "remember"):
        del form.fields[name]
    more: dict[str, Any] = {
        "row": row,
        "title": gettext("Correct %(reference)s") % {"reference": row.reference},
        "back": reverse("register:incident", args=[row.reference]),
        "place_of_form": f"incident:{row.reference}",
        "coarse": not fits(row),
        "marking": row.marking,
    }
    if request.method == "GET":
        left = drafts.kept(more["place_of_form"])
        if left:
            form.initial |= left.said
        return _page(request, form, draft=left, **more)
    if (answer := put_aside(request, more["place_of_form"])) is not None:
        return answer
    problems: tuple[Problem, ...] = ()
    status = 400
    if form.is_valid():
        try:
            said = _corrected(form, row)
            revision = int(request.POST.get("revision") or 0) or None
            edit_incident(target=row.pk, revision=revision, said=said)
            look_for_twins(row.pk)
            drafts.drop(more["place_of_form"])
            return redirect("register:incident", row.reference)
        except Conflict as error:
            problems, status = tuple(error.problems), error.http_status
            more["differing"] = differing(form, typed(queries.incident(reference)))
            more["changed"] = last_change(row)
        except RempartError as error:
            problems = tuple(error.problems)
    keep_draft(more["place_of_form"], request.POST)
    return _page(request, form, status=status, problems=problems, **more)


def _corrected(form: IncidentForm, row: Incident) -> Said:
    """What the form changes: a point nobody retyped keeps its decimals, fine detail stays."""
    said: dict[str, Any] = dict(form.said())
    if "point" not in form.changed_data:
        for name in ("latitude", "longitude"):
            said.pop(name)
    if not fits(row):
        for name in _DETAIL:
            said.pop(name)
    return said  # type: ignore[return-value]
