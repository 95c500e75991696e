"""What an import found, as a CSV file that a person mends the source with."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext as _

from rempart.kernel.errors import Problem
from rempart.register.formats import Row
from rempart.register.imports import Outcome
from rempart.register.tabular import Refusal, neutralised


def write(path: Path, outcome: Outcome) -> int:
    """Write one line for each fault of a refused row and each remark on a taken one; how many.

    UTF-8 with a byte order mark, so that spreadsheets read the accents; cells that look like
    formulas are neutralised. No file is written where there is nothing to say.
    """
    lines = [*_lines(outcome)]
    if not lines:
        return 0
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(
            [_("line"), _("column"), _("value"), _("message"), _("remedy"), _("row"), _("key")]
        )
        for line in lines:
            writer.writerow([neutralised(cell) for cell in line])
    return len(lines)


def _lines(outcome: Outcome) -> Iterator[list[str]]:
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
