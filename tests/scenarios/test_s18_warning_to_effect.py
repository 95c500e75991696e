"""From first warning to verified effect: a call, a decision, a response, an action, an effect."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from browsing import fit
from rempart.kernel import clock
from rempart.kernel.actor import Actor, acting_as
from rempart.people import courier
from rempart.plans.models import Action
from rempart.register.alerts import metrics

SAYS = {
    "fr": {"title": "Ce que l’on craint", "received": "Reçue à", "save": "Enregistrer",
           "triage": "Trier", "decide": "Décider une réponse", "task": "Désigner les intervenants",
           "set_out": "En route", "arrive": "Sur place", "when": "Quand cela",
           "outcome": "Consigner l’issue", "issue": "Issue", "averted": "Écartée",
           "reason": "Motif ou commentaire", "follow": "Suivre", "correct": "Corriger",
           "propose": "Proposer une action", "what": "Ce qui est fait", "lead": "Chef de file",
           "indicator": "Indicateur", "due": "Échéance", "phase": "Réaction",
           "endorse": "Entériner", "accept": "Accepter la conduite", "start": "Commencer l’action",
           "evidence": "Preuves", "complete": "Achevée", "effect": "Effet",
           "verify": "Vérifier l’effet", "story": "L’histoire dans le temps",
           "none": "Rien que vous puissiez voir", "fast": "45 min après l’alerte",
           "place": "Lieu"},
    "en": {"title": "What is feared", "received": "Received at", "save": "Save",
           "triage": "Triage", "decide": "Decide a response", "task": "Task responders",
           "set_out": "Set out", "arrive": "On the spot", "when": "When it happened",
           "outcome": "Record the outcome", "issue": "Outcome", "averted": "Averted",
           "reason": "Reason or comment", "follow": "Follow", "correct": "Correct",
           "propose": "Propose an action", "what": "What is done", "lead": "Lead, who",
           "indicator": "Indicator", "due": "Due", "phase": "Response",
           "endorse": "Endorse", "accept": "Accept the lead", "start": "Begin the action",
           "evidence": "Evidence", "complete": "Completed", "effect": "Effect",
           "verify": "Verify the effect", "story": "The story in time",
           "none": "None that you may see", "fast": "45 min after the alert",
           "place": "Place"},
}  # fmt: skip


def sound(page: Page) -> None:
    """Axe is content, and nothing overflows."""
    fit(page)


def step(page: Page, name: str, when: str, says: dict[str, str]) -> None:
    """Take a step with the time at which it happened."""
    page.get_by_label(says["when"]).fill(when)
    page.get_by_role("button", name=name, exact=True).click()
    expect(page.get_by_role("alert").filter(visible=True)).to_have_count(0)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_warning_becomes_an_effect_that_another_verified(
    language: str, site: str, appoint: Callable[..., Actor], visit: Callable[..., Page]
) -> None:
    says = SAYS[language]

    def as_(actor: Actor, path: str, width: int = 1280) -> Page:
        return visit(actor, path, language=language, width=width)

    duty, expert = appoint("duty_officer", "gao"), appoint("poc_expert", "gao")
    head, force = appoint("head_of_office", "gao"), appoint("force", "gao", component="force")
    second = appoint("poc_expert", "gao")

    call = as_(appoint("cla", "gao"), "/alertes/nouvelle/", width=360)
    sound(call)
    call.get_by_label(says["title"]).fill("Des hommes armés près du gué")
    call.get_by_label(says["received"]).fill("11:00")
    call.get_by_role("button", name=says["save"]).dblclick()
    reference = call.locator("main .ref").first.inner_text()
    path = f"/alertes/{reference}/"

    courier.go_round()
    warned = as_(duty, "/notifications/", width=360)
    expect(warned.locator(".count")).to_contain_text("2")
    sound(warned)
    warned.locator("main .ref").first.click()
    expect(warned).to_have_url(site + path)
    expect(warned.locator(".count")).to_have_count(0)
    warned.get_by_role("link", name=says["correct"]).click()
    sound(warned)
    warned.get_by_label(says["place"], exact=True).fill("Gué de Tassiga")
    warned.get_by_role("button", name=says["save"]).click()
    step(warned, says["triage"], "11:10", says)

    decider = as_(head, path)
    decider.get_by_role("button", name=says["follow"], exact=True).click()
    decider.get_by_label(says["reason"]).fill("Deux voix concordent")
    step(decider, says["decide"], "11:20", says)
    decider.get_by_label("Force", exact=True).check()
    step(decider, says["task"], "11:25", says)
    responders = as_(force, path)
    step(responders, says["set_out"], "11:30", says)
    step(responders, says["arrive"], "11:45", says)
    poc = as_(expert, path)
    poc.get_by_label(says["issue"], exact=True).select_option(label=says["averted"])
    step(poc, says["outcome"], "", says)

    poc.get_by_role("link", name=says["propose"]).click()
    poc.get_by_label(says["what"]).fill("Tenir le gué les jours de marché")
    poc.get_by_label(says["phase"], exact=False).first.check()
    poc.get_by_label(says["lead"]).select_option(value="2")
    poc.get_by_label(says["indicator"]).fill("Passages sans incident")
    poc.get_by_label(says["due"]).fill("16/11/2014")
    poc.get_by_role("button", name=says["save"]).click()
    made = poc.locator("main .ref").first.inner_text()
    endorsed = as_(head, "/actions/?view=board")
    sound(endorsed)
    endorsed.locator(".card summary").first.click()
    endorsed.get_by_role("button", name=says["endorse"], exact=True).click()

    lead = as_(force, "/", width=360)
    lead.locator('main a[href="/actions/"]').first.click()
    lead.get_by_role("button", name=says["accept"], exact=True).click()
    lead.get_by_role("button", name=says["start"], exact=True).click()
    sound(lead)
    lead.goto(f"{site}/actions/{made}/")
    lead.get_by_label(says["evidence"], exact=True).fill("Quatre marchés tenus")
    lead.get_by_role("button", name=says["complete"], exact=True).click()
    other = as_(second, f"/actions/{made}/")
    other.get_by_label(says["effect"], exact=True).fill("Le marché se tient, de l’avis de tous")
    other.get_by_role("button", name=says["verify"], exact=True).click()

    other.get_by_role("link", name=says["story"]).click()
    expect(other.locator("main")).to_contain_text(says["fast"])
    expect(other.locator("main")).to_contain_text("Deux voix concordent")
    expect(other.locator("main")).to_contain_text("Le marché se tient")
    expect(other.locator("#questions ~ p")).to_have_count(1)
    expect(other.locator("#questions ~ p")).to_contain_text(says["none"])
    sound(other)
    courier.go_round()
    told = as_(head, "/notifications/")
    expect(told.locator("main")).to_contain_text(reference)
    for path in ("/alertes/", "/alertes/nuit/", "/alertes/mesures/", "/notifications/courriel/",
                 "/actions/?view=calendar"):  # fmt: skip
        told.goto(site + path)
        sound(told)
    with acting_as(expert):
        today = clock.today()
        assert metrics.measured(today, today).response == metrics.Share(1, 1)
        assert Action.objects.get().state == "effect_verified"
