"""What may be done to engagements: meetings with those who can protect people, or harm them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, TypedDict

from django.utils.translation import gettext_lazy as _

from rempart.doctrine.loader import current as profile
from rempart.field.models import Engagement
from rempart.field.placing import code_problems, component_of, office_for
from rempart.field.workflow import ENGAGEMENT, ENGAGEMENT_OPEN
from rempart.kernel.actions import Run, advance_by, changes, creates
from rempart.kernel.errors import BadInput, Problem, Refused
from rempart.kernel.nameless import names_in
from rempart.kernel.policy import NO_COMPARTMENT, UNCLASSIFIED

ARMED, HOST = "armed_movement", "host_forces"
_APART = "armed_movements"


class Met(TypedDict, total=False):
    """What is said of an engagement; what is left out stays as it was."""

    counterpart: str
    group: str
    purpose: str
    held_on: date
    area: str
    place: str
    messages: str
    heard: str
    follow_up: str
    supports: bool | None
    hrddp: str


def compartment_for(counterpart: str) -> int:
    """The compartment in which meetings with such a counterpart are kept by default."""
    if counterpart != ARMED:
        return NO_COMPARTMENT
    return next((c.number for c in profile().compartments if c.code == _APART), NO_COMPARTMENT)


def _describe(row: Engagement, said: Mapping[str, Any]) -> None:
    places = {"group": _("Group"), "purpose": _("Purpose"), "messages": _("Our messages"),
              "heard": _("What they said"), "follow_up": _("Follow-up")}  # fmt: skip
    problems = names_in((place, said.get(name, "")) for name, place in places.items())
    problems += code_problems({"counterpart": ("counterpart", said.get("counterpart", ""))})
    if problems:
        raise BadInput.of(problems)
    for name, value in said.items():
        setattr(row, name, value)


@creates(Engagement, "engagement.plan")
def plan_engagement(
    run: Run, *, said: Met, marking: int = UNCLASSIFIED, openly: bool = False
) -> Engagement:
    """Plan an engagement; with an armed movement it stands in that compartment.

    `openly` leaves it out of the compartment, for a reason that stays with the record.

    Raises:
        BadInput: no office covers the area, a person seems named, or the reason is missing.
    """
    row = Engagement(marking=marking, component=component_of(run))
    _describe(row, said)
    row.office = office_for(row.area, row.held_on)
    row.compartment = compartment_for(row.counterpart)
    if openly and row.compartment:
        if not run.reason.strip():
            message, remedy = _("this needs a reason"), _("Say in a sentence why.")
            raise BadInput(Problem(_("Reason"), "", message, remedy, "reason"))
        row.compartment = NO_COMPARTMENT
    return row


@changes(Engagement, "engagement.describe")
def describe_engagement(run: Run, row: Engagement, *, said: Met) -> None:
    """Complete what is said of an engagement; with whom it is does not change its compartment.

    Raises:
        BadInput: a person seems named, or an armed movement would leave its compartment.
        Refused: it is closed.
    """
    if row.state not in ENGAGEMENT_OPEN:
        message, remedy = _("is closed"), _("Record what comes after as another engagement.")
        raise Refused(Problem(row.reference, None, message, remedy, "closed"))
    wanted = said.get("counterpart", row.counterpart)
    if compartment_for(wanted) != compartment_for(row.counterpart):
        message = _("another compartment keeps such meetings")
        remedy = _("Cancel this one and plan another.")
        raise BadInput(Problem(_("Counterpart"), wanted, message, remedy, "compartment"))
    _describe(row, said)


@advance_by(ENGAGEMENT, Engagement, "engagement")
def advance_engagement(run: Run, row: Engagement) -> None:
    """Take a step in the life of an engagement."""
