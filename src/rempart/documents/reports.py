"""A report of sections on paper, PDF and DOCX: for rooms that need no design of their own.

A room says what stands in it, in words of the language in force; marking, exercise, draft, page
and hash are set here, the same on every report. The same report gives the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from itertools import repeat
from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.translation import gettext, pgettext

from rempart.documents import blocks, pdf
from rempart.documents.docx import Frame, Sheet
from rempart.documents.snapshot import content_hash
from rempart.documents.typography import typeset, typeset_all
from rempart.kernel.models import Instance
from rempart.kernel.policy import MARKINGS

TEMPLATE = Path(__file__).parent / "typ" / "report.typ"
_FIGURE = re.compile(r"[\d\s.,–+]{1,9}")
"""A figure, or the dash that stands for none."""


@dataclass(frozen=True)
class Picture:
    """A drawing for paper: what it says to those who do not see it, and its caption."""

    drawing: str
    alternative: str
    caption: str


@dataclass(frozen=True)
class Section:
    """A part of a page or document: words as people wrote them, facts, a table, each optional.

    `widths` are the shares of a table's columns and `numeric` those of figures; where none are
    given they follow what the cells hold. With `total` the last row sums up the others.
    """

    title: str
    text: str = ""
    facts: Sequence[tuple[str, str]] = ()
    head: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    note: str = ""
    pictures: Sequence[Picture] = ()
    widths: Sequence[int] = ()
    numeric: Sequence[int] = ()
    total: bool = False
    code: str = field(default="", compare=False)

    @property
    def columns(self) -> list[tuple[str, bool]]:
        """The head of each column, and whether figures stand in it."""
        figures = set(self.numeric or _figures(self.rows))
        return [(name, place in figures) for place, name in enumerate(self.head)]

    @property
    def labelled(self) -> list[list[tuple[str, bool, str]]]:
        """The rows with the head of each cell beside it, for tables that stack on a telephone."""
        heads = self.columns
        return [[(*head, cell) for head, cell in zip(heads, row, strict=True)] for row in self.rows]

    @property
    def empty(self) -> bool:
        """Is there nothing in it but its title?"""
        return not (self.text or self.facts or self.rows or self.note or self.pictures)


@dataclass(frozen=True)
class Report:
    """What stands on a report, in words of its language; `marking` is its level.

    A `dense` one is set smaller, for what must be read on two pages.
    """

    title: str
    subtitle: str
    author: str
    kicker: str
    reference: str
    marking: int
    day: date
    sections: Sequence[Section]
    draft: bool = False
    dense: bool = False


Made = Callable[[str], Report]
"""Makes the report; called with its language in force."""


def context(made: Made, language: str) -> dict[str, Any]:
    """All the words of a report, typeset, in the order of the page."""
    with translation.override(language):
        report = made(language)
        said: dict[str, Any] = {
            "lang": language,
            "title": report.title,
            "subtitle": report.subtitle,
            "author": report.author,
            "kicker": report.kicker,
            "reference": report.reference,
            "marking": str(MARKINGS[report.marking]),
            "level": report.marking,
            "exercise": gettext("Exercise") if Instance.is_exercise() else "",
            "draft": pgettext("document", "Draft") if report.draft else "",
            "dense": report.dense,
            "date": [report.day.year, report.day.month, report.day.day],
            "sections": [_section(section) for section in report.sections],
            "page": gettext("page"),
            "of": pgettext("page 2 of 5", "of"),
        }
        said = typeset_all(said, language)
        for part, section in zip(said["sections"], report.sections, strict=True):
            part["pictures"] = _pictures(section.pictures, language)
    return said | {"hash": content_hash(said)[:16]}


def _section(section: Section) -> dict[str, Any]:
    return {
        "title": section.title,
        "blocks": blocks.read(section.text),
        "facts": [list(fact) for fact in section.facts],
        "head": list(section.head) if section.rows else [],
        "rows": [list(row) for row in section.rows],
        "widths": list(section.widths) or _widths(section),
        "numeric": list(section.numeric) or _figures(section.rows),
        "total": section.total,
        "note": gettext("Nothing is written here.") if section.empty else section.note,
    }


def _widths(section: Section) -> list[int]:
    """Shares of a table's columns by what they hold: a long word never breaks, a text gets room."""
    return [
        round(max(1.2 * max(map(len, " ".join(cells).split()), default=1),
                  4 * min(max(map(len, cells)), 80) ** 0.5))
        for cells in zip(section.head, *section.rows, strict=True)
    ]  # fmt: skip


def _figures(rows: Sequence[Sequence[str]]) -> list[int]:
    """The columns in which every cell is a short figure, and some are no dash."""
    return [
        n
        for n, cells in enumerate(zip(*rows, strict=True))
        if n and all(map(_FIGURE.fullmatch, cells)) and any(map(str.strip, cells, repeat(" –")))
    ]


def _pictures(pictures: Sequence[Picture], language: str) -> list[dict[str, str]]:
    return [
        {
            "svg": one.drawing,
            "alt": typeset(one.alternative, language),
            "caption": typeset(one.caption, language),
        }
        for one in pictures
    ]


def report_pdf(made: Made, language: str) -> bytes:
    """The report as a tagged PDF."""
    return pdf.render(TEMPLATE, context(made, language), language)


def report_docx(made: Made, language: str) -> bytes:
    """The report as a word-processor file: the words of its PDF."""
    said = context(made, language)
    marks = " · ".join(m for m in (said["exercise"], said["marking"], said["draft"]) if m).upper()
    sheet = Sheet(
        Frame(
            title=f"{said['title']} – {said['subtitle']}",
            author=said["author"],
            language=said["lang"],
            day=datetime.combine(date(*said["date"]), time(12), UTC),
            head=f"{marks}   {said['title']}",
            foot=f"{marks}   {said['reference']}   {said['hash']}",
        )
    )
    sheet.title(said["title"], said["subtitle"])
    for number, part in enumerate(said["sections"], 1):
        sheet.heading(f"{number} {part['title']}")
        for name, value in part["facts"]:
            sheet.runs([{"t": typeset(f"{name} : ", language), "b": True}, {"t": value}])
        sheet.blocks(part["blocks"])
        if part["rows"]:
            sheet.table(part["head"], part["rows"])
        for one in part["pictures"]:
            sheet.picture(one["svg"], one["alt"], one["caption"], wide=9)
        if part["note"]:
            sheet.paragraph(part["note"])
    return sheet.file()


FORMATS: dict[str, Callable[[Made, str], bytes]] = {"pdf": report_pdf, "docx": report_docx}
"""How to make each format of a report in a language."""

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
