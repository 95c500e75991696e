"""The posts in force: the SQL that the walls look rights up with, and the Actor made from it."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.db import connections

from rempart.doctrine.loader import current as profile
from rempart.kernel.actor import Actor, Standing, acting_as
from rempart.people.models import User

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
"""
"""Every standing in force: posts, and delegations, which never lift their holder's clearance."""


def label(role: str, office: int, language: str = "fr") -> str:
    """A post in words: "Expert(e) PDC, Gao"."""
    mission = profile()
    name = mission.role(role).label(language)
    return f"{name}, {mission.office(office).label(language)}" if office else name


def actor_of_user(user: UUID, post: UUID | None = None) -> Actor | None:
    """The Actor of an active user with the posts in force now, as the database sees them."""
    found = User.objects.filter(pk=user, is_active=True).first()
    if found is None:
        return None
    bare = Actor(found.pk, found.name, language=found.language, post=post)
    with acting_as(bare), connections[bare.alias].cursor() as cursor:
        cursor.execute(
            "SELECT post, grantor, role, component, office, clearance, compartments, powers"
            " FROM kernel.standings() ORDER BY grantor NULLS FIRST, office, role"
        )
        standings = tuple(_standing(row, found.language) for row in cursor.fetchall())
    chosen = post if any(s.post == post for s in standings) else None
    return replace(bare, standings=standings, post=chosen)


def _standing(row: tuple, language: str) -> Standing:
    post, grantor, role, component, office, clearance, compartments, powers = row
    return Standing(
        post=post,
        role=role,
        component=component,
        office=office,
        clearance=clearance,
        compartments=frozenset(compartments),
        label=label(role, office, language),
        on_behalf_of=grantor,
        powers=None if powers is None else frozenset(powers),
    )
