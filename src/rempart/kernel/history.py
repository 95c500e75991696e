"""History: what a guarded row said after each change, under the row's own policy.

The values and the free-text reason live here, not in the journal. A version is visible to those
who see the row as it is now and might have seen it as it was then.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connections

from rempart.kernel import clock, journal
from rempart.kernel.actor import Standing, current
from rempart.kernel.keys import canonical
from rempart.kernel.models import Guarded, Version


def version_model(model: type[Guarded]) -> type[Version]:
    """The room's model of versions of `model`, declared beside it."""
    for relation in model._meta.related_objects:
        if issubclass(relation.related_model, Version):
            return relation.related_model
    raise LookupError(f"{model.__name__} has no Version model beside it")


def keep(
    action: str, row: Guarded, changed: list[str], reason: str, standing: Standing | None
) -> None:
    """Keep a version of `row` as it was just saved, for whoever acts."""
    actor = current()
    model: Any = version_model(type(row))
    model(
        object_id=row.pk,
        number=row.revision,
        at=clock.now(),
        action=action,
        actor=journal.actor_id(actor),
        reason=reason,
        changed=changed,
        values=json.loads(canonical(row.values())),
        office=row.office,
        component=row.component,
        marking=row.marking,
        compartment=row.compartment,
        **journal.actor_fields(actor, standing),
    ).save(using=actor.alias, force_insert=True)


def hands_on(row: Guarded, since: datetime | None = None) -> frozenset[UUID]:
    """Whoever wrote this row in this round: its editors, and the grantors of their delegations."""
    versions = version_model(type(row)).objects.filter(object_id=row.pk)
    if since is not None:
        versions = versions.filter(at__gte=since)
    people = {row.author}
    for actor, grantor in versions.values_list("actor", "on_behalf_of"):
        people |= {actor, grantor}
    return frozenset(person for person in people if person is not None)


def keep_all(
    action: str,
    model: type[Guarded],
    ids: Iterable[UUID],
    reason: str = "",
    standing: Standing | None = None,
) -> int:
    """Keep a version of many rows as they now stand, set-wise; the number kept."""
    version = version_model(model)._meta.db_table
    fields = [f.column for f in model._meta.concrete_fields if not f.generated]
    pairs = ", ".join(f"'{column}', t.{column}" for column in fields)
    actor = current()
    who = journal.actor_fields(actor, standing)
    sql = (
        f"INSERT INTO {version} (object_id, number, at, action, actor, actor_name, post_label,"
        " on_behalf_of, reason, changed, values, office, component, marking, compartment)"
        " SELECT t.id, t.revision, %s, %s, %s, %s, %s, %s, %s, '{}',"
        f" jsonb_build_object({pairs}), t.office, t.component, t.marking, t.compartment"
        f" FROM {model._meta.db_table} t WHERE t.id = ANY (%s)"
    )
    with connections[actor.alias].cursor() as cursor:
        cursor.execute(
            sql,
            [
                clock.now(),
                action,
                journal.actor_id(actor),
                who["actor_name"],
                who["post_label"],
                who["on_behalf_of"],
                reason,
                list(ids),
            ],
        )
        return int(cursor.rowcount)
