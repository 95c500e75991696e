"""Who would see a record: the posts in force whose rights reach it, asked before it is saved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TypeVar
from uuid import UUID

from django.db.models import Q, QuerySet

from rempart.kernel import clock
from rempart.kernel.actor import MISSION, Actor, Standing
from rempart.kernel.policy import OUTSIDE, Whereabouts, may_read
from rempart.people.models import Delegation, Period, Post
from rempart.people.standing import label

Row = TypeVar("Row", bound=Period)


def _in_force(rows: QuerySet[Row]) -> QuerySet[Row]:
    now = clock.now()
    return rows.filter(Q(ends__isnull=True) | Q(ends__gt=now), begins__lte=now)


def posts_in_force() -> QuerySet[Post]:
    """The posts in force now of people who may sign in."""
    return _in_force(Post.objects.filter(holder__is_active=True).select_related("holder"))


def standings(language: str) -> Iterator[tuple[UUID, Standing]]:
    """Every standing in force with its holder: posts, and delegations of posts in force."""
    own: dict[UUID, list[Standing]] = {}
    posts: dict[UUID, Standing] = {}
    for post in posts_in_force():
        standing = Standing(
            post=post.pk,
            role=post.role,
            component=post.component,
            office=post.office,
            clearance=post.clearance,
            compartments=frozenset(post.compartments),
            label=label(post.role, post.office, language),
        )
        own.setdefault(post.holder_id, []).append(standing)
        posts[post.pk] = standing
        yield post.holder_id, standing
    lent = _in_force(Delegation.objects.filter(holder__is_active=True, post__in=posts))
    for delegation in lent:
        if delegation.holder_id in own:
            yield delegation.holder_id, _lent(posts[delegation.post_id], delegation, own)


def _lent(of: Standing, lent: Delegation, own: dict[UUID, list[Standing]]) -> Standing:
    """A post as its delegation lends it: never above what the holder's own posts reach."""
    mine = own[lent.holder_id]
    return Standing(
        post=of.post,
        role=of.role,
        component=of.component,
        office=of.office,
        clearance=min(of.clearance, max(s.clearance for s in mine)),
        compartments=of.compartments & frozenset().union(*(s.compartments for s in mine)),
        label=of.label,
        on_behalf_of=lent.post.holder_id,
        powers=frozenset(lent.powers) | {"read", "read_own", "summary"},
    )


def belonging() -> dict[UUID, set[int]]:
    """The organisations of everybody outside who may read now what is released to them."""
    found: dict[UUID, set[int]] = {}
    outside = posts_in_force().filter(role__in=OUTSIDE).exclude(organisation=0)
    for holder, organisation in outside.values_list("holder", "organisation"):
        found.setdefault(holder, set()).add(organisation)
    return found


def readers(where: Whereabouts, language: str = "fr") -> Counter[str]:
    """How many people of each post, by its label, would see a record that stood there.

    A person counts once, under the first of their posts that reaches it; the author counts where
    their own post does.
    """
    seen: set[UUID] = set()
    found: Counter[str] = Counter()
    for holder, standing in standings(language):
        if holder not in seen and may_read(Actor(holder, "", (standing,)), where):
            seen.add(holder)
            found[standing.label] += 1
    return found


def holders(role: str, offices: set[int]) -> list[tuple[UUID, Standing]]:
    """Who holds a role in some offices now, with the post that makes it so."""
    return [
        (holder, standing)
        for holder, standing in standings("fr")
        if standing.role == role and standing.office in offices and standing.on_behalf_of is None
    ]


def blind_posts(component: int, office: int, where: Whereabouts, language: str) -> list[str]:
    """The posts of a component in an office, by label, that would not see a record there."""
    return sorted(
        {
            standing.label
            for holder, standing in standings(language)
            if standing.component == component
            and standing.office in (MISSION, office)
            and not may_read(Actor(holder, "", (standing,)), where)
        }
    )
