"""A small made mission: square cercles of Gao and Timbuktu, and forecasts of them."""

from __future__ import annotations

from datetime import date
from typing import Any

from rempart.outlook.computed import (
    LEADS,
    AreaForecast,
    AreaGround,
    Computed,
    Spread,
    Standing,
)
from rempart.places.models import Area

MONTH = date(2014, 10, 1)
GAO = ("ML0701", "ML0702", "ML0703")
TIMBUKTU = ("ML0601", "ML0602")
NAMES = {"ML0701": "Ansongo", "ML0702": "Bourem", "ML0703": "Gao",
         "ML0601": "Diré", "ML0602": "Goundam"}  # fmt: skip


def areas() -> None:
    """Squares of one degree in a row, each touching the next."""
    for at, pcode in enumerate((*TIMBUKTU, *GAO)):
        west = -4.0 + at
        ring = [[west, 16.0], [west + 1, 16.0], [west + 1, 17.0], [west, 17.0], [west, 16.0]]
        Area.objects.create(
            pcode=pcode, level=2, name=NAMES[pcode], display_fr=NAMES[pcode],
            display_en=NAMES[pcode], outline={"type": "Polygon", "coordinates": [ring]},
            west=west, south=16.0, east=west + 1, north=17.0,
        )  # fmt: skip


def spread(chance: float, most: int = 8) -> Spread:
    """A distribution of 200 draws with this chance of any death."""
    deadly = round(200 * chance)
    draws = [(0, 200 - deadly), (1, deadly - deadly // 2), (most, deadly // 2)]
    kept = tuple((deaths, count) for deaths, count in draws if count)
    mean = sum(deaths * count for deaths, count in kept) / 200
    return Spread(chance, mean, kept)


def computed(month: date = MONTH, **changed: Any) -> Computed:
    """A run of the five cercles: Gao is likeliest; the model is issued at 1, the mix at 3 and 6."""
    chances = {"ML0703": 0.42, "ML0701": 0.25, "ML0702": 0.06, "ML0602": 0.3, "ML0601": 0.004}
    terms: dict[str, Any] = {
        "month": month,
        "vintage": {"reference": "events.parquet", "reference_until": "2014-10",
                    "learnt_until": "2014-10", "incidents": 0, "areas": 5},
        "engine": "lightgbm",
        "standings": {
            1: Standing("hybrid", 0.038, 0.005, 0.067, 59, 61),
            3: Standing("conflictology_mix", 0.0, 0.0, 0.0, 57, 61),
            6: Standing("conflictology_mix"),
        },
        "grounds": tuple(
            AreaGround(area, tuple([0] * 33 + [2, 0, 5]), 0.1, 2, 7, (("ML0701", 3),))
            for area in chances
        ),
        "forecasts": tuple(
            AreaForecast(
                area, lead, spread(chance if lead == 1 else chance * 0.8),
                spread(chance * 0.8), {"own": 0.1, "near": 0.02, "country": -0.01},
            )
            for area, chance in chances.items()
            for lead in LEADS
        ),
        "marking": 1,
    }  # fmt: skip
    return Computed(**(terms | changed))
