"""Handing an incident over: to a compartment or marking, or to an office, beyond one's own rights.

The database lets nobody raise a row above what they may see. So the usher does it, a system actor,
for the person who decides; whoever loses sight of the row keeps a receipt, and the heads of the
offices concerned are told.
"""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from rempart.doctrine.loader import current as profile
from rempart.kernel.actions import Run, changes, refuse
from rempart.kernel.actor import Actor, Anyone, SystemActor, acting_as, current
from rempart.kernel.errors import BadInput, NotThere, Problem
from rempart.kernel.models import Receipt
from rempart.kernel.policy import MARKINGS, NO_COMPARTMENT, Denied, Whereabouts, may_read, verdict
from rempart.people.readers import holders
from rempart.people.standing import actor_of_user
from rempart.register.models import Incident

HANDED_OVER, TRANSFERRED = "incident.hand-over", "incident.transfer"
HEAD = "head_of_office"


def hand_over(
    *, target: UUID, marking: int, compartment: int = NO_COMPARTMENT, reason: str
) -> Incident:
    """Raise an incident to a marking or into a compartment, though it leave one's own sight.

    Raises:
        BadInput: the reason is missing, or the marking would be lowered.
        Refused: the reader neither wrote the incident nor may edit it.
    """
    row = _mine(target)
    _reasoned(reason)
    if marking not in MARKINGS or marking < row.marking:
        message = _("a hand-over never lowers a marking")
        raise BadInput(Problem(_("Marking"), marking, message, _("Choose the same or a higher.")))
    with acting_as(_usher()):
        _raise(target=row.pk, marking=marking, compartment=compartment, reason=reason)
    return row


def transfer(*, target: UUID, office: str, reason: str) -> Incident:
    """Give an incident to another office; the heads of both are told.

    Raises:
        BadInput: the reason is missing, or the office has it already.
        Refused: the reader neither wrote the incident nor may edit it.
    """
    row = _mine(target)
    _reasoned(reason)
    wanted = profile().office(office).number
    if wanted == row.office:
        message = _("has this incident already")
        raise BadInput(Problem(_("Office"), office, message, _("Choose another office.")))
    with acting_as(_usher()):
        _move(target=row.pk, office=wanted, reason=reason)
    return row


def _usher() -> SystemActor:
    """The usher, for whoever acts: the journal and the history name both."""
    who = current()
    return SystemActor(f"usher:{who.name}", language=who.language, acting_for=who.id)


def _mine(target: UUID) -> Incident:
    """The incident, if the reader sees it and may hand it over: as its author, or by an edit."""
    row: Incident | None = Incident.objects.filter(pk=target).first()
    if row is None:
        raise NotThere
    actor: Anyone = current()
    if row.author != actor.id and not verdict(actor, "edit", row.whereabouts):
        denied = Denied(_("You neither wrote this nor may edit it."), "own")
        raise refuse(denied, row.reference)
    return row


def _reasoned(reason: str) -> None:
    if not reason.strip():
        message, remedy = _("this step needs a reason"), _("Say in a sentence why.")
        raise BadInput(Problem(_("Reason"), "", message, remedy, "reason"))


@changes(Incident, HANDED_OVER)
def _raise(run: Run, row: Incident, *, marking: int, compartment: int) -> None:
    """Raise an incident beyond the rights of whoever hands it over."""
    before = row.whereabouts
    row.marking, row.compartment = marking, compartment
    _give_receipts(run, row, before)


@changes(Incident, TRANSFERRED)
def _move(run: Run, row: Incident, *, office: int) -> None:
    """Give an incident to another office."""
    before = row.whereabouts
    row.office = office
    _give_receipts(run, row, before)
    for holder, standing in holders(HEAD, {before.office, office}):
        head = Actor(holder, "", (standing,))
        if may_read(head, before) or may_read(head, row.whereabouts):
            _receipt(run, holder, row)


def _give_receipts(run: Run, row: Incident, before: Whereabouts) -> None:
    """A receipt for the author and for whoever acts, where they lose sight of the row."""
    assert isinstance(run.actor, SystemActor)
    for person in {row.author, run.actor.acting_for} - {None}:
        assert person is not None
        actor = actor_of_user(person)
        if actor and may_read(actor, before) and not may_read(actor, row.whereabouts):
            _receipt(run, person, row, row.summary if person == row.author else "")


def _receipt(run: Run, holder: UUID, row: Incident, words: str = "") -> None:
    Receipt(holder=holder, at=run.now, what=run.name, reference=row.reference, words=words).save(
        using=run.actor.alias, force_insert=True
    )
