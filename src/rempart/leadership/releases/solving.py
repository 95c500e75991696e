"""What somebody works out who knows some counts and the sums in which all of them stand.

Each sum is an equation. They are solved for one another first, so that what two of them say
together is said by one; then each count is narrowed by each equation until nothing moves.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

Range = tuple[float, float]
_PASSES = 200
"""Narrowing ends long before, unless figures creep towards each other one by one."""


@dataclass(frozen=True)
class Sum:
    """A whole and its parts, by name."""

    whole: str
    parts: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The whole, then the parts."""
        return self.whole, *self.parts


@dataclass
class _Equation:
    """So many times each of these counts, added up, is `all`."""

    times: dict[str, Fraction]
    all: Fraction

    def less(self, other: _Equation, often: Fraction) -> None:
        """Take another away so many times."""
        for name, factor in other.times.items():
            left = self.times.get(name, Fraction(0)) - often * factor
            if left:
                self.times[name] = left
            else:
                self.times.pop(name, None)
        self.all -= often * other.all


def narrowed(bounds: Mapping[str, Range], sums: Iterable[Sum]) -> dict[str, Range]:
    """Between what and what each count lies, given within what it is known to lie."""
    found = dict(bounds)
    equations = [one for one in (_equation(one, found) for one in sums) if one.times]
    equations += _solved(equations)
    for _turn in range(_PASSES):
        if not any(_narrow(found, one) for one in equations):
            break
    return found


def _equation(one: Sum, found: Mapping[str, Range]) -> _Equation:
    """The equation of a sum in what is not known exactly."""
    made = _Equation({}, Fraction(0))
    for name in one.names:
        sign = Fraction(1 if name == one.whole else -1)
        low, high = found[name]
        if low == high:
            made.all -= sign * Fraction(int(low))
        else:
            made.times[name] = made.times.get(name, Fraction(0)) + sign
    return made


def _solved(equations: list[_Equation]) -> list[_Equation]:
    """The equations solved for one another: each count that leads one stands in no other."""
    done: list[_Equation] = []
    for one in equations:
        row = _Equation(dict(one.times), one.all)
        for other in done:
            leader = next(iter(other.times))
            if leader in row.times:
                row.less(other, row.times[leader] / other.times[leader])
        if not row.times:
            continue
        leader = next(iter(row.times))
        for other in done:
            if leader in other.times:
                other.less(row, other.times[leader] / row.times[leader])
        done.append(row)
    return done


def _narrow(found: dict[str, Range], one: _Equation) -> bool:
    """Narrow each count of an equation by the others; did any move?"""
    moved = False
    ends = {name: _scaled(found[name], factor) for name, factor in one.times.items()}
    for name, factor in one.times.items():
        least = sum(low for other, (low, _high) in ends.items() if other != name)
        most = sum(high for other, (_low, high) in ends.items() if other != name)
        low, high = _scaled((float(one.all) - most, float(one.all) - least), 1 / factor)
        before = found[name]
        found[name] = max(before[0], _up(low)), min(before[1], _down(high))
        if found[name] != before:
            moved = True
            ends[name] = _scaled(found[name], factor)
    return moved


def _scaled(ends: Range, factor: Fraction) -> Range:
    one, other = ends[0] * float(factor), ends[1] * float(factor)
    return (one, other) if factor > 0 else (other, one)


_NEAR = 1e-6


def _up(value: float) -> float:
    """The least whole number that is not below it."""
    return value if math.isinf(value) else math.ceil(value - _NEAR)


def _down(value: float) -> float:
    return value if math.isinf(value) else math.floor(value + _NEAR)
