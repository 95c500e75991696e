"""What may be done in a crisis; the only ways to change one.

A crisis is activated and stood down by the head of mission or their deputy, under their own post
or one they lent, or by the post that its plan designates; an exercise, by whoever may propose one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypedDict
from uuid import UUID

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from rempart.doctrine.loader import current as profile
from rempart.kernel import links
from rempart.kernel.actions import Run, advance_by, changes, creates
from rempart.kernel.actor import MISSION, Anyone, current
from rempart.kernel.errors import BadInput, NotThere, Problem, Refused
from rempart.kernel.policy import UNCLASSIFIED, Granted, verdict
from rempart.people.standing import spoken
from rempart.plans.contingency.actions import advance_plan, log_exercise
from rempart.plans.contingency.models import APPROVED, EXERCISED, WATCHED, Contingency
from rempart.plans.contingency.workflow import CONTINGENCY
from rempart.plans.crises.conduct import set_task
from rempart.plans.crises.models import ACTIVE, STOOD_DOWN, Crisis
from rempart.plans.crises.team import chosen
from rempart.plans.crises.workflow import AS_DESIGNATE, CRISIS, not_under_way


class Lesson(TypedDict, total=False):
    """What was planned, what happened, why, what changes, and who sees to it."""

    planned: str
    happened: str
    why: str
    change: str
    owner: str


@creates(Crisis, "crisis.propose")
def _propose(run: Run, *, said: dict[str, Any]) -> Crisis:
    """Propose a crisis: a trigger that fired does, or a post that may."""
    return Crisis(component=profile().component(profile().mission.owner_component).number, **said)


def from_plan(plan: Contingency, **said: Any) -> dict[str, Any]:
    """What a crisis takes over from its plan."""
    return {
        "plan": plan, "title": plan.title, "area": plan.area, "office": plan.office,
        "marking": plan.marking, "compartment": plan.compartment, "designate": plan.designate,
        "cadence_hours": plan.cadence_hours, "level": plan.level, **said,
    }  # fmt: skip


def propose_by_trigger(plan: Contingency, trigger: int, rule: dict[str, Any],
                       values: list[dict[str, Any]]) -> Crisis:  # fmt: skip
    """Propose a crisis because a trigger of a plan fired: as the watcher, never more than this."""
    said = from_plan(plan, trigger=trigger, rule=rule, values_then=values, holding=True)
    return _propose(said=said)


def propose_crisis(
    *, why: str, plan: Contingency | None = None, title: str = "", office: int = MISSION,
    area: str = "", marking: int = UNCLASSIFIED, exercise: bool = False,
) -> Crisis:  # fmt: skip
    """Propose a crisis, or the exercise of a plan, as the post of whoever acts.

    Raises:
        BadInput: there is neither plan nor title, or no reason.
        Refused: the plan is not one that may be followed, or the post proposes none.
    """
    if not why.strip():
        remedy = _("Say in a sentence what has happened, or what is played.")
        raise BadInput(Problem(_("Why"), "", _("is missing"), remedy, "why"))
    if plan is None and not title.strip():
        message, remedy = _("is missing"), _("Say it in a few words, or choose a plan.")
        raise BadInput(Problem(_("Title"), "", message, remedy, "title"))
    if plan is not None and plan.state not in ((APPROVED, EXERCISED) if exercise else WATCHED):
        raise Refused(
            Problem(
                plan.reference, plan.state, _("the plan is not approved, or is already activated"),
                _("Have it approved first, or go on in the crisis that is under way."), "plan",
            )
        )  # fmt: skip
    said: dict[str, Any] = {"title": title, "office": office, "area": area, "marking": marking}
    if plan is not None:
        said = from_plan(plan)
    return _propose(said={**said, "why": why.strip(), "exercise": exercise})


@changes(Crisis, "crisis.release")
def release(run: Run, row: Crisis) -> None:
    """Note that a trigger no longer holds: the next time it does is another episode."""
    row.holding = False


@advance_by(CRISIS, Crisis, "crisis")
def _advance(run: Run, row: Crisis, *, level: str = "", team: Sequence[str] | None = None) -> None:
    """Take a step in a crisis."""
    step = run.name.partition(".")[2].removesuffix(AS_DESIGNATE)
    who = spoken(run.standing) if run.standing else run.actor.name
    if step == "activate":
        _begin(run, row, level, who)
        row.team = chosen(row, row.level, team)
    if step == "stand_down":
        row.ended_at, row.ended_by, row.end_reason = run.now, who, run.reason


def _begin(run: Run, row: Crisis, level: str, who: str) -> None:
    agreed = level or row.level
    if profile().vocabulary("crisis_level").get(agreed) is None:
        message, remedy = _("the profile knows no such level"), _("Choose one of the list.")
        raise BadInput(Problem(_("Level"), level, message, remedy, "level"))
    row.level, row.activated_at, row.activated_by = agreed, run.now, who
    if row.plan is not None:
        links.tie(run, row.plan, "led_to", row)


def designated(row: Crisis, role: str) -> bool:
    """Is a role the one that the plan lets activate; in an exercise, any that proposes?"""
    return row.exercise or (bool(row.designate) and role == row.designate)


def step_for(actor: Anyone, row: Crisis, step: str) -> str:
    """The name under which `actor` may take a step of activation or its end; empty for none."""
    if verdict(actor, "approve", row.whereabouts):
        return step
    granted = verdict(actor, "propose", row.whereabouts)
    standing = granted.standing if isinstance(granted, Granted) else None
    if standing is not None and designated(row, standing.role):
        return f"{step}{AS_DESIGNATE}"
    return ""


def _decide(target: UUID, step: str, reason: str, **told: Any) -> Crisis:
    row: Crisis | None = Crisis.objects.filter(pk=target).first()
    if row is None:
        raise NotThere
    name = step_for(current(), row, step)
    if not name:
        raise Refused(
            Problem(
                _("Activation"), row.reference, _("is not for your post to decide"), _Posts(row),
                "wrong-post",
            )
        )  # fmt: skip
    _advance(target=target, step=name, reason=reason, **told)
    return Crisis.objects.get(pk=target)


class _Posts:
    """Which posts decide of a crisis, said when it is read."""

    def __init__(self, row: Crisis) -> None:
        self.row = row

    def __str__(self) -> str:
        roles = ["srsg", "dsrsg", *([self.row.designate] if self.row.designate else [])]
        names = ", ".join(profile().role(role).label(_language()) for role in roles)
        return str(_("It belongs to: %(posts)s. The proposal stays as it is.")) % {"posts": names}


def _language() -> str:
    return (get_language() or "fr")[:2]


def activate(
    *, target: UUID, level: str = "", reason: str = "", team: Sequence[str] | None = None
) -> Crisis:
    """Activate a crisis: its team sits, its tasks begin, each with its clock.

    Without a `team` it is the one that the profile proposes for the level, and the plan's posts.

    Raises:
        Refused: the post is neither the head of mission nor the plan's designate.
        BadInput: the level is none of the profile's, or a post may not sit in the team.
    """
    with transaction.atomic(using=current().alias):
        row = _decide(target, "activate", reason, level=level, team=team)
        if row.plan is not None:
            _lay_out(row, row.plan)
            if not row.exercise:
                _follow(row.plan, "activate")
    return row


def _follow(plan: Contingency, step: str) -> None:
    """Let a plan take the step of its crisis; one that is being revised meanwhile stays so."""
    if step in {taken.name for taken in CONTINGENCY.steps_from(plan.state)}:
        advance_plan(target=plan.pk, step=step)


def _lay_out(row: Crisis, plan: Contingency) -> None:
    for task in plan.tasks:
        set_task(
            crisis=row, number=task["n"], phase=task["phase"], role=task["role"],
            text=task["text"], hours=task["hours"], after=task["after"],
        )  # fmt: skip


def dismiss(*, target: UUID, reason: str) -> Crisis:
    """Decide that a proposal is not activated, with the reason.

    Raises:
        Refused: the post does not decide of it, or the reason is missing.
    """
    return _decide(target, "dismiss", reason)


def stand_down(*, target: UUID, reason: str) -> Crisis:
    """Stand a crisis down: every task settled, at least one lesson recorded.

    Raises:
        Refused: a task is open, no lesson is recorded, or the post does not decide of it.
    """
    with transaction.atomic(using=current().alias):
        row = _decide(target, "stand_down", reason)
        if row.plan is not None:
            if row.exercise:
                _follow(row.plan, "exercise")
                lessons = "\n".join(lesson.get("happened", "") for lesson in row.lessons)
                log_exercise(target=row.plan.pk, reference=row.reference, lessons=lessons)
            else:
                _follow(row.plan, "stand_down")
    return row


def record_lessons(*, target: UUID) -> str:
    """Close the file of a crisis: every lesson says what changes, and who sees to it.

    Raises:
        Refused: a lesson changes nothing, or the crisis is not stood down.
    """
    with transaction.atomic(using=current().alias):
        row: Crisis | None = Crisis.objects.filter(pk=target).first()
        if row is None:
            raise NotThere
        above = bool(verdict(current(), "approve", row.whereabouts))
        state = _advance(target=target, step="record_lessons_above" if above else "record_lessons")
        if row.plan is not None and not row.exercise:
            _follow(row.plan, "learn")
    return state


@changes(Crisis, "crisis.lesson", right="propose")
def _learn_below(run: Run, row: Crisis, *, said: Lesson, number: int | None = None) -> None:
    """Record a lesson of a crisis, or complete the one of that number."""
    _learn(row, said, number)


@changes(Crisis, "crisis.lesson_above", right="approve")
def _learn_above(run: Run, row: Crisis, *, said: Lesson, number: int | None = None) -> None:
    """Record a lesson of a crisis, or complete the one of that number, as the head of mission."""
    _learn(row, said, number)


def add_lesson(*, row: Crisis, said: Lesson, number: int | None = None) -> None:
    """Record a lesson of a crisis, or complete the one of that number.

    Raises:
        BadInput: it does not say what happened.
        Refused: the crisis is not under way, or its file is closed.
    """
    above = bool(verdict(current(), "approve", row.whereabouts))
    (_learn_above if above else _learn_below)(target=row.pk, said=said, number=number)


def _learn(row: Crisis, said: Lesson, number: int | None) -> None:
    if row.state not in (ACTIVE, STOOD_DOWN):
        raise not_under_way(row)
    if not said.get("happened", "").strip():
        remedy = _("Say in a sentence what went well or wrong.")
        raise BadInput(Problem(_("What happened"), "", _("is missing"), remedy, "happened"))
    kept = list(row.lessons)
    if number and number <= len(kept):
        kept[number - 1] = {**kept[number - 1], **said}
    else:
        kept.append(dict(said))
    row.lessons = kept
