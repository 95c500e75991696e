"""What meetings bring to the house: their links, their actions, their sentences, their place."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from rempart.kernel import agenda, links
from rempart.kernel.navigation import Place, daily, places
from rempart.leadership.meetings import notices, presenting, queries
from rempart.leadership.meetings.models import Meeting
from rempart.plans.origins import Origin, by_reference, origins


def join() -> None:
    """Register it all, once the applications are ready."""
    links.ends.add("meeting", presenting.meeting_ends)
    origins.add("meeting", Origin(by_reference(Meeting)))
    daily.add("meetings", notices.you_meet)
    places.add("meetings", Place("decide", _("Meetings"), "leadership:meetings", "meeting", 30))
    agenda.sources.add("minutes", agenda.Source(_("Minutes to adopt"), queries.minutes_wait))
