"""How far what is told carries: the analytic confidence in it, computed, with its reasons.

High: two independent sources at B2 or better, nothing unknown, the newest at most 14 days old.
Low: nothing better than D or 4, or two unknown factors, or the newest over 60 days old. One origin
counts once, however often it was repeated. Proposed; not United Nations doctrine.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext, ngettext

from rempart.register.models import Incident, Report

_GOOD = {letter + digit for letter in "AB" for digit in "12"}
_FAIR = {letter + digit for letter in "ABC" for digit in "123"}
FRESH, STALE = timedelta(days=14), timedelta(days=60)
TWO = 2

_NOWHERE = "-"
"""The root of everything that names neither source nor origin: it counts as one."""


@dataclass(frozen=True)
class Account:
    """One telling of something: its grade, the day of what it tells, and where it stems from."""

    grade: str
    day: date
    root: str


@dataclass(frozen=True)
class Confidence:
    """How far the analysis carries: a level, and what it was weighed on.

    `told` counts the tellings, `independent` the roots at B2 or better; `repeated` are tellings
    that count under another's root; `fair` says that something better than D or 4 was told.
    """

    level: str
    independent: int
    newest: date | None
    unknown: int
    told: int = 0
    repeated: int = 0
    fair: bool = False
    age: int | None = None

    @property
    def reasons(self) -> list[str]:
        """Why, in sentences: what it was weighed on, and what holds it down."""
        if not self.told:
            return [gettext("Nothing is told yet.")]
        said = [_counted(self.told, self.independent)]
        if self.repeated:
            repeated = ngettext(
                "%(n)s telling repeats another’s origin: it counts once with it.",
                "%(n)s tellings repeat another’s origin: each counts once with it.",
                self.repeated,
            )
            said.append(repeated % {"n": self.repeated})
        if not self.fair:
            said.append(gettext("Nothing is graded better than D or 4."))
        if self.age is not None:
            said.append(_aged(self.age))
        if self.unknown:
            unknown = ngettext(
                "%(n)s factor is unknown.", "%(n)s factors are unknown.", self.unknown
            )
            said.append(unknown % {"n": self.unknown})
        return said


def _counted(told: int, independent: int) -> str:
    said = ngettext("%(n)s telling", "%(n)s tellings", told) % {"n": told}
    good = ngettext(
        "%(n)s independent source at B2 or better",
        "%(n)s independent sources at B2 or better",
        independent,
    )
    none = gettext("no source at B2 or better")
    weighed = good % {"n": independent} if independent else none
    return gettext("%(told)s; %(weighed)s.") % {"told": said, "weighed": weighed}


def _aged(days: int) -> str:
    if days > STALE.days:
        words = gettext("The newest is %(n)s days old: over %(most)s, so confidence is low.")
        return words % {"n": days, "most": STALE.days}
    words = ngettext("The newest is %(n)s day old.", "The newest is %(n)s days old.", days)
    return words % {"n": days}


def confidence(accounts: Iterable[Account], unknown: int, on: date) -> Confidence:
    """The confidence in an analysis on what was told, with `unknown` factors, as of `on`."""
    told = list(accounts)
    newest = max((account.day for account in told), default=None)
    good = {account.root for account in told if account.grade in _GOOD}
    fair = any(account.grade in _FAIR for account in told)
    roots = {account.root for account in told}
    age = max((on - newest).days, 0) if newest else None
    level = _level(len(good), fair, unknown, on - newest if newest else None)
    return Confidence(
        level, len(good), newest, unknown, len(told), len(told) - len(roots), fair, age
    )


def _level(good: int, fair: bool, unknown: int, age: timedelta | None) -> str:
    if age is None or not fair or unknown >= TWO or age > STALE:
        return "low"
    return "high" if good >= TWO and unknown == 0 and age <= FRESH else "moderate"


def accounts(
    incidents: Iterable[Incident], told: Mapping[UUID, Iterable[Report]] | None = None
) -> list[Account]:
    """What is told of some incidents: by their reports, and by the source an incident names itself.

    An incident without either tells by its own grade, under a root of its own.
    """
    found: list[Account] = []
    for incident in incidents:
        reports = list((told or {}).get(incident.pk, ()))
        found += [_of_report(report, incident) for report in reports]
        named = incident.source.strip().casefold()
        if named or not reports:
            found.append(Account(incident.grade, incident.starts_on, named or str(incident.pk)))
    return found


def _of_report(report: Report, incident: Any) -> Account:
    day = report.starts_on or incident.starts_on
    return Account(report.grade, day, report.root or _NOWHERE)
