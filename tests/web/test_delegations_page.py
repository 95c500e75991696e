"""Lending one's powers: for a time, with a reason, to a colleague; taken back at once."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page

from browsing import fit
from doors import words
from planting import incident
from rempart.kernel import clock
from rempart.kernel.actor import Actor, actor_of
from rempart.people.models import Delegation

Appoint = Callable[..., Actor]
Door = Callable[..., Client]


def lending(lender: Actor, holder: Actor, **said: Any) -> dict[str, Any]:
    return {
        "post": str(lender.standings[0].post), "holder": str(holder.id), "powers": ["edit"],
        "last_day": "21/11/2014", "reason": "mission à Ansongo", **said,
    }  # fmt: skip


@pytest.mark.parametrize("language", ["fr", "en"])
def test_powers_are_lent_seen_by_both_and_taken_back(
    language: str, house: Any, appoint: Appoint, door: Door
) -> None:
    incident(house, office=1, marking=1)
    expert, other = appoint("poc_expert", "gao"), appoint("force", "kidal")
    lender, borrower = door(expert, language), door(other, language)
    page = words(lender.get("/delegations/").content.decode())
    assert {"fr": "modifier", "en": "edit"}[language] in page
    assert lender.post("/delegations/", lending(expert, other)).status_code == 302
    lent = Delegation.objects.get()
    assert {s.on_behalf_of for s in actor_of(other.id).standings} == {None, expert.id}
    for client in (lender, borrower):
        assert "mission à Ansongo" in client.get("/delegations/").content.decode()
    outsider = door(appoint("imo"), language)
    assert "Ansongo" not in outsider.get("/delegations/").content.decode()
    assert outsider.post(f"/delegations/{lent.pk}/").status_code == 404
    assert borrower.post(f"/delegations/{lent.pk}/").status_code == 302
    with clock.frozen(clock.now() + timedelta(seconds=1)):
        assert {s.on_behalf_of for s in actor_of(other.id).standings} == {None}


def test_a_faulty_delegation_keeps_what_was_typed(house: Any, appoint: Appoint, door: Door) -> None:
    expert, other = appoint("poc_expert", "gao"), appoint("force", "kidal")
    client = door(expert)
    said = words(client.post("/delegations/", lending(expert, other, last_day="")).content.decode())
    assert "mission à Ansongo" in said
    late = client.post("/delegations/", lending(expert, other, last_day="01/11/2014"))
    assert "la fin ne suit pas le début" in words(late.content.decode())
    stolen = lending(appoint("head_of_office", "gao"), other)
    assert "errors" in client.post("/delegations/", stolen).content.decode()
    assert not Delegation.objects.exists()


def test_those_kept_apart_are_not_offered_and_partners_see_no_names(
    house: Any, appoint: Appoint, door: Door
) -> None:
    appoint("force", "gao")
    offered = door(appoint("poc_expert", "gao")).get("/delegations/").content.decode()
    assert "force 0" in offered
    for role in ("administrator", "auditor", "partner"):
        appoint(role)
        assert "force 0" not in door(appoint(role)).get("/delegations/").content.decode()
    offered = door(appoint("poc_expert", "gao")).get("/delegations/").content.decode()
    assert not re.search(r"(administrator|auditor|partner) \d", offered)


def test_the_page_pleases_axe_and_fits(
    house: Any, appoint: Appoint, door: Door, visit: Callable[..., Page]
) -> None:
    expert, other = appoint("poc_expert", "gao"), appoint("force", "kidal")
    door(expert).post("/delegations/", lending(expert, other))
    page = visit(expert, "/delegations/")
    fit(page)
