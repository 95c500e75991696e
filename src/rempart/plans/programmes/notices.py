"""What the room has to say to somebody today: plans past their review, plans that wait for them."""

from __future__ import annotations

from django.utils.translation import gettext, ngettext

from rempart.kernel.actor import Anyone
from rempart.kernel.navigation import Notice
from rempart.kernel.policy import concerned
from rempart.plans.programmes.models import CommunityPlan, Plan
from rempart.plans.programmes.queries import stale, steps_for
from rempart.plans.programmes.workflow import REGIONAL


def reviews_fall_due(actor: Anyone) -> Notice | None:
    """The plans in force whose yearly review is overdue."""
    if not concerned(actor, "plan"):
        return None
    found = stale()
    if not found:
        return None
    said = ngettext(
        "%(n)d plan in force is past its review: %(first)s.",
        "%(n)d plans in force are past their review, first %(first)s.",
        len(found),
    )
    sentence = said % {"n": len(found), "first": found[0].reference}
    mine = isinstance(found[0], CommunityPlan)
    view = "plans:community_plans" if mine else "plans:plans"
    return Notice(sentence, view, gettext("The list"), urgent=True)


_ASKED = frozenset({"endorse", "approve", "enter"})
"""Steps for which a plan waits for somebody in particular."""


def plans_wait(actor: Anyone) -> Notice | None:
    """The regional plans that wait for the reader's endorsement, approval or order."""
    if not concerned(actor, "plan"):
        return None
    waiting = [
        row
        for row in Plan.objects.filter(state__in=("consulted", "endorsed", "approved"))
        if any(step.name in _ASKED for step in steps_for(actor, row, REGIONAL))
    ]
    if not waiting:
        return None
    said = ngettext(
        "%(n)d regional plan waits for you: %(first)s.",
        "%(n)d regional plans wait for you, first %(first)s.",
        len(waiting),
    )
    sentence = said % {"n": len(waiting), "first": waiting[0].reference}
    return Notice(sentence, "plans:plans", gettext("The list"))
