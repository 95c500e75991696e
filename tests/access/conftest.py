"""A mission drawn at random: readers of every role, records everywhere, each with its canary."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import psycopg
import pytest
from oracle import ALL_ROLES, NOW, Glass, Post, Reader, Record

from planting import incident
from rempart.kernel.actor import Actor, actor_of
from rempart.people import models as people
from rempart.register.models import Incident

BEGINNING = datetime(2014, 1, 1, tzinfo=UTC)
WORDS = ("marché", "piste", "puits", "campement")


@dataclass
class Mission:
    """Readers with their users, records with their rows."""

    readers: list[tuple[Reader, people.User]]
    records: list[tuple[Record, Incident]]


def _posts(chance: random.Random, role: str) -> tuple[Post, ...]:
    def one(name: str) -> Post:
        begins = BEGINNING if chance.random() < 0.85 else NOW + timedelta(days=3)
        ends = None if chance.random() < 0.8 else chance.choice([NOW, NOW + timedelta(seconds=1)])
        return Post(
            role=name,
            office=chance.choice([0, 1, 1, 2, 4, 5]),
            clearance=chance.choice([1, 1, 2, 3]),
            compartments=frozenset(chance.sample(range(1, 6), chance.choice([0, 0, 1, 2]))),
            begins=begins,
            ends=ends if ends is None or ends > begins else None,
            glass=_glass(chance) if chance.random() < 0.3 else None,
        )

    return tuple(one(name) for name in [role, *chance.sample(ALL_ROLES, chance.choice([0, 0, 1]))])


def _glass(chance: random.Random) -> Glass:
    """Glass that is broken now, or over at this very moment, or to come."""
    begins = NOW + timedelta(hours=chance.choice([-4, -3, -1, 0, 1]))
    return Glass(
        clearance=chance.choice([1, 2, 3]),
        compartments=frozenset(chance.sample(range(1, 6), chance.choice([0, 1, 2]))),
        begins=begins,
        ends=begins + timedelta(hours=chance.choice([1, 3, 4])),
    )


def _break(post: people.Post, glass: Glass) -> None:
    people.BrokenGlass.objects.create(
        post=post,
        clearance=glass.clearance,
        compartments=sorted(glass.compartments),
        reason="une vie en dépend",
        begins=glass.begins,
        ends=glass.ends,
    )


@pytest.fixture
def mission(house: psycopg.Connection) -> Callable[..., Mission]:
    """`mission(seed)` draws one; the same seed draws the same."""

    def draw(seed: int, readers: int = 24, records: int = 60) -> Mission:
        chance = random.Random(seed)
        roles = [*ALL_ROLES, *chance.choices(ALL_ROLES, k=max(0, readers - len(ALL_ROLES)))]
        people_drawn = []
        for number, role in enumerate(roles):
            reader = Reader(f"r{number}", _posts(chance, role))
            user = people.User.objects.create(email=f"r{number}@example.org", name=reader.name)
            for post in reader.posts:
                row = people.Post.objects.create(
                    holder=user,
                    role=post.role,
                    component=1,
                    office=post.office,
                    clearance=post.clearance,
                    compartments=sorted(post.compartments),
                    begins=post.begins or BEGINNING,
                    ends=post.ends,
                )
                if post.glass is not None:
                    _break(row, post.glass)
            people_drawn.append((reader, user))
        return Mission(
            people_drawn, [_record(house, chance, n, people_drawn) for n in range(records)]
        )

    return draw


def _record(
    house: psycopg.Connection,
    chance: random.Random,
    number: int,
    readers: list[tuple[Reader, people.User]],
) -> tuple[Record, Incident]:
    author, user = chance.choice(readers)
    canary = f"canari{number:04d}x{chance.randrange(16**6):06x}"
    record = Record(
        office=chance.choice([0, 1, 1, 2, 4, 5]),
        marking=chance.choice([1, 1, 2, 3]),
        compartment=chance.choice([0, 0, 0, 1, 2, 5]),
        author=author.name,
        tokens=(canary,),
    )
    row = incident(
        house,
        office=record.office,
        marking=record.marking,
        compartment=record.compartment,
        author=user.pk,
        place=f"{chance.choice(WORDS)} {canary}",
        summary=f"récit {canary}",
        day=date(2014, 11, 1) - timedelta(days=chance.randrange(120)),
        area=chance.choice(["ML0703", "ML0506", ""]),
        killed_min=1,
        killed_best=2,
        killed_max=3,
        deaths_min=1,
        deaths_best=2,
        deaths_max=3,
    )
    return record, row


@pytest.fixture
def actor() -> Callable[[people.User], Any]:
    """The Actor of a drawn user, as a request would build it."""

    def build(user: people.User) -> Actor:
        found = actor_of(user.pk)
        assert found is not None
        return found

    return build
