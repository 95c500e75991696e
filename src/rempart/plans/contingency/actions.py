"""What may be done to contingency plans; the only ways to change one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, TypedDict

from django.utils.translation import gettext_lazy as _

from rempart.doctrine.loader import current as profile
from rempart.kernel.actions import Run, advance_by, changes, creates
from rempart.kernel.errors import BadInput, Problem, Refused
from rempart.kernel.policy import UNCLASSIFIED
from rempart.places.queries import office_of
from rempart.plans.contingency import reading, rules
from rempart.plans.contingency.models import DRAFT, Contingency
from rempart.plans.contingency.rules import Rule
from rempart.plans.contingency.tasks import circle
from rempart.plans.contingency.workflow import CONTINGENCY
from rempart.register.actions import writing_post

MAY_BE_DESIGNATE = ("head_of_office", "senior_adviser")
"""Roles that a plan may let activate beside the head of mission: those who propose crises."""

_SOONEST, _LATEST = 1, 24 * 30


class Said(TypedDict, total=False):
    """What a person says of a plan; what is left out stays as it was."""

    title: str
    area: str
    scenario: str
    assumptions: str
    phases: list[str]
    duties: list[dict[str, str]]
    designate: str
    resources: str
    communications: str
    review_on: date
    cadence_hours: int
    level: str


class Task(TypedDict, total=False):
    """Which post does what, in which phase, within how many hours, after which tasks."""

    phase: str
    role: str
    text: str
    hours: int
    after: list[int]


@creates(Contingency, "contingency.draft")
def draft_plan(run: Run, *, said: Said, office: int, marking: int = UNCLASSIFIED) -> Contingency:
    """Draft a contingency plan for an office.

    Raises:
        BadInput: a code or a place is unknown, or the cadence is none.
    """
    row = Contingency(office=office, marking=marking, review_on=run.now.date())
    post = writing_post(run)
    row.component = (
        post.component if post else profile().component(profile().mission.owner_component).number
    )
    _describe(row, said)
    return row


@changes(Contingency, "contingency.describe")
def describe_plan(run: Run, row: Contingency, *, said: Said) -> None:
    """Complete or correct a plan that is in draft.

    Raises:
        BadInput: as `draft_plan`.
        Refused: the plan is no draft.
    """
    _in_draft(row)
    _describe(row, said)


@changes(Contingency, "contingency.trigger")
def set_trigger(run: Run, row: Contingency, *, text: str, number: int | None = None) -> Rule:
    """Add a trigger written in words, or put it in the place of the one of that number.

    Raises:
        BadInput: it cannot be read, lies outside the office, or can never or always be true.
        Refused: the plan is no draft.
    """
    _in_draft(row)
    rule = reading.read(text)
    problems = [*_elsewhere(rule, row.office), *_pointless(rule, text)]
    if problems:
        raise BadInput.of(problems)
    kept = {"n": number or _next(row.triggers), "rule": rules.stored(rule)}
    row.triggers = _with(row.triggers, kept)
    return rule


@changes(Contingency, "contingency.drop_trigger")
def drop_trigger(run: Run, row: Contingency, *, number: int) -> None:
    """Take a trigger out of a plan that is in draft."""
    _in_draft(row)
    row.triggers = [one for one in row.triggers if one["n"] != number]


@changes(Contingency, "contingency.task")
def set_task(run: Run, row: Contingency, *, said: Task, number: int | None = None) -> None:
    """Add a task, or put it in the place of the one of that number.

    Raises:
        BadInput: the role is unknown, the delay is none, or tasks would wait in a circle.
        Refused: the plan is no draft.
    """
    _in_draft(row)
    kept = {"phase": "", "after": [], "hours": _SOONEST, **said, "n": number or _next(row.tasks)}
    tasks = _with(row.tasks, kept)
    problems = _task_faults(kept, tasks)
    if problems:
        raise BadInput.of(problems)
    row.tasks = tasks
    if kept["phase"] and kept["phase"] not in row.phases:
        row.phases = [*row.phases, kept["phase"]]


@changes(Contingency, "contingency.drop_task")
def drop_task(run: Run, row: Contingency, *, number: int) -> None:
    """Take a task out of a plan that is in draft; those that waited for it no longer do."""
    _in_draft(row)
    row.tasks = [
        {**one, "after": [n for n in one["after"] if n != number]}
        for one in row.tasks
        if one["n"] != number
    ]


@changes(Contingency, "contingency.exercised", right="approve")
def log_exercise(run: Run, row: Contingency, *, reference: str, lessons: str) -> None:
    """Enter an exercise in the plan's log, with what it taught."""
    entry = {"on": run.now.date().isoformat(), "reference": reference, "lessons": lessons}
    row.exercises = [*row.exercises, entry]


@advance_by(CONTINGENCY, Contingency, "contingency")
def advance_plan(run: Run, row: Contingency) -> None:
    """Take a step in the life of a plan."""


def _in_draft(row: Contingency) -> None:
    if row.state != DRAFT:
        raise Refused(
            Problem(
                row.reference, CONTINGENCY.labels[row.state], _("the plan is no draft any more"),
                _("Revise it first: it then passes its review and approval again."), "not-draft",
            )
        )  # fmt: skip


def _next(listed: Sequence[dict[str, Any]]) -> int:
    return 1 + max((one["n"] for one in listed), default=0)


def _with(listed: Sequence[dict[str, Any]], kept: dict[str, Any]) -> list[dict[str, Any]]:
    others = [one for one in listed if one["n"] != kept["n"]]
    return sorted([*others, kept], key=lambda one: int(one["n"]))


def _describe(row: Contingency, said: Said) -> None:
    for name, value in said.items():
        setattr(row, name, value)
    known = {role.code for role in profile().roles}
    problems = [_no_role(line["role"]) for line in row.duties if line["role"] not in known]
    if row.designate and row.designate not in MAY_BE_DESIGNATE:
        problems.append(_no_role(row.designate))
    if not _SOONEST <= row.cadence_hours <= _LATEST:
        problems.append(_delay(_("Hours between two SITREPs"), row.cadence_hours))
    if row.level and profile().vocabulary("crisis_level").get(row.level) is None:
        message = _("the profile knows no such code")
        problems.append(Problem(_("Level"), row.level, message, _("Choose one."), "code"))
    if problems:
        raise BadInput.of(problems)


def _no_role(role: str) -> Problem:
    return Problem(
        _("Role"), role, _("is no post that the plan may count on"), _("Choose one."), "role"
    )


def _delay(place: Any, hours: int) -> Problem:
    remedy = _("Write a number of hours between 1 and 720.")
    return Problem(place, hours, _("is no delay that can be kept"), remedy, "hours")


def _task_faults(kept: dict[str, Any], tasks: list[dict[str, Any]]) -> list[Problem]:
    problems = []
    if kept["role"] not in {role.code for role in profile().roles}:
        problems.append(_no_role(kept["role"]))
    if not str(kept.get("text", "")).strip():
        problems.append(Problem(_("Task"), "", _("is missing"), _("Say what is done."), "missing"))
    if not _SOONEST <= int(kept["hours"]) <= _LATEST:
        problems.append(_delay(_("Within how many hours"), kept["hours"]))
    strange = set(kept["after"]) - {one["n"] for one in tasks}
    if strange:
        shown = ", ".join(str(number) for number in sorted(strange))
        message, remedy = _("no task has that number"), _("Write the numbers of the list.")
        problems.append(Problem(_("After which tasks"), shown, message, remedy, "after"))
    elif (found := circle(tasks)) is not None:
        problems.append(found)
    return problems


def _elsewhere(rule: Rule, office: int) -> list[Problem]:
    """A plan watches its own office: what lies elsewhere would never be counted."""
    if not office:
        return []
    problems = []
    for figure in rules.figures(rule):
        place = figure.place
        if place is None or _covers(place, office):
            continue
        problems.append(
            Problem(
                _("Trigger"), place.code, _("lies outside the plan’s office"),
                _("Name a place of the office, or write a plan for the other office."), "elsewhere",
            )
        )  # fmt: skip
    return problems


def _covers(place: rules.Place, office: int) -> bool:
    if place.level == "office":
        return profile().office(place.code).number == office
    if place.level == "cercle":
        return bool(office_of(place.code, date.max) == office)
    areas = profile().office(office).areas(date.max)
    return any(area.startswith(place.code) or place.code.startswith(area) for area in areas)


def _pointless(rule: Rule, text: str) -> list[Problem]:
    found = rules.verdict(rule)
    if found == rules.SOMETIMES:
        return []
    message = {
        rules.NEVER: _("can never fire, whatever is counted"),
        rules.ALWAYS: _("is always true: it would fire every day"),
    }[found]
    remedy = _("Change the sign or the number, and try it on the past.")
    return [Problem(_("Trigger"), text, message, remedy, found)]
