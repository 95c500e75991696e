"""The text it all comes from: every claim has its page, its how-to and its code."""

from __future__ import annotations

import re
from pathlib import Path

from django.urls import resolve

DOCS = Path(__file__).resolve().parents[2] / "docs"
SEED = (DOCS / "seed.md").read_text("utf-8")


def test_the_text_is_split_into_its_claims_and_every_link_holds() -> None:
    rows = re.findall(r"^\| \d+ \|.*$", SEED, re.MULTILINE)
    assert len(rows) >= 17
    for row in rows:
        addresses = re.findall(r"`(/[^`]*)`", row)
        assert addresses, row
        for address in addresses:
            resolve(address)
        links = re.findall(r"\]\(([^)#]+)", row)
        assert links, row
        for link in links:
            assert (DOCS / link).exists(), (row, link)
