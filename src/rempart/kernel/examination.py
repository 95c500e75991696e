"""What `doctor` looks at: walls, roles, journal, disk, key. Each finding says what mends it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from rempart.kernel import building, journal, walls

FAULT, WARNING, WELL = "✗", "!", "✓"


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    sign: str
    said: str | Promise

    @property
    def grave(self) -> bool:
        """Must the operator mend it before work goes on?"""
        return self.sign == FAULT

    def __str__(self) -> str:
        return f"{self.sign} {self.said}"


def examine(home: Path) -> list[Finding]:
    """Look at everything; the findings in the order of their weight."""
    return [*examine_database(), *_leftovers(), *_key(home), *_disk(home)]


def examine_database() -> list[Finding]:
    """Look at what stands in the database itself: schema, walls, roles, journal."""
    looks = (_migrations, _walls, _roles, _journal)
    return [finding for look in looks for finding in look()]


def _ask(sql: str, *parameters: Any) -> list[tuple[object, ...]]:
    with connections["owner"].cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())


def _migrations() -> Iterator[Finding]:
    waiting = building.pending()
    if waiting:
        yield Finding(
            FAULT, _("Migrations have not run: %s. Run “./rempart migrate”.") % ", ".join(waiting)
        )
    else:
        yield Finding(WELL, _("The database is up to date."))


def _walls() -> Iterator[Finding]:
    tables = walls.walled_tables()
    forced = {
        str(name)
        for (name,) in _ask(
            "SELECT c.relname FROM pg_class c WHERE c.relrowsecurity AND c.relforcerowsecurity"
            " AND EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid)"
        )
    }
    for table in sorted(set(tables) - forced):
        yield Finding(
            FAULT, _("Row-level security is not forced on %s. Run “./rempart migrate”.") % table
        )
    if set(tables) <= forced:
        yield Finding(WELL, _("Row-level security is forced on %d tables.") % len(tables))


def _roles() -> Iterator[Finding]:
    wrong = _ask(
        "SELECT rolname FROM pg_roles WHERE rolname LIKE 'rempart\\_%%' AND rolname <> %s"
        " AND (rolsuper OR rolcreaterole OR (rolbypassrls AND rolname <> 'rempart_dump'))",
        "rempart_super",
    )
    deletes = _ask(
        "SELECT table_name FROM information_schema.role_table_grants WHERE grantee IN"
        " ('rempart_app', 'rempart_system') AND privilege_type IN ('DELETE', 'TRUNCATE')"
        " AND table_name = ANY (%s) AND NOT (grantee = 'rempart_system'"
        " AND privilege_type = 'DELETE' AND table_name = ANY (%s))",
        walls.kept_tables(),
        walls.ending_tables(),
    )
    owned = _ask(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        " AND tableowner <> 'rempart_owner'"
    )
    for (role,) in wrong:
        yield Finding(
            FAULT, _("The role %s may do more than it should. Run “./rempart roles”.") % role
        )
    for (table,) in [*deletes, *owned]:
        yield Finding(
            FAULT,
            _("The rights on %s are not those of the house. Run “./rempart migrate”.") % table,
        )
    if not (wrong or deletes or owned):
        yield Finding(WELL, _("The four roles have their rights and no more."))


def _journal() -> Iterator[Finding]:
    verdict = journal.verify()
    if verdict.fault is not None:
        yield Finding(
            FAULT,
            _(
                "The journal is broken at entry %d. Keep this disk, tell the"
                " auditor, restore a backup elsewhere."
            )
            % verdict.fault,
        )
    else:
        yield Finding(
            WELL,
            _(
                "The journal is consistent: %(sealed)d sealed, %(waiting)d waiting."
                " Without an anchor kept elsewhere, that is not “unaltered”."
            )
            % {"sealed": verdict.sealed, "waiting": verdict.waiting},
        )


def _leftovers() -> Iterator[Finding]:
    """Databases that an upgrade which was cut off left behind: a second copy of everything."""
    for (name,) in _ask(
        "SELECT datname FROM pg_database WHERE datname IN (current_database() || '_next',"
        " current_database() || '_before')"
    ):
        yield Finding(
            WARNING,
            _("An upgrade was cut off and left the database %s. “./rempart upgrade” drops it.")
            % name,
        )


def _key(home: Path) -> Iterator[Finding]:
    path = Path(settings.REMPART_KEY_FILE)
    if not path.exists():
        yield Finding(FAULT, _("The key file %s is missing. Set REMPART_KEY_FILE.") % path)
        return
    if path.stat().st_mode & 0o077:
        yield Finding(FAULT, _("The key file %s can be read by others. Run “chmod 600”.") % path)
    if path.is_relative_to(home):
        yield Finding(
            WARNING,
            _(
                "The key lies beside the data: who takes the disk has both."
                " Move it to another device and set REMPART_KEY_FILE."
            ),
        )
    else:
        yield Finding(WELL, _("The key lies apart from the data."))


def _disk(home: Path) -> Iterator[Finding]:
    if _encrypted(home):
        yield Finding(WELL, _("The disk is encrypted."))
    else:
        yield Finding(
            WARNING,
            _(
                "The disk is not seen to be encrypted: a stolen machine is read"
                " by anyone. Encrypt it (LUKS)."
            ),
        )


def _encrypted(home: Path) -> bool:
    """Does the home's file system lie on a device-mapper crypt target, at any depth?"""
    number = home.stat().st_dev
    block = Path(f"/sys/dev/block/{number >> 8}:{number & 0xFF}")
    return any(
        uuid.read_text(errors="ignore").startswith("CRYPT-")
        for uuid in [block / "dm" / "uuid", *block.glob("slaves/*/dm/uuid")]
        if uuid.exists()
    )
