"""From fitted hurdles and the mix to what may be issued.

The chance of any death is the hurdles'. How many, given any, is half theirs and half what the mix
has seen: hurdles forecast ordinary months better, the mix does not forget that a place is at war.
Chosen on targets of 2000-2013 (see docs/foresight).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rempart.foresight.hurdle import Spread
from rempart.foresight.predictive import (
    DRAWS,
    Draws,
    Floats,
    Predictive,
    from_hurdle,
    merged,
    pool,
    thinned,
)

SHARES = {"boosted": 0.75, "glm": 0.25}
"""How much each hurdle weighs in the ensemble."""
COMBINED = ("ensemble", "hybrid", "blend")
_GIVEN = 100


@dataclass(frozen=True)
class Parts:
    """What a hurdle forecasts for n areas: chance [n], level of log deaths [n], and its spread."""

    probability: Floats
    level: Floats
    spread: Spread


def combine(hurdles: Mapping[str, Parts], mix: Predictive) -> dict[str, Predictive]:
    """The hurdles, their `ensemble`, the `hybrid` with the mix's deaths, its `blend` with the mix.

    Where no forecast gives any draw a death the work is spared: such rows are all zeros.
    """
    chances = {name: hurdles[name].probability for name in SHARES}
    alive = mix.draws[:, -1] > 0
    for chance in chances.values():
        alive = alive | (chance > 0.5 / DRAWS)
    rows = np.flatnonzero(alive)
    given = {name: hurdles[name].spread.positive(hurdles[name].level[rows]) for name in SHARES}
    forecasts = {name: _spread_out(chances[name], rows, given[name]) for name in SHARES}
    chance = sum((share * chances[name] for name, share in SHARES.items()), np.zeros(len(mix)))
    modelled = merged([thinned(given[name], round(_GIVEN * part)) for name, part in SHARES.items()])
    seen = mix.positive(_GIVEN)[rows]
    seen = np.where(seen[:, -1:] > 0, seen, modelled)
    forecasts["ensemble"] = _spread_out(chance, rows, modelled)
    forecasts["hybrid"] = _spread_out(chance, rows, merged([modelled, seen]))
    forecasts["blend"] = pool(forecasts["hybrid"], mix)
    return forecasts


def _spread_out(chance: Floats, rows: NDArray[np.int64], given: Draws) -> Predictive:
    draws = np.zeros((len(chance), DRAWS), np.float32)
    draws[rows] = from_hurdle(chance[rows], given).draws
    return Predictive(chance, draws)
