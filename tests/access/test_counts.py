"""Wall 3 for entered counts: rows, list and page of every reader; counts follow incidents."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date
from typing import Any

import psycopg
import pytest
from oracle import NOW, Record, sees
from sampling import asks, seeds

from doors import open_as
from planting import plant
from rempart.kernel import ids
from rempart.kernel.actor import acting_as
from rempart.register.counts.models import Count


@pytest.fixture
def planted(house: psycopg.Connection) -> Callable[[int, list[Any]], list[Any]]:
    """`planted(seed, readers)`: (record, count, canary) everywhere in the need-to-know."""

    def draw(seed: int, readers: list[Any]) -> list[Any]:
        chance = random.Random(seed)
        found = []
        for _number in range(24):
            author, user = chance.choice(readers)
            record = Record(
                chance.choice([1, 1, 2, 4]), chance.choice([1, 1, 2, 3]),
                chance.choice([0, 0, 2]), author.name,
            )  # fmt: skip
            word = f"canari{chance.randrange(16**10):010x}"
            row = plant(house, Count(
                quantity="displaced", value=7, counted_on=date(2014, 11, 3), area="ML0702",
                place=word, source="x", office=record.office, marking=record.marking,
                compartment=record.compartment, component=1, author=user.pk,
                reference=ids.new_reference("GAO", 2014),
            ))  # fmt: skip
            found.append((record, row, word))
        return found

    return draw


@pytest.mark.parametrize("seed", seeds(3, 11))
def test_counts_are_seen_where_incidents_are_and_nowhere_else(
    seed: int, mission: Callable[..., Any], actor: Callable[..., Any],
    planted: Callable[..., Any],
) -> None:  # fmt: skip
    readers = mission(seed, records=1).readers
    rows = planted(seed, readers)
    shown = 0
    for reader, user in readers:
        due = {row.pk for record, row, _word in rows if sees(reader, record, NOW)}
        with acting_as(actor(user)):
            assert set(Count.objects.values_list("pk", flat=True)) == due, reader
        client = open_as(user)
        listed = client.get("/comptages/").content.decode()
        for record, row, word in rows:
            mine = sees(reader, record, NOW)
            shown += mine
            assert (word in listed) == mine, (reader, record)
            if not asks(reader, word):
                continue
            answer = client.get(f"/comptages/{row.reference}/")
            assert (answer.status_code == 200) == mine
            assert (word in answer.content.decode()) == mine
    assert shown
