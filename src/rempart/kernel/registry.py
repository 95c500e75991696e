"""Small registries to which rooms register in their `apps.py`, so that nobody imports downwards."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, TypeVar

T = TypeVar("T")


class Registry(Generic[T]):
    """Named things that rooms bring: kept in the order of their names, so that pages are stable."""

    def __init__(self, purpose: str) -> None:
        self.purpose = purpose
        self._things: dict[str, T] = {}

    def add(self, name: str, thing: T) -> T:
        """Register `thing` under `name`.

        Raises:
            ValueError: another room took the name.
        """
        if self._things.get(name, thing) is not thing:
            raise ValueError(f"{self.purpose}: {name!r} is registered twice")
        self._things[name] = thing
        return thing

    def __iter__(self) -> Iterator[tuple[str, T]]:
        """Names and things, in the order of the names."""
        return iter(sorted(self._things.items()))

    def __getitem__(self, name: str) -> T:
        """What was registered under `name`."""
        return self._things[name]

    def __contains__(self, name: object) -> bool:
        """Has something been registered under `name`?"""
        return name in self._things

    def __len__(self) -> int:
        """How many things are registered."""
        return len(self._things)
