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
from rempart.foresight.specialise import Calibration

SHARES = {"boosted": 0.75, "glm": 0.25}
"""How much each hurdle weighs in the ensemble."""
COMBINED = ("ensemble", "hybrid", "specialised", "blend")
NEUTRAL = Calibration()
_GIVEN = 100


@dataclass(frozen=True)
class Parts:
    """What a hurdle forecasts for n areas: chance [n], level of log deaths [n], and its spread.

    `calibration` is what the geography's own past says of its chances.
    """

    probability: Floats
    level: Floats
    spread: Spread
    calibration: Calibration = NEUTRAL


def combine(hurdles: Mapping[str, Parts], mix: Predictive) -> dict[str, Predictive]:
    """Everything that can be made of the hurdles and the mix.

    Besides each hurdle: their `ensemble`; the `hybrid`, which takes half of how many from the mix;
    the `specialised` hybrid, whose chances are calibrated on the geography's own past; the `blend`
    of hybrid and mix. Where no forecast gives any draw a death the work is spared: such rows are
    all zeros.
    """
    chances = {name: hurdles[name].probability for name in SHARES}
    alive = mix.draws[:, -1] > 0
    for chance in chances.values():
        alive = alive | (chance > 0.5 / DRAWS)
    rows = np.flatnonzero(alive)
    given = {name: hurdles[name].spread.positive(hurdles[name].level[rows]) for name in SHARES}
    forecasts = {name: _spread_out(chances[name], rows, given[name]) for name in SHARES}
    chance = shared(chances)
    own = {name: one.calibration.apply(one.probability) for name, one in hurdles.items()}
    modelled = merged([thinned(given[name], round(_GIVEN * part)) for name, part in SHARES.items()])
    seen = mix.positive(_GIVEN)[rows]
    seen = np.where(seen[:, -1:] > 0, seen, modelled)
    half_seen = merged([modelled, seen])
    forecasts["ensemble"] = _spread_out(chance, rows, modelled)
    forecasts["hybrid"] = _spread_out(chance, rows, half_seen)
    forecasts["specialised"] = _spread_out(shared(own), rows, half_seen)
    forecasts["blend"] = pool(forecasts["hybrid"], mix)
    return forecasts


def shared(chances: Mapping[str, Floats]) -> Floats:
    """The hurdles' chances [n], each by its share."""
    parts = [share * chances[name] for name, share in SHARES.items()]
    return np.asarray(np.sum(parts, axis=0))


def _spread_out(chance: Floats, rows: NDArray[np.int64], given: Draws) -> Predictive:
    draws = np.zeros((len(chance), DRAWS), np.float32)
    draws[rows] = from_hurdle(chance[rows], given).draws
    return Predictive(chance, draws)
