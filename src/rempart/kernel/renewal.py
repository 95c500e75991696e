"""Bringing an instance up to a new version: on a copy, verified, then in the old one's place.

The copy lives in the same cluster. Whatever goes wrong with it, it is dropped and the database
that was there goes on, untouched; only the two renamings that change their places touch it, and
they happen together or not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from fcntl import LOCK_EX, LOCK_NB, LOCK_SH, flock
from pathlib import Path

import psycopg
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext_lazy as _
from psycopg import sql

from rempart.kernel import building, examination, journal, roles, vault
from rempart.kernel.cluster import Cluster
from rempart.kernel.errors import Problem, RempartError, Setup

COPY, OLD = "_next", "_before"
REFILLED = frozenset(
    {
        "auth_permission",
        "kernel_period",
        "django_content_type",
        "django_migrations",
        "kernel_right",
        "kernel_scopecode",
        "kernel_systemright",
    }
)
"""Tables that every version fills anew from its own code; all others keep their rows."""

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Renewed:
    """What an upgrade did: the migrations that ran, and the rows that came through."""

    migrations: tuple[str, ...]
    rows: int


@contextmanager
def using_the_house(home: Path, *, alone: bool = False) -> Iterator[None]:
    """Keep an upgrade and everything else apart: many may use the house, or one upgrades it.

    A lock on a file, so that it ends with the process, however that ends.

    Raises:
        Setup: an upgrade is under way; or, `alone`, somebody uses the house.
    """
    with (home / "upgrade.lock").open("w") as gate:
        try:
            flock(gate, (LOCK_EX if alone else LOCK_SH) | LOCK_NB)
        except BlockingIOError as error:
            message = _("is in use") if alone else _("is being upgraded")
            remedy = (
                _("Stop “serve”, “worker” and every other command, then try again.")
                if alone
                else _("Wait until the upgrade has ended.")
            )
            raise Setup(Problem("REMPART_HOME", home, message, remedy, "busy")) from error
        yield


def renew(
    cluster: Cluster, name: str, settle: Callable[[], None], tell: Callable[[str], None]
) -> Renewed:
    """Migrate a copy of the database `name`, verify it, and let it take the old one's place.

    `settle` writes what the new version's profile says; `tell` hears of each stage by its code.

    Raises:
        Setup: something went wrong; the copy is gone, and the old database is as it was.
    """
    copy, old = name + COPY, name + OLD
    connections.close_all()
    with cluster.connect() as superuser:
        _clear(superuser, name)
        before = vault.row_counts(cluster, name)
        anchor = journal.anchor()
        waiting = building.pending()
        connections.close_all()
        tell("copy")
        try:
            _copy(superuser, name, copy)
            with _pointing_at(copy):
                tell("migrate")
                moving = _moving()
                with cluster.connect(copy) as inside:
                    building.lay_schema(inside)
                building.migrate()
                settle()
                tell("verify")
                wrong = list(_faults(before, vault.row_counts(cluster, copy), moving, anchor))
                if wrong:
                    raise _failed("; ".join(wrong))
            tell("swap")
            _swap(superuser, name, copy, old)
        except BaseException as error:
            _drop(superuser, copy)
            if isinstance(error, RempartError) or not isinstance(error, Exception):
                raise
            raise _failed(_first_line(error)) from error
        _drop(superuser, old)
    return Renewed(tuple(waiting), sum(before.values()))


def _failed(what: str) -> Setup:
    return Setup(
        Problem(
            _("Upgrade"),
            what,
            _("did not succeed; the database that was there is untouched"),
            _("Put the old version of the program back: it goes on. Report what is said here."),
            "upgrade",
        )
    )


def _first_line(error: Exception) -> str:
    said = str(error).strip().splitlines()
    return f"{type(error).__name__}: {said[0]}" if said else type(error).__name__


def _clear(superuser: psycopg.Connection, name: str) -> None:
    """Take away what an upgrade that was cut off left; between two renamings nothing can be."""
    _drop(superuser, name + COPY)
    _drop(superuser, name + OLD)


def _drop(superuser: psycopg.Connection, name: str) -> None:
    superuser.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))


def _copy(superuser: psycopg.Connection, name: str, copy: str) -> None:
    superuser.execute(
        sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER rempart_owner STRATEGY file_copy").format(
            sql.Identifier(copy), sql.Identifier(name)
        )
    )
    roles.open_database(superuser, copy)


def _swap(superuser: psycopg.Connection, name: str, copy: str, old: str) -> None:
    """Let the copy take the database's name, in one transaction."""
    rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
    with superuser.transaction():
        superuser.execute(rename.format(sql.Identifier(name), sql.Identifier(old)))
        superuser.execute(rename.format(sql.Identifier(copy), sql.Identifier(name)))


@contextmanager
def _pointing_at(name: str) -> Iterator[None]:
    """Have every role's connection go to another database of the cluster."""
    before = {alias: connections[alias].settings_dict["NAME"] for alias in connections}
    try:
        for alias in before:
            connections[alias].close()
            connections[alias].settings_dict["NAME"] = name
        yield
    finally:
        for alias, known in before.items():
            with suppress(Exception):
                connections[alias].close()
            connections[alias].settings_dict["NAME"] = known


def _moving() -> frozenset[str]:
    """The tables whose rows the waiting migrations mean to move: they say so in `moves_rows`."""
    executor = MigrationExecutor(connections["owner"])
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return frozenset(
        table for migration, _backwards in plan for table in getattr(migration, "moves_rows", ())
    )


def _faults(
    before: Mapping[str, int], after: Mapping[str, int], moving: frozenset[str], anchor: str
) -> Iterator[str]:
    """What is wrong with the migrated copy: a row lost or made, a wall, the journal."""
    for table, rows in before.items():
        if table not in REFILLED | moving and after.get(table) != rows:
            yield f"{table}: {rows} → {after.get(table, 0)}"
    for finding in examination.examine_database():
        if finding.grave:
            yield str(finding.said)
    if not journal.verify(anchor).consistent:
        yield str(_("the journal does not pass through its anchor"))
