"""What is due for a body to look at: rooms register how to find it, a meeting's agenda gathers.

A source finds records as whoever asks; a meeting keeps only which records they are, and each
reader of its agenda sees those that they may see.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils.functional import Promise

from rempart.kernel.registry import Registry


@dataclass(frozen=True)
class Due:
    """A record that is due, by its kind and id."""

    kind: str
    id: UUID


@dataclass(frozen=True)
class Source:
    """A heading of agendas, and how to find what stands under it; an office narrows it."""

    label: str | Promise
    find: Callable[[int | None], Iterable[Due]]


sources: Registry[Source] = Registry("agendas")
"""By name."""


def due(office: int | None) -> list[tuple[str, Due]]:
    """Everything that is due in an office, or anywhere, as far as whoever asks may see."""
    return [(name, one) for name, source in sources for one in source.find(office)]
