"""What handovers bring to the house: their place."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from rempart.kernel.navigation import Place, places


def join() -> None:
    """Register it, once the applications are ready."""
    places.add("handovers", Place("learn", _("Handovers"), "learning:handovers", "handover", 50))
