"""Small counts withheld so that no total gives them back: pure arithmetic, from counts to cells.

Counts are the parts and the wholes of a tree of sums. Zero is shown; a count from one to under the
threshold is withheld; then, as long as somebody who knows the sums could work a withheld count
out, its smallest neighbour is withheld too, and in the end the whole.

What that somebody knows is everything: the sums, every count shown, that what is withheld is not
zero, and that what is never shown is zero where it is, for a guess would say so. Because the sums
form a tree, narrowing each count by each sum until nothing moves gives the exact range in which it
lies (`solving`).

They also keep what was released before. A count that was withheld once stays withheld, whatever it
has become; a count that was shown once withholds nothing beside another; and the sums of every
release are looked at together, so that one release is not taken away from another. Where nothing is
left that would help, nothing tied to the count is shown at all.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from rempart.leadership.releases.solving import Range, Sum, narrowed


@dataclass(frozen=True)
class Counts:
    """What there is to show: counts by name, the sums they stand in, and counts never shown."""

    values: Mapping[str, int]
    sums: tuple[Sum, ...] = ()
    silent: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True)
class Given:
    """What was released before: its counts, those withheld, and those that it did not speak of."""

    counts: Counts
    hidden: frozenset[str]


@dataclass(frozen=True)
class _Joint:
    """Everything released, together: a count that has not moved since is one and the same.

    `open` are the counts that are now to be shown or not; `known` those that stand in something
    released; `loose` those that may be nought though they are withheld.
    """

    counts: Counts
    open: frozenset[str]
    known: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()
    loose: frozenset[str] = frozenset()


def withheld(counts: Counts, threshold: int = 5, before: Sequence[Given] = ()) -> frozenset[str]:
    """The names of the counts that must not be shown; the silent ones are not among them."""
    joint = _joined(counts, before)
    values, silent = joint.counts.values, joint.counts.silent
    small = {name for name, count in values.items() if 0 < count < threshold}
    hidden = joint.hidden | (small - joint.known)
    while (given_away := _given_away(joint, hidden, threshold)) is not None:
        hidden |= _complement(joint, hidden, given_away)
    again = {name for name in small & joint.known if name in joint.open}
    return (hidden | again) & joint.open - silent


def _joined(counts: Counts, before: Sequence[Given]) -> _Joint:
    """The counts of now and those of before, under names that say which are the same."""
    values = dict(counts.values)
    sums = dict.fromkeys(counts.sums)
    known: set[str] = set()
    hidden = {name for given in before for name in given.hidden if name in values}
    loose = set(hidden)
    unsaid = set(counts.silent)
    for given in before:
        names = {
            name: name if counts.values.get(name) == value else f"{name}={value}"
            for name, value in given.counts.values.items()
        }
        values |= {names[name]: value for name, value in given.counts.values.items()}
        sums |= dict.fromkeys(
            Sum(names[one.whole], tuple(names[part] for part in one.parts))
            for one in given.counts.sums
        )
        kept = {names[name] for name in given.hidden}
        hidden |= kept
        loose -= kept
        quiet = {names[name] for name in given.counts.silent}
        unsaid |= quiet
        known |= set(names.values()) - kept - quiet
    hidden -= known - set(counts.values)
    silent = frozenset(unsaid - known - hidden - (set(counts.values) - counts.silent))
    return _Joint(
        Counts(values, tuple(sums), silent),
        frozenset(counts.values),
        frozenset(known),
        frozenset(hidden),
        frozenset(loose),
    )


def _given_away(joint: _Joint, hidden: frozenset[str], threshold: int) -> str | None:
    """A count of which the sums tell the exact figure though it is withheld; None where none is.

    One that was known before, or to which nothing that is shown is tied any more, is left.
    """
    counts = joint.counts
    secret = hidden - joint.known
    found = ranges(counts, secret, joint.loose, _touched(joint, secret))
    for name in sorted(secret):
        low, high = found[name]
        small = name not in counts.silent or counts.values[name] < threshold
        if low == high and small and _complement(joint, hidden, name):
            return name
    return None


def _touched(joint: _Joint, secret: frozenset[str]) -> tuple[Sum, ...]:
    """The sums on which it bears what is shown now: other months hang on a whole that is known."""
    left, found = list(joint.counts.sums), []
    reached = set(joint.open)
    while near := [one for one in left if reached & set(one.names)]:
        found += near
        left = [one for one in left if one not in near]
        unknown = secret | joint.counts.silent
        reached |= {name for one in near for name in one.names if name in unknown}
    return tuple(found)


def ranges(
    counts: Counts,
    hidden: frozenset[str],
    loose: frozenset[str] = frozenset(),
    sums: Sequence[Sum] | None = None,
) -> dict[str, Range]:
    """Between what and what each count lies, for somebody who knows all that is shown."""
    found: dict[str, Range] = {}
    for name, count in counts.values.items():
        if name in counts.silent:
            found[name] = (0, math.inf if count else 0)
        elif name in hidden:
            found[name] = (0 if name in loose or not count else 1, math.inf)
        else:
            found[name] = (count, count)
    return narrowed(found, counts.sums if sums is None else sums)


def _rings(counts: Counts, name: str) -> Iterator[list[str]]:
    """What is tied to a count by a chain of sums, the nearest first."""
    seen, ring = {name}, [name]
    while ring:
        tied = [other for one in counts.sums if seen & set(one.names) for other in one.names]
        ring = [other for other in dict.fromkeys(tied) if other not in seen]
        seen |= set(ring)
        yield ring


def _complement(joint: _Joint, hidden: frozenset[str], name: str) -> frozenset[str]:
    """What to withhold beside a count: its smallest neighbour, a part rather than a whole.

    A count that was shown before would not help, nor would a nought: where no other is left, all
    that is tied to the count.
    """
    counts = joint.counts
    wholes = {one.whole for one in counts.sums}
    shown = joint.open - hidden - counts.silent
    tied: set[str] = set()
    for ring in _rings(counts, name):
        near = [one for one in ring if one in shown]
        tied |= set(near)
        fit = [one for one in near if one not in joint.known and counts.values[one]]
        if fit:
            least = min(fit, key=lambda one: (one in wholes, counts.values[one], one))
            return frozenset({least})
    return frozenset(tied)


def shown(counts: Mapping[str, int], hidden: Iterable[str], name: str) -> int | str:
    """A count as the reader gets it: the figure, or the word that says that it is withheld."""
    return WITHHELD if name in set(hidden) else counts[name]


WITHHELD = "withheld"

__all__ = ["WITHHELD", "Counts", "Given", "Sum", "ranges", "shown", "withheld"]
