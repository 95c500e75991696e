"""What was done to people, in figures: the rules that a harm row must keep, and its sums.

A row is {kind, status, sex, age, min, best, max}. A missing figure is unknown, never zero. `all`
in a dimension makes the row a total over it; the rows that name a value there are its breakdown.
What a breakdown does not reach is the remainder: people of unknown sex, age or status.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from rempart.kernel.errors import Problem

ALL, UNKNOWN = "all", "unknown"
KILLED, CIVILIAN, NOT_CIVILIAN = "killed", "civilian", "not_civilian"
VALUES = {
    "kind": (KILLED, "injured", "abducted", "missing", "displaced"),
    "status": (ALL, CIVILIAN, NOT_CIVILIAN, UNKNOWN),
    "sex": (ALL, "f", "m", UNKNOWN),
    "age": (ALL, "0_17", "18_59", "60_up", UNKNOWN),
}
"""What each dimension may say; the profile's vocabularies say what the codes are called."""

DIMENSIONS = ("status", "sex", "age")
Row = Mapping[str, Any]


class Range(NamedTuple):
    """A number of people: at least, best, at most; None is unknown."""

    min: int | None = None
    best: int | None = None
    max: int | None = None

    @property
    def known(self) -> bool:
        """Is any of the three figures known?"""
        return self != (None, None, None)


def row(kind: str, status: str, figures: Sequence[int | None], **detail: str) -> dict[str, Any]:
    """A harm row of `figures` (min, best, max); sex and age are `all` unless named."""
    low, best, high = figures
    total = {"kind": kind, "status": status, "sex": ALL, "age": ALL}
    return {**total, **detail, "min": low, "best": best, "max": high}


def figures(given: Row) -> Range:
    """The three figures of a row."""
    return Range(given.get("min"), given.get("best"), given.get("max"))


def total(rows: Iterable[Row], kind: str, status: str) -> Range:
    """How many people of `status` suffered `kind`.

    The row that states the total counts. Where none does, everybody is the sum of the statuses,
    and people of one status are the sum of its finest breakdown; a figure that one of the parts
    lacks stays unknown.
    """
    mine = [r for r in rows if r["kind"] == kind and (status in (ALL, r["status"]))]
    stated = [r for r in mine if (r["status"], r["sex"], r["age"]) == (status, ALL, ALL)]
    if stated:
        return figures(stated[0])
    by_status = sorted({r["status"] for r in mine} - {ALL}) if status == ALL else []
    if by_status:
        return _added(total(mine, kind, one) for one in by_status)
    breakdowns = _breakdowns(mine)
    if not breakdowns:
        return Range()
    return _added(map(figures, breakdowns[min(breakdowns, key=lambda names: sum(names))]))


def spread(told: Iterable[Range]) -> Range:
    """What several reports of the same event say together: a range, never a sum.

    From the lowest figure told to the highest; the best is that of the first that gives one, so
    give the report that leads first. A report without figures widens nothing.
    """
    ranges = list(told)
    lows = [n for r in ranges if (n := r.best if r.min is None else r.min) is not None]
    highs = [n for r in ranges if (n := r.best if r.max is None else r.max) is not None]
    best = next((r.best for r in ranges if r.best is not None), None)
    return Range(
        min([*lows, *highs]) if lows else None, best, max([*highs, *lows]) if highs else None
    )


def told_together(told: Sequence[Sequence[Row]]) -> list[Row]:
    """The harm rows of one event as several reports tell it, the one that leads first.

    Where another report gives other figures for a kind of harm, its total is their range, and the
    breakdown of the first, which describes its own total only, is left out.
    """
    first = list(told[0]) if told else []
    for kind in VALUES["kind"]:
        for status in VALUES["status"]:
            totals = [total(rows, kind, status) for rows in told if _states(rows, kind, status)]
            together = spread(totals)
            if not totals or together == total(first, kind, status):
                continue
            first = [r for r in first if (r["kind"], r["status"]) != (kind, status)]
            first.append(row(kind, status, together))
    return first


def _states(rows: Sequence[Row], kind: str, status: str) -> bool:
    return any((r["kind"], r["status"]) == (kind, status) for r in rows)


def _added(parts: Iterable[Range]) -> Range:
    return Range(*(_sum(column) for column in zip(*parts, strict=True)))


TOTALS = {
    f"{column}_{end}": (status, end)
    for column, status in (("killed", CIVILIAN), ("deaths", ALL))
    for end in ("min", "best", "max")
}
"""The columns that repeat the sums of the harm rows: of which status, and which figure."""


def sums(rows: Sequence[Row]) -> dict[str, int | None]:
    """What the columns of an incident that repeat its sums must say."""
    return {
        name: getattr(total(rows, KILLED, status), end) for name, (status, end) in TOTALS.items()
    }


def remainder(rows: Iterable[Row], kind: str, status: str, dimension: str) -> int | None:
    """People in the best total whom the breakdown by `dimension` does not describe; None: no total.

    Those entered as unknown are part of the remainder.
    """
    kept = list(rows)
    whole = total(kept, kind, status).best
    if whole is None:
        return None
    described = (
        r.get("best") or 0
        for r in kept
        if r["kind"] == kind
        and r["status"] == status
        and r[dimension] not in (ALL, UNKNOWN)
        and all(r[other] == ALL for other in DIMENSIONS if other not in ("status", dimension))
    )
    return whole - sum(described)


def check(rows: Sequence[Row]) -> list[Problem]:
    """Everything that is wrong with the harm rows of one incident."""
    problems = [problem for number, r in enumerate(rows, 1) for problem in _check_row(number, r)]
    if problems:
        return problems
    return [*_repeated(rows), *_too_much(rows)]


def _breakdowns(rows: Iterable[Row]) -> dict[tuple[bool, ...], list[Row]]:
    """Rows by which dimensions they leave open; summing across two of these counts twice."""
    found: dict[tuple[bool, ...], list[Row]] = defaultdict(list)
    for r in rows:
        found[tuple(r[name] == ALL for name in DIMENSIONS)].append(r)
    return found


def _sum(column: Sequence[int | None]) -> int | None:
    known = [number for number in column if number is not None]
    return sum(known) if len(known) == len(column) else None


def _check_row(number: int, given: Row) -> Iterable[Problem]:
    for name, allowed in VALUES.items():
        if given.get(name) not in allowed:
            remedy = ", ".join(allowed)
            yield Problem(_place(number), given.get(name), _("is not in the list"), remedy, "code")
    for value in figures(given):
        if value is not None and (isinstance(value, bool) or not isinstance(value, int)):
            yield Problem(
                _place(number), value, _("is not a number of people"), _("Write digits."), "number"
            )
            return
    known = [value for value in figures(given) if value is not None]
    if any(value < 0 for value in known):
        yield Problem(
            _place(number), min(known), _("is below zero"), _("Write a number from 0 up."), "number"
        )
    elif known != sorted(known):
        yield Problem(
            _place(number),
            ", ".join("?" if value is None else str(value) for value in figures(given)),
            _("are not in order: least, best, most"),
            _("Correct them, or leave the unknown ones blank."),
            "order",
        )


def _repeated(rows: Sequence[Row]) -> Iterable[Problem]:
    seen: set[tuple[str, ...]] = set()
    for number, given in enumerate(rows, 1):
        names = (given["kind"], *(given[name] for name in DIMENSIONS))
        if names in seen:
            yield Problem(
                _place(number),
                " · ".join(names),
                _("says the same people a second time"),
                _("Keep one of the two rows."),
                "repeated",
            )
        seen.add(names)


def _too_much(rows: Sequence[Row]) -> Iterable[Problem]:
    """Breakdowns that count more people than their total."""
    for number, whole in enumerate(rows, 1):
        inside = [r for r in rows if r is not whole and _within(r, whole)]
        for parts in _breakdowns(inside).values():
            for at in ("min", "best"):
                described = sum(r.get(at) or 0 for r in parts)
                if whole.get(at) is not None and described > whole[at]:
                    yield Problem(
                        _place(number),
                        f"{described} > {whole[at]}",
                        _("the breakdown counts more people than the total"),
                        _("Raise the total or correct the breakdown."),
                        "breakdown",
                    )
                    break


def _within(part: Row, whole: Row) -> bool:
    return part["kind"] == whole["kind"] and all(
        whole[name] in (ALL, part[name]) for name in DIMENSIONS
    )


def _place(number: int) -> Any:
    return _Numbered(number)


class _Numbered:
    """The lazy name of the n-th harm row."""

    def __init__(self, number: int) -> None:
        self.number = number

    def __str__(self) -> str:
        return str(_("Harm, row %(number)d")) % {"number": self.number}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Numbered) and other.number == self.number

    def __hash__(self) -> int:
        return hash(self.number)
