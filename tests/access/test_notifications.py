"""Wall 3 for notifications: told are those who may act, shown is what they see, and no more."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from oracle import NOW, Record, sees_alert
from sampling import seeds

from doors import open_as
from planting import plant
from rempart.kernel import ids
from rempart.kernel.actor import acting_as
from rempart.people import courier, telling
from rempart.people.models import Follow, Notification
from rempart.register.models import Alert


@pytest.mark.parametrize("seed", seeds(6, 8))
def test_nobody_is_told_of_what_they_may_not_see(
    seed: int, house: psycopg.Connection, mission: Callable[..., Any], actor: Callable[..., Any]
) -> None:
    drawn = mission(seed, records=1)
    chance = random.Random(seed)
    alerts = []
    for _number in range(16):
        author, user = chance.choice(drawn.readers)
        record = Record(
            chance.choice([1, 1, 2, 4]), chance.choice([1, 1, 2, 3]), chance.choice([0, 0, 2]),
            author=author.name,
        )  # fmt: skip
        word = f"canari{chance.randrange(16**10):010x}"
        row = plant(house, Alert(
            title=word, priority="p1", office=record.office, marking=record.marking,
            compartment=record.compartment, component=1, author=user.pk,
            received_at=NOW - timedelta(hours=3), state=chance.choice(["received", "triaged"]),
            reference=ids.new_reference("GAO", 2014),
        ))  # fmt: skip
        alerts.append((record, row, word))
        for _reader, other in drawn.readers:
            plant(house, Notification(
                holder=other.pk, topic="followed", key=word, record_kind="alert",
                record_id=row.pk, reference=row.reference,
            ))  # fmt: skip
            plant(house, Follow(holder=other.pk, record_kind="alert", record_id=row.pk))
    courier.go_round()
    shown = told = 0
    for reader, user in drawn.readers:
        due = {row.pk for record, row, _word in alerts if sees_alert(reader, record, NOW)}
        with acting_as(actor(user)):
            mine = list(telling.mine())
            assert {row.record_id for row in mine} == due, reader
            assert all(row.holder == user.pk for row in Notification.objects.all())
            assert set(Follow.objects.values_list("record_id", flat=True)) == due
            told += sum(row.topic == "alert-clock" for row in mine)
            count = telling.unread()
        client = open_as(user)
        page = client.get("/notifications/")
        if page.status_code != 200:
            assert not due
            continue
        text = page.content.decode()
        assert (f'class="count">{count}<' in text) == bool(count)
        for record, row, word in alerts:
            mine_too = sees_alert(reader, record, NOW)
            shown += mine_too
            assert (word in text) == (row.reference in text) == mine_too, (reader, record)
    assert shown
    assert told
