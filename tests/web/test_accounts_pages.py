"""Accounts, posts and grants on the pages: two people, nothing of the mission, both languages."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from playwright.sync_api import Page, expect

from browsing import fit
from doors import words
from planting import incident
from rempart.kernel import clock
from rempart.kernel.actor import Actor, acting_as, actor_of
from rempart.people import grants
from rempart.people.models import Grant, Post, User

Appoint = Callable[..., Actor]
Door = Callable[..., Client]
TERMS = {
    "do": "propose", "role": "poc_expert", "component": "poc", "office": "gao", "clearance": "2",
    "compartments": ["crsv"], "last_day": "30/11/2015", "reason": "relève",
}  # fmt: skip


def text(response: Any) -> str:
    return words(response.content.decode())


@pytest.mark.parametrize("language", ["fr", "en"])
def test_from_an_opened_account_to_a_post(
    language: str, house: Any, appoint: Appoint, door: Door
) -> None:
    admin, adviser = appoint("administrator"), appoint("senior_adviser")
    office = door(admin, language)
    opened = office.post(
        "/comptes/nouveau/", {"email": "awa@example.org", "name": "Awa", "language": "fr"}
    )
    link = re.search(r"http://localhost(/compte/[\w-]+/)", opened.content.decode())
    assert link is not None
    assert door().get(link[1]).status_code == 200
    holder = User.objects.get(email="awa@example.org")
    page = f"/comptes/{holder.pk}/"
    assert office.post(page, TERMS).status_code == 302
    assert "relève" in text(office.get(page))
    grant = Grant.objects.get()
    refused = office.post(f"/nominations/{grant.pk}/", {"do": "approve"})
    assert refused.status_code == 403
    desk = door(adviser, language)
    assert {"fr": "1 nomination attend", "en": "1 grant waits"}[language] in text(desk.get("/"))
    assert desk.post(f"/nominations/{grant.pk}/", {"do": "approve"}).status_code == 302
    post = Post.objects.get(holder=holder)
    assert post.compartments == [2]
    assert {"fr": "Approuvée", "en": "Approved"}[language] in text(desk.get("/nominations/"))
    assert office.post(page, {"do": "end", "post": str(post.pk)}).status_code == 302
    with clock.frozen(clock.now() + timedelta(seconds=1)):
        assert actor_of(holder.pk).standings == ()


def test_nothing_typed_is_lost(house: Any, appoint: Appoint, door: Door) -> None:
    office = door(appoint("administrator"))
    holder = User.objects.create(email="b@example.org", name="B")
    page = f"/comptes/{holder.pk}/"
    said = text(office.post(page, TERMS | {"last_day": "31/02/2015"}))
    assert "31/02/2015" in said
    assert "relève" in said
    late = text(office.post(page, TERMS | {"last_day": "01/01/2013", "reason": "motif gardé"}))
    assert "la fin ne suit pas le début" in late
    assert "motif gardé" in late
    taken = text(
        office.post(
            "/comptes/nouveau/", {"email": "B@example.org", "name": "Bis", "language": "en"}
        )
    )
    assert "un compte porte déjà cette adresse" in taken
    assert "Bis" in taken
    assert not Grant.objects.exists()


@pytest.mark.parametrize("role", ["poc_expert", "head_of_office", "auditor", "srsg", "partner"])
def test_the_pages_are_those_of_two_roles_alone(
    role: str, house: Any, appoint: Appoint, door: Door
) -> None:
    other, client = appoint("imo"), door(appoint(role))
    for path in ("/comptes/", "/comptes/nouveau/", f"/comptes/{other.id}/", "/nominations/"):
        response = client.get(path)
        assert response.status_code == 403
        assert "imo-" not in response.content.decode()
    assert client.post(f"/comptes/{other.id}/", {"do": "close"}).status_code == 403
    assert User.objects.get(pk=other.id).is_active


def test_no_content_of_the_mission_appears(house: Any, appoint: Appoint, door: Door) -> None:
    incident(house, office=1, marking=1, place="CANARI", summary="canari")
    client = door(appoint("administrator"))
    for path in ("/", "/comptes/", "/nominations/", "/comptes/tableau/", "/incidents/"):
        assert "canari" not in client.get(path).content.decode().lower()


def test_accounts_are_found_by_name_and_walked_by_page(
    house: Any, appoint: Appoint, door: Door
) -> None:
    client = door(appoint("administrator"))
    for number in range(60):
        User.objects.create(email=f"p{number}@example.org", name=f"Pâté {number:02d}")
    first = client.get("/comptes/?q=pate")
    assert "Pâté 49" in text(first)
    assert "Pâté 50" not in text(first)
    onward = re.search(r'href="(\?[^"]+)" rel="next"', first.content.decode())
    assert onward is not None
    rest = text(client.get("/comptes/" + onward[1].replace("&amp;", "&")))
    assert "Pâté 59" in rest
    assert "Pâté 49" not in rest


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_table_is_looked_at_then_proposed(
    language: str, house: Any, appoint: Appoint, door: Door
) -> None:
    client = door(appoint("administrator"), language)
    table = (
        "email,name,role,component,office,clearance\n"
        "ly@example.org,Ly,force,force,kidal,2\nz@example.org,Z,roi,force,,1\n"
    )
    file = SimpleUploadedFile("postes.csv", table.encode())
    looked = client.post("/comptes/tableau/", {"file": file, "reason": "rotation"})
    said = text(looked)
    assert {"fr": "À proposer : 1", "en": "To propose: 1"}[language] in said
    assert "roi" in said
    assert not Grant.objects.exists()
    done = client.post("/comptes/tableau/", {"table": table, "reason": "rotation"})
    assert done.status_code == 302
    assert Grant.objects.get().reason == "rotation"


@pytest.mark.parametrize(("language", "width"), [("fr", 1280), ("en", 360)])
def test_the_pages_please_axe_and_fit(
    language: str, width: int, house: Any, appoint: Appoint, visit: Callable[..., Page]
) -> None:
    admin, other = appoint("administrator"), appoint("poc_expert", "gao", ends=None)
    with acting_as(admin):
        grants.propose(
            holder=other.id, role="poc_expert", component="poc", office="kidal", reason="intérim"
        )
    page = visit(admin, "/comptes/", language=language, width=width)
    start = re.sub(r"(://[^/]+).*", r"\1", page.url)
    paths = ("/comptes/", "/comptes/nouveau/", "/comptes/tableau/", f"/comptes/{other.id}/")
    for path in (*paths, "/nominations/"):
        page.goto(start + path)
        fit(page, path)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
