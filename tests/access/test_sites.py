"""Wall 3 for places that matter: rows, list, page, and the page that gathers an area."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date
from typing import Any

import psycopg
from oracle import NOW, Reader, Record, sees
from sampling import asks

from doors import open_as
from planting import plant
from rempart.kernel import ids
from rempart.kernel.actor import acting_as
from rempart.places.models import Area
from rempart.register.models import Site

CERCLE = "ML0703"


def sees_site(reader: Reader, record: Record) -> bool:
    """A place follows the incident's column of the role table."""
    return sees(reader, record, NOW)


def planted(
    house: psycopg.Connection, readers: list[Any], chance: random.Random
) -> list[tuple[Record, Site, str]]:
    """Places anywhere in the need-to-know, all of them in one cercle."""
    found = []
    for _number in range(24):
        author, user = chance.choice(readers)
        record = Record(
            chance.choice([1, 1, 2, 4]), chance.choice([1, 1, 2, 3]), chance.choice([0, 0, 2]),
            author=author.name,
        )  # fmt: skip
        word = f"canari{chance.randrange(16**10):010x}"
        row = plant(house, Site(
            type="market", name=word, area=CERCLE, source=word, known_on=date(2014, 11, 1),
            latitude=16.2, longitude=0.1, office=record.office, marking=record.marking,
            compartment=record.compartment, component=1, author=user.pk,
            reference=ids.new_reference("GAO", 2014),
        ))  # fmt: skip
        found.append((record, row, word))
    return found


def test_places_are_seen_where_they_are_due_and_nowhere_else(
    house: psycopg.Connection, mission: Callable[..., Any], actor: Callable[..., Any]
) -> None:
    readers = mission(21, records=1).readers
    Area.objects.create(pcode=CERCLE, level=2, name="Gao", display_fr="Gao", display_en="Gao")
    rows = planted(house, readers, random.Random(21))
    shown = hidden = 0
    for reader, user in readers:
        due = {row.pk for record, row, _word in rows if sees_site(reader, record)}
        with acting_as(actor(user)):
            assert set(Site.objects.values_list("pk", flat=True)) == due, reader
        client = open_as(user)
        listed = client.get("/sites/?office=").content.decode()
        gathered = client.get(f"/zones/{CERCLE}/").content.decode()
        for record, row, word in rows:
            mine = sees_site(reader, record)
            shown, hidden = shown + mine, hidden + (not mine)
            assert (word in listed) == mine, (reader, record)
            if not mine:
                assert word not in gathered, (reader, record)
            if asks(reader, word):
                answer = client.get(f"/sites/{row.reference}/")
                assert (answer.status_code == 200) == mine
                assert (word in answer.content.decode()) == mine
                corrected = client.get(f"/sites/{row.reference}/correction/")
                assert corrected.status_code in (403, 404) or mine
    assert shown
    assert hidden


def test_an_area_counts_only_what_the_reader_sees(
    house: psycopg.Connection, mission: Callable[..., Any]
) -> None:
    made = mission(22, records=30)
    Area.objects.create(pcode=CERCLE, level=2, name="Gao", display_fr="Gao", display_en="Gao")
    for reader, user in made.readers:
        page = open_as(user).get(f"/zones/{CERCLE}/").content.decode()
        for record, row in made.records:
            if not sees(reader, record, NOW):
                assert row.reference not in page, (reader, record)
                assert record.tokens[0] not in page
