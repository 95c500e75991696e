"""Full-text search that stays quick behind the wall.

`@@` is not leakproof: under row-level security PostgreSQL may not use the index on words, and a
rare word costs seconds. So a definer function looks the words up with the reader's own predicate
*inside*, and returns ids only; the query that reads the rows is still under the wall.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db import connections

from rempart.kernel.actor import current
from rempart.kernel.walls import defines, readable
from rempart.register.models import Incident
from rempart.register.workflow import GONE

MANY = 5_000
"""Above so many hits a word is common, and walking by date finds a page sooner than sorting."""

_HIDDEN = ", ".join(f"'{state}'" for state in GONE)


@defines
def search_sql() -> str:
    """The function `kernel.find_incidents(words, after_day, after_id, most)` → (id, day).

    Newest first, after the given key. It never cuts off a true match before `most` are found: the
    bounded look at the index only chooses between two complete ways. Walking, the index of dates
    alone tells which rows the reader sees, and only those are opened for their words.
    """
    visible = f"({readable(Incident)}) AND verification NOT IN ({_HIDDEN})"
    rest = "(after_day IS NULL OR (starts_on, id) < (after_day, after_id))"
    return f"""
CREATE OR REPLACE FUNCTION kernel.find_incidents(
  given text, after_day date, after_id uuid, most int
) RETURNS TABLE (id uuid, starts_on date)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp
SET plan_cache_mode = force_custom_plan AS $$
#variable_conflict use_column
DECLARE
  wanted tsquery := websearch_to_tsquery('simple', kernel.fold(given));
  hits int;
BEGIN
  PERFORM kernel.actor_id();
  SELECT count(*) INTO hits FROM (
    SELECT FROM register_incident WHERE words @@ wanted LIMIT {MANY + 1}) bounded;
  IF hits > {MANY} THEN
    RETURN QUERY
      SELECT seen.id, seen.starts_on FROM (
        SELECT id, starts_on FROM register_incident WHERE {rest} AND {visible}
        ORDER BY starts_on DESC, id DESC OFFSET 0) seen
      WHERE EXISTS (SELECT FROM register_incident w
        WHERE w.id = seen.id AND w.words @@ wanted OFFSET 0)
      ORDER BY starts_on DESC, id DESC LIMIT most;
  ELSE
    RETURN QUERY
      WITH found AS MATERIALIZED (SELECT * FROM register_incident WHERE words @@ wanted)
      SELECT id, starts_on FROM found WHERE {rest} AND {visible}
      ORDER BY starts_on DESC, id DESC LIMIT most;
  END IF;
END $$;
"""


class Hit(NamedTuple):
    """An incident that holds the words, and its first day: together the key to go on from."""

    id: UUID
    day: date


def search(words: str, after: tuple[date, UUID] | None = None, limit: int = 50) -> list[Hit]:
    """Incidents whose texts hold `words`, newest first, after the key (day, id).

    `words` as one types them: "…" for a phrase, `or`, `-` to exclude; accents do not matter.
    """
    day, last = after or (None, None)
    with connections[current().alias].cursor() as cursor:
        cursor.execute(
            "SELECT id, starts_on FROM kernel.find_incidents(%s, %s, %s, %s)",
            [words.replace("\0", " "), day, last, limit],
        )
        return [Hit(*row) for row in cursor.fetchall()]


def ids(words: str, most: int) -> list[UUID]:
    """The ids of incidents that hold the words, newest first."""
    return [hit.id for hit in search(words, limit=most)]
