"""What incidents tell of themselves: when they happened, when they were known, how far verified."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from rempart.doctrine.loader import current as profile
from rempart.kernel import story
from rempart.kernel.story import Event
from rempart.register.models import Incident
from rempart.register.workflow import REPORTED, VERIFICATION


def began(row: Incident) -> datetime:
    """When an incident began: at its time of day, else with its day."""
    zone = ZoneInfo(profile().mission.time_zone)
    return datetime.combine(row.starts_on, row.time_of_day or time(), zone)


def incidents(ids: Iterable[UUID]) -> Iterator[Event]:
    """What happened to some incidents."""
    wanted = list(ids)
    for row in Incident.objects.filter(pk__in=wanted).defer("words"):
        yield Event(
            began(row), story.FACT, _("It happened"), "incident", row.pk,
            marking=row.marking, whole_day=row.time_of_day is None,
        )  # fmt: skip
    for version, state in story.states(Incident, wanted, "verification"):
        what = _("Recorded") if state == REPORTED else VERIFICATION.labels[state]
        yield story.event(version, "incident", story.FACT, what)
