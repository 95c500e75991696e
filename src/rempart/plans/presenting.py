"""Actions in words for the pages."""

from __future__ import annotations

from calendar import Calendar
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import get_language

from rempart.doctrine.loader import current as profile
from rempart.documents import typography
from rempart.kernel import clock
from rempart.kernel.actor import Anyone
from rempart.kernel.links import End
from rempart.kernel.workflow import Transition
from rempart.plans import queries
from rempart.plans.models import Action, Measure
from rempart.plans.workflow import ACTION

COLUMNS = (("proposed", "endorsed"), ("assigned",), ("in_progress",), ("blocked",),
           ("completed",), ("effect_verified",))  # fmt: skip
"""The board: six columns at most; what was cancelled is in the list."""


def language() -> str:
    """The language of the page."""
    return (get_language() or "fr")[:2]


def joined(parts: Iterable[str]) -> str:
    """Several things said one after the other, as the language separates them."""
    return (f"{typography.HARD}; " if language() == "fr" else "; ").join(parts)


def component(number: int) -> str:
    """A component's name by its number."""
    found = [c for c in profile().components if c.number == number]
    return found[0].label(language()) if found else "–"


def components(numbers: Iterable[int]) -> str:
    """Several components' names."""
    return ", ".join(component(number) for number in numbers)


@dataclass(frozen=True)
class Row:
    """An action in a list, on the board or in the calendar."""

    action: Action
    lead: str
    state: Any
    tone: str
    steps: tuple[Transition, ...] = ()
    words: bool = False


def rows(actions: Iterable[Action], actor: Anyone | None = None) -> list[Row]:
    """Actions in words, in the order given; for an actor, with the steps that one button takes.

    `words` says that the reader may take others, which need a sentence on the action's own page.
    """
    return [_row(one, actor) for one in actions]


def _row(one: Action, actor: Anyone | None) -> Row:
    steps = queries.steps_for(actor, one) if actor else []
    quick = queries.at_once(actor, one, steps) if actor else []
    lead, state = component(one.component), ACTION.labels[one.state]
    return Row(one, lead, state, tone(one), tuple(quick), len(quick) < len(steps))


def tone(action: Action) -> str:
    """Late or blocked is bad, done is good."""
    if action.overdue or action.state == "blocked":
        return "bad"
    return "good" if action.state in ("completed", "effect_verified") else ""


def board(listed: list[Row]) -> list[tuple[str, list[Row]]]:
    """The columns of the board with their cards."""
    return [
        (", ".join(str(ACTION.labels[state]) for state in states),
         [row for row in listed if row.action.state in states])
        for states in COLUMNS
    ]  # fmt: skip


@dataclass(frozen=True)
class Day:
    """A day of the month grid: what is due, and whether it belongs to the month and is today."""

    on: date
    rows: list[Row]
    inside: bool
    today: bool


def calendar(listed: list[Row], month: date) -> list[list[Day]]:
    """The weeks of a month, from Monday to Sunday, with what is due on each day."""
    due: dict[date, list[Row]] = {}
    for row in listed:
        due.setdefault(row.action.due_on, []).append(row)
    today = clock.today()
    return [
        [Day(on, due.get(on, []), on.month == month.month, on == today) for on in week]
        for week in Calendar().monthdatescalendar(month.year, month.month)
    ]


_MANY = 3
"""From so many actions on, a cell of the coverage is dark."""


@dataclass(frozen=True)
class Line:
    """A volet and a phase: the actions of each office, and the lines that are still planned."""

    volet: str
    phase: str
    counts: list[int]
    planned: list[int]

    @property
    def tier(self) -> str:
        """Volet I, Tier I: what comes before the colon; the whole stands below the table."""
        return profile().label("volet", self.volet, language()).split(":")[0].strip()

    @property
    def cells(self) -> list[tuple[int, int, int]]:
        """Actions, planned lines, and how dark the cell is, office by office."""
        return [
            (count, planned, 2 if count >= _MANY else min(count, 1))
            for count, planned in zip(self.counts, self.planned, strict=True)
        ]

    @property
    def holes(self) -> int:
        """In how many offices there is neither."""
        return sum(not count and not planned for count, planned, _shade in self.cells)


def coverage(
    actions: Iterable[Action],
    offices: list[int],
    planned: Mapping[tuple[str, str, int], int] | None = None,
) -> list[Line]:
    """Volets × phases × offices: how many actions and planned lines stand there.

    An action of several phases counts in each; a cancelled one nowhere. Where there is neither is
    a hole.
    """
    lines = planned or {}
    found = Counter(
        (one.volet, phase, one.office)
        for one in actions
        if one.state != "cancelled"
        for phase in one.phases
    )
    return [
        Line(
            volet.code,
            phase.code,
            [found[volet.code, phase.code, o] for o in offices],
            [lines.get((volet.code, phase.code, o), 0) for o in offices],
        )
        for volet in profile().vocabulary("volet")
        for phase in profile().vocabulary("phase")
    ]


def action_ends(wanted: Iterable[UUID]) -> dict[UUID, End]:
    """Actions as they are named at the other end of a link."""
    return {
        row.pk: End("action", row.statement, row.reference,
                    reverse("plans:action", args=[row.reference]), row.due_on)
        for row in Action.objects.filter(pk__in=list(wanted))
    }  # fmt: skip


def measure_ends(wanted: Iterable[UUID]) -> dict[UUID, End]:
    """Measures as they are named at the other end of a link."""
    return {
        row.pk: End("measure", row.statement, row.reference,
                    reverse("plans:measure", args=[row.reference]), row.since)
        for row in Measure.objects.filter(pk__in=list(wanted))
    }  # fmt: skip
