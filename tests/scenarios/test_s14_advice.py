"""Advice to the leadership, accepted in part with its reason; the figure is right.

And a training of host-State forces, which nobody approves without its due diligence check.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from doors import words
from months import timbuktu
from planting import incident
from rempart.kernel.actor import Actor

SAYS = {
    "fr": {
        "save": "Enregistrer", "cite": "Le citer", "task": "Ajouter la tâche",
        "submit": "Remettre la note", "part": "Accepter en partie",
        "why": "ce pas demande un motif", "state": "acceptée en partie",
        "reason": "Pas d’escorte : pas d’appui aérien avant janvier",
        "told": "Suivies : 1 sur 1 décidées, dont 1 en partie (100 %).",
        "told_two": "Suivies : 1 sur 2 décidées, dont 1 en partie (50 %).",
        "reject": "Rejeter", "empty": "est encore vide",
    },
    "en": {
        "save": "Save", "cite": "Cite it", "task": "Add the task",
        "submit": "Submit the note", "part": "Accept in part",
        "why": "this step needs a reason", "state": "partially accepted",
        "reason": "No escort: no airlift before January",
        "told": "Taken up: 1 of 1 decided, 1 of them in part (100%).",
        "told_two": "Taken up: 1 of 2 decided, 1 of them in part (50%).",
        "reject": "Reject", "empty": "is still empty",
    },
}  # fmt: skip


def press(page: Page, name: str) -> None:
    """Press a button by its words."""
    page.get_by_role("button", name=name, exact=True).click()


def write(page: Page, say: dict[str, str], subject: str) -> str:
    """Write a note; the address of its page."""
    for field, value in {
        "subject": subject, "answer_by": "20/11/2014",
        "analysis": "Les vols suivent les jours sans patrouille.",
        "options": "Prolonger de deux heures\n\nAttendre la relève",
        "recommendation": "Prolonger les patrouilles jusqu’à 18 heures, avec escorte.",
    }.items():  # fmt: skip
        page.locator(f"#id_{field}").fill(value)
    page.locator("#id_topic").select_option("presence")
    page.locator("#id_office").select_option("tombouctou")
    page.locator("#id_confidence").select_option("moderate")
    press(page, say["save"])
    return page.url[page.url.index("/notes/") :]


def propose(page: Page, say: dict[str, str], statement: str) -> None:
    """Propose a task of the Force in Timbuktu."""
    page.locator("#id_statement").fill(statement)
    page.locator("#id_volet").select_option("t2")
    page.locator("input[name=phases][value=prevention]").check()
    page.locator("#id_component").select_option("2")
    page.locator("form.flow #id_office").select_option("tombouctou")
    page.locator("#id_due_on").fill("15/12/2014")
    page.locator("#id_indicator").fill("Jours de marché couverts")
    press(page, say["task"])


def cite(page: Page, say: dict[str, str], reference: str) -> None:
    """Cite an incident among the facts."""
    page.locator("#id_reference").fill(reference)
    page.locator("#id_words").fill("Trois vols un jour sans patrouille")
    press(page, say["cite"])


@pytest.mark.parametrize("language", ["fr", "en"])
def test_extended_patrols_are_accepted_in_part(
    language: str, house: Any, appoint: Callable[..., Actor], visit: Callable[..., Page]
) -> None:
    say = SAYS[language]
    cast = timbuktu(appoint)
    srsg = appoint("srsg", component="srsg_office")
    force = appoint("force", "tombouctou", component="force")
    fact = incident(house, office=2, area="ML0601", place="Diré, marché")

    page = visit(cast["adviser"], "/notes/ajout/", language=language)
    path = write(page, say, "Prolonger les patrouilles")
    press(page, say["submit"])
    expect(page.get_by_role("alert")).to_contain_text(say["empty"])
    cite(page, say, fact.reference)
    propose(page, say, "Patrouilles jusqu’à 18 heures")
    propose(page, say, "Escorte des transporteurs")
    press(page, say["submit"])

    desk = visit(srsg, path, language=language)
    desk.locator("input[name=ordered]").first.check()
    press(desk, say["part"])
    expect(desk.get_by_role("alert")).to_be_visible()
    desk.locator("#reason").fill(say["reason"])
    desk.locator("input[name=ordered]").first.check()
    press(desk, say["part"])
    expect(desk.locator("main .pill.st").first).to_have_text(say["state"])
    expect(desk.locator("main")).to_contain_text(say["reason"])
    assert desk.request.get(f"{desk.url}{language}.pdf").status == 200

    listed = visit(force, "/actions/", language=language)
    expect(listed.locator("main")).to_contain_text("Patrouilles jusqu’à 18 heures")
    expect(listed.locator("main")).not_to_contain_text("Escorte des transporteurs")
    hidden = visit(force, path, language=language)
    assert "Prolonger" not in hidden.content()

    figure = visit(srsg, "/notes/suites/", language=language)
    assert words(str(figure.locator("p.lede").text_content())) == say["told"]

    page.goto(page.url.replace(path, "/notes/ajout/"))
    other = write(page, say, "Fermer le poste avancé")
    cite(page, say, fact.reference)
    press(page, say["submit"])
    desk.goto(desk.url.replace(path, other))
    desk.locator("#reason").fill(say["reason"])
    press(desk, say["reject"])
    figure.reload()
    assert words(str(figure.locator("p.lede").text_content())) == say["told_two"]


TRAINING = {
    "fr": {
        "save": "Enregistrer", "approve": "Approuver la formation",
        "screen": "Enregistrer le contrôle", "gate": "n’ont pas été contrôlées",
        "stopped": "arrêtée : contrôle manquant", "approved": "approuvée",
    },
    "en": {
        "save": "Save", "approve": "Approve the training", "screen": "Record the check",
        "gate": "have not been screened", "stopped": "stopped: check missing",
        "approved": "approved",
    },
}  # fmt: skip


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_training_of_host_state_forces_without_a_check_cannot_be_approved(
    language: str, house: Any, appoint: Callable[..., Actor], visit: Callable[..., Page]
) -> None:
    say = TRAINING[language]
    cast = timbuktu(appoint)
    rights = appoint("human_rights", "tombouctou", component="human_rights")

    page = visit(cast["expert"], "/formations/ajout/", language=language)
    for field, value in {
        "topic": "Points de contrôle", "recipients": "Unité des FDSM", "held_on": "01/12/2014",
    }.items():  # fmt: skip
        page.locator(f"#id_{field}").fill(value)
    page.locator("#id_audience").select_option("host_forces")
    press(page, say["save"])
    path = page.url[page.url.index("/formations/") :]
    expect(page.locator("main .pill.st").first).to_have_text(say["stopped"])

    head = visit(cast["head"], path, language=language)
    press(head, say["approve"])
    expect(head.get_by_role("alert")).to_contain_text(say["gate"])

    desk = visit(rights, path, language=language)
    desk.locator("#id_check_reference").fill("DDH-14-031")
    press(desk, say["screen"])
    head.goto(head.url)
    press(head, say["approve"])
    expect(head.locator("main .pill.st").first).to_have_text(say["approved"])
