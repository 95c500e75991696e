"""Sealing, verifying, anchoring; and what an altered journal looks like."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import psycopg

from rempart.kernel import journal
from rempart.kernel.actor import acting_as
from rempart.kernel.models import JournalEntry


def _write(appoint: Callable[..., Any], entries: int) -> None:
    with acting_as(appoint("poc_expert", "gao")):
        for number in range(entries):
            journal.write("test.entry", "incident", rows=number)


def test_entries_wait_until_they_are_sealed(appoint: Callable[..., Any]) -> None:
    _write(appoint, 3)
    assert journal.verify().waiting == 3
    assert journal.seal() == 3
    assert journal.seal() == 0
    verdict = journal.verify()
    assert (verdict.sealed, verdict.waiting, verdict.fault) == (3, 0, None)


def test_sealing_in_portions_gives_the_same_chain(appoint: Callable[..., Any]) -> None:
    _write(appoint, 5)
    assert journal.seal(limit=2) == 2
    first = journal.anchor()
    assert journal.seal() == 3
    assert journal.verify(first).anchored is True
    assert journal.verify(first).consistent


def test_an_altered_entry_breaks_the_chain_there(
    house: psycopg.Connection, appoint: Callable[..., Any]
) -> None:
    _write(appoint, 4)
    journal.seal()
    house.execute("ALTER TABLE kernel_journalentry DISABLE TRIGGER frozen")
    house.execute(
        "UPDATE kernel_journalentry SET rows = 77 WHERE id ="
        " (SELECT entry_id FROM kernel_seal WHERE position = 3)"
    )
    house.execute("ALTER TABLE kernel_journalentry ENABLE TRIGGER frozen")
    verdict = journal.verify()
    assert verdict.fault == 3
    assert not verdict.consistent


def test_a_chain_rebuilt_as_a_whole_is_consistent_but_not_anchored(
    house: psycopg.Connection, appoint: Callable[..., Any]
) -> None:
    """Whoever holds the database can rebuild everything: only an anchor kept elsewhere tells."""
    _write(appoint, 3)
    journal.seal()
    kept = journal.anchor()
    for table in ("kernel_seal", "kernel_journalentry"):
        house.execute(f"ALTER TABLE {table} DISABLE TRIGGER frozen")
    house.execute("DELETE FROM kernel_seal")
    house.execute("UPDATE kernel_journalentry SET actor_name = 'someone else'")
    for table in ("kernel_seal", "kernel_journalentry"):
        house.execute(f"ALTER TABLE {table} ENABLE TRIGGER frozen")
    journal.seal()
    assert journal.verify().consistent
    assert journal.verify(kept).anchored is False


def test_reading_marked_rows_is_logged_once_a_page(appoint: Callable[..., Any]) -> None:
    with acting_as(appoint("poc_expert", "gao")):
        journal.note_reading("incidents", "incident", [1, 1])
        journal.note_reading("incidents", "incident", [1, 2, 3])
        journal.note_reading("incidents.csv", "incident", [1], export=True)
    with acting_as(journal.SEALER):
        said = list(JournalEntry.objects.order_by("at").values_list("category", "rows"))
    assert said == [("read", 3), ("export", 1)]


def test_a_chain_without_entries_has_an_anchor_that_it_passes_through(house: Any) -> None:
    empty = journal.anchor()
    assert empty.startswith("0-")
    assert journal.verify(empty).anchored is True
    assert journal.verify("0-ffffffffffffffff").anchored is False
