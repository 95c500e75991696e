"""Scores of stated chances against what happened: pure figures, the same for people and models.

Brier score (Brier 1950): (p - y)^2, 0 is perfect, 0.25 is a coin. Log score: -log2 of the chance
given to what happened, in bits, 0 is perfect, 1 is a coin; chances are held between 0.1 % and
99.9 %, so that one forecast of zero does not weigh more than all others. Intervals are 95 %, by
drawing months anew, because the areas of one month are no independent trials.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

REPLICATES = 1000
LEAST, MOST = 0.001, 0.999
FEWEST_MONTHS = 3
"""With fewer months an interval would say more than is known: none is given."""
EDGES = (0.0, 0.05, 0.2, 0.45, 0.55, 0.8, 0.95)
"""Where the bands of chances begin: those of ICD 203, and what lies below and above them."""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Trial:
    """One chance that was stated and resolved: who, where, for which month, and what happened."""

    source: str
    group: str
    office: int
    area: str
    month: date
    horizon: int
    chance: float
    happened: bool


@dataclass(frozen=True)
class Interval:
    """A mean with the ends of its interval, which are None where too few months are known."""

    mean: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Score:
    """How good some trials were."""

    trials: int
    events: int
    months: int
    brier: Interval
    log: Interval


@dataclass(frozen=True)
class Band:
    """The trials of one band of chances: what was said on average, and how often it came true."""

    said: float
    came_true: float
    trials: int


def score(trials: Sequence[Trial]) -> Score:
    """Both scores of some trials.

    Raises:
        ValueError: there is none.
    """
    if not trials:
        raise ValueError("no trial to score")
    chance = np.array([one.chance for one in trials])
    happened = np.array([one.happened for one in trials], dtype=np.float64)
    months = [one.month for one in trials]
    return Score(
        len(trials),
        int(happened.sum()),
        len(set(months)),
        _interval((chance - happened) ** 2, months),
        _interval(_bits(chance, happened), months),
    )


def _bits(chance: Floats, happened: Floats) -> Floats:
    held = np.clip(chance, LEAST, MOST)
    bits: Floats = -np.log2(np.where(happened > 0, held, 1 - held))
    return bits


def _interval(values: Floats, months: Sequence[date]) -> Interval:
    """The mean of some values, and where it lies when months are drawn anew."""
    listed = sorted(set(months))
    mean = round(float(values.mean()), 4)
    if len(listed) < FEWEST_MONTHS:
        return Interval(mean, None, None)
    at = np.array([listed.index(month) for month in months])
    sums = np.bincount(at, weights=values, minlength=len(listed))
    counts = np.bincount(at, minlength=len(listed))
    generator = np.random.default_rng(len(listed))
    drawn = generator.integers(0, len(listed), size=(REPLICATES, len(listed)))
    means = sums[drawn].sum(axis=1) / counts[drawn].sum(axis=1)
    low, high = np.quantile(means, [0.025, 0.975])
    return Interval(mean, round(float(low), 4), round(float(high), 4))


def bands(trials: Iterable[Trial]) -> list[Band]:
    """The trials by band of their chances, for the calibration plot; empty bands are left out."""
    listed: dict[int, list[Trial]] = {}
    for one in trials:
        listed.setdefault(sum(one.chance >= edge for edge in EDGES), []).append(one)
    return [
        Band(
            sum(one.chance for one in some) / len(some),
            sum(one.happened for one in some) / len(some),
            len(some),
        )
        for _band, some in sorted(listed.items())
    ]


def alike(trials: Sequence[Trial], sources: Iterable[str]) -> list[Trial]:
    """Only the trials whose area, month and horizon every one of these sources spoke of."""
    spoken: dict[tuple[str, date, int], set[str]] = {}
    for one in trials:
        spoken.setdefault((one.area, one.month, one.horizon), set()).add(one.source)
    wanted = set(sources)
    return [one for one in trials if wanted <= spoken[one.area, one.month, one.horizon]]
