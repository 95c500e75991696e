"""Tables that come from outside as CSV: their encoding, their records, their cells.

Nothing here knows a format. A fault is kept with its column, value and remedy; one bad row never
stops the file, and a file that is no table is refused as a whole.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from rempart.kernel.errors import BadInput, Problem

Text = str | Promise
_FAR = 2**31 - 1
_LONGEST = 10_000
_FORMULA = ("=", "+", "-", "@")
_WHOLE = re.compile(r"(\d{1,12})(?:\.0*)?", re.ASCII)
_MAGIC = {
    b"PK\x03\x04": "ZIP/XLSX",
    b"%PDF": "PDF",
    b"\x1f\x8b": "GZIP",
    b"\xd0\xcf\x11\xe0": "XLS",
}


@dataclass(frozen=True)
class Refusal:
    """A row that cannot be taken: its line, its text, its key if it has one, and every fault."""

    line: int
    raw: str
    key: str
    problems: tuple[Problem, ...]


class Record(NamedTuple):
    """One record of a CSV file: the line where it begins, its text, its cells."""

    line: int
    raw: str
    cells: list[str]


def digest(path: Path) -> str:
    """SHA-256 of the file, in hexadecimal: 64 characters."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def refuse_file(path: Path, value: object, message: Text, remedy: Text) -> BadInput:
    """The error that refuses a whole file."""
    return BadInput(Problem(path.name, value, message, remedy, "file"))


def check_encoding(path: Path, encoding: str) -> None:
    """Read the file through once and refuse it where it is not text in `encoding`.

    A character cut in two at the very end is let pass: the row that it stands in is refused.

    Raises:
        BadInput: empty, unreadable, a known binary format, or text in another encoding.
    """
    line = 1
    try:
        with path.open("rb") as file:
            chunk = file.read(1 << 20)
            _check_start(path, chunk[:512])
            decoder = codecs.getincrementaldecoder(encoding)()
            while chunk:
                decoder.decode(chunk)
                line += chunk.count(b"\n")
                chunk = file.read(1 << 20)
    except UnicodeDecodeError as error:
        line += error.object[: error.start].count(b"\n")
        around = error.object[max(0, error.start - 20) : error.end + 10]
        raise refuse_file(
            path,
            around.decode("ascii", "replace"),
            format_lazy(_("line {line} is not text in UTF-8"), line=line),
            _("Save it as “CSV UTF-8”, or say how it was saved: --encoding latin-1."),
        ) from error
    except OSError as error:
        raise refuse_file(
            path, error.strerror, _("the file cannot be read"), _("Check its name and its rights.")
        ) from error


def _check_start(path: Path, start: bytes) -> None:
    if not start.strip(b"\xef\xbb\xbf\r\n\t "):
        raise refuse_file(path, None, _("the file is empty"), _("Take it from its source again."))
    if start[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        raise refuse_file(path, "UTF-16", _("is not saved as UTF-8"), _("Save it as “CSV UTF-8”."))
    for magic, name in _MAGIC.items():
        if start.startswith(magic):
            raise refuse_file(path, name, _("is not a CSV file"), _("Give the CSV itself."))


def records(path: Path, encoding: str) -> Iterator[Record | Refusal]:
    """Every record of a CSV file (comma, semicolon or tab), with the text it was read from.

    Raises:
        BadInput: the file is no text in this encoding.
    """
    check_encoding(path, encoding)
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        first = next(file)
        kept: list[str] = []

        def lines() -> Iterator[str]:
            for text in chain([first], file):
                kept.append(text)
                yield text

        reader = csv.reader(lines(), delimiter=max(",;\t", key=first.count))
        line = 1
        while True:
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield misshapen(line, "".join(kept), error, _("this row cannot be read as CSV"))
            else:
                if any(cells):
                    yield Record(line, "".join(kept).rstrip("\r\n"), cells)
            kept.clear()
            line = reader.line_num + 1


def misshapen(line: int, raw: str, value: object, message: Text) -> Refusal:
    """The refusal of a record whose cells cannot even be told apart."""
    remedy = _("Complete the row from the source, or take it out.")
    problem = Problem(_("row"), value, message, remedy, "shape")
    return Refusal(line, storable(raw[:_LONGEST]), "", (problem,))


def wrong_width(record: Record, wanted: int) -> Refusal:
    """The refusal of a record that has too few or too many cells."""
    message = format_lazy(
        _("has {found} columns instead of {wanted}: cut off, or a quotation mark is not closed"),
        found=len(record.cells),
        wanted=wanted,
    )
    swallowed = record.raw.count("\n")
    value = record.raw[:60] + (f"… (+{swallowed})" if swallowed else "")
    return misshapen(record.line, record.raw, value, message)


def storable(text: str) -> str:
    """`text` without NUL bytes, which PostgreSQL cannot hold."""
    return text.replace("\0", "\ufffd")


def neutralised(text: str) -> str:
    """`text` as a cell that no spreadsheet runs as a formula."""
    return f"'{text}" if text.lstrip()[:1] in _FORMULA or text[:1] in "\t\r" else text


class Cells:
    """One row's cells by column name, read as what they should be; gathers every fault."""

    __slots__ = ("_cells", "_columns", "problems", "remarks")

    def __init__(self, cells: Sequence[str], columns: Mapping[str, int]) -> None:
        self._cells = cells
        self._columns = columns
        self.problems: list[Problem] = []
        self.remarks: list[Problem] = []

    def fault(self, column: Text, value: object, message: Text, remedy: Text) -> None:
        """Note what is wrong in `column`."""
        self.problems.append(Problem(column, value, message, remedy, "value"))

    def text(self, column: str) -> str:
        """The cell as it stands, without space around it; empty where there is no such column."""
        position = self._columns.get(column)
        return "" if position is None else self._cells[position].strip()

    def required(self, column: str) -> str:
        """The cell, whose emptiness is a fault."""
        found = self.text(column)
        if not found:
            self.fault(column, "", _("is empty"), _("Complete it from the source."))
        return found

    def count(self, column: str) -> int | None:
        """A number of people from 0 up; None for a blank, which is unknown."""
        found = self.text(column)
        if not found:
            return None
        number = _whole(found)
        if 0 <= number <= _FAR:
            return number
        remedy = _("Write digits only, or leave it blank if unknown.")
        self.fault(column, found, _("is not a whole number from 0 up"), remedy)
        return None

    def code(self, column: str, last: int) -> int | None:
        """A code from 1 to `last`; None for a blank."""
        found = self.text(column)
        if not found:
            return None
        if 1 <= (number := _whole(found)) <= last:
            return number
        message = format_lazy(_("is not a code from 1 to {last}"), last=last)
        self.fault(column, found, message, _("See the codebook for this column."))
        return None

    def degrees(self, column: str, limit: int) -> float:
        """A coordinate in decimal degrees, WGS 84, between -limit and limit; 0 with a fault."""
        found = self.required(column)
        try:
            number = float(found)
        except ValueError:
            number = math.nan
        if -limit <= number <= limit:
            return number
        if found:
            message = format_lazy(_("is not between −{limit} and {limit} degrees"), limit=limit)
            remedy = _("Write decimal degrees with a point: 14.35.")
            self.fault(column, found, message, remedy)
        return 0.0


def _whole(found: str) -> int:
    """A whole number, also as some programs write it ("12.0"); -1 when it is none."""
    match = _WHOLE.fullmatch(found)
    return int(match[1]) if match else -1
