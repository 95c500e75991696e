"""The life of a training: proposed, screened where it must be, approved, delivered, evaluated."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rempart.kernel.errors import Problem
from rempart.kernel.workflow import Workflow, transition
from rempart.learning.trainings.models import NOT_CLEARED

SCREENERS = frozenset({"human_rights"})


def _through_the_gate(row: Any) -> Problem | None:
    """Non-UN security forces are trained only after a due diligence check that allows it."""
    if not row.gated:
        return None
    if not row.check_outcome:
        return Problem(
            _("Due diligence check"), row.recipients,
            _("these forces have not been screened under the due diligence policy (HRDDP)"),
            _("Human Rights records the check first; nothing else opens this gate."), "hrddp",
        )  # fmt: skip
    if row.check_outcome == NOT_CLEARED:
        return Problem(
            _("Due diligence check"), row.check_reference,
            _("the check found substantial grounds against this support"),
            _("Withhold it, or have Human Rights record a new check."), "hrddp",
        )  # fmt: skip
    return None


def _concerned(row: Any) -> Problem | None:
    if row.gated:
        return None
    return Problem(
        _("Audience"), row.recipients, _("is not screened: it is no force outside the UN"),
        _("Approve it without a check."), "not-gated",
    )  # fmt: skip


TRAINING = Workflow(
    kind="training",
    initial="proposed",
    labels={
        "proposed": pgettext_lazy("training", "proposed"),
        "hrddp_screened": pgettext_lazy("training", "screened"),
        "approved": pgettext_lazy("training", "approved"),
        "delivered": pgettext_lazy("training", "delivered"),
        "evaluated": pgettext_lazy("training", "evaluated"),
    },
    transitions=(
        transition("screen", "proposed hrddp_screened", "hrddp_screened", "lead",
                   label=_("Record the check"), roles=SCREENERS, four_eyes=True,
                   guards=(_concerned,)),
        transition("approve", "proposed hrddp_screened", "approved", "approve",
                   label=_("Approve the training"), four_eyes=True, guards=(_through_the_gate,)),
        transition("deliver", "approved", "delivered", "edit",
                   label=_("Record that it was delivered")),
        transition("evaluate", "delivered", "evaluated", "edit",
                   label=_("Record its evaluation")),
    ),
)  # fmt: skip
