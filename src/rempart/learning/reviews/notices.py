"""What reviews have to say to somebody today: those that are whole and await adoption."""

from __future__ import annotations

from django.utils.translation import gettext, ngettext

from rempart.kernel.actor import Anyone
from rempart.kernel.navigation import Notice
from rempart.kernel.policy import concerned
from rempart.leadership.doors import steps_for
from rempart.learning.reviews.models import Review
from rempart.learning.reviews.workflow import REVIEW


def reviews_wait(actor: Anyone) -> Notice | None:
    """The reviews of others that the reader may adopt and from which nothing is missing."""
    if not concerned(actor, "review"):
        return None
    rows = Review.objects.filter(state="draft").exclude(author=actor.id).order_by("held_on", "id")
    mine = [row for row in rows if _waits_for(actor, row)]
    if not mine:
        return None
    said = ngettext(
        "%(n)d review waits for you to adopt it: %(first)s.",
        "%(n)d reviews wait for you to adopt them, first %(first)s.",
        len(mine),
    ) % {"n": len(mine), "first": mine[0].reference}
    return Notice(said, "learning:reviews", gettext("Open the reviews"))


def _waits_for(actor: Anyone, row: Review) -> bool:
    steps = (step for step in steps_for(actor, REVIEW, row) if step.name == "adopt")
    return any(all(guard(row) is None for guard in step.guards) for step in steps)
