"""The pages of alerts: the board, a call taken down once, steps by form and by address."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from doors import words
from planting import incident
from rempart.kernel import clock
from rempart.kernel.actor import Actor, acting_as
from rempart.people.models import Sitting
from rempart.register.alerts import actions
from rempart.register.models import Alert

CALL = {"priority": "p1", "title": "Hommes armés près du marché", "received_at": "06:10"}


@pytest.fixture
def duty(appoint: Callable[..., Actor]) -> Actor:
    """Gao's duty officer."""
    return appoint("duty_officer", "gao")


def test_a_call_is_taken_down_once_and_stands_on_the_board(
    duty: Actor, door: Callable[..., Client]
) -> None:
    client = door(duty)
    assert "Aucune alerte ouverte" in words(client.get("/alertes/").content.decode())
    said = {**CALL, "form_token": str(uuid4())}
    first, again = (client.post("/alertes/nouvelle/", said) for _ in range(2))
    assert first.status_code == again.status_code == 302
    assert first.headers["Location"] == again.headers["Location"]
    for language, over in (("fr", "dépassé de 5 h 20"), ("en", "over by 5 h 20")):
        page = words(door(duty, language).get("/alertes/").content.decode())
        assert page.count("Hommes armés près du marché") == 1
        assert over in page
    part = client.get("/alertes/", headers={"HX-Request": "true"}).content.decode()
    assert part.startswith('<div id="board"')
    assert 'href="/alertes/"' in client.get("/").content.decode()


def test_nothing_typed_is_lost_when_a_call_does_not_hold(
    duty: Actor, door: Callable[..., Client]
) -> None:
    client = door(duty)
    said = {**CALL, "form_token": str(uuid4()), "received_at": "hier", "facts": "Deux motos"}
    answer = client.post("/alertes/nouvelle/", said)
    assert answer.status_code == 400
    assert "Deux motos" in answer.content.decode()
    assert "Deux motos" in client.get("/alertes/nouvelle/").content.decode()
    later = client.post("/alertes/nouvelle/", {**said, "received_at": "23:59"})
    assert later.status_code == 400
    with acting_as(duty):
        assert not Alert.objects.exists()


def test_what_is_half_typed_is_kept_and_dropped(duty: Actor, door: Callable[..., Client]) -> None:
    client, path = door(duty), "/alertes/nouvelle/"
    kept = client.post(path, {"do": "keep", "title": "Des motos au gué", "form_token": "x"})
    assert "Gardé pour vous" in words(kept.content.decode())
    assert "Des motos au gué" in client.get(path).content.decode()
    assert client.post(path, {"do": "drop"}).status_code == 302
    assert "Des motos" not in client.get(path).content.decode()


def test_an_alert_is_corrected_and_two_versions_are_shown(
    duty: Actor, door: Callable[..., Client], appoint: Callable[..., Actor]
) -> None:
    with acting_as(duty):
        row = actions.record_alert(
            heard={"priority": "p1", "title": "Tirs", "place": "Gao", "facts": "Deux tirs",
                   "received_at": clock.now() - timedelta(hours=1)}
        )  # fmt: skip
    client, path = door(duty), f"/alertes/{row.reference}/correction/"
    page = client.get(path).content.decode()
    assert 'value="17/11/2014 11:00"' in page
    said = {"priority": "p1", "title": "Tirs", "received_at": "10:45", "revision": "1"}
    assert client.post(path, {**said, "place": "Ansongo"}).status_code == 302
    expert = door(appoint("poc_expert", "gao"))
    stale = expert.post(path, {**said, "place": "Gossi"})
    shown = words(stale.content.decode())
    assert stale.status_code == 409
    assert "Modifié à 12 h 00 par Officier de permanence" in shown
    assert "Voici les deux versions." in shown
    assert "Ansongo" in shown
    assert 'value="Gossi"' in shown
    assert 'name="revision" value="2"' in shown
    assert expert.post(path, {**said, "place": "Gossi", "revision": "2"}).status_code == 302
    with acting_as(duty):
        now = Alert.objects.get()
        assert (now.place, now.facts, now.versions.count()) == ("Gossi", "", 3)
        assert now.received_at == clock.now() - timedelta(minutes=75)
    for other in (appoint("cla", "gao"), appoint("head_of_office", "gao"),
                  appoint("poc_expert", "mopti")):  # fmt: skip
        assert door(other).get(path).status_code == 404
    later = expert.post(path, {**said, "received_at": "23:00", "revision": "3"})
    assert later.status_code == 400
    assert "à venir" in later.content.decode()


def test_a_board_left_alone_leads_to_the_door_and_not_into_itself(
    house: Any, door: Callable[..., Client]
) -> None:
    asked = {"HX-Request": "true", "HX-Current-URL": "http://localhost/alertes/"}
    answer = door().get("/alertes/", headers=asked)
    assert answer.headers["HX-Redirect"] == "/connexion/?next=/alertes/"


def test_a_board_that_asks_by_itself_keeps_no_session_alive(
    duty: Actor, door: Callable[..., Client]
) -> None:
    client = door(duty)
    client.get("/alertes/")
    seen = Sitting.objects.values_list("seen_at", flat=True)
    before, ends = list(seen.all()), client.session.get_expiry_date()
    with clock.frozen(clock.now() + timedelta(hours=1)):
        page = client.get("/alertes/", headers={"HX-Request": "true", "Rempart-Polling": "1"})
        assert 'hx-headers=\'{"Rempart-Polling": "1"}\'' in page.content.decode()
        assert list(seen.all()) == before
        assert client.session.get_expiry_date() <= ends + timedelta(seconds=5)


def test_the_board_asks_no_more_of_the_database_for_more_alerts(
    duty: Actor, door: Callable[..., Client]
) -> None:
    client, counts = door(duty), []
    paths = ("/alertes/", "/alertes/nuit/", "/alertes/mesures/")
    for number in (1, 6):
        with acting_as(duty):
            for _one in range(number):
                actions.record_alert(heard={"priority": "p2", "title": "Tirs"})
        asked = []
        for path in paths:
            client.get(path)
            with CaptureQueriesContext(connections["default"]) as caught:
                client.get(path)
            asked.append(len(caught))
        counts.append(asked)
    assert counts[0] == counts[1]
    assert max(counts[0]) < 25


def test_the_night_board_has_every_open_alert(duty: Actor, door: Callable[..., Client]) -> None:
    with acting_as(duty):
        actions.record_alert(heard={"priority": "p1", "title": "Tirs", "place": "Ansongo"})
    for language, due in (("fr", "17 nov. 2014, 12 h 30"), ("en", "17 Nov 2014, 12:30")):
        page = words(door(duty, language).get("/alertes/nuit/").content.decode())
        assert due in page
        assert "Ansongo" in page


def test_a_step_is_taken_by_its_form_and_no_other(
    duty: Actor, door: Callable[..., Client], appoint: Callable[..., Actor], house: Any
) -> None:
    with acting_as(duty):
        row = actions.record_alert(
            heard={"priority": "p1", "title": "Convoi bloqué",
                   "received_at": clock.now() - timedelta(minutes=20)}
        )  # fmt: skip
    client, path = door(duty), f"/alertes/{row.reference}/"
    assert client.post(path, {"step": "close"}).status_code == 403
    assert client.post(path, {"step": "triage", "at": "11 h 40"}).status_code == 400
    said = {"step": "triage", "priority": "p2", "at": "11 h 50", "revision": "1"}
    assert client.post(path, said).status_code == 302
    assert client.post(path, said).status_code == 409
    page = words(client.get(path).content.decode())
    assert "P2" in page
    assert "11 h 50" in page
    head, commander = (door(appoint(who, "gao")) for who in ("head_of_office", "sector_commander"))
    english = words(door(duty, "en").get(path).content.decode())
    assert english.count("Duty Officer, Joint Operations Centre, Gao") == 3
    assert "Officier de permanence" not in english
    stale = head.post(path, {"step": "decide", "revision": "1"})
    assert stale.status_code == 409
    assert head.post(path, {"step": "decide", "at": "11 h 55", "revision": "2"}).status_code == 302
    late = commander.post(
        path, {"step": "decline", "no_response": "no_airlift", "reason": "Pluie", "revision": "2"}
    )
    shown = words(late.content.decode())
    assert late.status_code == 409
    assert "a avancé pendant que vous écriviez" in shown
    assert "Décider une réponse, Chef(fe) de bureau" in shown
    assert "Pas d’appui aérien" in shown
    assert shown.count("Pluie") == 2
    assert 'name="revision" value="3"' in shown
    assert 'name="responders"' in shown
    warned = incident(house, office=1)
    linked = client.post(path, {"do": "link", "incident": warned.reference})
    assert linked.status_code == 302
    page = words(client.get(path).content.decode())
    assert warned.reference in page
    assert "Défaire un lien" in page
    undo = {"do": "unlink", "incident": warned.reference}
    assert client.post(path, undo).status_code == 302
    assert warned.reference not in client.get(path).content.decode()
    nowhere = client.post(path, {"do": "link", "incident": "GAO-14-7K3QXM"})
    assert nowhere.status_code == 400
    assert "GAO-14-7K3QXM" in nowhere.content.decode()
    assert door(appoint("duty_officer", "mopti")).get(path).status_code == 404


def test_a_liaison_assistant_sees_their_own_call_only(
    duty: Actor, door: Callable[..., Client], appoint: Callable[..., Actor]
) -> None:
    with acting_as(duty):
        row = actions.record_alert(heard={"priority": "p3", "title": "Rumeur d’attaque"})
    client = door(appoint("cla", "gao"))
    assert "Rumeur" not in client.get("/alertes/").content.decode()
    assert client.get(f"/alertes/{row.reference}/").status_code == 404
    mine = client.post("/alertes/nouvelle/", {**CALL, "form_token": str(uuid4())})
    assert client.get(mine.headers["Location"]).status_code == 200


def test_my_day_says_what_waits_for_whom(
    duty: Actor, door: Callable[..., Client], appoint: Callable[..., Actor]
) -> None:
    with acting_as(duty):
        early = clock.now() - timedelta(hours=1)
        actions.record_alert(heard={"priority": "p1", "title": "Tirs", "received_at": early})
    assert "1 alerte vous attend; 1 horloge est dépassée" in words(
        door(duty).get("/").content.decode()
    ).replace(" ;", ";")
    head = door(appoint("head_of_office", "gao")).get("/").content.decode()
    assert "horloge" not in head


@pytest.mark.parametrize(
    ("language", "none", "number"),
    [
        ("fr", "Aucun n’est encore connu", "appelez : …………"),
        ("en", "None is known yet", "call: …………"),
    ],
)
def test_figures_and_paper_have_their_pages(
    language: str, none: str, number: str, duty: Actor, door: Callable[..., Client]
) -> None:
    client = door(duty, language)
    assert none in words(client.get("/alertes/mesures/").content.decode())
    with acting_as(duty):
        actions.record_alert(heard={"priority": "p1", "title": "Tirs"})
    page = client.get("/alertes/mesures/?since=17/11/2014&until=17/11/2014").content.decode()
    assert "<dd>1</dd>" in page
    assert client.get("/alertes/mesures/?since=jamais").status_code == 200
    odd = words(client.get("/alertes/mesures/?since=17/11/2014&until=1/11/2014").content.decode())
    assert ("se termine avant" in odd) == (language == "fr")
    assert client.get("/alertes/mesures/?office=1&component=9").status_code == 200
    for path in ("/alertes/nuit/", "/alertes/formulaire/"):
        page = words(client.get(path).content.decode())
        assert number in re.sub(r"</?b>|<span[^>]*>", "", page), path
        assert "emergency_number" in page
