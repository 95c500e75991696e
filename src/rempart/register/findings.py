"""What an import found, as CSV that a person mends the source with."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO

from django.utils.translation import gettext as _

from rempart.kernel.errors import Problem
from rempart.register.formats import Row
from rempart.register.imports import Outcome
from rempart.register.tabular import Refusal, neutralised


def write(path: Path, outcome: Outcome) -> int:
    """Write what an import found to a file; how many lines. No file where there is nothing."""
    lines = list(lines_of(outcome))
    if lines:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            lay_out(file, lines)
    return len(lines)


def lay_out(file: IO[str], lines: Iterable[Sequence[str]]) -> None:
    """Write a heading and lines as CSV; cells that look like formulas are neutralised.

    The file should be UTF-8 with a byte order mark, so that spreadsheets read the accents.
    """
    writer = csv.writer(file)
    writer.writerow(
        [_("line"), _("column"), _("value"), _("message"), _("remedy"), _("row"), _("key")]
    )
    writer.writerows([neutralised(cell) for cell in line] for line in lines)


def lines_of(outcome: Outcome) -> Iterator[list[str]]:
    """One line for each fault of a refused row and each remark on a taken one."""
    yield from faults_of(outcome)
    for row in outcome.withheld:
        yield from _problems(row, row.problems, _("refused"))


def faults_of(outcome: Outcome) -> Iterator[list[str]]:
    """The same, but for the rows that hold what is never stored here."""
    for row in outcome.refusals:
        yield from _problems(row, row.problems, _("refused"))
    for event in outcome.remarked:
        yield from _problems(event, event.remarks, _("taken"))


def _problems(row: Row | Refusal, problems: tuple[Problem, ...], fate: str) -> Iterator[list[str]]:
    for problem in problems:
        value = "" if problem.value is None else str(problem.value)
        yield [
            str(row.line),
            str(problem.place),
            value,
            str(problem.message),
            str(problem.remedy),
            fate,
            row.key,
        ]
