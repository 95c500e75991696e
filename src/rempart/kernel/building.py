"""Building the database, and bringing it up to date: roles, schema, migrations, walls, codes.

A failed migration refuses to start: `up_to_date` is asked by every door before it opens.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

import psycopg
from django.core.management import call_command
from django.db import connections, transaction
from django.db.backends.utils import CursorWrapper
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext_lazy as _

from rempart.kernel import roles, walls
from rempart.kernel.errors import Problem, Setup
from rempart.kernel.models import Instance, Period, ScopeCode, forget_exercise

Code = tuple[str, int, str, str]
"""Axis (`office`, `component`, `compartment`), number, code, and an office's prefix."""


def found(superuser: psycopg.Connection, name: str, passwords: Mapping[str, str]) -> bool:
    """Make the roles and the database over a superuser's autocommit connection; was it made?"""
    roles.make_roles(superuser, passwords)
    return roles.make_database(superuser, name)


def lay_schema(superuser: psycopg.Connection) -> None:
    """Lay extensions, schemas and definer functions inside the database."""
    with superuser.transaction():
        superuser.execute(roles.schema_sql())


def migrate() -> str:
    """Run the migrations as the owner, then lay every wall anew; what Django said."""
    said = io.StringIO()
    call_command("migrate", database="owner", verbosity=0, interactive=False, stdout=said)
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute(walls.policy_sql())
    return said.getvalue()


def settle(
    profile: str,
    codes: Iterable[Code],
    exercise: bool = False,
    periods: Mapping[str, int] | None = None,
) -> None:
    """Write the profile's numbers where the walls look them up; numbers are never reused.

    `periods` are the months for which records of a kind are kept; other kinds are kept for good.
    """
    with transaction.atomic(using="owner"):
        Instance.objects.using("owner").update_or_create(
            pk=1, defaults={"profile": profile, "exercise": exercise}
        )
        forget_exercise()
        for axis, number, code, prefix in codes:
            ScopeCode.objects.using("owner").update_or_create(
                axis=axis, number=number, defaults={"code": code, "prefix": prefix}
            )
        Period.objects.using("owner").exclude(kind__in=periods or {}).delete()
        for kind, months in (periods or {}).items():
            Period.objects.using("owner").update_or_create(kind=kind, defaults={"months": months})


@contextmanager
def rls_suspended(table: str, rows: int | None = None) -> Iterator[CursorWrapper]:
    """Let a data migration touch every row of a walled table, and count what it touched.

    Under FORCE, the owner's own statements touch 0 rows in silence. Inside this block the owner
    passes; afterwards the wall is forced again and the number of rows touched is asserted.

    Raises:
        RuntimeError: the last statement did not touch `rows` rows (when given).
    """
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        yield cursor
        touched = cursor.rowcount
        if rows is not None and touched != rows:
            raise RuntimeError(f"{table}: {touched} rows touched where {rows} were meant")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # or the table is not altered
        cursor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


def pending() -> list[str]:
    """The migrations that have not run, as `room.name`."""
    executor = MigrationExecutor(connections["default"])
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


def up_to_date() -> None:
    """Let a door open only on a database that is whole.

    Raises:
        Setup: a migration has not run, or failed half-way.
    """
    waiting = pending()
    if waiting:
        raise Setup(
            Problem(
                place=_("Database"),
                value=", ".join(waiting),
                message=_("is not up to date"),
                remedy=_("Run “./rempart migrate”; if it fails, the old version goes on."),
                code="migrations",
            )
        )
