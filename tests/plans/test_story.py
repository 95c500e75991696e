"""The story of a record: from a first warning to an effect, or what is missing and its gesture."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any

import pytest
from django.test import Client

from doors import words
from planting import incident
from rempart.kernel import clock
from rempart.kernel.actor import Actor, acting_as
from rempart.kernel.story import story_of
from rempart.plans import actions as plans
from rempart.plans import story
from rempart.register.alerts import actions as alerts
from rempart.register.alerts.workflow import ALERT
from rempart.register.models import Alert
from rempart.threats import actions as threats


@pytest.fixture
def cast(house: Any, appoint: Callable[..., Actor]) -> dict[str, Actor]:
    """Gao's people."""
    roles = ("duty_officer", "poc_expert", "head_of_office", "force")
    return {role: appoint(role, "gao") for role in roles} | {
        "second": appoint("poc_expert", "gao"),
        "lead": appoint("force", "gao", component="force"),
        "elsewhere": appoint("poc_expert", "mopti"),
    }


def warned(cast: dict[str, Actor]) -> Alert:
    """An alert that was answered in fifty minutes."""
    now = clock.now()
    with acting_as(cast["duty_officer"]):
        row = alerts.record_alert(
            heard={"priority": "p1", "title": "Hommes armés près du gué",
                   "received_at": now - timedelta(hours=2)}
        )  # fmt: skip
    for role, step, minutes, reason, told in (
        ("duty_officer", "triage", 110, "", {"priority": "p1"}),
        ("head_of_office", "decide", 105, "Le marché est plein", {}),
        ("head_of_office", "task", 100, "", {"responders": ["force"]}),
        ("force", "set_out", 90, "", {}),
        ("force", "arrive", 70, "", {}),
        ("poc_expert", "record_outcome", 60, "", {"outcome": "averted"}),
    ):
        with acting_as(cast[role]):
            said: Any = {**told, "at": now - timedelta(minutes=minutes)}
            alerts.advance_alert(target=row.pk, step=step, reason=reason, told=said)
    return row


def whole(house: Any, cast: dict[str, Actor]) -> tuple[Any, Alert, Any, Any]:
    """An incident that was warned of, a threat that it is evidence of, an action to its effect."""
    fact = incident(house, office=1, day=date(2014, 11, 17), time_of_day=time(13))
    alert = warned(cast)
    with acting_as(cast["poc_expert"]):
        alerts.link_incident(target=alert.pk, incident=fact)
        threat = threats.draft_threat(
            said={"title": "Attaques au gué", "perpetrator": "criminal",
                  "threat_type": "killing", "area": "ML0702", "population": "Marchands"}
        )  # fmt: skip
        threats.score_threat(
            target=threat.pk, scores={"intent": 4, "capability": 3},
            reasons={"intent": "dit", "capability": "vu"},
        )  # fmt: skip
        threats.cite_evidence(target=threat.pk, factor="history", record=fact)
        row = plans.propose_action(
            said={"statement": "Poste au gué", "volet": "t2", "phases": ["response"],
                  "component": 2, "indicator": "Passages", "due_on": date(2014, 12, 1)},
            office=1, origin=threat,
        )  # fmt: skip
    for role, step, text in (
        ("head_of_office", "endorse", ""), ("lead", "accept", ""), ("lead", "start", ""),
        ("lead", "complete", "Poste tenu"), ("second", "verify", "Le marché se tient"),
    ):  # fmt: skip
        with acting_as(cast[role]):
            plans.advance_action(target=row.pk, step=step, text=text)
    with acting_as(cast["poc_expert"]):
        threats.score_threat(target=threat.pk, scores={"intent": 2}, reasons={"intent": "dit"})
    return fact, alert, threat, row


@pytest.mark.parametrize("start", [0, 1, 2, 3])
def test_from_any_of_its_records_the_story_is_whole(
    start: int, house: Any, cast: dict[str, Actor], door: Callable[..., Client]
) -> None:
    records = whole(house, cast)
    page = door(cast["poc_expert"]).get(f"/histoire/{records[start].reference}/")
    text = words(page.content.decode())
    for row in records:
        assert row.reference in text
    for said in ("50 min après l’alerte", "Le marché est plein", "Écartée", "Poste tenu",
                 "Le marché se tient", "Risque :"):  # fmt: skip
        assert said in text, said
    assert "Rien que vous puissiez voir" not in text
    english = words(door(cast["poc_expert"], "en").get(page.wsgi_request.path).content.decode())
    assert "Was there a warning?" in english
    assert "50 min after the alert" in english


def test_it_is_told_in_the_order_of_time(house: Any, cast: dict[str, Actor]) -> None:
    fact, alert, _threat, _row = whole(house, cast)
    with acting_as(cast["poc_expert"]):
        told = story_of("incident", fact.pk)
        assert [e.at for e in told.events] == sorted(e.at for e in told.events)
        mine = [str(e.what) for e in told.events if e.record == alert.pk]
    steps = ("received", "triaged", "response_decided", "tasked", "responding", "responded",
             "outcome_recorded")  # fmt: skip
    assert mine == [str(ALERT.labels[step]) for step in steps]


def test_what_is_missing_is_said_with_the_gesture_that_mends_it(
    house: Any, cast: dict[str, Actor], door: Callable[..., Client]
) -> None:
    fact = incident(house, office=1)
    page = words(door(cast["poc_expert"]).get(f"/histoire/{fact.reference}/").content.decode())
    assert page.count("Rien que vous puissiez voir.") == 6
    assert 'href="/alertes/"' in page
    with acting_as(cast["duty_officer"]):
        alert = alerts.record_alert(heard={"priority": "p1", "title": "Tirs"})
        told = story_of("alert", alert.pk)
        found = story.answers(alert, told)
    assert [bool(one.events) for one in found] == [True, False, False, False, False, False]
    assert found[1].url == f"/alertes/{alert.reference}/#next"
    assert found[3].url == f"/actions/nouvelle/?origin={alert.reference}"
    assert door(cast["elsewhere"]).get(f"/histoire/{alert.reference}/").status_code == 404
    assert door(cast["poc_expert"]).get("/histoire/GAO-14-7K3QX/").status_code == 404


def test_the_thread_says_its_relations_in_words(
    house: Any, cast: dict[str, Actor], door: Callable[..., Client]
) -> None:
    fact, alert, _threat, row = whole(house, cast)
    client = door(cast["poc_expert"])
    assert "Avertissement" in client.get(f"/incidents/{fact.reference}/").content.decode()
    page = client.get(f"/alertes/{alert.reference}/").content.decode()
    assert "Avertissement" in page
    assert "warned-of" not in page
    assert "led_to" not in client.get(f"/actions/{row.reference}/").content.decode()
