"""Reading UCDP GED: the official 49 columns, with or without their header, row by row.

A pure parser: no database, no profile. It yields an `Event` for each row that can be taken and a
`Refusal` for each that cannot, with every fault of the row. A blank is unknown, never zero. Text
is kept as it stands, formulas too; they are neutralised where they leave the house.

Format: Sundberg & Melander (2013); columns of the UCDP GED codebook.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from rempart.kernel.errors import Problem
from rempart.register.tabular import (
    Cells,
    Record,
    Refusal,
    records,
    refuse_file,
    storable,
    wrong_width,
)

_OFFICIAL = """
id relid year active_year code_status type_of_violence conflict_dset_id conflict_new_id
conflict_name dyad_dset_id dyad_new_id dyad_name side_a_dset_id side_a_new_id side_a side_b_dset_id
side_b_new_id side_b number_of_sources source_article source_office source_date source_headline
source_original where_prec where_coordinates where_description adm_1 adm_2 latitude longitude
geom_wkt priogrid_gid country country_id region event_clarity date_prec date_start date_end
deaths_a deaths_b deaths_civilians deaths_unknown best high low gwnoa gwnob
"""
COLUMNS = tuple(_OFFICIAL.split())
"""The official columns, in their order: that of the candidate releases without a header."""

REQUIRED = (
    *("id", "type_of_violence", "latitude", "longitude", "country"),
    *("date_start", "date_end", "best", "high", "low"),
)
STATE_BASED, NON_STATE, ONE_SIDED = 1, 2, 3

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,59}")
_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ][0-9:.]*)?")
_NUMBERS = "low, best, high"


class Estimate(NamedTuple):
    """A number of people: at least, best, at most; None is unknown."""

    low: int | None
    best: int | None
    high: int | None


class Event(NamedTuple):
    """One row of GED that can be taken. `raw` is its text as it stood in the file.

    `remarks` says what had to be mended to take it, where GED contradicts itself.
    """

    line: int
    raw: str
    id: str
    violence: int
    side_a: str
    side_b: str
    source: str
    headline: str
    where: str
    where_description: str
    where_precision: int | None
    latitude: float
    longitude: float
    country: str
    date_precision: int | None
    starts_on: date
    ends_on: date
    deaths: Estimate
    deaths_a: int | None
    deaths_b: int | None
    deaths_civilians: int | None
    deaths_unknown: int | None
    remarks: tuple[Problem, ...] = ()

    office = None
    revision = 0
    """GED knows no office, and an event says the same throughout a release."""

    @property
    def key(self) -> str:
        """The idempotency key: the same event keeps it from release to release."""
        return f"ucdp-ged:{self.id}"

    @property
    def civilians_killed(self) -> Estimate:
        """The civilians killed, by UCDP's definitions.

        In one-sided violence all the dead are civilians. In the two other types they are those
        counted as civilians where GED says so, and otherwise unknown: never zero.
        """
        if self.violence == ONE_SIDED:
            return self.deaths
        return Estimate(None, self.deaths_civilians, None)


@dataclass
class Reading:
    """One pass over a file: iterate it once; `left_out` counts the rows of other countries.

    Args:
        path: the file.
        country: take only rows of this country (any case); every country when empty.
        encoding: how the text is saved; a byte order mark is skipped in UTF-8.
    """

    path: Path
    country: str = ""
    encoding: str = "utf-8-sig"
    left_out: int = 0
    superseded: int = 0
    renamed: Counter[Any] = field(default_factory=Counter)
    notes: list[Any] = field(default_factory=list)

    def __iter__(self) -> Iterator[Event | Refusal]:
        """Events and refusals in the order of the file.

        Raises:
            BadInput: the file as a whole is not one of GED's.
        """
        wanted = self.country.casefold()
        seen: dict[str, int] = {}
        columns: dict[str, int] = {}
        width = 0
        for record in records(self.path, self.encoding):
            if isinstance(record, Refusal):
                yield record
                continue
            if not columns:
                columns, headed = _columns(self.path, record.cells)
                width = len(record.cells)
                if headed:
                    continue
            if len(record.cells) != width:
                yield wrong_width(record, width)
                continue
            country = record.cells[columns["country"]].strip()
            if wanted and country and country.casefold() != wanted:
                self.left_out += 1
                continue
            yield _taken_or_refused(record, columns, seen)


def _columns(path: Path, cells: Sequence[str]) -> tuple[dict[str, int], bool]:
    """Where each column stands, and whether `cells` is the header.

    Raises:
        BadInput: neither a header of GED nor a row of 49 cells.
    """
    download = _("Give the CSV that UCDP publishes, of 49 columns, saved as UTF-8.")
    names = [cell.strip().lower() for cell in cells]
    known = [name for name in names if name in COLUMNS]
    if len(known) >= len(REQUIRED):
        lacking = [name for name in REQUIRED if name not in names]
        if lacking:
            raise refuse_file(path, ", ".join(lacking), _("these columns are missing"), download)
        return {name: names.index(name) for name in known}, True
    if len(cells) == len(COLUMNS) and names[COLUMNS.index("type_of_violence")] in "123":
        return {name: position for position, name in enumerate(COLUMNS)}, False
    raise refuse_file(
        path,
        ",".join(cells)[:80],
        _("begins neither with GED's header nor with a row of its 49 columns"),
        download,
    )


def _taken_or_refused(
    record: Record, columns: Mapping[str, int], seen: dict[str, int]
) -> Event | Refusal:
    row = Cells(record.cells, columns)
    event = _event(row, record)
    first = seen.setdefault(event.id, record.line) if event.id else record.line
    if first != record.line:
        message = format_lazy(_("stands on line {line} already"), line=first)
        row.fault("id", event.id, message, _("Keep one of the two rows."))
    if "\0" in record.raw:
        remedy = _("Take the file from its source again.")
        row.fault(_("row"), "\\0", _("holds a NUL byte"), remedy)
    if not row.problems:
        return event
    return Refusal(
        record.line, storable(record.raw), event.key if event.id else "", tuple(row.problems)
    )


def _event(row: Cells, record: Record) -> Event:
    """The event of this row; worth taking only if no fault was noted."""
    row.required("type_of_violence")
    starts_on, ends_on = _period(row)
    deaths = _deaths(row)
    return Event(
        line=record.line,
        raw=record.raw,
        id=_identity(row),
        violence=row.code("type_of_violence", ONE_SIDED) or 0,
        side_a=row.text("side_a"),
        side_b=row.text("side_b"),
        source=row.text("source_article"),
        headline=row.text("source_headline"),
        where=row.text("where_coordinates"),
        where_description=row.text("where_description"),
        where_precision=row.code("where_prec", 7),
        latitude=row.degrees("latitude", 90),
        longitude=row.degrees("longitude", 180),
        country=row.required("country"),
        date_precision=row.code("date_prec", 5),
        starts_on=starts_on,
        ends_on=ends_on,
        deaths=deaths,
        deaths_a=row.count("deaths_a"),
        deaths_b=row.count("deaths_b"),
        deaths_civilians=row.count("deaths_civilians"),
        deaths_unknown=row.count("deaths_unknown"),
        remarks=tuple(row.remarks),
    )


def _identity(row: Cells) -> str:
    found = row.required("id")
    if found and not _ID.fullmatch(found):
        row.fault("id", found, _("is no id"), _("Write GED's number of the event."))
        return ""
    return found


def _day(row: Cells, column: str) -> date | None:
    """A day as GED writes it: `2018-06-23`, alone or with a time after a space or a T.

    No other form is guessed at: 06/07/2014 is two different days on two sides of an ocean.
    """
    found = row.required(column)
    match = _DAY.fullmatch(found)
    try:
        if match and 1900 <= int(match[1]) <= 2100:
            return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        pass
    if found:
        message = _("is no day of the calendar") if match else _("is not a date as GED writes it")
        row.fault(column, found, message, _("Write year-month-day: 2014-02-28."))
    return None


def _period(row: Cells) -> tuple[date, date]:
    starts_on, ends_on = _day(row, "date_start"), _day(row, "date_end")
    if starts_on and ends_on and ends_on < starts_on:
        message = _("is before the first day")
        row.fault("date_end", row.text("date_end"), message, _("Correct one of the two dates."))
    return starts_on or date.min, ends_on or date.min


def _deaths(row: Cells) -> Estimate:
    """Low, best and high of all deaths.

    GED publishes some events whose low is above the best (three of Mali's in release 21.1). The
    event happened: it is taken, its range stretched to hold the best figure, with a remark.
    """
    low, best, high = row.count("low"), row.count("best"), row.count("high")
    known = [number for number in (low, best, high) if number is not None]
    if known == sorted(known):
        return Estimate(low, best, high)
    row.remarks.append(
        Problem(
            _NUMBERS,
            f"{low}, {best}, {high}",
            _("are not in order; taken with the range stretched to the best figure"),
            _("Check them at the source, then correct the incident by hand."),
            "widened",
        )
    )
    middle = [number for number in (low, high) if number is not None] if best is None else [best]
    return Estimate(
        None if low is None else min(low, *middle),
        best,
        None if high is None else max(high, *middle),
    )
