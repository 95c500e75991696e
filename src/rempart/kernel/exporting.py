"""What a room lets go out as a file: its columns, and the rows that a reader may see.

Rooms register an `Export` in their `apps.py`; the room `exchange` writes it as CSV, XLSX or
GeoJSON. An export asks through the same queries as the list it stands beside, so that the walls
hold for a file as they hold for a page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise

from rempart.kernel.registry import Registry

Cells = Sequence[Any]
"""One row: text, numbers, dates or None, in the order of the columns."""


@dataclass(frozen=True)
class Column:
    """One column: its code, which programs read, its heading, and its HXL tag where it has one.

    A `safe` column holds codes of the house, numbers or dates only: nobody can have typed a formula
    there, and its cells are not looked at one by one.
    """

    code: str
    label: str | Promise
    hxl: str = ""
    safe: bool = False


@dataclass(frozen=True)
class Narrowed:
    """What a reader would get: how many rows, the highest marking among them, and the rows.

    `rows` is asked once, in a transaction of its own, as the same reader.
    """

    count: int
    marking: int
    rows: Callable[[], Iterator[Cells]]


@dataclass(frozen=True)
class Export:
    """A list that may go out as a file.

    `narrowed` reads the filters of an address. `point` names the columns of latitude and longitude,
    without which there is no GeoJSON. `back` is the view of the list.
    """

    kind: str
    title: str | Promise
    back: str
    columns: tuple[Column, ...]
    narrowed: Callable[[Mapping[str, str]], Narrowed]
    point: tuple[str, str] | None = None
    hxl: bool = field(default=False)

    def position(self, code: str) -> int:
        """Where a column stands."""
        return [column.code for column in self.columns].index(code)


exports: Registry[Export] = Registry("exports")
"""By the word that stands in the address."""
