"""Reading the mission's own table of incidents: a workbook laid out as its template is.

A pure parser, as those of the public sources: an `Entry` for each row that can be taken, a
`Refusal` with every fault for each that cannot. Rows keep the number that their office gave them;
without one, what they say is their key.
"""

from __future__ import annotations

import csv
import hashlib
import io
import math
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from rempart.doctrine.loader import Profile
from rempart.kernel.errors import Problem
from rempart.kernel.filters import read_day
from rempart.kernel.keys import canonical
from rempart.places.matching import aliases, candidates, fold
from rempart.places.queries import office_of
from rempart.register import harm, sheets
from rempart.register.acled import Renamed
from rempart.register.placing import ROUGH, Whereabout
from rempart.register.tabular import Cells, Refusal, Text, refuse_file, storable
from rempart.register.workbooks import Workbook

COLUMNS = (
    *("starts_on", "ends_on", "date_precision", "area", "area_approximate", "place"),
    *("latitude", "longitude", "point_precision", "threat_type", "alleged", "harm"),
    *("killed_min", "killed_best", "killed_max", "deaths_min", "deaths_best", "deaths_max"),
    *("source", "reliability", "credibility", "summary", "language"),
)
"""The columns of an incident that a later table may change."""

_HEADED_WITHIN = 20
_LONGEST = {"place": 200, "number": 40}


class Entry(NamedTuple):
    """One row of the table that can be taken. `said` is what it says, by column.

    Coordinates are NaN where the row gives none; `office` is None where the point tells it.
    """

    line: int
    raw: str
    key: str
    said: dict[str, Any]
    office: int | None
    starts_on: date
    latitude: float
    longitude: float
    remarks: tuple[Problem, ...] = ()

    country = ""
    revision = 0


@dataclass
class Reading:
    """One pass over a workbook: iterate it once. `notes` says what was passed over."""

    path: Path
    profile: Profile
    left_out: int = 0
    superseded: int = 0
    renamed: Counter[Renamed] = field(default_factory=Counter)
    notes: list[str | Promise] = field(default_factory=list)

    def __iter__(self) -> Iterator[Entry | Refusal]:
        """Entries and refusals in the order of the rows.

        Raises:
            BadInput: no workbook, or no sheet with the template's headings.
        """
        with Workbook(self.path) as book:
            sheet, heading, columns = self._headed(book)
            merged = book.merged(sheet)
            lexicon = _Lexicon(self.profile)
            seen: dict[str, int] = {}
            for line, cells in book.rows(sheet):
                if not cells:
                    text = _("Reading stopped at line {line}, after 1,000 blank rows.")
                    self.notes.append(format_lazy(text, line=line))
                elif line > heading:
                    yield _taken_or_refused(line, cells, columns, lexicon, merged, seen)

    def _headed(self, book: Workbook) -> tuple[str, int, dict[str, int]]:
        """The sheet that has the headings, the line where they stand, and where each column is."""
        best: tuple[str, int, dict[str, int], list[str]] = ("", 1, {}, [])
        for sheet in book.sheets():
            for line, cells in book.rows(sheet):
                if line > _HEADED_WITHIN or not cells:
                    break
                found, strange = _columns(cells)
                if len(found) > len(best[2]):
                    best = sheet, line, found, strange
            if best[2]:
                break
        sheet, line, found, strange = best
        lacking = [c.heading for c in sheets.COLUMNS if c.required and c.code not in found]
        if lacking:
            message = format_lazy(_("these columns are missing on line {line}"), line=line)
            remedy = _("Start from the template: ./rempart import template FILE.xlsx")
            raise refuse_file(self.path, ", ".join(lacking), message, remedy)
        if strange:
            text = _("Columns that the template does not have, passed over: {names}.")
            self.notes.append(format_lazy(text, names=", ".join(strange)))
        return sheet, line, found


def _columns(cells: list[str]) -> tuple[dict[str, int], list[str]]:
    """Where each column of the template stands, and the headings that are none of it."""
    known = {name: column.code for column in sheets.COLUMNS for name in column.names()}
    found: dict[str, int] = {}
    strange = []
    for position, cell in enumerate(cells):
        code = known.get(sheets.alike(cell), "") if cell else ""
        if code:
            found.setdefault(code, position)
        elif cell:
            strange.append(cell[:40])
    return found, strange


class _Lexicon:
    """What people may write in the cells that choose from a list, and what it stands for."""

    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        self.codes = {c.code: sheets.codes(c, profile) for c in sheets.COLUMNS if c.vocabulary}
        self.shown = {
            c.code: ", ".join(item.fr for item in sheets.choices(c, profile))
            for c in sheets.COLUMNS
            if c.vocabulary
        }
        table = profile.table("cercles")
        self.names = aliases(table)
        self.areas = {fold(name): pcode for name, pcode in self.names if name}
        self.areas |= {row["pcode"].casefold(): row["pcode"] for row in table}


class _Row(Cells):
    """A row of the table: cells that choose from lists, and areas by their names."""

    __slots__ = ("lexicon",)

    def __init__(self, cells: list[str], columns: Mapping[str, int], lexicon: _Lexicon) -> None:
        padded = [*cells, *([""] * (max(columns.values()) + 1 - len(cells)))]
        super().__init__(padded, columns)
        self.lexicon = lexicon

    def fault(self, column: Text, value: object, message: Text, remedy: Text) -> None:
        """Note what is wrong in a column, by the heading that people know."""
        super().fault(sheets.LABELS.get(str(column), column), value, message, remedy)

    def chosen(self, column: str) -> str:
        """The code of what the cell chooses; a fault for what the list does not hold."""
        found = self.text(column)
        code = self.lexicon.codes[column].get(sheets.alike(found), "") if found else ""
        if found and not code:
            remedy = self.lexicon.shown[column]
            self.fault(column, found, _("is not in the list"), remedy)
        return code

    def area(self) -> str:
        """The P-code of the cercle that is named; a fault names those that sound like it."""
        found = self.text("area")
        known = self.lexicon.areas
        pcode = known.get(fold(found)) or known.get(found.casefold())
        if found and not pcode:
            near = candidates(found, self.lexicon.names, limit=3)
            remedy = ", ".join(one.name for one in near) or _("Write its P-code.")
            self.fault("area", found, _("is no cercle of the profile"), remedy)
        return pcode or ""

    def day(self, column: str) -> date | None:
        """A day, or None for a blank."""
        found = self.text(column)
        try:
            day = read_day(found) if found else None
            if day is None or 1900 <= day.year <= 2100:
                return day
        except ValueError:
            pass
        self.fault(column, found, _("is no day of the calendar"), _("Write 17/11/2014."))
        return None

    def shorter(self, column: str) -> str:
        """A text that fits its column."""
        found = self.text(column)
        most = _LONGEST[column]
        if len(found) > most:
            message = format_lazy(_("is longer than {most} characters"), most=most)
            self.fault(column, found[:40] + "…", message, _("Shorten it."))
        return found


def _taken_or_refused(
    line: int,
    cells: list[str],
    columns: Mapping[str, int],
    lexicon: _Lexicon,
    merged: Mapping[int, str],
    seen: dict[str, int],
) -> Entry | Refusal:
    row = _Row(cells, columns, lexicon)
    raw = storable(_raw(cells))
    if line in merged:
        message = _("is part of merged cells: its values cannot be told apart")
        row.fault(_("row"), merged[line], message, _("Unmerge them and fill in each row."))
    said = _said(row)
    named = row.chosen("office")
    office = _office(row, named, said)
    key = _key(row, named, said)
    first = seen.setdefault(key, line)
    if first != line:
        message = format_lazy(_("says what line {line} says already"), line=first)
        row.fault("number", row.text("number"), message, _("Keep one of the two rows."))
    if row.problems:
        return Refusal(line, raw, key if row.text("number") else "", tuple(row.problems))
    latitude, longitude = said["latitude"], said["longitude"]
    return Entry(
        line=line,
        raw=raw,
        key=key,
        said=said,
        office=office,
        starts_on=said["starts_on"],
        latitude=math.nan if latitude is None else latitude,
        longitude=math.nan if longitude is None else longitude,
    )


def _raw(cells: list[str]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="").writerow(cells)
    return text.getvalue()


def _said(row: _Row) -> dict[str, Any]:
    """What the row says, by column of the incident; the place is settled by `columns`."""
    row.required("starts_on")
    starts_on, ends_on = row.day("starts_on"), row.day("ends_on")
    if starts_on and ends_on and ends_on < starts_on:
        message = _("is before the first day")
        row.fault("ends_on", row.text("ends_on"), message, _("Correct one of the two dates."))
    latitude, longitude = _point(row)
    rows = _harm(row)
    return {
        "starts_on": starts_on,
        "ends_on": ends_on or starts_on,
        "date_precision": row.chosen("date_precision") or "day",
        "area": row.area(),
        "place": row.shorter("place"),
        "latitude": latitude,
        "longitude": longitude,
        "point_precision": row.chosen("point_precision"),
        "threat_type": row.chosen("threat_type"),
        "alleged": _alleged(row),
        "harm": rows,
        **harm.sums(rows),
        "source": row.text("source"),
        "reliability": row.chosen("reliability"),
        "credibility": row.chosen("credibility"),
        "summary": row.text("summary"),
        "language": row.chosen("language") or "fr",
    }


def _point(row: _Row) -> tuple[float | None, float | None]:
    given = [name for name in ("latitude", "longitude") if row.text(name)]
    if not given:
        return None, None
    # A point with one coordinate is a fault: the other is then required.
    return row.degrees("latitude", 90), row.degrees("longitude", 180)


def _alleged(row: _Row) -> list[dict[str, str]]:
    name, kind = row.text("perpetrator"), row.chosen("perpetrator_type")
    if not name and not kind:
        return []
    return [{"role": "alleged_perpetrator", "name": name, "type": kind}]


def _harm(row: _Row) -> list[dict[str, Any]]:
    found = []
    for kind, status in sheets.HARMS:
        start = sheets.people(kind, status)
        figures = [row.count(f"{start}_{end}") for end in sheets.FIGURES]
        known = [number for number in figures if number is not None]
        if known != sorted(known):
            shown = ", ".join("?" if number is None else str(number) for number in figures)
            message = _("are not in order: least, best, most")
            remedy = _("Correct them, or leave the unknown ones blank.")
            row.fault(start, shown, message, remedy)
        elif known:
            found.append(harm.row(kind, status, figures))
    return found


def _office(row: _Row, named: str, said: dict[str, Any]) -> int | None:
    """The office that the row names, else that of its cercle; None where the point tells it."""
    if named:
        return row.lexicon.profile.office(named).number
    if said["area"] and said["starts_on"]:
        return office_of(said["area"], said["starts_on"])
    if said["latitude"] is None and not row.text("area"):
        remedy = _("Fill in the cercle, the coordinates or the office.")
        row.fault("area", "", _("nothing says where it happened"), remedy)
    return None


def _key(row: _Row, named: str, said: dict[str, Any]) -> str:
    """The number that the office gave; without one, a digest of what the row says."""
    if number := row.shorter("number"):
        return f"table:{named or '-'}:{number[:40]}"
    return f"table:#{hashlib.sha256(canonical(said)).hexdigest()[:32]}"


def columns(entry: Entry, there: Whereabout, profile: Profile) -> dict[str, Any]:
    """What a row says, by column of the incident: a cercle that is written beats the point's."""
    said = dict(entry.said)
    written = said["area"]
    rough = said["point_precision"] in ROUGH
    said["area"] = written or there.area
    said["area_approximate"] = rough or (not written and there.approximate)
    return {name: said[name] for name in COLUMNS}
