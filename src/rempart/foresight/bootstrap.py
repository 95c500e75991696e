"""Intervals for scores: months are drawn anew in blocks, because violence comes in spells."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

BLOCK_MONTHS = 4
REPLICATES = 1000
Floats = NDArray[np.float64]
Interval = tuple[float, float, float]
"""A point estimate with the ends of its 95 % interval."""


def month_weights(
    months: int, *, replicates: int = REPLICATES, block: int = BLOCK_MONTHS, seed: int = 0
) -> Floats:
    """How often each month occurs in each replicate [replicates, months]: circular blocks."""
    block = min(block, months)
    blocks = -(-months // block)
    generator = np.random.default_rng([seed, months, block])
    starts = generator.integers(0, months, size=(replicates, blocks))
    drawn = ((starts[:, :, None] + np.arange(block)) % months).reshape(replicates, -1)[:, :months]
    weights = np.zeros((replicates, months))
    np.add.at(weights, (np.arange(replicates)[:, None], drawn), 1.0)
    return weights


def skill(model: Floats, reference: Floats, weights: Floats) -> Interval:
    """Skill 1 - model / reference of monthly scores [months], with its interval.

    NaN where the reference is 0 everywhere: there was nothing to forecast.
    """
    totals = weights @ reference
    if not reference.sum() > 0:
        return (float("nan"),) * 3
    kept = totals > 0
    replicated = 1 - (weights @ model)[kept] / totals[kept]
    return _with_interval(1 - model.sum() / reference.sum(), replicated)


def difference(model: Floats, reference: Floats, total: Floats, weights: Floats) -> Interval:
    """Difference of two rates sum(part) / sum(total) over months, with its interval."""
    return rate(model - reference, total, weights)


def rate(part: Floats, total: Floats, weights: Floats) -> Interval:
    """The rate sum(part) / sum(total) over months [months], with its interval.

    NaN where there is nothing in any month.
    """
    if not total.sum() > 0:
        return (float("nan"),) * 3
    sums = weights @ total
    kept = sums > 0
    return _with_interval(float(part.sum() / total.sum()), (weights @ part)[kept] / sums[kept])


def precision_gain(
    event: NDArray[np.bool_],
    model: NDArray[np.float32],
    reference: NDArray[np.float32],
    weights: Floats,
) -> Interval:
    """Difference of average precision, with its interval; arrays are [months, areas]."""
    if not event.any():
        return (float("nan"),) * 3
    one, other = _Steps(event, model), _Steps(event, reference)
    whole = np.ones((1, len(event)))
    point = one.average_precision(whole) - other.average_precision(whole)
    replicated = one.average_precision(weights) - other.average_precision(weights)
    return _with_interval(float(point[0]), replicated)


class _Steps:
    """Per month, how many rows and how many events score at least as high as each event's score.

    Precision changes only there, so average precision under any weights of months is one product
    of matrices.
    """

    def __init__(self, event: NDArray[np.bool_], score: NDArray[np.float32]) -> None:
        bars = np.unique(score[event])[::-1]
        self._seen = np.array([_at_least(row, bars) for row in score], dtype=np.float64)
        self._hits = np.array(
            [_at_least(row[hit], bars) for row, hit in zip(score, event, strict=True)],
            dtype=np.float64,
        )

    def average_precision(self, weights: Floats) -> Floats:
        """Average precision [r] under weights [r, months]; NaN where they leave no event."""
        hits, seen = weights @ self._hits, weights @ self._seen
        precision = np.divide(hits, seen, out=np.zeros_like(hits), where=seen > 0)
        total = hits[:, -1]
        area = (np.diff(hits, axis=1, prepend=0.0) * precision).sum(axis=1)
        precisions: Floats = np.divide(
            area, total, out=np.full_like(total, np.nan), where=total > 0
        )
        return precisions


def _at_least(values: NDArray[np.float32], bars: NDArray[np.float32]) -> NDArray[np.int64]:
    """How many values reach each bar."""
    return len(values) - np.searchsorted(np.sort(values), bars, side="left")


def _with_interval(point: float, replicated: Floats) -> Interval:
    low, high = np.nanquantile(replicated, [0.025, 0.975])
    return float(point), float(low), float(high)
