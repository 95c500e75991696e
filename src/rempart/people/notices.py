"""What the room has to say to somebody today: the grants that wait for their approval."""

from __future__ import annotations

from django.utils.translation import gettext, ngettext

from rempart.kernel.actor import Anyone
from rempart.kernel.navigation import Notice
from rempart.kernel.policy import verdict
from rempart.people import queries
from rempart.people.actions import EVERYTHING


def grants_wait(actor: Anyone) -> Notice | None:
    """The proposals that the reader may approve or refuse."""
    if not verdict(actor, "approve", EVERYTHING):
        return None
    waiting = queries.waiting().exclude(proposed_by=actor.id).exclude(holder=actor.id).count()
    if not waiting:
        return None
    said = ngettext(
        "%(n)d grant waits for your approval: nobody gives a right alone.",
        "%(n)d grants wait for your approval: nobody gives a right alone.",
        waiting,
    )
    return Notice(said % {"n": waiting}, "people:grants", gettext("Decide on them"))
