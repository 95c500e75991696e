"""How an incident comes to be held for true: the table of its verification.

Only Human Rights, Child Protection and Women Protection hold the right `verify`; whoever wrote the
incident never verifies it. The others say how far a report is credible. `withdrawn` incidents
leave lists and counts, and can come back. `merged` is what a reader of two incidents of one event
sees of the second: it is no step of this workflow, for merging changes no incident.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from rempart.kernel.workflow import Workflow, transition

REPORTED, UNDER_VERIFICATION, VERIFIED = "reported", "under_verification", "verified"
CREDIBLE, UNFOUNDED, OUT_OF_SCOPE = "credible_unverified", "unfounded", "out_of_scope"
MERGED, WITHDRAWN = "merged", "withdrawn"
GONE = (MERGED, WITHDRAWN)
"""States in which an incident is in no list and no count."""

COUNTLESS = (*GONE, UNFOUNDED, OUT_OF_SCOPE)
"""States in which an incident is in no figure: the last two still stand in lists."""

_OPEN = f"{REPORTED} {UNDER_VERIFICATION} {CREDIBLE}"
_CLOSED = f"{VERIFIED} {UNFOUNDED} {OUT_OF_SCOPE}"

VERIFICATION = Workflow(
    kind="incident",
    initial=REPORTED,
    state_field="verification",
    labels={
        REPORTED: _("reported"),
        UNDER_VERIFICATION: _("under verification"),
        VERIFIED: _("verified"),
        CREDIBLE: _("credible, unverified"),
        UNFOUNDED: _("unfounded"),
        OUT_OF_SCOPE: _("out of scope"),
        WITHDRAWN: _("withdrawn"),
    },
    transitions=(
        transition(
            "submit", f"{REPORTED} {CREDIBLE}", UNDER_VERIFICATION, "edit",
            label=_("Submit for verification"),
        ),
        transition(
            "take_up", f"{REPORTED} {CREDIBLE}", UNDER_VERIFICATION, "verify",
            label=_("Take up for verification"),
        ),
        transition("verify", _OPEN, VERIFIED, "verify", label=_("Verify"), four_eyes=True),
        transition(
            "find_credible", f"{REPORTED} {UNDER_VERIFICATION}", CREDIBLE, "edit",
            label=_("Hold for credible"), needs_reason=True,
        ),
        transition(
            "leave_credible", UNDER_VERIFICATION, CREDIBLE, "verify",
            label=_("Leave as credible"), needs_reason=True,
        ),
        transition(
            "find_unfounded", _OPEN, UNFOUNDED, "verify",
            label=_("Find unfounded"), needs_reason=True,
        ),
        transition(
            "set_out_of_scope", _OPEN, OUT_OF_SCOPE, "verify",
            label=_("Put out of scope"), needs_reason=True,
        ),
        transition(
            "reopen", _CLOSED, UNDER_VERIFICATION, "verify",
            label=_("Reopen"), needs_reason=True,
        ),
        transition(
            "withdraw", f"{_OPEN} {_CLOSED}", WITHDRAWN, "edit",
            label=_("Withdraw"), needs_reason=True,
        ),
        transition(
            "restore", WITHDRAWN, REPORTED, "edit", label=_("Restore"), needs_reason=True
        ),
    ),
)  # fmt: skip
