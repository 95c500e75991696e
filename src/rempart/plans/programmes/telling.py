"""What people are told of plans: those whose yearly review is due."""

from __future__ import annotations

from collections.abc import Iterator

from rempart.kernel.telling import Due
from rempart.plans.programmes.queries import stale


def reviews_due() -> Iterator[Due]:
    """The plans in force past their review, to whoever may edit them."""
    for row in stale():
        yield Due(row, f"review:{row.review_on}", "edit")
