"""What a rule's figures are on a day, and were on every day of a past: the same count for both.

Only rows of the plan's office are counted, in no compartment and marked no higher than the plan:
whoever may read the plan's proposals learns nothing that lies above them. Incidents that were
found unfounded or out of scope, alerts that repeat another or were set aside, and withdrawn counts
are left out; civilians killed are best estimates, unknown ones are not counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from rempart.doctrine.loader import current as profile
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
    """What was counted on each day of a period, as whoever acts may see it."""
    measure = figure.measure
    if measure.kind == rules.COUNT:
        return _counts(figure, scope, first, last)
    if measure.kind == rules.ALERTS:
        return _alerts(figure, scope, first, last)
    rows = _within(counted(), scope, figure.place).filter(starts_on__range=(first, last))
    if measure.threat_type:
        rows = rows.filter(threat_type=measure.threat_type)
    if measure.perpetrator:
        rows = rows.filter(alleged__contains=[{"type": measure.perpetrator}])
    found: Counter[date] = Counter()
    for day, killed in rows.values_list("starts_on", "killed_best"):
        found[day] += 1 if measure.kind == rules.INCIDENTS else killed or 0
    return found


def _alerts(figure: Figure, scope: Scope, first: date, last: date) -> Series:
    zone = ZoneInfo(profile().mission.time_zone)
    rows = _within(Alert.objects.all(), scope, figure.place).filter(
        received_at__date__range=(first - timedelta(days=1), last + timedelta(days=1))
    )
    if figure.measure.priority:
        rows = rows.filter(priority=figure.measure.priority)
    moments = rows.exclude(state__in=(DUPLICATE, NOT_ACTIONABLE)).values_list("received_at")
    days = Counter(moment.astimezone(zone).date() for (moment,) in moments)
    return {day: number for day, number in days.items() if first <= day <= last}


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


def now(rule: Rule, scope: Scope, day: date) -> dict[Figure, int]:
    """What every figure of a rule is on a day."""
    return {
        figure: on_day(figure, series(figure, scope, day - timedelta(days=figure.days), day), day)
        for figure in rules.figures(rule)
    }


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
    by_day = {}
    for figure in rules.figures(rule):
        found = series(figure, scope, first - timedelta(days=figure.days), last)
        by_day[figure] = [on_day(figure, found, day) for day in days]
    return Trial(rule, first, last, by_day, list(_episodes(rule, days, by_day)))


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
