"""Entering, correcting and withdrawing counts: the only ways to change one."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import date
from typing import TypedDict

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from rempart.doctrine.loader import current as profile
from rempart.kernel.actions import Run, changes, creates
from rempart.kernel.actor import current
from rempart.kernel.errors import BadInput, Problem
from rempart.kernel.keys import canonical
from rempart.kernel.policy import UNCLASSIFIED
from rempart.kernel.registry import Registry
from rempart.places.queries import office_of
from rempart.register.actions import writing_post
from rempart.register.counts.models import Count

told: Registry[Callable[[], None]] = Registry("told of a new count")
"""What looks again when a count was entered or corrected; rooms further down join here."""

MOST = 10_000_000


class Said(TypedDict, total=False):
    """What a person says of a count; what is left out stays as it was."""

    quantity: str
    value: int
    counted_on: date
    area: str
    place: str
    source: str
    reliability: str
    credibility: str
    note: str


@creates(Count, "count.enter")
def enter_count(run: Run, *, said: Said, marking: int = UNCLASSIFIED, key: str = "") -> Count:
    """Enter a count; its office is the one that answers for the place on its day.

    Raises:
        BadInput: the quantity or the place is unknown, or the day is yet to come.
    """
    row = Count(marking=marking, key=key, value=0, counted_on=run.now.date())
    _say(run, row, said)
    post = writing_post(run)
    row.component = (
        post.component if post else profile().component(profile().mission.owner_component).number
    )
    row.office = office_of(row.area, row.counted_on)
    if not key:
        _tell(run)
    return row


@changes(Count, "count.correct")
def correct_count(run: Run, row: Count, *, said: Said) -> None:
    """Correct a count; what it said before stays in its history.

    Raises:
        BadInput: as `enter_count`, or the reason is missing.
    """
    _reasoned(run)
    _say(run, row, said)
    _tell(run)


@changes(Count, "count.withdraw")
def withdraw_count(run: Run, row: Count) -> None:
    """Withdraw a count that should not have been entered; it counts nowhere any more.

    Raises:
        BadInput: the reason is missing.
    """
    _reasoned(run)
    row.withdrawn = True
    _tell(run)


def enter_table(rows: Sequence[Said], marking: int = UNCLASSIFIED) -> tuple[int, int]:
    """Enter the rows of a table, all or none; how many are new, and how many stood already.

    Raises:
        BadInput: a row cannot be taken; each fault is told with its line.
    """
    new = unchanged = 0
    faults: list[Problem] = []
    with transaction.atomic(using=current().alias):
        for line, said in enumerate(rows, 2):
            key = hashlib.sha256(canonical(dict(said))).hexdigest()
            if Count.objects.filter(key=key).exists():
                unchanged += 1
                continue
            try:
                enter_count(said=said, marking=marking, key=key)
                new += 1
            except BadInput as error:
                faults += [_on_line(line, problem) for problem in error.problems]
        if faults:
            raise BadInput.of(faults)
        for _name, look in told:
            transaction.on_commit(look, using=current().alias)
    return new, unchanged


def _on_line(line: int, problem: Problem) -> Problem:
    where = _Line(line, problem.place)
    return Problem(where, problem.value, problem.message, problem.remedy, problem.code)


class _Line:
    """The line of a table and its column, said when it is read."""

    def __init__(self, line: int, column: object) -> None:
        self.line, self.column = line, column

    def __str__(self) -> str:
        return str(_("Line %(line)d, %(column)s")) % {"line": self.line, "column": self.column}


def _tell(run: Run) -> None:
    for _name, look in told:
        run.afterwards(look)


def _reasoned(run: Run) -> None:
    if not run.reason.strip():
        raise BadInput(
            Problem(
                _("Reason"), "", _("a correction needs a reason"),
                _("Say in a sentence why; it stays with the record."), "reason",
            )
        )  # fmt: skip


def _say(run: Run, row: Count, said: Said) -> None:
    for name, value in said.items():
        setattr(row, name, value)
    problems = list(_unknown(row))
    if row.counted_on > run.now.date():
        problems.append(
            Problem(_("Day"), row.counted_on, _("is yet to come"),
                    _("Say when it was counted."), "ahead")
        )  # fmt: skip
    if row.value > MOST:
        problems.append(
            Problem(_("Value"), row.value, _("is more than anybody counts"),
                    _("Correct the figure."), "value")
        )  # fmt: skip
    if not row.source.strip():
        problems.append(
            Problem(
                _("Source"), "", _("is missing"), _("Say who counted, as a category."), "source"
            )
        )
    if problems:
        raise BadInput.of(problems)


def _unknown(row: Count) -> list[Problem]:
    problems = []
    known = {quantity.code: quantity for quantity in profile().quantities}
    if row.quantity not in known:
        remedy = ", ".join(quantity.fr for quantity in known.values())
        problems.append(
            Problem(_("Quantity"), row.quantity, _("is not in the list"), remedy, "code")
        )
    if not office_of(row.area, row.counted_on):
        problems.append(
            Problem(_("Cercle"), row.area, _("belongs to no office on that day"),
                    _("Choose a cercle of an office."), "area")
        )  # fmt: skip
    for name, label in (("reliability", _("Reliability")), ("credibility", _("Credibility"))):
        code = getattr(row, name)
        if code and profile().vocabulary(name).get(code) is None:
            problems.append(Problem(label, code, _("is not in the list"), _("Choose one."), "code"))
    return problems
