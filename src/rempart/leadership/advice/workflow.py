"""The life of an advice note: written, submitted, decided with a reason, carried out."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rempart.kernel.errors import Problem
from rempart.kernel.models import Link
from rempart.kernel.workflow import Workflow, transition
from rempart.leadership.advice.models import ACCEPTED, DEFERRED, PARTIAL, REJECTED
from rempart.plans.models import OVER, Action

LEADERS = frozenset({"srsg", "dsrsg"})
"""Who decides on advice; a note names one of them."""


def _whole(row: Any) -> Problem | None:
    """A note that asks for a decision has an analysis with its confidence, options, a request."""
    lacking = [
        place
        for place, said in (
            (_("Facts"), row.facts),
            (_("Analysis"), row.analysis.strip()),
            (_("Confidence"), row.confidence),
            (_("Recommendation"), row.recommendation.strip()),
        )
        if not said
    ]
    if lacking:
        remedy = _("Complete the note before it is submitted.")
        return Problem(lacking[0], "", _("is still empty"), remedy, "incomplete")
    if len(row.options) < 2:
        message, remedy = _("there is no choice yet"), _("Write at least two: waiting is one.")
        return Problem(_("Options"), len(row.options), message, remedy, "options")
    return None


def actions_of(row: Any) -> list[Action]:
    """The actions that a decision has ordered, as far as the reader sees them."""
    links = Link.objects.filter(
        source_kind=row.kind, source_id=row.pk, target_kind="action", undone_at__isnull=True
    )
    made = links.values_list("target_id", flat=True)
    return list(Action.objects.filter(pk__in=list(made)).order_by("due_on", "reference"))


def _nothing_open(row: Any) -> Problem | None:
    waiting = [one.reference for one in actions_of(row) if one.state not in OVER]
    if not waiting:
        return None
    return Problem(
        _("Actions"), ", ".join(waiting), _("are neither done nor given up"),
        _("Wait for them, or have them cancelled with a reason."), "open-actions",
    )  # fmt: skip


def _decision(name: str, target: str, label: Any, sources: str, **rest: Any) -> Any:
    return transition(
        name, sources, target, "approve", label=label, roles=LEADERS, four_eyes=True, **rest
    )


ADVICE = Workflow(
    kind="advice",
    initial="draft",
    labels={
        "draft": pgettext_lazy("advice note", "draft"),
        "submitted": pgettext_lazy("advice note", "awaits a decision"),
        ACCEPTED: pgettext_lazy("advice note", "accepted"),
        PARTIAL: pgettext_lazy("advice note", "partially accepted"),
        REJECTED: pgettext_lazy("advice note", "rejected"),
        DEFERRED: pgettext_lazy("advice note", "deferred"),
        "implemented": pgettext_lazy("advice note", "carried out"),
    },
    transitions=(
        transition("submit", "draft", "submitted", "edit", label=_("Submit the note"),
                   guards=(_whole,)),
        _decision("accept", ACCEPTED, _("Accept"), "submitted deferred"),
        _decision("accept_in_part", PARTIAL, _("Accept in part"), "submitted deferred",
                  needs_reason=True),
        _decision("reject", REJECTED, _("Reject"), "submitted deferred", needs_reason=True),
        _decision("defer", DEFERRED, _("Defer"), "submitted", needs_reason=True),
        transition("carry_out", f"{ACCEPTED} {PARTIAL}", "implemented", "edit",
                   label=_("Record that it was carried out"), guards=(_nothing_open,)),
    ),
)  # fmt: skip
