"""Why a forecast is what it is, in words a person can check against the map.

Facts first: what happened here and next door in the last year. Then weights: by how many points
the chance would differ if that part of the past had been quiet.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rempart.foresight.events import Kind
from rempart.foresight.features import NEVER, TABLE, Matrix
from rempart.foresight.messages import Language, say
from rempart.foresight.months import Month
from rempart.foresight.panel import Panel

YEAR = 12
DRIVERS = ("own", "near", "region", "country")
"""The families of features whose past is weighed; season and place are no past."""
_NAMED = 3
_WORTH_SAYING = 0.0005
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Facts:
    """An area's last twelve months: months with deaths, deaths, and the worst neighbours."""

    months: int
    deaths: int
    near: tuple[tuple[str, int], ...]


def effects(chance: Callable[[Matrix], Floats], features: Matrix) -> dict[str, Floats]:
    """Per family, chance [n] as it is less chance had this family's past been quiet."""
    as_is = chance(features)
    return {family: as_is - chance(quieted(features, family)) for family in DRIVERS}


def quieted(features: Matrix, family: str) -> Matrix:
    """The features as if nothing had ever happened in one family."""
    quiet = features.copy()
    for column in TABLE.of(family):
        quiet[:, column] = NEVER if ".since." in TABLE.names[column] else 0
    return quiet


def facts(panel: Panel, target: Kind, origin: Month, unit: int) -> Facts:
    """What happened in an area and next to it in the twelve months up to `origin`."""
    now = panel.column(origin) + 1
    year = panel.deaths[target, max(now - YEAR, 0) : now]
    near = panel.areas.neighbours(unit)
    toll = year[:, near].sum(axis=0)
    worst = [at for at in np.argsort(-toll, kind="stable")[:_NAMED] if toll[at] > 0]
    return Facts(
        months=int((year[:, unit] > 0).sum()),
        deaths=int(year[:, unit].sum()),
        near=tuple((panel.areas.names[near[at]], int(toll[at])) for at in worst),
    )


def in_words(known: Facts, weights: dict[str, float], language: Language) -> str:
    """Facts and weights as one line, the heaviest weight first."""
    near = ", ".join(f"{name} ({deaths})" for name, deaths in known.near)
    parts = [
        say(
            "why",
            language,
            months=known.months,
            deaths=known.deaths,
            near=near or say("quiet", language),
        )
    ]
    for family, weight in sorted(weights.items(), key=lambda one: -abs(one[1])):
        if abs(weight) >= _WORTH_SAYING:
            name = say(f"family-{family}", language)
            parts.append(say("why-effect", language, family=name, effect=100 * weight))
    return say("and-then", language).join(parts)
