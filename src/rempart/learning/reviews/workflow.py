"""The life of an after-action review: written, then adopted by whoever decides for the office."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rempart.kernel.errors import Problem
from rempart.kernel.workflow import Workflow, transition

PARTS = {
    "planned": _("What was planned"),
    "happened": _("What happened"),
    "why": _("Why"),
}
"""The first three parts; the fourth is what changes."""


def _whole(row: Any) -> Problem | None:
    """A review says all four things: the last is at least one change, with its action."""
    for name, place in PARTS.items():
        if not getattr(row, name).strip():
            remedy = _("Complete the review first; “not known” is an answer.")
            return Problem(place, "", _("is still empty"), remedy, "incomplete")
    if not row.changes:
        message, remedy = _("nothing changes yet"), _("Add at least one change, with its action.")
        return Problem(_("What changes"), "", message, remedy, "changes")
    return None


REVIEW = Workflow(
    kind="review",
    initial="draft",
    labels={
        "draft": pgettext_lazy("review", "draft"),
        "adopted": pgettext_lazy("review", "adopted"),
    },
    transitions=(
        transition("adopt", "draft", "adopted", "approve", label=_("Adopt the review"),
                   four_eyes=True, guards=(_whole,)),
    ),
)  # fmt: skip
