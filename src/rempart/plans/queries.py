"""Actions as a reader finds them: their component's own first, then by the day they are due."""

from __future__ import annotations

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.utils.translation import get_language

from rempart.kernel import clock
from rempart.kernel.actor import Anyone
from rempart.kernel.agenda import Due
from rempart.kernel.models import Guarded
from rempart.kernel.policy import verdict
from rempart.kernel.workflow import Transition
from rempart.people.readers import blind_posts
from rempart.plans.models import OVER, Action
from rempart.plans.workflow import ACTION

IN_WORDS = frozenset({"complete", "verify", "verify_above"})
"""Steps that say what was done, or what it changed."""


def own_first(actor: Anyone, rows: QuerySet[Action]) -> QuerySet[Action]:
    """The actions that the reader's component leads or supports, then the others; by due day."""
    mine = sorted({standing.component for standing in actor.standings})
    own = Q(component__in=mine) | Q(support__overlap=mine)
    others = Case(When(own, then=Value(0)), default=Value(1), output_field=IntegerField())
    return rows.annotate(others=others).order_by("others", "due_on", "reference")


def at_once(actor: Anyone, row: Action, steps: list[Transition]) -> list[Transition]:
    """Of the steps that the reader may take, those that need no word: one button is enough."""
    mine = {standing.component for standing in actor.standings}
    return [
        step
        for step in steps
        if not step.needs_reason
        and step.name not in IN_WORDS
        and (step.name != "accept" or row.component in mine)
    ]


def steps_for(actor: Anyone, row: Action) -> list[Transition]:
    """The steps that the reader may take now, each once."""
    found = []
    for step in ACTION.steps_from(row.state):
        granted = verdict(actor, step.right, row.whereabouts)
        standing = getattr(granted, "standing", None)
        if granted and (not step.roles or (standing and standing.role in step.roles)):
            found.append(step)
    return found


def late(actor: Anyone) -> list[Action]:
    """The overdue actions that the reader's component leads."""
    mine = [standing.component for standing in actor.standings]
    found = Action.objects.filter(component__in=mine, due_on__lt=clock.today())
    return list(found.exclude(state__in=OVER).order_by("due_on", "reference"))


def blind(origin: Guarded, component: int, office: int) -> list[str]:
    """The posts of the lead's component in that office that may not see what it would answer."""
    return blind_posts(component, office, origin.whereabouts, (get_language() or "fr")[:2])


def overdue(office: int | None) -> list[Due]:
    """The overdue actions that the reader sees, the longest overdue first: for an agenda."""
    found = Action.objects.filter(due_on__lt=clock.today()).exclude(state__in=OVER)
    if office is not None:
        found = found.filter(office=office)
    rows = found.order_by("due_on", "reference").values_list("pk", flat=True)
    return [Due("action", pk) for pk in rows]
