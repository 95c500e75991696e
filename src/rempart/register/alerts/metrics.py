"""What became of the alerts of a period, with every denominator.

Actionable are the alerts received in the period, less duplicates, not actionable, awaiting
information, and those still within their decision clock. Responded are those that reached a
response, by whomever. The response rate is responded over actionable. The share prevented is the
responded alerts averted or reduced over those whose outcome is known and not false. The miss rate
is the verified incidents of the period without a linked alert received before they began, over all
verified incidents of the period; those without a time of day are counted apart, in neither term,
by what their alerts tell all the same. Of small counts a percentage says little: beside each share
stands Wilson's 95 % interval. A bare percentage would reward easy alerts: each figure carries its
terms.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from statistics import median
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from rempart.doctrine.loader import current as profile
from rempart.kernel import clock
from rempart.kernel.models import Link
from rempart.kernel.policy import NO_COMPARTMENT, UNCLASSIFIED
from rempart.register.alerts import workflow
from rempart.register.models import Alert, AlertVersion, Incident
from rempart.register.queries import Filters, counted, told_with
from rempart.register.workflow import VERIFIED

PREVENTED = frozenset({"averted", "reduced"})
_NO_OUTCOME = frozenset({"", "unknown", "false"})
_HOST = "host_forces"
_Z = 1.959964
_UN = frozenset({"force", "unpol", "civil"})


@dataclass(frozen=True)
class Share:
    """A part of a whole, both as counts: the percentage is never without them."""

    part: int
    whole: int

    @property
    def percent(self) -> int | None:
        """The percentage, rounded half up; None of nothing."""
        return math.floor(100 * self.part / self.whole + 0.5) if self.whole else None

    @property
    def interval(self) -> tuple[int, int] | None:
        """Wilson's 95 % interval of the percentage, rounded half up; None of nothing.

        It holds where counts are small: it never leaves 0 to 100, nor shrinks to a point.
        """
        if not self.whole:
            return None
        n, share = self.whole, self.part / self.whole
        middle = share + _Z**2 / (2 * n)
        half = _Z * math.sqrt(share * (1 - share) / n + _Z**2 / (4 * n**2))
        low, high = ((middle + side * half) / (1 + _Z**2 / n) for side in (-1, 1))
        return math.floor(100 * low + 0.5), math.floor(100 * high + 0.5)


@dataclass(frozen=True)
class Delay:
    """How long a step took since the alert was received: median and 90th percentile, of `n`."""

    n: int
    median: timedelta | None
    p90: timedelta | None


@dataclass(frozen=True)
class Apart:
    """The verified incidents without a time of day, by when their first alert was received."""

    earlier: int = 0
    same_day: int = 0
    none: int = 0

    @property
    def whole(self) -> int:
        """All of them."""
        return self.earlier + self.same_day + self.none


@dataclass(frozen=True)
class Metrics:
    """The alerts of a period: what was received, left out, answered, prevented and missed."""

    received: int
    duplicates: int
    not_actionable: int
    awaiting: int
    within_clock: int
    responded: int
    by_mission: int
    by_host: int
    by_others: int
    prevented: Share
    missed: Share
    apart: Apart = Apart()
    marking: int = UNCLASSIFIED
    reasons: dict[str, int] = field(default_factory=dict)
    delays: dict[str, dict[str, Delay]] = field(default_factory=dict)

    @property
    def actionable(self) -> int:
        """Received, less all that is left out."""
        left_out = self.duplicates + self.not_actionable + self.awaiting + self.within_clock
        return self.received - left_out

    @property
    def untimed(self) -> int:
        """The verified incidents without a time of day: in neither term of the miss rate."""
        return self.apart.whole

    @property
    def response(self) -> Share:
        """The response rate: responded over actionable."""
        return Share(self.responded, self.actionable)


@dataclass(frozen=True)
class Sample:
    """The alerts and the verified incidents that are measured, with what is asked of all of them.

    `states` gives the state that counts of each alert, `warned` when each incident was warned of.
    """

    alerts: list[Alert]
    incidents: list[Incident]
    states: dict[UUID, str]
    warned: dict[UUID, list[datetime]]

    def by(self, axis: str) -> dict[int, Metrics]:
        """The metrics of each office, or of each component: those that have anything to count."""
        numbers = {getattr(row, axis) for row in (*self.alerts, *self.incidents)}
        return {number: self._of(axis, number).metrics() for number in sorted(numbers)}

    def _of(self, axis: str, number: int) -> Sample:
        alerts = [row for row in self.alerts if getattr(row, axis) == number]
        incidents = [row for row in self.incidents if getattr(row, axis) == number]
        return Sample(alerts, incidents, self.states, self.warned)

    def metrics(self) -> Metrics:
        """The metrics of all of it."""
        rows, cases = self.alerts, self.incidents
        left_out = Counter(self.states[row.pk] for row in rows)
        answered = [row for row in rows if row.responded_at]
        known = [row for row in answered if row.outcome not in _NO_OUTCOME]
        return Metrics(
            received=len(rows),
            duplicates=left_out[workflow.DUPLICATE],
            not_actionable=left_out[workflow.NOT_ACTIONABLE],
            awaiting=left_out[workflow.NEEDS_INFO],
            within_clock=sum(_is_within(row, self.states[row.pk]) for row in rows),
            responded=len(answered),
            by_mission=sum(_by(row) == "mission" for row in answered),
            by_host=sum(_by(row) == "host" for row in answered),
            by_others=sum(_by(row) == "others" for row in answered),
            prevented=Share(sum(row.outcome in PREVENTED for row in known), len(known)),
            missed=_missed(cases, self.warned),
            apart=_apart(cases, self.warned),
            marking=max((row.marking for row in (*rows, *cases)), default=UNCLASSIFIED),
            reasons=dict(Counter(row.no_response for row in rows if row.no_response).most_common()),
            delays={
                code: _delays([row for row in rows if row.priority == code])
                for code in profile().clocks
            },
        )


def sample(first: date, last: date, **narrowed: int | None) -> Sample:
    """What is measured of a period, both days included, of what the reader may see.

    An `office`, a `component` or a `compartment` narrows it to its own rows. Five queries.
    """
    only = {name: number for name, number in narrowed.items() if number is not None}
    alerts = list(received(first, last).filter(**only))
    open_only = narrowed.get("compartment") == NO_COMPARTMENT
    verified = Filters(since=first, until=last, verification=VERIFIED, open_only=open_only)
    cases = list(counted(verified).filter(**only).defer("words"))
    return Sample(alerts, cases, _before_closing(alerts), _warned(cases))


def _warned(incidents: Sequence[Incident]) -> dict[UUID, list[datetime]]:
    """When each incident was warned of, by alerts linked to it or to one told as one with it."""
    behind = told_with([row.pk for row in incidents])
    told = {row.pk: {row.pk, *(one.pk for one in behind.get(row.pk, ()))} for row in incidents}
    heard = _warnings(list(set().union(*told.values())))
    return {
        row: [at for one in together for at in heard.get(one, ())] for row, together in told.items()
    }


def measured(
    first: date, last: date, office: int | None = None, compartment: int | None = None
) -> Metrics:
    """The metrics of a period, both days included, of what the reader may see.

    An `office` or a `compartment` narrows them to its own rows.
    """
    return sample(first, last, office=office, compartment=compartment).metrics()


def received(
    first: date, last: date, office: int | None = None, compartment: int | None = None
) -> QuerySet[Alert]:
    """The alerts received in a period, both days included, that the reader may see."""
    begins, ends = _bounds(first, last)
    found: QuerySet[Alert] = Alert.objects.filter(received_at__gte=begins, received_at__lt=ends)
    if office is not None:
        found = found.filter(office=office)
    return found if compartment is None else found.filter(compartment=compartment)


def _bounds(first: date, last: date) -> tuple[datetime, datetime]:
    zone = ZoneInfo(profile().mission.time_zone)
    begins = datetime.combine(first, time.min, zone)
    return begins, datetime.combine(last + timedelta(days=1), time.min, zone)


def _before_closing(rows: Sequence[Alert]) -> dict[UUID, str]:
    """The state of each alert; of a closed one, the last state before it that said why.

    Where the reader may not see that version, the row tells it: what was answered or left to run
    has an outcome, what was set aside has none.
    """
    found = {row.pk: row.state for row in rows}
    found |= {
        row.pk: workflow.OUTCOME if row.outcome else workflow.NOT_ACTIONABLE
        for row in rows
        if row.state == workflow.CLOSED
    }
    closed = [row.pk for row in rows if row.state == workflow.CLOSED]
    versions = AlertVersion.objects.filter(object_id__in=closed).order_by("number")
    for object_id, values in versions.values_list("object_id", "values"):
        if values["state"] != workflow.CLOSED:
            found[object_id] = values["state"]
    return found


def _is_within(row: Alert, state: str) -> bool:
    """Does an alert that nobody decided yet still stand within its decision clock?"""
    if state not in (workflow.RECEIVED, workflow.TRIAGED):
        return False
    due = row.received_at + timedelta(minutes=profile().clocks[row.priority].decision)
    return clock.now() <= due


def _by(row: Alert) -> str:
    """Who responded: the mission where one of its own did; else the host State; else others.

    Whoever takes a task is of the mission; what was confirmed without a task, the host State did.
    """
    if _UN & set(row.responders) or (row.tasked_at and not row.responders):
        return "mission"
    return "host" if _HOST in row.responders or not row.responders else "others"


def _missed(incidents: Sequence[Incident], warned: Mapping[UUID, list[datetime]]) -> Share:
    """Of the verified incidents with a time of day, those without an earlier alert."""
    zone = ZoneInfo(profile().mission.time_zone)
    timed = [(row, row.time_of_day) for row in incidents if row.time_of_day is not None]
    missed = 0
    for row, at in timed:
        heard = min(warned.get(row.pk, ()), default=None)
        missed += heard is None or heard >= datetime.combine(row.starts_on, at, zone)
    return Share(missed, len(timed))


def _apart(incidents: Sequence[Incident], warned: Mapping[UUID, list[datetime]]) -> Apart:
    """The verified incidents without a time of day; an alert of a later day warned of none."""
    zone = ZoneInfo(profile().mission.time_zone)
    found: Counter[str] = Counter()
    for row in incidents:
        if row.time_of_day is not None:
            continue
        heard = min(warned.get(row.pk, ()), default=None)
        day = heard.astimezone(zone).date() if heard else None
        if day is None or day > row.starts_on:
            found["none"] += 1
        else:
            found["same_day" if day == row.starts_on else "earlier"] += 1
    return Apart(**found)


def _warnings(incidents: Sequence[UUID]) -> dict[UUID, list[datetime]]:
    """When the alerts that are linked to each incident were received."""
    links = Link.objects.filter(
        source_kind="alert", target_kind="incident", target_id__in=incidents, undone_at=None
    ).values_list("source_id", "target_id")
    pairs = list(links)
    heard = dict(
        Alert.objects.filter(pk__in=[alert for alert, _of in pairs]).values_list(
            "pk", "received_at"
        )
    )
    found: dict[UUID, list[datetime]] = {}
    for alert, of in pairs:
        found.setdefault(of, []).append(heard[alert])
    return found


def _delays(rows: Sequence[Alert]) -> dict[str, Delay]:
    return {
        name: delay(
            at - row.received_at for row in rows if (at := getattr(row, f"{name}_at")) is not None
        )
        for name in ("triaged", "decided", "responded")
    }


def delay(spans: Iterable[timedelta]) -> Delay:
    """Median and 90th percentile (nearest rank) of some durations."""
    found = sorted(spans)
    if not found:
        return Delay(0, None, None)
    seconds = median(one.total_seconds() for one in found)
    rank = math.ceil(0.9 * len(found)) - 1
    return Delay(len(found), timedelta(seconds=seconds), found[rank])
