"""What people are told of actions: those of their component whose day is past."""

from __future__ import annotations

from collections.abc import Iterator

from rempart.kernel import clock
from rempart.kernel.telling import Due
from rempart.plans.models import OVER, Action


def overdue() -> Iterator[Due]:
    """The overdue actions, to whoever may lead them in a component that leads or supports."""
    late = Action.objects.filter(due_on__lt=clock.today()).exclude(state__in=OVER)
    for row in late:
        mine = frozenset((row.component, *row.support))
        yield Due(row, f"due:{row.due_on}", "lead", components=mine)
