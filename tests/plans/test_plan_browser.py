"""A regional plan from its template to its document: typed in a browser, and sent by a client.

Then the pages of plans in that browser: axe is content, and nothing overflows on a telephone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from browsing import fit
from doors import words
from programmes import TOLD, cast, threat
from rempart.kernel.actor import Actor, acting_as
from rempart.plans.models import Action
from rempart.plans.programmes import actions, community
from rempart.plans.programmes.models import Plan
from rempart.threats.models import Threat

__all__ = ["cast", "threat"]


STEPS = (
    ("expert", "consult", "Mettre en consultation"),
    ("adviser", "endorse", "Consigner l’aval du groupe de haute direction"),
    ("srsg", "approve", "Approuver le plan"),
    ("head", "enter", "Mettre en vigueur"),
)


def asked(expert: Actor) -> set[str]:
    """Whom the one plan there is counts on, and the partners."""
    with acting_as(expert):
        return {line["lead"] for line in Plan.objects.get().lines} | {"humanitarian"}


def by_hand(cast: dict[str, Actor], visit: Callable[..., Page]) -> None:
    """The plan as people type it: what is proposed taken, answers recorded, four posts."""
    page = visit(cast["expert"], "/plans-regionaux/nouveau/")
    page.locator("#id_title").fill("Plan de Mopti")
    page.locator("#id_covers").select_option("mopti")
    page.locator("input[name=environments][value=pastoral]").check()
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    page.get_by_role("button", name="Prendre ces lignes").click()
    expect(page.locator(".lede")).to_contain_text("3 lignes")
    for who in sorted(asked(cast["expert"])):
        page.locator("#id_who").select_option(who)
        page.locator("#id_on").fill("14/11/2014")
        page.locator("#id_said").fill(f"D’accord ({who})")
        page.get_by_role("form", name="Consigner une réponse").get_by_role("button").click()
        expect(page.locator("main dl").filter(has_text=f"({who})")).to_be_visible()
    path = page.url[page.url.index("/plans-regionaux/") :]
    for who, _step, label in STEPS:
        page = visit(cast[who], path)
        page.get_by_role("button", name=label, exact=True).click()
        expect(page.get_by_role("button", name=label, exact=True)).to_have_count(0)
    page = visit(cast["expert"], path)
    page.get_by_role("button", name="Faire de chaque ligne une action").click()
    expect(page.locator(".lede")).to_contain_text("3 sont devenues des actions")


def by_post(cast: dict[str, Actor], door: Callable[..., Client]) -> None:
    """The same plan in English, as the forms are sent."""
    client = door(cast["expert"], "en")
    said = {"title": "Plan of Mopti", "covers": "mopti", "environments": ["pastoral"],
            "marking": "1"}  # fmt: skip
    proposals = client.post("/plans-regionaux/nouveau/", said).headers["Location"]
    page = words(client.get(proposals).content.decode())
    assert "against 1 open threat" in page
    ticked = [box.split('"')[0] for box in page.split('name="take" value="')[1:]
              if box.split(">")[0].endswith("checked")]  # fmt: skip
    path = client.post(proposals, {"take": ticked}).headers["Location"]
    for who in asked(cast["expert"]):
        answer = {"do": "consult", "who": who, "on": "14/11/2014", "said": "Agreed"}
        assert client.post(path, answer).status_code == 302
    for who, step, _label in STEPS:
        sent = door(cast[who], "en").post(path, {"do": "step", "step": step})
        assert sent.status_code == 302, step
    assert client.post(path, {"do": "act_all"}).status_code == 302


@pytest.mark.parametrize(("language", "width"), [("fr", 1280), ("en", 360)])
def test_from_template_to_in_force_to_document_and_axe_finds_nothing(
    language: str, width: int, cast: dict[str, Actor], threat: Threat,
    visit: Callable[..., Page], door: Callable[..., Client], house: Any,
) -> None:  # fmt: skip
    expert = cast["expert"]
    if language == "fr":
        by_hand(cast, visit)
    else:
        by_post(cast, door)
    with acting_as(expert):
        plan = Plan.objects.get()
        assert (plan.state, len(plan.lines), Action.objects.count()) == ("in_force", 3, 3)
    for suffix in ("pdf", "docx"):
        made = door(cast["force"], language).get(
            f"/plans-regionaux/{plan.reference}/{language}.{suffix}"
        )
        assert made.status_code == 200
    with acting_as(expert):
        draft = actions.succeed(plan)
        told = community.prepare_community_plan(said=TOLD)
    page = visit(expert, "/", language=language, width=width)
    root = page.url.rstrip("/")
    one, after = f"/plans-regionaux/{plan.reference}/", f"/plans-regionaux/{draft.reference}/"
    people = f"/plans-communautaires/{told.reference}/"
    for path in (
        "/plans-regionaux/", "/plans-regionaux/nouveau/", one, f"{one}comparer/", after,
        f"{after}propositions/", f"{after}ligne/1/", f"{after}comparer/", "/plans-communautaires/",
        "/plans-communautaires/nouveau/", people, f"{people}decrire/", "/actions/couverture/",
    ):  # fmt: skip
        page.goto(root + path)
        fit(page, path)
