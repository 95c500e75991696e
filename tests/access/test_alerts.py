"""Wall 3 for alerts: rows, the board, pages and "my day" of every reader."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from oracle import NOW, Record, sees_alert
from sampling import seeds

from doors import open_as
from planting import plant
from rempart.kernel import ids
from rempart.kernel.actor import acting_as
from rempart.register.alerts import metrics
from rempart.register.models import Alert


@pytest.mark.parametrize("seed", seeds(3, 5))
def test_rows_board_and_pages_hold_what_is_due_and_nothing_else(
    seed: int, house: psycopg.Connection, mission: Callable[..., Any], actor: Callable[..., Any]
) -> None:
    drawn = mission(seed, records=1)
    chance = random.Random(seed)
    alerts = []
    for _number in range(24):
        author, user = chance.choice(drawn.readers)
        record = Record(
            chance.choice([1, 1, 2, 4]), chance.choice([1, 1, 2, 3]), chance.choice([0, 0, 2]),
            author=author.name,
        )  # fmt: skip
        word = f"canari{chance.randrange(16**10):010x}"
        row = Alert(
            title=f"Alerte {word}", facts=word, priority="p1", office=record.office,
            marking=record.marking, compartment=record.compartment, component=1,
            author=user.pk, reference=ids.new_reference("GAO", 2014),
        )  # fmt: skip
        alerts.append((record, plant(house, row), word))
    shown = 0
    for reader, user in drawn.readers:
        due = {row.pk for record, row, _word in alerts if sees_alert(reader, record, NOW)}
        with acting_as(actor(user)):
            assert set(Alert.objects.values_list("pk", flat=True)) == due, reader
            assert metrics.measured(NOW.date(), NOW.date()).received == len(due)
        client = open_as(user)
        board = client.get("/alertes/").content.decode()
        for record, row, word in alerts:
            mine = sees_alert(reader, record, NOW)
            assert (word in board) == mine, (reader, record)
            shown += mine
            if row.pk.int % 3 == 0:
                answer = client.get(f"/alertes/{row.reference}/")
                assert (answer.status_code == 200) == mine
                assert (word in answer.content.decode()) == mine
    assert shown
