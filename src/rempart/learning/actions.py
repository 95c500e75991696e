"""What may be done to the ledger: state a probability, answer a month, correct an answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext_lazy as _

from rempart.kernel.actions import Run, bulk, changes, creates
from rempart.kernel.actor import Actor
from rempart.kernel.errors import BadInput, Problem
from rempart.kernel.policy import UNCLASSIFIED
from rempart.learning.models import Judgement, Outcome
from rempart.learning.queries import Tally, horizon, last_day, outcomes, tallies
from rempart.places.queries import office_of
from rempart.threats.models import Assessment

FARTHEST = 6
"""Months ahead of the last one known that a judgement may reach: as far as the forecasts."""


@creates(Judgement, "judgement.state")
def state_judgement(
    run: Run,
    *,
    area: str,
    month: date,
    percent: int,
    argument: str = "",
    marking: int = UNCLASSIFIED,
    assessment: Assessment | None = None,
) -> Judgement:
    """State how likely it is that at least one civilian is killed in an area in a month.

    Raises:
        BadInput: the month is over or too far, the chance is none from 1 to 99, or the area is
            of no office.
    """
    first = month.replace(day=1)
    ahead = horizon(first, run.now.date())
    office = office_of(area, run.now.date())
    problems = []
    if not 1 <= ahead <= FARTHEST:
        problems.append(
            Problem(
                _("Month"),
                f"{first:%Y-%m}",
                _("is over, or more than six months ahead"),
                _("Choose this month or one of the five that follow."),
                "month",
            )
        )
    if not 1 <= percent <= 99:
        problems.append(
            Problem(
                _("Probability"),
                percent,
                _("is not between 1 and 99"),
                _("Nothing is certain: give a whole number from 1 to 99."),
                "percent",
            )
        )
    if not office:
        problems.append(
            Problem(
                _("Area"),
                area,
                _("belongs to no office"),
                _("Choose a cercle of one of your offices."),
                "office",
            )
        )
    if problems:
        raise BadInput.of(problems)
    role, component = _post(run)
    return Judgement(
        office=office,
        component=component,
        marking=marking,
        area=area,
        month=first,
        percent=percent,
        horizon=ahead,
        group=role,
        reason=argument,
        assessment=assessment,
    )


def _post(run: Run) -> tuple[str, int]:
    """The role and the component under which somebody speaks."""
    if isinstance(run.actor, Actor) and run.actor.standings:
        chosen = [s for s in run.actor.standings if s.post == run.actor.post]
        standing = (chosen or list(run.actor.standings))[0]
        return standing.role, standing.component
    return "", 0


@creates(Outcome, "outcome.confirm")
def _confirm(
    run: Run, *, office: int, month: date, counted: Tally, happened: bool, note: str
) -> Outcome:
    """Answer for one area and month."""
    return Outcome(
        office=office,
        component=_post(run)[1],
        area=counted.area,
        month=month,
        happened=happened,
        incidents=counted.incidents,
        killed=counted.killed,
        note=note,
    )


@bulk("outcome.confirm-month", "outcome", "create")
def confirm_month(
    run: Run, *, office: int, month: date, answers: Mapping[str, bool], notes: Mapping[str, str]
) -> list[Outcome]:
    """Answer for the areas of an office's month: was at least one civilian killed there?

    Areas already answered stay as they are. An answer against the register needs a word of why.

    Raises:
        BadInput: the month is not over, an area is not the office's, or a reason is missing.
    """
    first = month.replace(day=1)
    if last_day(first) >= run.now.date():
        raise BadInput(
            Problem(
                _("Month"),
                f"{first:%Y-%m}",
                _("is not over"),
                _("Answer when the month is over."),
                "month",
            )
        )
    counted, held = tallies(office, first), outcomes(office, first)
    fresh = {area: happened for area, happened in answers.items() if area not in held}
    problems = [
        _unexplained(area, counted[area])
        for area, happened in fresh.items()
        if area in counted
        and counted[area].happened != happened
        and not notes.get(area, "").strip()
    ]
    problems += [_foreign(area) for area in answers if area not in counted]
    if problems:
        raise BadInput.of(problems)
    return [
        _confirm(
            office=office,
            month=first,
            counted=counted[area],
            happened=happened,
            note=notes.get(area, "").strip(),
        )
        for area, happened in sorted(fresh.items())
    ]


def _unexplained(area: str, counted: Tally) -> Problem:
    return Problem(
        area,
        counted.killed,
        _("the answer is not what the register counts"),
        _("Say in a sentence why, or correct the register first."),
        "against-register",
    )


def _foreign(area: str) -> Problem:
    return Problem(
        _("Area"), area, _("is not one of this office"), _("Choose a cercle of the list."), "area"
    )


@changes(Outcome, "outcome.correct")
def correct_outcome(run: Run, row: Outcome, *, happened: bool, note: str) -> None:
    """Correct an answer when more has become known; the first one stays in the history.

    Raises:
        BadInput: no reason is given.
    """
    if not note.strip():
        raise BadInput(
            Problem(
                _("Reason"),
                "",
                _("this step needs a reason"),
                _("Say in a sentence why; it stays with the record."),
                "reason",
            )
        )
    row.happened, row.note = happened, note.strip()
