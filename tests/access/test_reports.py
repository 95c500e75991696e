"""Wall 3 for what is told: reports and their files, coded sources, identities, openings."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from oracle import NOW, Reader, Record, sees, sees_identity, sees_opening, sees_source
from sampling import asks, seeds

from doors import open_as
from planting import incident, plant
from rempart.kernel import ids
from rempart.kernel.actor import acting_as
from rempart.kernel.envelopes import seal
from rempart.register.models import (
    Identity,
    IncidentFile,
    Opening,
    Report,
    ReportFile,
    Source,
)

SEEDS = seeds(2, 3)


def _drawn(chance: random.Random, readers: list[Any], compartment: int | None = None) -> Any:
    author, user = chance.choice(readers)
    record = Record(
        chance.choice([1, 1, 2, 4]), chance.choice([1, 1, 2, 3]),
        chance.choice([0, 0, 5]) if compartment is None else compartment, author.name,
        component=chance.choice([1, 1, 4]),
    )  # fmt: skip
    where = {
        "office": record.office, "marking": record.marking, "compartment": record.compartment,
        "component": record.component, "author": user.pk,
        "reference": ids.new_reference("GAO", 2014),
    }  # fmt: skip
    return record, where, f"canari{chance.randrange(16**10):010x}"


def _file(house: Any, model: Any, whole: Any, word: str, **of: Any) -> Any:
    part = model(
        name=f"{word}.txt", media_type="text/plain", size=1, digest="0" * 64, added_by="x", **of
    )
    part.sealed = seal(word.encode(), "attachment", str(part.pk))
    return plant(house, part)


@pytest.mark.parametrize("seed", SEEDS)
def test_reports_and_files_are_seen_as_incidents_are(
    seed: int, mission: Callable[..., Any], actor: Callable[..., Any], house: psycopg.Connection
) -> None:
    drawn = mission(seed, records=1)
    chance = random.Random(seed)
    rows, shown = [], 0
    for _number in range(7):
        record, where, word = _drawn(chance, drawn.readers)
        row = plant(house, Report(told=word, place=word, handling="mission", **where))
        event = incident(house, **{**where, "reference": ids.new_reference("GAO", 2014)})
        pieces = [_file(house, ReportFile, row, word, report_id=row.pk),
                  _file(house, IncidentFile, event, word, incident_id=event.pk)]  # fmt: skip
        rows.append((record, row, event, pieces, word))
    for reader, user in drawn.readers:
        client = open_as(user)
        due = {row.pk for record, row, *_rest in rows if sees(reader, record, NOW)}
        with acting_as(actor(user)):
            assert set(Report.objects.values_list("pk", flat=True)) == due, reader
            assert set(ReportFile.objects.values_list("report_id", flat=True)) == due, reader
        listed = client.get("/rapports/").content.decode()
        for record, row, event, pieces, word in rows:
            mine = sees(reader, record, NOW)
            shown += mine
            assert (word in listed) == mine, (reader, record)
            if not asks(reader, word):
                continue
            answer = client.get(f"/rapports/{row.reference}/")
            assert (answer.status_code == 200) == mine
            assert (word in answer.content.decode()) == mine
            page = client.get(f"/incidents/{event.reference}/").content.decode()
            assert (word in page) == mine
            for piece in pieces:
                sent = client.get(f"/pieces/{piece.pk}/")
                assert (sent.status_code == 200) == mine
                assert (word.encode() in sent.content) == mine
    assert shown


@pytest.mark.parametrize("seed", SEEDS)
def test_sources_identities_and_openings_are_seen_as_the_role_table_says(
    seed: int, mission: Callable[..., Any], actor: Callable[..., Any], house: psycopg.Connection
) -> None:
    drawn = mission(seed, records=1, readers=28)
    chance = random.Random(seed)
    rows, openings = [], []
    for _number in range(12):
        record, where, word = _drawn(chance, drawn.readers, compartment=0)
        source = plant(house, Source(type="resident", consent="internal", **where))
        behind = Record(record.office, record.marking, 1, record.author,
                        component=record.component)  # fmt: skip
        identity = Identity(source_id=source.pk, **{**where, "compartment": 1})
        identity.sealed = seal(word.encode(), "source identity", str(identity.pk))
        rows.append((record, behind, source, plant(house, identity), word))
        record, where, word = _drawn(chance, drawn.readers, compartment=0)
        opening = Opening(code="GAO-14-7K3QXM", opened_by=word, post_label=word, why=word, **where)
        openings.append((record, plant(house, opening), word))
    shown = {"source": 0, "identity": 0, "opening": 0}
    for reader, user in drawn.readers:
        client = open_as(user)
        with acting_as(actor(user)):
            found = {
                "source": set(Source.objects.values_list("pk", flat=True)),
                "identity": set(Identity.objects.values_list("pk", flat=True)),
                "opening": set(Opening.objects.values_list("pk", flat=True)),
            }
        due = {
            "source": {s.pk for record, _b, s, *_r in rows if sees_source(reader, record, NOW)},
            "identity": {i.pk for _r, b, _s, i, _w in rows if sees_identity(reader, b, NOW)},
            "opening": {o.pk for record, o, _w in openings if sees_opening(reader, record, NOW)},
        }
        assert found == due, reader
        for kind in shown:
            shown[kind] += len(due[kind])
        _pages(client, reader, rows, openings)
    assert all(shown.values()), shown


def _pages(client: Any, reader: Reader, rows: list[Any], openings: list[Any]) -> None:
    listed = client.get("/sources/").content.decode()
    noted = client.get("/sources/ouvertures/")
    for record, _behind, source, *_rest in rows:
        seen = f"/sources/{source.reference}/" in listed
        assert seen == sees_source(reader, record, NOW), (reader, record)
    for record, behind, source, _identity, word in rows[::3]:
        mine = sees_source(reader, record, NOW)
        answer = client.get(f"/sources/{source.reference}/")
        assert (answer.status_code == 200) == mine
        assert word not in answer.content.decode()
        opened = client.post(f"/sources/{source.reference}/identite/", {"reason": ""})
        due = mine and sees_identity(reader, behind, NOW)
        assert (opened.status_code == 400) == due, (reader, record)
        assert opened.status_code in (400, 403, 404)
        assert word not in opened.content.decode()
    for record, _opening, word in openings:
        assert (word in noted.content.decode()) == sees_opening(reader, record, NOW)
