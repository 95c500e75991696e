"""What people are told of by themselves: rooms say what is due, one courier tells whom it concerns.

A room registers a topic in its `apps.py`. Its `find` is run by the courier, who reads past offices
and markings; whom a thing concerns is asked of the policy, person by person.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils.functional import Promise

from rempart.kernel.models import Addressed, Guarded
from rempart.kernel.registry import Registry


@dataclass(frozen=True)
class Due:
    """Something to be told once to each person whom it concerns.

    Told are those who may do `act` to the record, of one of `components` where any are named; or
    the `persons` named, as far as they may read it; or, of what is addressed to organisations, who
    belongs to them. `key` tells this occasion from the next one. What `wakes` passes through the
    quiet hours.
    """

    record: Guarded | Addressed
    key: str
    act: str = "read"
    components: frozenset[int] = frozenset()
    persons: frozenset[UUID] | None = None
    wakes: bool = False


@dataclass(frozen=True)
class Topic:
    """A kind of thing that people are told of: its name, how it is found, whether by e-mail too.

    `mailed` is what holds for whoever has not chosen; `outside` is told to partners alone.
    """

    label: str | Promise
    find: Callable[[], Iterable[Due]]
    mailed: bool = True
    outside: bool = False


topics: Registry[Topic] = Registry("what people are told of")
