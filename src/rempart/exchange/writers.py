"""Rows written as CSV, GeoJSON or XLSX: piece by piece, each file ending on what it holds.

The closing line gives the number of rows and the SHA-256 of all that stands before it: a file that
was cut has none. Cells that a spreadsheet would run as a formula are neutralised.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter
from django.utils.translation import gettext

from rempart.kernel.exporting import Cells, Export
from rempart.register.tabular import neutralised

PIECE = 1_000
"""How many rows are written at a time."""
SHEET = 1_048_575
"""The most rows of one sheet of a workbook, below its heading."""


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
    options = {
        "constant_memory": True,
        "default_date_format": "yyyy-mm-dd",
        "strings_to_formulas": False,
        "strings_to_urls": False,
    }
    digest, written = hashlib.sha256(), 0
    copy = io.StringIO(newline="")
    writer = csv.writer(copy, lineterminator="\r\n")
    with xlsxwriter.Workbook(str(path), options) as book:
        sheet, heading = _new_sheet(book, export, stamp)
        line = heading
        for piece in _pieces(rows):
            for row in _harmless(export, piece):
                if line - heading == SHEET - len(_heading(export, stamp)) + 1:
                    sheet, line = _new_sheet(book, export, stamp)
                sheet.write_row(line, 0, row)
                writer.writerow(row)
                line += 1
            written += len(piece)
            _drained(copy, digest)
        closing = book.add_worksheet(gettext("Closing"))
        for number, (name, value) in enumerate(stamp.closing(written, digest.hexdigest()).items()):
            closing.write_row(number, 0, [name, value])


def _new_sheet(book: Any, export: Export, stamp: Stamp) -> tuple[Any, int]:
    """A sheet with its heading; the line of its first row."""
    sheet = book.add_worksheet()
    bold = book.add_format({"bold": True})
    lines = _heading(export, stamp)
    for number, line in enumerate(lines):
        sheet.write_row(number, 0, line, bold)
    sheet.freeze_panes(len(lines), 0)
    said = " · ".join(part for part in (stamp.exercise, stamp.marking) if part)
    sheet.set_header(f"&C{said}")
    sheet.set_footer("&C&P / &N")
    return sheet, len(lines)
