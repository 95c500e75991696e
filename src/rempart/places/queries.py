"""Which area, which office, under which name: asked for a place and a day."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from django.db.models import Q, QuerySet
from numpy.typing import NDArray

from rempart.doctrine.loader import current as profile
from rempart.kernel.actor import MISSION
from rempart.places import geometry
from rempart.places.models import Area

CERCLE = 2
"""The level at which events are placed."""


def areas_on(day: date, level: int = CERCLE) -> QuerySet[Area]:
    """The areas of a level that are valid on `day`, in the order of their P-codes."""
    return Area.objects.filter(
        Q(valid_from__isnull=True) | Q(valid_from__lte=day),
        Q(valid_to__isnull=True) | Q(valid_to__gt=day),
        level=level,
    ).order_by("pcode", "name")


def area_at(longitude: float, latitude: float, on: date, level: int = CERCLE) -> Area | None:
    """The area around a point on a day, or the nearest within 5 km; None for none."""
    areas = [a for a in areas_on(on, level) if a.outline]
    shapes = [shape for a in areas if (shape := geometry.rings(a.outline)) is not None]
    found = int(geometry.place([longitude], [latitude], shapes).index[0])
    return None if found == geometry.NOWHERE else areas[found]


@dataclass(frozen=True)
class Placed:
    """Where n points lie: P-codes (empty for none), whether given to the nearest, km away."""

    pcodes: list[str]
    approximate: NDArray[np.bool_]
    distance: NDArray[np.float64]


def place_points(
    longitudes: Sequence[float], latitudes: Sequence[float], days: Sequence[date]
) -> Placed:
    """Place n points, each among the areas valid on its day; one pass an edition of boundaries."""
    x, y = np.asarray(longitudes, dtype=float), np.asarray(latitudes, dtype=float)
    pcodes = np.full(len(x), "", dtype=object)
    approximate = np.zeros(len(x), dtype=bool)
    distance = np.full(len(x), np.inf)
    ordinals = np.array([day.toordinal() for day in days], dtype=np.int64)
    for first, last, areas in _editions():
        chosen = np.flatnonzero((ordinals >= first) & (ordinals < last))
        shapes = [shape for a in areas if (shape := geometry.rings(a.outline)) is not None]
        if not chosen.size or not shapes:
            continue
        placed = geometry.place(x[chosen], y[chosen], shapes)
        names = np.array([*(a.pcode for a in areas), ""], dtype=object)
        pcodes[chosen] = names[placed.index]
        approximate[chosen], distance[chosen] = placed.approximate, placed.distance
    return Placed(list(pcodes), approximate, distance)


def _editions(level: int = CERCLE) -> list[tuple[int, int, list[Area]]]:
    """Spans of days (ordinals, the last excluded) in which the same areas are valid."""
    areas = [a for a in Area.objects.filter(level=level).order_by("pcode", "name") if a.outline]
    marks = {date.min.toordinal(), date.max.toordinal() + 1}
    marks |= {d.toordinal() for a in areas for d in (a.valid_from, a.valid_to) if d}
    edges = sorted(marks)
    return [
        (first, last, [a for a in areas if _valid(a, first)])
        for first, last in itertools.pairwise(edges)
    ]


def _valid(area: Area, day: int) -> bool:
    begins = area.valid_from.toordinal() if area.valid_from else 0
    ends = area.valid_to.toordinal() if area.valid_to else date.max.toordinal() + 1
    return begins <= day < ends


def office_of(pcode: str, day: date) -> int:
    """The number of the office whose dated area of responsibility holds a P-code; 0 for none."""
    best = ("", MISSION)
    for office in profile().offices:
        for area in office.areas(day):
            if pcode.startswith(area) and len(area) > len(best[0]):
                best = (area, office.number)
    return best[1] if pcode else MISSION


def areas_of_office(office: str | int, on: date, level: int = CERCLE) -> list[Area]:
    """The areas of a level in an office's responsibility on a day."""
    number = profile().office(office).number
    return [a for a in areas_on(on, level) if office_of(a.pcode, on) == number]


def describe(pcode: str, on: date, language: str) -> str:
    """An area as it was called on a day: "cercle de Ménaka (région de Gao)", later a region."""
    return profile().describe(pcode, on, language)
