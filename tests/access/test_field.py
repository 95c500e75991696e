"""Wall 3 for the field: round tables, engagements, missions, annexes and commitments."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date
from typing import Any

import psycopg
import pytest
from oracle import NOW, Reader, Record, sees_annex, sees_commitment, sees_mission
from sampling import asks, seeds

from doors import open_as
from planting import plant
from rempart.field.models import Annex, Commitment, Engagement, FieldMission, RoundTable
from rempart.kernel import ids
from rempart.kernel.actor import acting_as

DAY = date(2014, 11, 3)
SEEDS = seeds(7, 13)


def _placed(record: Record, author: Any, prefix: str = "GAO") -> dict[str, Any]:
    return {
        "office": record.office, "marking": record.marking, "compartment": record.compartment,
        "component": 1, "author": author, "reference": ids.new_reference(prefix, 2014),
    }  # fmt: skip


@pytest.fixture
def planted(house: psycopg.Connection) -> Callable[..., dict[str, list[Any]]]:
    """`planted(seed, readers)` puts records everywhere: by path, (record, row, canary)."""

    def draw(seed: int, readers: list[tuple[Reader, Any]]) -> dict[str, list[Any]]:
        chance = random.Random(seed)
        found: dict[str, list[Any]] = {path: [] for path in (*PATHS, "annexes")}
        for number in range(20):
            author, user = chance.choice(readers)
            record = Record(
                chance.choice([1, 1, 2, 4]), chance.choice([1, 1, 2, 3]),
                chance.choice([0, 0, 5]), author.name,
            )  # fmt: skip
            word = f"canari{chance.randrange(16**10):010x}"
            where = {"area": "ML0702", **_placed(record, user.pk)}
            path = list(PATHS)[number % 4]
            row = plant(house, _made(path, word, where))
            found[path].append((record, row, word))
            if path == "missions":
                note = f"canari{chance.randrange(16**10):010x}"
                annex = Annex(mission_id=row.pk, text=note, **_placed(record, user.pk))
                found["annexes"].append((record, plant(house, annex), note))
        return found

    return draw


def _made(path: str, word: str, where: dict[str, Any]) -> Any:
    if path == "tables-rondes":
        return RoundTable(title=word, held_on=DAY, minutes=word, **where)
    if path == "rencontres":
        return Engagement(
            counterpart="leader", group=word, purpose=word, held_on=DAY, heard=word, **where
        )
    if path == "missions":
        return FieldMission(title=word, trigger=word, starts_on=DAY, ends_on=DAY, **where)
    return Commitment(
        text=word, by_whom="Conseil", due_on=DAY, origin_kind="round_table", origin=ids.new_id(),
        **where,
    )  # fmt: skip


PATHS = {
    "tables-rondes": (RoundTable, sees_mission),
    "rencontres": (Engagement, sees_mission),
    "missions": (FieldMission, sees_mission),
    "engagements": (Commitment, sees_commitment),
}


LETTERS = {"tables-rondes": "invitation", "missions": "termes"}


@pytest.mark.parametrize("seed", SEEDS)
def test_rows_pages_and_documents_hold_what_is_due_and_nothing_else(
    seed: int, mission: Callable[..., Any], actor: Callable[..., Any],
    planted: Callable[..., Any],
) -> None:  # fmt: skip
    drawn = mission(seed, records=1)
    rows = planted(seed, drawn.readers)
    shown = 0
    for reader, user in drawn.readers:
        client = open_as(user)
        for path, (model, sees) in PATHS.items():
            due = {row.pk for record, row, _word in rows[path] if sees(reader, record, NOW)}
            with acting_as(actor(user)):
                assert set(model.objects.values_list("pk", flat=True)) == due, (reader, path)
            listed = client.get(f"/{path}/").content.decode()
            for record, row, word in rows[path]:
                mine = sees(reader, record, NOW)
                shown += mine
                assert (word in listed) == mine, (reader, record, path)
                if not asks(reader, word):
                    continue
                answer = client.get(f"/{path}/{row.reference}/")
                assert (answer.status_code == 200) == mine
                assert (word in answer.content.decode()) == mine
                if path != "engagements" and row.pk.int % 5 == 0:
                    file = client.get(f"/{path}/{row.reference}/fr.docx")
                    assert (file.status_code == 200) == mine
                    if name := LETTERS.get(path):
                        sent = client.get(f"/{path}/{row.reference}/{name}-fr.docx")
                        assert (sent.status_code == 200) == mine
        for record, annex, note in rows["annexes"]:
            mine = sees_annex(reader, record, NOW)
            with acting_as(actor(user)):
                texts = list(Annex.objects.values_list("text", flat=True))
            assert (note in texts) == mine
            if asks(reader, note):
                file = client.get(f"/annexes/{annex.reference}/fr.docx")
                assert (file.status_code == 200) == mine
    assert shown
