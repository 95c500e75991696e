"""What is written in a crisis that is under way: its log, its tasks, its situation reports."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, TypedDict

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from rempart.doctrine.loader import current as profile
from rempart.kernel.actions import Run, changes, creates
from rempart.kernel.actor import MISSION, Anyone
from rempart.kernel.errors import BadInput, Problem, Refused
from rempart.kernel.policy import verdict
from rempart.people.standing import spoken
from rempart.plans.crises.models import (
    ACTIVE,
    DONE,
    DROPPED,
    OPEN,
    Crisis,
    CrisisTask,
    LogEntry,
    Sitrep,
)
from rempart.plans.crises.team import snapshot
from rempart.plans.crises.workflow import not_under_way
from rempart.register.actions import writing_post


class Told(TypedDict, total=False):
    """What a situation report says beside what the log and the tasks say."""

    situation: str
    civilians: str
    posture: str
    gaps: str


def _stand(row: Crisis) -> dict[str, Any]:
    """Where what belongs to a crisis stands: where the crisis does."""
    return {
        "crisis": row, "office": row.office, "component": row.component,
        "marking": row.marking, "compartment": row.compartment,
    }  # fmt: skip


def _speaker(run: Run) -> str:
    """The post that speaks, by role and office: each reader finds it in their own language."""
    post = writing_post(run)
    return spoken(post) if post else run.actor.name


@creates(LogEntry, "log_entry.write")
def write_log(
    run: Run, *, crisis: Crisis, sort: str, text: str, at: datetime | None = None
) -> LogEntry:
    """Write a line into the log of a crisis; it is never changed afterwards.

    Raises:
        BadInput: nothing is said, the sort is unknown, or it lies in the future.
        Refused: the crisis is not under way.
    """
    if crisis.state != ACTIVE:
        raise not_under_way(crisis)
    problems = []
    if not text.strip():
        remedy = _("Say what was decided or what happened.")
        problems.append(Problem(_("Entry"), "", _("is missing"), remedy, "missing"))
    if profile().vocabulary("log_sort").get(sort) is None:
        problems.append(Problem(_("Kind of entry"), sort, _("is not in the list"),
                                _("Choose one."), "code"))  # fmt: skip
    if at is not None and at > run.now:
        remedy = _("Say when it happened, or leave it out.")
        problems.append(Problem(_("Time"), at, _("is yet to come"), remedy, "ahead"))
    if problems:
        raise BadInput.of(problems)
    return LogEntry(
        **_stand(crisis), sort=sort, text=text.strip(), at=at or run.now, by=_speaker(run)
    )


@creates(CrisisTask, "task.set")
def set_task(
    run: Run, *, crisis: Crisis, role: str, text: str, hours: int, phase: str = "",
    number: int = 0, after: list[int] | None = None,
) -> CrisisTask:  # fmt: skip
    """Give a post a task in a crisis, to be done within so many hours from now.

    Raises:
        BadInput: the role is unknown, or the task is not said.
        Refused: the crisis is not under way.
    """
    if crisis.state != ACTIVE:
        raise not_under_way(crisis)
    if role not in {one.code for one in profile().roles} or not text.strip():
        message, remedy = _("names no post, or nothing to do"), _("Choose a post, and say what.")
        raise BadInput(Problem(_("Task"), role, message, remedy, "task"))
    if not 0 < hours <= 24 * 30:
        remedy = _("Write a number of hours between 1 and 720.")
        raise BadInput(
            Problem(_("Within how many hours"), hours, _("is no delay that can be kept"), remedy,
                    "hours")
        )  # fmt: skip
    taken = CrisisTask.objects.filter(crisis=crisis.pk).order_by("-number").first()
    return CrisisTask(
        **_stand(crisis),
        number=number or (taken.number if taken else 0) + 1,
        role=role,
        text=text.strip(),
        phase=phase,
        after=after or [],
        due_at=run.now + timedelta(hours=hours),
    )


def reports(actor: Anyone, row: CrisisTask) -> bool:
    """Does a task belong to the actor's post, or does the actor run the crisis?"""
    mine = any(s.role == row.role and s.office in (MISSION, row.office) for s in actor.standings)
    leads = (verdict(actor, act, row.crisis.whereabouts) for act in ("approve", "propose"))
    return mine or any(leads)


@changes(CrisisTask, "task.settle", right="respond")
def settle_task(run: Run, row: CrisisTask, *, done: bool, evidence: str) -> None:
    """Report a task done, with its evidence, or given up, with the reason.

    Raises:
        BadInput: neither evidence nor reason is given.
        Refused: the task is another post's, or waits for others.
    """
    if row.state != OPEN:
        raise Refused(Problem(row.reference, row.state, _("the task is settled already"),
                              _("Write a line in the log instead."), "settled"))  # fmt: skip
    if not reports(run.actor, row):
        name = profile().role(row.role).label((get_language() or "fr")[:2])
        remedy = _("Let that post report it, or the head of office.")
        raise Refused(Problem(_("Task"), name, _("belongs to another post"), remedy, "post"))
    before = CrisisTask.objects.filter(crisis=row.crisis_id, number__in=row.after, state=OPEN)
    waiting = [str(n) for n in before.values_list("number", flat=True)]
    if waiting and done:
        raise Refused(Problem(_("Task"), ", ".join(waiting), _("must be settled first"),
                              _("Report those tasks, then this one."), "waits"))  # fmt: skip
    if not evidence.strip():
        remedy = _("Say what was done and where it can be seen, or why it is given up.")
        raise BadInput(Problem(_("Evidence"), "", _("is missing"), remedy, "evidence"))
    row.state = DONE if done else DROPPED
    row.settled_at, row.settled_by, row.evidence = run.now, _speaker(run), evidence.strip()


@creates(Sitrep, "sitrep.issue")
def _issue(run: Run, *, crisis: Crisis, told: Told) -> Sitrep:
    """Issue a situation report: what is told, and what the log and the tasks say now."""
    if crisis.state != ACTIVE:
        raise not_under_way(crisis)
    if not told.get("situation", "").strip():
        remedy = _("Say in two sentences where things stand.")
        raise BadInput(Problem(_("Situation"), "", _("is missing"), remedy, "situation"))
    issued = list(Sitrep.objects.filter(crisis=crisis.pk))
    last = issued[-1] if issued else None
    told_before = sum(len(one.decisions) for one in issued)
    decided = LogEntry.objects.filter(crisis=crisis.pk, sort="decision")
    new = decided.order_by("recorded_at", "id")[told_before:]
    return Sitrep(
        **_stand(crisis),
        **told,
        number=(last.number if last else 0) + 1,
        at=run.now,
        due_at=crisis.sitrep_due(last.at if last else None),
        next_at=run.now + timedelta(hours=crisis.cadence_hours),
        decisions=[{"at": d.at.isoformat(), "text": d.text, "by": d.by} for d in new],
        actions=[
            {"text": t.text, "role": t.role, "due_at": t.due_at.isoformat(), "state": t.state,
             "evidence": t.evidence}
            for t in CrisisTask.objects.filter(crisis=crisis.pk)
        ],
        team=snapshot(crisis),
        plan_was=crisis.plan.flaws if crisis.plan is not None else [],
        by=_speaker(run),
    )  # fmt: skip


def issue_sitrep(*, crisis: Crisis, told: Told) -> Sitrep:
    """Issue the next situation report of a crisis; it is never changed afterwards.

    Raises:
        BadInput: the situation is not told.
        Refused: the crisis is not under way, or the post issues none.
    """
    return _issue(crisis=crisis, told=told)
