"""How an action grows out of a record further down: a commitment, what a round table heard."""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rempart.doctrine.loader import current as profile
from rempart.kernel.errors import BadInput, Problem
from rempart.kernel.models import Guarded
from rempart.kernel.offspring import Seed, offspring
from rempart.plans.actions import Said, propose_action

USUAL_VOLET, USUAL_PHASES = "t1", ("prevention",)
"""Where nobody chose: dialogue and prevention, which need no threat; corrected on its page."""


def grow(seed: Seed) -> Guarded:
    """Propose the action that a seed asks for, tied to where it comes from.

    Raises:
        BadInput: it has no day.
    """
    if seed.due_on is None:
        message, remedy = _("is missing"), _("Agree on a day and write it: 15/12/2014.")
        raise BadInput(Problem(_("Due"), "", message, remedy, "no-date"))
    lead = seed.component or profile().component(profile().mission.owner_component).number
    said: Said = {
        "statement": seed.said.strip()[:300],
        "volet": seed.volet or USUAL_VOLET,
        "phases": list(seed.phases or USUAL_PHASES),
        "component": lead,
        "indicator": seed.indicator or gettext("Done on its day, and seen on the spot"),
        "due_on": seed.due_on,
    }
    origin = seed.origin
    return propose_action(said=said, office=origin.office, marking=origin.marking, origin=origin)


def register() -> None:
    """Let rooms further down have actions made."""
    offspring.add("action", grow)
