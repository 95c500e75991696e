"""What handovers bring to the house: how they are named, their places."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from rempart.field.presenting import language
from rempart.kernel import links
from rempart.kernel.links import End
from rempart.kernel.navigation import Place, places
from rempart.learning.handover.models import Handover
from rempart.people.standing import retold


def handover_ends(wanted: Iterable[UUID]) -> dict[UUID, End]:
    """Handovers as they are named where they are found: by the post."""
    return {
        row.pk: End("handover", retold(row.post_label, language()), row.reference,
                    reverse("learning:handover", args=[row.reference]), row.created_at.date())
        for row in Handover.objects.filter(pk__in=list(wanted))
    }  # fmt: skip


def join() -> None:
    """Register them, once the applications are ready."""
    links.ends.add("handover", handover_ends)
    places.add("handovers", Place("learn", _("Handovers"), "learning:handovers", "handover", 50))
    induction = Place("learn", _("Induction pack"), "learning:induction", "handover", 55)
    places.add("induction", induction)
