"""Wall 3 for what is learned: trainings, reviews and handovers are read as actions are."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date
from typing import Any

import psycopg
import pytest
from oracle import NOW, Reader, Record, sees_action, sees_strategy
from sampling import asks, seeds

from doors import open_as
from planting import plant
from rempart.kernel import ids
from rempart.kernel.actor import acting_as
from rempart.learning.models import Handover, Review, Tool, Training

DAY = date(2014, 11, 20)
SEEDS = seeds(7)


def _training(word: str, where: dict[str, Any]) -> Training:
    return Training(
        topic=word, audience="mission", recipients=word, held_on=DAY, support=[3], **where
    )


def _review(word: str, where: dict[str, Any]) -> Review:
    return Review(title=word, held_on=DAY, planned=word, **where)


def _handover(word: str, where: dict[str, Any]) -> Handover:
    return Handover(role="poc_expert", post_label=word, words=word, **where)


KINDS: dict[str, tuple[Any, Any, frozenset[int]]] = {
    "formations": (Training, _training, frozenset({3})),
    "bilans": (Review, _review, frozenset()),
    "passation": (Handover, _handover, frozenset()),
}
"""By address: the model, how one is made, which components support it."""


@pytest.mark.parametrize("seed", SEEDS)
def test_rows_lists_pages_and_documents_follow_the_actions(
    seed: int, mission: Callable[..., Any], actor: Callable[..., Any], house: psycopg.Connection
) -> None:
    drawn = mission(seed, records=1)
    chance = random.Random(seed)
    rows: dict[str, list[Any]] = {path: [] for path in KINDS}
    for path, (_model, made, support) in KINDS.items():
        for _number in range(8):
            author, user = chance.choice(drawn.readers)
            record = Record(
                chance.choice([1, 1, 2, 4]), chance.choice([1, 1, 2, 3]),
                chance.choice([0, 0, 5]), author.name, support=support,
            )  # fmt: skip
            where = {
                "office": record.office, "marking": record.marking, "component": record.component,
                "compartment": record.compartment, "author": user.pk,
                "reference": ids.new_reference("GAO", 2014),
            }  # fmt: skip
            word = f"canari{chance.randrange(16**10):010x}"
            rows[path].append((record, plant(house, made(word, where)), word))
    shown = dict.fromkeys(KINDS, 0)
    for reader, user in drawn.readers:
        client = open_as(user)
        for path, (model, _made, _support) in KINDS.items():
            with acting_as(actor(user)):
                seen = set(model.objects.values_list("pk", flat=True))
            assert seen == {row.pk for record, row, _word in rows[path] if _due(reader, record)}
            listed = client.get(f"/{path}/").content.decode()
            for record, row, word in rows[path]:
                mine = _due(reader, record)
                shown[path] += mine
                assert (word in listed) == mine, (reader, record, path)
                if not asks(reader, word):
                    continue
                answer = client.get(f"/{path}/{row.reference}/")
                assert (answer.status_code == 200) == mine
                assert (word in answer.content.decode()) == mine
                if row.pk.int % 5 == 0:
                    file = client.get(f"/{path}/{row.reference}/fr.docx")
                    assert (file.status_code == 200) == mine
    assert all(shown.values())


def _due(reader: Reader, record: Record) -> bool:
    return sees_action(reader, record, NOW)


def test_every_post_reads_the_library_and_nobody_else(
    mission: Callable[..., Any], actor: Callable[..., Any], house: psycopg.Connection
) -> None:
    drawn = mission(7, records=1)
    record = Record(0, 1)
    row = plant(house, Tool(
        code="essai", edition=1, title_fr="Essai", title_en="Trial", text_fr="canari",
        text_en="canari", changed="neuf", author=drawn.readers[0][1].pk,
        reference=ids.new_reference("MIS", 2014),
    ))  # fmt: skip
    for reader, user in drawn.readers:
        mine = sees_strategy(reader, record, NOW)
        with acting_as(actor(user)):
            assert Tool.objects.filter(pk=row.pk).exists() == mine, reader
        answer = open_as(user).get("/bibliotheque/essai/")
        assert (answer.status_code == 200) == mine
        assert ("canari" in answer.content.decode()) == mine
