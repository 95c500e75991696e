"""What a score stands on: linked records, written reasons, the register's own count; confidence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q

from rempart.kernel.errors import NotThere
from rempart.kernel.ids import read_reference
from rempart.kernel.links import End, ends
from rempart.kernel.models import Guarded, Link
from rempart.kernel.registry import Registry
from rempart.register.confidence import Confidence, accounts
from rempart.register.confidence import confidence as weighed
from rempart.register.models import Incident, Report, Site
from rempart.register.queries import counted
from rempart.threats import rubric

RELATION = "evidence:"
"""A link from a threat to what proves one of its factors is called so, followed by the factor."""

YEAR = timedelta(days=365)


citable: Registry[Callable[[str], Guarded | None]] = Registry("evidence")
"""By kind: how to find the record of a reference that may prove something."""


def register() -> None:
    """The kinds of the rooms above this one that may prove something."""
    for kind, model in (("incident", Incident), ("site", Site)):
        citable.add(kind, _by_reference(model))


def _by_reference(model: type[Guarded]) -> Callable[[str], Guarded | None]:
    def find(reference: str) -> Guarded | None:
        found: Guarded | None = model.objects.filter(reference=reference).first()
        return found

    return find


def record(typed: str) -> Guarded:
    """The record of a reference as people type it, among all kinds that may prove something.

    Raises:
        NotThere: the reader sees none.
    """
    reference = read_reference(typed) or typed.strip()
    for _kind, find in citable:
        found = find(reference)
        if found is not None:
            return found
    raise NotThere


def named(links: Iterable[Link]) -> dict[UUID, End]:
    """What proves something, as it is named at the other end of its link. A query a kind."""
    wanted: dict[str, set[UUID]] = {}
    for link in links:
        wanted.setdefault(link.target_kind, set()).add(link.target_id)
    found: dict[UUID, End] = {}
    for kind, ids in wanted.items():
        found |= ends[kind](ids) if kind in ends else {}
    return found


def relation(factor: str) -> str:
    """The relation of a link that proves `factor`."""
    return f"{RELATION}{factor}"


def links_of(*threats: Any) -> dict[UUID, list[Link]]:
    """The links to evidence that the reader sees, by threat, the oldest first. One query."""
    found: dict[UUID, list[Link]] = {threat.pk: [] for threat in threats}
    links = Link.objects.filter(
        source_kind="threat",
        source_id__in=list(found),
        relation__startswith=RELATION,
        undone_at__isnull=True,
    )
    for link in links.order_by("made_at", "id"):
        found[link.source_id].append(link)
    return found


def unproved(threat: Any, links: Iterable[Link] | None = None) -> list[str]:
    """Factors scored 3 or more for which neither a link nor a written reason stands."""
    if links is None:
        links = links_of(threat)[threat.pk]
    proved = {link.relation.removeprefix(RELATION) for link in links}
    proved |= {factor for factor, text in threat.reasons.items() if str(text).strip()}
    return [
        factor
        for factor in rubric.FACTORS
        if (threat.scores.get(factor) or 0) >= rubric.EVIDENCE_FROM and factor not in proved
    ]


def like_events(threat: Any, on: date) -> int:
    """Events of the twelve months before `on` by the same type of perpetrator, of the same kind,
    in the same cercle, that the reader may see."""
    found = counted().filter(
        Q(alleged__contains=[{"type": threat.perpetrator}]),
        area=threat.area,
        threat_type=threat.threat_type,
        starts_on__gt=on - YEAR,
        starts_on__lte=on,
    )
    return found.count()


def cited(links: Mapping[UUID, Iterable[Link]]) -> dict[UUID, list[Incident]]:
    """The incidents that prove something, by threat, each once, the latest first. One query."""
    wanted = {
        threat: {link.target_id for link in mine if link.target_kind == "incident"}
        for threat, mine in links.items()
    }
    ids = set().union(*wanted.values()) if wanted else set()
    rows = Incident.objects.filter(pk__in=ids).defer("words").order_by("-starts_on", "-id")
    listed = list(rows) if ids else []
    return {threat: [row for row in listed if row.pk in mine] for threat, mine in wanted.items()}


def confidence(
    incidents: Iterable[Any],
    unknown: int,
    on: date,
    told: Mapping[UUID, Iterable[Report]] | None = None,
) -> Confidence:
    """The confidence in an analysis on `incidents`, with `unknown` factors, as of `on`.

    `told` are the reports of each incident, graded one by one; see `register.confidence`.
    """
    return weighed(accounts(incidents, told), unknown, on)
