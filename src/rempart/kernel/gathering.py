"""What the rooms know of one place: each brings its lines, and the page of an area gathers them.

A room registers in its `apps.py` a function that is given a P-code and a day and returns what the
reader may see there, or None where the room has nothing to do with the reader.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise

from rempart.kernel.policy import UNCLASSIFIED
from rempart.kernel.registry import Registry

SHOWN = 8
"""Lines of one room on the page of an area, at most; the others are in the room's own list."""


@dataclass(frozen=True)
class Entry:
    """One record: what it is called, its reference and address, a day, a word on its state."""

    title: str
    reference: str
    url: str
    day: date | None = None
    note: str | Promise = ""
    marking: int = UNCLASSIFIED


@dataclass(frozen=True)
class Gathered:
    """What one room knows of a place: lines of which `all` stand in all, and what it lacks.

    `known` is a sentence of what is known; each of `unknown` one of what is not. `url` leads to the
    room's own list of the place.
    """

    title: str | Promise
    position: int
    entries: tuple[Entry, ...] = ()
    all: int = 0
    known: str = ""
    unknown: tuple[str, ...] = ()
    url: str = ""

    @property
    def more(self) -> int:
        """How many records are not among the lines."""
        return max(0, self.all - len(self.entries))

    @property
    def marking(self) -> int:
        """The highest marking among the lines."""
        return max((entry.marking for entry in self.entries), default=UNCLASSIFIED)


gathered: Registry[Callable[[str, date], Gathered | None]] = Registry("what is known of an area")
"""By a name of the room's: what it knows of the area of a P-code on a day, as whoever reads."""


def of_area(pcode: str, on: date) -> list[Gathered]:
    """What every room knows of an area, in the order of the work."""
    found = [about for _name, ask in gathered if (about := ask(pcode, on)) is not None]
    return sorted(found, key=lambda about: about.position)


def cut(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """As many lines as the page shows."""
    return tuple(entries[:SHOWN])


def unknown(*asked: tuple[bool, str]) -> Iterator[str]:
    """The sentences of what is not known: those whose condition holds."""
    return (sentence for lacking, sentence in asked if lacking)
