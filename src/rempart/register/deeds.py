"""What a reader may do to one incident from its page: verify, mark, hand over, transfer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from rempart.doctrine.loader import current as profile
from rempart.kernel.access import Request
from rempart.kernel.errors import NotThere
from rempart.kernel.policy import MARKINGS, verdict
from rempart.register import presenting
from rempart.register.actions import advance_incident, edit_incident, mark_incident
from rempart.register.handing import hand_over, transfer
from rempart.register.models import Incident
from rempart.register.reports.actions import spread_over
from rempart.register.reports.files import attach_to_incident, detach_from_incident
from rempart.register.reports.queries import told_of
from rempart.register.reports.views import chosen, piece_of
from rempart.register.workflow import VERIFICATION


def _step(request: Request, row: Incident, reason: str) -> None:
    advance_incident(target=row.pk, step=request.POST.get("step", ""), reason=reason)


def _number(request: Request, name: str) -> int:
    given = request.POST.get(name, "")
    return int(given) if given.isdigit() else 0


def _mark(request: Request, row: Incident, reason: str) -> None:
    mark_incident(target=row.pk, marking=_number(request, "marking"), reason=reason)


def _hand_over(request: Request, row: Incident, reason: str) -> None:
    hand_over(
        target=row.pk,
        marking=_number(request, "marking"),
        compartment=_number(request, "compartment"),
        reason=reason,
    )


def _transfer(request: Request, row: Incident, reason: str) -> None:
    transfer(target=row.pk, office=request.POST.get("office", ""), reason=reason)


def _take_range(request: Request, row: Incident, reason: str) -> None:
    given = request.POST.get("revision", "")
    edit_incident(
        target=row.pk,
        revision=int(given) if given.isdigit() else None,
        said={"harm": spread_over(row, told_of([row.pk])[row.pk])},
        reason=reason,
    )


def _attach(request: Request, row: Incident, reason: str) -> None:
    for name, file in chosen(request):
        attach_to_incident(target=row.pk, name=name, file=file)


def _detach(request: Request, row: Incident, reason: str) -> None:
    detach_from_incident(target=row.pk, file=piece_of(request))


_DEEDS: dict[str, Callable[[Request, Incident, str], None]] = {
    "step": _step,
    "mark": _mark,
    "hand-over": _hand_over,
    "transfer": _transfer,
    "take-range": _take_range,
    "attach": _attach,
    "detach": _detach,
}
"""What a form of the page asks for, by its field `do`."""


def do(request: Request, row: Incident) -> HttpResponse:
    """Do what the form asks; whoever loses sight of the incident by it is shown their receipt."""
    deed = _DEEDS.get(request.POST.get("do", ""))
    if deed is None:
        raise NotThere
    deed(request, row, request.POST.get("reason", ""))
    still = Incident.objects.filter(pk=row.pk).exists()
    return redirect(
        reverse("register:incident", args=[row.reference]) if still else reverse("web:receipts")
    )


def doable(request: Request, row: Incident) -> dict[str, Any]:
    """What the page offers: steps of verification, correcting, marking, handing over."""
    words, actor = presenting.language(), request.actor
    may_edit = bool(verdict(actor, "edit", row.whereabouts))
    return {
        "steps": [
            step
            for step in VERIFICATION.steps_from(row.verification)
            if verdict(actor, step.right, row.whereabouts)
        ],
        "may_edit": may_edit,
        "may_tell": bool(verdict(actor, "create", row.whereabouts)),
        "may_hand": may_edit or row.author == actor.id,
        "markings": list(MARKINGS.items()),
        "higher": [(level, label) for level, label in MARKINGS.items() if level >= row.marking],
        "compartments": [(c.number, c.label(words)) for c in profile().compartments],
        "others": [(o.code, o.label(words)) for o in profile().offices if o.number != row.office],
        "seen": presenting.seen_by(row.whereabouts),
    }
