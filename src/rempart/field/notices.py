"""What the room has to say to somebody today: promises that fall due, or whose day has gone by."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext, ngettext

from rempart.field.models import PENDING, Commitment
from rempart.kernel import clock
from rempart.kernel.actor import Anyone
from rempart.kernel.navigation import Notice
from rempart.kernel.policy import concerned

SOON = timedelta(days=7)


def commitments_fall_due(actor: Anyone) -> Notice | None:
    """The overdue commitments that the reader sees, and those of the coming week."""
    if not concerned(actor, "commitment"):
        return None
    today = clock.today()
    days = Commitment.objects.filter(state__in=PENDING, due_on__lte=today + SOON)
    due = list(days.values_list("due_on", flat=True))
    late = sum(day < today for day in due)
    if not due:
        return None
    if late:
        said = ngettext("%(n)d commitment is overdue.", "%(n)d commitments are overdue.", late)
    else:
        said = ngettext(
            "%(n)d commitment falls due within a week.",
            "%(n)d commitments fall due within a week.",
            len(due),
        )
    sentence = said % {"n": late or len(due)}
    return Notice(sentence, "field:commitments", gettext("Open the register"), bool(late))
