"""What is gathered for who comes after: whatever waits for a post, or was in its holder's hands.

Only which records they are is gathered, never what they say, and under the holder's own rights.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rempart.field.models import PENDING, Commitment
from rempart.kernel import agenda, links
from rempart.kernel.actor import Standing, current
from rempart.kernel.walls import guarded_models
from rempart.people.models import Follow, Notification
from rempart.plans.models import OVER, Action

ACTIONS = "actions of the post"
COMMITMENTS, OWN = "commitments of the post", "drafts of one's own"
TOLD, FOLLOWED = "told and not looked at", "followed"

HEADINGS: dict[str, str | Promise] = {
    ACTIONS: _("Open actions"),
    COMMITMENTS: _("Commitments to keep"),
    OWN: _("Drafts and proposals in hand"),
    TOLD: _("Told of, and not looked at yet"),
    FOLLOWED: _("Followed"),
}
"""What is gathered beside what is due for the bodies."""

UNDECIDED = ("draft", "proposed", "submitted", "requested")
"""States in which a record still is in the hands of whoever wrote it, or awaits an answer."""

Found = tuple[str, str, UUID]


def waiting(post: Standing) -> list[dict[str, Any]]:
    """Which records wait for the post, as far as whoever leaves it may see them; each once."""
    kept: dict[UUID, dict[str, Any]] = {}
    for heading, kind, pk in _gathered(post):
        if kind in links.ends:
            kept.setdefault(pk, {"heading": heading, "kind": kind, "id": str(pk)})
    return list(kept.values())


def _gathered(post: Standing) -> Iterator[Found]:
    for name, one in agenda.due(post.office or None):
        yield name, one.kind, one.id
    led = _here(Action.objects.filter(component=post.component).exclude(state__in=OVER), post)
    yield from ((ACTIONS, Action.kind, pk) for pk in _keys(led.order_by("due_on", "id")))
    owed = _here(Commitment.objects.filter(component=post.component, state__in=PENDING), post)
    yield from ((COMMITMENTS, Commitment.kind, pk) for pk in _keys(owed.order_by("due_on", "id")))
    yield from _own()
    told = Notification.objects.filter(holder=current().id, read_at__isnull=True)
    for kind, pk in told.order_by("at", "id").values_list("record_kind", "record_id"):
        yield TOLD, kind, pk
    followed = Follow.objects.filter(holder=current().id).order_by("at", "id")
    for kind, pk in followed.values_list("record_kind", "record_id"):
        yield FOLLOWED, kind, pk


def _here(rows: QuerySet[Any], post: Standing) -> QuerySet[Any]:
    return rows.filter(office=post.office) if post.office else rows


def _keys(rows: QuerySet[Any]) -> list[UUID]:
    return list(rows.values_list("pk", flat=True))


def _own() -> Iterator[Found]:
    """What whoever leaves wrote and nobody has decided on. A query for each kind with states."""
    for kind, model in sorted(guarded_models().items()):
        if kind in links.ends and any(f.name == "state" for f in model._meta.concrete_fields):
            rows = model._default_manager.filter(author=current().id, state__in=UNDECIDED)
            yield from ((OWN, kind, pk) for pk in _keys(rows.order_by("created_at", "id")))
