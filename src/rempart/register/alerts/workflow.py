"""The life of an alert, from the call to what it came to: who takes which step.

Triage belongs to those who edit (duty officer, protection expert), the decision to those who
approve (head of office, sector commander), the response to those who respond, outcome and closing
to those who close (protection expert). Nothing waits for verification: an alert of the first
priority cannot even be parked for want of information.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rempart.kernel.errors import Problem
from rempart.kernel.workflow import Workflow, transition

FIRST = "p1"

RECEIVED, NEEDS_INFO, TRIAGED = "received", "needs_info", "triaged"
DUPLICATE, NOT_ACTIONABLE = "duplicate", "not_actionable"
DECIDED, MONITOR, REFERRED, NO_RESPONSE = "response_decided", "monitor", "referred", "no_response"
TASKED, RESPONDING, RESPONDED = "tasked", "responding", "responded"
OUTCOME, CLOSED = "outcome_recorded", "closed"

TO_TRIAGE = (RECEIVED, NEEDS_INFO)
UNDER_WAY = (DECIDED, TASKED, RESPONDING)
TO_RECORD = (RESPONDED, MONITOR, REFERRED, NO_RESPONSE)
TO_CLOSE = (OUTCOME, DUPLICATE, NOT_ACTIONABLE)
"""The groups of the duty board, in the order of the work; `triaged` alone waits for a decision."""


def _is_not_first(alert: Any) -> Problem | None:
    """Verification never holds back an alert of the first priority."""
    if alert.priority != FIRST:
        return None
    return Problem(
        place=_("Priority"),
        value="P1",
        message=_("verification never holds back an alert of the first priority"),
        remedy=_("Triage it with what is known; ask beside it."),
        code="p1-waits",
    )


_TRIAGE, _DECIDE, _OPEN = f"{RECEIVED} {NEEDS_INFO}", f"{TRIAGED} {MONITOR}", " ".join(TO_RECORD)

ALERT = Workflow(
    kind="alert",
    initial=RECEIVED,
    labels={
        RECEIVED: pgettext_lazy("alert", "received"),
        NEEDS_INFO: pgettext_lazy("alert", "awaiting information"),
        TRIAGED: pgettext_lazy("alert", "triaged"),
        DUPLICATE: pgettext_lazy("alert", "duplicate"),
        NOT_ACTIONABLE: pgettext_lazy("alert", "not actionable"),
        DECIDED: pgettext_lazy("alert", "response decided"),
        MONITOR: pgettext_lazy("alert", "monitored"),
        REFERRED: pgettext_lazy("alert", "referred to the host State"),
        NO_RESPONSE: pgettext_lazy("alert", "no response"),
        TASKED: pgettext_lazy("alert", "tasked"),
        RESPONDING: pgettext_lazy("alert", "responders under way"),
        RESPONDED: pgettext_lazy("alert", "responded"),
        OUTCOME: pgettext_lazy("alert", "outcome recorded"),
        CLOSED: pgettext_lazy("alert", "closed"),
    },
    transitions=(
        transition("triage", _TRIAGE, TRIAGED, "edit", label=_("Triage")),
        transition("ask", RECEIVED, NEEDS_INFO, "edit", label=_("Ask for information"),
                   needs_reason=True, guards=(_is_not_first,)),
        transition("set_aside", _TRIAGE, NOT_ACTIONABLE, "edit", label=_("Not actionable"),
                   needs_reason=True),
        transition("duplicate", _TRIAGE, DUPLICATE, "edit", label=_("A duplicate")),
        transition("decide", _DECIDE, DECIDED, "approve", label=_("Decide a response")),
        transition("monitor", TRIAGED, MONITOR, "approve", label=_("Monitor"),
                   needs_reason=True),
        transition("refer", _DECIDE, REFERRED, "approve", label=_("Refer to the host State"),
                   needs_reason=True),
        transition("decline", _DECIDE, NO_RESPONSE, "approve", label=_("No response"),
                   needs_reason=True),
        transition("task", DECIDED, TASKED, "approve", label=_("Task responders")),
        transition("accept", DECIDED, TASKED, "respond", label=_("Take the task")),
        transition("set_out", TASKED, RESPONDING, "respond", label=_("Set out")),
        transition("note_departure", TASKED, RESPONDING, "edit", label=_("Note the departure")),
        transition("arrive", RESPONDING, RESPONDED, "respond", label=_("On the spot")),
        transition("note_arrival", RESPONDING, RESPONDED, "edit", label=_("Note the arrival")),
        transition("confirm", REFERRED, RESPONDED, "close",
                   label=_("Confirm the State’s response")),
        transition("record_outcome", _OPEN, OUTCOME, "close", label=_("Record the outcome")),
        transition("close", " ".join(TO_CLOSE), CLOSED, "close", label=_("Close the alert"),
                   four_eyes=True),
        transition("reopen", CLOSED, TRIAGED, "close", label=_("Reopen"), needs_reason=True),
    ),
)  # fmt: skip
