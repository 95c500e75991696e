"""What briefs bring to the house: places, sentences, files that can be verified, lines of the page.

Rooms further down add their own lines to the page in `lines`.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from rempart.field.models import OPEN, Commitment
from rempart.kernel import clock, genuine, links
from rempart.kernel.actor import Anyone
from rempart.kernel.navigation import Place, daily, places
from rempart.kernel.policy import NO_COMPARTMENT
from rempart.kernel.telling import Topic, topics
from rempart.leadership.advice.models import WAITING, AdviceNote
from rempart.leadership.briefs import notices, queries, telling
from rempart.leadership.briefs.lines import DECISIONS, LATE, Line, lines
from rempart.plans.contingency.models import APPROVED, EXERCISED, Contingency
from rempart.plans.contingency.presenting import warnings
from rempart.plans.crises.models import ACTIVE, PROPOSED, Crisis
from rempart.plans.programmes.queries import stale


def join() -> None:
    """Register it all, once the applications are ready."""
    links.ends.add("brief", queries.brief_ends)
    genuine.finders.add("brief", queries.genuine)
    daily.add("briefs", notices.briefs_wait)
    topics.add("brief", Topic(_("A brief awaits approval"), telling.to_approve))
    lines.add("advice", (DECISIONS, _advice))
    lines.add("crises", (DECISIONS, _crises))
    lines.add("commitments", (LATE, _broken))
    lines.add("plans", (LATE, _past_review))
    lines.add("contingency plans", (LATE, _not_ready))
    places.add("page", Place("decide", _("SRSG’s page"), "leadership:page", "advice", 10))
    places.add("briefs", Place("decide", _("Briefs"), "leadership:briefs", "brief", 15))


def _advice(actor: Anyone) -> Iterable[Line]:
    """The advice notes that wait for a decision."""
    rows = AdviceNote.objects.filter(state__in=WAITING).order_by("answer_by", "reference")
    return [
        Line(row.subject, reverse("leadership:note", args=[row.reference]), row.reference,
             row.answer_by, row.marking)
        for row in rows
    ]  # fmt: skip


def _crises(actor: Anyone) -> Iterable[Line]:
    """The crises under way, and those that are proposed; what is only played is not among them."""
    rows = Crisis.objects.filter(state__in=(PROPOSED, ACTIVE), exercise=False)
    titles = {PROPOSED: _("Crisis proposed: %(title)s"), ACTIVE: _("Crisis under way: %(title)s")}
    return [
        Line(titles[row.state] % {"title": row.title},
             reverse("crises:crisis", args=[row.reference]), row.reference,
             marking=row.marking, first=True)
        for row in rows.order_by("created_at")
    ]  # fmt: skip


def _broken(actor: Anyone) -> Iterable[Line]:
    """The commitments whose day has gone by without an answer."""
    rows = Commitment.objects.filter(
        state=OPEN, due_on__lt=clock.today(), compartment=NO_COMPARTMENT
    ).order_by("due_on", "reference")
    return [
        Line(row.text, reverse("field:commitment", args=[row.reference]), row.reference,
             row.due_on, row.marking)
        for row in rows[:2]
    ]  # fmt: skip


def _past_review(actor: Anyone) -> Iterable[Line]:
    """The plans in force whose yearly review is overdue."""
    views = {"plan": "plans:plan", "community_plan": "plans:community_plan"}
    return [
        Line(_("Past its review: %(title)s") % {"title": row.title},
             reverse(views[row.kind], args=[row.reference]), row.reference, row.review_on,
             row.marking)
        for row in [row for row in stale() if row.compartment == NO_COMPARTMENT][:2]
    ]  # fmt: skip


def _not_ready(actor: Anyone) -> Iterable[Line]:
    """The contingency plans past their review, or never exercised."""
    rows = Contingency.objects.filter(compartment=NO_COMPARTMENT, state__in=(APPROVED, EXERCISED))
    found = [(row, warnings(row)) for row in rows.order_by("review_on", "reference")]
    return [
        Line(f"{row.title} ({', '.join(told)})",
             reverse("contingency:plan", args=[row.reference]), row.reference, row.review_on,
             row.marking)
        for row, told in [pair for pair in found if pair[1]][:2]
    ]  # fmt: skip
