"""Wall 3 for mitigation measures: rows, register, page and thread of every reader."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date
from typing import Any

import psycopg
from oracle import NOW, Record, sees_action
from sampling import asks

from doors import open_as
from planting import plant
from rempart.kernel import ids
from rempart.kernel.actor import acting_as
from rempart.plans.models import Measure


def test_measures_are_seen_where_they_are_due_and_nowhere_else(
    house: psycopg.Connection, mission: Callable[..., Any], actor: Callable[..., Any]
) -> None:
    readers = mission(6, records=1).readers
    chance = random.Random(6)
    planted = []
    for _number in range(24):
        record = Record(
            chance.choice([1, 1, 2, 4]), chance.choice([1, 1, 2, 3]), chance.choice([0, 0, 2]),
            component=chance.choice([1, 2]),
        )  # fmt: skip
        word = f"canari{chance.randrange(16**10):010x}"
        row = plant(house, Measure(
            statement=word, place=word, since=date(2014, 11, 1), office=record.office,
            marking=record.marking, compartment=record.compartment, component=record.component,
            author=ids.new_id(), reference=ids.new_reference("GAO", 2014),
        ))  # fmt: skip
        planted.append((record, row, word))
    shown = 0
    for reader, user in readers:
        due = {row.pk for record, row, _word in planted if sees_action(reader, record, NOW)}
        with acting_as(actor(user)):
            assert set(Measure.objects.values_list("pk", flat=True)) == due, reader
        client = open_as(user)
        listed = client.get("/mesures/").content.decode()
        for record, row, word in planted:
            mine = sees_action(reader, record, NOW)
            shown += mine
            assert (word in listed) == mine, (reader, record)
            if asks(reader, word):
                answer = client.get(f"/mesures/{row.reference}/")
                assert (answer.status_code == 200) == mine
                assert (word in answer.content.decode()) == mine
    assert shown
