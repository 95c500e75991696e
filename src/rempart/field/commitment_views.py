"""The pages of commitments: one register across round tables, engagements and missions."""

from __future__ import annotations

from collections import Counter

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from rempart.field import presenting
from rempart.field.commitments import (
    LED_TO,
    act_on_commitment,
    advance_commitment,
    postpone_commitment,
    wait_for,
)
from rempart.field.forms import CommitmentFilters
from rempart.field.models import PENDING, TAKEN_UP, Commitment
from rempart.field.workflow import COMMITMENT
from rempart.kernel import clock, journal, links
from rempart.kernel.access import Request, declares
from rempart.kernel.actor import Anyone
from rempart.kernel.errors import NotThere, Problem, RempartError
from rempart.kernel.filters import TypedDate
from rempart.kernel.finding import found
from rempart.kernel.links import around
from rempart.kernel.policy import UNCLASSIFIED, verdict
from rempart.kernel.workflow import Transition

PAGE = 300


@declares("signed-in")
@require_GET
def listed(request: Request) -> HttpResponse:
    """What was promised: those that wait, the most overdue first, unless other states are asked."""
    form = CommitmentFilters(request.GET.dict())
    form.is_valid()
    asked, owner = form.cleaned_data.get("state") or "", form.cleaned_data.get("owner") or ""
    whole = Commitment.objects.filter(**({"owner": owner} if owner else {}))
    shown = list(_asked(whole, asked).order_by("due_on", "id")[:PAGE])
    journal.note_reading("commitment.list", "commitment", [row.marking for row in shown])
    count = Counter(whole.values_list("state", flat=True))
    late = whole.filter(state__in=PENDING, due_on__lt=clock.today()).count()
    context = {
        "form": form,
        "rows": [(row, presenting.by_whom(row), *presenting.state_of(row)) for row in shown],
        "late": late,
        "all": count.total(),
        "kept": count["kept"],
        "broken": count["broken"],
        "waiting": sum(count[state] for state in PENDING),
        "marking": max((row.marking for row in shown), default=UNCLASSIFIED),
    }
    return render(request, "field/commitments.html", context)


def _asked(rows: QuerySet[Commitment], state: str) -> QuerySet[Commitment]:
    if state == "every":
        return rows
    if state == "late":
        return rows.filter(state__in=PENDING, due_on__lt=clock.today())
    return rows.filter(state=state) if state else rows.filter(state__in=PENDING)


@declares("signed-in")
@require_http_methods(["GET", "POST"])
def one(request: Request, reference: str) -> HttpResponse:
    """One commitment: who, what, by when; what answers it."""
    row = found(Commitment, reference)
    problems: tuple[Problem, ...] = ()
    status = 200
    if request.method == "POST":
        try:
            _do(request, row)
            return redirect("field:commitment", row.reference)
        except RempartError as error:
            problems, status = tuple(error.problems), error.http_status
        row = found(Commitment, reference)
    journal.note_reading("commitment.page", "commitment", [row.marking])
    words, tone = presenting.state_of(row)
    context = {
        "row": row,
        "by": presenting.by_whom(row),
        "state": words,
        "tone": tone,
        "thread": around("commitment", row.pk),
        "steps": _steps(request.actor, row),
        "may_act": row.state == TAKEN_UP
        and not links.led(row, LED_TO)
        and bool(verdict(request.actor, "edit", row.whereabouts)),
        "may_postpone": row.state in PENDING
        and bool(verdict(request.actor, "edit", row.whereabouts)),
        "history": row.versions.all()[:12],
        "problems": problems,
        "typed": request.POST,
        "marking": row.marking,
        "today": clock.today(),
    }
    return render(request, "field/commitment.html", context, status=status)


_FOR_THE_LEAD = frozenset({"do", "fail", "decline"})
"""Steps by which a component answers for what it owes or heard; who edits has others."""


def _steps(actor: Anyone, row: Commitment) -> list[Transition]:
    """The steps that the reader may take now, each gesture once."""
    found = [
        step
        for step in COMMITMENT.steps_from(row.state)
        if verdict(actor, step.right, row.whereabouts) and (row.owner or step.name != "accept")
    ]
    if verdict(actor, "edit", row.whereabouts):
        return [step for step in found if step.name not in _FOR_THE_LEAD]
    return found


def _do(request: Request, row: Commitment) -> None:
    reason = request.POST.get("reason", "")
    if request.POST.get("do") == "postpone":
        day = TypedDate(required=False)
        try:
            due_on = day.clean(request.POST.get("due_on", ""))
        except ValidationError:  # what is no date is told as the missing date it amounts to
            due_on = None
        postpone_commitment(target=row.pk, due_on=due_on, reason=reason)
        return
    if request.POST.get("do") == "act":
        act_on_commitment(target=row.pk)
        return
    if request.POST.get("do") == "wait":
        wait_for(target=row.pk, on=found(Commitment, request.POST.get("on", "")))
        return
    if request.POST.get("do") != "step":
        raise NotThere
    advance_commitment(
        target=row.pk,
        step=request.POST.get("step", ""),
        reason=reason,
        evidence=request.POST.get("evidence", ""),
    )
