"""What trainings bring to the house: their links, their sentence, their place."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from rempart.kernel import links
from rempart.kernel.navigation import Place, daily, places
from rempart.learning.trainings import actions, notices, presenting


def join() -> None:
    """Register it all, once the applications are ready."""
    links.ends.add("training", presenting.training_ends)
    links.relations.add(actions.RELATION, _("Held as a training"))
    daily.add("trainings", notices.trainings_wait)
    places.add("trainings", Place("learn", _("Trainings"), "learning:trainings", "training", 20))
