"""Lines of the SRSG's page that the rooms bring: decisions awaited, and what is late.

Advice, crises and commitments register here how to say what waits; the page never knows them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from rempart.kernel import clock
from rempart.kernel.actor import Anyone
from rempart.kernel.registry import Registry

DECISIONS, LATE = "decisions", "late"


@dataclass(frozen=True)
class Line:
    """One line: what it is, where it opens, its reference, and the day that matters.

    What is `first` stands before every day.
    """

    title: str
    url: str
    reference: str = ""
    day: date | None = None
    marking: int = 1
    first: bool = False

    @property
    def over(self) -> bool:
        """Is its day past?"""
        return self.day is not None and self.day < clock.today()


lines: Registry[tuple[str, Callable[[Anyone], Iterable[Line]]]] = Registry("the SRSG's page")
"""By name: in which part (`DECISIONS` or `LATE`) it stands, and how it is said to a reader."""


def of(part: str, actor: Anyone) -> list[Line]:
    """The lines of a part as the reader sees them: what comes first, then the earliest day."""
    found = [line for _name, (where, say) in lines if where == part for line in say(actor)]
    return sorted(found, key=lambda line: (not line.first, line.day is None, line.day or date.max))
