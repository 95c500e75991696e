"""What the room has to say to somebody today: the actions of their component that are late."""

from __future__ import annotations

from django.utils.translation import gettext, ngettext

from rempart.kernel.actor import Anyone
from rempart.kernel.navigation import Notice
from rempart.plans.queries import late


def actions_wait(actor: Anyone) -> Notice | None:
    """The overdue actions of the reader's component."""
    found = late(actor)
    if not found:
        return None
    said = ngettext(
        "%(n)d action of your component is overdue: %(first)s.",
        "%(n)d actions of your component are overdue, first %(first)s.",
        len(found),
    )
    sentence = said % {"n": len(found), "first": found[0].reference}
    return Notice(sentence, "plans:actions", gettext("The list"), urgent=True)
