"""Writing many rows in one statement, under the walls.

COPY does not work under row-level security. One JSON array, read by PostgreSQL as rows of the
table's own type, is nearly as quick and knows every type.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django.db import connections
from django.db.models import Model

from rempart.kernel.actor import current

Rows = Sequence[dict[str, Any]]


def _json(said: Any) -> str:
    return json.dumps(said, default=str, ensure_ascii=False, separators=(",", ":"))


def insert_all(model: type[Model], rows: Rows, **common: Any) -> int:
    """Insert rows given as {column: value}, all with the same columns; the number inserted.

    `common` holds the columns that are the same in every row. A row whose key is taken, perhaps by
    one that the actor may not see, is left alone.
    """
    if not rows:
        return 0
    table = model._meta.db_table
    columns = ", ".join([*rows[0], *common])
    values = ", ".join([*(f"n.{name}" for name in rows[0]), *(f"c.{name}" for name in common)])
    with connections[current().alias].cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({columns}) SELECT {values}"
            f" FROM json_populate_recordset(NULL::{table}, %s) n,"
            f" json_populate_record(NULL::{table}, %s) c ON CONFLICT DO NOTHING",
            [_json(rows), _json(common)],
        )
        return int(cursor.rowcount)


def update_all(model: type[Model], rows: Rows) -> int:
    """Update guarded rows, found by their `id`, and raise their revision; the number updated."""
    if not rows:
        return 0
    table = model._meta.db_table
    columns = [column for column in rows[0] if column != "id"]
    settings = ", ".join(f"{column} = n.{column}" for column in columns)
    with connections[current().alias].cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} t SET {settings}, revision = t.revision + 1"
            f" FROM json_populate_recordset(NULL::{table}, %s) n WHERE t.id = n.id",
            [_json(rows)],
        )
        return int(cursor.rowcount)
