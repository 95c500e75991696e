"""What each office reports of its part of a strategy: entered by its expert, period by period."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, TypedDict

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rempart.doctrine.loader import current as profile
from rempart.field.placing import component_of
from rempart.kernel.actions import Run, changes, creates
from rempart.kernel.errors import BadInput, Problem, Refused
from rempart.kernel.nameless import names_in
from rempart.kernel.policy import UNCLASSIFIED
from rempart.leadership.strategy.models import RUNNING, Objective, Progress, Strategy

STATES: dict[str, str | Promise] = {
    "on_track": pgettext_lazy("objective", "on track"),
    "behind": pgettext_lazy("objective", "behind"),
    "blocked": pgettext_lazy("objective", "blocked"),
    "not_begun": pgettext_lazy("objective", "not begun"),
    "unknown": pgettext_lazy("objective", "unknown"),
}
"""Where an objective stands in an office; what is not said is unknown."""

TONES = {"on_track": "good", "behind": "warn", "blocked": "bad"}


class Entry(TypedDict):
    """What an office says of one objective."""

    state: str
    words: str


def objectives_of(strategy: Strategy, office: str) -> list[Objective]:
    """The objectives of a strategy that concern an office."""
    rows = Objective.objects.filter(strategy=strategy.pk, struck=False)
    return [row for row in rows.order_by("volet", "created_at") if _concerns(row, office)]


def _concerns(row: Objective, office: str) -> bool:
    return not row.offices or office in row.offices


def period_ends(today: date) -> date:
    """The end of the last whole period on which offices report."""
    months = profile().strategy.report_months
    begun = today.replace(day=1, month=(today.month - 1) // months * months + 1)
    return begun - timedelta(days=1)


def _checked(strategy: Strategy, office: str, entries: Mapping[str, Entry]) -> dict[str, Any]:
    known = {str(row.pk) for row in objectives_of(strategy, office)}
    problems = names_in((_("Report"), entry["words"]) for entry in entries.values())
    for pk, entry in entries.items():
        if pk not in known or entry["state"] not in STATES:
            message, remedy = _("is no objective of this office"), _("Go back to the report.")
            problems.append(Problem(_("Objective"), pk, message, remedy, "objective"))
        elif entry["state"] in ("behind", "blocked") and not entry["words"].strip():
            message, remedy = _("is still empty"), _("Say what holds it back.")
            problems.append(Problem(_("Report"), "", message, remedy, "empty"))
    if problems:
        raise BadInput.of(problems)
    return {pk: dict(entry) for pk, entry in entries.items()}


@creates(Progress, "progress.report")
def report_progress(
    run: Run, *, strategy: Strategy, office: str, until: date, entries: Mapping[str, Entry],
    words: str = "", marking: int = UNCLASSIFIED,
) -> Progress:  # fmt: skip
    """Report on an office's part of the strategy in force, at the end of a period.

    Raises:
        BadInput: an objective is not the office's, a delay is not explained, a person is named.
        Refused: the strategy is not in force.
    """
    if strategy.state not in RUNNING:
        message, remedy = _("is not in force"), _("Report on the one in force.")
        raise Refused(Problem(strategy.reference, None, message, remedy, "not-in-force"))
    return Progress(
        strategy=strategy, until=until, words=words.strip(),
        entries=_checked(strategy, office, entries), office=profile().office(office).number,
        marking=max(marking, strategy.marking), component=component_of(run),
    )  # fmt: skip


@changes(Progress, "progress.correct")
def correct_progress(
    run: Run, row: Progress, *, entries: Mapping[str, Entry], words: str = ""
) -> None:
    """Correct a report; what it said stays in its history.

    Raises:
        BadInput: an objective is not the office's, a delay is not explained, a person is named.
    """
    office = profile().office(row.office).code
    row.entries, row.words = _checked(row.strategy, office, entries), words.strip()
