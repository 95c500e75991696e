"""The second wall: the row-level security that the policy generates, and its definer functions.

Two kinds of SQL come from here. *Definer functions* belong to `rempart_dump`, the only role that
reads past the walls; they are installed by whoever may create roles (`roles.py`). *Policies* are
laid on the tables by `rempart_owner` after every migration, so that they can never lag behind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.apps import apps
from django.db import models

from rempart.kernel.policy import COMPARTMENT_STEP, OFFICE_STEP, RIGHTS, SYSTEM_ACTORS
from rempart.kernel.references import taken_sql
from rempart.kernel.terms import terms

READERS = "rempart_app, rempart_system"

_standings: list[str] = []
_definers: list[Callable[[], str]] = []


def standings_from(select: str) -> None:
    """Let `people` say where the posts in force are.

    `select` returns (post uuid, holder uuid, grantor uuid, role text, component int, office int,
    clearance int, compartments int[], powers text[]) of everybody at `kernel.moment()`.
    """
    _standings[:] = [select]


def defines(sql: Callable[[], str]) -> Callable[[], str]:
    """Register a definer function that a room needs; it will belong to `rempart_dump`."""
    _definers.append(sql)
    return sql


_SESSION = """
CREATE OR REPLACE FUNCTION kernel.moment() RETURNS timestamptz LANGUAGE plpgsql STABLE
PARALLEL SAFE SET search_path = pg_catalog AS $$
BEGIN
  IF coalesce(current_setting('rempart.now', true), '') = '' THEN
    RAISE EXCEPTION 'rempart: no clock is bound' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN current_setting('rempart.now')::timestamptz;
END $$;

CREATE OR REPLACE FUNCTION kernel.actor_name() RETURNS text LANGUAGE plpgsql STABLE
PARALLEL SAFE SET search_path = pg_catalog AS $$
BEGIN
  IF coalesce(current_setting('rempart.actor', true), '') = '' THEN
    RAISE EXCEPTION 'rempart: nobody is bound' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN current_setting('rempart.actor');
END $$;

CREATE OR REPLACE FUNCTION kernel.actor_id() RETURNS uuid LANGUAGE plpgsql STABLE
PARALLEL SAFE SET search_path = pg_catalog AS $$
BEGIN
  IF session_user = 'rempart_system' THEN
    PERFORM kernel.actor_name();
    RETURN '00000000-0000-0000-0000-000000000000'::uuid;
  END IF;
  RETURN kernel.actor_name()::uuid;
END $$;

CREATE OR REPLACE FUNCTION kernel.packed(components int[], scope int) RETURNS bigint[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog AS $$
  SELECT coalesce(array_agg((c::bigint << 32) + scope), '{}') FROM unnest(components) c
$$;

CREATE OR REPLACE FUNCTION kernel.fold(given text) RETURNS text LANGUAGE sql IMMUTABLE
PARALLEL SAFE SET search_path = public, pg_temp AS $$
  SELECT lower(public.unaccent('public.unaccent'::regdictionary, coalesce(given, '')))
$$;
"""

# Rows are compared with the scopes one after the other: the commonest, those without compartment
# and of the lowest marking, stand first.
_DEFINERS = """
CREATE OR REPLACE FUNCTION kernel.standings() RETURNS TABLE (
  post uuid, holder uuid, grantor uuid, role text, component int, office int, clearance int,
  compartments int[], powers text[]
) LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM kernel.actor_name();
  RETURN QUERY SELECT s.* FROM ({standings}) s (post, holder, grantor, role, component, office,
    clearance, compartments, powers) WHERE s.holder = kernel.actor_id();
END $$;

CREATE OR REPLACE FUNCTION kernel.reach(wanted_kind text, wanted_act text, owned boolean)
RETURNS TABLE (packed bigint) LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
  RETURN QUERY
  SELECT DISTINCT
    CASE WHEN owned THEN s.component::bigint << 32 ELSE 0 END
      + o.number * {office} + c.number * {compartment} + m.level
  FROM kernel.standings() s
  JOIN kernel_right r ON r.role = s.role AND r.kind = wanted_kind
    AND (r.act = wanted_act OR (wanted_act = 'change' AND r.act NOT IN
      ('read', 'read_own', 'summary', 'create', 'comment', 'input'))
      OR (wanted_act = 'touch_' || r.act AND (s.powers IS NULL OR s.grantor IS NOT NULL)))
    AND (r.reach = 'own') = owned
    AND (s.powers IS NULL OR r.act = ANY (s.powers))
  JOIN kernel_scopecode o ON o.axis = 'office'
    AND (r.reach = 'mission' OR s.office = 0 OR o.number = s.office)
  CROSS JOIN LATERAL (SELECT 0 UNION ALL SELECT unnest(s.compartments)) c(number)
  CROSS JOIN LATERAL generate_series(1, s.clearance) m(level);
END $$;

CREATE OR REPLACE FUNCTION kernel.scopes(wanted_kind text, wanted_act text) RETURNS int[]
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF session_user = 'rempart_system' THEN
    RETURN kernel.system_scopes(replace(wanted_act, 'touch_', ''));
  END IF;
  RETURN (SELECT coalesce(array_agg(packed::int ORDER BY packed % {office}, packed), '{{}}')
          FROM kernel.reach(wanted_kind, wanted_act, false));
END $$;

CREATE OR REPLACE FUNCTION kernel.own_scopes(wanted_kind text, wanted_act text) RETURNS bigint[]
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF session_user = 'rempart_system' THEN RETURN '{{}}'; END IF;
  RETURN (SELECT coalesce(array_agg(packed), '{{}}')
          FROM kernel.reach(wanted_kind, wanted_act, true));
END $$;

CREATE OR REPLACE FUNCTION kernel.system_scopes(wanted_act text) RETURNS int[]
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RETURN (
    SELECT coalesce(array_agg(
      o.number * {office} + c.number * {compartment} + m.level
      ORDER BY c.number, m.level, o.number), '{{}}')
    FROM kernel_systemright r
    JOIN kernel_scopecode o ON o.axis = 'office'
    JOIN (SELECT 0 AS number UNION ALL
          SELECT number FROM kernel_scopecode WHERE axis = 'compartment') c ON true
    CROSS JOIN LATERAL generate_series(1, least(
      r.ceiling, nullif(current_setting('rempart.ceiling', true), '')::int)) m(level)
    WHERE r.name = split_part(kernel.actor_name(), ':', 1)
      AND (wanted_act = ANY (r.acts) OR (wanted_act = 'change' AND 'edit' = ANY (r.acts)))
  );
END $$;

CREATE OR REPLACE FUNCTION kernel.holds(wanted_kind text, wanted_act text) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF session_user = 'rempart_system' THEN
    RETURN EXISTS (SELECT 1 FROM kernel_systemright r
      WHERE r.name = split_part(kernel.actor_name(), ':', 1) AND wanted_kind = ANY (r.acts));
  END IF;
  RETURN EXISTS (SELECT 1 FROM kernel.standings() s JOIN kernel_right r
    ON r.role = s.role AND r.kind = wanted_kind AND r.act = wanted_act
    AND (s.powers IS NULL OR r.act = ANY (s.powers)));
END $$;
"""


def session_sql() -> str:
    """Functions that read only the session: they need no privilege beyond their caller's."""
    return _SESSION


def definer_sql() -> str:
    """Functions that look rights up past the walls; to be owned by `rempart_dump`."""
    if not _standings:
        raise RuntimeError("no room has said where the posts are; is rempart.people installed?")
    body = _DEFINERS.format(
        standings=_standings[0], office=OFFICE_STEP, compartment=COMPARTMENT_STEP
    )
    taken = [taken_sql(model._meta.db_table) for model in guarded_models().values()]
    addressed = [_addressed_sql(table) for table in addressed_tables().values()]
    return body + "\n".join([*taken, *addressed, *(sql() for sql in _definers)])


def addressed_tables() -> dict[str, str]:
    """The tables of what is addressed to organisations, by kind."""
    return {
        model.kind: model._meta.db_table  # type: ignore[attr-defined]
        for model in apps.get_models()
        if access_of(model) == "addressed"
    }


def _addressed_sql(table: str) -> str:
    """The definer function that says whether a row is, or was, addressed to whoever acts."""
    return f"""
CREATE OR REPLACE FUNCTION kernel.addressed_{table}(wanted uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RETURN EXISTS (SELECT 1 FROM {table} t WHERE t.id = wanted
    AND t.organisations && kernel.organisations() AND t.opens_at <= kernel.moment());
END $$;
"""


def _any(kind: str, act: str) -> str:
    return f"scope = ANY ((SELECT kernel.scopes('{kind}', '{act}'))::int[])"


def _owned(kind: str) -> bool:
    """Does somebody reach of that kind only what belongs to their component?"""
    return any(right.kind == kind and right.reach == "own" for right in RIGHTS)


def _reaches_own(model: Any, act: str) -> str:
    """Or the reader's component owns the row; or supports it, where rows of the kind say so."""
    if not _owned(model.kind):
        return ""
    mine = f"((SELECT kernel.own_scopes('{model.kind}', '{act}'))::bigint[])"
    whole = f" OR (component::bigint << 32) + scope = ANY ({mine})"
    return f"{whole} OR shared && {mine}" if _is_shared(model) else whole


def _is_shared(model: type[models.Model]) -> bool:
    return any(f.name == "shared" for f in model._meta.concrete_fields)


def readable(model: Any, touch: str = "") -> str:
    """The predicate of reading: by role, or as the author where the role reads only its own.

    With `touch_` it is that of a row that may be locked and changed: read by a post itself, not
    through broken glass, so that nobody lowers what they were let to see for some hours.
    """
    kind = model.kind
    by_role = _any(kind, f"{touch}read") + _reaches_own(model, f"{touch}read")
    if not any(right.kind == kind and right.act == "read_own" for right in RIGHTS):
        return by_role
    own = f"author = (SELECT kernel.actor_id()) AND {_any(kind, f'{touch}read_own')}"
    return f"{by_role} OR ({own})"


def _policy(table: str, name: str, command: str, using: str = "", check: str = "") -> str:
    parts = [f"CREATE POLICY {name} ON {table} FOR {command} TO {READERS}"]
    if using:
        parts.append(f"USING ({using})")
    if check:
        parts.append(f"WITH CHECK ({check})")
    return " ".join(parts) + ";"


def _guarded(model: type[models.Model]) -> Iterator[str]:
    table, kind = model._meta.db_table, model.kind  # type: ignore[attr-defined]
    author = "author = (SELECT kernel.actor_id())"
    both = _all_seen(model)
    yield _policy(table, "reads", "SELECT", both or readable(model))
    reach = f"({_any(kind, 'create')}{_reaches_own(model, 'create')})"
    enters = f"{author} AND {reach}" + (f" AND {both}" if both else "")
    yield _policy(table, "enters", "INSERT", check=enters)
    if model.frozen:  # type: ignore[attr-defined]
        yield f"GRANT SELECT, INSERT ON {table} TO {READERS};"
        yield _frozen(table)
        return
    changes = _any(kind, "change") + _reaches_own(model, "change")
    yield _policy(table, "changes", "UPDATE", both or readable(model, "touch_"), changes)
    yield f"GRANT SELECT, INSERT, UPDATE ON {table} TO {READERS};"
    if model in _ending():
        yield _retires(table, _over(kind, f"{table}.recorded_at", f"{table}.id"))


def _all_seen(model: type[models.Model]) -> str:
    """The predicate of a row that speaks of others: each of them is seen. Empty for any other."""
    named: tuple[str, ...] = model.seen_with  # type: ignore[attr-defined]
    keys: list[Any] = [model._meta.get_field(name) for name in named]
    table = model._meta.db_table
    return " AND ".join(
        f"EXISTS (SELECT 1 FROM {key.related_model._meta.db_table} w"
        f" WHERE w.id = {table}.{key.column})"
        for key in keys
    )


def _own_level(kind: str) -> str:
    """Or it stood at an office, compartment and marking where the component reads its own.

    Whose it was does not count: that the row is visible now is asked beside this.
    """
    if not _owned(kind):
        return ""
    packed = f"unnest((SELECT kernel.own_scopes('{kind}', 'read'))::bigint[])"
    return f" OR scope = ANY (ARRAY(SELECT (p & 4294967295)::int FROM {packed} p))"


def _version(model: type[models.Model]) -> Iterator[str]:
    table = model._meta.db_table
    whole: Any = model._meta.get_field("object").related_model
    kind = whole.kind
    seen = f"EXISTS (SELECT 1 FROM {whole._meta.db_table} w WHERE w.id = object_id)"
    level = f"({_any(kind, 'read')} OR {_any(kind, 'read_own')}{_own_level(kind)})"
    yield _policy(table, "reads", "SELECT", f"{level} AND {seen}")
    yield _policy(table, "enters", "INSERT", check=seen)
    yield f"GRANT SELECT, INSERT ON {table} TO {READERS};"
    if whole in _ending():
        yield _frozen(table, "UPDATE OR TRUNCATE") + _kept(table, "DELETE", "refuse_delete")
        yield _retires(table, _over(kind, f"{table}.at", f"{table}.object_id"))
    else:
        yield _frozen(table)


def _part(model: type[models.Model]) -> Iterator[str]:
    table = model._meta.db_table
    whole: Any = model._meta.get_field(model.whole)  # type: ignore[attr-defined]
    parent = whole.related_model._meta.db_table
    seen = f"EXISTS (SELECT 1 FROM {parent} w WHERE w.id = {table}.{whole.column})"
    yield _policy(table, "reads", "SELECT", seen)
    yield _policy(table, "enters", "INSERT", check=seen)
    yield _policy(table, "changes", "UPDATE", seen, seen)
    yield f"GRANT SELECT, INSERT, UPDATE ON {table} TO {READERS};"
    if whole.related_model in _ending():
        over = _over(whole.related_model.kind, "w.recorded_at", "w.id")
        yield _retires(
            table,
            f"EXISTS (SELECT 1 FROM {parent} w WHERE w.id = {table}.{whole.column} AND {over})",
        )


def _record(model: type[models.Model]) -> Iterator[str]:
    """A part that is written once: what was submitted, what was approved."""
    table = model._meta.db_table
    whole: Any = model._meta.get_field(model.whole)  # type: ignore[attr-defined]
    parent = whole.related_model._meta.db_table
    seen = f"EXISTS (SELECT 1 FROM {parent} w WHERE w.id = {table}.{whole.column})"
    yield _policy(table, "reads", "SELECT", seen)
    yield _policy(table, "enters", "INSERT", check=seen)
    yield f"GRANT SELECT, INSERT ON {table} TO {READERS};"
    yield _frozen(table)


def _addressed(model: type[models.Model]) -> Iterator[str]:
    """What was released to organisations: read by their posts, from a moment until another.

    The mission reads it with the whole, and whoever may approve the whole enters it. Its content is
    written once; the one column that may change is when it was revoked.
    """
    table = model._meta.db_table
    whole: Any = model._meta.get_field(model.whole)  # type: ignore[attr-defined]
    parent, kind = whole.related_model._meta.db_table, whole.related_model.kind
    here = f"SELECT 1 FROM {parent} w WHERE w.id = {table}.{whole.column}"
    seen = f"EXISTS ({here})"
    approves = f"EXISTS ({here} AND w.{_any(kind, 'approve')})"
    addressee = (
        "organisations && (SELECT kernel.organisations())::int[] AND revoked_at IS NULL"
        " AND opens_at <= (SELECT kernel.moment()) AND expires_at > (SELECT kernel.moment())"
    )
    yield _policy(table, "reads", "SELECT", f"({addressee}) OR {seen}")
    yield _policy(table, "enters", "INSERT", check=approves)
    yield _policy(table, "changes", "UPDATE", approves, approves)
    yield f"GRANT SELECT, INSERT, UPDATE (revoked_at) ON {table} TO {READERS};"
    yield _kept(table, "DELETE OR TRUNCATE", "refuse_change")


def _own(model: type[models.Model]) -> Iterator[str]:
    table, mine = model._meta.db_table, "holder = (SELECT kernel.actor_id())"
    yield _policy(table, "reads", "SELECT", mine)
    yield _policy(table, "enters", "INSERT", check=f"{mine} OR session_user = 'rempart_system'")
    yield _policy(table, "changes", "UPDATE", mine, mine)
    yield _policy(table, "leaves", "DELETE", mine)
    yield f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {READERS};"
    if any(field.name == "reference" for field in model._meta.concrete_fields):
        yield f"CREATE POLICY sweeps ON {table} FOR SELECT TO rempart_system USING ({_BY_TERM});"
        yield _retires(table)


def _end(table: str, side: str) -> str:
    """Does the reader see the record that `side`_kind and `side`_id name?"""
    cases = " ".join(
        f"WHEN '{kind}' THEN EXISTS "
        f"(SELECT 1 FROM {guarded._meta.db_table} w WHERE w.id = {table}.{side}_id)"
        for kind, guarded in sorted(guarded_models().items())
    )
    return f"CASE {side}_kind {cases} ELSE false END"


def _link(model: type[models.Model]) -> Iterator[str]:
    table = model._meta.db_table
    both = f"{_end(table, 'source')} AND {_end(table, 'target')}"
    yield _policy(table, "reads", "SELECT", both)
    yield _policy(table, "enters", "INSERT", check=both)
    yield _policy(table, "changes", "UPDATE", both, both)
    yield f"GRANT SELECT, INSERT, UPDATE ON {table} TO {READERS};"
    yield _retires(table)


def _about(model: type[models.Model]) -> Iterator[str]:
    """A person's own row about a record: gone with the record from their sight.

    What is addressed to their organisation they may know of when it is over too: that it is. The
    one system actor that tells people of things reads and changes all of them.
    """
    table = model._meta.db_table
    courier = "(SELECT kernel.holds('notice', 'read'))"
    known = "".join(
        f" OR record_kind = '{kind}' AND kernel.addressed_{addressed}(record_id)"
        for kind, addressed in sorted(addressed_tables().items())
    )
    mine = f"holder = (SELECT kernel.actor_id()) AND ({_end(table, 'record')}{known})"
    yield _policy(table, "reads", "SELECT", f"{courier} OR ({mine})")
    yield _policy(table, "enters", "INSERT", check=f"{courier} OR ({mine})")
    yield _policy(table, "changes", "UPDATE", f"{courier} OR ({mine})", f"{courier} OR ({mine})")
    yield _policy(table, "leaves", "DELETE", mine)
    yield f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {READERS};"
    yield _retires(table)


def _journal(model: type[models.Model]) -> Iterator[str]:
    table = model._meta.db_table
    yield _policy(table, "reads", "SELECT", "(SELECT kernel.holds('journal', 'read'))")
    yield _policy(table, "enters", "INSERT", check="actor_id = (SELECT kernel.actor_id())")
    yield f"GRANT SELECT, INSERT ON {table} TO {READERS};"
    yield _frozen(table)


def _seal(model: type[models.Model]) -> Iterator[str]:
    table = model._meta.db_table
    yield _policy(table, "reads", "SELECT", "(SELECT kernel.holds('journal', 'read'))")
    yield (
        f"CREATE POLICY enters ON {table} FOR INSERT TO rempart_system "
        "WITH CHECK ((SELECT kernel.holds('journal', 'read')));"
    )
    yield f"GRANT SELECT ON {table} TO {READERS}; GRANT INSERT ON {table} TO rempart_system;"
    yield _frozen(table)


def _frozen(table: str, verbs: str = "UPDATE OR DELETE OR TRUNCATE") -> str:
    """A trigger without an ignore switch: what is written here is never changed."""
    return (
        f"DROP TRIGGER IF EXISTS frozen ON {table};"
        f"CREATE TRIGGER frozen BEFORE {verbs} ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION kernel.refuse_change();"
    )


def _kept(table: str, verbs: str, function: str) -> str:
    """A trigger that refuses to let rows go."""
    return (
        f"DROP TRIGGER IF EXISTS kept ON {table};"
        f"CREATE TRIGGER kept BEFORE {verbs} ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION kernel.{function}();"
    )


# --- what its time is over ------------------------------------------------------------------------

_BY_TERM = "(SELECT kernel.holds('retention', 'retention'))"


def _ending() -> list[type[models.Model]]:
    """The models whose rows may be deleted when their time is over."""
    return [term.model for _kind, term in terms]


def _over(kind: str, at: str, row: str) -> str:
    """Is the period of its kind over since `at`, and is the row `row` not on hold?"""
    return (
        f"EXISTS (SELECT 1 FROM kernel_period p WHERE p.kind = '{kind}'"
        f" AND {at} < kernel.moment() - make_interval(months => p.months::int))"
        f" AND NOT EXISTS (SELECT 1 FROM kernel_hold h WHERE h.record_id = {row}"
        " AND h.lifted_at IS NULL)"
    )


def _retires(table: str, over: str = "true") -> str:
    """The one system actor that deletes may delete here, of what is over and nothing else."""
    return (
        f"CREATE POLICY retires ON {table} FOR DELETE TO rempart_system"
        f" USING ({_BY_TERM} AND {over}); GRANT DELETE ON {table} TO rempart_system;"
    )


def ending_tables() -> list[str]:
    """The tables from which the retention job deletes: rows, versions, parts, and links."""
    wholes = _ending()
    tables = [model._meta.db_table for model in wholes]
    for model in apps.get_models():
        access = access_of(model)
        if access == "link":
            tables.append(model._meta.db_table)
        if access in ("version", "part"):
            name = "object" if access == "version" else model.whole  # type: ignore[attr-defined]
            if model._meta.get_field(name).related_model in wholes:
                tables.append(model._meta.db_table)
    return tables


_LAYERS: dict[str, Callable[[type[models.Model]], Iterator[str]]] = {
    "guarded": _guarded,
    "version": _version,
    "part": _part,
    "record": _record,
    "addressed": _addressed,
    "own": _own,
    "about": _about,
    "link": _link,
    "journal": _journal,
    "seal": _seal,
}

_OPEN = {
    "reference": f"GRANT SELECT, INSERT, UPDATE ON {{table}} TO {READERS};",
    "account": f"GRANT SELECT, INSERT, UPDATE ON {{table}} TO {READERS};",
    "session": f"GRANT SELECT, INSERT, UPDATE, DELETE ON {{table}} TO {READERS};",
    "rights": f"GRANT SELECT ON {{table}} TO {READERS};",
    "plumbing": f"GRANT SELECT ON {{table}} TO {READERS};",
}

FOREIGN = {
    "sessions.Session": "session",
    "contenttypes.ContentType": "rights",
    "auth.Permission": "rights",
    "auth.Group": "rights",
}
"""Access classes of the models that come with Django."""


def access_of(model: type[models.Model]) -> str | None:
    """The declared access class of a model, or None when it declares none (a test fails)."""
    declared = getattr(model, "access", None)
    return declared or FOREIGN.get(model._meta.label)


def guarded_models() -> dict[str, type[models.Model]]:
    """Every guarded model by its kind."""
    return {
        model.kind: model  # type: ignore[attr-defined]
        for model in apps.get_models()
        if access_of(model) == "guarded"
    }


def walled_tables() -> list[str]:
    """The tables on which row-level security must be forced; `doctor` checks each."""
    return [m._meta.db_table for m in apps.get_models() if access_of(m) in _LAYERS]


def kept_tables() -> list[str]:
    """The walled tables from which no door may delete: all but what is a person's own."""
    kept = set(_LAYERS) - {"own", "about"}
    return [m._meta.db_table for m in apps.get_models() if access_of(m) in kept]


def policy_sql() -> str:
    """Everything that the owner lays on the tables: idempotent, run after every migration."""
    lines = [
        "CREATE OR REPLACE FUNCTION kernel.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$"
        " BEGIN RAISE EXCEPTION 'rempart: % is append-only', TG_TABLE_NAME"
        " USING ERRCODE = 'insufficient_privilege'; END $$;",
        "CREATE OR REPLACE FUNCTION kernel.refuse_delete() RETURNS trigger LANGUAGE plpgsql AS $$"
        " BEGIN IF session_user = 'rempart_system' THEN"
        " IF kernel.holds('retention', 'retention') THEN RETURN NULL; END IF; END IF;"
        " RAISE EXCEPTION 'rempart: % is append-only', TG_TABLE_NAME"
        " USING ERRCODE = 'insufficient_privilege'; END $$;",
    ]
    for model in apps.get_models(include_auto_created=True):
        access, table = access_of(model), model._meta.db_table
        if access in _OPEN:
            lines.append(_OPEN[access].format(table=table))
        if access not in _LAYERS:
            continue
        lines += [
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;",
            f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY;",
            f"DO $$ DECLARE p record; BEGIN FOR p IN SELECT polname FROM pg_policy WHERE polrelid ="
            f" '{table}'::regclass LOOP EXECUTE format('DROP POLICY %I ON {table}', p.polname);"
            " END LOOP; END $$;",
            f"REVOKE ALL ON {table} FROM {READERS};",
            *_LAYERS[access](model),
        ]
    lines.append(f"GRANT SELECT ON django_migrations TO {READERS};")
    lines.append("GRANT SELECT ON ALL TABLES IN SCHEMA public TO rempart_dump;")
    lines.append(f"GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO rempart_dump, {READERS};")
    lines += [_fill("kernel_right", _right_rows()), _fill("kernel_systemright", _system_rows())]
    return "\n".join(lines)


def _right_rows() -> list[str]:
    return [f"('{r.role}', '{r.kind}', '{r.act}', '{r.reach}')" for r in RIGHTS]


def _system_rows() -> list[str]:
    return [
        f"('{s.name}', {s.ceiling}, ARRAY[{', '.join(repr(act) for act in s.acts)}])"
        for s in SYSTEM_ACTORS
    ]


_COLUMNS = {"kernel_right": "role, kind, act, reach", "kernel_systemright": "name, ceiling, acts"}


def _fill(table: str, rows: list[str]) -> str:
    return f"DELETE FROM {table}; INSERT INTO {table} ({_COLUMNS[table]}) VALUES {', '.join(rows)};"
