"""Broken glass against the wall: more to read under one's own post for some hours, and no more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.db.utils import ProgrammingError

from planting import incident
from rempart.kernel import clock
from rempart.kernel.actor import Actor, acting_as, actor_of
from rempart.kernel.errors import NotThere, RempartError
from rempart.people import actions, delegations, glass
from rempart.people.models import BrokenGlass
from rempart.register import actions as register
from rempart.register.models import Incident

Appoint = Callable[..., Actor]


@pytest.fixture
def rows(house: psycopg.Connection) -> dict[str, Incident]:
    return {
        "open": incident(house, office=1, marking=1),
        "strict": incident(house, office=1, marking=3),
        "crsv": incident(house, office=1, marking=2, compartment=2),
        "children": incident(house, office=1, marking=1, compartment=3),
        "elsewhere": incident(house, office=4, marking=1, compartment=2),
    }


@pytest.fixture
def expert(house: psycopg.Connection, appoint: Appoint) -> Actor:
    appoint("senior_adviser")
    appoint("head_of_office", "gao")
    return appoint("poc_expert", "gao", clearance=1)


def broken(expert: Actor, clearance: int = 3, compartments: tuple[str, ...] = ("crsv",)) -> Actor:
    with acting_as(expert):
        glass.break_glass(
            post=expert.standings[0].post,
            clearance=clearance,
            compartments=compartments,
            hours=2,
            reason="des enfants à mettre à l’abri cette nuit",
        )
    return actor_of(expert.id)


def seen(actor: Actor, rows: dict[str, Incident]) -> set[str]:
    with acting_as(actor):
        found = set(Incident.objects.values_list("pk", flat=True))
    return {name for name, row in rows.items() if row.pk in found}


def test_it_opens_what_was_asked_under_the_same_post_until_its_hour(
    expert: Actor, rows: dict[str, Incident]
) -> None:
    assert seen(expert, rows) == {"open"}
    wider = broken(expert)
    assert seen(wider, rows) == {"open", "strict", "crsv"}
    last = clock.now() + timedelta(hours=2)
    with clock.frozen(last - timedelta(microseconds=1)):
        assert seen(wider, rows) == {"open", "strict", "crsv"}
    with clock.frozen(last):
        assert seen(wider, rows) == {"open"}  # also with the standings of before
        assert seen(actor_of(expert.id), rows) == {"open"}


def test_a_compartment_alone_lifts_no_clearance(expert: Actor, rows: dict[str, Incident]) -> None:
    assert seen(broken(expert, 1, ("crsv", "children")), rows) == {"open", "children"}


def test_nothing_can_be_written_or_lowered_through_it(
    expert: Actor, rows: dict[str, Incident], house: psycopg.Connection
) -> None:
    wider = broken(expert)
    for name in ("strict", "crsv"):
        with acting_as(wider):
            lowered = Incident.objects.filter(pk=rows[name].pk).update(marking=1, compartment=0)
            assert lowered == 0
        with pytest.raises(RempartError), acting_as(wider):
            register.mark_incident(target=rows[name].pk, marking=1, reason="x")
    with pytest.raises(ProgrammingError), acting_as(wider):
        Incident.objects.filter(pk=rows["open"].pk).update(marking=3)
    with acting_as(wider):
        assert Incident.objects.filter(pk=rows["open"].pk).update(place="Ansongo") == 1
    kept = house.execute("SELECT count(*) FROM register_incident WHERE marking = 3").fetchone()
    assert kept == (1,)


def test_it_is_not_lent_on(expert: Actor, rows: dict[str, Incident], appoint: Appoint) -> None:
    wider = broken(expert)
    other = appoint("force", "kidal", clearance=3, compartments=("crsv",))
    with acting_as(wider):
        delegations.delegate(
            post=wider.standings[0].post,
            holder=other.id,
            powers=["edit"],
            ends=clock.now() + timedelta(days=1),
            reason="nuit",
        )
    assert seen(actor_of(other.id), rows) == {"open"}


def test_it_ends_with_its_post_and_its_account(
    expert: Actor, rows: dict[str, Incident], appoint: Appoint
) -> None:
    wider = broken(expert)
    later = clock.now() + timedelta(minutes=5)
    with clock.frozen(later), acting_as(appoint("administrator")):
        actions.end_post(post=expert.standings[0].post)
    with clock.frozen(later + timedelta(seconds=1)):
        assert seen(wider, rows) == set()
        assert actor_of(expert.id).standings == ()


@pytest.mark.parametrize("who", ["holder", "told"])
def test_it_is_ended_at_once_by_who_broke_it_or_was_told(
    who: str, expert: Actor, rows: dict[str, Incident]
) -> None:
    wider = broken(expert)
    row = BrokenGlass.objects.get()
    ending = wider if who == "holder" else actor_of(row.told.first().person_id)
    with clock.frozen(clock.now() + timedelta(minutes=1)):
        with acting_as(ending):
            glass.end(glass=row.pk)
        with clock.frozen(clock.now() + timedelta(seconds=1)):
            assert seen(wider, rows) == {"open"}


def test_a_stranger_neither_ends_nor_uses_it(
    expert: Actor, rows: dict[str, Incident], appoint: Appoint
) -> None:
    wider, stranger = broken(expert), appoint("poc_expert", "gao", clearance=1)
    assert seen(stranger, rows) == {"open"}
    with acting_as(stranger):
        for attempt in (glass.end, glass.acknowledge):
            with pytest.raises(NotThere):
                attempt(glass=BrokenGlass.objects.get().pk)
        with pytest.raises(NotThere):
            glass.break_glass(post=wider.standings[0].post, clearance=3, hours=1, reason="x")


def test_pages_keep_to_it(
    expert: Actor, rows: dict[str, Incident], door: Callable[..., Any]
) -> None:
    client, path = door(expert), f"/incidents/{rows['strict'].reference}/"
    assert client.get(path).status_code == 404
    broken(expert)
    assert client.get(path).status_code == 200
    with clock.frozen(clock.now() + timedelta(hours=2)):
        assert client.get(path).status_code == 404
        assert rows["strict"].reference not in client.get("/incidents/").content.decode()
