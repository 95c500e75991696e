"""Wall 3 for briefs: rows, list, page and document, both ways; and the SRSG's page."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import psycopg
import pytest
from oracle import NOW, Reader, Record, sees_assessment
from sampling import asks, seeds

from doors import open_as
from planting import plant
from rempart.kernel import ids
from rempart.kernel.actor import acting_as
from rempart.leadership.briefs.models import Brief

SEEDS = seeds(3, 19)
LEADERS = {"srsg", "dsrsg", "senior_adviser"}


def sees_brief(reader: Reader, record: Record) -> bool:
    """A brief is an assessment's: an office's readers read theirs, the mission's its leadership."""
    return sees_assessment(reader, record, NOW)


@pytest.mark.parametrize("seed", SEEDS)
def test_rows_pages_and_documents_hold_what_is_due_and_nothing_else(
    seed: int, mission: Callable[..., Any], actor: Callable[..., Any], house: psycopg.Connection
) -> None:
    drawn = mission(seed, readers=30, records=1)
    chance = random.Random(seed)
    rows, shown = [], 0
    for number in range(14):
        author, user = chance.choice(drawn.readers)
        record = Record(chance.choice([0, 1, 1, 2, 4]), chance.choice([1, 1, 2, 3]), 0, author.name)
        word = f"canari{chance.randrange(16**10):010x}"
        first = date(2013, 1, 7) + timedelta(days=7 * number)
        row = Brief(
            sort="weekly", first=first, last=first + timedelta(days=6),
            words={"fr": word, "en": word}, author=user.pk, office=record.office,
            marking=record.marking, component=1, reference=ids.new_reference("GAO", 2014),
        )  # fmt: skip
        rows.append((record, plant(house, row), word))
    for reader, user in drawn.readers:
        due = {row.pk for record, row, _word in rows if sees_brief(reader, record)}
        with acting_as(actor(user)):
            assert set(Brief.objects.values_list("pk", flat=True)) == due, reader
        client = open_as(user)
        listed = client.get("/points/").content.decode()
        for record, row, word in rows:
            mine = sees_brief(reader, record)
            shown += mine
            assert (row.reference in listed) == mine, (reader, record)
            if asks(reader, word):
                page = client.get(f"/points/{row.reference}/")
                assert (page.status_code == 200) == mine, (reader, record)
                assert (word in page.content.decode()) == mine
            if asks(reader, f"file of {word}") and asks(reader, word):
                file = client.get(f"/points/{row.reference}/en.docx")
                assert (file.status_code == 200) == mine
    assert shown


@pytest.mark.parametrize("seed", SEEDS[:1])
def test_the_page_of_the_srsg_opens_to_the_leadership_alone(
    seed: int, mission: Callable[..., Any]
) -> None:
    opened = 0
    for reader, user in mission(seed, readers=30, records=4).readers:
        leads = any(
            post.role in LEADERS
            and (post.begins is None or post.begins <= NOW)
            and (post.ends is None or post.ends > NOW)
            for post in reader.posts
        )
        page = open_as(user).get("/page-rssg/")
        assert (page.status_code == 200) == leads, reader
        opened += leads
    assert opened
