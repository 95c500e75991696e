"""Small counts withheld so that no total gives them back: pure arithmetic, from counts to cells.

Counts are the parts and the wholes of a tree of sums. Zero is shown; a count from one to under the
threshold is withheld; then, as long as somebody who knows the sums could work a withheld count
out, its smallest neighbour is withheld too, and in the end the whole.

What that somebody knows is everything: the sums, every count shown, that what is withheld is not
zero, and that what is never shown is zero where it is, for a guess would say so. Because the sums
form a tree, narrowing each count by each sum until nothing moves gives the exact range in which it
lies.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

Range = tuple[float, float]


@dataclass(frozen=True)
class Sum:
    """A whole and its parts, by name. `rest` is a part of which nothing is ever shown."""

    whole: str
    parts: tuple[str, ...]


@dataclass(frozen=True)
class Counts:
    """What there is to show: counts by name, the sums they stand in, and counts never shown."""

    values: Mapping[str, int]
    sums: tuple[Sum, ...] = ()
    silent: frozenset[str] = field(default_factory=frozenset)


def withheld(counts: Counts, threshold: int = 5) -> frozenset[str]:
    """The names of the counts that must not be shown; the silent ones are not among them."""
    hidden = {name for name, count in counts.values.items() if 0 < count < threshold}
    while (given_away := _given_away(counts, frozenset(hidden), threshold)) is not None:
        hidden.add(_complement(counts, frozenset(hidden), given_away))
    return frozenset(hidden - counts.silent)


def _given_away(counts: Counts, hidden: frozenset[str], threshold: int) -> str | None:
    """A count of which the sums tell the exact figure though it is withheld; None where none is."""
    found = ranges(counts, hidden)
    for name in sorted(hidden):
        low, high = found[name]
        small = name not in counts.silent or counts.values[name] < threshold
        if low == high and small and _neighbours(counts, hidden, name):
            return name
    return None


def ranges(counts: Counts, hidden: frozenset[str]) -> dict[str, Range]:
    """Between what and what each count lies, for somebody who knows all that is shown."""
    found: dict[str, Range] = {}
    for name, count in counts.values.items():
        if name in counts.silent:
            found[name] = (0, math.inf if count else 0)
        else:
            found[name] = (1, math.inf) if name in hidden else (count, count)
    moved = True
    while moved:
        moved = sum(_narrow(found, one) for one in counts.sums) > 0
    return found


def _narrow(found: dict[str, Range], one: Sum) -> bool:
    """Narrow a whole by its parts, and each part by the whole and the others; did any move?"""
    before = [found[name] for name in (one.whole, *one.parts)]
    low = sum(found[part][0] for part in one.parts)
    high = sum(found[part][1] for part in one.parts)
    found[one.whole] = _within(found[one.whole], (low, high))
    for part in one.parts:
        others = [found[other] for other in one.parts if other != part]
        least = found[one.whole][0] - sum(end for _low, end in others)
        most = found[one.whole][1] - sum(end for end, _high in others)
        found[part] = _within(found[part], (least, most))
    return before != [found[name] for name in (one.whole, *one.parts)]


def _within(one: Range, other: Range) -> Range:
    return max(one[0], other[0]), min(one[1], other[1])


def _neighbours(counts: Counts, hidden: frozenset[str], name: str) -> list[str]:
    """What is shown, is not zero, and is tied to a count by a chain of sums, the nearest first."""
    ring, seen = [name], {name}
    found: list[str] = []
    while ring and not found:
        following: list[str] = []
        for one in counts.sums:
            tied = (one.whole, *one.parts)
            if seen & set(tied):
                following += [other for other in tied if other not in seen]
        seen |= set(following)
        ring = following
        found = [
            other
            for other in dict.fromkeys(following)
            if other not in hidden and other not in counts.silent and counts.values[other]
        ]
    return found


def _complement(counts: Counts, hidden: frozenset[str], name: str) -> str:
    """What to withhold beside a count: its smallest neighbour, a part rather than a whole."""
    wholes = {one.whole for one in counts.sums}
    return min(
        _neighbours(counts, hidden, name),
        key=lambda other: (other in wholes, counts.values[other], other),
    )


def shown(counts: Mapping[str, int], hidden: Iterable[str], name: str) -> int | str:
    """A count as the reader gets it: the figure, or the word that says that it is withheld."""
    return WITHHELD if name in set(hidden) else counts[name]


WITHHELD = "withheld"
