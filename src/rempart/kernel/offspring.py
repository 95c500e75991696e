"""What a record may give rise to in a room further down: an action from a commitment, say.

A room that makes records of a kind registers here, under that kind, how one is made of a `Seed`;
the rooms that hold the seeds need not know it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from rempart.kernel.models import Guarded
from rempart.kernel.registry import Registry


@dataclass(frozen=True)
class Seed:
    """What is known of a record to be made: what it says, of whom, by when, where it stands.

    `component` is the number of the component that leads; 0 where nobody of the mission does.
    `volet`, `phases` and `indicator` are for what becomes an action, where somebody chose them.
    """

    origin: Guarded
    said: str
    component: int
    due_on: date | None
    area: str = ""
    volet: str = ""
    phases: tuple[str, ...] = ()
    indicator: str = ""


offspring: Registry[Callable[[Seed], Guarded]] = Registry("offspring")
"""By kind of the record made: the action that makes it, as whoever acts."""
