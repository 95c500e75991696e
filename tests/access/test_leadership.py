"""Wall 3 for the leadership's records: notes for few, strategies and meetings for every post."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date
from typing import Any

import psycopg
import pytest
from oracle import NOW, Reader, Record, sees_advice, sees_assessment, sees_strategy
from sampling import asks, seeds

from doors import open_as
from planting import plant
from rempart.kernel import ids
from rempart.kernel.actor import acting_as
from rempart.leadership.models import (
    AdviceNote,
    Consultation,
    Indicator,
    Meeting,
    Objective,
    Progress,
    Strategy,
)

DAY = date(2014, 11, 20)
SEEDS = seeds(7, 13)


def _placed(record: Record, author: Any) -> dict[str, Any]:
    return {
        "office": record.office, "marking": record.marking, "compartment": record.compartment,
        "component": 1, "author": author, "reference": ids.new_reference("GAO", 2014),
    }  # fmt: skip


def _note(word: str, where: dict[str, Any]) -> AdviceNote:
    return AdviceNote(
        subject=word, topic="presence", addressee="srsg", answer_by=DAY, recommendation=word,
        state="submitted", submitted_on=DAY, **where,
    )  # fmt: skip


def _meeting(word: str, where: dict[str, Any]) -> Meeting:
    return Meeting(body="smg_poc", title=word, held_on=DAY, minutes=word, **where)


def _strategy(word: str, where: dict[str, Any]) -> Strategy:
    return Strategy(title_fr=word, purpose_fr=word, **where)


def _consultation(word: str, where: dict[str, Any]) -> Consultation:
    return Consultation(party="unct", question=word, asked_on=DAY, **where)


KINDS: dict[str, tuple[Any, Any, Any]] = {
    "notes": (AdviceNote, _note, sees_advice),
    "reunions": (Meeting, _meeting, sees_strategy),
    "strategie": (Strategy, _strategy, sees_strategy),
    "consultations": (Consultation, _consultation, sees_strategy),
}
"""By address: the model, how one is made, who sees it."""


@pytest.fixture
def planted(house: psycopg.Connection) -> Callable[..., dict[str, list[Any]]]:
    """`planted(seed, readers)` puts records everywhere: by path, (record, row, canary)."""

    def draw(seed: int, readers: list[tuple[Reader, Any]]) -> dict[str, list[Any]]:
        chance = random.Random(seed)
        found: dict[str, list[Any]] = {path: [] for path in KINDS}
        for path, (_model, made, _sees) in KINDS.items():
            for _number in range(8):
                author, user = chance.choice(readers)
                record = Record(
                    chance.choice([0, 1, 1, 4]), chance.choice([1, 1, 2, 3]),
                    chance.choice([0, 0, 5]), author.name,
                )  # fmt: skip
                word = f"canari{chance.randrange(16**10):010x}"
                row = plant(house, made(word, _placed(record, user.pk)))
                found[path].append((record, row, word))
        return found

    return draw


@pytest.mark.parametrize("seed", SEEDS)
def test_rows_pages_and_documents_hold_what_is_due_and_nothing_else(
    seed: int, mission: Callable[..., Any], actor: Callable[..., Any],
    planted: Callable[..., Any],
) -> None:  # fmt: skip
    drawn = mission(seed, records=1)
    rows = planted(seed, drawn.readers)
    shown = dict.fromkeys(KINDS, 0)
    for reader, user in drawn.readers:
        client = open_as(user)
        for path, (model, _made, sees) in KINDS.items():
            due = {row.pk for record, row, _word in rows[path] if sees(reader, record, NOW)}
            with acting_as(actor(user)):
                assert set(model.objects.values_list("pk", flat=True)) == due, (reader, path)
            listed = client.get(f"/{path}/").content.decode()
            for record, row, word in rows[path]:
                mine = sees(reader, record, NOW)
                shown[path] += mine
                assert (word in listed) == mine, (reader, record, path)
                if not asks(reader, word):
                    continue
                answer = client.get(f"/{path}/{row.reference}/")
                assert (answer.status_code == 200) == mine
                assert (word in answer.content.decode()) == mine
                if row.pk.int % 5 == 0 and path != "consultations":
                    file = client.get(f"/{path}/{row.reference}/fr.docx")
                    assert (file.status_code == 200) == mine
    assert all(shown.values())


@pytest.mark.parametrize("seed", SEEDS)
def test_uptake_and_my_day_count_only_notes_that_the_reader_sees(
    seed: int, mission: Callable[..., Any], planted: Callable[..., Any]
) -> None:
    drawn = mission(seed, records=1)
    rows = planted(seed, drawn.readers)["notes"]
    for reader, user in drawn.readers:
        client = open_as(user)
        due = [row for record, row, _word in rows if sees_advice(reader, record, NOW)]
        page = client.get("/notes/suites/?since=")
        if not due:
            assert "<dd>0</dd>" in page.content.decode() or page.status_code in (403, 404)
        else:
            assert f"<dt>Remises</dt><dd>{len(due)}</dd>" in page.content.decode()
        day = client.get("/").content.decode()
        for row in {row for _record, row, _word in rows} - set(due):
            assert row.reference not in day


@pytest.mark.parametrize("seed", SEEDS)
def test_parts_of_a_strategy_and_reports_on_it_stand_behind_their_walls(
    seed: int, mission: Callable[..., Any], actor: Callable[..., Any], house: psycopg.Connection
) -> None:
    """Objectives and indicators for every post; an office's reports for who reads assessments."""
    drawn, chance = mission(seed, records=1), random.Random(seed)
    rows: list[tuple[Record, Any, str, Any]] = []
    whole = plant(house, _strategy("s", _placed(Record(0, 1), drawn.readers[0][1].pk)))
    for number in range(12):
        author, user = chance.choice(drawn.readers)
        record = Record(chance.choice([1, 2, 4]), chance.choice([1, 2, 3]), 0, author.name)
        where, word = _placed(record, user.pk), f"canari{chance.randrange(16**10):010x}"
        aim = plant(house, Objective(
            strategy_id=whole.pk, volet="t1", mode="prevention", text_fr=word, **where
        ))  # fmt: skip
        rows.append((record, aim, word, sees_strategy))
        where = _placed(record, user.pk)
        gauge = Indicator(objective_id=aim.pk, text_fr=f"{word}i", **where)
        rows.append((record, plant(house, gauge), f"{word}i", sees_strategy))
        report = Progress(
            strategy_id=whole.pk, until=date(2014, 1, 1 + number), words=f"{word}p",
            **_placed(record, user.pk),
        )  # fmt: skip
        rows.append((record, plant(house, report), f"{word}p", sees_assessment))
    paths = {"objective": "objectifs", "indicator": "indicateurs"}
    for reader, user in drawn.readers:
        client = open_as(user)
        pages = client.get(f"/strategie/{whole.reference}/").content.decode()
        pages += client.get(f"/strategie/{whole.reference}/bureaux/gao/").content.decode()
        for record, row, word, sees in rows:
            mine = sees(reader, record, NOW)
            with acting_as(actor(user)):
                assert type(row).objects.filter(pk=row.pk).exists() == mine
            assert mine or word not in pages
            if row.kind in paths and asks(reader, word):
                answer = client.get(f"/{paths[row.kind]}/{row.reference}/")
                assert (answer.status_code == 200) == mine
