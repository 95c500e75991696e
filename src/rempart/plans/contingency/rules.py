"""What a trigger says: a comparison of a figure with a threshold, or several joined by and, or.

A rule is stored as plain data, so that it reads the same in either language whoever wrote it.
`wording` writes and `reading` reads it.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

INCIDENTS, KILLED, ALERTS, COUNT = "incidents", "killed", "alerts", "count"
DAY_HOURS = 24
MOST_COMPARED = 6
"""A rule of more comparisons than this is read by nobody; it is refused."""

OPERATORS = (">=", "<=", ">", "<")


@dataclass(frozen=True)
class Measure:
    """What is counted: incidents, civilians killed, alerts, or an entered quantity."""

    kind: str
    threat_type: str = ""
    perpetrator: str = ""
    priority: str = ""
    quantity: str = ""


@dataclass(frozen=True)
class Place:
    """Where: a cercle or a region by its P-code, or an office by its code."""

    level: str
    code: str


@dataclass(frozen=True)
class Figure:
    """What is compared: a measure over so many hours, somewhere; no place is the plan's office."""

    measure: Measure
    hours: int
    place: Place | None = None

    @property
    def by_hour(self) -> bool:
        """Does what is counted carry its hour? Alerts do; incidents and counts carry a day."""
        return self.measure.kind == ALERTS

    @property
    def window(self) -> timedelta:
        """The window to the hour."""
        return timedelta(hours=self.hours)

    @property
    def days(self) -> int:
        """The calendar days that the window touches, that of the evaluation included."""
        return -(-self.hours // DAY_HOURS)


@dataclass(frozen=True)
class Comparison:
    """A figure against a threshold."""

    figure: Figure
    operator: str
    threshold: int

    def holds(self, value: int) -> bool:
        """Is it so for a value?"""
        return {
            ">": value > self.threshold,
            ">=": value >= self.threshold,
            "<": value < self.threshold,
            "<=": value <= self.threshold,
        }[self.operator]


@dataclass(frozen=True)
class Joined:
    """Several rules joined by `and` or by `or`."""

    word: str
    parts: tuple[Rule, ...]


Rule = Comparison | Joined


def comparisons(rule: Rule) -> Iterator[Comparison]:
    """Every comparison of a rule, in the order of its words."""
    if isinstance(rule, Comparison):
        yield rule
    else:
        for part in rule.parts:
            yield from comparisons(part)


def figures(rule: Rule) -> list[Figure]:
    """The figures that a rule looks at, each once."""
    return list(dict.fromkeys(one.figure for one in comparisons(rule)))


def holds(rule: Rule, values: Mapping[Figure, int]) -> bool:
    """Is a rule true for these values of its figures?"""
    if isinstance(rule, Comparison):
        return rule.holds(values[rule.figure])
    answers = (holds(part, values) for part in rule.parts)
    return all(answers) if rule.word == "and" else any(answers)


NEVER, ALWAYS, SOMETIMES = "never", "always", "sometimes"


def verdict(rule: Rule) -> str:
    """Can a rule ever be true, and ever be false? Found by trying every side of each threshold.

    A figure is never below nought, so `< 0` is never true and `>= 0` always is. Figures are held
    to be free of one another: three days and seven days of the same thing are two figures.
    """
    tried: dict[Figure, set[int]] = {}
    for one in comparisons(rule):
        around = {one.threshold - 1, one.threshold, one.threshold + 1, 0}
        tried.setdefault(one.figure, set()).update(value for value in around if value >= 0)
    answers = {
        holds(rule, dict(zip(tried, values, strict=True)))
        for values in itertools.product(*tried.values())
    }
    if answers == {True}:
        return ALWAYS
    return NEVER if answers == {False} else SOMETIMES


# --- as data ------------------------------------------------------------------------------------


def figure_stored(one: Figure) -> dict[str, Any]:
    """A figure as it is kept: plain data without words."""
    measure, place = one.measure, one.place
    said = {"kind": measure.kind, "threat_type": measure.threat_type,
            "perpetrator": measure.perpetrator, "priority": measure.priority,
            "quantity": measure.quantity}  # fmt: skip
    return {
        "measure": {name: value for name, value in said.items() if value},
        "hours": one.hours,
        "place": [place.level, place.code] if place else None,
    }


def figure_restored(said: Mapping[str, Any]) -> Figure:
    """The figure that `figure_stored` kept."""
    place = Place(*said["place"]) if said["place"] else None
    return Figure(Measure(**said["measure"]), said["hours"], place)


def stored(rule: Rule) -> dict[str, Any]:
    """A rule as it is kept: plain data without words."""
    if isinstance(rule, Joined):
        return {"join": rule.word, "parts": [stored(part) for part in rule.parts]}
    figure = figure_stored(rule.figure)
    return {**figure, "operator": rule.operator, "threshold": rule.threshold}


def restored(said: Mapping[str, Any]) -> Rule:
    """The rule that `stored` kept."""
    if "join" in said:
        return Joined(said["join"], tuple(restored(part) for part in said["parts"]))
    return Comparison(figure_restored(said), said["operator"], said["threshold"])
