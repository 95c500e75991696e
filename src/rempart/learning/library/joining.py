"""What the library brings to the house: how its editions are named, its place."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from rempart.field.presenting import language
from rempart.kernel import links
from rempart.kernel.links import End
from rempart.kernel.navigation import Place, places
from rempart.learning.library.models import Tool


def tool_ends(wanted: Iterable[UUID]) -> dict[UUID, End]:
    """Editions as they are named where they are found."""
    return {
        row.pk: End("tool", row.title_fr if language() == "fr" else row.title_en, row.reference,
                    reverse("learning:tool_edition", args=[row.code, row.edition]),
                    row.created_at.date())
        for row in Tool.objects.filter(pk__in=list(wanted))
    }  # fmt: skip


def join() -> None:
    """Register it all, once the applications are ready."""
    links.ends.add("tool", tool_ends)
    places.add("library", Place("learn", _("Library"), "learning:library", "tool", 40))
