"""What the strategy brings to the house: its links, its actions, its sentences, its place."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from rempart.kernel import agenda, links
from rempart.kernel.chores import Chore, chores
from rempart.kernel.navigation import Place, daily, places
from rempart.leadership.strategy import monthly, notices, presenting, queries
from rempart.leadership.strategy.actions import ABOUT
from rempart.leadership.strategy.models import Objective
from rempart.plans.origins import Origin, by_reference, origins


def join() -> None:
    """Register it all, once the applications are ready."""
    for kind, ends in presenting.ENDS.items():
        links.ends.add(kind, ends)
    links.relations.add("endorsed", _("Endorsed"))
    links.relations.add(ABOUT, _("Consulted on it"))
    chores.add("strategy figures", Chore(monthly.ROUND, monthly.take_due, first=monthly.PATIENCE))
    origins.add("objective", Origin(by_reference(Objective)))
    daily.add("strategy", notices.review_is_due)
    daily.add("strategy approval", notices.approval_waits)
    daily.add("strategy reports", notices.reports_lack)
    agenda.sources.add("strategy", agenda.Source(_("Strategy to review"), queries.reviews_due))
    places.add("strategies", Place("decide", _("Strategy"), "leadership:strategies", "strategy", 5))
    consulted = Place("decide", _("Consultations"), "leadership:consultations", "consultation", 35)
    places.add("consultations", consulted)
