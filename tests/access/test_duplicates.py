"""Wall 3 for duplicates: who sees one incident of a merge alone is told of no other."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import psycopg
from oracle import NOW, Record, sees

from doors import open_as
from planting import plant
from rempart.kernel import ids
from rempart.kernel.actor import acting_as
from rempart.register import behind, figures, queries
from rempart.register.models import Incident, Twins
from rempart.register.queries import Filters
from rempart.register.workflow import GONE


def merged(house: psycopg.Connection, leads: Incident, follows: Incident) -> Twins:
    """A merge as it stands in the database, whoever made it."""
    return plant(house, Twins(
        leads=leads, follows=follows, state="merged", office=leads.office, marking=leads.marking,
        compartment=leads.compartment, component=1, author=ids.new_id(),
        reference=ids.new_reference("GAO", 2014),
    ))  # fmt: skip


def drawn(
    house: psycopg.Connection, drawn_mission: Any
) -> tuple[list[Twins], list[list[tuple[Record, Incident]]]]:
    """Events that three incidents tell, wherever these stand; every pair of them is merged."""
    rows = drawn_mission.records
    events = [rows[first : first + 3] for first in range(0, len(rows), 3)]
    pairs = [
        merged(house, event[one][1], event[other][1])
        for event in events
        for one in range(3)
        for other in range(one + 1, 3)
    ]
    return pairs, events


def test_a_merge_is_seen_by_whoever_sees_both_ends_and_by_nobody_else(
    house: psycopg.Connection, mission: Callable[..., Any], actor: Callable[..., Any]
) -> None:
    made = mission(11, records=30)
    pairs, events = drawn(house, made)
    record_of = {row.pk: record for event in events for record, row in event}
    seen_some = hidden_some = False
    for reader, user in made.readers:
        due = {
            pair.pk for pair in pairs
            if sees(reader, record_of[pair.leads_id], NOW)
            and sees(reader, record_of[pair.follows_id], NOW)
        }  # fmt: skip
        seen_some, hidden_some = seen_some or bool(due), hidden_some or len(due) < len(pairs)
        with acting_as(actor(user)):
            assert set(Twins.objects.values_list("pk", flat=True)) == due, reader
            named = behind.pairs(GONE, open_only=False)
            assert sorted(named) == sorted(
                (pair.leads_id, pair.follows_id) for pair in pairs if pair.pk in due
            )
            assert set(behind.pairs(GONE, open_only=True)) == {
                (pair.leads_id, pair.follows_id)
                for pair in pairs
                if pair.pk in due and not record_of[pair.leads_id].compartment
            }
    assert seen_some
    assert hidden_some


def test_lists_and_counts_hold_each_event_once_for_what_the_reader_sees_of_it(
    house: psycopg.Connection, mission: Callable[..., Any], actor: Callable[..., Any]
) -> None:
    made = mission(12, records=30)
    _pairs, events = drawn(house, made)
    partly = 0
    for reader, user in made.readers:
        told = [[row for record, row in event if sees(reader, record, NOW)] for event in events]
        partly += sum(0 < len(rows) < 3 for rows in told)
        first = {rows[0].pk for rows in told if rows}
        with acting_as(actor(user)):
            assert {row.pk for row in queries.page(Filters(), size=100).rows} == first, reader
            assert set(queries.counted().values_list("pk", flat=True)) == first
            assert queries.count(Filters()).number == len(first)
            opening, whole = queries.opening(Filters(), size=100)
            assert ({row.pk for row in opening.rows}, whole.number) == (first, len(first))
            for divided in queries.facets(Filters()).values():
                assert sum(divided.values()) == len(first)
            months = figures.by_month(Filters()).values()
            assert sum(month.events for month in months) == len(first)
            assert sum(month.deaths[2] for month in months) == 3 * len(first)
            tally = figures.tally(Filters())
            assert tally.events == len(first)
            assert tally.deaths == (1 * len(first), 2 * len(first), 3 * len(first))
    assert partly


def test_pages_name_no_twin_that_the_reader_may_not_see(
    house: psycopg.Connection, mission: Callable[..., Any], actor: Callable[..., Any]
) -> None:
    made = mission(13, readers=24, records=12)
    _pairs, events = drawn(house, made)
    chance = random.Random(13)
    opened = refused = 0
    for reader, user in made.readers:
        client = open_as(user)
        queue = client.get("/doublons/?state=merged").content.decode()
        for event in events:
            due = [row for record, row in event if sees(reader, record, NOW)]
            hidden = [row for record, row in event if not sees(reader, record, NOW)]
            for row in hidden:
                assert row.reference not in queue, reader
            for row in due:
                assert (row.reference in queue) == (len(due) > 1), reader
            one, other = (row for _record, row in chance.sample(event, 2))
            answer = client.get(f"/doublons/{one.reference}/{other.reference}/")
            both = one in due and other in due
            opened, refused = opened + both, refused + (not both)
            assert (answer.status_code == 200) == both, (reader, answer.status_code)
            if due:
                page = client.get(f"/incidents/{due[0].reference}/").content.decode()
                for row in hidden:
                    assert row.reference not in page
                for row in due:
                    assert row.reference in page
    assert opened
    assert refused


def test_only_those_who_edit_both_may_decide(
    house: psycopg.Connection, mission: Callable[..., Any], actor: Callable[..., Any]
) -> None:
    made = mission(14, records=6)
    one, other = (row for record, row in made.records[:2])
    for _reader, user in made.readers:
        client = open_as(user)
        said = {"do": "merge", "which": one.reference, "reason": " "}
        answer = client.post(f"/doublons/{one.reference}/{other.reference}/", said)
        assert answer.status_code in (403, 404), "without a reason nothing is merged either"
    row = house.execute("SELECT count(*) FROM register_twins").fetchone()
    assert row == (0,)
