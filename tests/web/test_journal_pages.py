"""The auditor's trail: all that was done, nothing that was said; sealed, anchored, walked."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from playwright.sync_api import Page

from browsing import fit
from doors import words
from planting import incident
from rempart.kernel import clock, journal, trail
from rempart.kernel.actor import Actor, acting_as, actor_of
from rempart.kernel.errors import BadInput
from rempart.people import grants
from rempart.people.models import User
from rempart.people.standing import retold
from rempart.register import actions as register

Appoint = Callable[..., Actor]
Door = Callable[..., Client]


def entries(actor: Actor, count: int, action: str = "incident.list") -> None:
    """So many readings, a second apart."""
    for number in range(count):
        with clock.frozen(clock.now() + timedelta(seconds=number)), acting_as(actor):
            journal.write(action, "incident", category="read", rows=number)


def text(response: Any) -> str:
    return words(response.content.decode())


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_trail_tells_who_when_and_what_kind_of_thing(
    language: str, house: Any, appoint: Appoint, door: Door
) -> None:
    expert = appoint("poc_expert", "gao")
    row = incident(house, office=1, marking=1, place="CANARI", summary="canari")
    with acting_as(expert):
        register.mark_incident(target=row.pk, marking=2, reason="motif secret")
    page = text(door(appoint("auditor"), language).get("/journal/"))
    assert "incident.mark" in page
    assert row.pk.hex[-10:] in page
    assert "marking" in page
    post = retold(actor_of(expert.id).standings[0].label, language)
    assert post in page
    assert "canari" not in page.lower()
    assert "motif secret" not in page


def test_seals_are_shown_and_the_chain_is_verified_against_an_anchor(
    house: Any, appoint: Appoint, door: Door
) -> None:
    auditor = appoint("auditor")
    client = door(auditor, "en")
    entries(auditor, 3)
    assert "0 entries are sealed" in text(client.get("/journal/"))
    journal.seal()
    entries(auditor, 1)
    page = text(client.get("/journal/"))
    assert "3 entries are sealed" in page
    assert "1 waits for its seal" in page
    kept = journal.anchor()
    assert kept in text(client.get("/journal/verification/"))
    said = text(client.post("/journal/verification/", {"anchor": kept}))
    assert "Unaltered up to the anchor" in said
    assert "Consistent" in text(client.post("/journal/verification/", {"anchor": ""}))
    assert "Altered" in text(
        client.post("/journal/verification/", {"anchor": "2-ffffffffffffffff"})
    )
    wrong = text(client.post("/journal/verification/", {"anchor": "n’importe quoi"}))
    assert "is not an anchor" in wrong
    assert "n’importe quoi" in wrong
    assert "journal.verify" in text(client.get("/journal/"))


def test_an_entry_changed_behind_the_walls_breaks_the_chain_on_the_page(
    house: Any, appoint: Appoint, door: Door
) -> None:
    auditor = appoint("auditor")
    entries(auditor, 3)
    journal.seal()
    house.execute("SET session_replication_role = replica")
    house.execute("UPDATE kernel_journalentry SET rows = 9 WHERE rows = 1")
    house.execute("SET session_replication_role = origin")
    assert "Rompu à l’écriture 2" in text(door(auditor).post("/journal/verification/"))


def test_every_entry_is_met_once_whatever_the_pages(house: Any, appoint: Appoint) -> None:
    auditor = appoint("auditor")
    with acting_as(auditor):
        for _number in range(23):  # all at the same moment: the id decides
            journal.write("x.same", "incident")
    entries(auditor, 14)
    met: list[UUID] = []
    with acting_as(auditor):
        page = trail.page(trail.Filters(), size=5)
        while True:
            met += [row.pk for row in page.rows]
            if not page.next:
                break
            page = trail.page(trail.Filters(), page.next, size=5)
        assert len(met) == len(set(met)) == 37
        with pytest.raises(BadInput):
            trail.page(trail.Filters(), "coupé")


def test_the_trail_is_narrowed_by_action_thing_and_period(
    house: Any, appoint: Appoint, door: Door
) -> None:
    admin, auditor = appoint("administrator"), appoint("auditor")
    holder = User.objects.create(email="awa@example.org", name="Awa")
    with acting_as(admin):
        grant = grants.propose(holder=holder.pk, role="imo", component="poc", reason="x")
    entries(auditor, 2)
    client = door(auditor, "en")

    def shown(query: str) -> int:
        return client.get(f"/journal/?{query}").content.decode().count("<time datetime")

    assert shown("") == 3
    assert shown("action=grant.propose") == 1
    assert shown("category=read") == 2
    assert shown(f"thing={grant.pk}") == 1
    assert shown("since=17/11/2014&until=17/11/2014") == 3
    assert shown("until=16/11/2014") == 0
    assert shown("since=18/11/2014") == 0


@pytest.mark.parametrize("role", ["senior_adviser", "administrator", "srsg", "imo", "partner"])
def test_nobody_else_reads_the_trail(role: str, house: Any, appoint: Appoint, door: Door) -> None:
    entries(appoint("auditor"), 2, "canari.action")
    client = door(appoint(role))
    for path in ("/journal/", "/journal/verification/"):
        for ask in (client.get, client.post):
            response = ask(path)
            assert response.status_code in (403, 405)
            assert "canari.action" not in response.content.decode()


def test_the_auditor_sees_the_trail_alone(house: Any, appoint: Appoint, door: Door) -> None:
    incident(house, office=1, marking=1, place="CANARI")
    client = door(appoint("auditor"))
    for path in ("/", "/incidents/", "/menaces/", "/evaluations/", "/comptes/"):
        assert "CANARI" not in client.get(path).content.decode()
    rail = client.get("/").content.decode()
    assert re.search(r'href="/journal/"', rail)
    assert 'href="/incidents/"' not in rail


@pytest.mark.parametrize(("language", "width"), [("fr", 1280), ("en", 360)])
def test_the_pages_please_axe_and_fit(
    language: str, width: int, house: Any, appoint: Appoint, visit: Callable[..., Page]
) -> None:
    auditor = appoint("auditor")
    entries(auditor, 60)
    page = visit(auditor, "/journal/", language=language, width=width)
    start = re.sub(r"(://[^/]+).*", r"\1", page.url)
    for path in ("/journal/", "/journal/verification/"):
        page.goto(start + path)
        fit(page, path)
