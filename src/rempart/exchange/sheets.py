"""Rows as the sheets of a workbook, written as they come, straight into its archive.

XlsxWriter lays the workbook: headings, styles, page headers, the closing. It takes each cell
through a dozen calls, which for a million rows is minutes; so the rows alone are written here, in
the form in which it writes them, between the head and the tail of the sheets that it laid.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import isfinite
from typing import IO, Any
from xml.sax.saxutils import escape

ROWS = 1_048_576
"""The most rows of a sheet, its heading among them."""
BYTES = 1_900_000_000
"""The most bytes of a sheet as it stands in the archive: above 2 GiB some programs refuse it."""
LONGEST = 32_767
"""The most characters of a cell."""
KNOWN = 2_000
"""So many texts of a column are kept as they were written: codes and names come again."""

_UNWRITABLE = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_FIRST = date(1899, 12, 30).toordinal()


@dataclass(frozen=True)
class Frame:
    """What stands before and after the rows of a sheet, and the number of the style of dates."""

    head: str
    tail: str
    dated: str

    @classmethod
    def of(cls, laid: str, line: int) -> Frame:
        """The frame of a sheet as XlsxWriter laid it, with one date alone on `line`."""
        head, _mark, rest = laid.partition(f'<row r="{line}"')
        sample, _mark, tail = rest.partition("</row>")
        style = re.search(r' s="(\d+)"', sample)
        assert style is not None, "the sample of a date has no style"
        return cls(re.sub(r"<dimension [^>]*/>", "", head), tail, style[1])


def letters(count: int) -> list[str]:
    """The names of the first columns: A to Z, AA, AB."""
    named: list[str] = []
    for number in range(count):
        name, left = "", number + 1
        while left:
            left, rest = divmod(left - 1, 26)
            name = chr(65 + rest) + name
        named.append(name)
    return named


class Sheets:
    """The sheets of one archive, as many as the rows need.

    `frames` are those of the first sheet and of every other; `first` is the line of the first row.
    """

    def __init__(
        self, archive: zipfile.ZipFile, frames: tuple[Frame, Frame], first: int, columns: int
    ) -> None:
        self._archive, self._frames, self._first = archive, frames, first
        self._known: list[tuple[str, dict[str, str]]] = [
            (f'<c r="{letter}', {}) for letter in letters(columns)
        ]
        self.opened = 0
        self._open()

    def _open(self) -> None:
        self.opened += 1
        self._frame = self._frames[min(self.opened, 2) - 1]
        self._line, self._size = self._first, 0
        self._part: IO[bytes] = self._archive.open(f"xl/worksheets/sheet{self.opened}.xml", "w")
        self._put(self._frame.head)

    def _put(self, text: str) -> None:
        said = text.encode()
        self._size += len(said)
        self._part.write(said)

    def __enter__(self) -> Sheets:
        """The sheets themselves."""
        return self

    def __exit__(self, *_exception: object) -> None:
        """End the last sheet."""
        self._close()

    def _close(self) -> None:
        self._put(self._frame.tail)
        self._part.close()

    def write(self, rows: Sequence[Sequence[Any]]) -> None:
        """Write some rows; a new sheet is begun where one is full."""
        while rows:
            room = ROWS + 1 - self._line if self._size < BYTES else 0
            if not room:
                self._close()
                self._open()
                continue
            here, rows = rows[:room], rows[room:]
            self._put("".join(map(self._row, here, range(self._line, self._line + len(here)))))
            self._line += len(here)

    def _row(self, cells: Iterable[Any], line: int) -> str:
        parts = [f'<row r="{line}">']
        for value, (begun, known) in zip(cells, self._known, strict=True):
            if value is None or value == "":
                continue
            if type(value) is str:
                said = known.get(value)
                if said is None:
                    said = _text(value)
                    if len(known) < KNOWN:
                        known[value] = said
                parts.append(f"{begun}{line}{said}")
            else:
                parts.append(f"{begun}{line}{self._plain(value)}")
        parts.append("</row>")
        return "".join(parts)

    def _plain(self, value: Any) -> str:
        """What is no text, as the rest of a cell; what a sheet knows nothing of, as text."""
        if isinstance(value, bool):
            return f'" t="b"><v>{value:d}</v></c>'
        if isinstance(value, int) or (isinstance(value, float) and isfinite(value)):
            return f'"><v>{value!r}</v></c>'
        if isinstance(value, date) and not isinstance(value, datetime):
            return f'" s="{self._frame.dated}"><v>{value.toordinal() - _FIRST}</v></c>'
        return _text(value.isoformat() if isinstance(value, datetime) else str(value))


def _text(value: str) -> str:
    said = value if len(value) <= LONGEST else value[: LONGEST - 1] + "…"
    if _UNWRITABLE.search(said):
        said = _UNWRITABLE.sub(_named, said)
    kept = ' xml:space="preserve"' if said[0].isspace() or said[-1].isspace() else ""
    return f'" t="inlineStr"><is><t{kept}>{escape(said)}</t></is></c>'


def _named(match: re.Match[str]) -> str:
    """A character that XML does not hold, as spreadsheets write it."""
    return f"_x{ord(match[0]):04X}_"
