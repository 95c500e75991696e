"""Areas from GeoJSON outlines: any administrative level of any country."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import csr_array
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from rempart.foresight.areas import EARTH_KM, NOWHERE, Areas, digest, read_grid
from rempart.foresight.errors import ForesightError

TOUCHING_DEGREES = 0.01
"""Outlines this near are neighbours: digitised borders seldom coincide exactly."""
STRAY_DEGREES = 0.05
"""An event this near a coast or an outer border is given to the nearest area."""

_LEVELS = (
    (2, ("adm2_pcode", "admin2Pcode", "ADM2_PCODE")),
    (1, ("adm1_pcode", "admin1Pcode", "ADM1_PCODE", "region_code", "iso_3166_2")),
    (1, ("code", "id", "shapeID")),
)
_COUNTRY = ("country_pcode", "country_a2", "country", "adm0_pcode", "ADM0_PCODE", "shapeGroup")
_NAMES = {2: ("adm2", "adm2_name", "ADM2_EN", "name"), 1: ("adm1", "adm1_name", "ADM1_EN", "name")}


def read_areas(path: Path) -> Areas:
    """Read areas from GeoJSON outlines or from a JSON list of PRIO-GRID numbers."""
    if not path.is_file():
        raise ForesightError("areas", path, "file-missing")
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ForesightError(path.name, error, "areas-unreadable") from error
    if isinstance(content, list):
        return read_grid(path)
    if not isinstance(content, dict) or content.get("type") != "FeatureCollection":
        raise ForesightError(path.name, type(content).__name__, "areas-unreadable")
    return outline_areas(content["features"], path.name)


def outline_areas(features: Sequence[dict[str, Any]], name: str = "areas") -> Areas:
    """Areas from GeoJSON features, whose properties carry a code and, if known, a country.

    A self-crossing outline is mended and noted; an empty one is refused. An area without
    neighbours is kept and noted. Raises ForesightError.
    """
    if not features:
        raise ForesightError(name, 0, "areas-none")
    level, key = _code(features[0].get("properties") or {}, name)
    notes: list[str] = []
    ids = [str((feature.get("properties") or {}).get(key) or "") for feature in features]
    if "" in ids or len(set(ids)) < len(ids):
        twice = next((one for one in ids if not one or ids.count(one) > 1), "")
        raise ForesightError(name, twice or key, "area-repeated")
    outlines = [
        _outline(feature, f"{name}, {one}", notes)
        for one, feature in zip(ids, features, strict=True)
    ]
    properties = [feature["properties"] for feature in features]
    points = shapely.point_on_surface(outlines)
    touching = _touching(outlines)
    alone = [ids[unit] for unit in np.flatnonzero(np.diff(touching.indptr) == 0)]
    notes += [f"no-neighbour:{one}" for one in alone]
    return Areas(
        ids=tuple(ids),
        names=tuple(_name(own, level) or one for one, own in zip(ids, properties, strict=True)),
        country=_countries([_first(own, _COUNTRY) for own in properties]),
        longitude=shapely.get_x(points),
        latitude=shapely.get_y(points),
        km2=_km2(outlines),
        level=level,
        touching=touching,
        edition=digest(ids, [shapely.to_wkb(outline) for outline in outlines]),
        notes=tuple(notes),
        locate=_Finder(outlines),
    )


class _Finder:
    """Places points in outlines: boxes first, then exact, then the nearest within reach."""

    def __init__(self, outlines: Sequence[BaseGeometry]) -> None:
        self._outlines = np.asarray(outlines, dtype=object)
        self._boxes = shapely.bounds(self._outlines)
        self._tree = shapely.STRtree(self._outlines)
        shapely.prepare(self._outlines)

    def __call__(
        self, longitude: NDArray[np.float64], latitude: NDArray[np.float64]
    ) -> NDArray[np.int64]:
        """The position of the area that holds each point, -1 for none."""
        places, back = np.unique(
            np.column_stack([longitude, latitude]), axis=0, return_inverse=True
        )
        x, y = places[:, 0], places[:, 1]
        found = np.full(len(places), NOWHERE, dtype=np.int64)
        for unit, (west, south, east, north) in enumerate(self._boxes):
            low, high = np.searchsorted(x, [west, east + 1e-12])
            near = np.arange(low, high)
            near = near[(found[near] == NOWHERE) & (y[near] >= south) & (y[near] <= north)]
            inside = shapely.intersects_xy(self._outlines[unit], x[near], y[near])
            found[near[inside]] = unit
        lost = np.flatnonzero(found == NOWHERE)
        strays, nearest = self._tree.query_nearest(
            shapely.points(x[lost], y[lost]), max_distance=STRAY_DEGREES, all_matches=False
        )
        found[lost[strays]] = nearest
        return found[back.ravel()]


def _code(properties: dict[str, Any], name: str) -> tuple[int, str]:
    for level, keys in _LEVELS:
        for key in keys:
            if properties.get(key):
                return level, key
    raise ForesightError(name, ", ".join(properties), "area-without-code")


def _outline(feature: dict[str, Any], place: str, notes: list[str]) -> BaseGeometry:
    try:
        outline = shapely.force_2d(shape(feature["geometry"]))
    except (KeyError, TypeError, ValueError, AttributeError, shapely.errors.ShapelyError) as error:
        raise ForesightError(place, error, "outline-broken") from error
    if not outline.is_valid:
        outline = shapely.make_valid(outline)
        notes.append(f"outline-mended:{place}")
    if outline.is_empty or not outline.area > 0:
        raise ForesightError(place, outline.wkt[:40], "outline-broken")
    return outline


def _first(properties: dict[str, Any], keys: Sequence[str]) -> str:
    return next((str(properties[key]) for key in keys if properties.get(key)), "")


def _name(properties: dict[str, Any], level: int) -> str:
    return _first(properties, _NAMES[level])


def _countries(written: Sequence[str]) -> NDArray[np.int32]:
    numbers = {one: number for number, one in enumerate(sorted(set(written) - {""}))}
    return np.array([numbers.get(one, NOWHERE) for one in written], dtype=np.int32)


def _touching(outlines: Sequence[BaseGeometry]) -> csr_array:
    tree = shapely.STRtree(outlines)
    own, other = tree.query(outlines, predicate="dwithin", distance=TOUCHING_DEGREES)
    apart = own != other
    ones = np.ones(int(apart.sum()), dtype=np.float32)
    shape_of = (len(outlines), len(outlines))
    touching = csr_array((ones, (own[apart], other[apart])), shape=shape_of)
    touching.sort_indices()
    return touching


def _km2(outlines: Sequence[BaseGeometry]) -> NDArray[np.float32]:
    """Areas in km2 by the local scale at each outline's middle; good to a per cent."""
    middle = np.radians(shapely.get_y(shapely.centroid(outlines)))
    degree = np.radians(1) * EARTH_KM
    areas: NDArray[np.float32] = (shapely.area(outlines) * degree**2 * np.cos(middle)).astype(
        np.float32
    )
    return areas
