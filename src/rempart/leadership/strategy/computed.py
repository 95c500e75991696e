"""Indicators computed from the records: one registry, each figure with all its terms.

They are counted as whoever is bound. For the strategy it is the drafter, a named system actor that
reads up to the strategy's marking; whatever stands in a compartment is left out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rempart.doctrine.loader import current as profile
from rempart.field.models import BROKEN, KEPT, PENDING, REFUSED, Commitment
from rempart.kernel import clock
from rempart.kernel.models import Link
from rempart.kernel.policy import NO_COMPARTMENT
from rempart.kernel.registry import Registry
from rempart.register.alerts.metrics import Share, measured
from rempart.register.queries import Filters, counted
from rempart.register.workflow import VERIFIED
from rempart.threats.models import Approval, LocationCategory, Threat

Terms = list[tuple[str, int]]


@dataclass(frozen=True)
class Figure:
    """A value, None where it is unknown, and what was counted: codes of `TERMS` with numbers."""

    value: Decimal | None
    terms: Terms


@dataclass(frozen=True)
class Computed:
    """A figure of the registry: its name, its unit, which way is better, what it counts and how.

    `kinds` are those of the rows behind it: who reads none of them gets no figure of their own.
    """

    label: str | Promise
    unit: str
    better: str
    kinds: tuple[str, ...]
    compute: Callable[[date, date, int | None], Figure]


TERMS: dict[str, str | Promise] = {
    "killed": _("civilians killed, best estimate"),
    "incidents": _("verified incidents"),
    "unknown": _("of them with an unknown number of dead"),
    "unverified": _("incidents not verified, not counted"),
    "received": _("alerts received"),
    "left_out": _("duplicates, not actionable, awaiting information or within their clock"),
    "actionable": _("actionable"),
    "responded": _("responded"),
    "musts": _("places that must be protected"),
    "acted": _("of them with an action"),
    "due": _("commitments due"),
    "kept": _("kept"),
    "not_kept": _("not kept"),
    "overdue": _("overdue"),
    "refused": _("refused, not counted"),
    "expected": _("assessments expected"),
    "on_time": _("approved in time"),
    "late": _("approved late"),
    "missing": pgettext_lazy("assessments", "not approved"),
}
"""What each term is called."""


def _percent(share: Share) -> Decimal | None:
    return None if share.percent is None else Decimal(share.percent)


def verified_harm(first: date, last: date, office: int | None) -> Figure:
    """Civilians killed in verified incidents; unknown where nothing but unknown is told."""
    told = counted(Filters(office=office, since=first, until=last, open_only=True))
    rows = list(told.order_by().values_list("verification", "killed_best"))
    verified = [killed for state, killed in rows if state == VERIFIED]
    known = sum(killed for killed in verified if killed is not None)
    unknown = sum(killed is None for killed in verified)
    terms = [("killed", known), ("incidents", len(verified)), ("unknown", unknown),
             ("unverified", len(rows) - len(verified))]  # fmt: skip
    return Figure(None if unknown and not known else Decimal(known), terms)


def response_rate(first: date, last: date, office: int | None) -> Figure:
    """Alerts responded to over those that were actionable."""
    told = measured(first, last, office, NO_COMPARTMENT)
    terms = [("received", told.received), ("left_out", told.received - told.actionable),
             ("actionable", told.actionable), ("responded", told.responded)]  # fmt: skip
    return Figure(_percent(told.response), terms)


def musts_acted_on(first: date, last: date, office: int | None) -> Figure:
    """Places decided as must that an action answers, by the decision or by a threat there."""
    musts = LocationCategory.objects.filter(
        category="must", month=last.replace(day=1), compartment=NO_COMPARTMENT
    )
    if office is not None:
        musts = musts.filter(office=office)
    rows = list(musts)
    threats = Threat.objects.filter(area__in=[row.area for row in rows])
    by_area = list(threats.values_list("area", "office", "pk"))
    wanted = [row.pk for row in rows] + [pk for _area, _office, pk in by_area]
    acted = set(Link.objects.filter(
        source_id__in=wanted, target_kind="action", undone_at__isnull=True
    ).values_list("source_id", flat=True))  # fmt: skip
    served = {(area, held) for area, held, pk in by_area if pk in acted}
    done = sum(row.pk in acted or (row.area, row.office) in served for row in rows)
    return Figure(_percent(Share(done, len(rows))), [("musts", len(rows)), ("acted", done)])


def commitments_kept(first: date, last: date, office: int | None) -> Figure:
    """Commitments due in the period that were kept, over those kept, not kept or overdue."""
    found = Commitment.objects.filter(
        due_on__gte=first, due_on__lte=last, compartment=NO_COMPARTMENT
    )
    if office is not None:
        found = found.filter(office=office)
    states = list(found.values_list("state", "due_on"))
    kept = sum(state == KEPT for state, _due in states)
    broken = sum(state == BROKEN for state, _due in states)
    overdue = sum(state in PENDING and due < clock.today() for state, due in states)
    refused = sum(state == REFUSED for state, _due in states)
    terms = [("due", len(states)), ("kept", kept), ("not_kept", broken), ("overdue", overdue),
             ("refused", refused)]  # fmt: skip
    return Figure(_percent(Share(kept, kept + broken + overdue)), terms)


def assessments_on_time(first: date, last: date, office: int | None) -> Figure:
    """Monthly assessments approved within the profile's days of the month's end, over expected."""
    offices = [office] if office is not None else [one.number for one in profile().offices]
    months = [month for month in _months(first, last) if _ended(month) < clock.today()]
    found = Approval.objects.filter(
        assessment__month__in=months, assessment__office__in=offices,
        assessment__compartment=NO_COMPARTMENT,
    ).order_by("-at")  # fmt: skip
    kept = found.values_list("assessment__month", "assessment__office", "at")
    approved = {(month, of): at.date() for month, of, at in kept}
    limit = timedelta(days=profile().strategy.assessment_days)
    on_time = sum(at <= _ended(month) + limit for (month, _of), at in approved.items())
    expected = len(months) * len(offices)
    terms = [("expected", expected), ("on_time", on_time), ("late", len(approved) - on_time),
             ("missing", expected - len(approved))]  # fmt: skip
    return Figure(_percent(Share(on_time, expected)), terms)


def _months(first: date, last: date) -> list[date]:
    found, month = [], first.replace(day=1)
    while month <= last:
        found.append(month)
        month = (month + timedelta(days=32)).replace(day=1)
    return found


def _ended(month: date) -> date:
    """The last day of a month."""
    return (month + timedelta(days=32)).replace(day=1) - timedelta(days=1)


COMPUTED: Registry[Computed] = Registry("computed indicators")
"""By code."""

for _code, _one in {
    "verified_harm": Computed(
        _("Civilians killed in verified incidents"), "number", "down", ("incident",),
        verified_harm),
    "response_rate": Computed(
        _("Alerts responded to, of those actionable"), "percent", "up", ("alert",), response_rate),
    "musts_acted_on": Computed(
        _("Places that must be protected, with an action"), "percent", "up", ("location_category",),
        musts_acted_on),
    "commitments_kept": Computed(
        _("Commitments kept"), "percent", "up", ("commitment",), commitments_kept),
    "assessments_on_time": Computed(
        _("Assessments approved in time"), "percent", "up", ("assessment",),
        assessments_on_time),
}.items():  # fmt: skip
    COMPUTED.add(_code, _one)
