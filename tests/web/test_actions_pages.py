"""The pages of actions: proposed in a form, seen in three ways, moved by a button."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from playwright.sync_api import Page

from browsing import fit
from doors import words
from months import timbuktu
from rempart.kernel.actor import Actor, acting_as
from rempart.plans.models import Action
from rempart.threats import actions as threats
from rempart.threats.models import Threat


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
    half = typed(threat, do="keep", support=["3", "4"], due_on="jeudi")
    path = f"/actions/nouvelle/?origin={threat.reference}"
    assert "Gardé pour vous" in words(client.post(path, half).content.decode())
    back = client.get(path).content.decode()
    assert 'value="jeudi"' in back
    assert all(f'<option value="{n}" selected>' in back for n in (3, 4))
    assert "jeudi" not in client.get("/actions/nouvelle/").content.decode()
    assert client.post(path, typed(threat, due_on="jeudi", do="save")).status_code == 200
    assert client.post(path, {"do": "drop"}).headers["Location"] == path
    assert "jeudi" not in client.get(path).content.decode()
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
    early = lead.post(answer["Location"], {"step": "complete", "text": "Trois patrouilles"})
    assert early.status_code >= 400
    assert "Trois patrouilles" in early.content.decode()
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


def proposed(client: Client, threat: Threat, **said: Any) -> str:
    """The address of an action that was proposed in the form."""
    return str(client.post("/actions/nouvelle/", typed(threat, **said))["Location"])


def test_progress_is_two_clicks_from_my_day(
    cast: dict[str, Actor], threat: Threat, door: Callable[..., Client]
) -> None:
    expert = door(cast["expert"])
    mine = proposed(expert, threat)
    other = proposed(expert, threat, component="3", statement="Relais de la Police")
    helped = proposed(expert, threat, component="3", support=["2"], statement="Escorte")
    for path in (mine, other, helped):
        door(cast["head"]).post(path, {"step": "endorse"})
    lead = door(cast["force"])
    assert 'href="/actions/"' in lead.get("/").content.decode()
    page = lead.get("/actions/").content.decode()
    assert "Relais" not in page
    assert page.count('value="accept"') == 1
    told = {"step": "accept", "back": "/actions/?view=board"}
    moved = lead.post(mine, told)
    assert moved.headers["Location"] == "/actions/?view=board"
    board = lead.get("/actions/?view=board").content.decode()
    assert board.count('class="card') == 2
    assert 'value="start"' in board
    assert lead.post(mine, {"step": "start", "back": "https://elsewhere.example/"})[
        "Location"
    ] == mine  # fmt: skip
    whole = words(expert.get("/actions/").content.decode())
    assert "De votre composante" not in whole
    narrowed = lead.get("/actions/?lead=mine").content.decode()
    assert "Escorte" in narrowed


def test_own_tasks_come_before_the_cut(
    cast: dict[str, Actor], threat: Threat, door: Callable[..., Client],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    expert = door(cast["expert"])
    for number in range(3):
        proposed(expert, threat, statement=f"Force {number}",
                 due_on=f"{10 + number} nov. 2014")  # fmt: skip
    proposed(expert, threat, statement="La nôtre", component="1", due_on="30 déc. 2014")
    monkeypatch.setattr("rempart.plans.views.SHOWN", 2)
    page = words(expert.get("/actions/").content.decode())
    assert page.index("De votre composante · 1") < page.index("La nôtre") < page.index("Force 0")
    assert "Force 2" not in page


def test_no_view_asks_more_of_the_database_for_more_actions(
    cast: dict[str, Actor], threat: Threat, door: Callable[..., Client]
) -> None:
    client, counts = door(cast["expert"]), []
    for number in (1, 4):
        for _one in range(number):
            path = proposed(client, threat)
        reference = path.split("/")[2]
        asked = []
        for view in ("/actions/", "/actions/?view=board", "/actions/?view=calendar",
                     "/notifications/", f"/histoire/{reference}/"):  # fmt: skip
            client.get(view)
            with CaptureQueriesContext(connections["default"]) as caught:
                assert client.get(view).status_code == 200
            asked.append(len(caught))
        counts.append(asked)
    assert counts[0] == counts[1]
    assert max(counts[0]) < 35


def test_the_calendar_is_a_month_with_its_days(
    cast: dict[str, Actor], threat: Threat, door: Callable[..., Client]
) -> None:
    client = door(cast["expert"])
    proposed(client, threat)
    page = client.get("/actions/?view=calendar").content.decode()
    assert page.count("<td") == 35
    assert "month=2014-10" in page
    assert "month=2014-12" in page
    cell = page[page.index('datetime="2014-11-10"') :]
    assert "Patrouille" in cell[: cell.index("</td>")]
    later = client.get("/actions/?view=calendar&month=2014-12").content.decode()
    assert "Patrouille" not in later
    assert client.get("/actions/?view=calendar&month=bad").status_code == 200


def test_two_who_describe_one_action_see_both_versions(
    cast: dict[str, Actor], threat: Threat, door: Callable[..., Client]
) -> None:
    client = door(cast["expert"])
    path = proposed(client, threat)
    said = {k: v for k, v in typed(threat).items() if k not in ("office", "origin", "marking")}
    first = client.post(f"{path}decrire/", {**said, "statement": "À pied", "revision": "1"})
    assert first.status_code == 302
    stale = client.post(f"{path}decrire/", {**said, "statement": "En pirogue", "revision": "1"})
    page = words(stale.content.decode())
    assert stale.status_code == 409
    assert "Voici les deux versions" in page
    assert "À pied" in page
    assert "En pirogue" in page


@pytest.mark.parametrize(("language", "width"), [("fr", 1280), ("en", 360)])
def test_pages_fit_and_can_be_used_by_all(
    language: str, width: int, cast: dict[str, Actor], threat: Threat,
    door: Callable[..., Client], visit: Callable[..., Page],
) -> None:  # fmt: skip
    made = door(cast["expert"]).post("/actions/nouvelle/", typed(threat))["Location"]
    listed = ["/actions/", "/actions/?view=board", "/actions/?view=calendar"]
    for path in [*listed, "/actions/nouvelle/", "/actions/couverture/", made, f"{made}decrire/"]:
        page = visit(cast["expert"], path, language=language, width=width)
        fit(page, path)
