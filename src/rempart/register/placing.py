"""Where incidents lie, and whose they are: the cercle around the point, and the office of the day.

Geography may be redrawn, and incidents are then placed anew. Their office is set once, when they
are made, and never follows a boundary: who may read changes only by a transfer.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import numpy as np

from rempart.doctrine.loader import current as profile
from rempart.kernel import history
from rempart.kernel.actor import MISSION
from rempart.places.geometry import NEAR_KM, NOWHERE, place
from rempart.places.outlines import regions
from rempart.places.queries import office_of, place_points
from rempart.register.models import Incident
from rempart.register.setwise import update_all

STEP = 5_000
ROUGH = frozenset({"first_level", "line", "country", "water"})
"""Precisions of a point that only stands for a region, an axis or a country: never exact."""


class Whereabout(NamedTuple):
    """Where one event lies: P-code (empty: no cercle), given to the nearest, office, outside."""

    area: str
    approximate: bool
    office: int
    outside: bool


def whereabouts(
    points: Sequence[tuple[float, float]], days: Sequence[date], countries: Sequence[str]
) -> list[Whereabout]:
    """Place events by (longitude, latitude), each on its day.

    Before any cercles are imported, the profile's outline of regions tells the office, and the
    area stays empty. An event is outside only if it lies more than 5 km from every outline and its
    country is none of the profile's. Without any outline nothing is outside.
    """
    ours = {name.casefold() for name in profile().mission.countries}
    x, y = [p[0] for p in points], [p[1] for p in points]
    placed = place_points(x, y, days)
    pcodes, distance = [str(code) for code in placed.pcodes], placed.distance
    drawn = np.isfinite(distance)
    names, shapes = zip(*regions(), strict=True) if regions() else ((), ())
    if not drawn.all() and shapes:
        coarse = place(x, y, shapes)
        distance = np.where(drawn, distance, coarse.distance)
        pcodes = [
            code if known or found == NOWHERE else names[found]
            for code, known, found in zip(pcodes, drawn, coarse.index, strict=True)
        ]
    offices: dict[tuple[str, date], int] = {}
    found_all = []
    for position, day in enumerate(days):
        pcode = pcodes[position]
        if (pcode, day) not in offices:
            offices[pcode, day] = office_of(pcode, day) if pcode else MISSION
        beyond = NEAR_KM < distance[position] < np.inf
        found_all.append(
            Whereabout(
                area=pcode if drawn[position] else "",
                approximate=bool(placed.approximate[position]),
                office=offices[pcode, day],
                outside=bool(beyond) and countries[position].casefold() not in ours,
            )
        )
    return found_all


def place_anew() -> int:
    """Place every incident with a point in the outlines as they now are; how many moved.

    An area that a person corrected by hand stays, and so does every office.
    """
    moved = 0
    rows = Incident.objects.filter(latitude__isnull=False, longitude__isnull=False)
    standing = list(
        rows.exclude(edited_by_hand__contains=["area"]).values_list(
            "id", "longitude", "latitude", "starts_on", "area", "area_approximate",
            "point_precision",
        )
    )  # fmt: skip
    for first in range(0, len(standing), STEP):
        part = standing[first : first + STEP]
        found = whereabouts(
            [(row[1], row[2]) for row in part], [row[3] for row in part], [""] * len(part)
        )
        changed = [
            {"id": row[0], "area": there.area, "area_approximate": approximate}
            for row, there in zip(part, found, strict=True)
            for approximate in [there.approximate or row[6] in ROUGH]
            if (there.area, approximate) != (row[4], row[5])
        ]
        moved += update_all(Incident, changed)
        history.keep_all("incident.place-anew", Incident, [row["id"] for row in changed])
    return moved
