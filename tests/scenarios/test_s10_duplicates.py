"""Djebock: Human Rights says 4 dead, an NGO 6, the radio several. One attack: 4 to 6, never 10."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from rempart.kernel.actor import Actor, acting_as
from rempart.places.models import Area
from rempart.register import figures
from rempart.register.models import Incident, IncidentVersion, Twins
from rempart.register.queries import Filters

SAYS = {
    "fr": {
        "save": "Enregistrer", "likely": "probable", "merge": "Un seul fait : fusionner",
        "one": "1 incident", "range": "4–6 tués", "part": "Retirer celle-ci de la fusion",
        "known": "peut-être déjà ce fait", "wait": "un seul fait dit deux fois",
        "merged": "Fusionné", "never": "jamais une somme", "three": "3 incidents",
        "needs": "cette étape demande un motif",
    },
    "en": {
        "save": "Save", "likely": "likely", "merge": "One event: merge",
        "one": "1 incident", "range": "4–6 killed", "part": "Take this one out of the merge",
        "known": "may tell this event already", "wait": "one event told twice",
        "merged": "Merged", "never": "never a sum", "three": "3 incidents",
        "needs": "this step needs a reason",
    },
}  # fmt: skip
TOLD = (("Droits de l’homme", "4"), ("ONG", "6"), ("radio", ""))


def typed(page: Page, source: str, killed: str) -> None:
    """Type what one source tells of the attack."""
    page.locator("#id_starts_on").fill("14/11/2014")
    page.locator("#id_place").fill("Djebock")
    page.locator("#id_area").select_option("ML0703")
    page.locator("#id_threat_type").select_option("killing")
    page.locator("#id_perpetrator_type").select_option("unidentified")
    page.locator("#id_summary").fill(f"Attaque du campement, dit la source : {source}.")
    page.locator("#id_source").fill(source)
    if killed:
        page.locator("#id_killed_civilian_best").fill(killed)
        page.locator("#id_killed_civilian_best").blur()


def everything(expert: Actor) -> list[dict[str, Any]]:
    """All that the register holds of the three records."""
    with acting_as(expert):
        return [
            *Incident.objects.order_by("pk").values(),
            *IncidentVersion.objects.order_by("object_id", "number").values(),
        ]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_three_voices_tell_one_attack(
    language: str, house: Any, appoint: Callable[..., Actor], visit: Callable[..., Page]
) -> None:
    say = SAYS[language]
    Area.objects.create(pcode="ML0703", level=2, name="Gao", display_fr="Gao", display_en="Gao")
    rights = appoint("human_rights", "gao", component="human_rights")
    expert = appoint("poc_expert", "gao")
    for number, (source, killed) in enumerate(TOLD):
        page = visit(rights if not number else expert, "/incidents/nouvel-incident/",
                     language=language)  # fmt: skip
        typed(page, source, killed)
        if number:
            twins = page.locator("#twins")
            expect(twins).to_contain_text(say["known"])
            expect(twins).to_contain_text(say["likely"])
            expect(twins.locator("li")).to_have_count(number)
        page.get_by_role("button", name=say["save"], exact=True).click()
        page.wait_for_url(re.compile(r"/incidents/[A-Z]{3}-"))
    with acting_as(expert):
        first, second, third = Incident.objects.order_by("recorded_at", "pk")
        assert figures.tally(Filters()).deaths == (10, 10, 10)
    before = everything(expert)

    page = visit(expert, "/", language=language)
    expect(page.locator("main")).to_contain_text(say["wait"])
    page = visit(expert, "/doublons/", language=language)
    expect(page.locator("tbody tr")).to_have_count(3)
    for other in (second, third):
        page = visit(expert, f"/doublons/{first.reference}/{other.reference}/", language=language)
        page.get_by_role("radio", name=first.reference).check()
        if other == second:
            page.get_by_role("button", name=say["merge"]).click()
            expect(page.get_by_role("alert")).to_contain_text(say["needs"])
        page.locator("#reason").fill("Même nuit, même campement")
        page.get_by_role("button", name=say["merge"]).click()
        expect(page.locator(".lede")).to_contain_text(say["never"])

    page = visit(expert, "/incidents/", language=language)
    expect(page.locator("#list tbody tr")).to_have_count(1)
    expect(page.locator("#list tbody")).to_contain_text(re.compile(r"4\D{1,3}6"))
    expect(page.locator("main .lede")).to_contain_text(say["one"])
    expect(page.locator("main .lede")).not_to_contain_text("10")
    page = visit(expert, f"/incidents/{third.reference}/", language=language)
    expect(page.locator("main")).to_contain_text(say["merged"])
    expect(page.locator("main")).to_contain_text(first.reference)
    with acting_as(expert):
        assert figures.tally(Filters()).deaths == (4, 4, 6)
        assert Twins.objects.filter(state="merged").count() == 3

    for leaving, stays in ((second, first), (third, first)):
        path = f"/doublons/{leaving.reference}/{stays.reference}/"
        page = visit(expert, path, language=language)
        page.get_by_role("radio", name=leaving.reference).check()
        page.locator("#reason").fill("À revoir avec la source")
        page.get_by_role("button", name=say["part"]).click()
        expect(page.get_by_role("button", name=say["merge"])).to_be_visible()
    page = visit(expert, "/incidents/", language=language)
    expect(page.locator("#list tbody tr")).to_have_count(3)
    expect(page.locator("main .lede")).to_contain_text(say["three"])
    assert everything(expert) == before
