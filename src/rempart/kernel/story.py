"""The story of a record: what happened around it, in time, of all that its reader may see.

Rooms register how the records of a kind tell of themselves; the walk along the links is the same
for all. What a reader may not see is not there, as everywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from rempart.kernel.history import version_model
from rempart.kernel.links import End, ends
from rempart.kernel.models import Guarded, Link, Version
from rempart.kernel.registry import Registry

FACT, WARNING, DECISION, RESPONSE = "fact", "warning", "decision", "response"
ACTION, EFFECT, RISK = "action", "effect", "risk"
CHAPTERS: dict[str, str | Promise] = {
    FACT: pgettext_lazy("story", "Facts"),
    WARNING: pgettext_lazy("story", "Warning"),
    DECISION: pgettext_lazy("story", "Decision"),
    RESPONSE: pgettext_lazy("story", "Response"),
    ACTION: pgettext_lazy("story", "Action"),
    EFFECT: pgettext_lazy("story", "Effect"),
    RISK: pgettext_lazy("story", "Risk"),
}
"""What an event belongs to."""

DEPTH, MOST = 3, 60


@dataclass(frozen=True)
class Event:
    """One thing that happened to one record: when, what, under which post, why, and a remark.

    `whole_day` says that the hour is not known.
    """

    at: datetime
    chapter: str
    what: str | Promise
    kind: str
    record: UUID
    who: str = ""
    why: str = ""
    note: str = ""
    marking: int = 1
    whole_day: bool = False


@dataclass(frozen=True)
class Story:
    """What happened, in time, and the records that it happened to."""

    events: list[Event]
    records: Mapping[UUID, End] = field(default_factory=dict)
    cut: bool = False

    def of(self, chapter: str) -> list[Event]:
        """The events of a chapter, in time."""
        return [event for event in self.events if event.chapter == chapter]

    def first(self, kind: str) -> End | None:
        """The first record of a kind, to which a gesture may lead."""
        return next((end for end in self.records.values() if end.kind == kind), None)


tellers: Registry[Callable[[Iterable[UUID]], Iterable[Event]]] = Registry("tellers of stories")
"""By kind: what happened to the records of these ids, in one or two queries."""


def story_of(kind: str, record: UUID) -> Story:
    """The story around a record: a query for each step of the walk, then a few for each kind."""
    found = _walk(kind, record)
    cut = sum(map(len, found.values())) > MOST
    events = [e for k, ids in sorted(found.items()) if k in tellers for e in tellers[k](ids)]
    told = {event.record for event in events}
    named = {
        pk: end
        for k, ids in sorted(found.items())
        if k in ends
        for pk, end in ends[k](ids & told).items()
    }
    events = sorted((e for e in events if e.record in named), key=lambda event: event.at)
    return Story(events, named, cut)


def _walk(kind: str, record: UUID) -> dict[str, set[UUID]]:
    """The records that links lead to, kind by kind, from a record and on to their own links.

    Whoever was reached as the source of a relation is not followed to its other targets: the story
    of one incident is not that of all the evidence of its threat.
    """
    seen: dict[str, set[UUID]] = {kind: {record}}
    edge = {record: ""}
    for _step in range(DEPTH):
        if not edge or sum(map(len, seen.values())) > MOST:
            break
        reached: dict[UUID, str] = {}
        for here, relation, outward, other_kind, other in _neighbours(set(edge)):
            turns_back = outward and edge[here] == relation
            if not turns_back and other not in seen.setdefault(other_kind, set()):
                seen[other_kind].add(other)
                reached[other] = "" if outward else relation
        edge = reached
    return seen


def _neighbours(edge: set[UUID]) -> Iterator[tuple[UUID, str, bool, str, UUID]]:
    """From where, by which relation, outward or not, to which kind and record."""
    touching = Q(source_id__in=edge) | Q(target_id__in=edge)
    links = Link.objects.filter(touching, undone_at__isnull=True).order_by("made_at", "id")
    for link in links[: 2 * MOST]:
        relation = link.relation.partition(":")[0]
        if link.source_id in edge:
            yield link.source_id, relation, True, link.target_kind, link.target_id
        if link.target_id in edge:
            yield link.target_id, relation, False, link.source_kind, link.source_id


def states(
    model: type[Guarded], ids: Iterable[UUID], name: str = "state"
) -> Iterator[tuple[Version, str]]:
    """The versions in which the state of some records changed, with that state; in their order."""
    held: dict[UUID, str] = {}
    versions: Any = version_model(model).objects.filter(object_id__in=list(ids))
    for version in versions.order_by("object_id", "number"):
        state = version.values.get(name, "")
        if state and held.get(version.object_id) != state:
            held[version.object_id] = state
            yield version, state


def event(
    version: Any,
    kind: str,
    chapter: str,
    what: str | Promise,
    at: datetime | None = None,
    **more: Any,
) -> Event:
    """The event that a version tells of, at the time at which it is said to have happened."""
    said = {"who": version.post_label or version.actor_name, "why": version.reason, **more}
    return Event(
        at or version.at, chapter, what, kind, version.object_id, marking=version.marking, **said
    )


def moment(text: str | None) -> datetime | None:
    """A time as a version keeps it."""
    return datetime.fromisoformat(text) if text else None
