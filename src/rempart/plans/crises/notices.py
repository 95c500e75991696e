"""What "my day" says of crises and of the plans for them: to those who can do something."""

from __future__ import annotations

from django.utils.translation import gettext, ngettext

from rempart.kernel import clock
from rempart.kernel.actor import MISSION, Anyone
from rempart.kernel.agenda import Due
from rempart.kernel.navigation import Notice
from rempart.kernel.policy import concerned, verdict
from rempart.plans.contingency.models import ABANDONED, DRAFT, Contingency
from rempart.plans.crises import presenting
from rempart.plans.crises.actions import step_for
from rempart.plans.crises.models import ACTIVE, OPEN, PROPOSED, Crisis, CrisisTask
from rempart.plans.crises.team import sits
from rempart.plans.presenting import joined


def crises_wait(actor: Anyone) -> Notice | None:
    """Teams they sit in, proposals they may decide of, late reports, late tasks of their post."""
    if not concerned(actor, "crisis"):
        return None
    rows = list(presenting.with_last(Crisis.objects.filter(state__in=(PROPOSED, ACTIVE))))
    now = clock.now()
    waiting = [r for r in rows if r.state == PROPOSED and step_for(actor, r, "activate")]
    late = [r for r in rows if (due := r.sitrep_due(r.last)) and due < now]
    roles = {(s.role, s.office) for s in actor.standings}
    open_tasks = CrisisTask.objects.filter(state=OPEN, due_at__lt=now, crisis__state=ACTIVE)
    mine = [t for t in open_tasks if {(t.role, t.office), (t.role, MISSION)} & roles]
    seats = sum(sits(actor, row) for row in rows if row.state == ACTIVE and not row.exercise)
    said = []
    if seats:
        text = ngettext(
            "You sit in the team of %(n)d crisis under way",
            "You sit in the team of %(n)d crises under way",
            seats,
        )
        said.append(text % {"n": seats})
    if waiting:
        text = ngettext(
            "%(n)d crisis is proposed and awaits your decision",
            "%(n)d crises are proposed and await your decision",
            len(waiting),
        )
        said.append(text % {"n": len(waiting)})
    if mine:
        text = ngettext(
            "%(n)d task of your post is late in a crisis",
            "%(n)d tasks of your post are late in a crisis",
            len(mine),
        )
        said.append(text % {"n": len(mine)})
    if late:
        text = ngettext("%(n)d SITREP is late", "%(n)d SITREPs are late", len(late))
        said.append(text % {"n": len(late)})
    if not said:
        return None
    return Notice(joined(said) + ".", "crises:crises", gettext("Open the crises"), urgent=True)


_NOT_KEPT = (DRAFT, ABANDONED)
"""States in which nobody counts on a plan."""


def plans_age(actor: Anyone) -> Notice | None:
    """Contingency plans past their review, or never exercised, that the reader has to do with."""
    if not concerned(actor, "contingency"):
        return None
    rows = [
        row
        for row in Contingency.objects.exclude(state__in=_NOT_KEPT)
        if any(verdict(actor, act, row.whereabouts) for act in ("edit", "approve"))
    ]
    stale = sum(row.stale() for row in rows)
    untried = sum(row.never_exercised for row in rows)
    said = []
    if stale:
        text = ngettext(
            "%(n)d contingency plan is past its review",
            "%(n)d contingency plans are past their review",
            stale,
        )
        said.append(text % {"n": stale})
    if untried:
        text = ngettext(
            "%(n)d contingency plan was never exercised",
            "%(n)d contingency plans were never exercised",
            untried,
        )
        said.append(text % {"n": untried})
    if not said:
        return None
    return Notice(
        joined(said) + ".", "contingency:plans", gettext("Open the plans"), urgent=bool(stale)
    )


def past_review(office: int | None) -> list[Due]:
    """The contingency plans whose review is overdue, for the agenda of a body."""
    found = Contingency.objects.filter(review_on__lt=clock.today()).exclude(state__in=_NOT_KEPT)
    if office is not None:
        found = found.filter(office=office)
    return [Due("contingency", row.pk) for row in found.order_by("review_on")]
