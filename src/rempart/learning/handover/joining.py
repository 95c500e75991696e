"""What handovers bring to the house: their places."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from rempart.kernel.navigation import Place, places


def join() -> None:
    """Register them, once the applications are ready."""
    places.add("handovers", Place("learn", _("Handovers"), "learning:handovers", "handover", 50))
    induction = Place("learn", _("Induction pack"), "learning:induction", "handover", 55)
    places.add("induction", induction)
