"""Meetings as their readers find them: to come, held, and bodies that have lost their rhythm."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from rempart.doctrine.loader import current as profile
from rempart.field.presenting import language
from rempart.kernel import clock
from rempart.kernel.agenda import Due
from rempart.leadership.meetings.models import Meeting
from rempart.leadership.meetings.presenting import Rhythm
from rempart.leadership.meetings.workflow import HELD

SHOWN = 200


def meetings(body: str = "") -> list[Meeting]:
    """The meetings that the reader may see, the latest day first."""
    rows = Meeting.objects.filter(body=body) if body else Meeting.objects.all()
    return list(rows.order_by("-held_on", "-id")[:SHOWN])


def rhythms(rows: list[Meeting]) -> list[Rhythm]:
    """Each body's last meeting, the next one, and the day by which it should meet."""
    return list(_rhythms(rows))


def _rhythms(rows: list[Meeting]) -> Iterator[Rhythm]:
    today, words = clock.today(), language()
    for body in profile().bodies:
        offices = [o.number for o in profile().offices] if body.level == "office" else [0]
        for office in offices:
            mine = [r for r in rows if (r.body, r.office) == (body.code, office)]
            last = max((r.held_on for r in mine if r.state in HELD), default=None)
            coming = min(
                (r.held_on for r in mine
                 if r.held_on >= today and r.state in ("planned", "convened")), default=None,
            )  # fmt: skip
            yield Rhythm(
                body.label(words), profile().office(office).label(words) if office else "",
                last, coming, last + timedelta(days=body.every_days) if last else None,
            )  # fmt: skip


def minutes_wait(office: int | None) -> list[Due]:
    """Meetings whose minutes are not adopted, for an agenda: the body reads them first."""
    rows = Meeting.objects.filter(state="minutes_draft")
    if office is not None:
        rows = rows.filter(office=office)
    return [Due("meeting", pk) for pk in rows.order_by("held_on").values_list("pk", flat=True)]
