"""A joint protection team to Ménaka: refused without clearance, then cleared, then followed up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from rempart.field.models import Commitment
from rempart.kernel.actor import Actor, acting_as
from rempart.places.models import Area
from rempart.places.queries import describe

SAYS = {
    "fr": {
        "save": "Enregistrer", "approve": "Approuver la mission", "deploy": "Déployer",
        "lacks": "Sûreté et sécurité n’a pas autorisé", "clear": "Donner l’autorisation",
        "escort": "Décider de l’escorte", "back": "Consigner le retour",
        "report": "Enregistrer le rapport", "submit": "Remettre le rapport",
        "add": "L’inscrire au registre", "track": "Suivre les recommandations",
        "tracked": "recommandations suivies", "deployed": "déployée",
        "area": "cercle de Ménaka (région de Gao)", "later": "région de Ménaka",
    },
    "en": {
        "save": "Save", "approve": "Approve the mission", "deploy": "Deploy",
        "lacks": "Safety and Security has not cleared", "clear": "Give security clearance",
        "escort": "Decide on the escort", "back": "Record the return",
        "report": "Save the report", "submit": "Submit the report",
        "add": "Add it to the register", "track": "Track the recommendations",
        "tracked": "recommendations tracked", "deployed": "deployed",
        "area": "cercle of Ménaka (region of Gao)", "later": "region of Ménaka",
    },
}  # fmt: skip

ASKED = ("Puits d’Inékar", "Alerte à Andéramboukane", "École d’Anouzagrène", "Marché de Ménaka")


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).first.click()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_nobody_leaves_without_clearance_and_what_is_asked_is_tracked(
    language: str, house: Any, appoint: Callable[..., Actor], visit: Callable[..., Page]
) -> None:
    say = SAYS[language]
    Area.objects.create(
        pcode="ML0704", level=2, name="Menaka", display_fr="Ménaka", display_en="Ménaka"
    )
    expert, head = appoint("poc_expert", "menaka"), appoint("head_of_office", "menaka")
    security, force = appoint("undss", "menaka"), appoint("force", "menaka", component="force")

    page = visit(expert, "/missions/ajout/", language=language)
    for field, value in {
        "title": "Équipe conjointe à Ménaka", "starts_on": "17/11/2014", "ends_on": "19/11/2014",
        "trigger": "Des familles quittent les puits.", "way": "16.27, -0.05\n15.92, 2.40",
        "people_poc": "2", "women_poc": "1", "languages_poc": "tamasheq, songhaï",
        "people_human_rights": "2", "women_human_rights": "1",
        **{f"care_{code}": "dit" for code in ("seen", "retaliation", "promises", "measures")},
    }.items():  # fmt: skip
        page.locator(f"#id_{field}").fill(value)
    page.locator("#id_area").select_option("ML0704")
    press(page, say["save"])
    expect(page.locator("main")).to_contain_text(say["area"])
    assert describe("ML0704", date(2016, 2, 1), language) == say["later"]
    path = page.url[page.url.index("/missions/") :]

    press(visit(head, path, language=language), say["approve"])
    page.goto(page.url)
    press(page, say["deploy"])
    expect(page.get_by_role("alert")).to_contain_text(say["lacks"])

    press(visit(security, path, language=language), say["clear"])
    commander = visit(force, path, language=language)
    commander.locator("#escort").select_option("force")
    press(commander, say["escort"])
    page.goto(page.url)
    press(page, say["deploy"])
    expect(page.locator("main .pill.st").first).to_have_text(say["deployed"])

    press(page, say["back"])
    page.locator("#id_met").fill("12 femmes et 18 hommes déplacés")
    page.locator("#id_finding").fill("Les puits sont tenus le jour, jamais la nuit.")
    press(page, say["report"])
    press(page, say["submit"])
    for text in ASKED:
        page.locator("#id_text").fill(text)
        page.locator("#id_owner").select_option("civil_affairs")
        page.locator("#id_due_on").fill("15/12/2014")
        press(page, say["add"])
    press(page, say["track"])
    expect(page.locator("main .pill.st").first).to_have_text(say["tracked"])
    with acting_as(expert):
        found = Commitment.objects.filter(sort="recommendation")
        assert sorted(found.values_list("text", flat=True)) == sorted(ASKED)
