"""Rows to learn from: what was known at past origins, and what came after.

Rows are pooled over geographies. All rows with deaths are kept; of the others, fewer where it was
quiet, each weighing for those left out, so that a continent of cells costs little more than its
troubled part.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rempart.foresight.features import TABLE, Basis, Matrix
from rempart.foresight.months import Month

SHARES = np.array([0.03, 0.15, 1.0])
"""Of rows without deaths, the share kept where all was quiet, where anything stirred, where warm;
by `Basis.heat`. What is kept weighs for what is not."""
_SINE, _COSINE = TABLE.names.index("season.sine"), TABLE.names.index("season.cosine")


@dataclass(frozen=True)
class Sample:
    """Rows to fit one lead on: features [n, columns]; deaths, weights, year of origin [n]."""

    features: Matrix
    deaths: NDArray[np.float64]
    weight: NDArray[np.float64]
    year: NDArray[np.int64]


class History:
    """The features of one geography at every origin up to a cutoff; leads share them.

    `cutoff` is the last month known: no feature and no outcome is taken from later months.
    """

    def __init__(
        self, basis: Basis, first: Month, cutoff: Month, seed: int, reach: int = 12
    ) -> None:
        """Take origins from `first` on; `reach` is the longest lead that will be asked for."""
        self._basis = basis
        self._cutoff = cutoff
        panel = basis.panel
        parts, units, origins, drawn = [], [], [], []
        for origin in range(max(first, panel.start), cutoff):
            share = SHARES[basis.heat(origin)]
            chosen = np.random.default_rng([seed, origin]).random(len(share)) < share
            ahead = panel.column(origin) + 1
            hit = panel.deaths[basis.target, ahead : panel.column(cutoff) + 1][:reach].any(axis=0)
            kept = np.flatnonzero(chosen | hit)
            parts.append(basis.at(origin, 0)[kept])
            units.append(kept)
            origins.append(np.full(len(kept), origin))
            drawn.append(np.where(chosen[kept], 1 / share[kept], 0.0))
        self._features = np.concatenate(parts)
        self._unit, self._origin = np.concatenate(units), np.concatenate(origins)
        self._drawn = np.concatenate(drawn)

    def sample(self, lead: int, importance: float = 1.0) -> Sample:
        """The rows whose outcome `lead` months on was known at the cutoff."""
        panel = self._basis.panel
        target = self._origin + lead
        known = np.flatnonzero(target <= self._cutoff)
        deaths = panel.deaths[self._basis.target, target[known] - panel.start, self._unit[known]]
        # a row with deaths is always kept and stands for itself alone
        weight = np.where(deaths > 0, 1.0, self._drawn[known])
        kept = weight > 0
        rows = known[kept]
        features = self._features[rows]
        angle = 2 * np.pi * (target[rows] % 12) / 12
        features[:, _SINE], features[:, _COSINE] = np.sin(angle), np.cos(angle)
        return Sample(
            features,
            deaths[kept].astype(np.float64),
            weight[kept] * importance,
            (self._origin[rows] // 12).astype(np.int64),
        )


def pooled(samples: Sequence[Sample]) -> Sample:
    """Several geographies' rows as one sample."""
    if len(samples) == 1:
        return samples[0]
    return Sample(
        np.concatenate([one.features for one in samples]),
        np.concatenate([one.deaths for one in samples]),
        np.concatenate([one.weight for one in samples]),
        np.concatenate([one.year for one in samples]),
    )
