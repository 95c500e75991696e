"""The simple forecasts that a model must beat before it is shown.

Names and definitions follow the benchmarks of the ViEWS prediction challenge 2023/24
(Hegre et al. 2025, Journal of Peace Research 62(6)): what happened in the last months is what
may happen. `conflictology_mix` is half the area's own last twelve months, half those of the area
and its neighbours together; it is the reference everywhere in this package.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
from numpy.typing import NDArray
from scipy.stats import poisson

from rempart.foresight.events import Kind
from rempart.foresight.months import Month
from rempart.foresight.panel import Panel
from rempart.foresight.predictive import DRAWS, Predictive, from_values, levels, pool

REFERENCE = "conflictology_mix"
BOOTSTRAP_MONTHS = 240

Baseline = Callable[[Panel, Kind, Month], Predictive]


def zero(panel: Panel, target: Kind, origin: Month) -> Predictive:
    """Nobody dies (the challenge's `exactly_zero`)."""
    panel.column(origin)
    units = len(panel.areas)
    return Predictive(np.zeros(units), np.zeros((units, DRAWS), np.float32))


def last(panel: Panel, target: Kind, origin: Month) -> Predictive:
    """A Poisson law around the last month's deaths (`last_historical`)."""
    mean = panel.outcome(target, origin).astype(np.float64)
    draws = np.zeros((len(mean), DRAWS), np.float32)
    stirred = mean > 0
    draws[stirred] = poisson.ppf(levels()[None, :], mean[stirred, None])
    return Predictive(-np.expm1(-mean), draws)


def conflictology(panel: Panel, target: Kind, origin: Month, *, months: int) -> Predictive:
    """The area's own last `months` months, each as likely as the others."""
    return from_values(_window(panel, target, origin, months))


def neighbours(panel: Panel, target: Kind, origin: Month, *, months: int = 12) -> Predictive:
    """The last `months` months of the area and all that touch it, each as likely."""
    own = _window(panel, target, origin, months)
    touching = panel.areas.touching
    probability = (own > 0).mean(axis=1)
    draws = np.zeros((len(own), DRAWS), np.float32)
    deaths = own.sum(axis=1)
    stirred = np.flatnonzero(deaths + touching @ deaths > 0)
    degree = np.diff(touching.indptr)[stirred]
    for size in np.unique(degree):  # areas with as many neighbours are taken together
        units = stirred[degree == size]
        near = touching.indices[touching.indptr[units][:, None] + np.arange(size)]
        group = np.concatenate([near.reshape(len(units), size), units[:, None]], axis=1)
        some = from_values(own[group].reshape(len(units), -1))
        probability[units], draws[units] = some.probability, some.draws
    return Predictive(probability, draws)


def conflictology_mix(panel: Panel, target: Kind, origin: Month) -> Predictive:
    """Half the area's own last twelve months, half those of area and neighbours together."""
    own = conflictology(panel, target, origin, months=12)
    return pool(own, neighbours(panel, target, origin))


def bootstrap(
    panel: Panel, target: Kind, origin: Month, *, months: int = BOOTSTRAP_MONTHS
) -> Predictive:
    """All areas' last `months` months together, the same for every area (`bootstrap_240`)."""
    every = _window(panel, target, origin, months).reshape(1, -1)
    units = len(panel.areas)
    one = from_values(every)
    return Predictive(np.repeat(one.probability, units), np.repeat(one.draws, units, axis=0))


BASELINES: dict[str, Baseline] = {
    "zero": zero,
    "last": last,
    "conflictology12": partial(conflictology, months=12),
    "conflictology24": partial(conflictology, months=24),
    "conflictology60": partial(conflictology, months=60),
    "neighbours12": neighbours,
    "bootstrap240": bootstrap,
    REFERENCE: conflictology_mix,
}


def _window(panel: Panel, target: Kind, origin: Month, months: int) -> NDArray[np.float32]:
    """Deaths [area, month] of the last `months` months up to `origin`; fewer at the start."""
    now = panel.column(origin) + 1
    rows = panel.deaths[target, max(now - months, 0) : now]
    return np.ascontiguousarray(rows.T, dtype=np.float32)
