"""The one clock. Nothing of ours asks the machine or the database for the time but this."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta

_frozen: ContextVar[datetime | None] = ContextVar("rempart_clock_frozen", default=None)
_shift: timedelta = timedelta(0)


def now() -> datetime:
    """The moment it is, in UTC: frozen by a test, shifted by an exercise, or real."""
    return _frozen.get() or datetime.now(UTC) + _shift


def today() -> date:
    """The date of `now()`, in UTC, which is Bamako's time as well."""
    return now().date()


def shift_to(moment: datetime | None) -> None:
    """Make the whole process live at `moment` and go on from there; `None` returns to real time."""
    global _shift
    _shift = timedelta(0) if moment is None else moment - datetime.now(UTC)


@contextmanager
def frozen(moment: datetime) -> Iterator[None]:
    """Hold the clock at `moment` (aware) inside the block.

    Raises:
        ValueError: `moment` carries no time zone.
    """
    if moment.tzinfo is None:
        raise ValueError(f"clock.frozen needs an aware moment, got {moment!r}; add tzinfo=UTC")
    token = _frozen.set(moment)
    try:
        yield
    finally:
        _frozen.reset(token)
