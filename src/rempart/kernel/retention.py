"""Deletion that deletes: of what its time is over, the row, its history, its files and its traces.

A dry run says what would go. Deleting needs the operator's own word (`REMPART_RETENTION`), is done
by one named part of the system, and is refused by the database itself for anything changed within
the period of its kind. What is on hold stays. The journal loses nothing: it keeps that there was a
record, its opaque number and a keyed hash of what it last said.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.db import connections
from django.utils.translation import gettext_lazy as _

from rempart.kernel import clock, journal
from rempart.kernel.actions import Run, bulk, permit
from rempart.kernel.actor import SystemActor, acting_as, current
from rempart.kernel.errors import BadInput, Problem, Refused
from rempart.kernel.history import version_model
from rempart.kernel.ids import read_reference
from rempart.kernel.keys import keyed_hash
from rempart.kernel.models import About, Guarded, Hold, Link, Part, Period, Receipt
from rempart.kernel.terms import terms

RETENTION = SystemActor("retention")
A_RUN = 500
"""Records deleted in one transaction, at most."""


@dataclass(frozen=True)
class Due:
    """A record whose time is over."""

    kind: str
    id: UUID
    reference: str


@dataclass(frozen=True)
class Found:
    """What stands of a kind: its period in months, what is due, and how many are on hold."""

    kind: str
    months: int
    due: tuple[Due, ...]
    held: int


def months_before(moment: datetime, months: int) -> datetime:
    """The same day so many months earlier, or the last that there was in that month."""
    whole = moment.year * 12 + moment.month - 1 - months
    year, month = divmod(whole, 12)
    for day in range(moment.day, 27, -1):
        try:
            return moment.replace(year=year, month=month + 1, day=day)
        except ValueError:
            continue
    return moment.replace(year=year, month=month + 1, day=min(moment.day, 28))


def look() -> list[Found]:
    """What would be deleted now, kind by kind; nothing is."""
    with acting_as(RETENTION):
        held = set(Hold.objects.filter(lifted_at__isnull=True).values_list("record_id", flat=True))
        return [_found(one, held) for one in Period.objects.order_by("kind") if one.kind in terms]


def _found(period: Period, held: set[UUID]) -> Found:
    before = months_before(clock.now(), period.months)
    rows = terms[period.kind].over(before).order_by("id").values_list("pk", "reference")
    all_of_it = [Due(period.kind, pk, reference) for pk, reference in rows]
    due = tuple(one for one in all_of_it if one.id not in held)
    return Found(period.kind, period.months, due, len(all_of_it) - len(due))


def delete_due() -> int:
    """Delete what is due; the number of records deleted.

    Raises:
        Refused: the operator has not said that retention deletes.
    """
    if not settings.REMPART_RETENTION:
        raise Refused(
            Problem(
                "REMPART_RETENTION", "", _("nothing is deleted here"),
                _("Look first; then set REMPART_RETENTION=1, when the mission has decided so."),
                "retention",
            )
        )  # fmt: skip
    due = [one for found in look() for one in found.due]
    for start in range(0, len(due), A_RUN):
        with acting_as(RETENTION):
            _delete(due=due[start : start + A_RUN])
    return len(due)


def by_itself() -> int:
    """The worker's round: delete what is due, where the operator said so."""
    return delete_due() if settings.REMPART_RETENTION else 0


@bulk("retention.delete", "retention", "retention")
def _delete(run: Run, *, due: list[Due]) -> None:
    """Delete records whose time is over, with their history, files and traces."""
    for one in due:
        model = terms[one.kind].model
        row = model.objects.get(pk=one.id)
        permit(run, "retention", row.whereabouts)
        journal.write(run.name, one.kind, object_id=row.pk, before=keyed_hash(row.values()))
        _take_away(row)


def _take_away(row: Guarded) -> None:
    model = type(row)
    _from(version_model(model), "object_id", row.pk)
    for part, column in parts_of(model):
        _from(part, column, row.pk)
    for end in ("source_id", "target_id"):
        _from(Link, end, row.pk)
    for about in about_models():
        _from(about, "record_id", row.pk)
    _from(Receipt, "reference", row.reference)
    if _from(model, "id", row.pk) != 1:
        raise RuntimeError(f"{row.kind}: the database lets this record not go; nothing is deleted")


def _from(model: Any, column: str, value: Any) -> int:
    """The number of rows deleted, by SQL: the managers of guarded rows delete nothing."""
    with connections[current().alias].cursor() as cursor:
        cursor.execute(f"DELETE FROM {model._meta.db_table} WHERE {column} = %s", [value])
        return int(cursor.rowcount)


def parts_of(model: type[Guarded]) -> list[tuple[type[Part], str]]:
    """The models of what belongs to rows of `model`, and the column that says to which."""
    found = []
    for one in apps.get_models():
        if issubclass(one, Part):
            whole: Any = one._meta.get_field(one.whole)
            if whole.related_model is model:
                found.append((one, whole.column))
    return found


def about_models() -> list[type[About]]:
    """The models of what people keep about a record: that they were told, that they follow."""
    return [one for one in apps.get_models() if issubclass(one, About)]


# --- holds --------------------------------------------------------------------------------------


def hold(reference: str) -> None:
    """Keep a record whatever its period says: an inquiry, a court, a review needs it.

    Raises:
        BadInput: no record of a kind that may be deleted has this reference.
    """
    with acting_as(RETENTION):
        _hold(row=_named(reference))


def release(reference: str) -> None:
    """Let a record go again when its time is over.

    Raises:
        BadInput: as `hold`; or it is not on hold.
    """
    with acting_as(RETENTION):
        row = _named(reference)
        if not Hold.objects.filter(record_id=row.pk, lifted_at__isnull=True).exists():
            raise _wrong(reference, _("is not on hold"))
        _release(row=row)


@bulk("retention.hold", "retention", "retention")
def _hold(run: Run, *, row: Guarded) -> None:
    """Put a record on hold."""
    Hold.objects.get_or_create(record_id=row.pk, lifted_at=None, defaults={"kind": row.kind})
    journal.write(run.name, row.kind, object_id=row.pk)


@bulk("retention.release", "retention", "retention")
def _release(run: Run, *, row: Guarded) -> None:
    """Take a record's hold away."""
    Hold.objects.filter(record_id=row.pk, lifted_at=None).update(lifted_at=run.now)
    journal.write(run.name, row.kind, object_id=row.pk)


def _named(reference: str) -> Guarded:
    wanted = read_reference(reference) or ""
    for _kind, term in terms:
        found: Guarded | None = term.model.objects.filter(reference=wanted).first()
        if found is not None:
            return found
    raise _wrong(reference, _("is no record of a kind that retention deletes"))


def _wrong(reference: str, message: Any) -> BadInput:
    remedy = _("Give the reference as it stands on its page.")
    return BadInput(Problem(_("Reference"), reference, message, remedy, "retention"))
