"""Wall 3 for threats and assessments: lists, pages, drafts and documents of every reader."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date
from typing import Any

import psycopg
import pytest
from oracle import NOW, Reader, Record, sees_assessment
from sampling import asks, seeds

from doors import open_as
from planting import plant
from rempart.kernel import ids
from rempart.kernel.actor import acting_as
from rempart.threats import assessing
from rempart.threats.models import Assessment, Section, Threat

OCTOBER = date(2014, 10, 1)
SEEDS = seeds(3, 5)


def canary(chance: random.Random) -> str:
    """A word that stands in one record only."""
    return f"canari{chance.randrange(16**10):010x}"


def placed(record: Record, prefix: str) -> dict[str, Any]:
    """Where a planted row stands."""
    return {
        "office": record.office, "marking": record.marking, "compartment": record.compartment,
        "component": 1, "author": ids.new_id(), "reference": ids.new_reference(prefix, 2014),
    }  # fmt: skip


@pytest.fixture
def written(house: psycopg.Connection) -> Callable[[int], tuple[list[Any], list[Any]]]:
    """`written(seed)` plants threats and assessments everywhere: (record, row, canary)."""

    def draw(seed: int) -> tuple[list[Any], list[Any]]:
        chance = random.Random(seed)
        threats, wholes = [], []
        for number in range(24):
            record = Record(
                chance.choice([1, 1, 2, 4]), chance.choice([1, 1, 2, 3]), chance.choice([0, 0, 2])
            )
            word = canary(chance)
            row = Threat(
                title=f"Menace {word}", perpetrator="criminal", threat_type="killing",
                area="ML0702", population=word, state="active", analysis=word,
                **placed(record, "GAO"),
            )  # fmt: skip
            threats.append((record, plant(house, row), word))
            if number % 2:
                continue
            whole = plant(
                house, Assessment(month=date(2014, 1 + number // 2, 1), **placed(record, "GAO"))
            )
            text = canary(chance)
            plant(
                house,
                Section(assessment_id=whole.pk, code="context", text=text, **placed(record, "GAO")),
            )
            wholes.append((record, whole, text))
        return threats, wholes

    return draw


@pytest.mark.parametrize("seed", SEEDS)
def test_rows_and_pages_hold_what_is_due_and_nothing_else(
    seed: int, mission: Callable[..., Any], actor: Callable[..., Any],
    written: Callable[[int], Any],
) -> None:  # fmt: skip
    drawn = mission(seed, records=1)
    threats, wholes = written(seed)
    shown = 0
    for reader, user in drawn.readers:
        due = {row.pk for record, row, _word in threats if sees_assessment(reader, record, NOW)}
        with acting_as(actor(user)):
            assert set(Threat.objects.values_list("pk", flat=True)) == due, reader
            texts = set(Section.objects.values_list("text", flat=True))
        assert texts == {
            word for record, _row, word in wholes if sees_assessment(reader, record, NOW)
        }
        client = open_as(user)
        listed = client.get("/menaces/").content.decode()
        for record, row, word in threats:
            mine = sees_assessment(reader, record, NOW)
            assert (word in listed) == mine, (reader, record)
            shown += mine
            if asks(reader, word):
                answer = client.get(f"/menaces/{row.reference}/")
                assert (answer.status_code == 200) == mine
                assert (word in answer.content.decode()) == mine
    assert shown


def test_drafts_and_documents_hold_no_canary_of_another(
    mission: Callable[..., Any], actor: Callable[..., Any], written: Callable[[int], Any]
) -> None:
    drawn = mission(11, records=1)
    threats, wholes = written(11)
    for reader, user in drawn.readers:
        client = open_as(user)
        for record, whole, word in wholes[::2]:
            if not asks(reader, word):
                continue
            mine = sees_assessment(reader, record, NOW)
            path = f"/evaluations/{whole.reference}/"
            page = client.get(f"{path}context/")
            assert (page.status_code == 200) == mine, (reader, record)
            assert (word in page.content.decode()) == mine
            assert (client.get(f"{path}fr.docx").status_code == 200) == mine
            if mine:
                with acting_as(actor(user)):
                    said = str(assessing.content(Assessment.objects.get(pk=whole.pk)))
                assert not leaks(reader, threats, said)


def leaks(reader: Reader, threats: list[Any], said: str) -> list[str]:
    """Canaries in a content of threats that its reader is not due, or that are in compartments."""
    return [
        word
        for record, _row, word in threats
        if word in said and (record.compartment or not sees_assessment(reader, record, NOW))
    ]
