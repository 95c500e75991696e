"""Proposing, merging, telling apart and parting: the only ways in which twins come to be.

A merge is all the pairs of the incidents that tell one event. The person merges the two that they
look at; the pairs that follow from it, some of which the person may not see, are made by the
matcher in their name as soon as the merge is committed. No incident is ever changed by it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rempart.kernel.actions import Run, advance_by, changes, creates, refuse
from rempart.kernel.actor import SystemActor, acting_as, current
from rempart.kernel.errors import BadInput, Problem
from rempart.kernel.policy import Denied, verdict
from rempart.register.duplicates.likeness import Alike
from rempart.register.duplicates.matching import Pair, twins_of
from rempart.register.duplicates.workflow import DISTINCT, MERGED, TWINS, WAITING
from rempart.register.models import Incident, Twins


@creates(Twins, "duplicate.propose")
def propose(run: Run, *, leads: Incident, follows: Incident, alike: Alike | None = None) -> Twins:
    """Put two incidents before whoever may say whether they are one event."""
    row = Twins(leads=leads, follows=follows)
    _stand_with(row, leads)
    if alike is not None:
        row.score, row.alike = alike.score, alike.said()
    return row


def _stand_with(row: Twins, leads: Incident) -> None:
    """Stand in the need-to-know where the incident that leads stands now."""
    for name in ("office", "component", "marking", "compartment"):
        setattr(row, name, getattr(leads, name))


@advance_by(TWINS, Twins, "duplicate")
def advance_twins(run: Run, row: Twins, *, leads: UUID | None = None) -> None:
    """Take a step with two incidents; `leads` is the one that stands for both from now on."""
    _put_first(row, leads)


@changes(Twins, "duplicate.lead")
def _let_lead(run: Run, row: Twins, *, leads: UUID) -> None:
    """Let the other incident of a merge stand for both."""
    _put_first(row, leads)


def _put_first(row: Twins, leads: UUID | None) -> None:
    if leads is not None and leads == row.follows_id:
        row.leads, row.follows = row.follows, row.leads
    _stand_with(row, row.leads)


def pair(one: Incident, other: Incident) -> Twins | None:
    """What was found of two incidents, if anything was."""
    found: Twins | None = Twins.objects.filter(
        Q(leads=one, follows=other) | Q(leads=other, follows=one)
    ).first()
    return found


def merge(*, leads: Incident, follows: Incident, reason: str, alike: Alike | None = None) -> Twins:
    """Say that two incidents are one event, for which `leads` stands; a second time, nothing.

    Raises:
        Refused: the reader may not edit both.
        BadInput: the reason is missing, or one is known to be distinct from a third that is merged.
    """
    _may_both(leads, follows)
    found = pair(leads, follows)
    if found is not None and found.state == MERGED:
        return found
    _agreed(leads, follows)
    with transaction.atomic(using=current().alias):
        row = found or propose(leads=leads, follows=follows, alike=alike)
        advance_twins(target=row.pk, step="merge", reason=reason, leads=leads.pk)
    _afterwards(lambda: _complete(leads.pk, follows.pk, reason))
    return row


def tell_apart(*, one: Incident, other: Incident, reason: str, alike: Alike | None = None) -> None:
    """Say that two incidents are two events: they are not proposed again."""
    _may_both(one, other)
    with transaction.atomic(using=current().alias):
        row = pair(one, other) or propose(leads=one, follows=other, alike=alike)
        advance_twins(target=row.pk, step="tell_apart", reason=reason)


def unmerge(*, incident: Incident, reason: str) -> int:
    """Take an incident out of everything that it was merged with; of how many the reader sees."""
    rows = list(_merged(incident.pk))
    with transaction.atomic(using=current().alias):
        for row in rows:
            advance_twins(target=row.pk, step="unmerge", reason=reason)
    _afterwards(lambda: _part(incident.pk, reason))
    return len(rows)


def let_lead(*, incident: Incident, reason: str = "") -> None:
    """Let an incident stand for all those that it is merged with."""
    with transaction.atomic(using=current().alias):
        _lead_all(incident.pk, reason)
    _afterwards(lambda: _lead_all(incident.pk, reason))


def put_up(pairs: Iterable[Pair]) -> int:
    """Put likely twins up for review, what stood before first; of how many nobody had yet."""
    put = 0
    with transaction.atomic(using=current().alias):
        for found in pairs:
            if pair(found.twin.incident, found.brought) is None:
                propose(leads=found.twin.incident, follows=found.brought, alike=found.twin.alike)
                put += 1
    return put


def look_for_twins(incident: UUID) -> None:
    """Have what may be the same event as an incident put up for review, whoever may see it."""
    _afterwards(lambda: _propose_all(incident))


# --- what the matcher does ----------------------------------------------------------------------


def _afterwards(deed: Any) -> None:
    """Do it as the matcher, for whoever acts, once what they do is committed."""
    who = current()
    for_whom = who.id if isinstance(who, SystemActor) is False else None
    matcher = SystemActor(f"matcher:{who.name}", language=who.language, acting_for=for_whom)

    def as_matcher() -> None:
        with acting_as(matcher):
            deed()

    transaction.on_commit(as_matcher, using=who.alias)


def _propose_all(incident: UUID) -> None:
    event = Incident.objects.filter(pk=incident).first()
    for twin in twins_of(event) if event is not None else ():
        propose(leads=twin.incident, follows=event, alike=twin.alike)


def _merged(incident: UUID) -> Iterable[Twins]:
    mine = Q(leads=incident) | Q(follows=incident)
    return Twins.objects.filter(mine, state=MERGED).select_related("leads", "follows")


def _others(incident: UUID) -> set[UUID]:
    """The incidents with which one is merged, as far as whoever acts sees them."""
    return {end for row in _merged(incident) for end in (row.leads_id, row.follows_id)} - {incident}


def _complete(leads: UUID, follows: UUID, reason: str) -> None:
    """Merge everything that was merged with the one with everything that was with the other."""
    first = _others(leads) - {follows}
    second = _others(follows) - {leads} - first
    rows = Incident.objects.in_bulk([leads, follows, *first, *second])
    for one in (leads, *sorted(first)):
        for other in (follows, *sorted(second)):
            found = pair(rows[one], rows[other])
            if found is None:
                found = propose(leads=rows[one], follows=rows[other])
            if found.state == WAITING:
                advance_twins(target=found.pk, step="merge", reason=reason, leads=one)


def _part(incident: UUID, reason: str) -> None:
    for row in list(_merged(incident)):
        advance_twins(target=row.pk, step="unmerge", reason=reason)


def _lead_all(incident: UUID, reason: str) -> None:
    for row in list(_merged(incident)):
        if row.follows_id == incident:
            _let_lead(target=row.pk, leads=incident, reason=reason)


# --- what must hold -----------------------------------------------------------------------------


def _may_both(*incidents: Incident) -> None:
    for incident in incidents:
        answer = verdict(current(), "edit", incident.whereabouts)
        if isinstance(answer, Denied):
            raise refuse(answer, incident.reference)


def _agreed(leads: Incident, follows: Incident) -> None:
    """Nothing that the one is merged with has been told apart from the other.

    Raises:
        BadInput: it has, as far as the reader sees.
    """
    mine = [leads.pk, *_others(leads.pk)]
    theirs = [follows.pk, *_others(follows.pk)]
    crossing = Q(leads__in=mine, follows__in=theirs) | Q(leads__in=theirs, follows__in=mine)
    known = Twins.objects.filter(crossing, state=DISTINCT)
    for row in known.exclude(leads__in=[leads, follows], follows__in=[leads, follows]):
        raise BadInput(
            Problem(
                f"{row.leads.reference}, {row.follows.reference}",
                "",
                _("were found to be two events"),
                _("Open that pair and look again before you merge."),
                "distinct",
            )
        )
