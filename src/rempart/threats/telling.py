"""What people are told of assessments: one that came back with remarks."""

from __future__ import annotations

from collections.abc import Iterator

from rempart.kernel.telling import Due
from rempart.threats.models import Assessment


def returned() -> Iterator[Due]:
    """The assessments that were returned, to whoever writes them."""
    for row in Assessment.objects.filter(state="returned"):
        yield Due(row, f"returned:{row.revision}", "edit")
