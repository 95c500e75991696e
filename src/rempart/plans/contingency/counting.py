"""What a rule's figures are now, and were on every day of a past: the same count for both.

Alerts carry their hour: their windows run by the hour, and their figure of a day is the highest it
reached. Incidents and entered counts carry a day only: a window of so many hours is read as the
calendar days that it touches, that of the evaluation included.

Only rows of the plan's office are counted, in no compartment and marked no higher than the plan:
whoever may read the plan's proposals learns nothing that lies above them. Incidents that were
found unfounded or out of scope, alerts that repeat another or were set aside, and withdrawn counts
are left out; civilians killed are best estimates, unknown ones are not counted.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from rempart.doctrine.loader import current as profile
from rempart.kernel import clock
from rempart.kernel.policy import NO_COMPARTMENT
from rempart.plans.contingency import rules
from rempart.plans.contingency.rules import Figure, Place, Rule
from rempart.register.alerts.workflow import DUPLICATE, NOT_ACTIONABLE
from rempart.register.counts.models import Count
from rempart.register.models import Alert
from rempart.register.queries import counted

HISTORY = timedelta(days=548)
"""The past that a rule is tried on: eighteen months."""


@dataclass(frozen=True)
class Scope:
    """Whose rows are counted: an office (0 is the mission as a whole) up to a marking."""

    office: int
    marking: int


Series = Mapping[date, int]
"""By day: how much was counted; for a price, the last reading of the day."""


def _within(rows: QuerySet, scope: Scope, place: Place | None) -> QuerySet:
    """The rows of a scope in a place."""
    rows = rows.filter(marking__lte=scope.marking, compartment=NO_COMPARTMENT)
    if scope.office:
        rows = rows.filter(office=scope.office)
    if place is None:
        return rows
    if place.level == "office":
        return rows.filter(office=profile().office(place.code).number)
    return rows.filter(area__startswith=place.code)


def series(figure: Figure, scope: Scope, first: date, last: date) -> Series:
    """What was counted on each day of a period, of what carries a day only."""
    measure = figure.measure
    if measure.kind == rules.COUNT:
        return _counts(figure, scope, first, last)
    rows = _within(counted(), scope, figure.place).filter(starts_on__range=(first, last))
    if measure.threat_type:
        rows = rows.filter(threat_type=measure.threat_type)
    if measure.perpetrator:
        rows = rows.filter(alleged__contains=[{"type": measure.perpetrator}])
    found: Counter[date] = Counter()
    for day, killed in rows.values_list("starts_on", "killed_best"):
        found[day] += 1 if measure.kind == rules.INCIDENTS else killed or 0
    return found


def _moments(figure: Figure, scope: Scope, after: datetime, until: datetime) -> list[datetime]:
    """When the alerts of a time came in, in order; what was set aside does not count."""
    rows = _within(Alert.objects.all(), scope, figure.place).filter(
        received_at__gt=after, received_at__lte=until
    )
    if figure.measure.priority:
        rows = rows.filter(priority=figure.measure.priority)
    found = rows.exclude(state__in=(DUPLICATE, NOT_ACTIONABLE)).order_by("received_at")
    return list(found.values_list("received_at", flat=True))


def _highest(moments: list[datetime], window: timedelta, day: date) -> int:
    """The most that any window ending on a day held: it rises only as an alert comes in."""
    zone = ZoneInfo(profile().mission.time_zone)
    begins = datetime.combine(day, time(), zone)
    ends = begins + timedelta(days=1)

    def held(at: datetime) -> int:
        return bisect_right(moments, at) - bisect_right(moments, at - window)

    first = bisect_right(moments, begins)
    return max(map(held, [begins, *(one for one in moments[first:] if one < ends)]))


def _counts(figure: Figure, scope: Scope, first: date, last: date) -> Series:
    rows = _within(Count.objects.filter(withdrawn=False), scope, figure.place).filter(
        quantity=figure.measure.quantity, counted_on__range=(first, last)
    )
    adds = profile().quantity(figure.measure.quantity).adds
    found: dict[date, int] = {}
    for day, value in rows.order_by("counted_on", "id").values_list("counted_on", "value"):
        found[day] = found.get(day, 0) + value if adds else value
    return found


def on_day(figure: Figure, counted_by_day: Series, day: date) -> int:
    """The figure on a day: the sum of its window, or the last reading in it; nought for none."""
    window = (day - timedelta(days=back) for back in range(figure.days))
    adds = figure.measure.kind != rules.COUNT or profile().quantity(figure.measure.quantity).adds
    found = [counted_by_day[one] for one in window if one in counted_by_day]
    return sum(found) if adds else (found[0] if found else 0)


def now(rule: Rule, scope: Scope) -> dict[Figure, int]:
    """What every figure of a rule is at this moment."""
    return {figure: _now(figure, scope) for figure in rules.figures(rule)}


def _now(figure: Figure, scope: Scope) -> int:
    if figure.by_hour:
        at = clock.now()
        return len(_moments(figure, scope, at - figure.window, at))
    day = clock.today()
    return on_day(figure, series(figure, scope, day - timedelta(days=figure.days), day), day)


@dataclass(frozen=True)
class Episode:
    """A run of days on which a rule held; `last` is the last of them."""

    first: date
    last: date
    values: Mapping[Figure, int]

    @property
    def days(self) -> int:
        """How many days it lasted."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True)
class Trial:
    """What a rule would have done in a past: each figure by day, and the episodes."""

    rule: Rule
    first: date
    last: date
    by_day: Mapping[Figure, list[int]]
    episodes: list[Episode]

    @property
    def nothing(self) -> list[Figure]:
        """The figures of which nothing at all was counted in this past."""
        return [figure for figure, values in self.by_day.items() if not any(values)]


def tried(rule: Rule, scope: Scope, last: date, past: timedelta = HISTORY) -> Trial:
    """Try a rule on the past up to a day, as whoever acts may see the register."""
    first = last - past
    days = [first + timedelta(days=n) for n in range(past.days + 1)]
    by_day = {figure: _by_day(figure, scope, days) for figure in rules.figures(rule)}
    return Trial(rule, first, last, by_day, list(_episodes(rule, days, by_day)))


def _by_day(figure: Figure, scope: Scope, days: list[date]) -> list[int]:
    """What a figure was on each day."""
    if figure.by_hour:
        zone = ZoneInfo(profile().mission.time_zone)
        after = datetime.combine(days[0], time(), zone) - figure.window
        moments = _moments(figure, scope, after, clock.now())
        return [_highest(moments, figure.window, day) for day in days]
    found = series(figure, scope, days[0] - timedelta(days=figure.days), days[-1])
    return [on_day(figure, found, day) for day in days]


def _episodes(
    rule: Rule, days: list[date], by_day: Mapping[Figure, list[int]]
) -> Iterable[Episode]:
    began: date | None = None
    began_with: dict[Figure, int] = {}
    for place, day in enumerate(days):
        values = {figure: found[place] for figure, found in by_day.items()}
        if rules.holds(rule, values):
            if began is None:
                began, began_with = day, values
        elif began is not None:
            yield Episode(began, days[place - 1], began_with)
            began = None
    if began is not None:
        yield Episode(began, days[-1], began_with)
