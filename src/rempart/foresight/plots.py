"""Plots as plain SVG: skill with intervals, years, reliability and PIT. One colour, no script."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from math import ceil, floor

import polars as pl

from rempart.foresight.evaluate import ISSUED, Evaluation
from rempart.foresight.messages import Language, say

_INK, _FAINT, _MARK = "#1f2933", "#cbd2d9", "#005a9c"
_PANEL, _HEIGHT, _TOP, _BOTTOM, _LEFT = 300, 220, 44, 44, 52
_SHOWN = ("conflictology12", "neighbours12", "glm", "boosted", "ensemble", "hybrid", ISSUED)

Scale = Callable[[float], float]


def draw(evaluation: Evaluation, language: Language) -> dict[str, str]:
    """The four plots of an evaluation, by name."""
    leads = evaluation.scores["lead"].unique().sort().to_list()
    makers: dict[str, Callable[[int], str]] = {
        "skill": lambda lead: _skill(evaluation.scores.filter(pl.col("lead") == lead)),
        "years": lambda lead: _years(
            evaluation.years.filter((pl.col("lead") == lead) & (pl.col("model") == ISSUED))
        ),
        "reliability": lambda lead: _reliability(
            evaluation.reliability.filter((pl.col("lead") == lead) & (pl.col("model") == ISSUED)),
            language,
        ),
        "pit": lambda lead: _pit(
            evaluation.pit.filter((pl.col("lead") == lead) & (pl.col("model") == ISSUED))
        ),
    }
    return {
        name: _frame(
            say(f"plot-{name}", language),
            [(f"{say('lead', language)} {lead}", make(lead)) for lead in leads],
        )
        for name, make in makers.items()
    }


def _frame(title: str, panels: list[tuple[str, str]]) -> str:
    """Panels side by side under a title, which is also what a screen reader says."""
    width = _PANEL * len(panels)
    body = "".join(
        f'<g transform="translate({at * _PANEL},0)">{_text(_LEFT, _TOP - 8, head)}{panel}</g>'
        for at, (head, panel) in enumerate(panels)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {_HEIGHT}" '
        f'width="{width}" height="{_HEIGHT}" role="img" font-family="sans-serif" '
        f'font-size="11" fill="{_INK}"><title>{escape(title)}</title>'
        f'<rect width="100%" height="100%" fill="#fff"/>'
        f'<text x="{_LEFT}" y="18" font-size="13" font-weight="bold">{escape(title)}</text>'
        f"{body}</svg>\n"
    )


def _skill(frame: pl.DataFrame) -> str:
    rows = [
        one
        for one in frame.filter(pl.col("model").is_in(_SHOWN)).iter_rows(named=True)
        if one["crps_skill"] == one["crps_skill"]
    ]
    ends = [one[f"crps_skill_{end}"] for one in rows for end in ("low", "high")]
    left = _LEFT + 50
    low_end, high_end = max(min([*ends, -0.02]), -0.3), min(max([*ends, 0.02]), 0.3)
    x = _scale(low_end, high_end, left, _PANEL - 12)
    foot = _TOP + 14 + len(rows) * 21
    parts = [_line(x(0), _TOP, x(0), foot - 10, _INK), _ticks(x, low_end, high_end, foot + 4)]
    for at, one in enumerate(rows):
        y = _TOP + 14 + at * 21
        low, high = (max(min(one[f"crps_skill_{end}"], 0.3), -0.3) for end in ("low", "high"))
        point = max(min(one["crps_skill"], 0.3), -0.3)
        parts += [_text(left - 6, y + 4, one["model"], "end"), _line(x(low), y, x(high), y, _MARK)]
        parts.append(f'<circle cx="{x(point):.1f}" cy="{y}" r="3.5" fill="{_MARK}"/>')
    return "".join(parts)


def _years(frame: pl.DataFrame) -> str:
    values = {one["year"]: one["crps_skill"] for one in frame.iter_rows(named=True)}
    known = [value for value in values.values() if value == value] or [0.0]
    y = _scale(min([*known, -0.02]), max([*known, 0.02]), _HEIGHT - _BOTTOM, _TOP + 8)
    return _bars({str(year): value for year, value in values.items()}, y, base=0.0, percent=True)


def _pit(frame: pl.DataFrame) -> str:
    shares = {f"{one['bin'] / 10:.1f}": one["share"] for one in frame.iter_rows(named=True)}
    y = _scale(0, max([*shares.values(), 0.2]), _HEIGHT - _BOTTOM, _TOP + 8)
    level = _line(_LEFT, y(0.1), _PANEL - 12, y(0.1), _INK)
    return _bars(shares, y, base=0.0, percent=False) + level


def _bars(values: dict[str, float], y: Scale, *, base: float, percent: bool) -> str:
    step = (_PANEL - 12 - _LEFT) / max(len(values), 1)
    parts = [_line(_LEFT, y(base), _PANEL - 12, y(base), _INK)]
    for at, (name, value) in enumerate(values.items()):
        if value != value:
            continue
        left, top = _LEFT + at * step, min(y(value), y(base))
        tall = max(abs(y(value) - y(base)), 0.5)
        parts.append(
            f'<rect x="{left + step * 0.15:.1f}" y="{top:.1f}" width="{step * 0.7:.1f}" '
            f'height="{tall:.1f}" fill="{_MARK}"/>'
        )
        shown = f"{value:+.1%}" if percent else ""
        parts.append(_text(left + step / 2, top - 3, shown, "middle") if shown else "")
        parts.append(_text(left + step / 2, _HEIGHT - 18, name, "middle"))
    return "".join(parts)


def _reliability(frame: pl.DataFrame, language: Language) -> str:
    points = list(zip(frame["forecast"], frame["observed"], strict=True))
    most = max([0.1, *(max(one) for one in points)])
    x, y = _scale(0, most, _LEFT, _PANEL - 12), _scale(0, most, _HEIGHT - _BOTTOM, _TOP + 8)
    parts = [_line(x(0), y(0), x(most), y(most), _FAINT)]
    parts += [_line(x(0), y(0), x(most), y(0), _INK), _line(x(0), y(0), x(0), y(most), _INK)]
    parts += [
        f'<circle cx="{x(f):.1f}" cy="{y(o):.1f}" r="3.5" fill="{_MARK}"/>' for f, o in points
    ]
    for part in (0.0, 0.5, 1.0):
        parts.append(_text(x(most * part), _HEIGHT - _BOTTOM + 13, f"{most * part:.0%}", "middle"))
        parts.append(_text(x(0) - 5, y(most * part) + 4, f"{most * part:.0%}", "end"))
    parts.append(_text(x(most / 2), _HEIGHT - 8, say("forecast", language), "middle"))
    parts.append(
        f'<text transform="translate(12,{y(most / 2):.0f}) rotate(-90)" text-anchor="middle">'
        f"{escape(say('observed', language))}</text>"
    )
    return "".join(parts)


def _scale(low: float, high: float, start: float, end: float) -> Scale:
    return lambda value: start + (value - low) / (high - low) * (end - start)


def _ticks(x: Scale, low: float, high: float, y: float) -> str:
    """Zero and a few round steps on either side of it."""
    step = next(one for one in (0.01, 0.02, 0.05, 0.1, 0.2) if (high - low) / one <= 5)
    values = [at * step for at in range(ceil(low / step), floor(high / step) + 1)]
    return "".join(_text(x(one), y, f"{one:+.0%}" if one else "0", "middle") for one in values)


def _line(x1: float, y1: float, x2: float, y2: float, colour: str) -> str:
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" '
        f'stroke="{colour}" stroke-width="1.5"/>'
    )


def _text(x: float, y: float, words: str, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(words)}</text>'
