"""Wall 3 for releases, what was released, and what partners sent: rows, pages, documents."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import psycopg
import pytest
from oracle import NOW, Reader, Record, sees_release, sees_submission
from sampling import asks, seeds

from approved import approve, content
from doors import open_as
from planting import plant
from rempart.kernel import ids
from rempart.kernel.actor import acting_as
from rempart.leadership.releases.content import Chosen, released
from rempart.leadership.releases.models import Release, Released, Submission
from rempart.people import models as people

SEEDS = seeds(5, 17)
ORGANISATIONS = (1, 2, 3)


@dataclass(frozen=True)
class Given:
    """What was released, as the oracle knows it: to whom, from when, until when, taken back?"""

    organisations: frozenset[int]
    opens: datetime
    ends: datetime
    revoked: bool


def reads(reader: Reader, belongs: dict[str, int], given: Given, record: Record) -> bool:
    """An addressee while it stands; those of the mission who see the release it is part of."""
    if sees_release(reader, record, NOW):
        return True
    mine = belongs.get(reader.name, 0)
    partner = any(
        post.role == "partner"
        and (post.begins is None or post.begins <= NOW)
        and (post.ends is None or post.ends > NOW)
        for post in reader.posts
    )
    now = given.opens <= NOW < given.ends and not given.revoked
    return partner and mine in given.organisations and now


def _canary(chance: random.Random) -> str:
    return f"canari{chance.randrange(16**10):010x}"


@pytest.fixture
def planted(house: psycopg.Connection) -> Callable[..., tuple[list[Any], list[Any]]]:
    """`planted(seed, readers)` puts releases and submissions everywhere, each with its canary."""

    def draw(seed: int, readers: list[tuple[Reader, Any]]) -> tuple[list[Any], list[Any]]:
        chance = random.Random(seed)
        gave, sent = [], []
        for _number in range(12):
            author, user = chance.choice(readers)
            record = Record(chance.choice([1, 1, 2, 4]), chance.choice([1, 1, 2]), 0, author.name)
            gave.append(_release(house, chance, record, user))
            author, user = chance.choice(
                [pair for pair in readers if pair[0].posts[0].role == "partner"]
            )
            record = Record(chance.choice([1, 1, 2, 4]), chance.choice([1, 2, 3]), 0, author.name)
            word = _canary(chance)
            row = Submission(
                sort="alert", organisation=1, text=word, author=user.pk, office=record.office,
                marking=record.marking, component=1, reference=ids.new_reference("GAO", 2014),
            )  # fmt: skip
            sent.append((record, plant(house, row), word))
        return gave, sent

    return draw


def _release(house: Any, chance: random.Random, record: Record, user: Any) -> tuple[Any, ...]:
    whole = approve(house, record.office, month=date(2014, 1, 1) + timedelta(days=31 * 3))
    word, given = _canary(chance), Given(
        frozenset(chance.sample(ORGANISATIONS, chance.choice([1, 2]))),
        NOW + timedelta(days=chance.choice([-9, -9, 1])),
        NOW + timedelta(seconds=chance.choice([0, 1, 86400])),
        chance.random() < 0.2,
    )  # fmt: skip
    reference = ids.new_reference("GAO", 2014)
    row = plant(
        house,
        Release(
            assessment=whole, organisations=sorted(given.organisations), sections=["summary"],
            purpose=word, expires_on=date(2014, 12, 1), state="approved", author=user.pk,
            office=record.office, marking=record.marking, component=1, reference=reference,
        ),
    )  # fmt: skip
    chosen = Chosen(
        sections=("summary", "figures"), addressees=[{"fr": "x", "en": "x"}],
        expires=date(2014, 12, 1), marking=1, reference=reference,
        words={"summary": {"fr": f"dit {word}r", "en": f"dit {word}r"}},
    )  # fmt: skip
    plant(
        house,
        Released(
            release=row, reference=reference, organisations=sorted(given.organisations),
            opens_at=given.opens, expires_at=given.ends,
            revoked_at=datetime(2014, 11, 16, tzinfo=UTC) if given.revoked else None,
            content=released(content(), chosen)[0], content_hash="0" * 64,
            post_label="Conseillère", seal="5" * 64,
        ),
    )  # fmt: skip
    return record, given, row, word


def _organise(chance: random.Random, readers: list[tuple[Reader, Any]]) -> dict[str, int]:
    """Which organisation each partner belongs to; one of them to none."""
    belongs = {}
    for place, (reader, user) in enumerate(readers):
        if any(post.role == "partner" for post in reader.posts):
            belongs[reader.name] = chance.choice((*ORGANISATIONS, 0)) if place % 3 else 1
            people.Post.objects.filter(holder=user, role="partner").update(
                organisation=belongs[reader.name]
            )
    return belongs


@pytest.mark.parametrize("seed", SEEDS)
def test_rows_pages_and_documents_hold_what_is_due_and_nothing_else(
    seed: int, mission: Callable[..., Any], actor: Callable[..., Any],
    planted: Callable[..., Any],
) -> None:  # fmt: skip
    drawn = mission(seed, readers=36, records=1)
    belongs = _organise(random.Random(seed), drawn.readers)
    gave, sent = planted(seed, drawn.readers)
    found = {"release": 0, "released": 0, "submission": 0}
    for reader, user in drawn.readers:
        _rows(reader, belongs, actor(user), gave, sent)
        client = open_as(user)
        lists = {
            path: client.get(path).content.decode()
            for path in ("/communications/", "/partage/", "/envois/", "/")
        }
        for record, given, row, word in gave:
            mine = sees_release(reader, record, NOW)
            found["release"] += mine
            assert (row.reference in lists["/communications/"]) == mine
            theirs = reads(reader, belongs, given, record) and reader.name in belongs
            found["released"] += theirs
            assert (row.reference in lists["/partage/"]) == theirs
            if not asks(reader, word):
                continue
            page = client.get(f"/communications/{row.reference}/")
            assert (page.status_code == 200) == mine, (reader, record)
            assert (word in page.content.decode()) == mine
            page = client.get(f"/partage/{row.reference}/")
            assert (page.status_code == 200) == theirs, (reader, belongs, given)
            assert (f"{word}r" in page.content.decode()) == theirs
            if row.pk.int % 4 == 0:
                file = client.get(f"/partage/{row.reference}/fr.docx")
                assert (file.status_code == 200) == theirs
        for record, row, word in sent:
            mine = sees_submission(reader, record, NOW)
            found["submission"] += mine
            assert (word in lists["/envois/"]) == mine
            if not asks(reader, word):
                continue
            page = client.get(f"/envois/{row.reference}/")
            assert (page.status_code == 200) == mine, (reader, record)
            assert (word in page.content.decode()) == mine
    assert all(found.values()), found


def _rows(
    reader: Reader, belongs: dict[str, int], as_actor: Any, gave: list[Any], sent: list[Any]
) -> None:
    with acting_as(as_actor):
        due = {row.pk for record, _given, row, _word in gave if sees_release(reader, record, NOW)}
        assert set(Release.objects.values_list("pk", flat=True)) == due, reader
        due = {row.reference for rec, given, row, _w in gave if reads(reader, belongs, given, rec)}
        assert set(Released.objects.values_list("reference", flat=True)) == due, reader
        due = {row.pk for record, row, _word in sent if sees_submission(reader, record, NOW)}
        assert set(Submission.objects.values_list("pk", flat=True)) == due, reader
