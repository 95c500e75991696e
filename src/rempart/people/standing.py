"""The posts in force: the SQL that the walls look rights up with, and the Actor made from it."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import connections
from django.utils import translation
from django.utils.translation import gettext

from rempart.doctrine.loader import current as profile
from rempart.kernel import walls
from rempart.kernel.actor import Actor, Standing, acting_as

IN_FORCE = """
  SELECT p.id, p.holder_id, NULL::uuid, p.role::text, p.component, p.office, p.clearance::int,
         p.compartments::int[], NULL::text[]
  FROM people_post p JOIN people_user u ON u.id = p.holder_id AND u.is_active
  WHERE p.begins <= kernel.moment() AND (p.ends IS NULL OR p.ends > kernel.moment())
UNION ALL
  SELECT p.id, d.holder_id, p.holder_id, p.role::text, p.component, p.office,
         least(p.clearance, own.clearance)::int,
         ARRAY(SELECT unnest(p.compartments::int[]) INTERSECT SELECT unnest(own.compartments)),
         d.powers::text[] || ARRAY['read', 'read_own', 'summary']
  FROM people_delegation d
  JOIN people_post p ON p.id = d.post_id
  JOIN people_user u ON u.id = d.holder_id AND u.is_active
  CROSS JOIN LATERAL (
    SELECT max(o.clearance) AS clearance,
           coalesce(array_agg(DISTINCT c.n) FILTER (WHERE c.n IS NOT NULL), '{}') AS compartments
    FROM people_post o LEFT JOIN LATERAL unnest(o.compartments::int[]) c(n) ON true
    WHERE o.holder_id = d.holder_id
      AND o.begins <= kernel.moment() AND (o.ends IS NULL OR o.ends > kernel.moment())
  ) own
  WHERE d.begins <= kernel.moment() AND d.ends > kernel.moment()
    AND p.begins <= kernel.moment() AND (p.ends IS NULL OR p.ends > kernel.moment())
    AND own.clearance IS NOT NULL
UNION ALL
  SELECT p.id, p.holder_id, NULL::uuid, p.role::text, p.component, p.office,
         greatest(p.clearance, g.clearance)::int,
         p.compartments::int[] || g.compartments::int[],
         ARRAY['read', 'read_own', 'summary']
  FROM people_brokenglass g
  JOIN people_post p ON p.id = g.post_id
  JOIN people_user u ON u.id = p.holder_id AND u.is_active
  WHERE g.begins <= kernel.moment() AND g.ends > kernel.moment()
    AND p.begins <= kernel.moment() AND (p.ends IS NULL OR p.ends > kernel.moment())
"""
"""Every standing in force: posts; delegations, which never lift their holder's clearance; and
broken glass, which lifts it for reading alone, under the same post, and is never lent on."""


@walls.defines
def organisations_sql() -> str:
    """The organisations of whoever acts: of their own posts in force that read what is released.

    Neither a delegation nor broken glass carries one.
    """
    return """
CREATE OR REPLACE FUNCTION kernel.organisations() RETURNS int[] LANGUAGE plpgsql STABLE
PARALLEL SAFE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF session_user = 'rempart_system' THEN RETURN '{}'; END IF;
  RETURN (SELECT coalesce(array_agg(DISTINCT p.organisation), '{}')
          FROM kernel.standings() s
          JOIN people_post p ON p.id = s.post AND p.organisation <> 0
          JOIN kernel_right r ON r.role = s.role AND r.kind = 'released' AND r.act = 'read'
          WHERE s.grantor IS NULL AND s.powers IS NULL);
END $$;
"""


def label(role: str, office: int, language: str = "fr") -> str:
    """A post in words: "Expert(e) PDC, Gao"."""
    mission = profile()
    name = mission.role(role).label(language)
    return f"{name}, {mission.office(office).label(language)}" if office else name


@cache
def _posts(folder: Path, language: str) -> dict[str, str]:
    """Every post of the mission as it may be written, and as it is called in a language."""
    mission = profile()
    places = [0, *(office.number for office in mission.offices)]
    posts = [(role.code, office) for role in mission.roles for office in places]
    return {
        label(role, office, written): label(role, office, language)
        for role, office in posts
        for written in ("fr", "en")
    }


def retold(written: str, language: str) -> str:
    """A post as a record keeps it, called as in the page's language; anything else as it stands."""
    return _posts(profile().folder, language).get(written, written)


def in_words(standing: Standing, language: str) -> str:
    """A standing's post in the language of the page, whatever that of its holder's account."""
    said = label(standing.role, standing.office, language)
    return f"{said} ({_glass(language)})" if standing.broken_glass else said


_HOLDER = """
SELECT u.name, u.language, s.post, s.grantor, s.role, s.component, s.office, s.clearance,
       s.compartments, s.powers
FROM people_user u LEFT JOIN kernel.standings() s ON true
WHERE u.id = kernel.actor_id() AND u.is_active
ORDER BY s.grantor NULLS FIRST, (s.powers IS NULL) DESC, s.office, s.role
"""


def actor_of_user(user: UUID, post: UUID | None = None) -> Actor | None:
    """The Actor of an active user with the posts in force now, as the database sees them."""
    bare = Actor(user, "", post=post)
    with acting_as(bare), connections[bare.alias].cursor() as cursor:
        cursor.execute(_HOLDER)
        found = cursor.fetchall()
    if not found:
        return None
    name, language = found[0][:2]
    standings = tuple(_standing(row[2:], language) for row in found if row[2] is not None)
    chosen = post if any(s.post == post for s in standings) else None
    return replace(bare, name=name, language=language, standings=standings, post=chosen)


def _glass(language: str) -> str:
    with translation.override(language):
        return gettext("broken glass")


def _standing(row: tuple[Any, ...], language: str) -> Standing:
    post, grantor, role, component, office, clearance, compartments, powers = row
    widened = grantor is None and powers is not None
    said = label(role, office, language)
    return Standing(
        post=post,
        role=role,
        component=component,
        office=office,
        clearance=clearance,
        compartments=frozenset(compartments),
        label=f"{said} ({_glass(language)})" if widened else said,
        on_behalf_of=grantor,
        powers=None if powers is None else frozenset(powers),
    )


def spoken(standing: Standing) -> str:
    """A post as a record keeps it: its role and the number of its office, in no language."""
    return f"{standing.role}:{standing.office}"


def post_of(by: str, language: str) -> str:
    """The post that `spoken` kept, in the language of the reader; other words as they stand."""
    role, colon, office = by.partition(":")
    known = colon and office.isdecimal() and role in {one.code for one in profile().roles}
    return label(role, int(office), language) if known else by
