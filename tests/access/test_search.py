"""Wall 3 for the search across rooms: by a secret word, and by a secret reference."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from oracle import NOW, sees
from sampling import asks

from doors import open_as


def test_a_search_finds_what_is_due_and_nothing_else(mission: Callable[..., Any]) -> None:
    drawn = mission(43)
    shown = 0
    for reader, user in drawn.readers[:14]:
        client = open_as(user)
        for record, row in drawn.records[:12]:
            if not asks(reader, record.tokens[0]):
                continue
            answer = client.get("/recherche/", {"q": record.tokens[0]})
            due = sees(reader, record, NOW)
            if answer.status_code == 200:
                assert (row.reference in answer.content.decode()) == due, (reader, record)
                shown += due
            exact = client.get("/recherche/", {"q": row.reference})
            assert (exact.status_code == 302) == (due and answer.status_code == 200)
    assert shown
