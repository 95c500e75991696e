"""The life of a strategy: consulted, endorsed, approved, in force until another replaces it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rempart.doctrine.loader import current as profile
from rempart.field.presenting import language
from rempart.kernel.errors import Problem
from rempart.kernel.workflow import Workflow, transition
from rempart.leadership.strategy.models import Consultation, Objective

SRSG = frozenset({"srsg"})


def unheard(row: Any) -> list[str]:
    """The parties that a strategy must hear and whose answer is not recorded."""
    said = Consultation.objects.filter(strategy=row.pk).exclude(answer="")
    heard = set(said.values_list("party", flat=True))
    return [party for party in profile().strategy.consult if party not in heard]


def party_name(code: str) -> str:
    """What a party is called."""
    parties = profile().strategy.parties
    return next((p.label(language()) for p in parties if p.code == code), code)


def _heard(row: Any) -> Problem | None:
    missing = unheard(row)
    if not missing:
        return None
    remedy = _("Record what each answered, or that it did not answer.")
    named = ", ".join(party_name(party) for party in missing)
    return Problem(_("Consultations"), named, _("have not been heard"), remedy, "unheard")


def _whole(row: Any) -> Problem | None:
    """Every objective says what would come of it, and something answers the mandate."""
    objectives = list(Objective.objects.filter(strategy=row.pk, struck=False))
    if not objectives:
        remedy = _("Add the objectives, by volet and mode.")
        return Problem(_("Objectives"), "", _("there is none yet"), remedy, "empty")
    bare = [one.reference for one in objectives if not one.outcomes]
    if bare:
        remedy = _("Say what would be different if it were reached.")
        return Problem(_("Outcomes"), ", ".join(bare), _("are missing"), remedy, "outcomes")
    cited = {code for one in objectives for code in one.mandate}
    left = [p for p in profile().strategy.mandate if p.code not in cited]
    if left:
        remedy = _("Say which objective answers it.")
        named = ", ".join(p.label(language()) for p in left)
        return Problem(_("Mandate"), named, _("is answered by no objective"), remedy, "mandate")
    return None


def _endorsed(row: Any) -> Problem | None:
    if row.endorsed_in:
        return None
    remedy = _("Give the reference of the meeting that endorsed it.")
    return Problem(_("Endorsement"), "", _("no meeting is named"), remedy, "meeting")


STRATEGY = Workflow(
    kind="strategy",
    initial="draft",
    labels={
        "draft": pgettext_lazy("strategy", "draft"),
        "consulted": pgettext_lazy("strategy", "consulted"),
        "endorsed": pgettext_lazy("strategy", "endorsed"),
        "approved": pgettext_lazy("strategy", "approved"),
        "in_force": pgettext_lazy("strategy", "in force"),
        "under_review": pgettext_lazy("strategy", "under review"),
        "replaced": pgettext_lazy("strategy", "replaced"),
    },
    transitions=(
        transition("consult", "draft", "consulted", "edit",
                   label=_("Record that it was consulted on"), guards=(_whole, _heard)),
        transition("endorse", "consulted", "endorsed", "edit",
                   label=_("Record the endorsement"), guards=(_endorsed,)),
        transition("approve", "endorsed", "approved", "approve", label=_("Approve the strategy"),
                   roles=SRSG, four_eyes=True),
        transition("enter", "approved", "in_force", "edit", label=_("Bring it into force")),
        transition("revise", "consulted endorsed", "draft", "edit",
                   label=_("Take it back to draft"), needs_reason=True),
        transition("review", "in_force", "under_review", "edit", label=_("Open the review")),
        transition("confirm", "under_review", "in_force", "approve",
                   label=_("Confirm it for another year"), roles=SRSG, needs_reason=True),
        transition("replace", "in_force under_review", "replaced", "edit",
                   label=_("Record that it is replaced"), needs_reason=True),
    ),
)  # fmt: skip
