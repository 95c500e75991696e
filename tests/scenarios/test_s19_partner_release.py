"""A partner sees what was released to them and nothing else, until its last day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from approved import CANARY, SOURCE, approve
from doors import words
from planting import incident
from rempart.kernel import clock
from rempart.kernel.actor import Actor, acting_as
from rempart.leadership.releases.models import Release
from rempart.register.alerts.actions import record_alert
from rempart.register.models import Alert

SAYS = {
    "fr": {
        "save": "Enregistrer le projet", "submit": "Soumettre à approbation",
        "leaves": "un nombre retenu", "approve": "Approuver la communication",
        "withheld": "retenu", "hidden": "non communiqué", "comment": "Envoyer le commentaire",
        "send": "Envoyer", "received": "reçu", "take": "Prendre en charge",
        "taken": "pris en charge", "nothing": "Rien à cette adresse", "day": "document de la",
        "none": "Rien n’est communiqué à votre organisation",
    },
    "en": {
        "save": "Save the draft", "submit": "Submit for approval",
        "leaves": "a withheld count", "approve": "Approve the release",
        "withheld": "withheld", "hidden": "not released", "comment": "Send the comment",
        "send": "Send", "received": "received", "take": "Take in",
        "taken": "taken in", "nothing": "Nothing at this address", "day": "document of the",
        "none": "Nothing is released to your organisation",
    },
}  # fmt: skip

KEPT = (
    "/incidents/", "/alertes/", "/menaces/", "/evaluations/", "/actions/", "/mesures/", "/notes/",
    "/tables-rondes/", "/missions/", "/perspectives/", "/jugements/", "/recus/", "/",
)  # fmt: skip


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_partner_sees_what_was_released_to_them_and_nothing_else(
    language: str,
    house: Any,
    appoint: Callable[..., Actor],
    visit: Callable[..., Page],
    door: Callable[..., Client],
) -> None:
    say = SAYS[language]
    whole = approve(house)
    secret = incident(house, office=1, marking=1, place="CANARI")
    expert, adviser = appoint("poc_expert", "gao"), appoint("senior_adviser")
    duty = appoint("duty_officer", "gao", component="joc")
    cluster = partner(appoint, "protection_cluster")
    forum = partner(appoint, "ngo_forum")
    with acting_as(duty):
        record_alert(heard={"priority": "p1", "title": "CANARI", "facts": "CANARI"})

    path = drafted(visit(expert, f"/communications/nouvelle/?assessment={whole.reference}",
                         language=language), say)  # fmt: skip
    assert door(cluster, language).get(path).status_code == 404
    page = visit(adviser, path, language=language)
    press(page, say["approve"])
    expect(page.locator("main .pill.st").first).to_have_attribute("data-tone", "good")

    page = visit(cluster, "/", language=language)
    expect(page.locator("main")).to_contain_text(say["day"])
    page.goto(page.url.rstrip("/") + "/partage/")
    page.locator("tbody a.ref").click()
    text = words(page.locator("main").inner_text())
    assert say["withheld"] in text
    assert say["hidden"] in text
    assert "Ansongo" in text
    page.locator("#text").fill("Deux sites de familles manquent au tableau.")
    press(page, say["comment"])
    expect(page.locator("main")).to_contain_text(say["received"])
    theirs = page.url[page.url.index("/partage/") :]
    with clock.frozen(clock.now() + timedelta(minutes=5)):
        nothing_else(door(cluster, language), secret.reference)
        assert door(cluster, language).get(f"{theirs}{language}.pdf").status_code == 200
        for stranger in (forum, duty):
            hidden = door(stranger, language).get(theirs)
            assert hidden.status_code == 404
            assert say["nothing"] in words(hidden.content.decode())

    refer(visit(cluster, "/partage/envoyer/", language=language), say)
    page = visit(duty, "/envois/", language=language)
    page.locator("tbody tr", has_text="CANARI").locator("a.ref").click()
    page.locator("#answer").fill("Patrouille prévenue")
    press(page, say["take"])
    expect(page.locator(".thread")).to_contain_text("GAO-14")
    page = visit(cluster, "/envois/", language=language)
    expect(page.locator("main")).to_contain_text(say["taken"])
    with acting_as(duty):
        assert Alert.objects.filter(channel="partner").count() == 1

    with acting_as(adviser):
        last = Release.objects.get().expires_on
    with clock.frozen(clock.now() + (last - clock.today()) + timedelta(days=1)):
        assert door(cluster, language).get(theirs).status_code == 404
        assert say["none"] in words(door(cluster, language).get("/partage/").content.decode())
        assert door(cluster, language).get(f"{theirs}{language}.pdf").status_code == 404


def partner(appoint: Callable[..., Actor], organisation: str) -> Actor:
    return appoint(
        "partner", "gao", component="humanitarian", clearance=2, organisation=organisation
    )


def drafted(page: Page, say: dict[str, str]) -> str:
    """Choose sections and addressees; a text that gives a small count away is sent back."""
    page.locator("input[name=organisations][value='1']").check()
    for code in ("summary", "harm"):
        page.locator(f"input[name=sections][value='{code}']").check()
    page.locator("#id_purpose").fill("Plan de réponse du groupe sectoriel")
    page.locator("#id_summary_fr").fill("3 civils tués à Gao.")
    press(page, say["save"])
    press(page, say["submit"])
    expect(page.get_by_role("alert")).to_contain_text(say["leaves"])
    path = page.url[page.url.index("/communications/") :]
    page.goto(f"{page.url}choisir/")
    page.locator("#id_summary_fr").fill("Quelques attaques, surtout autour d’Ansongo.")
    press(page, say["save"])
    press(page, say["submit"])
    return path


def refer(page: Page, say: dict[str, str]) -> None:
    page.locator("#id_office").select_option("gao")
    page.locator("#id_text").fill("CANARI : hommes armés vus près du marché")
    press(page, say["send"])
    expect(page.locator("main")).to_contain_text(say["received"])


def nothing_else(client: Client, secret: str) -> None:
    """Whatever a partner asks for beside what was released: empty, absent, or the same words."""
    for path in KEPT:
        page = client.get(path).content.decode()
        for word in ("CANARI", CANARY, SOURCE, "canariacteur"):
            assert word not in page, path
    searched = client.get("/incidents/?q=CANARI").content.decode()
    assert secret not in searched
    for path in (
        f"/incidents/{secret}/", "/communications/", "/partenaires/", "/couverture/",
        "/incidents/carte/", "/page-rssg/",
    ):  # fmt: skip
        assert client.get(path).status_code == 404, path
