"""The register of mitigation measures: what is done to one, and what became of the risk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, TypedDict

from django.db import transaction
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext_lazy as _

from rempart.kernel import clock, links
from rempart.kernel.actions import Run, changes, creates
from rempart.kernel.actor import current
from rempart.kernel.errors import BadInput, Problem
from rempart.kernel.models import Link
from rempart.plans.models import Measure
from rempart.threats import rubric
from rempart.threats.models import Threat
from rempart.threats.rubric import Interval


class Said(TypedDict):
    """What a person says of a measure."""

    statement: str
    place: str
    component: int
    since: date


def _wrong_day(place: Any, day: date, message: Any) -> BadInput:
    remedy = _("Correct the day.")
    return BadInput(Problem(place, day.isoformat(), message, remedy, "day"))


@creates(Measure, "measure.enter")
def _enter(run: Run, *, said: Said, threat: Threat, marking: int) -> Measure:
    """Enter a measure that stands."""
    if said["since"] > run.now.date():
        raise _wrong_day(_("Since"), said["since"], _("is still to come: propose an action"))
    return Measure(**said, office=threat.office, compartment=threat.compartment, marking=marking)


@changes(Measure, "measure.link")
def _link(run: Run, row: Measure, *, threat: Threat) -> None:
    """Tie a measure to the threat that it mitigates."""
    links.tie(run, threat, "mitigated_by", row)


def enter_measure(*, said: Said, threat: Threat, marking: int) -> Measure:
    """Enter a measure against a threat, in whose office and compartment it stands.

    Raises:
        BadInput: it has not begun yet.
    """
    with transaction.atomic(using=current().alias):
        row = _enter(said=said, threat=threat, marking=marking)
        _link(target=row.pk, threat=threat)
    return row


@changes(Measure, "measure.end")
def end_measure(run: Run, row: Measure, *, on: date, why: str) -> None:
    """Say that a measure stands no more, since when and why.

    Raises:
        BadInput: it ends before it began or in the future, or the reason is missing.
    """
    if not row.since <= on <= run.now.date():
        raise _wrong_day(_("Ended"), on, _("is before the beginning or still to come"))
    if not why.strip():
        remedy = _("Say in a sentence why; it stays with the record.")
        raise BadInput(Problem(_("Reason"), "", _("is missing"), remedy, "missing"))
    row.ended_on, row.end_reason = on, why.strip()


@dataclass(frozen=True)
class Risk:
    """A threat's risk when the measure began and when it ended, or today.

    `before` is None where the threat was not scored yet, or its reader may not see that score.
    """

    threat: Threat
    before: Interval | None
    after: Interval | None

    @property
    def comparable(self) -> bool:
        """Do the two intervals lie apart, so that something can be said to have changed?"""
        if self.before is None or self.after is None:
            return False
        return self.before.high < self.after.low or self.after.high < self.before.low


def _at(threat: Threat, day: date) -> Interval | None:
    """The risk as it was held at the end of a day."""
    until = datetime.combine(day + timedelta(days=1), time(), get_current_timezone())
    held = threat.versions.filter(at__lt=until).order_by("-number").first()
    if held is None or not any((held.values.get("scores") or {}).values()):
        return None
    return rubric.assess(held.values["scores"]).risk


def risk_around(row: Measure) -> Risk | None:
    """What became of the risk of the threat that the measure mitigates, as far as one may see."""
    tied = Link.objects.filter(
        target_id=row.pk, relation="mitigated_by", undone_at__isnull=True
    ).first()
    threat = Threat.objects.filter(pk=tied.source_id).first() if tied else None
    if threat is None:
        return None
    return Risk(threat, _at(threat, row.since), _at(threat, row.ended_on or clock.today()))


def measure_of(reference: str) -> Measure | None:
    """The measure of that reference, if the reader sees it."""
    found: Measure | None = Measure.objects.filter(reference=reference).first()
    return found
