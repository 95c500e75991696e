"""What may be done to meetings; the only ways to change one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from functools import partial
from typing import Any, TypedDict

from django.utils.translation import gettext_lazy as _

from rempart.doctrine.loader import current as profile
from rempart.field.placing import component_of
from rempart.kernel import agenda
from rempart.kernel.actions import Run, advance_by, changes, creates
from rempart.kernel.errors import BadInput, Problem, Refused
from rempart.kernel.nameless import names_in
from rempart.kernel.policy import UNCLASSIFIED
from rempart.leadership import tasks
from rempart.leadership.meetings.models import Meeting
from rempart.leadership.meetings.seats import HOW, seats_of
from rempart.leadership.meetings.workflow import HELD, MEETING, OPEN


class Said(TypedDict, total=False):
    """What a meeting says of itself; what is left out stays as it was."""

    title: str
    held_on: date
    starts_at: time | None
    place: str
    minutes: str


def _describe(row: Meeting, said: Mapping[str, Any]) -> None:
    places = {"title": _("Title"), "minutes": _("Minutes")}
    problems = names_in((place, said.get(name, "")) for name, place in places.items())
    if problems:
        raise BadInput.of(problems)
    for name, value in said.items():
        setattr(row, name, value)


def _writable(row: Meeting, states: tuple[str, ...] = OPEN) -> None:
    if row.state not in states:
        message, remedy = _("does not stand open for this"), _("Use the next meeting.")
        raise Refused(Problem(row.reference, None, message, remedy, "closed"))


@creates(Meeting, "meeting.plan")
def plan_meeting(
    run: Run, *, body: str, said: Said, office: int = 0, marking: int = UNCLASSIFIED
) -> Meeting:
    """Plan a meeting of a body; a regional body's in its office.

    Raises:
        BadInput: the profile has no such body, it stands in no such office, or a person is named.
    """
    found = profile().body(body)
    if (found.level == "office") != bool(office):
        message = _("does not stand there")
        remedy = _("A regional body meets in an office, the others for the Mission.")
        raise BadInput(Problem(_("Office"), office, message, remedy, "office"))
    row = Meeting(body=body, office=office, marking=marking, component=component_of(run))
    _describe(row, said)
    return row


@changes(Meeting, "meeting.describe")
def describe_meeting(run: Run, row: Meeting, *, said: Said) -> None:
    """Correct the plan, or write the minutes.

    Raises:
        BadInput: a person seems named.
        Refused: the minutes are adopted, or the meeting is cancelled.
    """
    _writable(row)
    _describe(row, said)


@changes(Meeting, "meeting.fill")
def fill_agenda(run: Run, row: Meeting) -> int:
    """Put on the agenda what is due and not there yet; how many points were added.

    Raises:
        Refused: the meeting was held.
    """
    _writable(row, ("planned", "convened"))
    there = {point.get("id") for point in row.agenda}
    added = [
        {"source": source, "kind": one.kind, "id": str(one.id), "words": ""}
        for source, one in agenda.due(row.office or None)
        if str(one.id) not in there
    ]
    first = row.next_number("agenda")
    row.agenda = [*row.agenda, *({"n": n, **point} for n, point in enumerate(added, first))]
    return len(added)


@changes(Meeting, "meeting.point")
def add_point(run: Run, row: Meeting, *, words: str) -> None:
    """Add a point in words; every reader of the meeting reads it.

    Raises:
        BadInput: it is empty, or a person seems named.
        Refused: the meeting was held.
    """
    _writable(row, ("planned", "convened"))
    row.agenda = [*row.agenda, {"n": row.next_number("agenda"), "source": "", "kind": "",
                                "id": "", "words": _said(_("Point"), words)}]  # fmt: skip


@changes(Meeting, "meeting.strike")
def strike_point(run: Run, row: Meeting, *, number: int) -> None:
    """Take a point off the agenda.

    Raises:
        Refused: the meeting was held.
    """
    _writable(row, ("planned", "convened"))
    row.agenda = [point for point in row.agenda if point["n"] != number]


def _said(place: Any, text: str) -> str:
    problems = names_in([(place, text)])
    if not text.strip():
        remedy = _("Say it in a sentence.")
        problems.append(Problem(place, "", _("is still empty"), remedy, "empty"))
    if problems:
        raise BadInput.of(problems)
    return text.strip()


@changes(Meeting, "meeting.attend")
def record_attendance(run: Run, row: Meeting, *, seats: Mapping[tuple[str, int], str]) -> None:
    """Say of each seat, by role and office, whether its post was there.

    Raises:
        BadInput: there is no such seat at this table, or no such way of being there.
        Refused: the minutes are written.
    """
    _writable(row, ("planned", "convened", "held"))
    table = {(seat.role, seat.office) for seat in seats_of(row)}
    for seat, how in seats.items():
        if seat not in table or how not in HOW:
            message, remedy = _("does not sit in this body"), ", ".join(HOW)
            raise BadInput(Problem(_("Attendance"), seat[0], message, remedy, "seat"))
    row.attendance = [
        {"role": role, "office": office, "how": how} for (role, office), how in seats.items()
    ]


@changes(Meeting, "meeting.decide")
def record_decision(
    run: Run, row: Meeting, *, words: str, task: tasks.Task | None = None
) -> dict[str, Any]:
    """Record a decision; with a `task` it makes an action, whose lead need not read more.

    Raises:
        BadInput: it says nothing, a person seems named, or its task answers no danger.
        Refused: the meeting was not held yet, or its minutes are adopted.
    """
    _writable(row, HELD[:2])
    made = tasks.checked(task, []) if task else None
    kept = {"n": row.next_number("decisions"), "words": _said(_("Decision"), words), "task": made}
    row.decisions = [*row.decisions, kept]
    if made:
        run.afterwards(partial(tasks.order_as_clerk, tasks.clerk(), row, [made], []))
    return kept


@advance_by(MEETING, Meeting, "meeting")
def advance_meeting(run: Run, row: Meeting) -> None:
    """Take a step in the life of a meeting."""
    if run.name in ("meeting.adopt", "meeting.record_adoption"):
        row.adopted_on = run.now.date()
