"""What people are told of commitments: those whose day has come or gone."""

from __future__ import annotations

from collections.abc import Iterator

from rempart.field.models import PENDING, Commitment
from rempart.kernel import clock
from rempart.kernel.telling import Due


def commitments_due() -> Iterator[Due]:
    """The commitments due today or before, to whoever answers for them in the component."""
    for row in Commitment.objects.filter(state__in=PENDING, due_on__lte=clock.today()):
        yield Due(row, f"due:{row.due_on}", "lead", components=frozenset((row.component,)))
