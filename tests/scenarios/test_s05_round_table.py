"""Mopti's round table: sixty people, three measures with owners, no name, a day that goes by."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from doors import words
from rempart.doctrine.loader import current as profile
from rempart.field import round_tables
from rempart.field.models import Commitment, RoundTable
from rempart.kernel import clock
from rempart.kernel.actor import Actor, acting_as
from rempart.places.models import Area
from rempart.plans.models import Action

SAYS = {
    "fr": {
        "title": "En quelques mots", "save": "Enregistrer", "keep": "Le garder",
        "came": "60 personnes ont participé, dont 22 femmes", "add": "L’inscrire au registre",
        "submit": "Remettre le procès-verbal", "validate": "Valider le procès-verbal",
        "done": "Chaque mesure a son action", "action": "En faire une action",
        "close": "Clore la table ronde", "closed": "close",
        "unanswered": "ni action ni refus consigné", "no_date": "un engagement sans date",
        "named": "ressemble au nom", "late": "en retard", "invite": "Envoyer les invitations",
        "hold": "Consigner sa tenue", "threat": "ébaucher une menace",
    },
    "en": {
        "title": "In a few words", "save": "Save", "keep": "Keep it",
        "came": "60 people took part, 22 of them women", "add": "Add it to the register",
        "submit": "Submit the minutes", "validate": "Validate the minutes",
        "done": "Every measure has its action", "action": "Turn into an action",
        "close": "Close the round table", "closed": "closed",
        "unanswered": "neither an action nor a recorded refusal",
        "no_date": "a commitment without a date", "named": "reads like a person",
        "late": "overdue", "invite": "Send the invitations", "hold": "Record that it was held",
        "threat": "draft a threat",
    },
}  # fmt: skip

MEASURES = (("Baliser le couloir", "force"), ("Comité d’alerte", "civil_affairs"),
            ("Patrouille de décrue", "unpol"))  # fmt: skip


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).first.click()


def typed(page: Page, minutes: str) -> None:
    """Fill in the form of a round table."""
    for field, value in {
        "title": "Table ronde sur la transhumance", "held_on": "14/11/2014", "place": "Mopti",
        "agenda": "Couloirs, dégâts des champs, alerte.", "women_herders": "12",
        "men_herders": "20", "women_farmers": "10", "men_farmers": "18",
        "care_seen": "Chefs de fraction", "care_retaliation": "Ceux qui parlent du couloir",
        "care_promises": "Aucune patrouille fixe", "care_measures": "Arrivées séparées",
        "minutes": minutes,
    }.items():  # fmt: skip
        page.locator(f"#id_{field}").fill(value)
    page.locator("#id_area").select_option("ML0506")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_sixty_people_three_measures_and_no_name(
    language: str,
    house: Any,
    appoint: Callable[..., Actor],
    visit: Callable[..., Page],
    door: Callable[..., Client],
) -> None:
    say = SAYS[language]
    Area.objects.create(
        pcode="ML0506", level=2, name="Mopti", display_fr="Mopti", display_en="Mopti"
    )
    expert, head = appoint("poc_expert", "mopti"), appoint("head_of_office", "mopti")
    page = visit(expert, "/tables-rondes/ajout/", language=language)
    typed(page, "Mme Coulibaly demande un couloir balisé.")
    press(page, say["save"])
    expect(page.get_by_role("alert")).to_contain_text(say["named"])
    typed(page, "Une éleveuse demande un couloir balisé. Trois mesures sont adoptées.")
    press(page, say["save"])
    expect(page.locator("main")).to_contain_text(say["came"])
    path = page.url[page.url.index("/tables-rondes/") :]

    press(page, say["invite"])
    press(page, say["hold"])
    page.locator("#id_who").fill("Éleveurs en route vers Dialloubé")
    page.locator("#id_perpetrator").select_option("self_defence")
    page.locator("#id_threat_type").select_option("intercommunal")
    page.locator("#id_coping").fill("Ils passent de nuit, par groupes.")
    press(page, say["keep"])
    press(page, say["threat"])
    expect(page.locator(".thread")).to_contain_text("Dialloubé")

    promise(page, say, *MEASURES[0], "")
    expect(page.get_by_role("alert")).to_contain_text(say["no_date"])
    for number, (text, owner) in enumerate(MEASURES):
        promise(page, say, text, owner, "16/11/2014", at_once=number < 2)
    press(page, say["submit"])

    chair = visit(head, path, language=language)
    press(chair, say["validate"])
    page.goto(page.url)
    press(page, say["done"])
    expect(page.get_by_role("alert")).to_contain_text(say["unanswered"])
    register(expert, language, visit, say)
    page.goto(page.url)
    press(page, say["done"])
    press(page, say["close"])
    expect(page.locator("main .pill.st").first).to_have_text(say["closed"])

    reader = door(expert, language)
    assert "Coulibaly" not in words(reader.get(path).content.decode())
    for paper in (f"{language}.pdf", f"invitation-{language}.pdf"):
        assert reader.get(path + paper).status_code == 200
    with acting_as(expert):
        row = RoundTable.objects.get()
        assert {c.owner for c in Commitment.objects.filter(origin=row.pk)} == {
            owner for _text, owner in MEASURES
        }
        assert round_tables.ROUND_TABLE.steps_from(row.state) == ()
        leads = {profile().component(owner).number for _text, owner in MEASURES}
        assert {action.component for action in Action.objects.all()} == leads
        assert Action.objects.count() == 3


def promise(
    page: Page, say: dict[str, str], text: str, owner: str, due: str, at_once: bool = True
) -> None:
    """Record a measure; its action is proposed in the same gesture unless that is unticked."""
    form = page.locator("form:has(input[value=commit])")
    form.locator("#id_text").fill(text)
    form.locator("#id_owner").select_option(owner)
    form.locator("#id_due_on").fill(due)
    form.locator("#id_act").set_checked(at_once)
    press(page, say["add"])


def register(expert: Actor, language: str, visit: Callable[..., Page], say: dict[str, str]) -> None:
    """All three are overdue since yesterday; the one that has no action yet gets it here."""
    page = visit(expert, "/engagements/", language=language)
    assert clock.today() > date(2014, 11, 16)
    expect(page.locator("tbody .pill.st").filter(has_text=say["late"])).to_have_count(3)
    page.get_by_role("row").filter(has_text=MEASURES[2][0]).get_by_role("link").click()
    press(page, say["action"])
    expect(page.locator(".thread")).to_contain_text(MEASURES[2][0])
