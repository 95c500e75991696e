"""Meetings in words: the same sections stand on the page and in the document."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from rempart.doctrine.loader import current as profile
from rempart.documents import typography
from rempart.documents.reports import Section
from rempart.field.presenting import language
from rempart.kernel import agenda, clock, links
from rempart.kernel.links import End
from rempart.leadership import choices
from rempart.leadership.forms import WHOLE
from rempart.leadership.meetings.models import Meeting
from rempart.leadership.meetings.seats import HOW, seats_of
from rempart.plans import presenting as plans
from rempart.plans.models import Action


def body_of(row: Meeting) -> str:
    """The body that meets, with its office."""
    name = profile().body(row.body).label(language())
    return f"{name}, {choices.office_name(row.office, WHOLE)}" if row.office else name


@dataclass(frozen=True)
class Point:
    """A point of the agenda as its reader sees it."""

    number: int
    heading: str
    words: str
    end: End | None = None


def points(row: Meeting) -> list[Point]:
    """The agenda: the records that the reader sees, named by their rooms, and points in words."""
    wanted: dict[str, list[UUID]] = {}
    for point in row.agenda:
        if point["kind"]:
            wanted.setdefault(point["kind"], []).append(UUID(point["id"]))
    seen = {
        str(pk): end
        for kind, ids in sorted(wanted.items()) if kind in links.ends
        for pk, end in links.ends[kind](ids).items()
    }  # fmt: skip
    shown = [p for p in row.agenda if not p["kind"] or p["id"] in seen]
    return [
        Point(point["n"], _heading(point["source"]), point["words"], seen.get(point["id"]))
        for point in sorted(shown, key=lambda p: (p["source"], p["n"]))
    ]


def _heading(source: str) -> str:
    if source in agenda.sources:
        return str(agenda.sources[source].label)
    return gettext("Other points")


def by_heading(found: list[Point]) -> list[tuple[str, list[Point]]]:
    """Points under their headings."""
    return [(head, list(group)) for head, group in groupby(found, key=lambda p: p.heading)]


def issued(row: Meeting) -> list[Action]:
    """The actions that the meeting made, as far as the reader sees them."""
    made = [s.end.reference for s in links.around("meeting", row.pk)
            if s.outward and s.end.kind == "action"]  # fmt: skip
    return list(Action.objects.filter(reference__in=made).order_by("due_on", "reference"))


def sections(row: Meeting) -> list[Section]:
    """The minutes: who sat there, what was on the table, what was decided, what is to be done."""
    return [_attendance(row), _agenda(row), _decisions(row), _actions(row),
            Section(gettext("Minutes"), text=row.minutes)]  # fmt: skip


def on_page(row: Meeting) -> list[Section]:
    """The same for the page; until the meeting was held its agenda comes first."""
    seats, table, *rest = sections(row)
    before = row.state in ("planned", "convened")
    return [table, seats, *rest] if before else [seats, table, *rest]


def _attendance(row: Meeting) -> Section:
    held = {(line["role"], line["office"]): line["how"] for line in row.attendance}
    seats = seats_of(row)
    if not held:
        named = [[seat.label(language())] for seat in seats]
        return Section(
            gettext("Who sits, by post"), head=[gettext("Post")], rows=named,
            note=gettext("Attendance is not recorded yet."), code="seats",
        )  # fmt: skip
    rows = [
        [seat.label(language()),
         str(HOW[held[seat.role, seat.office]]) if (seat.role, seat.office) in held
         else gettext("not stated")]
        for seat in seats
    ]  # fmt: skip
    there = sum(how != "absent" for how in held.values())
    said = ngettext(
        "%(n)d seat of %(all)d was filled or represented.",
        "%(n)d seats of %(all)d were filled or represented.",
        there,
    ) % {"n": there, "all": len(seats)}
    head = [gettext("Post"), gettext("Attendance")]
    note = said if held else gettext("Attendance is not recorded yet.")
    return Section(gettext("Attendance, by post"), head=head, rows=rows, note=note, code="seats")


def _agenda(row: Meeting) -> Section:
    rows = [
        [point.heading, point.end.reference if point.end else "–",
         str(point.end.title) if point.end else point.words]
        for point in points(row)
    ]  # fmt: skip
    head = [gettext("Heading"), gettext("No."), gettext("Point")]
    note = "" if rows else gettext("Nothing that you may see is on the agenda yet.")
    return Section(gettext("Agenda"), head=head, rows=rows, note=note, code="agenda")


def _decisions(row: Meeting) -> Section:
    rows = [[str(one["n"]), one["words"]] for one in row.decisions]
    note = "" if rows else gettext("No decision is recorded.")
    head = [gettext("No."), gettext("What was decided")]
    return Section(gettext("Decisions"), head=head, rows=rows, note=note)


def _actions(row: Meeting) -> Section:
    rows = [
        [line.action.reference, line.action.statement, line.lead, day(line.action.due_on),
         str(line.state)]
        for line in plans.rows(issued(row))
    ]  # fmt: skip
    head = [gettext("No."), gettext("What is done"), gettext("Lead"), gettext("Due"),
            gettext("State")]  # fmt: skip
    note = "" if rows else gettext("No action that you may see came out of it.")
    return Section(gettext("Actions issued"), head=head, rows=rows, note=note, code="actions")


def day(value: date | None) -> str:
    """A day in words."""
    return typography.day(value, language(), short=True) if value else "–"


def lede(row: Meeting) -> str:
    """Where a meeting stands, in a sentence."""
    if row.state == "cancelled":
        return gettext("This meeting was cancelled.")
    if row.held_on > clock.today():
        said = gettext("%(body)s: meets on %(on)s.")
    elif row.state in ("planned", "convened"):
        said = gettext("%(body)s: was to meet on %(on)s; nobody has recorded that it did.")
    else:
        said = gettext("%(body)s: met on %(on)s.")
    return said % {"body": body_of(row), "on": day(row.held_on)}


@dataclass(frozen=True)
class Rhythm:
    """How often a body meets, when it last did, and by when it should again."""

    body: str
    office: str
    last: date | None
    next: date | None
    by: date | None

    @property
    def late(self) -> bool:
        """Is the day of the next meeting past, and none planned?"""
        return self.next is None and (self.by is None or self.by < clock.today())


def month_of(value: date) -> str:
    """The month of a day, in words."""
    return typography.month(value, language())


def meeting_ends(wanted: Iterable[UUID]) -> dict[UUID, End]:
    """Meetings as they are named at the other end of a link."""
    return {
        row.pk: End("meeting", typography.typeset(f"{body_of(row)}: {row.title}", language()),
                    row.reference, reverse("leadership:meeting", args=[row.reference]),
                    row.held_on)
        for row in Meeting.objects.filter(pk__in=list(wanted))
    }  # fmt: skip


def document_title(row: Any) -> str:
    """What the paper is: an agenda until the meeting was held, then its minutes."""
    return gettext("Agenda") if row.state in ("planned", "convened") else gettext("Minutes")
