"""Calibration plots: what was said against how often it came true, one mark a source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rempart.documents import svg

_LEFT, _TOP, _SIDE = 46.0, 10.0, 300.0
_MARKS = ("dot", "dot o", "pt")
_TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True)
class Mark:
    """One band of chances: the mean of what was said, how often it came true, on how many."""

    said: float
    came_true: float
    trials: int


def page_calibration(
    series: Sequence[tuple[str, Sequence[Mark]]], axes: tuple[str, str], label: str, percent: str
) -> str:
    """A plot for the page: up to three sources, each with a mark of its own; the diagonal is true.

    `axes` name what was said and what came true; `percent` is the sign after a figure.
    """
    parts = []
    for tick in _TICKS:
        x, y = _place(tick, tick)
        parts += [
            svg.tag("path", class_="gr", d=f"M{_LEFT:.0f} {svg.figure(y)}h{_SIDE:.0f}"),
            svg.text(f"{100 * tick:.0f}{percent}", _LEFT - 5, y + 4, text_anchor="end"),
            svg.text(f"{100 * tick:.0f}{percent}", x, _TOP + _SIDE + 15, text_anchor="middle"),
        ]
    low, high = _place(0, 0), _place(1, 1)
    line = f"M{svg.figure(low[0])} {svg.figure(low[1])}L{svg.figure(high[0])} {svg.figure(high[1])}"
    parts.append(svg.tag("path", class_="ref", d=line))
    for (_name, marks), look in zip(series, _MARKS, strict=False):
        for mark in marks:
            x, y = _place(mark.said, mark.came_true)
            radius = min(4 + mark.trials**0.5 / 2, 12)
            parts.append(svg.tag("circle", class_=look, cx=x, cy=y, r=float(radius)))
    for at, ((name, _marks), look) in enumerate(zip(series, _MARKS, strict=False)):
        y = _TOP + _SIDE - 34 + at * 18
        parts += [
            svg.tag("circle", class_=look, cx=_LEFT + 182, cy=y - 4, r=5.0),
            svg.text(name, _LEFT + 192, y, class_="halo v"),
        ]
    middle = _LEFT + _SIDE / 2
    parts.append(svg.text(axes[0], middle, _TOP + _SIDE + 32, text_anchor="middle"))
    turned = f"rotate(-90 10 {svg.figure(_TOP + _SIDE / 2)})"
    parts.append(svg.text(axes[1], 10, _TOP + _SIDE / 2, text_anchor="middle", transform=turned))
    return svg.picture(370, _TOP + _SIDE + 42, parts, label=label, class_="ch")


def _place(said: float, came_true: float) -> tuple[float, float]:
    return _LEFT + said * _SIDE, _TOP + (1 - came_true) * _SIDE
