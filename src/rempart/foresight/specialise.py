"""What is learnt of a whole continent, fitted to one geography.

A hurdle pooled over countries and levels may be too bold or too shy in the geography that is
forecast. Two numbers, learnt on that geography's own past, shift and stretch its log-odds; a
strong prior keeps them near nothing where that past is short (Platt 1999, with a prior).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rempart.foresight.predictive import Floats

PRIOR = 100.0
"""Weight of the prior that nothing is to be changed, in squared log-odds."""
_STEPS = 25
_SMALLEST = 1e-7


@dataclass(frozen=True)
class Calibration:
    """chance -> expit(shift + slope x logit(chance))."""

    shift: float = 0.0
    slope: float = 1.0

    def apply(self, chance: Floats) -> Floats:
        """The chances [n] as this geography's past corrects them."""
        return _expit(self.shift + self.slope * _logit(chance))


def calibrate(chance: Floats, event: NDArray[np.bool_], weight: Floats) -> Calibration:
    """Fit shift and slope to events [n] that had these chances [n], by Newton's method.

    Each row counts `weight` times. With no row, nothing is changed.
    """
    design = np.column_stack([np.ones(len(chance)), _logit(chance)])
    neutral = np.array([0.0, 1.0])
    at = neutral.copy()
    for _ in range(_STEPS):
        fitted = _expit(design @ at)
        slope = design.T @ (weight * (fitted - event)) + 2 * PRIOR * (at - neutral)
        bend = (design * (weight * fitted * (1 - fitted))[:, None]).T @ design
        step = np.linalg.solve(bend + 2 * PRIOR * np.eye(2), slope)
        at = at - step
        if np.abs(step).max() < 1e-10:
            break
    return Calibration(float(at[0]), float(at[1]))


def _logit(chance: Floats) -> Floats:
    held = np.clip(chance, _SMALLEST, 1 - _SMALLEST)
    odds: Floats = np.log(held / (1 - held))
    return odds


def _expit(odds: Floats) -> Floats:
    chance: Floats = 1 / (1 + np.exp(-odds))
    return chance
