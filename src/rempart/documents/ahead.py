"""Charts of a past and of what is forecast after it: bars, then ranges, two forecasts abreast."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rempart.documents import svg
from rempart.documents.charts import Bar, ceiling
from rempart.documents.typography import number

_WIDTH, _BASE, _HIGH, _AHEAD = 378.0, 196.0, 160.0, 44.0


@dataclass(frozen=True)
class Range:
    """What one forecast says of a month: the figure expected, and the most in nine cases of ten."""

    expected: float
    most: float


@dataclass(frozen=True)
class Ahead:
    """A month to come: what is issued, and what it is compared with."""

    label: str
    issued: Range
    beside: Range


def page_ahead(bars: Sequence[Bar], ahead: Sequence[Ahead], label: str, language: str) -> str:
    """The past as bars, a dashed line where it ends, then a range a month: issued, and beside it.

    Issued is a solid dot on a thick line, what stands beside it a hollow dot on a thin one.
    """
    room = _WIDTH - _AHEAD * len(ahead) - 8
    most = [bar.value for bar in bars]
    most += [max(one.issued.most, one.issued.expected, one.beside.most) for one in ahead]
    top, gap = ceiling(most)
    scale = _HIGH / top
    parts = _grid(top, gap, scale, language)
    slot = room / max(len(bars), 1)
    for place, bar in enumerate(bars):
        parts += _bar(bar, place * slot, slot, scale, place % 12 == (len(bars) - 1) % 12)
    edge = svg.figure(room + 4)
    parts.append(svg.tag("path", class_="ref", d=f"M{edge} {svg.figure(_BASE - _HIGH)}V{_BASE}"))
    for place, one in enumerate(ahead):
        parts += _ahead(one, room + 8 + place * _AHEAD, scale)
    parts.append(svg.tag("path", class_="ax", d=f"M0 {svg.figure(_BASE)}H{svg.figure(_WIDTH)}"))
    return svg.picture(400, 222, parts, label=label, class_="ch")


def _grid(top: float, gap: float, scale: float, language: str) -> list[str]:
    parts = []
    for at in range(1, round(top / gap) + 1):
        y = _BASE - at * gap * scale
        parts += [
            svg.tag("path", class_="gr", d=f"M0 {svg.figure(y)}H{svg.figure(_WIDTH)}"),
            svg.text(number(at * gap, language), 382.0, y + 4),
        ]
    return parts


def _bar(bar: Bar, x: float, slot: float, scale: float, labelled: bool) -> list[str]:
    parts = []
    tall = bar.value * scale
    if tall:
        parts.append(
            svg.tag("rect", class_="b now" if bar.now else "b", x=x + slot * 0.14,
                    y=_BASE - tall, width=slot * 0.72, height=tall)
        )  # fmt: skip
    if labelled:
        anchor = "start" if x < slot else "end" if bar.now else "middle"
        at = x if x < slot else x + slot if bar.now else x + slot / 2
        parts.append(svg.text(bar.label, at, _BASE + 15, text_anchor=anchor))
    return parts


def _ahead(one: Ahead, x: float, scale: float) -> list[str]:
    middle = x + _AHEAD / 2
    parts = [svg.text(one.label, middle, _BASE + 15, class_="v", text_anchor="middle")]
    for said, at, line, dot in (
        (one.issued, middle - 7, "ln", "dot"),
        (one.beside, middle + 7, "ax", "dot o"),
    ):
        foot, head = svg.figure(_BASE), svg.figure(_BASE - said.most * scale)
        parts += [
            svg.tag("path", class_=line, d=f"M{svg.figure(at)} {foot}V{head}"),
            svg.tag("circle", class_=dot, cx=at, cy=_BASE - said.expected * scale, r=4),
        ]
    return parts
