"""What people are told of releases: one to approve, something sent in, an answer to a partner."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import QuerySet

from rempart.kernel import clock
from rempart.kernel.telling import Due
from rempart.leadership.releases.models import Release, Released, Submission
from rempart.leadership.releases.workflow import RECEIVED, SUBMITTED

_LATELY = timedelta(days=7)
"""What has ended longer ago is news to nobody."""


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


def _released(**more: object) -> QuerySet[Released]:
    """What was released, without its content."""
    return Released.objects.filter(**more).only("id", "reference", "organisations")


def to_read() -> Iterator[Due]:
    """What stands released, to those of its addressees."""
    now = clock.now()
    for row in _released(opens_at__lte=now, expires_at__gt=now, revoked_at__isnull=True):
        yield Due(row, "released")


def taken_back() -> Iterator[Due]:
    """What was withdrawn lately, to those who could read it."""
    for row in _released(revoked_at__gt=clock.now() - _LATELY):
        yield Due(row, "withdrawn")


def over() -> Iterator[Due]:
    """What has lately ended by itself, to those who could read it."""
    now = clock.now()
    lately = (now - _LATELY, now)
    for row in _released(expires_at__range=lately, revoked_at__isnull=True):
        yield Due(row, "ended")
