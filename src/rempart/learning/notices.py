"""What the room has to say to somebody today: months that wait for an answer."""

from __future__ import annotations

from django.utils.translation import ngettext, pgettext

from rempart.kernel.actor import Anyone
from rempart.kernel.navigation import Notice
from rempart.kernel.policy import Whereabouts, verdict
from rempart.learning.queries import waiting
from rempart.people.offices import offices_of


def outcomes_wait(actor: Anyone) -> Notice | None:
    """The months over which something was said and that the reader may answer."""
    mine = [o for o in offices_of(actor) if verdict(actor, "create", Whereabouts("outcome", o))]
    months = len(waiting(mine[0])) if len(mine) == 1 else 0
    if not months:
        return None
    said = ngettext(
        "%(n)d month waits for an answer: were civilians killed where it was said?",
        "%(n)d months wait for an answer: were civilians killed where it was said?",
        months,
    )
    return Notice(said % {"n": months}, "learning:ledger", pgettext("button", "Answer"))
