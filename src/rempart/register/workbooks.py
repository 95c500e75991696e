"""Opening a workbook that a stranger sent: bounded, without macros, without entities, row by row.

Only what a reader of tables needs: the cells as text, the merged ranges, and refusals that name
the file. Formulas come as the text that they are; nothing is computed and no link is followed.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from rempart.kernel.errors import BadInput
from rempart.register.tabular import refuse_file

WHOLE, PART, PARTS = 128 * 2**20, 32 * 2**20, 2_000
"""Bounds once unpacked: all of a workbook, one part that is held in memory, how many parts."""

WIDEST, BLANKS = 200, 1_000
"""Columns that are looked at, and blank rows in a row after which reading stops."""

_HELD = re.compile(r"sharedStrings|styles|workbook|\.rels$|Content_Types", re.IGNORECASE)
_MERGED = re.compile(
    rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3}\d{1,7}(?::[A-Z]{1,3}\d{1,7})?)"'
)
_ROWS = re.compile(r"[A-Z]+(\d+)")
_CHUNK = 2**20


class Workbook:
    """A workbook opened for reading once, in a `with` block.

    Raises:
        BadInput: not a workbook, one with macros, or one that unpacks to too much.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        _check(path)
        try:
            self._book = openpyxl.load_workbook(path, read_only=True, keep_links=False)
        except Exception as error:
            raise _broken(path, error) from error

    def __enter__(self) -> Workbook:
        """The workbook itself."""
        return self

    def __exit__(self, *_exception: object) -> None:
        """Close the file."""
        self._book.close()

    def sheets(self) -> list[str]:
        """The names of the sheets with cells, in their order."""
        return [sheet.title for sheet in self._book.worksheets]

    def rows(self, sheet: str) -> Iterator[tuple[int, list[str]]]:
        """Line number and cells, as text, of each row that says something.

        After 1,000 blank rows it yields one pair (line, []) and stops: whoever reads must say so.

        Raises:
            BadInput: the sheet cannot be read.
        """
        page = self._book[sheet]
        page.reset_dimensions()
        blank = 0
        lines = enumerate(page.iter_rows(max_col=WIDEST, values_only=True), 1)
        while True:
            try:
                line, cells = next(lines)
            except StopIteration:
                return
            except Exception as error:
                raise _broken(self.path, error) from error
            said = [_text(cell) for cell in cells]
            if any(said):
                blank = 0
                yield line, said
                continue
            blank += 1
            if blank > BLANKS:
                yield line, []
                return

    def merged(self, sheet: str) -> dict[int, str]:
        """The rows that merged cells touch, each with the range."""
        touched: dict[int, str] = {}
        with zipfile.ZipFile(self.path) as archive:
            name = self._book[sheet]._worksheet_path
            with archive.open(name) as part:
                for found in _scan(part):
                    first, *rest = (int(n) for n in _ROWS.findall(found))
                    last = rest[0] if rest else first
                    for line in range(first, min(last, first + 10_000) + 1):
                        touched.setdefault(line, found)
        return touched


def _scan(part: Any) -> Iterator[str]:
    """The ranges of merged cells in the XML of a sheet, read in portions."""
    kept = b""
    while chunk := part.read(_CHUNK):
        text = kept + chunk
        end = 0
        for match in _MERGED.finditer(text):
            end = match.end()
            yield match[1].decode()
        kept = text[max(end, len(text) - 400) :]


def _check(path: Path) -> None:
    """Refuse by name, by shape and by size, before anything is unpacked."""
    save = _("Save it as an Excel workbook without macros (.xlsx).")
    suffix = path.suffix.lower()
    if suffix == ".xlsm":
        raise refuse_file(path, suffix, _("is a workbook with macros"), save)
    if suffix != ".xlsx":
        raise refuse_file(path, suffix, _("is not an .xlsx workbook"), save)
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except OSError as error:
        remedy = _("Check its name and its rights.")
        raise refuse_file(path, error.strerror, _("the file cannot be read"), remedy) from error
    except zipfile.BadZipFile as error:
        raise _broken(path, error) from error
    if any("vbaproject" in part.filename.lower() for part in parts):
        raise refuse_file(path, "vbaProject", _("is a workbook with macros"), save)
    held = max((p.file_size for p in parts if _HELD.search(p.filename)), default=0)
    whole = sum(part.file_size for part in parts)
    if whole > WHOLE or held > PART or len(parts) > PARTS:
        message = format_lazy(
            _("unpacks to {found} MB, more than the {most} that are read"),
            found=whole // 2**20,
            most=WHOLE // 2**20,
        )
        raise refuse_file(path, None, message, _("Copy the rows alone into a new workbook."))


def _broken(path: Path, error: Exception) -> BadInput:
    return refuse_file(
        path,
        str(error)[:80],
        _("cannot be read as a workbook"),
        _("Open it in a spreadsheet, save it again as .xlsx, and try once more."),
    )


def _text(cell: Any) -> str:
    """A cell as a person reads it: whole numbers without a point, days as year-month-day."""
    if cell is None:
        return ""
    if isinstance(cell, date):
        return f"{cell:%Y-%m-%d}"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(getattr(cell, "text", cell)).strip()
