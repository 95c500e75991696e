"""What the house knows that a forecast is made of: its areas as outlines, its incidents as events.

Read as whoever acts; the marking of a run is the highest among the incidents that entered it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import shapely
from django.utils.translation import gettext_lazy as _

from rempart.kernel.errors import BadInput, Problem
from rempart.kernel.policy import UNCLASSIFIED
from rempart.outlook.computed import after
from rempart.places.models import Area
from rempart.places.queries import areas_on
from rempart.register import harm
from rempart.register.ged import ONE_SIDED
from rempart.register.queries import Filters, counted, spread_figures

Event = tuple[int, int, float, float, int]
"""Month since year 0, kind as UCDP numbers it less one, longitude, latitude, deaths."""
COLUMNS = {"month": int, "kind": int, "longitude": float, "latitude": float, "deaths": float}
"""The names of an event's parts, as the library reads them, with their types."""


@dataclass(frozen=True)
class Incidents:
    """The register's incidents as events; `marking` is the highest among them."""

    events: tuple[Event, ...]
    marking: int


def features(month: date) -> list[dict[str, Any]]:
    """The areas valid in a month as GeoJSON features, each named by its P-code.

    Raises:
        BadInput: no area has an outline.
    """
    found = [area for area in areas_on(month) if area.outline and area.pcode]
    if not found:
        raise BadInput(
            Problem(
                _("Areas"),
                f"{month:%Y-%m}",
                _("no outline is known"),
                _("Import them first: ./rempart import boundaries FILE --level 2."),
                "no-outlines",
            )
        )
    return [
        {
            "type": "Feature",
            "properties": {"adm2_pcode": area.pcode, "adm2": area.pcode, "country": "own"},
            "geometry": area.outline,
        }
        for area in found
    ]


def incidents(first: date, month: date) -> Incidents:
    """The register's incidents from the first day of `first` to the end of `month`.

    One without a point stands in the middle of its area; one without either is left out, as is
    one of which no number of deaths is known.
    """
    until = after(month, 1) - timedelta(days=1)
    middles = _middles(month)
    rows = counted(Filters(since=first, until=until, open_only=True)).values(
        "id", "starts_on", "ucdp_type", "threat_type", "longitude", "latitude", "area",
        "marking", *harm.TOTALS,
    )  # fmt: skip
    found, marking = [], UNCLASSIFIED
    for row in spread_figures(rows, open_only=True):
        day, ucdp_type, threat = row["starts_on"], row["ucdp_type"], row["threat_type"]
        longitude, latitude, area = row["longitude"], row["latitude"], row["area"]
        killed, deaths, marked = row["killed_best"], row["deaths_best"], row["marking"]
        kind = ucdp_type or (ONE_SIDED if threat else None)
        placed = longitude is not None and latitude is not None
        x, y = (longitude, latitude) if placed else middles.get(area, (None, None))
        dead = killed if kind == ONE_SIDED and killed is not None else deaths
        if kind is None or x is None or y is None or dead is None:
            continue
        found.append((day.year * 12 + day.month - 1, kind - 1, x, y, dead))
        marking = max(marking, marked)
    return Incidents(tuple(sorted(found)), marking)


def _middles(month: date) -> dict[str, tuple[float, float]]:
    """A point inside each area."""
    found: list[Area] = [area for area in areas_on(month) if area.outline]
    points = [shapely.geometry.shape(area.outline).representative_point() for area in found]
    return {area.pcode: (point.x, point.y) for area, point in zip(found, points, strict=True)}
