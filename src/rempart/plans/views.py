"""The pages of actions: list, board and calendar; one action and its next step."""

from __future__ import annotations

from calendar import Calendar
from datetime import date, timedelta
from typing import Any, cast

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from rempart.doctrine.loader import current as profile
from rempart.kernel import clock, drafts, journal
from rempart.kernel.access import Request, declares
from rempart.kernel.conflicts import differing, last_change
from rempart.kernel.errors import Conflict, Problem, RempartError
from rempart.kernel.finding import found
from rempart.kernel.links import around
from rempart.kernel.models import Guarded
from rempart.kernel.once import once
from rempart.kernel.policy import UNCLASSIFIED, Whereabouts, verdict
from rempart.people.offices import offices_of
from rempart.plans import actions, presenting, queries
from rempart.plans.forms import ActionFilters, ActionForm
from rempart.plans.models import OVER, Action
from rempart.plans.origins import origin
from rempart.plans.programmes.queries import planned_cells, stale
from rempart.plans.workflow import ACTION
from rempart.register.refusing import keep_draft, put_aside

SHOWN = 100
"""Actions on one page, the first due; a page that is full says so."""

_NAMES = ("statement", "volet", "phases", "component", "accountable", "support", "consulted",
          "informed", "resources", "indicator", "begins_on", "due_on")  # fmt: skip


def _mine(request: Request) -> list[int]:
    """The offices in which the reader may propose an action."""
    return [
        office for office in offices_of(request.actor)
        if verdict(request.actor, "create", Whereabouts("action", office=office))
    ]  # fmt: skip


def _found(reference: str) -> Action:
    return found(Action, reference)


@declares("signed-in")
@require_GET
def actions_page(request: Request) -> HttpResponse:
    """The actions that the reader may see, their own component's first."""
    form = ActionFilters(request.GET.dict(), offices=offices_of(request.actor))
    form.is_valid()
    said = form.cleaned_data
    found = _filtered(request, said)
    month = _month(request.GET.get("month", ""))
    shown = queries.own_first(request.actor, found)
    if said.get("view") == "calendar":
        weeks = Calendar().monthdatescalendar(month.year, month.month)
        shown = shown.filter(due_on__gte=weeks[0][0], due_on__lte=weeks[-1][-1])
    listed = presenting.rows(shown[:SHOWN], request.actor)
    markings = [row.action.marking for row in listed]
    journal.note_reading("action.list", "action", markings)
    context = {
        "form": form,
        "rows": listed,
        "view": said.get("view") or "",
        "board": presenting.board(listed),
        "calendar": presenting.calendar(listed, month),
        "month": month,
        "before": month - timedelta(days=1),
        "after": month + timedelta(days=31),
        "back": request.get_full_path(),
        "open": found.exclude(state__in=OVER).count(),
        "late": found.exclude(state__in=OVER).filter(due_on__lt=clock.today()).count(),
        "cut": len(listed) == SHOWN,
        "marking": max(markings, default=UNCLASSIFIED),
        "may_propose": bool(_mine(request)),
    }
    return render(request, "plans/actions.html", context)


def _filtered(request: Request, said: dict[str, Any]) -> QuerySet[Action]:
    """The actions that the filters let pass."""
    found: QuerySet[Action] = Action.objects.all()
    if said.get("office"):
        found = found.filter(office=profile().office(said["office"]).number)
    if said.get("lead") == "mine":
        mine = sorted({standing.component for standing in request.actor.standings})
        found = found.filter(Q(component__in=mine) | Q(support__overlap=mine))
    elif said.get("lead"):
        found = found.filter(component=int(said["lead"]))
    return found.filter(state=said["state"]) if said.get("state") else found


def _month(typed: str) -> date:
    """The first day of the month asked for, else of this month."""
    try:
        return date.fromisoformat(f"{typed}-01")
    except ValueError:
        return clock.today().replace(day=1)


@declares("signed-in")
@require_GET
def coverage(request: Request) -> HttpResponse:
    """Where actions stand, by volet, phase and office, and where there is none."""
    offices, words = offices_of(request.actor), presenting.language()
    listed = list(Action.objects.exclude(state="cancelled"))
    lines = presenting.coverage(listed, offices, planned_cells())
    markings = [row.marking for row in listed]
    journal.note_reading("action.coverage", "action", markings)
    context = {
        "lines": lines,
        "offices": [profile().office(number).label(words) for number in offices],
        "volets": [one.label(words) for one in profile().vocabulary("volet")],
        "total": len(listed),
        "elsewhere": sum(row.office not in offices for row in listed),
        "holes": sum(line.holes for line in lines),
        "stale": stale(),
        "cells": sum(len(line.counts) for line in lines),
        "marking": max(markings, default=UNCLASSIFIED),
    }
    return render(request, "plans/coverage.html", context)


def _unseen(source: Guarded | None, said: dict[str, Any], office: int, told: bool) -> list[str]:
    """The posts of the lead that may not see the origin, unless the author was told already."""
    return queries.blind(source, said["component"], office) if source and not told else []


@declares("signed-in")
@require_http_methods(["GET", "POST"])
@once
def new_action(request: Request) -> HttpResponse:
    """Propose an action; who leads it without seeing its threat is said before it is saved."""
    offices = _mine(request)
    place = f"action.new:{request.GET.get('origin', '')[:16]}"
    if (answer := put_aside(request, place)) is not None:
        return answer
    left = drafts.kept(place) if request.method == "GET" else None
    source = origin((request.POST or request.GET).get("origin", ""))
    given: dict[str, Any] = {"origin": request.GET.get("origin", "")}
    if source is not None:
        given["marking"] = source.marking
        given |= {"office": profile().office(source.office).code} if source.office else {}
    given |= left.said if left else {}
    form = ActionForm(request.POST or None, initial=given, offices=offices)
    problems: tuple[Problem, ...] = ()
    blind: list[str] = []
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        office, reference = profile().office(said.pop("office")).number, said.pop("origin")
        marking = said.pop("marking")
        blind = _unseen(source, said, office, "told" in request.POST)
        if reference and source is None:
            problems = (_nowhere(reference),)
        elif not blind:
            try:
                row = actions.propose_action(
                    said=cast(actions.Said, said), office=office, marking=marking, origin=source
                )
                drafts.drop(place)
                return redirect("plans:action", row.reference)
            except RempartError as error:
                problems = tuple(error.problems)
    if request.method == "POST":
        keep_draft(place, request.POST)
    context = {"form": form, "problems": problems, "title": gettext("A new action"),
               "blind": blind, "draft": left}  # fmt: skip
    return render(request, "plans/describe.html", context)


def _nowhere(reference: str) -> Problem:
    return Problem(
        _("Origin"), reference, _("is no record that you may see"),
        _("Copy the reference from the record’s page."), "origin",
    )  # fmt: skip


@declares("signed-in")
@require_http_methods(["GET", "POST"])
def redescribe(request: Request, reference: str) -> HttpResponse:
    """Correct an action."""
    row = _found(reference)
    place = f"action:{row.reference}"
    if (answer := put_aside(request, place)) is not None:
        return answer
    left = drafts.kept(place) if request.method == "GET" else None
    given = {name: getattr(row, name) for name in _NAMES} | (left.said if left else {})
    form = ActionForm(request.POST or None, initial=given).correcting()
    context: dict[str, Any] = {
        "form": form, "title": row.statement, "action": row, "draft": left,
    }  # fmt: skip
    status = 200
    if request.method == "POST":
        status = 400
        try:
            if form.is_valid():
                said = cast(actions.Said, dict(form.cleaned_data))
                actions.describe_action(target=row.pk, revision=_revision(request), said=said)
                drafts.drop(place)
                return redirect("plans:action", row.reference)
        except Conflict as error:
            context["problems"], status = error.problems, error.http_status
            context["action"] = row = _found(reference)
            saved = {name: getattr(row, name) for name in _NAMES}
            context |= {"differing": differing(form, saved), "changed": last_change(row)}
        except RempartError as error:
            context["problems"], status = error.problems, error.http_status
        keep_draft(place, request.POST)
    return render(request, "plans/describe.html", context, status=status)


def _revision(request: Request) -> int | None:
    """The revision that the reader had before them."""
    given = request.POST.get("revision", "")
    return int(given) if given.isdigit() else None


@declares("signed-in")
@require_http_methods(["GET", "POST"])
def action(request: Request, reference: str) -> HttpResponse:
    """One action: what it answers, who does it, and the step that is the reader's."""
    row = _found(reference)
    problems: tuple[Problem, ...] = ()
    status = 200
    if request.method == "POST":
        try:
            if request.POST.get("do") == "wait":
                actions.wait_for(target=row.pk, on=_found(request.POST.get("on", "")))
                return _back(request, row)
            actions.advance_action(
                target=row.pk,
                step=request.POST.get("step", ""),
                reason=request.POST.get("reason", ""),
                text=request.POST.get("text", ""),
            )
            return _back(request, row)
        except RempartError as error:
            problems, status = tuple(error.problems), error.http_status
        row = _found(reference)
    journal.note_reading("action.page", "action", [row.marking])
    context = _page(request, row) | {"problems": problems, "typed": request.POST}
    return render(request, "plans/action.html", context, status=status)


def _back(request: Request, row: Action) -> HttpResponse:
    """To the list or the board from which a step was taken, else to the action."""
    asked = request.POST.get("back", "")
    if asked and url_has_allowed_host_and_scheme(asked, allowed_hosts=None):
        return redirect(asked)
    return redirect("plans:action", row.reference)


def _page(request: Request, row: Action) -> dict[str, Any]:
    words = presenting.language()
    return {
        "action": row,
        "marking": row.marking,
        "office": profile().office(row.office).label(words) if row.office else "",
        "state": ACTION.labels[row.state],
        "tone": presenting.tone(row),
        "lead": presenting.component(row.component),
        "support": presenting.components(row.support),
        "consulted": presenting.components(row.consulted),
        "informed": presenting.components(row.informed),
        "thread": around("action", row.pk),
        "steps": queries.steps_for(request.actor, row),
        "may_edit": bool(verdict(request.actor, "edit", row.whereabouts)) and row.state not in OVER,
        "history": row.versions.all()[:12],
    }
