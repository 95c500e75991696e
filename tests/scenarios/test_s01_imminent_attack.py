"""Gao, imminent attack: from a call at 06:10 to an arrival, an outcome and the incident."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from planting import incident
from rempart.kernel import clock
from rempart.kernel.actor import Actor, acting_as
from rempart.register.alerts import metrics
from rempart.register.models import Alert

SAYS = {
    "fr": {"save": "Enregistrer", "triage": "Trier", "decide": "Décider une réponse",
           "task": "Désigner les intervenants", "set_out": "En route",
           "arrival": "Noter l’arrivée", "outcome": "Consigner l’issue", "when": "Quand cela",
           "title": "Ce que l’on craint", "received": "Reçue à", "averted": "Écartée",
           "after": "52 min", "link": "Relier ce qui est arrivé", "link_it": "Relier",
           "incident": "Référence de l’incident", "issue": "Issue", "late": "dépassé"},
    "en": {"save": "Save", "triage": "Triage", "decide": "Decide a response",
           "task": "Task responders", "set_out": "Set out", "arrival": "Note the arrival",
           "outcome": "Record the outcome", "when": "When it happened",
           "title": "What is feared", "received": "Received at", "averted": "Averted",
           "after": "52 min", "link": "Link what happened", "link_it": "Link it",
           "incident": "Reference of the incident", "issue": "Outcome", "late": "over by"},
}  # fmt: skip


def step(page: Page, name: str, when: str, says: dict[str, str]) -> None:
    """Take a step with the time at which it happened."""
    page.get_by_label(says["when"]).fill(when)
    page.get_by_role("button", name=name, exact=True).click()
    expect(page.get_by_role("alert")).to_have_count(0)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_call_becomes_a_response_and_its_outcome(
    language: str, house: Any, appoint: Callable[..., Actor], visit: Callable[..., Page]
) -> None:
    says = SAYS[language]
    page = visit(appoint("cla", "gao"), "/alertes/nouvelle/", language=language, width=360)
    page.get_by_label(says["title"]).fill("Hommes armés près du marché d'Ansongo")
    page.get_by_label(says["received"]).fill("06:10")
    page.get_by_role("button", name=says["save"]).click()
    reference = page.locator("main .ref").first.inner_text()
    path = f"/alertes/{reference}/"
    officer = appoint("duty_officer", "gao")
    expert = appoint("poc_expert", "gao")
    board = visit(officer, "/alertes/", language=language)
    expect(board.locator("#board")).to_contain_text(says["late"])
    duty = visit(officer, path, language=language)
    step(duty, says["triage"], "06:20", says)
    commander = visit(appoint("sector_commander", "gao"), path, language=language)
    step(commander, says["decide"], "06:25", says)
    commander.get_by_label("Force", exact=True).check()
    step(commander, says["task"], "06:30", says)
    step(commander, says["set_out"], "06:40", says)
    poc = visit(expert, path, language=language)
    step(poc, says["arrival"], "07:02", says)
    expect(poc.locator("main")).to_contain_text(says["after"])
    poc.get_by_label(says["issue"], exact=True).select_option(label=says["averted"])
    step(poc, says["outcome"], "", says)
    told = incident(house, office=1)
    poc.get_by_text(says["link"]).click()
    poc.get_by_label(says["incident"]).fill(told.reference)
    poc.get_by_role("button", name=says["link_it"], exact=True).click()
    expect(poc.locator(".thread")).to_contain_text(told.reference)
    with acting_as(expert):
        row = Alert.objects.get()
        spans = [
            at - row.received_at
            for at in (row.triaged_at, row.decided_at, row.tasked_at, row.set_out_at,
                       row.responded_at)
        ]  # fmt: skip
        today = clock.today()
        found = metrics.measured(today, today)
    assert spans == [timedelta(minutes=n) for n in (10, 15, 20, 30, 52)]
    assert found.response == metrics.Share(1, 1)
    assert found.delays["p1"]["responded"].median == timedelta(minutes=52)
