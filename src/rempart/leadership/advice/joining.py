"""What advice brings to the house: its links, its actions, its sentences, its place."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from rempart.kernel import agenda, links
from rempart.kernel.navigation import Place, daily, places
from rempart.kernel.telling import Topic, topics
from rempart.leadership.advice import notices, presenting, queries
from rempart.leadership.advice.models import AdviceNote
from rempart.plans.origins import Origin, by_reference, origins


def join() -> None:
    """Register it all, once the applications are ready."""
    links.ends.add("advice", presenting.note_ends)
    links.relations.add("cites", _("Cites"))
    links.inward.add("cites", _("Cited in"))
    origins.add("advice", Origin(by_reference(AdviceNote)))
    daily.add("advice", notices.decisions_wait)
    places.add("notes", Place("decide", _("Advice notes"), "leadership:notes", "advice", 20))
    waiting = agenda.Source(_("Advice that awaits a decision"), queries.awaiting)
    agenda.sources.add("advice", waiting)
    topics.add("advice", Topic(_("An advice note awaits a decision"), queries.to_decide))
