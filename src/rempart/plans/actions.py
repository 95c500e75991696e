"""What may be done to actions; the only ways to change one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, TypedDict
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from rempart.doctrine.loader import current as profile
from rempart.kernel import links
from rempart.kernel.actions import Run, advance_by, changes, creates
from rempart.kernel.actor import current
from rempart.kernel.errors import BadInput, Problem
from rempart.kernel.models import Guarded
from rempart.kernel.policy import UNCLASSIFIED
from rempart.plans.models import Action
from rempart.plans.origins import origins
from rempart.plans.workflow import ACTION

URGENT = frozenset({"preemption", "response"})
"""Phases that answer a danger which somebody has recorded."""


class Said(TypedDict, total=False):
    """What a person says of an action; what is left out stays as it was."""

    statement: str
    volet: str
    phases: list[str]
    component: int
    accountable: str
    support: list[int]
    consulted: list[int]
    informed: list[int]
    resources: str
    indicator: str
    begins_on: date | None
    due_on: date


def _unknown(name: str, value: str, vocabulary: str) -> list[Problem]:
    known = profile().vocabulary(vocabulary)
    if known.get(value):
        return []
    remedy = ", ".join(item.code for item in known)
    return [Problem(name, value, _("the profile knows no such code"), remedy, "unknown-code")]


def _faults(row: Action) -> list[Problem]:
    faults = _unknown("volet", row.volet, "volet")
    for phase in row.phases:
        faults += _unknown("phases", phase, "phase")
    if URGENT & set(row.phases) and not row.in_danger:
        faults.append(
            Problem(
                _("Origin"), "",
                _("pre-emption and response answer a threat or an alert"),
                _("Name the threat or the alert, or choose prevention."), "no-danger",
            )
        )  # fmt: skip
    if row.begins_on and row.due_on < row.begins_on:
        faults.append(
            Problem(
                _("Due"), row.due_on.isoformat(), _("is before the beginning"),
                _("Correct one of the two days."), "end-before-start",
            )
        )  # fmt: skip
    return faults


def _describe(row: Action, said: Mapping[str, Any]) -> None:
    for name, value in said.items():
        setattr(row, name, value)
    faults = _faults(row)
    if faults:
        raise BadInput.of(faults)


@creates(Action, "action.propose")
def _propose(
    run: Run, *, said: Said, office: int, marking: int, compartment: int, in_danger: bool
) -> Action:
    """Propose an action for an office."""
    row = Action(office=office, marking=marking, compartment=compartment, in_danger=in_danger)
    _describe(row, said)
    return row


@changes(Action, "action.link")
def link_origin(run: Run, row: Action, *, origin: Guarded) -> None:
    """Tie an action to what it comes from: a threat, a decision, a recommendation."""
    links.tie(run, origin, "led_to", row)
    row.in_danger = row.in_danger or origins[origin.kind].danger


def propose_action(
    *, said: Said, office: int, marking: int = UNCLASSIFIED, origin: Guarded | None = None
) -> Action:
    """Propose an action, tied to its origin, in whose compartment it stands.

    Raises:
        BadInput: a code is unknown, it is due before it begins, or it is a pre-emption or a
            response without threat or alert.
    """
    danger = origin is not None and origins[origin.kind].danger
    compartment = origin.compartment if origin is not None else 0
    with transaction.atomic(using=current().alias):
        row = _propose(
            said=said, office=office, marking=marking, compartment=compartment, in_danger=danger
        )
        if origin is not None:
            link_origin(target=row.pk, origin=origin)
    return row


@changes(Action, "action.wait_for")
def wait_for(run: Run, row: Action, *, on: Action) -> None:
    """Let an action wait for another.

    Raises:
        Refused: the other waits already, directly or through others, for this one.
    """
    links.depend(run, row, on)


@changes(Action, "action.describe")
def describe_action(run: Run, row: Action, *, said: Said) -> None:
    """Correct what is said of an action."""
    _describe(row, said)


def _lacking(place: Any, remedy: Any) -> BadInput:
    return BadInput(Problem(place, "", _("is missing"), remedy, "missing"))


@advance_by(ACTION, Action, "action")
def _advance(run: Run, row: Action, *, text: str) -> None:
    """Take a step in the life of an action."""
    step = run.name.partition(".")[2]
    another = run.standing is not None and run.standing.component != row.component
    if step == "accept" and another and not run.reason.strip():
        raise _lacking(_("Reason"), _("Say who accepted the lead for the component, and when."))
    if step == "complete":
        if not text:
            raise _lacking(_("Evidence"), _("Say what was done, and where it can be seen."))
        row.evidence, row.completed_on = text, run.now.date()
    if step.startswith("verify"):
        if not text:
            raise _lacking(_("Effect"), _("Say what changed for people, and how it is known."))
        row.effect = text


def advance_action(*, target: UUID, step: str, reason: str = "", text: str = "") -> str:
    """Take a step: `text` is the evidence of a completion or the effect that was verified.

    Raises:
        Refused: the step does not lead from here, or is another's.
        BadInput: a completion without evidence, a verification without effect.
    """
    return _advance(target=target, step=step, reason=reason, text=text.strip())
