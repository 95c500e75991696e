"""What one is told of: one's notifications, the records one follows, what one wants by e-mail.

All of it is one's own, as drafts are: nobody else sees it, and no journal speaks of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from rempart.kernel import clock, links
from rempart.kernel.actor import current
from rempart.kernel.errors import NotThere
from rempart.kernel.links import End
from rempart.kernel.telling import topics
from rempart.kernel.walls import guarded_models
from rempart.people.models import Follow, MailChoice, Notification

SHOWN = 100


@dataclass(frozen=True)
class Line:
    """One notification as it is read: what about, and the record as it is named now."""

    row: Notification
    topic: Any
    end: End


def mine() -> QuerySet[Notification]:
    """The notifications of whoever acts, of records that they still see."""
    found: QuerySet[Notification] = Notification.objects.filter(holder=current().id)
    return found


def unread() -> int:
    """How many of them nobody has looked at yet."""
    return mine().filter(read_at__isnull=True).count()


def lines() -> list[Line]:
    """The latest, named as their records are named now. One query a kind."""
    rows = list(mine().order_by("-at", "-id")[:SHOWN])
    wanted: dict[str, set[UUID]] = {}
    for row in rows:
        wanted.setdefault(row.record_kind, set()).add(row.record_id)
    named = {k: links.ends[k](found) for k, found in wanted.items() if k in links.ends}
    return [
        Line(row, topics[row.topic].label, named[row.record_kind][row.record_id])
        for row in rows
        if row.topic in topics and row.record_id in named.get(row.record_kind, {})
    ]


def read(notification: UUID | None = None) -> None:
    """Say that one has looked at a notification, or at all of them."""
    rows = mine().filter(read_at__isnull=True)
    if notification is not None:
        rows = rows.filter(pk=notification)
    rows.update(read_at=clock.now())


def read_about(record: UUID) -> None:
    """Say that one has looked at whatever one was told of a record, by looking at it."""
    mine().filter(record_id=record, read_at__isnull=True).update(read_at=clock.now())


def follows(record: UUID) -> bool:
    """Does whoever acts follow a record?"""
    found: QuerySet[Follow] = Follow.objects.filter(holder=current().id, record_id=record)
    return found.exists()


def follow(kind: str, record: UUID, wanted: bool) -> End:
    """Follow a record, or no longer; how it is named.

    Raises:
        NotThere: no such record for this reader.
    """
    model = guarded_models().get(kind)
    seen = model is not None and model._default_manager.filter(pk=record).exists()
    end = links.ends[kind]([record]).get(record) if seen and kind in links.ends else None
    if end is None:
        raise NotThere
    actor = current()
    standing = Follow.objects.filter(holder=actor.id, record_id=record)
    if not wanted:
        standing._raw_delete(standing.db)
    elif not standing.exists():
        row = Follow(holder=actor.id, record_kind=kind, record_id=record, at=clock.now())
        row.save(using=actor.alias, force_insert=True)
    return end


def choice_of(user: UUID) -> MailChoice:
    """What a person wants by e-mail; what the topics propose, for whoever has not chosen."""
    found: MailChoice | None = MailChoice.objects.filter(pk=user).first()
    return found or MailChoice(user_id=user, topics=[c for c, one in topics if one.mailed])


def choose(*, wanted: list[str], quiet_from: time | None, quiet_until: time | None) -> None:
    """Choose what comes by e-mail, and the hours in which none but what wakes does."""
    with transaction.atomic(using=current().alias):
        MailChoice.objects.update_or_create(
            user_id=current().id,
            defaults={"topics": wanted, "quiet_from": quiet_from, "quiet_until": quiet_until},
        )
