"""The field by its days: what goes out when, and who or which escort is wanted twice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import combinations
from typing import Any
from uuid import UUID

from django.utils.translation import gettext

from rempart.doctrine.loader import current as profile
from rempart.field import presenting
from rempart.field.models import Engagement, FieldMission, RoundTable

GONE = frozenset({
    "cancelled", "postponed", "closed", "returned", "report_submitted",
    "recommendations_tracked", "held", "minutes_draft", "minutes_validated", "actions_created",
    "followed",
})  # fmt: skip
"""States in which a record holds nobody and no escort any more."""


@dataclass(frozen=True)
class Entry:
    """Something that goes out: its days, its office, the components it takes, its escort."""

    row: Any
    first: date
    last: date
    components: frozenset[str]
    escort: str = ""
    clashes: list[str] = field(default_factory=list, compare=False)

    @property
    def holds(self) -> bool:
        """Does it still take people and escort?"""
        return self.row.state not in GONE


def entry(row: RoundTable | Engagement | FieldMission) -> Entry:
    """A record as the calendar sees it; a meeting takes the component that holds it."""
    if isinstance(row, FieldMission):
        team = frozenset(line["component"] for line in row.team)
        return Entry(row, row.starts_on, row.ends_on, team, row.escort)
    own = [c.code for c in profile().components if c.number == row.component]
    return Entry(row, row.held_on, row.held_on, frozenset(own))


def clashes(rows: Iterable[Any]) -> dict[UUID, list[str]]:
    """What each record shares with another of the same days in the same office, in words.

    Of those that the reader sees: another that is hidden makes no clash here.
    """
    found: dict[UUID, list[str]] = {}
    holding = [one for one in map(entry, rows) if one.holds]
    for a, b in combinations(holding, 2):
        if a.row.office != b.row.office or a.last < b.first or b.last < a.first:
            continue
        for what in _shared(a, b):
            found.setdefault(a.row.pk, []).append(f"{b.row.reference}: {what}")
            found.setdefault(b.row.pk, []).append(f"{a.row.reference}: {what}")
    return found


def _shared(a: Entry, b: Entry) -> list[str]:
    shared = []
    if a.escort and a.escort == b.escort and a.escort != "none":
        shared.append(gettext("the same escort"))
    words = presenting.language()
    both = sorted(a.components & b.components)
    return shared + [profile().component(code).label(words) for code in both]


def month_of(month: date) -> list[Entry]:
    """What goes out in a month, by its first day, with its clashes. Three queries."""
    after = (month + timedelta(days=32)).replace(day=1)
    rows: list[Any] = [
        *FieldMission.objects.filter(starts_on__lt=after, ends_on__gte=month),
        *RoundTable.objects.filter(held_on__gte=month, held_on__lt=after),
        *Engagement.objects.filter(held_on__gte=month, held_on__lt=after),
    ]
    shared = clashes(rows)
    found = [entry(row) for row in rows if row.state != "cancelled"]
    for one in found:
        one.clashes.extend(shared.get(one.row.pk, ()))
    return sorted(found, key=lambda one: (one.first, one.row.reference))


def weeks(entries: Sequence[Entry]) -> list[tuple[date, list[Entry]]]:
    """Entries by the Monday of the week in which they begin."""
    found: dict[date, list[Entry]] = {}
    for one in entries:
        found.setdefault(one.first - timedelta(days=one.first.weekday()), []).append(one)
    return sorted(found.items())
