"""A post that ends at midnight shows nothing after midnight; its relief sees it from then on."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from planting import incident
from rempart.kernel import clock
from rempart.kernel.actor import Actor, acting_as
from rempart.people import delegations

MIDNIGHT = datetime(2014, 11, 18, tzinfo=UTC)
REFERENCE = "GAO-14-7K3QXM"
PLACE = "Canari-sur-Fleuve"
SAYS = {
    "fr": {"no post": "Aucun poste en vigueur", "out": "Se déconnecter", "in": "Se connecter"},
    "en": {"no post": "No post in force today", "out": "Sign out", "in": "Sign in"},
}


def go(page: Page, path: str) -> Page:
    """Open another address of the same site."""
    page.goto(re.sub(r"(://[^/]+).*", r"\1", page.url) + path)
    return page


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_post_that_ended_shows_nothing_and_its_relief_takes_over(
    language: str, house: Any, appoint: Callable[..., Actor], visit: Callable[..., Page]
) -> None:
    incident(house, office=1, marking=2, place=PLACE, summary=PLACE, reference=REFERENCE)
    leaving = appoint("poc_expert", "gao", clearance=2, ends=MIDNIGHT)
    relief = appoint("poc_expert", "gao", clearance=2, begins=MIDNIGHT)
    borrower = appoint("force", "kidal", clearance=2)
    with acting_as(leaving):
        delegations.delegate(
            post=leaving.standings[0].post, holder=borrower.id, powers=["edit"],
            ends=MIDNIGHT + timedelta(days=3), reason="relève",
        )  # fmt: skip

    clock.shift_to(MIDNIGHT - timedelta(minutes=30))
    old = visit(leaving, "/incidents/", language=language)
    lent = visit(borrower, "/incidents/", language=language)
    new = visit(relief, "/incidents/", language=language)
    for page in (old, lent):
        expect(page.locator("#list")).to_contain_text(PLACE)
    expect(new.get_by_role("heading", level=1)).to_contain_text(SAYS[language]["no post"])
    go(old, f"/incidents/{REFERENCE}/")
    expect(old.get_by_role("heading", level=1)).to_contain_text(PLACE)

    clock.shift_to(MIDNIGHT)
    old.reload()
    for path in (
        f"/incidents/{REFERENCE}/", "/incidents/", "/incidents/?q=Fleuve", "/", "/menaces/",
        "/evaluations/", "/lieux/", "/delegations/", "/mon-compte/", "/bris-de-glace/",
    ):  # fmt: skip
        go(old, path)
        expect(old.get_by_role("heading", level=1)).to_contain_text(SAYS[language]["no post"])
        assert PLACE not in old.content()
        assert REFERENCE not in old.locator("main").inner_text()
    go(lent, "/incidents/")
    expect(lent.locator("main")).not_to_contain_text(PLACE)
    go(new, "/incidents/")
    expect(new.locator("#list")).to_contain_text(PLACE)

    old.get_by_role("main").get_by_role("button", name=SAYS[language]["out"]).click()
    expect(old.get_by_role("heading", level=1)).to_have_text(SAYS[language]["in"])
    old.go_back()
    assert PLACE not in old.content()
