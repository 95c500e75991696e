"""Plans in words: the same lines stand on the page and in the document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import get_language, gettext

from rempart.doctrine.loader import current as profile
from rempart.documents import typography
from rempart.kernel import clock
from rempart.kernel.actor import current
from rempart.kernel.links import End
from rempart.kernel.policy import verdict
from rempart.places.queries import describe
from rempart.plans.models import Action
from rempart.plans.programmes import proposing
from rempart.plans.programmes.models import ABANDONED, CommunityPlan, Plan, Programme
from rempart.plans.programmes.queries import actions_of
from rempart.plans.programmes.workflow import LABELS
from rempart.plans.workflow import ACTION


def language() -> str:
    """The language of the page."""
    return (get_language() or "fr")[:2]


def state_of(row: Programme) -> tuple[str, str]:
    """A plan's state in words and its tone: past its review is bad, wherever it is named."""
    if row.stale():
        return gettext("review overdue"), "bad"
    return str(LABELS[row.state]), "good" if row.state == "in_force" else ""


def covers(row: Plan | CommunityPlan) -> str:
    """What a plan is for, in words."""
    office = profile().office(row.office).label(language())
    on = row.begins_on or clock.today()
    if isinstance(row, CommunityPlan):
        return f"{row.locality}, {describe(row.area, on, language())}"
    return describe(row.area, on, language()) if row.area else office


NOT_BEGUN, LATE, NEVER_BEGUN, UNSEEN = "not_begun", "late", "never_begun", "unseen"
"""What became of a line beside the states of its action: nothing yet, overdue, both; or that the
reader could not see its action, and so cannot know."""


def told(plan: Plan) -> list[dict[str, Any]]:
    """The lines of a plan with what became of each: its action, and its state by code.

    What another component leads, and the reader would not see, is `UNSEEN`: never "not begun".
    Two queries.
    """
    done = actions_of([plan])
    return [_told(plan, line, done.get((plan.pk, line["n"]))) for line in plan.lines]


def _told(plan: Plan, line: dict[str, Any], action: Action | None) -> dict[str, Any]:
    due = line.get("due_on")
    state = NOT_BEGUN
    if action is not None:
        state = LATE if action.overdue else action.state
    elif plan.stands and not _would_see(plan, line):
        state = UNSEEN
    elif plan.stands and due and date.fromisoformat(due) < clock.today():
        state = NEVER_BEGUN
    return {**line, "state": state, "became": action.reference if action else ""}


def _would_see(plan: Plan, line: dict[str, Any]) -> bool:
    """Would whoever reads see the action of a line, if it had become one?"""
    lead = profile().component(line["lead"]).number if line.get("lead") else 0
    where = replace(plan.whereabouts, kind="action", component=lead, support=())
    return bool(verdict(current(), "read", where))


@dataclass(frozen=True)
class Row:
    """A line of a plan in words; `became` is the reference of its action."""

    n: int
    threat: str
    menace: str
    objective: str
    action: str
    volet: str
    phases: str
    lead: str
    due: str
    indicator: str
    state: str
    tone: str
    became: str
    proposed: bool
    unseen: bool


def row(line: dict[str, Any], written: str) -> Row:
    """A line in words; `written` is the language in which the plan is written."""
    words = language()
    texts = proposing.said(line, written, words)
    due = line.get("due_on")
    own = {NOT_BEGUN: gettext("not begun"), LATE: gettext("overdue"),
           NEVER_BEGUN: gettext("overdue, not begun"), UNSEEN: gettext("not visible")}  # fmt: skip
    state = line["state"]
    done = state in ("completed", "effect_verified")
    return Row(
        n=line["n"],
        threat=line.get("threat", ""),
        menace=line.get("menace", ""),
        volet=_short(line["volet"]),
        phases=", ".join(profile().label("phase", p, words) for p in line["phases"]),
        lead=profile().component(line["lead"]).label(words) if line.get("lead") else "–",
        due=typography.day(date.fromisoformat(due), words, short=True) if due else "–",
        state=own.get(state) or str(ACTION.labels[state]),
        tone="bad" if state in (LATE, NEVER_BEGUN) else "good" if done else "",
        became=line["became"],
        proposed=bool(line.get("template")),
        unseen=state == UNSEEN,
        **texts,
    )


def rows(plan: Plan) -> list[Row]:
    """The lines of a plan in words, those that answer the same threat together."""
    return in_order(row(line, plan.language) for line in told(plan))


def in_order(found: Iterable[Row]) -> list[Row]:
    """Lines that answer the same threat together, as they came; those that answer none last."""
    listed = sorted(found, key=lambda row: row.n)
    first: dict[str, int] = {}
    for one in listed:
        first.setdefault(one.menace, one.n)
    return sorted(listed, key=lambda row: (row.menace == "", first[row.menace], row.n))


def _short(volet: str) -> str:
    """Volet I, Tier I: the part of the name before the colon."""
    return profile().label("volet", volet, language()).split(":")[0].strip()


def grouped(rows: Iterable[Row]) -> list[tuple[str, str, list[Row]]]:
    """Lines by threat: its reference, its name, its lines."""
    found: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        found.setdefault((row.threat, row.menace), []).append(row)
    return [(threat, menace, kept) for (threat, menace), kept in found.items()]


def matrix(lines: Iterable[dict[str, Any]]) -> list[tuple[str, list[int]]]:
    """Volets by phases: how many lines stand in each; nought is a hole."""
    count = Counter((line["volet"], phase) for line in lines for phase in line["phases"])
    phases = [item.code for item in profile().vocabulary("phase")]
    return [
        (volet.label(language()), [count[volet.code, phase] for phase in phases])
        for volet in profile().vocabulary("volet")
    ]


def phases() -> list[str]:
    """The names of the phases, in order."""
    return [item.label(language()) for item in profile().vocabulary("phase")]


def environments(codes: Iterable[str]) -> str:
    """The names of environments."""
    return ", ".join(profile().environment(code).label(language()) for code in codes)


def heard(consulted: Iterable[dict[str, Any]]) -> list[tuple[str, str, str]]:
    """Who was consulted, when, and what they answered."""
    return [
        (
            profile().component(one["who"]).label(language()),
            typography.day(date.fromisoformat(one["on"]), language(), short=True),
            one["said"],
        )
        for one in consulted
    ]


def people(counts: Iterable[dict[str, Any]]) -> list[tuple[str, int, int, int]]:
    """Counts by category: its name, women, men, together."""
    return [
        (
            profile().label("participant", line["category"], language()),
            line["women"],
            line["men"],
            line["women"] + line["men"],
        )
        for line in counts
    ]


def _ends(model: Any, view: str) -> Any:
    def named(wanted: Iterable[UUID]) -> dict[UUID, End]:
        return {
            one.pk: End(model.kind, _titled(one), one.reference,
                        reverse(view, args=[one.reference]), one.begins_on)
            for one in model.objects.filter(pk__in=list(wanted))
        }  # fmt: skip

    return named


def _titled(row: Programme) -> str:
    """A plan's title; past its review or abandoned, that is said with it."""
    if row.stale() or row.state == ABANDONED:
        return f"{row.title} ({state_of(row)[0]})"
    return row.title


ENDS = {
    "plan": _ends(Plan, "plans:plan"),
    "community_plan": _ends(CommunityPlan, "plans:community_plan"),
}
"""How plans are named at the other end of a link."""
