"""The small pictures of the SRSG's page: the map of the offices, and twelve months in a line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from math import cos, radians
from typing import Any

import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from rempart.documents import svg

WIDE, TALL = 300, 260
_COARSE = 0.06
"""Degrees by which outlines are simplified: the picture is as wide as a hand."""


def sparkline(values: Sequence[int], label: str) -> str:
    """Twelve months as one line that ends on a dot."""
    if not values:
        return ""
    top = max(values) or 1
    step = 98 / max(1, len(values) - 1)
    points = [(3 + step * n, 28 - 24 * value / top) for n, value in enumerate(values)]
    drawn = " ".join(f"{svg.figure(x)},{svg.figure(y)}" for x, y in points)
    parts = [
        svg.tag("path", class_="gr", d="M0 29.5H104"),
        svg.tag("polyline", class_="ln", points=drawn),
        svg.tag("circle", class_="dot", cx=points[-1][0], cy=points[-1][1], r=3.0),
    ]
    return svg.picture(104, 32, parts, label=label, class_="ch")


@lru_cache(maxsize=32)
def _outline(reference: str, outlines: tuple[bytes, ...]) -> BaseGeometry:
    """The shape of an office, made once for each approved assessment."""
    whole = shapely.union_all(shapely.from_wkb(list(outlines)))
    return whole.simplify(_COARSE)


def outline(content: Mapping[str, Any]) -> BaseGeometry | None:
    """The area of an office as its approved assessment drew it."""
    shapes = [shape(place["outline"]) for place in content["places"] if place["outline"]]
    if not shapes:
        return None
    return _outline(content["reference"], tuple(shapely.to_wkb(one) for one in shapes))


def office_map(drawn: Iterable[tuple[BaseGeometry, int, str, str]], label: str) -> str:
    """The offices, each in its band, with its name and risk; empty where nothing is drawn."""
    listed = list(drawn)
    if not listed:
        return ""
    west, south, east, north = shapely.total_bounds([one for one, *_rest in listed])
    squeeze = cos(radians((south + north) / 2))
    scale = min(WIDE / ((east - west) * squeeze or 1), TALL / ((north - south) or 1))

    def place(x: float, y: float) -> tuple[float, float]:
        return (x - west) * squeeze * scale, (north - y) * scale

    parts, words = [], []
    for area, band, name, risk in listed:
        parts.append(svg.tag("path", class_="a", data_band=band or None, d=_path(area, place)))
        spot = area.representative_point()
        x, y = place(spot.x, spot.y)
        second = svg.tag("tspan", risk, x=x, dy="13", font_weight="400")
        words.append(
            svg.tag(
                "text", f"{name}{second}", data_band=band or None, data_on="" if band else None,
                x=x, y=y, text_anchor="middle",
            )
        )  # fmt: skip
    tall = (north - south) * scale
    wide = (east - west) * squeeze * scale
    return svg.picture(wide, tall, [*parts, *words], label=label, class_="ch")


def _path(area: BaseGeometry, place: Any) -> str:
    polygons = area.geoms if area.geom_type == "MultiPolygon" else [area]
    found = []
    for polygon in polygons:
        points = [place(x, y) for x, y in polygon.exterior.coords]
        found.append("M" + " ".join(f"{svg.figure(x)} {svg.figure(y)}" for x, y in points) + "z")
    return "".join(found)
