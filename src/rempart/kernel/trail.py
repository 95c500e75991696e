"""The journal as an auditor walks it: who, when, what kind of thing; never what it said.

The newest first, by key, whatever the length. The walls let through only who audits.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from rempart.kernel.errors import BadInput, Problem
from rempart.kernel.models import JournalEntry

SIZE = 50
Key = tuple[datetime, UUID]
"""Where a page of the trail ends: the moment and the id of its last entry."""


@dataclass(frozen=True)
class Filters:
    """What to narrow the trail to; days are the first and the last, in UTC."""

    action: str = ""
    category: str = ""
    thing: UUID | None = None
    since: date | None = None
    until: date | None = None

    def condition(self) -> Q:
        """The filters as a condition."""
        wanted: dict[str, Any] = {
            "action": self.action or None,
            "category": self.category or None,
            "object_id": self.thing,
            "at__gte": _midnight(self.since) if self.since else None,
            "at__lt": _midnight(self.until + timedelta(days=1)) if self.until else None,
        }
        return Q(**{name: value for name, value in wanted.items() if value is not None})


@dataclass(frozen=True)
class Page:
    """Some entries, each with its `position` in the chain, None while it waits for its seal."""

    rows: tuple[JournalEntry, ...]
    next: str = ""
    first: bool = True


def page(filters: Filters, after: str = "", size: int = SIZE) -> Page:
    """The page of entries that follows the key `after`.

    Raises:
        BadInput: the key was cut or changed.
    """
    key = _read(after)
    rows = JournalEntry.objects.filter(filters.condition()).annotate(position=F("seal__position"))
    if key is not None:
        rows = rows.filter(Q(at__lt=key[0]) | Q(id__lt=key[1]), at__lte=key[0])
    found = list(rows.order_by("-at", "-id")[: size + 1])
    shown = tuple(found[:size])
    onward = _write(shown[-1]) if len(found) > size else ""
    return Page(shown, onward, first=key is None)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)


def _write(entry: JournalEntry) -> str:
    return f"{entry.at:%Y%m%dT%H%M%S.%f}_{entry.pk.hex}"


def _read(text: str) -> Key | None:
    if not text:
        return None
    moment, _bar, last = text.partition("_")
    try:
        at = datetime.strptime(moment, "%Y%m%dT%H%M%S.%f").replace(tzinfo=UTC)
        return at, UUID(hex=last)
    except ValueError as error:
        raise BadInput(
            Problem(
                place=_("Page"),
                value=text[:40],
                message=_("this address of a page was cut or changed"),
                remedy=_("Start again from the first page of the list."),
                code="page-key",
            )
        ) from error
