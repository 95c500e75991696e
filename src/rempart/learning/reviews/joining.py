"""What after-action reviews bring to the house: their links, their actions, their place."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from rempart.kernel import links
from rempart.kernel.navigation import Place, daily, places
from rempart.learning.reviews import actions, notices, presenting
from rempart.learning.reviews.models import Review
from rempart.plans.origins import Origin, by_reference, origins


def join() -> None:
    """Register it all, once the applications are ready."""
    links.ends.add("review", presenting.review_ends)
    links.relations.add(actions.RELATION, _("Looks back on"))
    links.inward.add(actions.RELATION, _("Looked back on in"))
    origins.add("review", Origin(by_reference(Review)))
    daily.add("reviews", notices.reviews_wait)
    places.add("reviews", Place("learn", _("Reviews"), "learning:reviews", "review", 30))
