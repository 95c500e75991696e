"""Wall 3 at the doors: every page of every reader against the oracle, with canaries.

A canary is a word that stands in one record only. A page may hold it if, and only if, its reader
is due that record.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from oracle import NOW, sees
from sampling import asks, seeds

from doors import open_as, words

SEEDS = seeds(23, 29)


def whole_list(client: Client, query: str = "") -> str:
    """All pages of the list, joined."""
    path, text = f"/incidents/?{query}", ""
    while path:
        response = client.get(path)
        assert response.status_code in (200, 403)
        page = response.content.decode()
        text += page
        onward = re.search(r'<a href="(\?[^"]+)" rel="next"', page)
        path = "/incidents/" + onward[1].replace("&amp;", "&") if onward else ""
    return text


@pytest.mark.parametrize("seed", SEEDS)
def test_lists_and_records_hold_what_is_due_and_nothing_else(
    seed: int, mission: Callable[..., Any]
) -> None:
    drawn = mission(seed)
    shown = 0
    for reader, user in drawn.readers:
        client = open_as(user)
        listed = whole_list(client)
        for record, row in drawn.records:
            due = sees(reader, record, NOW)
            assert (row.reference in listed) == due, (reader, record)
            shown += due
        for record, row in drawn.records:
            if not asks(reader, record.tokens[0]):
                continue
            due = sees(reader, record, NOW)
            response = client.get(f"/incidents/{row.reference}/")
            page = response.content.decode()
            assert (response.status_code == 200) == due, (reader, record)
            for token in record.tokens:
                assert (token in page) == due
    assert shown > 0


def test_no_page_holds_a_canary_that_its_reader_is_not_due(mission: Callable[..., Any]) -> None:
    drawn = mission(31)
    for reader, user in drawn.readers:
        client = open_as(user)
        hidden = [token for record, _row in drawn.records if not sees(reader, record, NOW)
                  for token in record.tokens]  # fmt: skip
        paths = ["/", "/incidents/?office=gao", "/incidents/?verification=reported"]
        paths += [f"/incidents/?q={record.tokens[0]}" for record, _row in drawn.records[:6]]
        for path in paths:
            page = client.get(path).content.decode()
            asked = path.rpartition("q=")[2] if "q=" in path else ""
            assert not [t for t in hidden if t != asked and t in page], (reader, path)


def test_counts_on_the_page_are_those_of_the_oracle(mission: Callable[..., Any]) -> None:
    drawn = mission(37)
    for reader, user in drawn.readers:
        response = open_as(user).get("/incidents/")
        if response.status_code == 403:
            continue
        due = sum(sees(reader, record, NOW) for record, _row in drawn.records)
        said = re.search(r'<div class="chips"><b>(\d+) incident', words(response.content.decode()))
        assert said is not None, reader
        assert int(said[1]) == due, reader


def test_a_search_for_a_secret_word_finds_as_much_as_one_for_no_word(
    mission: Callable[..., Any],
) -> None:
    drawn = mission(41)
    for reader, user in drawn.readers[:12]:
        client = open_as(user)
        for record, row in drawn.records[:10]:
            if not asks(reader, record.tokens[0]):
                continue
            found = row.reference in whole_list(client, f"q={record.tokens[0]}")
            assert found == sees(reader, record, NOW), (reader, record)
