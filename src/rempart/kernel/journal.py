"""The journal: written by actions, chained by the sealer, verified and anchored by anyone.

An action writes its entry in its own transaction. The sealer chains committed entries afterwards
(chaining inside each transaction would be a global lock). Whoever holds the database could rebuild
the whole chain: only an anchor kept elsewhere turns "consistent" into "unaltered".
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import connections
from django.utils.translation import gettext_lazy as _

from rempart.kernel.actor import Anyone, Standing, SystemActor, acting_as, current
from rempart.kernel.errors import BadInput, Problem
from rempart.kernel.keys import canonical
from rempart.kernel.models import NOBODY, JournalEntry, Seal

SEALER = SystemActor("sealer", ceiling=1)
GENESIS = "0" * 64
_LOCK = 0x52454D50  # "REMP": one sealer at a time
_STRAGGLERS = timedelta(hours=1)


def actor_fields(actor: Anyone, standing: Standing | None = None) -> dict[str, Any]:
    """Who acted, as the journal and the versions copy it: name and post stay true later."""
    for_whom = actor.acting_for if isinstance(actor, SystemActor) else None
    return {
        "actor_name": actor.name,
        "post_label": standing.label if standing else actor.post_label,
        "on_behalf_of": standing.on_behalf_of if standing else for_whom,
    }


def actor_id(actor: Anyone) -> UUID:
    """The id under which `actor` is journaled; zero for the system."""
    return NOBODY if isinstance(actor, SystemActor) else actor.id


def write(
    action: str, kind: str, *, standing: Standing | None = None, **fields: Any
) -> JournalEntry:
    """Add one entry for whoever acts, in their transaction."""
    actor = current()
    entry = JournalEntry(
        action=action,
        kind=kind,
        actor_id=actor_id(actor),
        **actor_fields(actor, standing),
        **fields,
    )
    entry.save(using=actor.alias, force_insert=True)
    return entry


def note_reading(page: str, kind: str, markings: Iterable[int], *, export: bool = False) -> None:
    """Log that a page or an export showed rows, where any of them is marked: one entry a page.

    While the reader's glass is broken, every page is logged.
    """
    shown = list(markings)
    widened = any(standing.broken_glass for standing in current().standings)
    if export or widened or any(level > 1 for level in shown):
        category = "export" if export else "read"
        write(page, kind, category=category, rows=len(shown))


def _digest(previous: str, entry: JournalEntry) -> str:
    content = {f.attname: getattr(entry, f.attname) for f in entry._meta.concrete_fields}
    return hashlib.sha256(previous.encode() + canonical(content)).hexdigest()


def _unsealed() -> Any:
    """Entries that wait; those long before the last one sealed are not looked for again."""
    last = Seal.objects.select_related("entry").order_by("-position").first()
    pending = JournalEntry.objects.filter(seal__isnull=True)
    if last is not None:
        pending = pending.filter(at__gte=last.entry.at - _STRAGGLERS)
    return pending


def seal(limit: int = 5000) -> int:
    """Chain up to `limit` committed entries that are not yet sealed; the number chained."""
    with acting_as(SEALER):
        with connections["system"].cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        entries = list(_unsealed().order_by("at", "id")[:limit])
        last = Seal.objects.order_by("-position").first()
        position, digest = (last.position, last.digest) if last else (0, GENESIS)
        seals = []
        for entry in entries:
            position, digest = position + 1, _digest(digest, entry)
            seals.append(Seal(position=position, entry=entry, digest=digest))
        Seal.objects.bulk_create(seals, batch_size=1000)
        return len(seals)


@dataclass(frozen=True)
class Verdict:
    """What `verify` found: entries sealed, entries waiting, the first fault, the last digest."""

    sealed: int
    waiting: int
    fault: int | None
    digest: str
    anchored: bool | None = None

    @property
    def consistent(self) -> bool:
        """Every digest follows from the one before it."""
        return self.fault is None and self.anchored is not False


def verify(anchor_code: str | None = None) -> Verdict:
    """Recompute the chain from its beginning and compare every digest.

    With an anchor (`position-digest`), also say whether the chain still passes through it.
    """
    with acting_as(SEALER):
        digest, expected, fault, anchored = GENESIS, 0, None, None
        wanted = _read_anchor(anchor_code) if anchor_code else None
        if wanted:
            anchored = wanted[0] == 0 and GENESIS.startswith(wanted[1])
        for link in Seal.objects.select_related("entry").order_by("position").iterator(2000):
            expected += 1
            digest = _digest(digest, link.entry)
            if fault is None and (link.position != expected or link.digest != digest):
                fault = link.position
            if wanted and link.position == wanted[0]:
                anchored = digest.startswith(wanted[1])
        waiting = JournalEntry.objects.filter(seal__isnull=True).count()
        return Verdict(expected, waiting, fault, digest, anchored)


def _read_anchor(code: str) -> tuple[int, str]:
    position, _dash, digest = code.replace(" ", "").lower().partition("-")
    if not position.isdecimal() or not digest:
        raise BadInput(
            Problem(
                place=_("Anchor"),
                value=code,
                message=_("is not an anchor of a journal"),
                remedy=_("Type it as it was printed: a number, a dash, sixteen characters."),
                code="anchor",
            )
        )
    return int(position), digest


@dataclass(frozen=True)
class State:
    """How far the chain has come: entries sealed, entries waiting, the code to keep elsewhere."""

    sealed: int
    waiting: int
    anchor: str


def state() -> State:
    """Where the chain stands now, without recomputing it."""
    with acting_as(SEALER):
        last = Seal.objects.order_by("-position").first()
        position, digest = (last.position, last.digest) if last else (0, GENESIS)
        return State(position, _unsealed().count(), _code(position, digest))


def anchor() -> str:
    """The short code to keep outside: the chain's length and the start of its last digest."""
    with acting_as(SEALER):
        last = Seal.objects.order_by("-position").values_list("position", "digest").first()
    return _code(*(last or (0, GENESIS)))


def _code(position: int, digest: str) -> str:
    return f"{position}-{digest[:16]}"
