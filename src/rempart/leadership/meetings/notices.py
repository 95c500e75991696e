"""What meetings have to say to somebody today: the next one of a body in which they sit."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext

from rempart.kernel import clock
from rempart.kernel.actor import Anyone
from rempart.kernel.navigation import Notice
from rempart.leadership.meetings import presenting
from rempart.leadership.meetings.models import Meeting
from rempart.leadership.meetings.seats import seats_of

SOON = timedelta(days=7)


def you_meet(actor: Anyone) -> Notice | None:
    """The next meeting of the coming week where one of the reader's posts has a seat."""
    today = clock.today()
    rows = Meeting.objects.filter(
        held_on__gte=today, held_on__lte=today + SOON, state__in=("planned", "convened")
    )
    for row in rows.order_by("held_on", "id"):
        table = {(seat.role, seat.office) for seat in seats_of(row)}
        if any((s.role, s.office) in table or (s.role, 0) in table for s in actor.standings):
            said = gettext("%(body)s: you sit there on %(on)s (%(reference)s).") % {
                "body": presenting.body_of(row),
                "on": presenting.day(row.held_on),
                "reference": row.reference,
            }
            return Notice(said, "leadership:meetings", gettext("Open the meetings"))
    return None
