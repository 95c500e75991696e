"""What readers ask of twins: those that wait, and what else tells the event of an incident."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from rempart.kernel.actor import Anyone
from rempart.kernel.policy import Whereabouts, verdict
from rempart.register.duplicates.workflow import MERGED, WAITING
from rempart.register.models import Incident, Twins
from rempart.register.workflow import WITHDRAWN

MOST = 100
"""Pairs on one page, the likeliest first; a page that is full says so."""


def listed(state: str, office: int | None = None) -> QuerySet[Twins]:
    """The pairs in a state of which the reader sees both ends, the likeliest first.

    A pair of which one incident has been withdrawn since waits for nobody.
    """
    rows = Twins.objects.filter(state=state).select_related("leads", "follows")
    if state == WAITING:
        rows = rows.exclude(leads__verification=WITHDRAWN).exclude(follows__verification=WITHDRAWN)
    if office is not None:
        rows = rows.filter(leads__office=office)
    ordered: QuerySet[Twins] = rows.defer("leads__words", "follows__words").order_by(
        "-score", "-created_at", "id"
    )
    return ordered


def may_decide(actor: Anyone) -> bool:
    """May the reader say of some incidents whether they are one event?"""
    return any(
        verdict(actor, "edit", Whereabouts("duplicate", office=standing.office))
        for standing in actor.standings
    )


@dataclass(frozen=True)
class Event:
    """What else tells the event of an incident, as far as the reader sees.

    `leads` stands for all of them; `others` are all but the incident itself, the one that leads
    first; `waiting` are those that may be the same event and wait for somebody to look.
    """

    incident: Incident
    leads: Incident
    others: tuple[Incident, ...] = ()
    waiting: tuple[Incident, ...] = ()

    @property
    def behind(self) -> bool:
        """Does the incident stand behind another?"""
        return self.leads.pk != self.incident.pk

    @property
    def told_by(self) -> list[Incident]:
        """Every incident of the event, the one that leads first."""
        rest = [row for row in (self.incident, *self.others) if row.pk != self.leads.pk]
        return [self.leads, *rest]


def event_of(incident: Incident) -> Event:
    """The event that an incident tells. Two queries at most."""
    mine = Twins.objects.filter(Q(leads=incident) | Q(follows=incident))
    pairs = list(mine.select_related("leads", "follows").order_by("created_at", "id"))
    merged = [pair for pair in pairs if pair.state == MERGED]
    others = [pair.follows if pair.leads_id == incident.pk else pair.leads for pair in merged]
    waiting = [
        pair.follows if pair.leads_id == incident.pk else pair.leads
        for pair in pairs
        if pair.state == WAITING
    ]
    before = [pair.leads for pair in merged if pair.follows_id == incident.pk]
    standing = [row for row in before if row.verification != WITHDRAWN]
    leads = _first(standing) if standing else incident
    others.sort(key=lambda row: row.pk != leads.pk)
    return Event(incident, leads, tuple(others), tuple(waiting))


def _first(rows: list[Incident]) -> Incident:
    """Of incidents that are all merged with each other, the one that follows none of them."""
    ids = {row.pk for row in rows}
    follows = set(
        Twins.objects.filter(state=MERGED, leads__in=ids, follows__in=ids).values_list(
            "follows_id", flat=True
        )
    )
    return next((row for row in rows if row.pk not in follows), rows[0])
