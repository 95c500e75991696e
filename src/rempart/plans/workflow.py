"""The life of an action, from a proposal to an effect that another person has verified."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rempart.kernel.workflow import Workflow, transition

ACTION = Workflow(
    kind="action",
    initial="proposed",
    labels={
        "proposed": pgettext_lazy("action", "proposed"),
        "endorsed": pgettext_lazy("action", "endorsed"),
        "assigned": pgettext_lazy("action", "assigned"),
        "in_progress": pgettext_lazy("action", "in progress"),
        "blocked": pgettext_lazy("action", "blocked"),
        "completed": pgettext_lazy("action", "completed"),
        "effect_verified": pgettext_lazy("action", "effect verified"),
        "cancelled": pgettext_lazy("action", "cancelled"),
    },
    transitions=(
        transition("endorse", "proposed", "endorsed", "approve", label=_("Endorse")),
        transition("accept", "endorsed", "assigned", "lead", label=_("Accept the lead")),
        transition("start", "assigned", "in_progress", "lead", label=_("Begin the action")),
        transition("block", "assigned in_progress", "blocked", "lead", label=_("Blocked"),
                   needs_reason=True),
        transition("resume", "blocked", "in_progress", "lead", label=_("Resume")),
        transition("complete", "in_progress", "completed", "lead", label=_("Completed")),
        transition("verify", "completed", "effect_verified", "edit",
                   label=_("Verify the effect"), four_eyes=True),
        transition("verify_above", "completed", "effect_verified", "approve",
                   label=_("Verify the effect"), four_eyes=True,
                   roles=frozenset({"senior_adviser"})),
        transition("cancel", "proposed endorsed assigned in_progress blocked", "cancelled", "edit",
                   label=_("Cancel the action"), needs_reason=True),
    ),
)  # fmt: skip
"""A region with one expert sends the last step above: nobody verifies what they wrote."""
