"""What people are told of crises: proposals that await them, a team that sits, late work."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Max

from rempart.kernel import clock
from rempart.kernel.actor import MISSION
from rempart.kernel.telling import Due
from rempart.people.readers import holders
from rempart.plans.crises.models import ACTIVE, OPEN, PROPOSED, Crisis, CrisisTask


def proposed() -> Iterator[Due]:
    """The proposals, to the posts that decide of them; they pass through the quiet hours."""
    for row in Crisis.objects.filter(state=PROPOSED, exercise=False):
        yield Due(row, "proposed", "approve", wakes=True)
        if row.designate:
            people = frozenset(who for who, _post in holders(row.designate, {row.office, 0}))
            yield Due(row, "designate", persons=people, wakes=True)


def opened() -> Iterator[Due]:
    """The crises under way, to whoever holds a post of their team: newcomers too, once each.

    They pass through the quiet hours, unless the crisis is only played.
    """
    for row in Crisis.objects.filter(state=ACTIVE):
        offices = {row.office, MISSION}
        people = {who for role in row.team for who, _post in holders(role, offices)}
        if people:
            yield Due(row, "opened", persons=frozenset(people), wakes=not row.exercise)


def reports_late() -> Iterator[Due]:
    """The crises whose situation report is late, to those who run them."""
    now = clock.now()
    for row in Crisis.objects.filter(state=ACTIVE).annotate(last=Max("sitreps__at")):
        due = row.sitrep_due(row.last)
        if due is not None and due < now:
            yield Due(row, f"sitrep:{due:%Y%m%dT%H%M}", "propose")


def tasks_late() -> Iterator[Due]:
    """The tasks whose time is over, to the posts that they were given."""
    late = CrisisTask.objects.filter(state=OPEN, due_at__lt=clock.now(), crisis__state=ACTIVE)
    for row in late:
        people = frozenset(who for who, _post in holders(row.role, {row.office, 0}))
        yield Due(row, f"late:{row.due_at:%Y%m%dT%H%M}", persons=people)
