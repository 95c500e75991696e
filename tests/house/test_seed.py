"""The text it all comes from: every claim has its page, its how-to and its code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.urls import resolve

DOCS = Path(__file__).resolve().parents[2] / "docs"
ROW = re.compile(r"^\| \d+ \|.*$", re.MULTILINE)


def rows_of(name: str) -> list[str]:
    """The rows of the table in one language."""
    return ROW.findall((DOCS / name).read_text("utf-8"))


@pytest.mark.parametrize("name", ["seed.md", "seed.fr.md"])
def test_the_text_is_split_into_its_claims_and_every_link_holds(name: str) -> None:
    rows = rows_of(name)
    assert len(rows) == len(rows_of("seed.md")) >= 17
    for row in rows:
        addresses = re.findall(r"`(/[^`]*)`", row)
        assert addresses, row
        for address in addresses:
            resolve(address)
        links = re.findall(r"\]\(([^)#]+)", row)
        assert links, row
        for link in links:
            assert (DOCS / link).exists(), (row, link)
