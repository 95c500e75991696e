"""Which incidents stand behind another: merged as one event, the other seen and standing itself.

A pair is seen by whoever sees both its incidents. Asked through the walls, that is two look-ups a
pair for every statement that counts; so a definer function looks with the reader's own predicate
*inside*, once a statement, and names only pairs of which the reader sees both ends. It decides
which of two rows that are both seen stands for the event, and opens nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import connections
from django.db.models import BooleanField, F, Func, TextField, UUIDField, Value

from rempart.kernel.actor import current
from rempart.kernel.policy import NO_COMPARTMENT
from rempart.kernel.walls import defines, readable
from rempart.register.duplicates.workflow import MERGED
from rempart.register.models import Incident


@defines
def behind_sql() -> str:
    """The function `kernel.behind(gone, open_only, since, until)` → (leads, follows).

    The merged pairs that the reader sees of which the one that leads is in no state of `gone`; with
    `open_only` it stands in no compartment. With `since` and `until`, one of both lies between.
    """
    seen = f"SELECT starts_on FROM register_incident WHERE ({readable(Incident)})"
    between = "starts_on BETWEEN coalesce(since, '-infinity') AND coalesce(until, 'infinity')"
    return f"""
CREATE OR REPLACE FUNCTION kernel.behind(
  gone text[], open_only boolean, since date, until date
) RETURNS TABLE (leads uuid, follows uuid)
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM kernel.actor_id();
  RETURN QUERY
    SELECT t.leads_id, t.follows_id FROM register_twins t
    JOIN LATERAL ({seen} AND id = t.leads_id AND verification <> ALL (gone)
      AND (NOT open_only OR compartment = {NO_COMPARTMENT})) l ON true
    JOIN LATERAL ({seen} AND id = t.follows_id) f ON true
    WHERE t.state = '{MERGED}' AND (l.{between} OR f.{between});
END $$;
"""


class Pair(NamedTuple):
    """One event told twice: the incident that stands for it, and the one behind."""

    leads: UUID
    follows: UUID


class Among(Func):
    """Is the row one of these? The ids are one array, read at once and not one by one."""

    arg_joiner = " = ANY ("
    template = "(%(expressions)s))"
    output_field = BooleanField()

    def __init__(self, ids: Iterable[UUID]) -> None:
        super().__init__(F("id"), Value(list(ids), ArrayField(UUIDField())))


class Behind(Func):
    """The ids of the incidents that stand behind another, for the condition of a query."""

    template = "(SELECT follows FROM kernel.behind(%(expressions)s, NULL, NULL))"
    output_field = UUIDField()


def behind(gone: Iterable[str], open_only: bool) -> Behind:
    """The incidents behind one that is in no state of `gone`; see `kernel.behind`."""
    return Behind(Value(list(gone), ArrayField(TextField())), Value(open_only))


def pairs(
    gone: Iterable[str], open_only: bool, since: date | None = None, until: date | None = None
) -> list[Pair]:
    """The merged pairs that the reader sees with an end between two days, both included."""
    with connections[current().alias].cursor() as cursor:
        cursor.execute(
            "SELECT leads, follows FROM kernel.behind(%s, %s, %s, %s)",
            [list(gone), open_only, since, until],
        )
        return [Pair(*row) for row in cursor.fetchall()]
