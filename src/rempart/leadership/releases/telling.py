"""What people are told of releases: one to approve, something sent in, an answer to a partner."""

from __future__ import annotations

from collections.abc import Iterator

from rempart.kernel.telling import Due
from rempart.leadership.releases.models import Release, Submission
from rempart.leadership.releases.workflow import RECEIVED, SUBMITTED


def to_approve() -> Iterator[Due]:
    """The releases that wait, to those who approve them."""
    for row in Release.objects.filter(state=SUBMITTED):
        yield Due(row, f"submitted:{row.revision}", "approve")


def sent_in() -> Iterator[Due]:
    """What partners sent, to those who take it in; an alert passes through the quiet hours."""
    for row in Submission.objects.filter(state=RECEIVED):
        yield Due(row, "received", "edit", wakes=row.sort == Submission.ALERT)


def answered() -> Iterator[Due]:
    """The answers, each to the partner who sent something."""
    for row in Submission.objects.exclude(state=RECEIVED):
        yield Due(row, f"answered:{row.state}", "read", persons=frozenset({row.author}))
