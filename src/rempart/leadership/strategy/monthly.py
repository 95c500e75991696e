"""The computed figures of a strategy in force, taken by the worker once a month is over.

The button on its page takes them too, sooner or again; the worker only takes what nobody has.
"""

from __future__ import annotations

from rempart.kernel import clock
from rempart.kernel.actor import SystemActor, acting_as
from rempart.kernel.policy import STRICT
from rempart.leadership.strategy.actions import take_figures
from rempart.leadership.strategy.models import RUNNING, Strategy
from rempart.leadership.strategy.queries import months_to_take

RECKONER = SystemActor("reckoner", ceiling=STRICT)
ROUND = 6 * 3600.0
PATIENCE = 300.0
"""Seconds between two looks, and before the first."""
SETTLED = 5
"""The day of a month from which the one before is counted: what is recorded late has come in."""


def take_due() -> int:
    """Take the figures of the whole months that lack them; how many readings were taken."""
    if clock.today().day < SETTLED:
        return 0
    taken = 0
    with acting_as(RECKONER):
        for row in Strategy.objects.filter(state__in=RUNNING).order_by("created_at"):
            if months := months_to_take(row):
                taken += take_figures(target=row.pk, months=months)
    return taken
