"""The guard: what is issued where a model has not earned its place.

Per geography and lead, one of a short list of forecasts is chosen on outcomes known
before the first origin that it will serve. When none beat the mix, the mix itself is issued.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rempart.foresight.baselines import REFERENCE

CANDIDATES = ("hybrid", "specialised", "blend")
"""What may be issued instead of the mix, the preferred first."""
FEWEST_EVENTS = 5
"""With fewer area-months of killing to judge by, no model has earned anything."""


@dataclass(frozen=True)
class Choice:
    """What the guard issues, the CRPS skill that it had against the mix, and on how much."""

    issued: str
    skill: float
    months: int
    events: int


def choose(
    crps: Mapping[str, NDArray[np.float64]],
    events: NDArray[np.int64],
    months: NDArray[np.int64],
    known_until: int,
) -> Choice:
    """Choose on months whose outcome was known at `known_until`.

    `crps` gives mean scores [months] of the pools and the mix, `events` the area-months with
    deaths in each month of `months`.
    """
    known = months <= known_until
    seen = int(events[known].sum())
    reference = float(crps[REFERENCE][known].sum())
    if seen < FEWEST_EVENTS or not reference > 0:
        return Choice(REFERENCE, 0.0, int(known.sum()), seen)
    skills = {name: 1 - float(crps[name][known].sum()) / reference for name in CANDIDATES}
    best = max(skills, key=lambda name: skills[name])
    issued = best if skills[best] > 0 else REFERENCE
    return Choice(issued, skills[best], int(known.sum()), seen)
