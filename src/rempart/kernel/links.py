"""The thread: what a record came from and what it led to, as far as the reader may see both ends.

The database shows a link only to those who see its two ends. Rooms register how to name the
records of their kinds; a kind that no room names is not shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rempart.kernel import journal
from rempart.kernel.actions import Run
from rempart.kernel.errors import Problem, Refused
from rempart.kernel.models import Guarded, Link
from rempart.kernel.registry import Registry


@dataclass(frozen=True)
class End:
    """One record at the other end of a link: what it is, in words, and its address."""

    kind: str
    title: str | Promise
    reference: str
    url: str
    day: date | None = None


@dataclass(frozen=True)
class Strand:
    """A link as read from one of its ends: `outward` where that end is its source."""

    relation: str
    outward: bool
    end: End

    @property
    def words(self) -> str:
        """The relation in words: as its room registered it; its code where none did."""
        if not self.outward:
            for code, said in inward:
                if self.relation == code or (code.endswith(":") and self.relation.startswith(code)):
                    return str(said)
        for code, said in relations:
            if self.relation == code:
                return str(said)
            if code.endswith(("-", ":")) and self.relation.startswith(code):
                return str(said) % {"n": self.relation.removeprefix(code)}
        return self.relation


WAITS = "waits_for"
"""The relation of a record to another without which it cannot go on."""


ends: Registry[Callable[[Iterable[UUID]], Mapping[UUID, End]]] = Registry("thread")
"""By kind: how to name records given by their ids, in one query."""

relations: Registry[str | Promise] = Registry("relations of the thread")
"""By code, or by what a code begins with up to "-" or ":": what a relation is called.

Words of a beginning hold the rest of the code as `%(n)s`.
"""

inward: Registry[str | Promise] = Registry("relations of the thread, from their far end")
"""By code: what a relation is called on the page of the record that it leads to, where the words
of `relations` would there say the contrary."""


def tie(run: Run, source: Guarded, relation: str, target: Guarded) -> Link:
    """Link two records, as part of an action on the first; a link that stands already stays.

    The actor must see both ends: the database refuses the link otherwise.
    """
    ends_of = {
        "source_kind": source.kind,
        "source_id": source.pk,
        "relation": relation,
        "target_kind": target.kind,
        "target_id": target.pk,
    }
    standing: Link | None = Link.objects.filter(**ends_of, undone_at__isnull=True).first()
    if standing is not None:
        return standing
    link = Link(**ends_of, author=run.author)
    link.save(using=run.actor.alias, force_insert=True)
    _enter(run, link)
    return link


def led(row: Guarded, relation: str) -> list[tuple[str, UUID]]:
    """Relations that begin with `relation` from a record, each with its other end. One query."""
    found = Link.objects.filter(
        source_id=row.pk, relation__startswith=relation, undone_at__isnull=True
    )
    return list(found.order_by("made_at", "id").values_list("relation", "target_id"))


def depend(run: Run, row: Guarded, on: Guarded) -> Link:
    """Let a record wait for another of its kind.

    Raises:
        Refused: the other waits already, directly or through others, for this one.
    """
    if on.pk == row.pk or row.pk in _awaited(on):
        raise Refused(
            Problem(
                place=row.reference,
                value=on.reference,
                message=_("each would wait for the other"),
                remedy=_("Undo one of the two dependencies first."),
                code="circular",
            )
        )
    return tie(run, row, WAITS, on)


def awaited(row: Guarded) -> list[UUID]:
    """What a record waits for directly, of what the reader sees."""
    found = Link.objects.filter(source_id=row.pk, relation=WAITS, undone_at__isnull=True)
    return list(found.order_by("made_at", "id").values_list("target_id", flat=True))


def _awaited(row: Guarded) -> set[UUID]:
    """Everything that a record waits for, through others too: one query a step away."""
    seen: set[UUID] = set()
    edge = {row.pk}
    while edge:
        links = Link.objects.filter(
            source_kind=row.kind, source_id__in=edge, relation=WAITS, undone_at__isnull=True
        )
        edge = set(links.values_list("target_id", flat=True)) - seen
        seen |= edge
    return seen


def untie(run: Run, link: Link) -> None:
    """Undo a link; that it stood, and until when, is kept."""
    link.undone_at = run.now
    link.save(using=run.actor.alias, update_fields=["undone_at"])
    _enter(run, link)


def _enter(run: Run, link: Link) -> None:
    journal.write(
        run.name, link.source_kind, standing=run.standing, object_id=link.source_id,
        changed=[f"link:{link.relation}"],
    )  # fmt: skip


def around(kind: str, of: UUID) -> list[Strand]:
    """Every link of a record that the reader sees, what came before it first.

    One query, and one for each kind at the other ends.
    """
    touching = Q(source_id=of, source_kind=kind) | Q(target_id=of, target_kind=kind)
    links = list(Link.objects.filter(touching, undone_at__isnull=True).order_by("made_at", "id"))
    wanted: dict[str, set[UUID]] = {}
    for link in links:
        other_kind, other = _other(link, of)
        wanted.setdefault(other_kind, set()).add(other)
    named = {k: ends[k](found) for k, found in sorted(wanted.items()) if k in ends}
    strands = [
        Strand(link.relation, link.source_id == of, named[other_kind][other])
        for link in links
        for other_kind, other in [_other(link, of)]
        if other in named.get(other_kind, {})
    ]
    return sorted(strands, key=lambda strand: (strand.outward, strand.end.day or date.max))


def _other(link: Link, of: UUID) -> tuple[str, UUID]:
    if link.source_id == of:
        return link.target_kind, link.target_id
    return link.source_kind, link.source_id
