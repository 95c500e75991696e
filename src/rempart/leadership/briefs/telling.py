"""What people are told of briefs: one that waits for their approval."""

from __future__ import annotations

from collections.abc import Iterator

from rempart.kernel.telling import Due
from rempart.leadership.briefs.models import Brief
from rempart.leadership.briefs.workflow import SUBMITTED


def to_approve() -> Iterator[Due]:
    """The briefs that wait, to those who approve them."""
    for row in Brief.objects.filter(state=SUBMITTED):
        yield Due(row, f"submitted:{row.revision}", "approve")
