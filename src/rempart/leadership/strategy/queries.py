"""A strategy as its readers find it: the tree with its indicators and actions, offices compared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from rempart.doctrine.loader import current as profile
from rempart.kernel import clock
from rempart.kernel.agenda import Due
from rempart.kernel.models import Link
from rempart.leadership.strategy.actions import month_end
from rempart.leadership.strategy.models import (
    RUNNING,
    Indicator,
    Objective,
    Progress,
    Reading,
    Strategy,
)
from rempart.leadership.strategy.reporting import period_ends
from rempart.plans.models import OVER, Action

ALARM = timedelta(days=30)
"""How long before the day of its review a strategy says so."""


@dataclass(frozen=True)
class Gauge:
    """An indicator with its readings in one office, or in the Mission, the oldest first."""

    indicator: Indicator
    readings: tuple[Reading, ...] = ()

    @property
    def latest(self) -> Reading | None:
        """The last reading."""
        return self.readings[-1] if self.readings else None

    @property
    def trend(self) -> str:
        """How the last known value stands to the one before: up, stable, down; empty if unknown."""
        known = [one.value for one in self.readings if one.value is not None]
        if len(known) < 2:
            return ""
        return "stable" if known[-1] == known[-2] else "up" if known[-1] > known[-2] else "down"

    @property
    def target(self) -> Decimal | None:
        """What is aimed at. A number is the Mission's to reach; a share is every office's too."""
        whole = self.latest is None or self.latest.office == 0
        return self.indicator.target if whole or self.indicator.unit == "percent" else None

    @property
    def reached(self) -> bool | None:
        """Is the target reached? None where either is unknown."""
        if self.latest is None or self.latest.value is None or self.target is None:
            return None
        if self.indicator.better == "down":
            return self.latest.value <= self.target
        return self.latest.value >= self.target


@dataclass(frozen=True)
class Branch:
    """An objective with its gauges, and the actions that serve it as far as the reader sees."""

    objective: Objective
    gauges: tuple[Gauge, ...] = ()
    actions: tuple[Action, ...] = ()

    @property
    def open(self) -> int:
        """How many of the actions are neither done nor given up."""
        return sum(action.state not in OVER for action in self.actions)

    def gauges_of(self, outcome: int) -> list[Gauge]:
        """The gauges of one outcome."""
        return [gauge for gauge in self.gauges if gauge.indicator.outcome == outcome]


@dataclass(frozen=True)
class Tree:
    """A strategy by volet and mode."""

    strategy: Strategy
    branches: tuple[Branch, ...]

    def cell(self, volet: str, mode: str) -> list[Branch]:
        """The objectives of a volet in a mode."""
        return [b for b in self.branches if (b.objective.volet, b.objective.mode) == (volet, mode)]

    @property
    def unserved(self) -> list[Branch]:
        """The objectives that no action serves, of those that the reader sees."""
        return [branch for branch in self.branches if not branch.actions]

    def answering(self, paragraph: str) -> list[Objective]:
        """The objectives that answer a paragraph of the mandate."""
        return [b.objective for b in self.branches if paragraph in b.objective.mandate]


def strategies() -> list[Strategy]:
    """The strategies that the reader may see, the one in force first, then the latest."""
    rows = list(Strategy.objects.order_by("-created_at"))
    return sorted(rows, key=lambda row: row.state not in RUNNING)


def tree(strategy: Strategy, office: str = "") -> Tree:
    """A strategy with its readings and actions: of the Mission, or of one office's part.

    Five queries, however large it is.
    """
    number = profile().office(office).number if office else 0
    objectives = [
        row
        for row in Objective.objects.filter(strategy=strategy.pk, struck=False)
        if not office or not row.offices or office in row.offices
    ]
    ids = [row.pk for row in objectives]
    gauges = gauges_of(ids, number)
    served = actions_serving(ids)
    return Tree(
        strategy,
        tuple(
            Branch(
                row,
                tuple(gauges.get(row.pk, ())),
                tuple(a for a in served.get(row.pk, ()) if not office or a.office == number),
            )
            for row in objectives
        ),
    )


def gauges_of(objectives: list[UUID], office: int = 0) -> dict[UUID, list[Gauge]]:
    """The indicators of some objectives with their readings in an office, by objective."""
    indicators = list(Indicator.objects.filter(objective__in=objectives, struck=False))
    series = readings_of([row.pk for row in indicators])
    found: dict[UUID, list[Gauge]] = defaultdict(list)
    for row in indicators:
        found[row.objective_id].append(Gauge(row, tuple(series.get((row.pk, office), ()))))
    return found


def readings_of(indicators: list[UUID]) -> dict[tuple[UUID, int], list[Reading]]:
    """The readings that stand, by indicator and office, the oldest first.

    Of several readings of one period the last entered stands.
    """
    held: dict[tuple[UUID, int, date, date], Reading] = {}
    rows: Iterable[Any] = Reading.objects.filter(indicator__in=indicators).order_by("at", "id")
    for one in rows:
        held[one.indicator_id, one.office, one.first, one.last] = one
    found: dict[tuple[UUID, int], list[Reading]] = defaultdict(list)
    for key in sorted(held, key=lambda key: (key[3], key[2])):
        found[key[0], key[1]].append(held[key])
    return found


def actions_serving(objectives: list[UUID]) -> dict[UUID, list[Action]]:
    """The actions that come from some objectives and are not cancelled, by objective."""
    links = Link.objects.filter(
        source_kind="objective", source_id__in=objectives, target_kind="action",
        undone_at__isnull=True,
    )  # fmt: skip
    pairs = list(links.values_list("source_id", "target_id"))
    rows = {
        row.pk: row
        for row in Action.objects.filter(pk__in=[to for _of, to in pairs])
        .exclude(state="cancelled").order_by("due_on", "reference")
    }  # fmt: skip
    found: dict[UUID, list[Action]] = defaultdict(list)
    for of, to in pairs:
        if to in rows:
            found[of].append(rows[to])
    return found


# --- offices ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Compared:
    """The offices beside each other: what each last reported, its actions, its figures."""

    tree: Tree
    offices: tuple[int, ...]
    reports: dict[int, Progress]
    gauges: dict[tuple[UUID, int], Gauge] = field(default_factory=dict)

    def state(self, objective: Objective, office: int) -> str:
        """Where an objective stands in an office; empty where it does not concern it."""
        code = profile().office(office).code
        if objective.offices and code not in objective.offices:
            return ""
        report = self.reports.get(office)
        entry = report.entries.get(str(objective.pk)) if report else None
        return entry["state"] if entry else "unknown"

    def actions(self, branch: Branch, office: int) -> int:
        """How many actions serve an objective in an office."""
        return sum(action.office == office for action in branch.actions)


def compared(strategy: Strategy, offices: Iterable[int]) -> Compared:
    """The offices beside each other, as far as the reader sees their reports and actions."""
    whole, numbers = tree(strategy), tuple(offices)
    indicators = [gauge.indicator for branch in whole.branches for gauge in branch.gauges]
    series = readings_of([row.pk for row in indicators])
    gauges = {
        (row.pk, office): Gauge(row, tuple(series.get((row.pk, office), ())))
        for row in indicators for office in numbers
    }  # fmt: skip
    return Compared(whole, numbers, latest_reports(strategy), gauges)


def latest_reports(strategy: Strategy) -> dict[int, Progress]:
    """The last report of each office, of those that the reader sees."""
    rows = Progress.objects.filter(strategy=strategy.pk).order_by("until")
    return {row.office: row for row in rows}


def missing_reports(strategy: Strategy) -> list[int]:
    """The offices whose report for the last whole period is not in, if it was in force then."""
    until = period_ends(clock.today())
    if strategy.in_force_on is None or strategy.in_force_on > until:
        return []
    there = set(
        Progress.objects.filter(strategy=strategy.pk, until=until).values_list("office", flat=True)
    )
    return [one.number for one in profile().offices if one.number not in there]


# --- alarms -------------------------------------------------------------------------------------


def running() -> Strategy | None:
    """The Mission's strategy in force or under review, if the reader sees it."""
    found: Strategy | None = Strategy.objects.filter(state__in=RUNNING, office=0).first()
    return found


def months_to_take(strategy: Strategy) -> list[date]:
    """The whole months whose figures have not been taken, from the one it entered into force."""
    today = clock.today()
    last = today.replace(day=1) - timedelta(days=1)
    begun = strategy.in_force_on or today
    since = strategy.figures_until + timedelta(days=1) if strategy.figures_until else begun
    month, found = since.replace(day=1), []
    while month_end(month) <= last:
        found.append(month)
        month = month_end(month) + timedelta(days=1)
    return found


def reviews_due(office: int | None) -> list[Due]:
    """Strategies whose yearly review is due or near: for an agenda."""
    rows = Strategy.objects.filter(state="in_force", review_on__lte=clock.today() + ALARM)
    if office is not None:
        rows = rows.filter(office=office)
    return [Due("strategy", pk) for pk in rows.values_list("pk", flat=True)]
