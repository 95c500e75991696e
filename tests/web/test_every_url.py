"""What holds for every address, whatever it answers: a declared door, headers, no way round."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from doors import open_as
from planting import incident
from rempart.kernel import clock
from rempart.kernel.access import CLASSES, declared

FILLED = {
    "token": "x" * 32,
    "reference": "GAO-14-7K3QX",
    "uuid": "0190c6a0-0000-7000-8000-000000000000",
    "month": "2014-11",
}


def doors(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Every route with its view."""
    for pattern in (resolver or get_resolver()).url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from doors(pattern, route)
        elif isinstance(pattern, URLPattern):
            yield route, pattern.callback


def address(route: str) -> str:
    """A path that fits a route; a parameter without an example here fails the suite."""
    parts = []
    for part in route.split("<"):
        name, closed, rest = part.partition(">")
        if not closed:
            parts.append(part)
            continue
        kind, _colon, called = name.rpartition(":")
        parts.append((FILLED.get(called) or FILLED.get(kind) or "1") + rest)
    return "/" + "".join(parts)


ROUTES = sorted(route for route, _view in doors())


def test_every_door_says_who_may_come_in() -> None:
    assert len(ROUTES) > 10
    for route, view in doors():
        assert declared(view) in CLASSES, f"{route} declares no access class"


@pytest.mark.parametrize("route", [*ROUTES, "nothing/here", "static/web/rempart.css"])
def test_headers_stand_on_every_answer(
    route: str, house: Any, door: Callable[..., Client], appoint: Callable[..., Any]
) -> None:
    for client in (door(), door(appoint("poc_expert", "gao"))):
        for method in (client.get, client.post):
            response = method(address(route), secure=True)
            headers = response.headers
            policy = headers["Content-Security-Policy"]
            assert "default-src 'none'" in policy
            assert "unsafe" not in policy
            assert headers["X-Content-Type-Options"] == "nosniff"
            assert headers["Referrer-Policy"] == "no-referrer"
            assert headers["X-Frame-Options"] == "DENY"
            assert "max-age=63072000" in headers["Strict-Transport-Security"]
            if not route.startswith("static/"):
                assert headers["Cache-Control"] == "no-store"
            response.close()


@pytest.mark.parametrize("route", ROUTES)
def test_nobody_comes_in_unless_the_door_is_public(
    route: str, house: Any, door: Callable[..., Client], appoint: Callable[..., Any]
) -> None:
    view = dict(doors())[route]
    response = door().get(address(route))
    if declared(view) == "public":
        assert response.status_code in (200, 302, 404, 405)
    else:
        assert response.status_code == 302
        assert response.headers["Location"].startswith("/connexion/")


def test_an_address_that_is_hidden_reads_as_one_that_is_not(
    house: Any, door: Callable[..., Client], appoint: Callable[..., Any]
) -> None:
    secret = incident(house, office=1, marking=3, place="CANARI")
    client = door(appoint("poc_expert", "mopti"))
    hidden = client.get(f"/incidents/{secret.reference}/")
    absent = client.get("/incidents/GAO-14-7K3QX/")
    nowhere = client.get("/incidents/rien/ici/")
    assert hidden.status_code == absent.status_code == nowhere.status_code == 404
    assert _words(hidden) == _words(absent) == _words(nowhere)


def _words(response: Any) -> str:
    """The page without what differs from one address or form to the next."""
    text = response.content.decode()
    for changing in (response.wsgi_request.path, secret_of(text)):
        text = text.replace(changing, "")
    return text


def secret_of(text: str) -> str:
    """The anti-forgery token of a page."""
    _before, found, after = text.partition('name="csrfmiddlewaretoken" value="')
    return after.partition('"')[0] if found else "\0"


def test_a_post_that_ended_closes_every_door_the_same_second(
    house: Any, door: Callable[..., Client], appoint: Callable[..., Any]
) -> None:
    midnight = datetime(2014, 11, 18, tzinfo=UTC)
    client = door(appoint("poc_expert", "gao", ends=midnight))
    assert client.get("/incidents/").status_code == 200
    with clock.frozen(midnight):
        response = client.get("/incidents/")
        assert response.status_code == 403
        assert "Aucun poste" in response.content.decode()


def test_a_forged_form_is_refused_in_words(
    house: Any, appoint: Callable[..., Any], door: Callable[..., Client]
) -> None:
    client = open_as(enforce_csrf_checks=True)
    response = client.post("/connexion/", {"username": "a@example.org", "password": "x"})
    assert response.status_code == 403
    assert "Ce formulaire est périmé" in response.content.decode()
