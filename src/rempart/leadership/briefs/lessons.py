"""What a consolidation says was learned from chances stated before: brought by a room further down.

Whoever keeps the ledger registers here how its figures read at the end of a month.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from rempart.kernel.registry import Registry


@dataclass(frozen=True)
class Lesson:
    """Figures by source, as plain values, and the highest marking behind them.

    A row is {source, trials, events, months, brier, low, high}; the ends are None where too few
    months are known.
    """

    rows: tuple[dict[str, Any], ...]
    marking: int


lessons: Registry[Callable[[date], Lesson | None]] = Registry("lessons of a consolidation")
"""By name: what is learned from the months until the end of one; None where nothing is known."""


def of(month: date) -> list[Lesson]:
    """Every lesson that there is for a consolidation of `month`."""
    return [found for _name, say in lessons if (found := say(month)) is not None]
