"""The life of a brief: drafted, submitted as it stands, approved by another person."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rempart.kernel.workflow import Workflow, transition

DRAFT, SUBMITTED, APPROVED, SUPERSEDED = "draft", "submitted", "approved", "superseded"

BRIEF = Workflow(
    kind="brief",
    initial=DRAFT,
    labels={
        DRAFT: pgettext_lazy("brief", "draft"),
        SUBMITTED: pgettext_lazy("brief", "waits for approval"),
        APPROVED: pgettext_lazy("brief", "approved"),
        SUPERSEDED: pgettext_lazy("brief", "superseded"),
    },
    transitions=(
        transition("submit", DRAFT, SUBMITTED, "create", label=_("Submit for approval")),
        transition("return", SUBMITTED, DRAFT, "approve", label=_("Return"), needs_reason=True),
        transition("approve", SUBMITTED, APPROVED, "approve", label=_("Approve the brief"),
                   four_eyes=True),
    ),
)  # fmt: skip
"""An approved brief is superseded by the next that is approved for the same period."""
