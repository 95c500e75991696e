"""Rows written as CSV, GeoJSON or XLSX: piece by piece, each file ending on what it holds.

The closing line gives the number of rows and the SHA-256 of all that stands before it: a file that
was cut has none. Cells that a spreadsheet would run as a formula are neutralised.
"""

from __future__ import annotations

import csv
import fnmatch
import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter
from django.utils.translation import gettext

from rempart.exchange.sheets import Frame, Sheets
from rempart.kernel.exporting import Cells, Export
from rempart.register.tabular import neutralised

PIECE = 1_000
"""How many rows are written at a time."""
TIGHT = 4
"""How hard a workbook is compressed, of 9: beyond, it takes longer and is hardly smaller."""


@dataclass(frozen=True)
class Stamp:
    """What every file says of itself: marking, whether it is an exercise, rows that are due."""

    marking: str
    exercise: str
    due: int
    hxl: bool = False

    def closing(self, written: int, digest: str) -> dict[str, Any]:
        """The last words of a file, by name."""
        said: dict[str, Any] = {"rows": written, "sha256": digest, "marking": self.marking}
        if self.exercise:
            said["exercise"] = self.exercise
        if written != self.due:
            said["rows_when_asked"] = self.due
        return said


def _harmless(export: Export, piece: list[Cells]) -> list[list[Any]]:
    """The rows of a piece, with whatever somebody may have typed made harmless in a spreadsheet."""
    typed = [n for n, column in enumerate(export.columns) if not column.safe]
    rows = [list(row) for row in piece]
    for row in rows:
        for n in typed:
            if isinstance(row[n], str) and row[n]:
                row[n] = neutralised(row[n])
    return rows


def _pieces(rows: Iterable[Cells]) -> Iterator[list[Cells]]:
    piece: list[Cells] = []
    for row in rows:
        piece.append(row)
        if len(piece) == PIECE:
            yield piece
            piece = []
    if piece:
        yield piece


def _heading(export: Export, stamp: Stamp) -> list[list[str]]:
    """The first row, of codes; the second of HXL tags where they are asked for."""
    lines = [[column.code for column in export.columns]]
    if stamp.hxl:
        lines.append([column.hxl for column in export.columns])
    return lines


def as_csv(export: Export, rows: Iterable[Cells], stamp: Stamp) -> Iterator[bytes]:
    """CSV in UTF-8 with a byte order mark; the last line begins with #."""
    digest, written = hashlib.sha256(), 0
    sheet = io.StringIO(newline="")
    writer = csv.writer(sheet, lineterminator="\r\n")
    sheet.write("\ufeff")
    writer.writerows(_heading(export, stamp))
    for piece in _pieces(rows):
        writer.writerows(_harmless(export, piece))
        written += len(piece)
        yield _drained(sheet, digest)
    yield _drained(sheet, digest)
    said = stamp.closing(written, digest.hexdigest())
    yield ("# " + "; ".join(f"{name}={value}" for name, value in said.items()) + "\r\n").encode()


def _drained(sheet: io.StringIO, digest: Any) -> bytes:
    """What stands in `sheet`, as bytes that the digest has seen; the sheet is empty afterwards."""
    piece = sheet.getvalue().encode()
    digest.update(piece)
    sheet.seek(0)
    sheet.truncate()
    return piece


def as_geojson(export: Export, rows: Iterable[Cells], stamp: Stamp) -> Iterator[bytes]:
    """A FeatureCollection; rows without a point have a null geometry. The closing is its last part.

    Raises:
        ValueError: the export has no point.
    """
    if export.point is None:
        raise ValueError(f"{export.kind} has no point")
    north, east = (export.position(code) for code in export.point)
    names = [column.code for column in export.columns]
    digest, written = hashlib.sha256(), 0
    opening = b'{"type":"FeatureCollection","features":[\n'
    digest.update(opening)
    yield opening
    for piece in _pieces(rows):
        lines = ",\n".join(_feature(row, names, row[north], row[east]) for row in piece)
        text = ((",\n" if written else "") + lines).encode()
        written += len(piece)
        digest.update(text)
        yield text
    said = stamp.closing(written, digest.hexdigest())
    yield b'\n],"closing":' + json.dumps(said, ensure_ascii=False).encode() + b"}\n"


def _feature(row: Cells, names: list[str], latitude: Any, longitude: Any) -> str:
    placed = latitude is not None and longitude is not None
    point = {"type": "Point", "coordinates": [longitude, latitude]} if placed else None
    facts = {
        name: value.isoformat() if isinstance(value, date | datetime) else value
        for name, value in zip(names, row, strict=True)
    }
    feature = {"type": "Feature", "geometry": point, "properties": facts}
    return json.dumps(feature, ensure_ascii=False, separators=(",", ":"))


def as_xlsx(export: Export, rows: Iterable[Cells], stamp: Stamp, path: Path) -> None:
    """A workbook at `path`, as many sheets as the rows need, and a last one with the closing.

    The SHA-256 is that of the rows as CSV would write them, without heading.
    """
    digest, written = hashlib.sha256(), 0
    copy = io.StringIO(newline="")
    writer = csv.writer(copy, lineterminator="\r\n")
    first = len(_heading(export, stamp)) + 1
    one, other = (Frame.of(sheet, first) for sheet in _sheets(_laid(export, stamp, 2)))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=TIGHT) as archive:
        with Sheets(archive, (one, other), first, len(export.columns)) as sheets:
            for piece in _pieces(rows):
                harmless = _harmless(export, piece)
                writer.writerows(harmless)
                sheets.write(harmless)
                written += len(piece)
                _drained(copy, digest)
        closing = stamp.closing(written, digest.hexdigest())
        with _laid(export, stamp, sheets.opened, closing) as rest:
            written_already = set(archive.namelist())
            for name in rest.namelist():
                if name not in written_already:
                    archive.writestr(name, rest.read(name))


def _sheets(laid: zipfile.ZipFile) -> Iterator[str]:
    """The sheets of a workbook, as XML."""
    for number, _name in enumerate(fnmatch.filter(laid.namelist(), "xl/worksheets/*.xml"), 1):
        yield laid.read(f"xl/worksheets/sheet{number}.xml").decode()


def _laid(
    export: Export, stamp: Stamp, sheets: int, closing: Mapping[str, Any] | None = None
) -> zipfile.ZipFile:
    """A workbook without rows: sheets with their heading and one date, and one of the closing."""
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True, "constant_memory": True}) as book:
        bold = book.add_format({"bold": True})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        lines = _heading(export, stamp)
        for _sheet in range(sheets):
            sheet = book.add_worksheet()
            for number, line in enumerate(lines):
                sheet.write_row(number, 0, line, bold)
            sheet.write_datetime(len(lines), 0, datetime(2000, 1, 1), day)  # noqa: DTZ001
            sheet.freeze_panes(len(lines), 0)
            said = " · ".join(part for part in (stamp.exercise, stamp.marking) if part)
            sheet.set_header(f"&C{said}")
            sheet.set_footer("&C&P / &N")
        if closing is not None:
            last = book.add_worksheet(gettext("Closing"))
            for number, pair in enumerate(closing.items()):
                last.write_row(number, 0, pair)
    return zipfile.ZipFile(held)
