"""Taking in alerts and taking them further: the only ways to change one."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypedDict
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from rempart.doctrine.loader import current as profile
from rempart.kernel.actions import Run, advance_by, changes, creates
from rempart.kernel.actor import current
from rempart.kernel.errors import BadInput, Problem
from rempart.kernel.links import tie
from rempart.kernel.policy import NO_COMPARTMENT, UNCLASSIFIED
from rempart.register.actions import writing_post
from rempart.register.alerts.workflow import ALERT, DUPLICATE
from rempart.register.models import Alert, Incident


class Heard(TypedDict, total=False):
    """What was heard; what is left out stays unknown. People are a number, a caller a type."""

    priority: str
    channel: str
    caller_type: str
    title: str
    facts: str
    threat_type: str
    perpetrator: str
    area: str
    place: str
    expected_at: datetime | None
    people_at_risk: int | None
    received_at: datetime
    language: str


class Told(TypedDict, total=False):
    """What comes with a step: when it happened, and what was chosen."""

    at: datetime | None
    priority: str
    responders: list[str]
    no_response: str
    outcome: str
    original: str


_CODED = {
    "channel": "channel", "caller_type": "caller_type", "threat_type": "threat_type",
    "perpetrator": "actor_type", "no_response": "no_response_reason", "outcome": "outcome",
}  # fmt: skip

_STAMPED = {
    "triage": "triaged_at", "decide": "decided_at", "monitor": "decided_at",
    "refer": "decided_at", "decline": "decided_at", "task": "tasked_at", "accept": "tasked_at",
    "set_out": "set_out_at", "note_departure": "set_out_at", "arrive": "responded_at",
    "note_arrival": "responded_at", "confirm": "responded_at",
}  # fmt: skip
"""The column in which each step keeps when it happened."""

_NEEDED = {"triage": "priority", "task": "responders", "decline": "no_response",
           "record_outcome": "outcome", "duplicate": "original"}  # fmt: skip

_NAMES = {
    "priority": _("Priority"), "responders": _("Responders"),
    "no_response": _("Reason for no response"), "outcome": _("Outcome"),
    "original": _("The alert that it repeats"),
}  # fmt: skip


@creates(Alert, "alert.record")
def record_alert(
    run: Run,
    *,
    heard: Heard,
    office: int | None = None,
    token: UUID | None = None,
    marking: int = UNCLASSIFIED,
    compartment: int = NO_COMPARTMENT,
) -> Alert:
    """Take in an alert; its office is the one given, else that of whoever writes.

    Raises:
        BadInput: a code that the profile lacks, or a call from the future.
    """
    row = Alert(token=token, marking=marking, compartment=compartment, recorded_at=run.now)
    row.received_at = run.now
    post = writing_post(run)
    row.component = (
        post.component if post else profile().component(profile().mission.owner_component).number
    )
    row.office = office if office is not None else post.office if post else 0
    _write(run, row, heard)
    return row


def record_once(*, heard: Heard, token: UUID, office: int | None = None, **where: int) -> Alert:
    """Take in an alert; the one that the same form already made, where it was posted twice.

    Raises:
        BadInput: as `record_alert`.
    """
    made: Alert | None = Alert.objects.filter(token=token, author=current().id).first()
    return made or record_alert(heard=heard, token=token, office=office, **where)


@changes(Alert, "alert.edit")
def edit_alert(run: Run, row: Alert, *, heard: Heard) -> None:
    """Correct what an alert says.

    Raises:
        BadInput: a code that the profile lacks, or a call from the future.
    """
    _write(run, row, heard)


@changes(Alert, "alert.link")
def link_incident(run: Run, row: Alert, *, incident: Incident) -> None:
    """Link an alert to what it warned of, after the fact."""
    tie(run, row, "warned-of", incident)


def _write(run: Run, row: Alert, heard: Heard) -> None:
    problems = _unknown(heard)
    if heard.get("priority", row.priority) not in profile().clocks:
        problems.append(_lacks("priority", heard.get("priority", "")))
    received = heard.get("received_at", row.received_at)
    if received > run.now:
        problems.append(_ahead(received))
    if problems:
        raise BadInput.of(problems)
    for name, value in heard.items():
        setattr(row, name, value)


def _unknown(said: Any) -> list[Problem]:
    pairs = [(name, code) for name in _CODED if (code := said.get(name))]
    pairs += [("responders", code) for code in said.get("responders", ())]
    return [
        Problem(
            _NAMES.get(name, name), code, _("the profile knows no such code"),
            _("Choose one of the list."), "unknown-code",
        )
        for name, code in pairs
        if profile().vocabulary(_CODED.get(name, "responder")).get(code) is None
    ]  # fmt: skip


def _lacks(name: str, value: object = "") -> Problem:
    return Problem(_NAMES[name], value, _("is needed for this step"), _("Choose one."), "needed")


def _ahead(value: datetime) -> Problem:
    return Problem(
        _("Time"), value, _("is yet to come"), _("Say when it happened, or leave it out."), "ahead"
    )


@advance_by(ALERT, Alert, "alert")
def advance_alert(run: Run, row: Alert, *, told: Told | None = None) -> None:
    """Take a step with an alert.

    Raises:
        BadInput: what the step needs is missing, unknown to the profile, or said of the future.
    """
    said: Told = told or {}
    step = run.name.rpartition(".")[2]
    problems = _unknown(said)
    if (needed := _NEEDED.get(step)) and not said.get(needed):
        problems.append(_lacks(needed))
    if (priority := said.get("priority")) and priority not in profile().clocks:
        problems.append(_lacks("priority", priority))
    at = said.get("at") or run.now
    if at > run.now:
        problems.append(_ahead(at))
    if at < row.received_at:
        problems.append(
            Problem(_("Time"), at, _("is before the alert was received"),
                    _("Correct one of the two times."), "period")
        )  # fmt: skip
    if problems:
        raise BadInput.of(problems)
    _take(run, row, step, said, at)


def _take(run: Run, row: Alert, step: str, said: Told, at: datetime) -> None:
    for name in ("priority", "responders", "no_response", "outcome"):
        if value := said.get(name):
            setattr(row, name, value)
    if step == "duplicate":
        tie(run, row, DUPLICATE, _original(row, said["original"]))
    if step == "reopen":
        row.decided_at = row.tasked_at = row.set_out_at = row.responded_at = None
        row.responders, row.no_response, row.outcome, row.triaged_at = [], "", "", at
    if column := _STAMPED.get(step):
        setattr(row, column, at)


def _original(row: Alert, reference: str) -> Alert:
    found: Alert | None = (
        Alert.objects.filter(reference=reference.strip().upper()).exclude(pk=row.pk).first()
    )
    if found is None:
        raise BadInput(
            Problem(
                _NAMES["original"], reference, _("no such alert that you may see"),
                _("Write the reference of the first alert."), "original",
            )
        )  # fmt: skip
    return found
