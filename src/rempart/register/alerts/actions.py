"""Taking in alerts and taking them further: the only ways to change one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any, TypedDict
from zoneinfo import ZoneInfo

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rempart.doctrine.loader import current as profile
from rempart.kernel.actions import Run, advance_by, changes, creates
from rempart.kernel.errors import BadInput, Problem, Refused
from rempart.kernel.links import tie, untie
from rempart.kernel.models import Link
from rempart.kernel.policy import NO_COMPARTMENT, UNCLASSIFIED
from rempart.register.actions import writing_post
from rempart.register.alerts.workflow import ALERT, CLOSED, DUPLICATE
from rempart.register.models import Alert, Incident
from rempart.register.refusing import refused


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
    triaged_at: datetime | None
    decided_at: datetime | None
    tasked_at: datetime | None
    set_out_at: datetime | None
    responded_at: datetime | None
    language: str


class Told(TypedDict, total=False):
    """What comes with a step: when it happened, and what was chosen."""

    at: datetime | None
    priority: str
    responders: list[str]
    no_response: str
    outcome: str
    original: str


WARNED_OF = "warned-of"
"""The relation of an alert to an incident that it came before, or told of."""

_CODED = {
    "channel": "channel", "caller_type": "caller_type", "threat_type": "threat_type",
    "perpetrator": "actor_type", "no_response": "no_response_reason", "outcome": "outcome",
}  # fmt: skip

STAMPED = {
    "triage": "triaged_at", "decide": "decided_at", "monitor": "decided_at",
    "refer": "decided_at", "decline": "decided_at", "task": "tasked_at", "accept": "tasked_at",
    "set_out": "set_out_at", "note_departure": "set_out_at", "arrive": "responded_at",
    "note_arrival": "responded_at", "confirm": "responded_at",
}  # fmt: skip
"""The column in which each step keeps when it happened."""

TIMES = {
    "received_at": _("Received"), "triaged_at": _("Triaged"), "decided_at": _("Decided"),
    "tasked_at": _("Tasked"), "set_out_at": _("Set out"), "responded_at": _("On the spot"),
}  # fmt: skip
"""The times of an alert, in the only order in which they can follow each other."""

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
    marking: int = UNCLASSIFIED,
    compartment: int = NO_COMPARTMENT,
) -> Alert:
    """Take in an alert; its office is the one given, else that of whoever writes.

    Raises:
        BadInput: a code that the profile lacks, or a call from the future.
    """
    row = Alert(marking=marking, compartment=compartment, recorded_at=run.now)
    row.received_at = run.now
    post = writing_post(run)
    row.component = (
        post.component if post else profile().component(profile().mission.owner_component).number
    )
    row.office = office if office is not None else post.office if post else 0
    _write(run, row, heard)
    return row


@changes(Alert, "alert.edit")
def edit_alert(run: Run, row: Alert, *, heard: Heard) -> None:
    """Correct what an alert says, its times included.

    Raises:
        BadInput: a code that the profile lacks, a time to come, or times that cannot follow.
        Refused: the alert is closed.
    """
    if row.state == CLOSED:
        raise Refused(
            Problem(_("State"), ALERT.labels[CLOSED], _("a closed alert stays as it was"),
                    _("Reopen it first, with the reason."), "closed")
        )  # fmt: skip
    _write(run, row, heard)


@changes(Alert, "alert.link")
def link_incident(run: Run, row: Alert, *, incident: Incident) -> None:
    """Link an alert to what it warned of, after the fact."""
    tie(run, row, WARNED_OF, incident)


@changes(Alert, "alert.unlink")
def unlink_incident(run: Run, row: Alert, *, incident: Incident) -> None:
    """Undo the link of an alert to an incident of which it did not warn; that it stood is kept."""
    standing = Link.objects.filter(
        source_id=row.pk, relation=WARNED_OF, target_id=incident.pk, undone_at__isnull=True
    )
    for link in standing:
        untie(run, link)


def _write(run: Run, row: Alert, heard: Heard) -> None:
    problems = [*_unknown(heard), *refused(heard)]
    if heard.get("priority", row.priority) not in profile().clocks:
        problems.append(_lacks("priority", heard.get("priority", "")))
    times = [at for name in TIMES if (at := heard.get(name))]
    problems += [_ahead(at) for at in times if at > run.now]  # type: ignore[operator]
    if not problems:
        for name, value in heard.items():
            setattr(row, name, value)
        problems = _out_of_order(row)
    if problems:
        raise BadInput.of(problems)


def _out_of_order(row: Alert) -> list[Problem]:
    """The times that stand before one that must come first: an arrival before its departure."""
    said = [(name, at) for name in TIMES if (at := getattr(row, name))]
    return [
        Problem(
            TIMES[name], in_words(at), _Before(TIMES[before], first),
            _("Correct one of the two times."), "period",
        )
        for (before, first), (name, at) in pairwise(said)
        if at < first
    ]  # fmt: skip


@dataclass(frozen=True)
class _Before:
    """Says lazily that a time is before the one that must come first."""

    name: Any
    at: datetime

    def __str__(self) -> str:
        said = {"what": self.name, "at": in_words(self.at)}
        return gettext("is before “%(what)s” (%(at)s)") % said


def in_words(at: datetime) -> str:
    """17/11/2014 06:40, in the mission's time."""
    return f"{at.astimezone(ZoneInfo(profile().mission.time_zone)):%d/%m/%Y %H:%M}"


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
        _("Time"),
        in_words(value),
        _("is yet to come"),
        _("Say when it happened, or leave it out."),
        "ahead",
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
            Problem(_("Time"), in_words(at), _("is before the alert was received"),
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
    if step == "accept" and not row.responders:
        row.responders = _taker(run)
    if step == "reopen":
        row.decided_at = row.tasked_at = row.set_out_at = row.responded_at = None
        row.responders, row.no_response, row.outcome, row.triaged_at = [], "", "", at
    if column := STAMPED.get(step):
        setattr(row, column, at)
        if problems := _out_of_order(row):
            raise BadInput.of(problems)


def _taker(run: Run) -> list[str]:
    """Whoever takes a task, as the profile calls its component among the responders."""
    post = writing_post(run)
    code = profile().component(post.component).code if post else ""
    return [code] if profile().vocabulary("responder").get(code) else []


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
