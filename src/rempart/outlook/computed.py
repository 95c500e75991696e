"""What a forecasting run found, as plain values: the library computes it, the database keeps it.

Nothing here needs the extra `foresight`.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

LEADS = (1, 3, 6)
"""Months ahead that are forecast; pages list the first two."""
WATCHED = (1, 3)
PAST_MONTHS = 36
"""Months of the past that are kept beside a forecast, for its chart."""
REFERENCE = "conflictology_mix"
"""What is issued where no model has earned its place: counting, half here, half around."""

Draws = Sequence[Sequence[int]]
"""Pairs (deaths, how many of the draws), ascending: a whole distribution in a few numbers."""


@dataclass(frozen=True)
class Spread:
    """A forecast of one area and month: chance of any death, expected deaths, distribution."""

    probability: float
    expected: float
    draws: Draws


@dataclass(frozen=True)
class AreaForecast:
    """What is forecast of an area at one lead: what is issued, the mix beside it, and the weights.

    `weights` say by how much the chance would differ had that part of the past been quiet.
    """

    area: str
    lead: int
    issued: Spread
    mix: Spread
    weights: dict[str, float]


@dataclass(frozen=True)
class AreaGround:
    """What a forecast of an area stands on.

    `past` holds civilians killed in each of the last months, the oldest first; `base` the share
    of the last sixty months in which anybody was; `near` the worst neighbours of the last twelve.
    """

    area: str
    past: tuple[int, ...]
    base: float
    active_months: int
    deaths: int
    near: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Standing:
    """What is issued at one lead, and its CRPS skill against the mix in the backtest.

    The skill is None where the past was too short to try: then the mix is issued. `raised` counts
    how often more people died than the interval held, among `area_months`; `quiet` in how many of
    `followed` such cases nobody was killed there in the next month.
    """

    issued: str
    skill: float | None = None
    low: float | None = None
    high: float | None = None
    months: int = 0
    events: int = 0
    area_months: int = 0
    raised: int = 0
    followed: int = 0
    quiet: int = 0


@dataclass(frozen=True)
class Computed:
    """One run: its origin, what was known, how each lead stands, and every area's forecasts."""

    month: date
    vintage: dict[str, Any]
    engine: str
    standings: dict[int, Standing]
    grounds: tuple[AreaGround, ...]
    forecasts: tuple[AreaForecast, ...]
    marking: int


def quantile(draws: Draws, level: float) -> int:
    """The smallest number of deaths that at least a share `level` of the draws does not exceed."""
    total, seen = sum(count for _deaths, count in draws), 0
    for deaths, count in draws:
        seen += count
        if seen >= level * total - 1e-9:
            return int(deaths)
    return 0


def crps(draws: Draws, outcome: float) -> float:
    """CRPS of a distribution against what happened, in deaths (Gneiting and Raftery 2007)."""
    total = sum(count for _deaths, count in draws)
    miss = sum(count * abs(deaths - outcome) for deaths, count in draws) / total
    below, spread = 0, 0.0
    for (deaths, count), (following, _count) in itertools.pairwise(draws):
        below += count
        spread += below * (total - below) * (following - deaths)
    return miss - spread / total**2


def after(month: date, lead: int) -> date:
    """The first day of the month that lies `lead` months after `month`."""
    whole = month.year * 12 + month.month - 1 + lead
    return date(whole // 12, whole % 12 + 1, 1)
