"""The pages of twins: those that wait to be looked at, and two incidents side by side."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from rempart.doctrine.loader import current as profile
from rempart.kernel import clock, journal
from rempart.kernel.access import Request, declares
from rempart.kernel.errors import NotThere, Problem, RempartError
from rempart.kernel.policy import UNCLASSIFIED, verdict
from rempart.people.offices import office_asked, offices_of
from rempart.places.queries import CERCLE, areas_on
from rempart.register import queries as register
from rempart.register.duplicates import actions, presenting, queries
from rempart.register.duplicates.forms import QueueFilters
from rempart.register.duplicates.likeness import compare
from rempart.register.duplicates.workflow import MERGED, TWINS, WAITING
from rempart.register.models import Incident, Twins


def area_names() -> dict[str, str]:
    """What the cercles of today are called."""
    words = presenting.language()
    return {a.pcode: a.display(words) for a in areas_on(clock.today(), CERCLE).defer("outline")}


@declares("signed-in")
@require_GET
def queue(request: Request) -> HttpResponse:
    """The pairs that wait for somebody to look at them, or that people have decided."""
    asked = {"state": WAITING, **request.GET.dict()}
    form = QueueFilters(asked, offices=offices_of(request.actor))
    form.is_valid()
    state = form.cleaned_data.get("state") or WAITING
    rows = list(queries.listed(state, office_asked(request))[: queries.MOST])
    names = area_names()
    markings = [end.marking for row in rows for end in (row.leads, row.follows)]
    journal.note_reading("duplicate.list", "duplicate", markings)
    context = {
        "form": form,
        "lines": [presenting.line(row, names) for row in rows],
        "state": state,
        "cut": len(rows) == queries.MOST,
        "likely": presenting.decimal(profile().duplicates.likely),
        "possible": presenting.decimal(profile().duplicates.possible),
        "marking": max(markings, default=UNCLASSIFIED),
    }
    return render(request, "register/twins.html", context)


@declares("signed-in")
@require_http_methods(["GET", "POST"])
def pair(request: Request, one: str, other: str) -> HttpResponse:
    """Two incidents side by side, what is alike, and what people find: one event, or two."""
    left, right = register.incident(one), register.incident(other)
    if left.pk == right.pk:
        raise NotThere
    problems: tuple[Problem, ...] = ()
    status = 200
    if request.method == "POST":
        try:
            _do(request, left, right)
            return redirect("duplicates:pair", left.reference, right.reference)
        except RempartError as error:
            problems, status = tuple(error.problems), error.http_status
    journal.note_reading("duplicate.page", "duplicate", [left.marking, right.marking])
    context = _page(request, left, right) | {"problems": problems, "typed": request.POST}
    return render(request, "register/pair.html", context, status=status)


def _page(request: Request, left: Incident, right: Incident) -> dict[str, Any]:
    alike = compare(left, right, profile().duplicates)
    found = actions.pair(left, right)
    event = queries.event_of(left)
    together = event.told_by if found and found.state == MERGED else [left, right]
    return {
        "left": left,
        "right": right,
        "cells": presenting.side_by_side(left, right),
        "alike": alike,
        "score": presenting.score(alike.score) if alike else "",
        "reasons": presenting.reasons(alike) if alike else [],
        "found": found,
        "state": TWINS.labels[found.state] if found else "",
        "tone": presenting.TONES[found.state] if found else "",
        "leads": found.leads if found else _better(left, right),
        "range": presenting.range_of(together),
        "told": len(together),
        "history": presenting.history(found) if found else [],
        "steps": [step.name for step in TWINS.steps_from(found.state if found else WAITING)],
        "may_decide": all(verdict(request.actor, "edit", r.whereabouts) for r in (left, right)),
        "marking": max(left.marking, right.marking),
    }


def _better(left: Incident, right: Incident) -> Incident:
    """Which of two incidents is offered to stand for both: the surer, then the fuller."""
    order = {"verified": 0, "credible_unverified": 1}
    return min(
        (left, right),
        key=lambda row: (
            order.get(row.verification, 2), row.grade or "Z", not row.harm, row.recorded_at,
        ),
    )  # fmt: skip


def _chosen(request: Request, left: Incident, right: Incident) -> tuple[Incident, Incident]:
    """The incident that the form names, and the other."""
    named = request.POST.get("which", "")
    if named not in (left.reference, right.reference):
        raise NotThere
    return (left, right) if named == left.reference else (right, left)


def _merge(request: Request, left: Incident, right: Incident, reason: str) -> None:
    leads, follows = _chosen(request, left, right)
    alike = compare(leads, follows, profile().duplicates)
    actions.merge(leads=leads, follows=follows, reason=reason, alike=alike)


def _tell_apart(request: Request, left: Incident, right: Incident, reason: str) -> None:
    alike = compare(left, right, profile().duplicates)
    actions.tell_apart(one=left, other=right, reason=reason, alike=alike)


def _unmerge(request: Request, left: Incident, right: Incident, reason: str) -> None:
    leaving, _stays = _chosen(request, left, right)
    actions.unmerge(incident=leaving, reason=reason)


def _lead(request: Request, left: Incident, right: Incident, reason: str) -> None:
    leads, _follows = _chosen(request, left, right)
    actions.let_lead(incident=leads, reason=reason)


def _reopen(request: Request, left: Incident, right: Incident, reason: str) -> None:
    found: Twins | None = actions.pair(left, right)
    if found is None:
        raise NotThere
    actions.advance_twins(target=found.pk, step="reopen", reason=reason)


_DEEDS: dict[str, Callable[[Request, Incident, Incident, str], None]] = {
    "merge": _merge,
    "tell_apart": _tell_apart,
    "unmerge": _unmerge,
    "lead": _lead,
    "reopen": _reopen,
}


def _do(request: Request, left: Incident, right: Incident) -> None:
    deed = _DEEDS.get(request.POST.get("do", ""))
    if deed is None:
        raise NotThere
    deed(request, left, right, request.POST.get("reason", ""))
