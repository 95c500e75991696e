"""Wall 3 for actions: rows, list, board, calendar, page, thread and my day of every reader."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date
from typing import Any

import psycopg
import pytest
from oracle import NOW, Record, sees_action, sees_assessment
from sampling import seeds

from doors import open_as
from planting import plant
from rempart.kernel import ids
from rempart.kernel.actor import acting_as
from rempart.kernel.models import Link
from rempart.plans.models import Action
from rempart.threats.models import Threat

SEEDS = seeds(4, 9)


def canary(chance: random.Random) -> str:
    """A word that stands in one record only."""
    return f"canari{chance.randrange(16**10):010x}"


def drawn(chance: random.Random) -> Record:
    """A place in the need-to-know; the drawn readers all belong to component 1."""
    return Record(
        chance.choice([1, 1, 2, 4]), chance.choice([1, 1, 2, 3]), chance.choice([0, 0, 2]),
        component=chance.choice([1, 2]), support=chance.choice([(), (), (1,), (2, 3), (3, 1)]),
    )  # fmt: skip


def placed(record: Record) -> dict[str, Any]:
    """Where a planted row stands."""
    return {
        "office": record.office, "marking": record.marking, "compartment": record.compartment,
        "component": record.component, "author": ids.new_id(),
        "reference": ids.new_reference("GAO", 2014),
    }  # fmt: skip


@pytest.fixture
def planted(house: psycopg.Connection) -> Callable[[int], list[Any]]:
    """`planted(seed)`: (record, action, canary, the threat's record, its canary) everywhere."""

    def draw(seed: int) -> list[Any]:
        chance = random.Random(seed)
        found = []
        for _number in range(24):
            record, of = drawn(chance), drawn(chance)
            word, secret = canary(chance), canary(chance)
            threat = plant(house, Threat(
                title=secret, perpetrator="criminal", threat_type="killing", area="ML0702",
                population="x", state="active", **placed(of),
            ))  # fmt: skip
            row = plant(house, Action(
                statement=word, volet="t2", phases=["response"], in_danger=True, indicator="x",
                due_on=date(2014, 11, 1), state="in_progress", support=list(record.support),
                **placed(record),
            ))  # fmt: skip
            plant(house, Link(
                source_kind="threat", source_id=threat.pk, relation="led_to",
                target_kind="action", target_id=row.pk, author=ids.new_id(),
            ))  # fmt: skip
            found.append((record, row, word, of, secret))
        return found

    return draw


@pytest.mark.parametrize("seed", SEEDS)
def test_actions_are_seen_where_they_are_due_and_nowhere_else(
    seed: int, mission: Callable[..., Any], actor: Callable[..., Any],
    planted: Callable[[int], list[Any]],
) -> None:  # fmt: skip
    readers = mission(seed, records=1).readers
    actions = planted(seed)
    shown = 0
    for reader, user in readers:
        due = {row.pk for record, row, *_rest in actions if sees_action(reader, record, NOW)}
        with acting_as(actor(user)):
            assert set(Action.objects.values_list("pk", flat=True)) == due, reader
        client = open_as(user)
        pages = [client.get("/actions/", {"view": v}).content.decode()
                 for v in ("", "board", "calendar")]  # fmt: skip
        counted = client.get("/actions/couverture/").context
        if counted is not None and "total" in counted:
            assert counted["total"] == len(due), reader
        day = client.get("/").content.decode()
        for record, row, word, of, secret in actions:
            mine = sees_action(reader, record, NOW)
            shown += mine
            assert all((word in page) == mine for page in pages), (reader, record)
            assert mine or row.reference not in day
            if row.pk.int % 3 == 0:
                answer = client.get(f"/actions/{row.reference}/")
                text = answer.content.decode()
                assert (answer.status_code == 200) == mine
                assert (word in text) == mine
                assert (secret in text) == (mine and sees_assessment(reader, of, NOW))
    assert shown
