"""The pages of plans in both languages: lines, two devices, versions, documents, holes."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import docx
import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from doors import words
from programmes import TOLD, cast, community_step, filled, in_force, opened, prepared, threat
from rempart.kernel import clock
from rempart.kernel.actor import Actor, acting_as
from rempart.kernel.navigation import notices
from rempart.places.models import Area
from rempart.plans.models import Action
from rempart.plans.programmes import actions, community, proposing
from rempart.plans.programmes.models import CommunityPlan, Plan
from rempart.threats.models import Threat

__all__ = ["cast", "threat"]


@pytest.fixture(autouse=True)
def mopti(house: Any) -> None:
    Area.objects.create(pcode="ML0506", level=2, name="Mopti", display_fr="Mopti", display_en="M")


def test_a_plan_is_prepared_from_what_is_proposed(
    cast: dict[str, Actor], threat: Threat, door: Callable[..., Client]
) -> None:
    client = door(cast["expert"])
    said = {"title": "Plan", "covers": "mopti:ML0506", "environments": ["pastoral"],
            "marking": "1"}  # fmt: skip
    assert client.get("/plans-regionaux/nouveau/").status_code == 200
    answer = client.post("/plans-regionaux/nouveau/", said)
    path = answer.headers["Location"]
    page = words(client.get(path).content.decode())
    assert "5 lignes sont proposées contre 1 menace ouverte" in page
    assert page.count("checked") == 3
    empty = client.post(path, {})
    assert empty.status_code == 400
    with acting_as(cast["expert"]):
        plan = Plan.objects.get()
        codes = [one.code for one in proposing.proposals(plan)]
    assert client.post(path, {"take": codes}).status_code == 302
    one = client.get(f"/plans-regionaux/{plan.reference}/").content.decode()
    assert threat.reference in one
    assert "Elle répond" in words(one) or "Il répond" in words(one)
    assert plan.reference in client.get(f"/menaces/{threat.reference}/").content.decode()


def test_a_line_is_written_corrected_and_two_devices_are_shown_both(
    cast: dict[str, Actor], threat: Threat, door: Callable[..., Client]
) -> None:
    client = door(cast["expert"])
    plan = prepared(cast["expert"])
    path = f"/plans-regionaux/{plan.reference}/"
    said = {"threat": threat.reference, "action": "Baliser", "volet": "t3", "lead": "force",
            "phases": ["consolidation"], "due_on": "15/12/2014", "indicator": "km"}  # fmt: skip
    assert client.post(f"{path}ligne/0/", said).status_code == 302
    urgent = client.post(f"{path}ligne/0/", said | {"phases": ["response"], "threat": ""})
    assert urgent.status_code == 400
    assert "Baliser" in urgent.content.decode()
    first = said | {"action": "Baliser dix kilomètres", "revision": "2"}
    assert client.post(f"{path}ligne/1/", first).status_code == 302
    second = client.post(f"{path}ligne/1/", said | {"action": "Baliser tout", "revision": "2"})
    page = words(second.content.decode())
    assert second.status_code == 409
    assert "Baliser dix kilomètres" in page
    assert "Baliser tout" in page
    assert client.get(f"{path}ligne/7/").status_code == 404
    both = {"title": "Un", "environments": ["rural"], "purpose": "", "revision": "1"}
    late = client.post(f"{path}decrire/", both)
    assert late.status_code == 409
    assert "Plan de Mopti" in late.content.decode()
    assert client.post(path, {"do": "drop", "number": "1"}).status_code == 302
    history = words(client.get(f"{path}comparer/?old=2&new=4").content.decode())
    assert "retirée" in history
    changed = words(client.get(f"{path}comparer/?old=2&new=3").content.decode())
    assert "Baliser dix kilomètres" in changed


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_document_is_the_same_twice_and_says_the_same_in_both_formats(
    language: str, cast: dict[str, Actor], threat: Threat, door: Callable[..., Client]
) -> None:
    plan = in_force(cast, filled(cast, prepared(cast["expert"])))
    client = door(cast["expert"], language)
    path = f"/plans-regionaux/{plan.reference}/{language}."
    made = client.get(f"{path}pdf").content
    assert made == client.get(f"{path}pdf").content
    paper = "".join(p.extract_text() for p in PdfReader(io.BytesIO(made)).pages)
    file = docx.Document(io.BytesIO(client.get(f"{path}docx").content))
    text = "\n".join(
        [p.text for p in file.paragraphs]
        + [c.text for t in file.tables for r in t.rows for c in r.cells]
    )
    title = {
        "fr": "Plan d’action et de réponse régional",
        "en": "Regional action and response plan",
    }
    begun = {"fr": "pas commencée", "en": "not begun"}
    above = {"fr": "Représentant(e) spécial(e)", "en": "Special Representative"}
    assert above[language] in words(text)
    for said in (title[language], begun[language], threat.title):
        assert said.split()[0] in words(paper)
        assert said in words(text)
    herds = {"fr": "éleveurs et d’agriculteurs", "en": "herders and farmers"}
    assert herds[language] in words(text)


def test_past_its_review_a_plan_says_so_everywhere(
    cast: dict[str, Actor], threat: Threat, door: Callable[..., Client]
) -> None:
    plan = in_force(cast, filled(cast, prepared(cast["expert"])))
    late = "révision en retard"
    with clock.frozen(datetime(2015, 12, 1, 9, tzinfo=UTC)):
        client = door(cast["expert"])
        for path in ("/plans-regionaux/", f"/plans-regionaux/{plan.reference}/",
                     f"/menaces/{threat.reference}/"):  # fmt: skip
            assert late in words(client.get(path).content.decode()), path
        assert plan.reference in client.get("/actions/couverture/").content.decode()
        with acting_as(cast["expert"]):
            assert [n for n in notices(cast["expert"]) if plan.reference in n.sentence]
        paper = client.get(f"/plans-regionaux/{plan.reference}/fr.pdf").content
        text = "".join(p.extract_text() for p in PdfReader(io.BytesIO(paper)).pages)
        assert "17 novembre 2015" in words(text)


def test_those_whom_a_plan_waits_for_are_told(cast: dict[str, Actor], threat: Threat) -> None:
    plan = filled(cast, prepared(cast["expert"]))
    with acting_as(cast["expert"]):
        actions.advance_plan(target=plan.pk, step="consult")
    for who, told in (("adviser", True), ("srsg", False), ("expert", False)):
        with acting_as(cast[who]):
            found = [n for n in notices(cast[who]) if plan.reference in n.sentence]
            assert bool(found) == told, who


def test_lines_of_a_plan_in_force_fill_holes_until_they_are_actions(
    cast: dict[str, Actor], threat: Threat, door: Callable[..., Client]
) -> None:
    client = door(cast["expert"])
    whole = words(client.get("/actions/couverture/").content.decode())
    assert "12 croisements sur 12" in whole
    plan = in_force(cast, filled(cast, prepared(cast["expert"])))
    assert "8 croisements sur 12" in words(client.get("/actions/couverture/").content.decode())
    assert client.post(f"/plans-regionaux/{plan.reference}/", {"do": "act_all"}).status_code == 302
    with acting_as(cast["expert"]):
        assert Action.objects.count() == 3
        leads = {line["lead"] for line in plan.lines}
    force = door(cast["force"])
    part = words(force.get(f"/plans-regionaux/{plan.reference}/").content.decode())
    assert leads - {"force"}
    assert "non visible" in part
    assert "pas commencée" not in part
    file = docx.Document(
        io.BytesIO(force.get(f"/plans-regionaux/{plan.reference}/fr.docx").content)
    )
    text = words("\n".join(p.text for p in file.paragraphs))
    assert "tel que le voit le poste" in text
    assert "« Non visible »" in text
    page = words(client.get("/actions/couverture/").content.decode())
    assert "8 croisements sur 12" in page
    assert "+1" not in page


def test_lists_and_pages_ask_as_much_for_many_as_for_few(
    cast: dict[str, Actor], threat: Threat, door: Callable[..., Client]
) -> None:
    opened(cast["expert"], "looting", title="Vol de bétail")
    few = filled(cast, prepared(cast["expert"], environments=["pastoral"]))
    client = door(cast["expert"])

    def cost(path: str) -> int:
        client.get(path)
        with CaptureQueriesContext(connections["default"]) as asked:
            assert client.get(path).status_code == 200
        return len(asked)

    one, listed = cost(f"/plans-regionaux/{few.reference}/"), cost("/plans-regionaux/")
    for _number in range(3):
        many = filled(cast, prepared(cast["expert"], environments=["pastoral", "rural"]))
        with acting_as(cast["expert"]):
            codes = [p.code for p in proposing.proposals(many)]
            actions.take_proposals(target=many.pk, codes=codes)
    assert cost(f"/plans-regionaux/{many.reference}/") == one
    assert cost("/plans-regionaux/") == listed


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_community_plan_is_typed_used_and_printed(
    language: str, cast: dict[str, Actor], door: Callable[..., Client]
) -> None:
    client = door(cast["expert"], language)
    said = {**TOLD, "consulted_on": "10/11/2014", "marking": "2", "relays_women_women_groups": "4",
            "consulted_women_herders": "9", "consulted_men_herders": "14"}  # fmt: skip
    del said["relays"], said["consulted"]
    wrong = client.post("/plans-communautaires/nouveau/", said | {"watch": "Mme Coulibaly"})
    assert wrong.status_code == 400
    assert "Mme Coulibaly" in wrong.content.decode()
    answer = client.post("/plans-communautaires/nouveau/", said)
    assert answer.status_code == 302, words(answer.content.decode())
    path = answer.headers["Location"]
    page = words(client.get(path).content.decode())
    assert {"fr": "23 personnes ont été entendues, dont 9 femmes",
            "en": "23 people were heard on it, 9 of them women"}[language] in page  # fmt: skip
    for suffix in ("pdf", "docx"):
        made = client.get(f"{path}{language}.{suffix}")
        assert made.status_code == 200
    text = "\n".join(p.text for p in docx.Document(io.BytesIO(made.content)).paragraphs)
    assert "château d’eau" in text
    assert "chez les relais" not in text
    with acting_as(cast["expert"]):
        row = CommunityPlan.objects.get()
    for who, name in (("expert", "consult"), ("head", "endorse"), ("expert", "enter")):
        community_step(cast[who], row, name)
    assert client.post(path, {"do": "succeed"}).status_code == 302
    second = client.post(path + "decrire/", said)
    assert second.status_code == 404
    with acting_as(cast["expert"]):
        after = CommunityPlan.objects.exclude(pk=row.pk).get()
    typed = said | {"watch": "Trois guetteurs", "revision": "1"}
    edit = f"/plans-communautaires/{after.reference}/decrire/"
    assert client.post(edit, typed).status_code == 302
    again = client.post(edit, typed | {"watch": "Personne"})
    assert again.status_code == 409
    assert "Trois guetteurs" in words(again.content.decode())
    compared = client.get(f"/plans-communautaires/{after.reference}/comparer/")
    assert "Trois guetteurs" in compared.content.decode()
    assert client.get("/plans-communautaires/").status_code == 200
    assert community.COMMUNITY.steps_from("replaced") == ()
    with clock.frozen(datetime(2015, 12, 1, 9, tzinfo=UTC)):
        late = docx.Document(io.BytesIO(client.get(f"{path}{language}.docx").content))
    said = words("\n".join(p.text for p in late.paragraphs))
    assert {"fr": "n’a pas été faite", "en": "has not been made"}[language] in said
