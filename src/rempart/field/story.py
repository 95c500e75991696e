"""What commitments tell of themselves: promised, kept or not, with the answer that was given."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from uuid import UUID

from rempart.field.models import Commitment
from rempart.field.workflow import COMMITMENT
from rempart.kernel import story
from rempart.kernel.story import Event


def commitments(ids: Iterable[UUID]) -> Iterator[Event]:
    """What happened to some commitments."""
    for version, state in story.states(Commitment, ids):
        note = version.values.get("evidence") or version.values.get("answer") or ""
        yield story.event(version, "commitment", story.ACTION, COMMITMENT.labels[state], note=note)
