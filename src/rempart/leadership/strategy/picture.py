"""A strategy on one page: volets across, modes down, objectives with their indicators in cells."""

from __future__ import annotations

import textwrap
from pathlib import Path

from django.utils import translation
from django.utils.translation import gettext

from rempart.doctrine.loader import current as profile
from rempart.documents import pdf, svg
from rempart.documents.snapshot import content_hash
from rempart.documents.typography import typeset
from rempart.kernel.models import Instance
from rempart.kernel.policy import MARKINGS
from rempart.leadership.strategy import presenting
from rempart.leadership.strategy.queries import Branch, Gauge, Tree

TEMPLATE = Path(__file__).parent / "typ" / "picture.typ"
WIDE, TALL, LEFT, HEAD, FOOT = 1120.0, 760.0, 118.0, 122.0, 34.0
LINE, SIZE, SMALL = 17.0, 14.0, 12.0
LETTERS = 43
"""Characters on a line of a cell, at the size of its words."""


def strategy_svg(tree: Tree, language: str) -> str:
    """The picture as a drawing, every word in it."""
    with translation.override(language):
        return _drawn(tree, language)


def strategy_pdf(tree: Tree, language: str) -> bytes:
    """The picture as one sheet."""
    drawing = strategy_svg(tree, language)
    row = tree.strategy
    on = row.in_force_on or row.created_at.date()
    with translation.override(language):
        said = {
            "lang": language,
            "title": typeset(presenting.title(row), language),
            "author": profile().mission.name.label(language),
            "alt": _told(tree),
            "date": [on.year, on.month, on.day],
            "svg": drawing,
        }
    return pdf.render(TEMPLATE, said, language)


def _told(tree: Tree) -> str:
    said = gettext("%(title)s on one page: %(n)d objectives by volet and mode.")
    return said % {"title": presenting.title(tree.strategy), "n": len(tree.branches)}


def _words(said: str, x: float, y: float, language: str, size: float = SIZE, **more: object) -> str:
    look = {"font_family": svg.SANS, "font_size": size, "fill": svg.INK} | more
    return svg.text(typeset(said, language), x, y, **look)


def _drawn(tree: Tree, language: str) -> str:
    volets = list(profile().vocabulary("volet"))
    modes = profile().strategy.modes
    span = (WIDE - LEFT) / max(len(volets), 1)
    parts = [svg.tag("rect", width=WIDE, height=_height(tree), fill="#fff"), *_head(tree, language)]
    for place, volet in enumerate(volets):
        x = LEFT + place * span
        parts.append(svg.tag("path", d=f"M{svg.figure(x)} 78H{svg.figure(x + span - 14)}",
                             stroke=svg.PETROL, stroke_width=2.5))  # fmt: skip
        lines = textwrap.wrap(volet.label(language), 42)[:2]
        for n, line in enumerate(lines):
            parts.append(
                _words(line, x, 94 + n * 15, language, 13.5, font_weight=600, fill=svg.PETROL)
            )
    y = HEAD
    for mode in modes:
        cells = [tree.cell(volet.code, mode.code) for volet in volets]
        tall = max([_cell_height(cell) for cell in cells] + [3 * LINE])
        parts += [
            svg.tag("path", d=f"M0 {svg.figure(y)}H{svg.figure(WIDE)}", stroke=svg.INK,
                    stroke_width=0.8),
            *(_words(line, 0, y + 20 + n * LINE, language, 13.5, font_weight=600)
              for n, line in enumerate(textwrap.wrap(mode.label(language), 15))),
        ]  # fmt: skip
        for place, cell in enumerate(cells):
            parts += _cell(cell, LEFT + place * span, y + 20, language)
        y += tall + 12
    return svg.picture(
        WIDE, _height(tree), [*parts, *_foot(tree, language)], label=_told(tree), width=WIDE,
        height=_height(tree),
    )  # fmt: skip


def _head(tree: Tree, language: str) -> list[str]:
    row = tree.strategy
    level = str(MARKINGS[row.marking]).upper()
    marks = " · ".join(
        part for part in (gettext("Exercise").upper() if Instance.is_exercise() else "", level)
        if part
    )  # fmt: skip
    return [
        _words(presenting.title(row), 0, 26, language, 22, font_weight=600),
        _words(presenting.standing(row), 0, 48, language, 12, fill=svg.INK2),
        _words(marks, WIDE, 20, language, 11, font_weight=600, text_anchor="end"),
    ]


def _height(tree: Tree) -> float:
    volets = list(profile().vocabulary("volet"))
    rows = [
        max([_cell_height(tree.cell(volet.code, mode.code)) for volet in volets] + [3 * LINE]) + 12
        for mode in profile().strategy.modes
    ]
    return max(TALL, HEAD + sum(rows) + FOOT)


def _lines(branch: Branch) -> list[tuple[str, bool]]:
    """The lines of an objective: its own words, then what its indicators read."""
    own = [(line, True) for line in textwrap.wrap(presenting.text(branch.objective), LETTERS)]
    read = [_reading(gauge) for gauge in branch.gauges[:3]]
    return own + [(line, False) for said in read for line in textwrap.wrap(said, LETTERS + 7)]


def _reading(gauge: Gauge) -> str:
    row, latest = gauge.indicator, gauge.latest
    read = presenting.value(latest.value, row.unit) if latest else gettext("no reading")
    if row.target is None:
        return gettext("%(name)s: %(read)s") % {"name": presenting.name(row), "read": read}
    said = gettext("%(name)s: %(read)s, target %(target)s")
    return said % {
        "name": presenting.name(row), "read": read,
        "target": presenting.value(row.target, row.unit),
    }  # fmt: skip


def _cell_height(cell: list[Branch]) -> float:
    return sum(len(_lines(branch)) * LINE + 7 for branch in cell) + LINE


def _cell(cell: list[Branch], x: float, y: float, language: str) -> list[str]:
    if not cell:
        return [_words(gettext("no objective"), x, y, language, SMALL, fill=svg.INK3)]
    parts = []
    for branch in cell:
        for n, (line, own) in enumerate(_lines(branch)):
            if n == 0:
                parts.append(svg.tag("rect", x=x, y=y - 10, width=5, height=11, fill=svg.PETROL))
            size, fill = (SIZE, svg.INK) if own else (SMALL, svg.INK2)
            parts.append(_words(line, x + 11, y, language, size, fill=fill))
            y += LINE
        y += 7
    return parts


def _foot(tree: Tree, language: str) -> list[str]:
    y = _height(tree) - 8
    cited = ", ".join(item.short(language) for item in profile().strategy.mandate
                      if tree.answering(item.code))  # fmt: skip
    said = gettext("Answers: %(mandate)s.") % {"mandate": cited or "–"}
    mark = content_hash([[str(b.objective.pk), b.objective.revision] for b in tree.branches])
    return [
        _words(said, 0, y, language, SMALL, fill=svg.INK2),
        _words(f"{tree.strategy.reference}  {mark[:16]}", WIDE, y, language, SMALL,
               fill=svg.INK2, text_anchor="end"),
    ]  # fmt: skip


def file_name(tree: Tree, language: str, suffix: str) -> str:
    """strategie-image-MIS-14-7K3QXM-fr.svg; strategy-picture-MIS-14-7K3QXM-en.svg."""
    stem = "strategy-picture" if language == "en" else "strategie-image"
    return f"{stem}-{tree.strategy.reference}-{language}.{suffix}"
