"""What every part of the exercise stands on: who plays, when a scene is, what is on stage."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from rempart.doctrine.loader import Profile
from rempart.kernel import clock
from rempart.kernel.actor import Actor, acting_as, actor_of

Tell = Callable[[str, int, int], None]
"""Told of progress: what is being played, how far, out of how many."""

EXPERT, HEAD, ADVISER, RIGHTS = "poc_expert", "head_of_office", "senior_adviser", "human_rights"


@dataclass
class Cast:
    """Who plays: users by role and office."""

    users: dict[tuple[str, str], Any] = field(default_factory=dict)

    def actor(self, role: str, office: str = "") -> Actor:
        """Whoever holds a role in an office, with the posts in force by the clock."""
        found = actor_of(self.users[role, office])
        assert found is not None, f"nobody plays {role} in {office or 'the mission'}"
        return found


@contextmanager
def scene(cast: Cast, role: str, office: str, moment: datetime) -> Iterator[None]:
    """Act as somebody of the cast at a moment."""
    with clock.frozen(moment), acting_as(cast.actor(role, office)):
        yield


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """A moment of the exercise."""
    return datetime.combine(day, time(hour, minute), UTC)


@dataclass(frozen=True)
class Stage:
    """What a part is played on: the profile, the morning it ends at, the seed, who plays where."""

    profile: Profile
    until: date
    seed: int
    cast: Cast
    offices: frozenset[str]
    tell: Tell

    def scene(self, role: str, office: str, moment: datetime) -> AbstractContextManager[None]:
        """Act as whoever holds a role in an office (empty: the mission) at a moment."""
        return scene(self.cast, role, office, moment)

    @property
    def ends(self) -> datetime:
        """The morning at which the exercise ends; this very moment, where it is today's."""
        now = datetime.now(UTC)
        return now if self.until == now.date() else at(self.until, 8)

    def days_before(self, days: int, hour: int = 9, minute: int = 0) -> datetime:
        """A moment so many days before the morning the exercise ends at."""
        return at(self.until - timedelta(days=days), hour, minute)
