"""The second wall against the oracle: rows, counts, versions, links, search, both ways."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import psycopg
import pytest
from django.db.utils import ProgrammingError
from oracle import NOW, Reader, Record, sees
from sampling import seeds

from planting import plant
from rempart.kernel import policy
from rempart.kernel.actor import acting_as
from rempart.kernel.models import Link
from rempart.register import figures, queries, search
from rempart.register.models import Incident, IncidentVersion

SEEDS = seeds(1, 2, 3)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_reader_sees_what_is_due_and_nothing_else(
    seed: int, mission: Callable[..., Any], actor: Callable[..., Any]
) -> None:
    drawn = mission(seed)
    seen_in_all = 0
    for reader, user in drawn.readers:
        due = {row.pk for record, row in drawn.records if sees(reader, record, NOW)}
        with acting_as(actor(user)):
            assert set(Incident.objects.values_list("pk", flat=True)) == due, reader
            assert Incident.objects.count() == len(due)
            assert set(IncidentVersion.objects.values_list("object_id", flat=True)) == due
        seen_in_all += len(due)
    assert 0 < seen_in_all < len(drawn.readers) * len(drawn.records)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_reasons_agree_with_the_wall(
    seed: int, mission: Callable[..., Any], actor: Callable[..., Any]
) -> None:
    drawn = mission(seed)
    for reader, user in drawn.readers:
        who = actor(user)
        for record, row in drawn.records:
            verdict = policy.may_read(who, row.whereabouts)
            assert bool(verdict) == sees(reader, record, NOW), (reader, record, verdict)
            assert verdict or str(verdict.reason)


def test_counts_facets_and_months_tell_no_more(
    mission: Callable[..., Any], actor: Callable[..., Any]
) -> None:
    drawn = mission(7)
    for reader, user in drawn.readers:
        due = [row for record, row in drawn.records if sees(reader, record, NOW)]
        with acting_as(actor(user)):
            filters = queries.Filters()
            months, areas = figures.by_month(filters), figures.by_area(filters)
            points, whole = figures.by_point(filters), figures.tally(filters)
            shown, bounded = queries.page(filters, size=500), queries.count(filters)
        assert sum(tally.events for tally in months.values()) == len(due), reader
        assert sum(tally.events for tally in areas.values()) == len(due), reader
        assert sum(spot.events for spot in points) == sum(row.latitude is not None for row in due)
        assert whole.events == bounded.number == len(shown.rows) == len(due), reader


def test_search_finds_what_is_due_on_common_rare_and_secret_words(
    mission: Callable[..., Any], actor: Callable[..., Any]
) -> None:
    drawn = mission(11)
    for reader, user in drawn.readers[:14]:
        with acting_as(actor(user)):
            for word in ("marché", "récit"):
                found = {hit.id for hit in search.search(word, limit=200)}
                assert found == {
                    row.pk
                    for record, row in drawn.records
                    if sees(reader, record, NOW) and word in f"{row.place} {row.summary}"
                }, (reader, word)
            for record, row in drawn.records[:12]:
                found = {hit.id for hit in search.search(record.tokens[0], limit=10)}
                assert found == ({row.pk} if sees(reader, record, NOW) else set())


def test_a_link_is_seen_only_by_who_sees_both_its_ends(
    house: psycopg.Connection, mission: Callable[..., Any], actor: Callable[..., Any]
) -> None:
    drawn = mission(5, records=20)
    links = []
    for (left, a), (right, b) in zip(drawn.records, drawn.records[1:], strict=False):
        link = Link(
            source_kind="incident",
            source_id=a.pk,
            relation="follows",
            target_kind="incident",
            target_id=b.pk,
            author=a.author,
        )
        links.append((left, right, plant(house, link)))
    for reader, user in drawn.readers:
        due = {
            link.pk
            for left, right, link in links
            if sees(reader, left, NOW) and sees(reader, right, NOW)
        }
        with acting_as(actor(user)):
            assert set(Link.objects.values_list("pk", flat=True)) == due


def test_a_version_above_the_reader_stays_hidden_when_the_row_came_down(
    house: psycopg.Connection, mission: Callable[..., Any], actor: Callable[..., Any]
) -> None:
    """The row was strictly confidential and is unclassified now: its past stays closed."""
    drawn = mission(13)
    _record, row = next((r, i) for r, i in drawn.records if r.office == 1)
    house.execute(
        "UPDATE register_incident SET marking = 1, compartment = 0 WHERE id = %s", [row.pk]
    )
    plant(
        house,
        IncidentVersion(
            object_id=row.pk,
            number=2,
            action="incident.lower",
            actor=row.author,
            actor_name="x",
            values={},
            office=row.office,
            component=1,
            marking=3,
            compartment=0,
        ),
    )
    now_open = Record(office=1, marking=1, author=_record.author)
    then = Record(office=1, marking=3, author=_record.author)
    for reader, user in drawn.readers:
        with acting_as(actor(user)):
            numbers = set(
                IncidentVersion.objects.filter(object_id=row.pk, number=2).values_list(
                    "number", flat=True
                )
            )
        assert (2 in numbers) == (sees(reader, now_open, NOW) and sees(reader, then, NOW)), reader


def test_the_database_refuses_writing_beyond_ones_rights(
    house: psycopg.Connection, mission: Callable[..., Any], actor: Callable[..., Any]
) -> None:
    drawn = mission(17)
    editors = {
        "poc_expert", "duty_officer", "imo", "jmac",
        "human_rights", "child_protection", "women_protection",
    }  # fmt: skip
    tried = 0
    for reader, user in drawn.readers:
        if any(post.role in editors for post in reader.posts):
            continue
        for _record, row in drawn.records[:5]:
            tried += 1
            with suppress(ProgrammingError), acting_as(actor(user)):
                assert Incident.objects.filter(pk=row.pk).update(place="ailleurs") == 0
    assert tried > 10
    places = house.execute("SELECT count(*) FROM register_incident WHERE place = 'ailleurs'")
    assert places.fetchone() == (0,)


def test_reader_of_no_post_in_force_sees_nothing(
    mission: Callable[..., Any], actor: Callable[..., Any]
) -> None:
    drawn = mission(19)
    for reader, user in drawn.readers:
        if not any(
            sees(Reader("x", (post,)), Record(post.office, 1, 0, "x"), NOW) for post in reader.posts
        ):
            with acting_as(actor(user)):
                assert not Incident.objects.exists()
