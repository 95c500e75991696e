"""Outlines where no boundary file is at hand: each cercle is what lies nearest to its chief town.

A sketch to learn on, never a boundary: the exercise draws its maps with it, and every map says so.
Regions come from the profile's own coarse outline (Natural Earth, public domain).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import shapely
from django.utils.translation import gettext_lazy as _
from shapely.geometry import MultiPoint, Point, mapping

from rempart.doctrine.loader import current as profile
from rempart.kernel.actions import Run, bulk, permit
from rempart.kernel.errors import BadInput, Problem
from rempart.kernel.policy import Whereabouts
from rempart.places.models import Area
from rempart.places.outlines import regions

EDITION = "esquisse, sans valeur de limite / sketch, not a boundary"
_SIMPLE = 0.01
"""Degrees by which a sketch is simplified: a kilometre."""


@bulk("places.sketch", "site", "import")
def sketch_areas(run: Run) -> int:
    """Lay sketches of the profile's cercles where no area is known; how many.

    Raises:
        BadInput: areas have been imported already, which a sketch must not replace.
    """
    permit(run, "import", Whereabouts("site"))
    if Area.objects.exists():
        message, remedy = _("are known already"), _("Keep them: a sketch is only for a start.")
        raise BadInput(Problem(_("Areas"), "", message, remedy, "areas"))
    made = list(_sketched())
    Area.objects.bulk_create(made)
    return len(made)


def _sketched() -> Iterator[Area]:
    shapes = dict(regions())
    validity = profile().validity
    towns: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in profile().table("cercles"):
        towns[row["region"]].append(row)
    for region, rows in sorted(towns.items()):
        cells = _cells(rows, shapes.get(region))
        for row, cell in zip(rows, cells, strict=True):
            west, south, east, north = cell.bounds if cell else (None, None, None, None)
            begins, ends = validity.get(row["pcode"], (None, None))
            yield Area(
                pcode=row["pcode"], level=2, name=row["name"], display_fr=row["display"],
                display_en=row["display"], parent=region, valid_from=begins, valid_to=ends,
                edition=EDITION, outline=mapping(cell) if cell else None, west=west, south=south,
                east=east, north=north, chief_town=row["chief_town"],
                town_longitude=float(row["longitude"]), town_latitude=float(row["latitude"]),
            )  # fmt: skip


def _cells(
    rows: list[dict[str, str]], region: shapely.Geometry | None
) -> list[shapely.Geometry | None]:
    """What lies nearest to each chief town, within the region; None without a region's outline."""
    if region is None:
        return [None] * len(rows)
    towns = [Point(float(row["longitude"]), float(row["latitude"])) for row in rows]
    if len(towns) == 1:
        return [region.simplify(_SIMPLE)]
    split = shapely.voronoi_polygons(MultiPoint(towns), extend_to=region).geoms
    around = [next(cell for cell in split if cell.intersects(town)) for town in towns]
    return [shapely.intersection(cell, region).simplify(_SIMPLE) for cell in around]
