"""A predictive distribution: the chance of any death, and sorted draws of how many.

Draws are quantiles at evenly spaced levels, so that a forecast holds no chance of its own.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

DRAWS = 200


@dataclass(frozen=True)
class Predictive:
    """n distributions of fatalities: `probability` [n] of at least one, `draws` [n, s] ascending.

    The probability is kept apart because s draws cannot show one below 1/s.
    """

    probability: NDArray[np.float64]
    draws: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.probability)

    def mean(self) -> NDArray[np.float64]:
        """Expected fatalities [n]."""
        expected: NDArray[np.float64] = self.draws.mean(axis=1, dtype=np.float64)
        return expected

    def quantiles(self, levels: tuple[float, ...]) -> NDArray[np.float32]:
        """Quantiles [n, len(levels)], each an actual draw."""
        size = self.draws.shape[1]
        at = np.clip(np.ceil(np.array(levels) * size).astype(int) - 1, 0, size - 1)
        return self.draws[:, at]


def levels(size: int = DRAWS) -> NDArray[np.float64]:
    """The probability levels of `size` evenly spaced quantiles."""
    return (np.arange(size) + 0.5) / size


def from_values(values: NDArray[np.float32], size: int = DRAWS) -> Predictive:
    """The empirical distribution of each row's values [n, m], as `size` quantiles."""
    ordered = np.sort(values, axis=1)
    at = np.floor(levels(size) * values.shape[1]).astype(int)
    return Predictive((values > 0).mean(axis=1), ordered[:, at])


def pool(first: Predictive, second: Predictive, weight: float) -> Predictive:
    """The mixture `weight` x first + (1 - weight) x second: a linear pool, as quantiles."""
    if weight >= 1:
        return first
    if weight <= 0:
        return second
    probability = weight * first.probability + (1 - weight) * second.probability
    size = first.draws.shape[1]
    draws = np.zeros_like(first.draws)
    stirred = np.flatnonzero((first.draws[:, -1] > 0) | (second.draws[:, -1] > 0))
    both = np.concatenate([first.draws[stirred], second.draws[stirred]], axis=1)
    share = np.repeat([weight, 1 - weight], [size, second.draws.shape[1]])
    share = share / np.repeat([size, second.draws.shape[1]], [size, second.draws.shape[1]])
    order = np.argsort(both, axis=1, kind="stable")
    reached = np.cumsum(share[order], axis=1)
    ordered = np.take_along_axis(both, order, axis=1)
    for column, level in enumerate(levels(size)):
        at = (reached < level - 1e-12).sum(axis=1)
        draws[stirred, column] = ordered[np.arange(len(stirred)), at.clip(max=both.shape[1] - 1)]
    return Predictive(probability, draws)
