"""Intervals for scores: months are drawn anew in blocks, because violence comes in spells."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from rempart.foresight.scores import RankedEvents

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
    if not total.sum() > 0:
        return (float("nan"),) * 3
    sums = weights @ total
    kept = sums > 0
    gain = model - reference
    return _with_interval(float(gain.sum() / total.sum()), (weights @ gain)[kept] / sums[kept])


def precision_gain(
    event: NDArray[np.bool_],
    model: NDArray[np.float32],
    reference: NDArray[np.float32],
    weights: Floats,
) -> Interval:
    """Difference of average precision; arrays are [months, areas], rows weigh by their month."""
    if not event.any():
        return (float("nan"),) * 3
    month = np.repeat(np.arange(len(event)), event.shape[1])
    flat = event.ravel()
    ranked = [RankedEvents(flat, one.ravel().astype(np.float64)) for one in (model, reference)]
    point = ranked[0].average_precision() - ranked[1].average_precision()
    replicated = [
        ranked[0].average_precision(one[month]) - ranked[1].average_precision(one[month])
        for one in weights
    ]
    return _with_interval(point, np.array(replicated))


def _with_interval(point: float, replicated: Floats) -> Interval:
    low, high = np.nanquantile(replicated, [0.025, 0.975])
    return float(point), float(low), float(high)
