"""A crisis in words: its room, its documents, and what it was at any moment of its course."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from rempart.doctrine.loader import current as profile
from rempart.documents import typography
from rempart.documents.reports import Section
from rempart.kernel import clock
from rempart.kernel.links import End
from rempart.people.offices import offices_of
from rempart.people.standing import label, post_of, retold
from rempart.places.queries import describe
from rempart.plans.contingency import presenting as plans
from rempart.plans.contingency import rules
from rempart.plans.contingency.staffing import Staffed
from rempart.plans.contingency.wording import figure, written
from rempart.plans.crises.models import (
    ACTIVE,
    DONE,
    DROPPED,
    OPEN,
    PROPOSED,
    Crisis,
    CrisisTask,
    LogEntry,
    Sitrep,
)
from rempart.plans.crises.workflow import CRISIS
from rempart.plans.presenting import joined, language

_SOON = 75
"""From this share of a clock on, a task is due."""


def moment(at: datetime) -> str:
    """A moment in the mission's time: 17 nov. 2014, 07 h 42."""
    local = at.astimezone(ZoneInfo(profile().mission.time_zone))
    day = typography.day(local.date(), language(), short=True)
    if language() == "en":
        return f"{day}, {local:%H:%M}"
    return f"{day}, {local:%H}{typography.HARD}h{typography.HARD}{local:%M}"


def post(by: str) -> str:
    """The post that spoke, in the language of the page: kept as its role and its office."""
    return post_of(by, language())


def state(row: Crisis) -> tuple[str, str]:
    """A crisis's state in words, with its tone."""
    return str(CRISIS.labels[row.state]), {ACTIVE: "bad", PROPOSED: "warn"}.get(row.state, "")


def place_of(row: Crisis) -> str:
    """Where it is, as the area was called when it was proposed."""
    if row.area:
        return describe(row.area, row.created_at.date(), language())
    return profile().office(row.office).label(language()) if row.office else profile().mission.short


def fired(row: Crisis) -> str:
    """Why it was proposed by a trigger: the rule, and what its figures were."""
    if not row.rule:
        return ""
    words = language()
    said = gettext("Trigger %(n)d fired: %(rule)s; counted then: %(values)s.")
    values = typography.listing(
        [
            f"{figure(rules.figure_restored(one), words)} = "
            f"{typography.number(one['value'], words)}"
            for one in row.values_then
        ],
        words,
    )
    rule = written(rules.restored(row.rule), words)
    return said % {"n": row.trigger, "rule": rule, "values": values}


def deciders(row: Crisis) -> str:
    """The posts that activate and stand down, in words."""
    roles = ["srsg", "dsrsg", *([row.designate] if row.designate else [])]
    names = [profile().role(role).label(language()) for role in roles]
    return typography.listing(names, language())


def warnings(row: Crisis) -> list[str]:
    """What must be told of the plan that a crisis follows."""
    return plans.warnings(row.plan) if row.plan is not None else []


@dataclass(frozen=True)
class Task:
    """A task with its clock: condition ok, due, late or done, share of the time gone, words."""

    row: CrisisTask
    post: str
    by: str
    condition: str
    share: int
    left: str
    waits: list[int]


def tasks(row: Crisis, listed: Iterable[CrisisTask], now: datetime) -> list[Task]:
    """The tasks of a crisis with their clocks, those that are late first."""
    rows = list(listed)
    unsettled = {one.number for one in rows if one.state == OPEN}
    found = [_task(row, one, now, sorted(unsettled & set(one.after))) for one in rows]
    order = {"late": 0, "due": 1, "ok": 2, "done": 3}
    return sorted(found, key=lambda task: (order[task.condition], task.row.due_at))


def _task(row: Crisis, one: CrisisTask, now: datetime, waits: list[int]) -> Task:
    who, by = profile().role(one.role).label(language()), post(one.settled_by)
    if one.state != OPEN:
        words = {DONE: gettext("done"), DROPPED: gettext("given up")}[one.state]
        return Task(one, who, by, "done", 100, words, [])
    begins = min(row.activated_at or one.created_at, one.due_at - timedelta(hours=1))
    whole, gone = one.due_at - begins, now - begins
    share = max(0, min(100, round(100 * gone / whole)))
    late = one.due_at < now
    condition = "late" if late else "due" if share >= _SOON else "ok"
    return Task(one, who, by, condition, share, left(one.due_at, now), waits)


def left(due: datetime, now: datetime) -> str:
    """How long until a moment, or since: 3 h 20; 2 h 05 too late."""
    minutes = abs(int((due - now).total_seconds())) // 60
    span = f"{minutes // 60}{typography.HARD}h{typography.HARD}{minutes % 60:02d}"
    return span if due >= now else gettext("%(span)s too late") % {"span": span}


def sentence(row: Crisis, last: Sitrep | None, open_tasks: int, late: int, now: datetime) -> str:
    """The first sentence of the crisis room: where things stand."""
    if row.state == PROPOSED:
        said = gettext("Proposed on %(at)s; nothing has begun. It is for these posts: %(posts)s.")
        return said % {"at": moment(row.created_at), "posts": deciders(row)}
    if row.state != ACTIVE:
        if row.ended_at is None:
            return str(CRISIS.labels[row.state]).capitalize() + "."
        over = gettext("Stood down on %(at)s: %(why)s.")
        return over % {"at": moment(row.ended_at), "why": row.end_reason.rstrip(".")}
    due = row.sitrep_due(last.at if last else None)
    begun = gettext("Under way since %(at)s.") % {"at": moment(row.activated_at or now)}
    doing = ngettext("%(n)d task is open", "%(n)d tasks are open", open_tasks) % {"n": open_tasks}
    over = ngettext("%(n)d is late", "%(n)d are late", late) % {"n": late}
    over = over if late else gettext("none is late")
    tasks_said = f"{doing}, {over}." if open_tasks else gettext("No task is open.")
    report = ""
    if due is not None:
        late_one = gettext("SITREP %(n)d is late: it was due on %(at)s.")
        next_one = gettext("SITREP %(n)d is due on %(at)s.")
        number = (last.number if last else 0) + 1
        report = (late_one if due < now else next_one) % {"n": number, "at": moment(due)}
    return f"{begun} {tasks_said} {report}"


def listed(rows: Iterable[Any]) -> list[tuple[Any, ...]]:
    """Crises in a list: the row, place, state, tone, late SITREP, what is told of the plan."""
    now = clock.now()
    return [
        (row, place_of(row), *state(row), bool((due := row.sitrep_due(row.last)) and due < now),
         warnings(row))
        for row in rows
    ]  # fmt: skip


def with_last(rows: Any) -> Any:
    """Crises with the moment of their last situation report, as `last`."""
    return rows.select_related("plan").annotate(last=Max("sitreps__at"))


# --- documents ----------------------------------------------------------------------------------


def sitrep(row: Sitrep) -> list[Section]:
    """Situation, civilians affected, posture, decisions, actions, gaps, next update."""
    words = language()
    states = {OPEN: gettext("open"), DONE: gettext("done"), DROPPED: gettext("given up")}
    decisions = [[moment(datetime.fromisoformat(d["at"])), d["text"], post(d["by"])]
                 for d in row.decisions]  # fmt: skip
    acted = [
        [a["text"], profile().role(a["role"]).label(words),
         moment(datetime.fromisoformat(a["due_at"])),
         " – ".join(part for part in (states[a["state"]], a["evidence"]) if part)]
        for a in row.actions
    ]  # fmt: skip
    facts = [(gettext("Issued"), moment(row.at)), (gettext("By"), post(row.by) or "–")]
    if row.due_at is not None:
        when = moment(row.due_at) + (f" ({gettext('issued late')})" if row.late else "")
        facts.append((gettext("Was due"), when))
    if row.team:
        facts.append((gettext("Crisis team"), _seats(row.team)))
    if row.plan_was:
        facts.append((gettext("The plan followed"), joined(plans.flaws(row.plan_was))))
    return [
        Section(gettext("Situation"), text=row.situation, facts=facts),
        Section(gettext("Civilians affected"), text=row.civilians),
        Section(gettext("Mission posture"), text=row.posture),
        Section(gettext("Decisions"),
                head=[gettext("Time"), gettext("Decision"), gettext("Post")], rows=decisions,
                note="" if decisions else gettext("None since the last report.")),
        Section(gettext("Actions"),
                head=[gettext("Action"), gettext("Owner"), gettext("Due"), gettext("State")],
                rows=acted, note="" if acted else gettext("No task is set.")),
        Section(gettext("Gaps"), text=row.gaps),
        Section(gettext("Next update"), text=moment(row.next_at) if row.next_at else "–"),
        *([_sat(row.team)] if row.team else []),
    ]  # fmt: skip


def _seats(team: list[dict[str, Any]]) -> str:
    """How many posts sat in a team, and how many of them nobody held."""
    said = ngettext("%(n)d post", "%(n)d posts", len(team)) % {"n": len(team)}
    vacant = sum(not one["held"] for one in team)
    lacking = ngettext("%(all)s, %(n)d of them vacant", "%(all)s, %(n)d of them vacant", vacant)
    return lacking % {"all": said, "n": vacant} if vacant else said


def _sat(team: Iterable[dict[str, Any]]) -> Section:
    """Who sat in a team when a report was issued, by post."""
    does = {one.role: one.label(language()) for one in profile().crisis_team}
    rows = [
        [label(one["role"], one["office"], language()), does.get(one["role"], "–"),
         Staffed(one["role"], one["office"], "", one["held"]).today]
        for one in team
    ]  # fmt: skip
    head = [gettext("Post"), gettext("What it does there"), gettext("Then")]
    return Section(gettext("Crisis team"), head=head, rows=rows)


# --- the course of a crisis ---------------------------------------------------------------------


@dataclass(frozen=True)
class Moment:
    """One thing that happened in a crisis: when, what kind of thing, in words, under which post."""

    at: datetime
    sort: str
    text: str
    by: str


def course(row: Crisis) -> list[Moment]:
    """Everything that happened in a crisis, in order: it can be walked from its beginning."""
    words = language()
    found = [Moment(row.created_at, gettext("Proposal"), fired(row) or row.why, "")]
    if row.activated_at:
        level = profile().label("crisis_level", row.level, words)
        found.append(Moment(row.activated_at, gettext("Activation"), level, post(row.activated_by)))
    for version in row.versions.filter(changed__contains=["team"], number__gt=1):
        posts = [profile().role(role).label(words) for role in version.values["team"]]
        found.append(Moment(version.at, gettext("Crisis team"), typography.listing(posts, words),
                            retold(version.post_label, words)))  # fmt: skip
    for entry in LogEntry.objects.filter(crisis=row.pk):
        sort = profile().label("log_sort", entry.sort, words)
        found.append(Moment(entry.at, sort, entry.text, post(entry.by)))
    for task in CrisisTask.objects.filter(crisis=row.pk).exclude(settled_at=None):
        done = gettext("Task done") if task.state == DONE else gettext("Task given up")
        text = f"{task.number}. {task.text} – {task.evidence}"
        found.append(Moment(task.settled_at or row.created_at, done, text, post(task.settled_by)))
    for one in Sitrep.objects.filter(crisis=row.pk):
        name = gettext("SITREP %(n)d") % {"n": one.number}
        found.append(Moment(one.at, name, one.situation, post(one.by)))
    if row.ended_at:
        found.append(
            Moment(row.ended_at, gettext("Stand-down"), row.end_reason, post(row.ended_by))
        )
    return sorted(found, key=lambda moment: moment.at)


def task_ends(wanted: Iterable[UUID]) -> dict[UUID, End]:
    """Tasks as they are named where people are told of them: they lead to the crisis room."""
    rows = CrisisTask.objects.filter(pk__in=list(wanted)).select_related("crisis")
    return {
        row.pk: End("task", row.text, row.reference,
                    reverse("crises:crisis", args=[row.crisis.reference]), row.due_at.date())
        for row in rows
    }  # fmt: skip


def ends(wanted: Iterable[UUID]) -> dict[UUID, End]:
    """Crises as they are named at the other end of a link."""
    rows = Crisis.objects.filter(pk__in=list(wanted)).select_related("plan")
    return {row.pk: _end(row) for row in rows}


def _end(row: Crisis) -> End:
    said = [gettext("exercise")] if row.exercise else []
    said += [str(CRISIS.labels[row.state])]
    return End("crisis", f"{row.title} ({', '.join(said)})", row.reference,
               reverse("crises:crisis", args=[row.reference]), row.created_at.date())  # fmt: skip


def offices(actor: Any) -> list[tuple[str, str]]:
    """The offices that an actor covers, to choose from."""
    named = [profile().office(number) for number in offices_of(actor)]
    return [(office.code, office.label(language())) for office in named]
