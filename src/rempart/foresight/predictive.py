"""A predictive distribution: the chance of any death, and sorted draws of how many.

Draws are quantiles at evenly spaced levels, so that a forecast holds no chance of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

DRAWS = 200

Floats = NDArray[np.float64]
Draws = NDArray[np.float32]


@dataclass(frozen=True)
class Predictive:
    """n distributions of fatalities: `probability` [n] of at least one, `draws` [n, s] ascending.

    The probability is kept apart because s draws cannot show one below 1/s.
    """

    probability: Floats
    draws: Draws

    def __len__(self) -> int:
        return len(self.probability)

    def mean(self) -> Floats:
        """Expected fatalities [n]."""
        expected: Floats = self.draws.mean(axis=1, dtype=np.float64)
        return expected

    def quantiles(self, levels: tuple[float, ...]) -> Draws:
        """Quantiles [n, len(levels)], each an actual draw."""
        size = self.draws.shape[1]
        at = np.clip(np.ceil(np.array(levels) * size).astype(int) - 1, 0, size - 1)
        return self.draws[:, at]

    def positive(self, size: int) -> Draws:
        """Quantiles [n, size] of fatalities given any; zeros where no draw has any."""
        given = np.zeros((len(self), size), np.float32)
        total = self.draws.shape[1]
        deadly = (self.draws > 0).sum(axis=1)
        for count in np.unique(deadly[deadly > 0]):
            rows = np.flatnonzero(deadly == count)
            given[rows] = thinned(self.draws[rows, total - count :], size)
        return given


def levels(size: int = DRAWS) -> Floats:
    """The probability levels of `size` evenly spaced quantiles."""
    return (np.arange(size) + 0.5) / size


def thinned(ordered: Draws, size: int) -> Draws:
    """`size` evenly spaced quantiles of each row's ascending values [n, m]."""
    return ordered[:, np.floor(levels(size) * ordered.shape[1]).astype(int)]


def merged(parts: Sequence[Draws]) -> Draws:
    """Ascending values of all parts together: each weighs by its width."""
    return np.sort(np.concatenate(parts, axis=1), axis=1)


def from_values(values: Draws, size: int = DRAWS) -> Predictive:
    """The empirical distribution of each row's values [n, m], as `size` quantiles."""
    return Predictive((values > 0).mean(axis=1), thinned(np.sort(values, axis=1), size))


def from_hurdle(probability: Floats, positive: Draws, size: int = DRAWS) -> Predictive:
    """A chance of any death [n] and quantiles [n, m] of how many then, as one distribution."""
    chance = np.maximum(probability, np.finfo(np.float64).tiny)[:, None]
    beyond = (levels(size) - (1 - chance)) / chance
    at = np.clip(np.floor(beyond * positive.shape[1]), 0, positive.shape[1] - 1).astype(int)
    draws = np.where(beyond > 0, np.take_along_axis(positive, at, axis=1), np.float32(0))
    return Predictive(probability, draws)


def pool(first: Predictive, second: Predictive) -> Predictive:
    """The linear pool in equal parts of two forecasts with as many draws each."""
    draws = np.zeros_like(first.draws)
    stirred = np.flatnonzero((first.draws[:, -1] > 0) | (second.draws[:, -1] > 0))
    draws[stirred] = merged([first.draws[stirred], second.draws[stirred]])[:, ::2]
    return Predictive((first.probability + second.probability) / 2, draws)
