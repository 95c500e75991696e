"""Placing points in outlines: pure functions over shapely geometries, in degrees (WGS 84)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

NEAR_KM = 5.0
"""How far outside every outline a point may lie and still be given to the nearest one."""

_KM_A_DEGREE = 111.195
NOWHERE = -1


@dataclass(frozen=True)
class Placement:
    """Where each of n points lies.

    `index` (n,) is the position of the outline, or -1 for none; `approximate` (n,) is true where
    the point lies outside and was given to the nearest outline within 5 km; `distance` (n,) is the
    distance in km to the nearest outline, 0 inside.
    """

    index: NDArray[np.int64]
    approximate: NDArray[np.bool_]
    distance: NDArray[np.float64]


def place(
    longitudes: Sequence[float] | NDArray[np.float64],
    latitudes: Sequence[float] | NDArray[np.float64],
    outlines: Sequence[BaseGeometry],
) -> Placement:
    """Place n points among outlines: boxes first, then exact containment.

    Of outlines that overlap, the first one wins; NaN coordinates lie nowhere.
    """
    x = np.asarray(longitudes, dtype=np.float64)
    y = np.asarray(latitudes, dtype=np.float64)
    index = np.full(x.shape, NOWHERE, dtype=np.int64)
    for position, outline in enumerate(outlines):
        west, south, east, north = outline.bounds
        near = (index == NOWHERE) & (x >= west) & (x <= east) & (y >= south) & (y <= north)
        candidates = np.flatnonzero(near)
        if candidates.size:
            shapely.prepare(outline)
            inside = shapely.contains_xy(outline, x[candidates], y[candidates])
            index[candidates[inside]] = position
    return _nearest(x, y, outlines, index)


def _nearest(
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    outlines: Sequence[BaseGeometry],
    index: NDArray[np.int64],
) -> Placement:
    """Give what lies outside to the nearest outline within reach, measured on a local plane."""
    distance = np.zeros(x.shape)
    approximate = np.zeros(x.shape, dtype=np.bool_)
    for point in np.flatnonzero(index == NOWHERE):
        if not outlines or np.isnan(x[point]) or np.isnan(y[point]):
            distance[point] = np.inf
            continue
        away = [kilometres(float(x[point]), float(y[point]), outline) for outline in outlines]
        closest = int(np.argmin(away))
        distance[point] = away[closest]
        if away[closest] <= NEAR_KM:
            index[point], approximate[point] = closest, True
    return Placement(index, approximate, distance)


def kilometres(longitude: float, latitude: float, outline: BaseGeometry) -> float:
    """The distance in km from a point to an outline: exact enough below a few hundred km."""
    narrow = np.cos(np.radians(latitude))
    west, south, east, north = outline.bounds
    gap = np.hypot(
        max(west - longitude, 0.0, longitude - east) * narrow,
        max(south - latitude, 0.0, latitude - north),
    )
    if gap * _KM_A_DEGREE > 20 * NEAR_KM:
        return float(gap * _KM_A_DEGREE)
    flat = shapely.transform(outline, lambda xy: (xy - [longitude, latitude]) * [narrow, 1.0])
    return float(shapely.distance(flat, shapely.Point(0, 0)) * _KM_A_DEGREE)


def rings(outline: dict[str, object] | None) -> BaseGeometry | None:
    """The geometry of a GeoJSON mapping, or None for none."""
    return shapely.geometry.shape(outline) if outline else None
