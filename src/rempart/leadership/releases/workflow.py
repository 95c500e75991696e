"""The life of a release: drafted, submitted, approved by another, and taken back if need be."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rempart.kernel.workflow import Workflow, transition

DRAFT, SUBMITTED, APPROVED, REVOKED = "draft", "submitted", "approved", "revoked"

RELEASE = Workflow(
    kind="release",
    initial=DRAFT,
    labels={
        DRAFT: pgettext_lazy("release", "draft"),
        SUBMITTED: pgettext_lazy("release", "waits for approval"),
        APPROVED: pgettext_lazy("release", "released"),
        REVOKED: pgettext_lazy("release", "taken back"),
    },
    transitions=(
        transition("submit", DRAFT, SUBMITTED, "edit", label=_("Submit for approval")),
        transition("return", SUBMITTED, DRAFT, "approve", label=_("Return"), needs_reason=True),
        transition(
            "approve", SUBMITTED, APPROVED, "approve", label=_("Approve the release"),
            four_eyes=True,
        ),
        transition("revoke", APPROVED, REVOKED, "approve", label=_("Withdraw the release"),
                   needs_reason=True),
    ),
)  # fmt: skip

RECEIVED, TAKEN, ASIDE = "received", "taken_in", "set_aside"

SUBMISSION = Workflow(
    kind="submission",
    initial=RECEIVED,
    labels={
        RECEIVED: pgettext_lazy("submission", "received"),
        TAKEN: pgettext_lazy("submission", "taken in"),
        ASIDE: pgettext_lazy("submission", "set aside"),
    },
    transitions=(
        transition("take", RECEIVED, TAKEN, "edit", label=_("Take in")),
        transition("set_aside", RECEIVED, ASIDE, "edit", label=_("Set aside"), needs_reason=True),
    ),
)
