"""What people are told of alerts: clocks that are over, and first calls that wait for them."""

from __future__ import annotations

from collections.abc import Iterator

from rempart.doctrine.loader import current as profile
from rempart.kernel import clock
from rempart.kernel.telling import Due
from rempart.register.alerts.clocks import LATE, running
from rempart.register.alerts.workflow import TO_TRIAGE, TRIAGED
from rempart.register.models import Alert


def _waiting() -> Iterator[tuple[Alert, str]]:
    """The alerts whose next step has a clock, with the right that the step needs."""
    for alert in Alert.objects.filter(state__in=(*TO_TRIAGE, TRIAGED)):
        yield alert, "approve" if alert.state == TRIAGED else "edit"


def clocks_over() -> Iterator[Due]:
    """The clocks that are over: told to whoever may take the step, once for each clock."""
    now = clock.now()
    for alert, act in _waiting():
        found = running(alert, now)
        if found is not None and found.condition == LATE:
            wakes = profile().clocks[alert.priority].wakes
            yield Due(alert, f"{act}:{found.due:%Y%m%dT%H%M}", act, wakes=wakes)


def calls_that_wake() -> Iterator[Due]:
    """The alerts that the mission says must wake people: told as soon as a step waits for them."""
    for alert, act in _waiting():
        if profile().clocks[alert.priority].wakes:
            yield Due(alert, f"{act}:{alert.triaged_at or ''}"[:80], act, wakes=True)
