"""The names on a map, each placed where it hides least."""

from __future__ import annotations

import math
from collections.abc import Sequence

import shapely
from shapely.geometry.base import BaseGeometry

from rempart.documents import svg
from rempart.documents.sheets import Region, Sheet

_FAR = 60.0
"""How far from its outline a name may stand, in points."""

_CROWDED = 0.3
"""The share of a name that may be hidden or outside before it is better placed elsewhere."""


def label(said: str, x: float, y: float, size: float, **more: object) -> str:
    """A text with a halo, readable over lines."""
    halo = {
        "stroke": "#fff",
        "stroke_width": 2.2,
        "stroke_linejoin": "round",
        "paint_order": "stroke",
    }
    return svg.text(
        said, x, y, font_family=svg.SANS, font_size=size, **({"fill": svg.INK} | halo | more)
    )


def width_of(said: str, size: float, spacing: float = 0) -> float:
    """About how wide a text stands, in points: sizes and spacing are in points too."""
    return len(said) * (size * 0.52 + spacing)


def towns(sheet: Sheet, regions: Sequence[Region]) -> list[str]:
    """The chief towns, each named on the side where it hides least."""
    parts = []
    for region in regions:
        if not region.town or region.longitude is None or region.latitude is None:
            continue
        x, y = sheet.point(region.longitude, region.latitude)
        wide = width_of(region.town, 7.4)
        boxes = {
            "start": (x + 4, y - 5, x + 4 + wide, y + 4),
            "end": (x - 4 - wide, y - 5, x - 4, y + 4),
            "above": (x - wide / 2, y - 14, x + wide / 2, y - 5),
            "below": (x - wide / 2, y + 5, x + wide / 2, y + 14),
        }
        side = min(boxes, key=lambda name: sheet.cost(boxes[name]))
        x0, y0, x1, _y1 = boxes[side]
        sheet.taken += [boxes[side], (x - 2, y - 2, x + 2, y + 2)]
        anchor = {"start": "start", "end": "end"}.get(side, "middle")
        at = {"start": x0, "end": x1}.get(side, x)
        parts += [
            svg.tag(
                "rect",
                x=x - 1.4,
                y=y - 1.4,
                width=2.8,
                height=2.8,
                fill=svg.INK,
                stroke="#fff",
                stroke_width=0.5,
            ),
            label(region.town, at, y0 + 7.4, 7.4, font_weight=600, text_anchor=anchor),
        ]
    return parts


def names(
    sheet: Sheet, regions: Sequence[Region], drawn: Sequence[BaseGeometry], whole: BaseGeometry
) -> list[str]:
    """The names of regions, each where it covers least and stays inside its own outline.

    Where an outline is too full for its name, the name stands outside the office with a line to it.
    """
    parts = []
    for region, shape in sorted(zip(regions, drawn, strict=True), key=lambda p: p[1].area):
        if shape.is_empty:
            continue
        name = region.name.upper()
        lines = region.note.split(" · ") if _cramped(shape, region.note) else [region.note]
        wide = max(width_of(name, 7.2, 1.1), *(width_of(line, 6.6) for line in lines))
        tall = 8.4 * len(lines)
        x, y, fits = _best(sheet, shape, wide, tall)
        outside = None if fits else _outside(sheet, shape, whole, wide, tall)
        if outside is not None:
            x, y, leader = outside
            parts.append(leader)
        sheet.taken.append(_text_box(x, y, wide, tall))
        look = {"fill": svg.INK2, "text_anchor": "middle"}
        parts.append(label(name, x, y, 7.2, font_weight=600, letter_spacing=1.1, **look))
        parts += [label(line, x, y + 8.4 * (i + 1), 6.6, **look) for i, line in enumerate(lines)]
    return parts


def _text_box(x: float, y: float, wide: float, tall: float) -> tuple[float, float, float, float]:
    return x - wide / 2, y - 8, x + wide / 2, y + tall + 2


def _outside(
    sheet: Sheet, shape: BaseGeometry, whole: BaseGeometry, wide: float, tall: float
) -> tuple[float, float, str] | None:
    """The nearest free place beyond the office for a name, and the line that leads back."""
    best: tuple[float, float, float] | None = None
    for i in range(1, 48):
        for j in range(1, 40):
            x, y = sheet.width * i / 48, sheet.height * j / 40
            frame = shapely.box(*_text_box(x, y, wide + 6, tall))
            away = frame.distance(shape)
            if away > _FAR or (best and away >= best[0]):
                continue
            if sheet.cost(frame.bounds) == 0 and not frame.intersects(whole):
                best = away, x, y
    if best is None:
        return None
    _away, x, y = best
    words = shapely.box(*_text_box(x, y, wide, tall))
    line = shapely.shortest_line(words, shape.buffer(-4) or shape)
    (x0, y0), (x1, y1) = line.coords
    drawn = f"M{svg.figure(x0)} {svg.figure(y0)}L{svg.figure(x1)} {svg.figure(y1)}"
    return x, y, svg.tag("path", d=drawn, stroke=svg.INK2, stroke_width=0.6)


def _cramped(shape: BaseGeometry, note: str) -> bool:
    """Is a region too narrow at its heart for its note on one line?"""
    heart = shape.representative_point()
    across = shapely.LineString([(shape.bounds[0], heart.y), (shape.bounds[2], heart.y)])
    return bool(width_of(note, 6.6) > across.intersection(shape).length * 0.85)


def _best(sheet: Sheet, shape: BaseGeometry, wide: float, tall: float) -> tuple[float, float, bool]:
    """The best place inside an outline for a name, and whether the name has room there."""
    west, north, east, south = shape.bounds
    heart = shape.representative_point()
    options = [(heart.x, heart.y)]
    options += [
        (west + (east - west) * i / 12, north + (south - north) * j / 12)
        for i in range(1, 12)
        for j in range(1, 12)
    ]

    def hidden(place: tuple[float, float]) -> float:
        box = shapely.box(*_text_box(*place, wide, tall))
        return sheet.cost(box.bounds) * 3 + (box.area - box.intersection(shape).area) * 1.2

    def cost(place: tuple[float, float]) -> tuple[float, float]:
        away = math.hypot(place[0] - heart.x, place[1] - heart.y)
        return hidden(place) + away * 0.5, away

    x, y = min(options, key=cost)
    return x, y, hidden((x, y)) < wide * (tall + 10) * _CROWDED
