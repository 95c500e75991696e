"""The pages of actions: proposed in a form, seen in three ways, moved by a button."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Page

from doors import words
from months import timbuktu
from rempart.kernel.actor import Actor, acting_as
from rempart.plans.models import Action
from rempart.threats import actions as threats
from rempart.threats.models import Threat

OVERFLOW = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture
def cast(house: Any, appoint: Callable[..., Actor]) -> dict[str, Actor]:
    """Timbuktu's people and the component that leads."""
    return timbuktu(appoint) | {
        "force": appoint("force", "tombouctou", component="force", clearance=1)
    }


@pytest.fixture
def threat(cast: dict[str, Actor]) -> Threat:
    """A threat of the office."""
    with acting_as(cast["expert"]):
        return threats.draft_threat(
            said={"title": "Léré", "perpetrator": "criminal", "threat_type": "killing",
                  "area": "ML0601", "population": "Riverains"}
        )  # fmt: skip


def typed(threat: Threat, **said: Any) -> dict[str, Any]:
    """What a person types."""
    return {
        "office": "tombouctou", "origin": threat.reference, "statement": "Patrouille à Léré",
        "volet": "t2", "phases": ["response"], "component": "2", "indicator": "Marchés couverts",
        "due_on": "10 nov. 2014", "marking": "1", **said,
    }  # fmt: skip


def test_an_action_is_proposed_and_moved(
    cast: dict[str, Actor], threat: Threat, door: Callable[..., Client]
) -> None:
    client = door(cast["expert"])
    assert (
        "Patrouille"
        in client.post("/actions/nouvelle/", typed(threat, origin="TBT-14-ABSENT")).content.decode()
    )
    answer = client.post("/actions/nouvelle/", typed(threat))
    assert answer.status_code == 302
    page = client.get(answer["Location"]).content.decode()
    assert threat.reference in page
    assert "en retard" in words(page)
    assert door(cast["head"]).post(answer["Location"], {"step": "endorse"}).status_code == 302
    lead = door(cast["force"])
    assert lead.post(answer["Location"], {"step": "accept"}).status_code == 302
    assert lead.post(answer["Location"], {"step": "complete", "text": "x"}).status_code >= 400
    for view in ("", "board", "calendar"):
        assert "Patrouille" in lead.get("/actions/", {"view": view}).content.decode()


def test_the_author_is_warned_before_a_lead_gets_what_it_may_not_trace(
    cast: dict[str, Actor], threat: Threat, door: Callable[..., Client]
) -> None:
    with acting_as(cast["expert"]):
        threats.mark_threat(target=threat.pk, marking=2, reason="Source exposée")
    client = door(cast["expert"])
    warned = client.post("/actions/nouvelle/", typed(threat))
    assert warned.status_code == 200
    assert 'name="told"' in warned.content.decode()
    with acting_as(cast["expert"]):
        assert not Action.objects.exists()
    assert client.post("/actions/nouvelle/", typed(threat, told="1")).status_code == 302
    with acting_as(cast["expert"]):
        reference = Action.objects.get().reference
    page = door(cast["force"]).get(f"/actions/{reference}/").content.decode()
    assert threat.reference not in page


@pytest.mark.browser
@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("width", [1280, 360])
def test_pages_fit_and_can_be_used_by_all(
    language: str, width: int, cast: dict[str, Actor], threat: Threat,
    door: Callable[..., Client], visit: Callable[..., Page],
) -> None:  # fmt: skip
    made = door(cast["expert"]).post("/actions/nouvelle/", typed(threat))["Location"]
    listed = ["/actions/", "/actions/?view=board", "/actions/?view=calendar"]
    for path in [*listed, "/actions/nouvelle/", "/actions/couverture/", made, f"{made}decrire/"]:
        page = visit(cast["expert"], path, language=language, width=width)
        assert not page.evaluate(OVERFLOW), path
        found = Axe().run(page).response["violations"]
        assert not found, (path, [(one["id"], one["nodes"][0]["html"]) for one in found])
