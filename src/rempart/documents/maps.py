"""Maps made on the server: outlines, symbols whose area is the figure, labels placed by cost.

The same drawing serves paper (colours inside, at final size) and the page (classes, fewer points).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import shapely
from shapely.geometry.base import BaseGeometry

from rempart.documents import svg
from rempart.documents.lettering import label, names, towns, width_of
from rempart.documents.sheets import Key, Region, Sheet, Spot, gathered, path
from rempart.documents.typography import number

SHAPES = {
    "one_sided": "circle",
    "state_based": "square",
    "non_state": "triangle",
    "other": "diamond",
}
COLOURS = {
    "one_sided": svg.HARM,
    "state_based": svg.STATE,
    "non_state": svg.NON_STATE,
    "other": svg.INK2,
}


def _radius(value: int, most: int, largest: float = 14) -> float:
    return max(2.2, largest * math.sqrt(value / most)) if value else 2.6


def _symbol(kind: str, x: float, y: float, radius: float, hollow: bool) -> str:
    colour = COLOURS.get(kind, svg.INK3)
    paint = {
        "fill": "#fff" if hollow else colour,
        "stroke": colour if hollow else "#fff",
        "stroke_width": 1.2 if hollow else 0.6,
    }
    shape = SHAPES.get(kind, "circle")
    if shape == "circle":
        return svg.tag("circle", cx=x, cy=y, r=radius, **paint)
    if shape == "diamond":
        half = radius * math.sqrt(math.pi / 2)
        drawn = " ".join(
            f"{svg.figure(a)},{svg.figure(b)}"
            for a, b in ((x, y - half), (x + half, y), (x, y + half), (x - half, y))
        )
        return svg.tag("polygon", points=drawn, **paint)
    if shape == "square":
        side = radius * math.sqrt(math.pi)
        return svg.tag("rect", x=x - side / 2, y=y - side / 2, width=side, height=side, **paint)
    side = radius * math.sqrt(4 * math.pi / math.sqrt(3))
    high = side * math.sqrt(3) / 2
    points = [(x, y - high * 2 / 3), (x + side / 2, y + high / 3), (x - side / 2, y + high / 3)]
    drawn = " ".join(f"{svg.figure(a)},{svg.figure(b)}" for a, b in points)
    return svg.tag("polygon", points=drawn, **paint)


def paper_map(
    regions: Sequence[Region],
    around: Sequence[tuple[str, BaseGeometry]],
    spots: Sequence[Spot],
    key: Key,
    *,
    zone: int,
    width: float = 482,
    height: float = 300,
    country: BaseGeometry | None = None,
) -> str:
    """The situation of an office: its regions, what surrounds them, and a symbol a point."""
    sheet = Sheet(width, height, zone)
    sheet.fit([region.outline for region in regions])
    parts = [svg.tag("rect", width=width, height=sheet.height, fill="#E6E5DF")]
    for _name, outline in around:
        parts.append(
            svg.tag(
                "path",
                d=path(sheet.drawn(outline)),
                fill="#F1F0EC",
                stroke="#B9BDBF",
                stroke_width=0.5,
            )
        )
    drawn = [sheet.drawn(region.outline) for region in regions]
    parts += [
        svg.tag("path", d=path(shape), fill="#fff", stroke="#7B8288", stroke_width=0.6)
        for shape in drawn
    ]
    whole = shapely.union_all([shape.buffer(0.2) for shape in drawn])
    parts.append(svg.tag("path", d=path(whole), fill="none", stroke=svg.INK, stroke_width=1.4))
    found = gathered(spots)
    corners = _corners(sheet, whole, found, 48.0 + 12 * len(key.kinds))
    symbols, values = _symbols(sheet, found, key.language)
    sheet.taken += [corners["legend"], corners["scale"], corners["inset"]]
    parts += symbols + towns(sheet, regions) + names(sheet, regions, drawn, whole) + values
    parts += _legend(corners["legend"], key, found)
    parts += _scale_bar(sheet, corners["scale"])
    if country is not None:
        parts += _inset(corners["inset"], country, regions, key.country, zone)
    parts.append(
        svg.tag(
            "rect",
            x=0.25,
            y=0.25,
            width=width - 0.5,
            height=sheet.height - 0.5,
            fill="none",
            stroke="#B9BDBF",
            stroke_width=0.5,
        )
    )
    return svg.picture(width, sheet.height, parts, width=width, height=sheet.height)


def _corners(
    sheet: Sheet, whole: BaseGeometry, spots: Sequence[Spot], legend: float
) -> dict[str, tuple[float, float, float, float]]:
    """A corner each for legend, inset and scale: where they hide least of the office."""
    sizes = {"legend": (164.0, legend), "inset": (66.0, 56.0), "scale": (104.0, 24.0)}
    points = [sheet.point(spot.longitude, spot.latitude) for spot in spots]
    free = {(a, b) for a in (0, 1) for b in (0, 1)}
    placed = {}
    for name, (wide, tall) in sizes.items():

        def box(
            corner: tuple[int, int], wide: float = wide, tall: float = tall
        ) -> tuple[float, float, float, float]:
            x = 6 if corner[0] == 0 else sheet.width - wide - 6
            y = 6 if corner[1] == 0 else sheet.height - tall - 6
            return x, y, x + wide, y + tall

        def hides(corner: tuple[int, int]) -> tuple[float, tuple[int, int]]:
            x0, y0, x1, y1 = box(corner)
            inside = sum(x0 - 8 < x < x1 + 8 and y0 - 8 < y < y1 + 8 for x, y in points)
            return shapely.box(x0, y0, x1, y1).intersection(whole).area + 900 * inside, corner

        best = min(free, key=lambda corner: hides(corner))
        free.discard(best)
        placed[name] = box(best)
    return placed


def _symbols(sheet: Sheet, spots: Sequence[Spot], language: str) -> tuple[list[str], list[str]]:
    """The symbols, and the figures inside those that have room for them."""
    most = max([spot.value for spot in spots] + [1])
    placed = [(*sheet.point(s.longitude, s.latitude), _radius(s.value, most), s) for s in spots]
    shapes, values = [], []
    for order, (x, y, radius, spot) in enumerate(placed):
        shapes.append(_symbol(spot.kind, x, y, radius, not spot.value))
        sheet.taken.append((x - radius, y - radius, x + radius, y + radius))
        above = [(a - r, b - r, a + r, b + r) for a, b, r, _spot in placed[order + 1 :]]
        said = number(spot.value, language)
        room = _room(x, y, radius, width_of(said, 7.4), above) if spot.value else None
        if room is not None:
            look = {"font_family": svg.SANS, "font_size": 7.4, "font_weight": 600}
            fill = svg.INK if spot.kind == "non_state" else "#fff"
            values.append(svg.text(said, room, y + 2.6, text_anchor="middle", fill=fill, **look))
    return shapes, values


def _room(
    x: float, y: float, radius: float, wide: float, above: Sequence[tuple[float, ...]]
) -> float | None:
    """Where in a symbol a figure is seen whole: its middle, or aside of what lies above it."""
    slack = radius - wide / 2 - 1
    for shift in (0.0, -slack * 0.9, slack * 0.9) if slack > 0 else ():
        x0, x1 = x + shift - wide / 2, x + shift + wide / 2
        if not any(b[0] < x1 and b[2] > x0 and b[1] < y + 3 and b[3] > y - 3 for b in above):
            return x + shift
    return None


def _legend(box: tuple[float, float, float, float], key: Key, spots: Sequence[Spot]) -> list[str]:
    x, y, x1, y1 = box
    parts = [
        svg.tag(
            "rect",
            x=x,
            y=y,
            width=x1 - x,
            height=y1 - y,
            fill="#fff",
            stroke="#B9BDBF",
            stroke_width=0.5,
        )
    ]
    for line, (kind, name) in enumerate(key.kinds):
        parts += [
            _symbol(kind, x + 11, y + 11 + 12 * line, 3.4, False),
            svg.text(
                name,
                x + 20,
                y + 13.6 + 12 * line,
                font_family=svg.SANS,
                font_size=7.4,
                fill=svg.INK,
            ),
        ]
    top = y + 15 + 12 * len(key.kinds)
    parts.append(
        svg.text(key.counts, x + 7, top, font_family=svg.SANS, font_size=6.6, fill=svg.INK2)
    )
    most = max([spot.value for spot in spots] + [1])
    at, middle = x + 12.0, top + 17
    for value in dict.fromkeys([1, max(1, most // 4), most]):
        radius = _radius(value, most)
        parts += [
            svg.tag(
                "circle",
                cx=at + radius,
                cy=middle,
                r=radius,
                fill="none",
                stroke=svg.INK,
                stroke_width=0.6,
            ),
            svg.text(
                number(value, key.language),
                at + radius * 2 + 2.5,
                middle + 2.3,
                font_family=svg.SANS,
                font_size=6.6,
                fill=svg.INK2,
            ),
        ]
        at += radius * 2 + 16
    parts += [
        _symbol("one_sided", at + 4, middle, 2.6, True),
        svg.text("0", at + 9.5, middle + 2.3, font_family=svg.SANS, font_size=6.6, fill=svg.INK2),
    ]
    return parts


def _scale_bar(sheet: Sheet, box: tuple[float, float, float, float]) -> list[str]:
    metres = max(
        m for m in (5e3, 1e4, 2e4, 5e4, 1e5, 2e5, 5e5) if m * sheet.scale <= 90 or m == 5e3
    )
    long, x, y = metres * sheet.scale, box[0] + 2, box[3] - 6
    words = [("0", x), (f"{metres / 1000:.0f} km", x + long)]
    parts = [
        svg.tag("rect", x=x, y=y, width=long / 2, height=3, fill=svg.INK),
        svg.tag(
            "rect", x=x, y=y, width=long, height=3, fill="none", stroke=svg.INK, stroke_width=0.6
        ),
    ]
    return parts + [label(said, at, y - 3, 6.6, text_anchor="middle") for said, at in words]


def _inset(
    box: tuple[float, float, float, float],
    country: BaseGeometry,
    regions: Sequence[Region],
    name: str,
    zone: int,
) -> list[str]:
    x, y, x1, y1 = box
    small = Sheet(x1 - x, y1 - y - 8, zone)
    small.fit([country], 0.06)
    here = shapely.union_all([small.drawn(r.outline, 0.6).buffer(0.1) for r in regions])
    parts = [
        svg.tag(
            "path",
            d=path(small.drawn(country, 0.6)),
            fill="#fff",
            stroke="#7B8288",
            stroke_width=0.5,
        ),
        svg.tag("path", d=path(here), fill=svg.INK2),
    ]
    shift = f"translate({svg.figure(x)} {svg.figure(y)})"
    frame = svg.tag(
        "rect",
        x=x,
        y=y,
        width=x1 - x,
        height=y1 - y,
        fill="#fff",
        stroke="#B9BDBF",
        stroke_width=0.5,
    )
    return [
        frame,
        svg.tag("g", "".join(parts), transform=shift),
        label(
            name.upper(),
            (x + x1) / 2,
            y1 - 3,
            6.6,
            fill=svg.INK2,
            text_anchor="middle",
            letter_spacing=0.8,
        ),
    ]


def page_map(
    regions: Sequence[Region],
    spots: Sequence[Spot],
    label: str,
    *,
    zone: int,
    width: float = 420,
    height: float = 338,
) -> str:
    """The same for the page: classes of the stylesheet, coarser outlines, names of towns."""
    sheet = Sheet(width, height, zone)
    sheet.fit([region.outline for region in regions], 0.04)
    parts = [
        svg.tag("path", class_="a", d=path(sheet.drawn(region.outline, 1.0))) for region in regions
    ]
    found = gathered(spots)
    most = max([spot.value for spot in found] + [1])
    for spot in found:
        x, y = sheet.point(spot.longitude, spot.latitude)
        radius = _radius(spot.value, most)
        sheet.taken.append((x - radius, y - radius, x + radius, y + radius))
        parts.append(
            svg.tag("circle", class_="dot" if spot.verified else "dot o", cx=x, cy=y, r=radius)
        )
    for region in regions:
        if region.town and region.longitude is not None and region.latitude is not None:
            x, y = sheet.point(region.longitude, region.latitude)
            end = sheet.cost((x + 5, y - 8, x + 5 + len(region.town) * 6.5, y + 4)) > sheet.cost(
                (x - 5 - len(region.town) * 6.5, y - 8, x - 5, y + 4)
            )
            parts += [
                svg.tag("circle", class_="pt", cx=x, cy=y, r=2),
                svg.text(
                    region.town,
                    x - 6 if end else x + 6,
                    y + 4,
                    class_="halo v",
                    text_anchor="end" if end else "start",
                ),
            ]
    metres = max(m for m in (1e4, 2e4, 5e4, 1e5, 2e5, 5e5) if m * sheet.scale < 110 or m == 1e4)
    long = metres * sheet.scale
    base = sheet.height - 10
    parts += [
        svg.tag(
            "path",
            class_="ax",
            fill="none",
            d=f"M{svg.figure(width - 20 - long)} {svg.figure(base - 4)}v4h{svg.figure(long)}v-4",
        ),
        svg.text(f"{metres / 1000:.0f} km", width - 20 - long / 2, base - 8, text_anchor="middle"),
    ]
    return svg.picture(width, sheet.height, parts, label=label, class_="ch")
