"""The four roles of the database, and what each may do.

* `rempart_owner`: owns the tables; migrations only.
* `rempart_app`: the doors; owns nothing, bypasses nothing, deletes nothing guarded.
* `rempart_system`: the worker's named system actors, with rights of their own.
* `rempart_dump`: reads past the walls; backup, and the owner of the definer functions. Nobody
  logs in as it but the backup.

Whoever may create roles runs `role_sql` once: our own cluster's superuser, or a DBA with the file
that `rempart roles --sql` prints.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping

import psycopg
from psycopg import sql

from rempart.kernel import walls

ROLES = ("rempart_owner", "rempart_app", "rempart_system", "rempart_dump")
EXTENSIONS = ("pg_trgm", "unaccent", "btree_gin")
_NOTHING_SPECIAL = "NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOINHERIT"


def new_passwords() -> dict[str, str]:
    """A fresh password for each role: 32 bytes of randomness each."""
    return {role: secrets.token_urlsafe(32) for role in ROLES}


def role_sql(passwords: Mapping[str, str]) -> str:
    """Create or amend the four roles. Idempotent; to be run as a role that may create roles."""
    lines = []
    for role in ROLES:
        bypass = "BYPASSRLS" if role == "rempart_dump" else "NOBYPASSRLS"
        secret = sql.Literal(passwords[role]).as_string(None)
        lines += [
            f"DO $$ BEGIN CREATE ROLE {role}; EXCEPTION WHEN duplicate_object THEN NULL; END $$;",
            f"ALTER ROLE {role} LOGIN {_NOTHING_SPECIAL} {bypass} PASSWORD {secret};",
            f"ALTER ROLE {role} SET jit = off;",
        ]
    return "\n".join(lines)


def database_sql(name: str) -> str:
    """Create the database that the owner owns."""
    return f"CREATE DATABASE \"{name}\" OWNER rempart_owner ENCODING 'UTF8' TEMPLATE template0;"


def schema_sql() -> str:
    """Schemas, extensions and functions inside the database. Idempotent.

    The definer functions are given to `rempart_dump`, which may create nothing itself.
    """
    lines = [f"CREATE EXTENSION IF NOT EXISTS {name} WITH SCHEMA public;" for name in EXTENSIONS]
    lines += [
        "REVOKE ALL ON SCHEMA public FROM PUBLIC;",
        "GRANT USAGE ON SCHEMA public TO rempart_app, rempart_system, rempart_dump;",
        "GRANT USAGE, CREATE ON SCHEMA public TO rempart_owner;",
        "CREATE SCHEMA IF NOT EXISTS kernel;",
        "GRANT USAGE ON SCHEMA kernel TO rempart_app, rempart_system, rempart_dump, rempart_owner;",
        "GRANT CREATE ON SCHEMA kernel TO rempart_owner;",
        walls.session_sql(),
        walls.definer_sql(),
        _hand_over_definers(),
    ]
    return "\n".join(lines)


def _hand_over_definers() -> str:
    """Give every definer function of the kernel to `rempart_dump`, and call rights to readers."""
    return """
DO $$
DECLARE f record;
BEGIN
  FOR f IN SELECT p.oid::regprocedure AS signature FROM pg_proc p
           JOIN pg_namespace n ON n.oid = p.pronamespace
           WHERE n.nspname = 'kernel' AND p.prosecdef
  LOOP
    EXECUTE format('ALTER FUNCTION %s OWNER TO rempart_dump', f.signature);
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f.signature);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO rempart_app, rempart_system', f.signature);
  END LOOP;
END $$;
"""


def make_roles(connection: psycopg.Connection, passwords: Mapping[str, str]) -> None:
    """Make the roles over a superuser's connection."""
    connection.execute(role_sql(passwords))


def make_database(connection: psycopg.Connection, name: str) -> bool:
    """Make the database unless it is there; was it made? Needs autocommit."""
    if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
        return False
    connection.execute(database_sql(name))
    open_database(connection, name)
    return True


def open_database(connection: psycopg.Connection, name: str) -> None:
    """Let the four roles in, and nobody else."""
    connection.execute(f'REVOKE ALL ON DATABASE "{name}" FROM PUBLIC;')
    connection.execute(f'GRANT CONNECT ON DATABASE "{name}" TO {", ".join(ROLES)};')


def sql_for_a_dba(name: str, passwords: Mapping[str, str]) -> str:
    """All of the above as one file for psql, for a server where we may not create roles."""
    return "\n".join(
        [
            "-- Rempart: roles, database, schema and definer functions. Run with psql.",
            role_sql(passwords),
            database_sql(name),
            f"\\connect {name}",
            schema_sql(),
        ]
    )
