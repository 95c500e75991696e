"""What a model may know at an origin: everything up to that month, nothing after it.

A `Basis` lays running sums, decaying memories and times since the last event out once per
geography; the features of any origin are then differences of two rows, whatever the lead.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from rempart.foresight.events import Kind
from rempart.foresight.months import Month
from rempart.foresight.panel import Panel

Matrix = NDArray[np.float32]
Rows = NDArray[np.float32]

NEVER = 240
"""Months since the last event are counted up to twenty years."""

_HALF_LIVES = (2.0, 6.0, 18.0)
_WINDOWS: tuple[tuple[str, str, tuple[int, ...]], ...] = (
    ("own", "target.events", (1, 3, 6, 12, 24, 60)),
    ("own", "target.deaths", (1, 3, 6, 12, 24, 60)),
    ("own", "target.active", (6, 12, 24, 60)),
    ("own", "rest.events", (1, 3, 12, 36)),
    ("own", "all.deaths", (1, 6, 12, 36)),
    ("near", "target.events", (1, 3, 6, 12, 36)),
    ("near", "target.deaths", (3, 12)),
    ("near", "rest.events", (1, 3, 12)),
    ("country", "target.events", (1, 3, 12, 60)),
    ("country", "rest.events", (3, 12)),
    ("country", "target.deaths", (3, 12)),
)
QUIET, STIRRED, WARM = 0, 1, 2
_WARM_MONTHS, _STIRRED_MONTHS = 24, 120
_STIRRING = (
    ("own", "target.events"),
    ("own", "rest.events"),
    ("near", "target.events"),
    ("near", "rest.events"),
)
FAMILIES = ("own", "near", "region", "country", "season", "place")
"""The families in which a forecast is explained."""


@dataclass(frozen=True)
class FeatureTable:
    """Names and families of the columns that `Basis.at` gives, in order."""

    names: tuple[str, ...]
    families: tuple[str, ...]

    def of(self, family: str) -> NDArray[np.int64]:
        """The positions of a family's columns."""
        return np.flatnonzero(np.array(self.families) == family)


def _columns() -> FeatureTable:
    names, families = [], []
    for family, series, windows in _WINDOWS:
        names += [f"{family}.{series}.{window}" for window in windows]
        families += [family] * len(windows)
    for family, series in (
        ("own", "target"),
        ("own", "all"),
        ("region", "target"),
        ("region", "all"),
    ):
        names += [f"{family}.{series}.memory.{half:g}" for half in _HALF_LIVES]
        families += [family] * len(_HALF_LIVES)
    for family, name in (
        ("own", "own.since.target"),
        ("own", "own.since.any"),
        ("near", "near.since.target"),
        ("own", "own.rate.ever"),
        ("own", "own.deaths.worst"),
        ("season", "season.sine"),
        ("season", "season.cosine"),
        ("place", "place.log.km2"),
        ("place", "place.neighbours"),
        ("place", "place.level"),
    ):
        names.append(name)
        families.append(family)
    return FeatureTable(tuple(names), tuple(families))


TABLE = _columns()


class Basis:
    """The features of one geography, for one kind of violence as target."""

    def __init__(self, panel: Panel, target: Kind) -> None:
        self.panel = panel
        self.target = target
        areas = panel.areas
        events = panel.counts.astype(np.float32)
        deaths = panel.deaths.astype(np.float32)
        series = {
            "target.events": events[target],
            "target.deaths": deaths[target],
            "target.active": (deaths[target] > 0).astype(np.float32),
            "rest.events": events.sum(axis=0) - events[target],
            "all.deaths": deaths.sum(axis=0),
        }
        members = areas.members()
        self._home = areas.country
        self._sums: dict[tuple[str, str], Rows] = {}
        for family, name, _ in _WINDOWS:
            self._sums[family, name] = _running(
                _spread(series[name], family, areas.touching, members)
            )
        decay, every = areas.decay(), np.log1p(events.sum(axis=0))
        hit = np.log1p(deaths[target])
        self._memories = [
            _memory(rows, half)
            for rows in (hit, every, _times(decay, hit), _times(decay, every))
            for half in _HALF_LIVES
        ]
        near = _times(areas.touching, series["target.active"])
        self._since = [_since(rows) for rows in (deaths[target], events.sum(axis=0), near)]
        self._worst = np.maximum.accumulate(deaths[target], axis=0)
        self._place = np.column_stack(
            [
                np.log(areas.km2),
                np.diff(areas.touching.indptr),
                np.full(len(areas), areas.level),
            ]
        ).astype(np.float32)

    def at(self, origin: Month, lead: int) -> Matrix:
        """Features [area, column] known at the end of `origin`, for the month `origin + lead`.

        Counts and deaths are log(1 + x). Only the season depends on the lead.
        """
        now = self.panel.column(origin)
        columns: list[NDArray[np.float32]] = []
        for family, name, windows in _WINDOWS:
            for window in windows:
                total = np.log1p(self._window((family, name), now + 1, window))
                columns.append(self._at_home(total) if family == "country" else total)
        columns += [memory[now] for memory in self._memories]
        columns += [since[now].astype(np.float32) for since in self._since]
        active = self._sums["own", "target.active"]
        columns.append((active[now + 1] + np.float32(0.1)) / np.float32(now + 12))
        columns.append(np.log1p(self._worst[now]))
        angle = 2 * np.pi * ((origin + lead) % 12) / 12
        ones = np.ones(len(self.panel.areas), np.float32)
        columns += [ones * np.float32(np.sin(angle)), ones * np.float32(np.cos(angle))]
        return np.column_stack([*columns, self._place]).astype(np.float32, copy=False)

    def heat(self, origin: Month) -> NDArray[np.int8]:
        """How lively each area [n] was, at `origin`: WARM, STIRRED or QUIET.

        Warm: somebody was killed there in the last two years. Stirred: anything happened there
        or next to it in the last ten.
        """
        now = self.panel.column(origin) + 1
        moved = np.sum([self._window(key, now, _STIRRED_MONTHS) for key in _STIRRING], axis=0)
        killed = self._window(("own", "target.active"), now, _WARM_MONTHS)
        heat: NDArray[np.int8] = np.where(
            killed > 0, WARM, np.where(moved > 0, STIRRED, QUIET)
        ).astype(np.int8)
        return heat

    def _window(self, key: tuple[str, str], now: int, months: int) -> NDArray[np.float32]:
        sums = self._sums[key]
        total: NDArray[np.float32] = sums[now] - sums[max(now - months, 0)]
        return total

    def _at_home(self, by_country: NDArray[np.float32]) -> NDArray[np.float32]:
        padded = np.append(by_country, np.float32(0))  # position -1: country unknown
        home: NDArray[np.float32] = padded[self._home]
        return home


def _spread(rows: Rows, family: str, touching: csr_array, members: csr_array) -> Rows:
    if family == "near":
        return _times(touching, rows)
    if family == "country":
        return _times(members, rows)
    return rows


def _times(weights: csr_array, rows: Rows) -> Rows:
    """Weighted sums over areas, month by month: rows are [month, area]."""
    product: Rows = np.ascontiguousarray((weights @ rows.T).T, dtype=np.float32)
    return product


def _running(rows: Rows) -> Rows:
    """Sums from the first month on, with a row of zeros before it; exact below 2^24."""
    return np.concatenate(
        [np.zeros((1, rows.shape[1])), rows.cumsum(axis=0, dtype=np.float64)]
    ).astype(np.float32)


def _memory(rows: Rows, half_life: float) -> Rows:
    """A sum that forgets: each month counts half as much after `half_life` months."""
    keep = np.float32(0.5 ** (1 / half_life))
    kept = np.zeros_like(rows)
    held = np.zeros(rows.shape[1], np.float32)
    for month, row in enumerate(rows):
        held = held * keep + row
        kept[month] = held
    return kept


def _since(rows: Rows) -> NDArray[np.int16]:
    """Months since the last positive month, 0 in such a month, NEVER at most."""
    ages = np.empty(rows.shape, np.int16)
    age = np.full(rows.shape[1], NEVER, np.int16)
    for month, row in enumerate(rows):
        age = np.where(row > 0, np.int16(0), np.minimum(age + np.int16(1), np.int16(NEVER)))
        ages[month] = age
    return ages
