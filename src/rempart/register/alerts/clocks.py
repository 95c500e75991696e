"""The clocks of alerts: what is due next, by when, and how much of the time is gone.

Both clocks run from the moment the alert was received; how long, the profile says by priority.
Past the decision, no clock of the house runs.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from rempart.doctrine.loader import current as profile
from rempart.register.alerts.workflow import TO_TRIAGE, TRIAGED
from rempart.register.models import Alert

OK, DUE, LATE = "ok", "due", "late"
_NEAR = 70
"""From this percentage of its time on, a clock is shown as nearly due."""


@dataclass(frozen=True)
class Clock:
    """One deadline: when it falls, and the percentage of its time that is gone (0 to 100)."""

    due: datetime
    share: int
    condition: str


def deadline(alert: Alert) -> datetime | None:
    """When the next step is due; None where no clock runs."""
    limits = profile().clocks[alert.priority]
    if alert.state in TO_TRIAGE:
        return alert.received_at + timedelta(minutes=limits.triage)
    if alert.state == TRIAGED:
        return alert.received_at + timedelta(minutes=limits.decision)
    return None


def running(alert: Alert, now: datetime) -> Clock | None:
    """The clock of an alert at a moment; None where none runs."""
    due = deadline(alert)
    if due is None:
        return None
    whole, gone = due - alert.received_at, now - alert.received_at
    share = max(0, min(100, round(100 * gone / whole)))
    condition = LATE if now > due else DUE if share >= _NEAR else OK
    return Clock(due, share, condition)
