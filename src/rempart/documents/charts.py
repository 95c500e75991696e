"""Charts made on the server: the same figures in the page and on paper.

A chart's title states its finding and stands outside it; inside are direct labels, a zero
baseline and few lines. Page charts carry classes that the stylesheet colours; paper charts carry
their colours themselves, at final size (1 unit = 1 pt).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rempart.documents import svg
from rempart.documents.typography import number

_STEPS = (1, 2, 5)
LETTER = 3.6
"""The width of a figure in small labels, in points."""

TINT = "0.42"
"""How much of its colour an earlier month keeps."""


@dataclass(frozen=True)
class Bar:
    """One month: its value, its range, how much of it is verified, and whether it is the month.

    `solid` is the part drawn solid (verified); None draws all of it so. `events` tells an empty
    month from one with events but no death.
    """

    label: str
    value: float
    least: float | None = None
    most: float | None = None
    solid: float | None = None
    now: bool = False
    events: int = 0


def ceiling(values: Sequence[float]) -> tuple[float, float]:
    """The top of an axis above all `values`, and the step between its two to four gridlines."""
    top = max([*values, 1])
    size = 1
    while True:
        for step in _STEPS:
            if step * size * 4 >= top:
                steps = -(-top // (step * size))
                return steps * step * size, step * size
        size *= 10


def _hatch() -> str:
    line = svg.tag("path", class_="h", d="M0 0V5")
    pattern = svg.tag(
        "pattern",
        line,
        id="hx",
        width=5,
        height=5,
        patternUnits="userSpaceOnUse",
        patternTransform="rotate(45)",
    )
    return svg.tag("defs", pattern)


def page_bars(
    bars: Sequence[Bar],
    label: str,
    language: str,
    *,
    mean: float | None = None,
    mean_label: str = "",
) -> str:
    """A month chart for the page: 400 wide, classes of the stylesheet, axis on the right."""
    width, base, high = 378.0, 236.0, 200.0
    top, step = ceiling([*(bar.value for bar in bars), mean or 0])
    slot = width / max(len(bars), 1)
    parts = [_hatch()]
    level = step
    while level <= top:
        y = base - high * level / top
        parts += [
            svg.tag("path", class_="gr", d=f"M0 {svg.figure(y)}H378"),
            svg.text(number(level, language), 382.0, y + 4),
        ]
        level += step
    for place, bar in enumerate(bars):
        parts += _page_bar(bar, place, slot, base, high / top, language, len(bars))
    parts.append(svg.tag("path", class_="ax", d="M0 236H378"))
    if mean is not None:
        y = base - high * mean / top
        parts += [
            svg.tag("path", class_="ref", d=f"M0 {svg.figure(y)}H378"),
            svg.text(mean_label, 2.0, y - 5, class_="halo"),
        ]
    return svg.picture(400, 262, parts, label=label, class_="ch")


def _page_bar(
    bar: Bar, place: int, slot: float, base: float, scale: float, language: str, count: int
) -> list[str]:
    x, wide = place * slot + 2, slot * 0.72
    solid = bar.value if bar.solid is None else min(bar.solid, bar.value)
    parts = []
    if solid:
        parts.append(
            svg.tag(
                "rect",
                class_="b now" if bar.now else "b",
                x=x,
                y=base - solid * scale,
                width=wide,
                height=solid * scale,
            )
        )
    if bar.value > solid:
        parts.append(
            svg.tag(
                "rect",
                x=x,
                y=base - bar.value * scale,
                width=wide,
                height=(bar.value - solid) * scale,
                fill="url(#hx)",
            )
        )
    middle = x + wide / 2
    if bar.now and bar.value:
        parts.append(
            svg.text(
                number(bar.value, language),
                middle,
                base - bar.value * scale - 5,
                class_="v",
                text_anchor="middle",
            )
        )
    if place % 2 == (count - 1) % 2:
        parts.append(svg.text(bar.label, middle, base + 15, text_anchor="middle"))
    return parts


def _words(said: str, x: float, y: float, size: float = 6.6, **more: object) -> str:
    return svg.text(said, x, y, font_family=svg.SANS, font_size=size, **({"fill": svg.INK2} | more))


def paper_bars(
    bars: Sequence[Bar],
    language: str,
    *,
    width: float = 153,
    height: float = 120,
    colour: str = svg.HARM,
    every: int = 6,
) -> str:
    """A month chart for paper: the month in question dark with its range, peaks labelled."""
    base, high = height - 22, height - 40
    top = max([bar.most or bar.value for bar in bars] + [1])
    slot = width / max(len(bars), 1)
    parts = [
        svg.tag(
            "path",
            d=f"M0 {svg.figure(base)}H{svg.figure(width)}",
            stroke=svg.INK3,
            stroke_width=0.6,
        )
    ]
    marked = _labelled(bars, slot, language, top / 8)
    for place, bar in enumerate(bars):
        x, tall = place * slot, high * bar.value / top
        if tall:
            parts.append(
                svg.tag(
                    "rect",
                    x=x + slot * 0.12,
                    y=base - tall,
                    width=slot * 0.76,
                    height=tall,
                    fill=colour,
                    fill_opacity=None if bar.now else TINT,
                )
            )
        middle = x + slot / 2
        if bar.events and not bar.value:
            parts.append(_ring(middle, base, colour))
        if bar.now and bar.most is not None and bar.least is not None and bar.most > bar.least:
            low, up = base - high * bar.least / top, base - high * bar.most / top
            parts.append(
                svg.tag(
                    "path",
                    d=f"M{svg.figure(middle)} {svg.figure(low)}V{svg.figure(up)}",
                    stroke=svg.INK,
                    stroke_width=0.8,
                )
            )
        if bar.now and bar.value:
            parts.append(
                _words(
                    number(bar.value, language),
                    x + slot * 0.88,
                    base - high * max(bar.most or 0, bar.value) / top - 3,
                    8.4,
                    fill=colour,
                    font_weight=600,
                    text_anchor="end",
                )
            )
        elif place in marked:
            parts.append(
                _words(number(bar.value, language), middle, base - tall - 3, text_anchor="middle")
            )
        if place % every == (len(bars) - 1) % every:
            end = place == len(bars) - 1
            where = x + slot if end else x if place == 0 else middle
            anchor = "end" if end else "start" if place == 0 else "middle"
            month, _space, year = bar.label.partition(" ")
            parts += [
                _words(month, where, base + 8, text_anchor=anchor),
                _words(year, where, base + 16, text_anchor=anchor),
            ]
    return svg.picture(width, height, parts, width=width, height=height)


def _labelled(bars: Sequence[Bar], slot: float, language: str, floor: float) -> set[int]:
    """The places of bars worth a label: all of `floor` or more where labels fit, else the peaks."""
    values = [bar.value for bar in bars]
    high = {place for place, value in enumerate(values) if value and value >= floor}
    widest = max([len(number(value, language)) for value in values], default=0)
    return high if widest * LETTER <= slot else high & peaks(values)


def peaks(values: Sequence[float]) -> set[int]:
    """The places of the local maxima, none of them beside the last, which has its own label."""
    found = set()
    for place, value in enumerate(values[:-2]):
        before = values[place - 1] if place else -1
        if value and value > before and value >= values[place + 1]:
            found.add(place)
    return found


@dataclass(frozen=True)
class Strip:
    """One row of small multiples: its name, what is counted, and the bars of each column."""

    name: str
    note: str
    columns: tuple[tuple[Bar, ...], ...]


def multiples(
    strips: Sequence[Strip],
    titles: Sequence[tuple[str, str]],
    language: str,
    *,
    width: float = 482,
    left: float = 104,
) -> str:
    """Small multiples for paper on one scale: a row an area, a column a type (title, colour).

    The month in question is solid, earlier ones tinted; a hollow ring is an event without death.
    """
    row, high, gap = 37.0, 24.0, 16.0
    values = [bar.value for strip in strips for column in strip.columns for bar in column]
    top, step = ceiling(values)
    span = (width - left - gap * (len(titles) - 1)) / len(titles)
    head, foot = 16.0, 24.0
    parts = [
        _words(title, left + place * (span + gap), 9, 8, fill=ink(colour), font_weight=600)
        for place, (title, colour) in enumerate(titles)
    ]
    for line, strip in enumerate(strips):
        base = head + row * line + row - 6
        parts += [
            _words(strip.name, 0, base - 16, 8, fill=svg.INK, font_weight=600),
            _words(strip.note, 0, base - 6),
        ]
        for place, (bars, (_title, colour)) in enumerate(zip(strip.columns, titles, strict=True)):
            x = left + place * (span + gap)
            parts += _axis(x, base, span, high, top, step, place == 0, language)
            parts += _strip(bars, x, base, span, high / top, colour, language, top / 12)
    bottom = head + row * len(strips)
    if strips:
        for place in range(len(titles)):
            parts += _months(strips[0].columns[place], left + place * (span + gap), bottom, span)
    return svg.picture(width, bottom + foot, parts, width=width, height=bottom + foot)


def ink(colour: str) -> str:
    """The shade of a colour that is legible as text on white."""
    return "#8A6212" if colour == svg.NON_STATE else colour


def _axis(
    x: float,
    base: float,
    span: float,
    high: float,
    top: float,
    step: float,
    figures: bool,
    language: str,
) -> list[str]:
    parts = [
        svg.tag(
            "path",
            d=f"M{svg.figure(x)} {svg.figure(base)}h{svg.figure(span)}",
            stroke=svg.INK3,
            stroke_width=0.5,
        )
    ]
    lines = [top] if step * 2 > top else [top / 2, top]
    for level in lines:
        y = base - high * level / top
        parts.append(
            svg.tag(
                "path",
                d=f"M{svg.figure(x)} {svg.figure(y)}h{svg.figure(span)}",
                stroke=svg.HAIR,
                stroke_width=0.4,
            )
        )
        if figures:
            parts.append(_words(number(level, language), x - 3, y + 2.3, text_anchor="end"))
    return parts


def _strip(
    bars: Sequence[Bar],
    x: float,
    base: float,
    span: float,
    scale: float,
    colour: str,
    language: str,
    floor: float,
) -> list[str]:
    slot = span / max(len(bars), 1)
    marked = _labelled(bars, slot, language, floor)
    parts = []
    for place, bar in enumerate(bars):
        left, tall = x + place * slot, bar.value * scale
        middle = left + slot / 2
        if tall:
            parts.append(
                svg.tag(
                    "rect",
                    x=left + slot * 0.12,
                    y=base - tall,
                    width=slot * 0.76,
                    height=tall,
                    fill=colour,
                    fill_opacity=None if bar.now else TINT,
                )
            )
        elif bar.events:
            parts.append(_ring(middle, base, colour))
        if bar.value and (bar.now or place in marked):
            parts.append(
                _words(
                    number(bar.value, language),
                    middle,
                    base - tall - 2.5,
                    fill=svg.INK,
                    text_anchor="middle",
                )
            )
    return parts


def _ring(x: float, base: float, colour: str) -> str:
    """An event without death, or without a known number of dead."""
    look = {"fill": "#fff", "stroke": colour, "stroke_width": 0.9}
    return svg.tag("circle", cx=x, cy=base - 4, r=1.7, **look)


def _months(bars: Sequence[Bar], x: float, y: float, span: float) -> list[str]:
    """The first, middle and last month under a strip, kept within its width."""
    middle = len(bars) // 2
    slot = span / max(len(bars), 1)
    places = {0: (x, "start"), len(bars) - 1: (x + span, "end")}
    places |= {middle: (x + (middle + 0.5) * slot, "middle")} if len(bars) > 2 else {}
    parts = []
    for place, (at, anchor) in sorted(places.items()):
        month, _space, year = bars[place].label.partition(" ")
        parts += [
            _words(month, at, y + 4, text_anchor=anchor),
            _words(year, at, y + 12, text_anchor=anchor),
        ]
    return parts
