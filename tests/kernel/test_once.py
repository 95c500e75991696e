"""A form that is sent twice makes one record in every room; what did not hold may come again."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from rempart.kernel import conflicts, once
from rempart.kernel.actor import Actor, acting_as
from rempart.kernel.models import Guarded, Posting
from rempart.plans.models import Action
from rempart.register.models import Alert, Incident
from rempart.threats.models import Threat

ALERT = {"priority": "p1", "title": "Tirs près du marché"}
INCIDENT = {
    "starts_on": "03/11/2014", "date_precision": "day", "marking": "1", "place": "Djebock",
    "threat_type": "killing", "summary": "Tirs", "do": "save",
}  # fmt: skip
ACTION = {
    "office": "gao", "statement": "Patrouille", "volet": "t2", "phases": ["prevention"],
    "component": "1", "indicator": "Passages", "due_on": "01/12/2014", "marking": "1",
}  # fmt: skip
THREAT = {
    "title": "Coupeurs de route", "perpetrator": "criminal", "threat_type": "looting",
    "area": "ML0702", "population": "Transporteurs", "marking": "1",
}  # fmt: skip
FORMS: list[tuple[str, dict[str, Any], type[Guarded]]] = [
    ("/alertes/nouvelle/", ALERT, Alert),
    ("/incidents/nouvel-incident/", INCIDENT, Incident),
    ("/actions/nouvelle/", ACTION, Action),
    ("/menaces/nouvelle/", THREAT, Threat),
]


@pytest.fixture
def expert(appoint: Callable[..., Actor]) -> Actor:
    """Gao's protection expert."""
    return appoint("poc_expert", "gao")


def token_in(page: str) -> str:
    """The token of the form of a page."""
    found = re.search(rf'name="{once.FIELD}" value="([^"]+)"', page)
    assert found
    return found[1]


@pytest.mark.parametrize(("path", "said", "model"), FORMS, ids=[path for path, *_ in FORMS])
def test_posted_twice_it_makes_one(
    path: str, said: dict[str, Any], model: type[Guarded], expert: Actor,
    door: Callable[..., Client], areas: None,
) -> None:  # fmt: skip
    client = door(expert)
    with_token = {**said, once.FIELD: token_in(client.get(path).content.decode())}
    first, again = client.post(path, with_token), client.post(path, with_token)
    assert first.status_code == again.status_code == 302, first.content.decode()[-3000:]
    assert first.headers["Location"] == again.headers["Location"]
    with acting_as(expert):
        assert model.objects.count() == 1
    other = {**said, once.FIELD: token_in(client.get(path).content.decode())}
    assert client.post(path, other).headers["Location"] != first.headers["Location"]


@pytest.fixture
def areas(house: Any) -> None:
    """The profile's areas, for the forms that choose one."""
    from rempart.kernel.actor import SystemActor
    from rempart.places.sketch import sketch_areas

    with acting_as(SystemActor("operator:test", ceiling=3)):
        sketch_areas()


def test_a_form_that_did_not_hold_may_come_again(
    expert: Actor, door: Callable[..., Client]
) -> None:
    client, token = door(expert), str(uuid4())
    wrong = client.post("/alertes/nouvelle/", {"priority": "p1", once.FIELD: token})
    assert wrong.status_code == 400
    assert token_in(wrong.content.decode()) == token
    assert client.post("/alertes/nouvelle/", {**ALERT, once.FIELD: token}).status_code == 302
    with acting_as(expert):
        assert Posting.objects.get().led_to.startswith("/alertes/GAO")


def test_two_posts_at_the_same_moment_make_one(expert: Actor, door: Callable[..., Client]) -> None:
    said, answers = {**ALERT, once.FIELD: str(uuid4())}, []
    clients = [door(expert) for _number in range(4)]
    threads = [
        threading.Thread(target=lambda c=c: answers.append(c.post("/alertes/nouvelle/", said)))
        for c in clients
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {answer.status_code for answer in answers} == {302}
    assert len({answer.headers["Location"] for answer in answers}) == 1
    with acting_as(expert):
        assert Alert.objects.count() == 1


def test_what_is_no_token_is_nobody_s(expert: Actor, door: Callable[..., Client]) -> None:
    assert once.read_token("x") is None
    assert door(expert).post("/alertes/nouvelle/", {**ALERT, once.FIELD: "x"}).status_code == 302


def test_a_change_names_the_post_and_the_time(expert: Actor) -> None:
    from rempart.register.alerts.actions import record_alert

    with acting_as(expert):
        row = record_alert(heard={"priority": "p1", "title": "Tirs"})
        said = conflicts.last_change(row)
    assert said is not None
    assert said.who.startswith("Expert")
    assert said.at == row.recorded_at
