"""From days as people say them to moments: a day begins at midnight in the mission's time zone."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from rempart.doctrine.loader import current as profile


def begin_of(day: date) -> datetime:
    """The first moment of `day` in the mission."""
    return datetime.combine(day, time.min, ZoneInfo(profile().mission.time_zone))


def end_of(day: date) -> datetime:
    """The moment at which `day` is over: what ends then still holds all day long."""
    return begin_of(day + timedelta(days=1))
