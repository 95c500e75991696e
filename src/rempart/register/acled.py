"""Reading ACLED: the official 31 columns by their header, row by row, old and new labels.

A pure parser: no database; the mission's reading of labels comes with the call. It yields an
`Event` for each row that can be taken and a `Refusal` for each that cannot. ACLED is living: the
same id may stand twice, and the newest `timestamp` wins. A blank is unknown, never zero.

Format: ACLED codebook and API guide; Raleigh et al. (2010).
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

from rempart.doctrine.coding import Acled, Legacy, folded
from rempart.doctrine.schema import Vocabulary
from rempart.kernel.errors import Problem
from rempart.kernel.filters import read_day
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
event_id_cnty event_date year time_precision disorder_type event_type sub_event_type actor1
assoc_actor_1 inter1 actor2 assoc_actor_2 inter2 interaction civilian_targeting iso region country
admin1 admin2 admin3 location latitude longitude geo_precision source source_scale notes fatalities
tags timestamp
"""
COLUMNS = tuple(_OFFICIAL.split())
"""The official columns in their order; the optional ones of population are passed over."""

REQUIRED = (
    *("event_id_cnty", "event_date", "event_type", "country"),
    *("latitude", "longitude", "fatalities"),
)
ID = "event_id_cnty"
KINDS = {
    "1": "state_forces",
    "2": "rebels",
    "3": "political_militia",
    "4": "identity_militia",
    "5": "rioters",
    "6": "protesters",
    "7": "civilians",
    "8": "external",
}
"""ACLED's kinds of actors by the number that files from before 2024 carry."""

_NAMED = {
    "state forces": "state_forces",
    "rebel group": "rebels",
    "rebel groups": "rebels",
    "rebel forces": "rebels",
    "political militia": "political_militia",
    "political militias": "political_militia",
    "identity militia": "identity_militia",
    "identity militias": "identity_militia",
    "communal militia": "identity_militia",
    "rioters": "rioters",
    "protesters": "protesters",
    "protestors": "protesters",
    "civilians": "civilians",
    "external forces": "external",
    "external/other forces": "external",
    "other forces": "external",
}
VIOLENCE = "violence_against_civilians"

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
_DIGITS = re.compile(r"\d{1,4}[/-]\d{1,2}[/-]\d{1,4}")


class Side(NamedTuple):
    """One of the two actors of an event: names as ACLED gives them, and its kind."""

    names: tuple[str, ...]
    kind: str


class Event(NamedTuple):
    """One row of ACLED that can be taken. `raw` is its text as it stood in the file.

    `type` and `subtype` are the mission's codes. `targeted` says that civilians were the target;
    the order of the sides says nothing. `revision` is ACLED's timestamp, in seconds; 0 for none.
    """

    line: int
    raw: str
    id: str
    revision: int
    starts_on: date
    time_precision: int | None
    type: str
    subtype: str
    targeted: bool
    sides: tuple[Side, ...]
    country: str
    place: str
    latitude: float
    longitude: float
    geo_precision: int | None
    source: str
    notes: str
    fatalities: int | None
    remarks: tuple[Problem, ...] = ()

    office = None
    """ACLED knows no office: the point tells it."""

    @property
    def key(self) -> str:
        """The idempotency key: the same event keeps it from download to download."""
        return f"acled:{self.id}"

    @property
    def civilians_killed(self) -> int | None:
        """All the dead where civilians were the target; otherwise unknown, never zero."""
        return self.fatalities if self.targeted else None


class Renamed(NamedTuple):
    """An old label and the codes of type and sub-type that stand for it now."""

    old: str
    type: str
    subtype: str


@dataclass
class Reading:
    """One pass over a file: iterate it once.

    `left_out` counts the rows of other countries, `superseded` those that a newer row of the same
    id replaces, `renamed` how often each old label was read as a new one.

    Args:
        path: the file.
        coding: the mission's reading of ACLED's labels.
        types: the mission's list of ACLED's event types.
        country: take only rows of this country (any case); every country when empty.
        encoding: how the text is saved; a byte order mark is skipped in UTF-8.
    """

    path: Path
    coding: Acled
    types: Vocabulary
    country: str = ""
    encoding: str = "utf-8-sig"
    left_out: int = 0
    superseded: int = 0
    renamed: Counter[Renamed] = field(default_factory=Counter)
    notes: list[Any] = field(default_factory=list)

    def __iter__(self) -> Iterator[Event | Refusal]:
        """Events and refusals in the order of the file.

        Raises:
            BadInput: the file as a whole is not one of ACLED's.
        """
        wanted = self.country.casefold()
        newest = _newest(self.path, self.encoding)
        seen: dict[str, int] = {}
        for record, columns in _rows(self.path, self.encoding, REQUIRED):
            if isinstance(record, Refusal):
                yield record
                continue
            row = Cells(record.cells, columns)
            country = row.text("country")
            if wanted and country and country.casefold() != wanted:
                self.left_out += 1
            elif _revision(row) < newest.get(row.text(ID), 0):
                self.superseded += 1
            else:
                yield self._taken_or_refused(record, row, seen)

    def _taken_or_refused(
        self, record: Record, row: Cells, seen: dict[str, int]
    ) -> Event | Refusal:
        old = row.required("event_type")
        sides = _sides(row)
        renamed = self.coding.renamed(old, sides[0].kind if sides else "")
        event = _event(row, record, sides, self._labels(row, old, renamed))
        refusal = _refused(row, record, event.id, event.key, seen)
        if renamed and not refusal:
            self.renamed[Renamed(old, event.type, event.subtype)] += 1
        return refusal or event

    def _labels(self, row: Cells, label: str, renamed: Legacy | None) -> tuple[str, str]:
        """The mission's codes of type and sub-type; a fault for a type that nobody knows."""
        known = {folded(item.en): item.code for item in self.types}
        code = renamed.type if renamed else known.get(folded(label), "")
        if label and not code:
            remedy = ", ".join(item.en for item in self.types)
            row.fault("event_type", label, _("is no event type of ACLED"), remedy)
        return code, self._subtype(row, renamed)

    def _subtype(self, row: Cells, renamed: Legacy | None) -> str:
        label = row.text("sub_event_type")
        found = self.coding.subtype(label) if label else None
        if label and not found:
            row.remarks.append(
                Problem(
                    "sub_event_type",
                    label,
                    _("is no sub-type that the profile knows; taken without it"),
                    _("Add it to acled.toml of the profile, then import the file again."),
                    "subtype",
                )
            )
        return found.code if found else renamed.subtype if renamed else ""


class Deletion(NamedTuple):
    """One id of the deletions feed."""

    line: int
    raw: str
    id: str

    @property
    def key(self) -> str:
        """The key of the event that ACLED deleted."""
        return f"acled:{self.id}"


def deletions(path: Path, encoding: str = "utf-8-sig") -> Iterator[Deletion | Refusal]:
    """The events that ACLED deleted: any CSV with a column of ids.

    Raises:
        BadInput: the file has no such column.
    """
    seen: dict[str, int] = {}
    for record, columns in _rows(path, encoding, (ID,)):
        if isinstance(record, Refusal):
            yield record
            continue
        row = Cells(record.cells, columns)
        gone = Deletion(record.line, record.raw, _identity(row))
        yield _refused(row, record, gone.id, gone.key, seen) or gone


def _rows(
    path: Path, encoding: str, required: Sequence[str]
) -> Iterator[tuple[Record | Refusal, Mapping[str, int]]]:
    """The records under a header, each with where its columns stand.

    Raises:
        BadInput: there is no header, or a required column is missing.
    """
    columns: dict[str, int] = {}
    width = 0
    for record in records(path, encoding):
        if isinstance(record, Refusal):
            yield record, columns
        elif not columns:
            columns, width = _columns(path, record.cells, required), len(record.cells)
        elif len(record.cells) != width:
            yield wrong_width(record, width), columns
        else:
            yield record, columns


def _columns(path: Path, cells: Sequence[str], required: Sequence[str]) -> dict[str, int]:
    names = [cell.strip().lower() for cell in cells]
    lacking = [name for name in required if name not in names]
    download = _("Give the CSV that ACLED exports, with its header, saved as UTF-8.")
    if ID not in names:
        raise refuse_file(
            path, ",".join(cells)[:80], _("does not begin with ACLED's header"), download
        )
    if lacking:
        message = _("these columns are missing")
        raise refuse_file(path, ", ".join(lacking), message, download)
    return {name: names.index(name) for name in names}


def _newest(path: Path, encoding: str) -> dict[str, int]:
    """The newest revision of each id that stands in the file."""
    found: dict[str, int] = {}
    for record, columns in _rows(path, encoding, REQUIRED):
        if isinstance(record, Record):
            row = Cells(record.cells, columns)
            identity = row.text(ID)
            found[identity] = max(found.get(identity, 0), _revision(row))
    return found


def _refused(
    row: Cells, record: Record, identity: str, key: str, seen: dict[str, int]
) -> Refusal | None:
    """The refusal of a row with faults, or one whose id stands already; None for a good one."""
    first = seen.setdefault(identity, record.line) if identity else record.line
    if first != record.line:
        message = format_lazy(_("stands on line {line} already"), line=first)
        row.fault(ID, identity, message, _("Keep one of the two rows."))
    if "\0" in record.raw:
        remedy = _("Take the file from its source again.")
        row.fault(_("row"), "\\0", _("holds a NUL byte"), remedy)
    if not row.problems:
        return None
    return Refusal(record.line, storable(record.raw), key if identity else "", tuple(row.problems))


def _event(row: Cells, record: Record, sides: tuple[Side, ...], labels: tuple[str, str]) -> Event:
    """The event of this row; worth taking only if no fault was noted."""
    type_, subtype = labels
    return Event(
        line=record.line,
        raw=record.raw,
        id=_identity(row),
        revision=_revision(row),
        starts_on=_day(row),
        time_precision=row.code("time_precision", 3),
        type=type_,
        subtype=subtype,
        targeted=type_ == VIOLENCE or bool(row.text("civilian_targeting")),
        sides=sides,
        country=row.required("country"),
        place=row.text("location"),
        latitude=row.degrees("latitude", 90),
        longitude=row.degrees("longitude", 180),
        geo_precision=row.code("geo_precision", 3),
        source=row.text("source"),
        notes=row.text("notes"),
        fatalities=row.count("fatalities"),
        remarks=tuple(row.remarks),
    )


def _identity(row: Cells) -> str:
    found = row.required(ID)
    if found and not _ID.fullmatch(found):
        row.fault(ID, found, _("is no id"), _("Write ACLED's id of the event: MLI1234."))
        return ""
    return found


def _revision(row: Cells) -> int:
    """ACLED's timestamp, in seconds since 1970; 0 where there is none."""
    found = row.text("timestamp").partition(".")[0]
    return int(found) if found.isascii() and found.isdigit() and len(found) < 12 else 0


def _day(row: Cells) -> date:
    """A day in any of the three ways in which ACLED has written it.

    25/06/2014, 25 June 2014 and 2014-06-25: the day always stands before the month.
    """
    found = row.required("event_date")
    try:
        day = read_day(found) if found else date.min
        if not found or 1900 <= day.year <= 2100:
            return day
    except ValueError:
        pass
    message = (
        _("is no day of the calendar")
        if _DIGITS.fullmatch(found)
        else _("is not a date as ACLED writes it")
    )
    row.fault("event_date", found, message, _("Write 25/06/2014, 25 June 2014 or 2014-06-25."))
    return date.min


def _sides(row: Cells) -> tuple[Side, ...]:
    """The two actors, each with those that ACLED names beside it."""
    found = []
    for number in "12":
        names = [row.text(f"actor{number}"), *row.text(f"assoc_actor_{number}").split(";")]
        kind = row.text(f"inter{number}").partition(".")[0]
        code = KINDS.get(kind) or _NAMED.get(folded(kind), "")
        if named := tuple(name.strip() for name in names if name.strip()):
            found.append(Side(named, code))
    return tuple(found)
