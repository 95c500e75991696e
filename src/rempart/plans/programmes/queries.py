"""What became of plans: the actions of their lines, threats answered, reviews that are due."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from rempart.kernel import clock
from rempart.kernel.actor import Anyone
from rempart.kernel.agenda import Due
from rempart.kernel.models import Link
from rempart.kernel.policy import verdict
from rempart.kernel.workflow import Transition, Workflow
from rempart.plans.models import Action
from rempart.plans.programmes.actions import RELATION
from rempart.plans.programmes.models import (
    ABANDONED,
    STANDING,
    CommunityPlan,
    Plan,
    Programme,
)
from rempart.plans.programmes.proposing import threats_for


def actions_of(plans: Iterable[Plan]) -> dict[tuple[UUID, int], Action]:
    """The actions that lines became, by plan and line, as far as the reader sees. Two queries."""
    ids = [plan.pk for plan in plans]
    if not ids:
        return {}
    links = Link.objects.filter(
        source_kind="plan", source_id__in=ids, relation__startswith=RELATION,
        target_kind="action", undone_at__isnull=True,
    )  # fmt: skip
    tied = list(links.values_list("source_id", "relation", "target_id"))
    rows = {row.pk: row for row in Action.objects.filter(pk__in=[target for *_k, target in tied])}
    return {
        (plan, int(relation.removeprefix(RELATION))): rows[target]
        for plan, relation, target in tied
        if target in rows
    }


def answered(plan: Plan) -> tuple[int, int]:
    """How many of the open threats that the plan may carry it answers, and how many there are."""
    there = {row.reference for row in threats_for(plan)}
    return len(there & {line["threat"] for line in plan.lines}), len(there)


def steps_for(actor: Anyone, row: Programme, workflow: Workflow) -> list[Transition]:
    """The steps that the reader may take now."""
    found = []
    for step in workflow.steps_from(row.state):
        granted = verdict(actor, step.right, row.whereabouts)
        standing = getattr(granted, "standing", None)
        if granted and (not step.roles or (standing and standing.role in step.roles)):
            found.append(step)
    return found


def stale() -> list[Programme]:
    """The plans in force that the reader sees and whose review is overdue, the oldest first."""
    today = clock.today()
    found: list[Any] = []
    for model in (Plan, CommunityPlan):
        found += model.objects.filter(state__in=STANDING, review_on__lt=today)
    return sorted(found, key=lambda row: (row.review_on, row.reference))


def standing_first(row: Programme) -> tuple[bool, bool, int]:
    """The order of a list: those in force, those on their way, and last what was abandoned."""
    return not row.stands, row.state == ABANDONED, row.office


def reviews_overdue(office: int | None) -> list[Due]:
    """The plans in force whose review is overdue: for an agenda."""
    return [Due(row.kind, row.pk) for row in stale() if office in (None, row.office)]


def planned_cells() -> Counter[tuple[str, str, int]]:
    """Lines of plans in force that have no action yet: by volet, phase and office."""
    plans = list(Plan.objects.filter(state__in=STANDING))
    done = actions_of(plans)
    return Counter(
        (line["volet"], phase, plan.office)
        for plan in plans
        for line in plan.lines
        if (plan.pk, line["n"]) not in done
        for phase in line["phases"]
    )
