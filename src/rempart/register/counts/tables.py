"""Counts from the unit's own table: a workbook or a CSV file, headed in French or in English."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

from django.utils.translation import gettext_lazy as _

from rempart.doctrine.loader import current as profile
from rempart.kernel.errors import BadInput, Problem
from rempart.kernel.filters import read_day
from rempart.places.matching import aliases, candidates, fold
from rempart.register.counts.actions import Said
from rempart.register.sheets import alike
from rempart.register.workbooks import Workbook

HEADINGS = {
    "date": "counted_on", "jour": "counted_on", "day": "counted_on",
    "quantite": "quantity", "quantity": "quantity",
    "cercle": "area", "zone": "area", "area": "area",
    "lieu": "place", "place": "place",
    "valeur": "value", "value": "value", "nombre": "value", "number": "value",
    "source": "source", "cote": "grade", "grade": "grade",
    "remarque": "note", "remark": "note",
}  # fmt: skip
"""What a column may be headed, folded, and what it holds."""

NEEDED = ("counted_on", "quantity", "area", "value", "source")
_MOST = 5000


def read_table(path: Path) -> list[Said]:
    """The rows of a table of counts.

    Raises:
        BadInput: columns are missing, or cells cannot be read; each fault is told with its line.
    """
    lines = [line for line in _lines(path) if any(cell.strip() for cell in line)]
    heads = [HEADINGS.get(alike(cell), "") for cell in (lines[0] if lines else [])]
    lacking = [name for name in NEEDED if name not in heads]
    if lacking:
        raise BadInput(
            Problem(
                _("Line 1"), ", ".join(lines[0][:8]) if lines else path.name,
                _("is not the heading of a table of counts"),
                _("Head the columns: date, quantity, area, value, source; place, grade, remark."),
                "heading",
            )
        )  # fmt: skip
    problems: list[Problem] = []
    found = [
        _row(number, dict(zip(heads, line, strict=False)), problems)
        for number, line in enumerate(lines[1:], 2)
    ]
    if problems:
        raise BadInput.of(problems)
    return found


def _lines(path: Path) -> Iterator[list[str]]:
    if path.suffix.lower() == ".csv":
        text = path.read_text(encoding="utf-8-sig", errors="replace")
        mark = (
            ";" if text.partition("\n")[0].count(";") > text.partition("\n")[0].count(",") else ","
        )
        for number, line in enumerate(csv.reader(text.splitlines(), delimiter=mark)):
            if number < _MOST:
                yield line
        return
    with Workbook(path) as book:
        for number, (_line, cells) in enumerate(book.rows(book.sheets()[0])):
            if number < _MOST:
                yield cells


def _row(number: int, cells: dict[str, str], problems: list[Problem]) -> Said:
    said: dict[str, Any] = {
        name: cells.get(name, "").strip() for name in ("place", "source", "note")
    }
    for name, read in (
        ("counted_on", read_day), ("value", _whole), ("quantity", _quantity), ("area", _area),
    ):  # fmt: skip
        text = cells.get(name, "").strip()
        try:
            said[name] = read(text)
        except ValueError as error:
            problems.append(
                Problem(f"{_('Line')} {number}, {name}", text, _("cannot be read"),
                        str(error) if str(error) != text else _("Correct the cell."), "cell")
            )  # fmt: skip
    grade = cells.get("grade", "").strip()
    if grade:
        said |= {"reliability": grade[0].lower(), "credibility": f"c{grade[1:]}"}
    return cast(Said, said)


def _whole(text: str) -> int:
    return int("".join(text.replace(",", "").split()))


def _quantity(text: str) -> str:
    for one in profile().quantities:
        if fold(text) in {fold(name) for name in (one.code, one.fr, one.en, *one.words)}:
            return one.code
    raise ValueError(", ".join(one.fr for one in profile().quantities))


def _area(text: str) -> str:
    names = aliases(profile().table("cercles"))
    known = {fold(name): pcode for name, pcode in names if name}
    known |= {pcode.casefold(): pcode for _name, pcode in names}
    found = known.get(fold(text)) or known.get(text.casefold())
    if found is None:
        raise ValueError(", ".join(one.name for one in candidates(text, names, limit=3)) or text)
    return found
