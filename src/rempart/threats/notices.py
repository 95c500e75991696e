"""What the room has to say to somebody today: the assessments that wait for their step."""

from __future__ import annotations

from django.utils.translation import gettext, ngettext

from rempart.kernel.actor import Anyone
from rempart.kernel.navigation import Notice


def assessments_wait(actor: Anyone) -> Notice | None:
    """The assessments whose next step is the reader's."""
    from rempart.threats.desk import waiting

    found = waiting(actor)
    if not found:
        return None
    row, step = found[0]
    said = ngettext(
        "%(n)d assessment waits for you: %(first)s, %(step)s.",
        "%(n)d assessments wait for you, first %(first)s: %(step)s.",
        len(found),
    )
    sentence = said % {"n": len(found), "first": row.reference, "step": step.lower()}
    return Notice(sentence, "threats:assessments", gettext("Open them"))
