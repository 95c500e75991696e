"""Ménaka's displacement trigger: it proposes, a designate activates, lessons end it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

import menaka
from doors import words
from rempart.kernel import clock
from rempart.kernel.actor import Actor, acting_as, actor_of
from rempart.people.delegations import delegate
from rempart.plans.contingency.models import Contingency
from rempart.plans.crises.models import Crisis, CrisisTask, Sitrep

SAYS = {
    "fr": {
        "rule": "déplacés > 5000 en 72 h à Ménaka", "add": "Ajouter le déclencheur",
        "dead": "civils tués < 0 en 72 h", "never": "ne peut jamais jouer",
        "step": {"review": "Revu", "approve": "Approuver le plan"}, "save": "Enregistrer",
        "proposed": "rien n’est engagé", "activate": "Activer", "wrong": "n’appartient pas",
        "under_way": "en cours", "write": "L’écrire", "issue": "L’émettre",
        "lessons": "aucune n’est consignée", "down": "Lever la crise", "record": "La consigner",
        "done": "C’est fait", "ended": "levée", "stale": "revue échue",
        "close": "Les leçons sont consignées", "closed": "leçons consignées",
        "tried": "n’aurait jamais joué", "trial": "Essayer une règle sur le passé",
        "try": "L’essayer", "moment": "Moment 1 sur", "next": "Après",
        "open": "Ouvrir le formulaire", "team": "Cellule de crise",
    },
    "en": {
        "rule": "displaced > 5,000 in 72 h in Menaka", "add": "Add the trigger",
        "dead": "civilians killed < 0 in 72 h", "never": "can never fire",
        "step": {"review": "Reviewed", "approve": "Approve the plan"}, "save": "Save",
        "proposed": "nothing has begun", "activate": "Activate", "wrong": "is not for your post",
        "under_way": "under way", "write": "Write it", "issue": "Issue it",
        "lessons": "none is recorded", "down": "Stand down", "record": "Record it",
        "done": "It is done", "ended": "stood down", "stale": "past its review",
        "close": "The lessons are recorded", "closed": "lessons recorded",
        "tried": "would never have fired", "trial": "Try a rule on the past", "try": "Try it",
        "moment": "Moment 1 of", "next": "After", "open": "Open the form",
        "team": "Crisis team",
    },
}  # fmt: skip


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()


def state(page: Page) -> Any:
    return page.locator("#room .pill.st").first


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_trigger_proposes_and_people_run_the_crisis_to_its_lessons(
    language: str,
    house: Any,
    appoint: Callable[..., Actor],
    visit: Callable[..., Page],
    door: Callable[..., Client],
) -> None:
    say = SAYS[language]
    cast = menaka.people(appoint)
    plan = menaka.drafted(cast, review_on=clock.today() + timedelta(days=3))
    write_the_trigger(visit(cast["expert"], f"/plans-urgence/{plan.reference}/",
                            language=language), say)  # fmt: skip
    for who, step in (("head", "review"), ("srsg", "approve")):
        page = visit(cast[who], f"/plans-urgence/{plan.reference}/", language=language)
        press(page, say["step"][step])

    count(cast["expert"], visit, language, say)
    path = proposal(cast, visit, door, language, say)
    designate = lent(cast)
    page = visit(designate, path, language=language)
    page.locator("#level").select_option("mission")
    page.locator("input[name=team][value=srsg]").check()
    press(page, say["activate"])
    expect(state(page)).to_have_text(say["under_way"])
    expect(page.get_by_role("heading", name=say["team"])).to_be_visible()

    page.locator("#log_text").fill("Ouvrir un poste avancé au site nord")
    press(page, say["write"])
    expect(page.locator("#room .line")).to_contain_text("poste avancé")
    sitrep(page, say, language, door(cast["srsg"], language), path)
    stand_down(page, say)
    expect(state(page)).to_have_text(say["ended"])

    complete(page, say)
    expect(state(page)).to_have_text(say["closed"])
    replay(page, say)
    with clock.frozen(clock.now() + timedelta(days=10)):
        listed = door(cast["head"], language).get("/crises/").content.decode()
        assert say["stale"] in listed
        assert say["stale"] in door(cast["head"], language).get(path).content.decode()
    with acting_as(cast["srsg"]):
        assert Contingency.objects.get().state == "lessons_recorded"
        assert "srsg" in {one["role"] for one in Sitrep.objects.get().team}


def write_the_trigger(page: Page, say: dict[str, Any]) -> None:
    """A dead rule is refused; the good one is tried on the past, then kept a second time."""
    plan = page.url
    page.locator("#id_rule").fill(say["dead"])
    press(page, say["add"])
    expect(page.get_by_role("alert")).to_contain_text(say["never"])
    page.get_by_role("link", name=say["trial"]).click()
    page.locator("#id_rule").fill(say["rule"])
    press(page, say["try"])
    expect(page.locator(".lede")).to_contain_text(say["tried"])
    page.goto(plan)
    page.locator("#id_rule").fill(say["rule"])
    press(page, say["add"])
    expect(page.get_by_text("72 h").first).to_be_visible()


def count(expert: Actor, visit: Callable[..., Page], language: str, say: dict[str, Any]) -> None:
    """Three days of arrivals, each typed; only the third goes beyond five thousand."""
    for day, people in (("15/11/2014", "2100"), ("16/11/2014", "1800"), ("17/11/2014", "1400")):
        page = visit(expert, "/comptages/ajout/", language=language)
        page.locator("#id_quantity").select_option("displaced")
        page.locator("#id_area").select_option("ML0704")
        for field, value in (("value", people), ("counted_on", day), ("source", "comité")):
            page.locator(f"#id_{field}").fill(value)
        press(page, say["save"])
    assert clock.today() == date(2014, 11, 17)


def proposal(
    cast: dict[str, Actor],
    visit: Callable[..., Page],
    door: Callable[..., Client],
    language: str,
    say: dict[str, Any],
) -> str:
    """Both triggers propose and nothing begins; the expert is refused with the reason."""
    with acting_as(cast["srsg"]):
        row = Crisis.objects.order_by("trigger")[0]
        assert {one.state for one in Crisis.objects.all()} == {"proposed"}
        assert not CrisisTask.objects.exists()
    path = f"/crises/{row.reference}/"
    page = visit(cast["expert"], path, language=language)
    expect(page.locator("#room .lede")).to_contain_text(say["proposed"])
    expect(page.get_by_role("button", name=say["activate"], exact=True)).to_have_count(0)
    refused = door(cast["expert"], language).post(path, {"do": "activate", "level": "local"})
    assert refused.status_code == 403
    assert say["wrong"] in words(refused.content.decode())
    return path


def lent(cast: dict[str, Actor]) -> Actor:
    """The adviser, to whom the head of mission has lent their power to decide."""
    with acting_as(cast["srsg"]):
        delegate(
            post=cast["srsg"].standings[0].post, holder=cast["adviser"].id, powers=["approve"],
            ends=clock.now() + timedelta(days=20), reason="En mission",
        )  # fmt: skip
    found = actor_of(cast["adviser"].id)
    assert found is not None
    return found


def sitrep(page: Page, say: dict[str, Any], language: str, reader: Client, path: str) -> None:
    page.locator("summary", has_text=say["open"]).first.click()
    page.locator("#sitrep_situation").fill("5 300 personnes arrivées en 72 h")
    page.locator("#sitrep_civilians").fill("Dont 60 % de femmes, selon le comité")
    press(page, say["issue"])
    expect(page.locator("#room")).to_contain_text("SITREP 1")
    for name in (f"{language}.pdf", f"{language}.docx"):
        assert reader.get(f"{path}sitrep-1/{name}").status_code == 200


def stand_down(page: Page, say: dict[str, Any]) -> None:
    """Refused without lessons and with open tasks; then the tasks are settled, a lesson written."""

    def ask() -> None:
        page.locator("summary", has_text=say["down"]).click()
        page.locator("#end-reason").fill("Les familles rentrent")
        press(page, say["down"])

    ask()
    expect(page.get_by_role("alert")).to_contain_text(say["lessons"])
    for _task in range(2):
        page.locator("#evidence").fill("Compte rendu du jour")
        press(page, say["done"])
    page.locator("summary", has_text=say["open"]).nth(2).click()
    page.locator("#lesson_happened").fill("La patrouille est partie tard")
    press(page, say["record"])
    ask()


def complete(page: Page, say: dict[str, Any]) -> None:
    """The file is closed only when the lesson changes something."""
    press(page, say["close"])
    expect(page.get_by_role("alert")).to_be_visible()
    page.locator("summary", has_text=say["open"]).first.click()
    page.locator("#lesson_number").fill("1")
    for field, value in (
        ("happened", "La patrouille est partie tard"), ("change", "Réserve de carburant"),
        ("owner", "Force"),
    ):  # fmt: skip
        page.locator(f"#lesson_{field}").fill(value)
    press(page, say["record"])
    press(page, say["close"])


def replay(page: Page, say: dict[str, Any]) -> None:
    page.goto(f"{page.url.rstrip('/')}/deroule/?n=1")
    expect(page.locator(".lede")).to_contain_text(say["moment"])
    page.get_by_role("link", name=say["next"], exact=True).click()
    expect(page).to_have_url(re.compile(r"n=2$"))
