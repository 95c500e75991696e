"""The page list: every address without a parameter, as those who may come in see it.

What each weighs, what it may not hold under the content-security policy, that it speaks one
language, that it fits a telephone, that axe finds nothing, and that serving it opens no connection
to anywhere. The figures of one run are written to the file that `REMPART_PAGE_FIGURES` names.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import socket
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from playwright.sync_api import Page

from browsing import faults
from leaks import strays
from planting import incident
from rempart.kernel.access import declared
from rempart.kernel.actor import Actor

KILO = 1024
PAGE, DRAWING, FIRST_VISIT = 30 * KILO, 25 * KILO, 150 * KILO
MISSION_WIDE = {"senior_adviser", "srsg", "administrator", "auditor", "imo"}
NO_PAGE = frozenset({"/metrics", "/healthz", "/quitter/"})
INLINE = re.compile(
    r"\sstyle=|\son[a-z]+=|<style|<script(?![^>]*\ssrc=)|javascript:", re.IGNORECASE
)


def addresses(resolver: URLResolver | None = None, prefix: str = "/") -> Iterator[tuple[str, Any]]:
    """Every address that needs nothing filled in, with its view."""
    for pattern in (resolver or get_resolver()).url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern, route)
        elif isinstance(pattern, URLPattern) and "<" not in route:
            yield route, pattern.callback


PLACES = sorted({(route, str(declared(view))) for route, view in addresses()})
AS = {"signed-in": "poc_expert", "account": "administrator", "audit": "auditor", "public": ""}
PAGES = [(route, AS[access]) for route, access in PLACES if route not in NO_PAGE]
LEADERS = [("/", role) for role in ("senior_adviser", "srsg", "imo", "human_rights", "partner")]


@pytest.fixture
def cast(house: Any, exercise: None, appoint: Callable[..., Actor]) -> Callable[[str], Actor]:
    """Who comes in, over sixty incidents of thirteen months in an exercise."""
    for number in range(60):
        incident(
            house, office=1, marking=1 + number % 2,
            day=date(2014, 11, 14) - timedelta(days=6 * number),
            latitude=16.27 + number / 100, longitude=-0.04 + number / 90,
            area="ML070" + str(1 + number % 4), summary="Récit d’une attaque sur la piste. " * 8,
        )  # fmt: skip
    made: dict[str, Actor] = {}

    def one(role: str) -> Actor:
        if role not in made:
            wide = role in MISSION_WIDE or role == "partner"
            made[role] = appoint(role, "" if wide else "gao", compartments=("source_identity",))
        return made[role]

    return one


def shown(client: Client, route: str) -> str | None:
    """The page at an address; None where it is a file, a step or a question instead."""
    answer = client.get(route)
    if answer.status_code != 200 or "text/html" not in answer.headers["Content-Type"]:
        answer.close()
        return None
    return answer.content.decode()


def test_every_page_is_light_holds_nothing_inline_and_speaks_one_language(
    cast: Callable[[str], Actor], door: Callable[..., Client]
) -> None:
    figures = {}
    foreign: list[str] = []
    for route, role in [*PAGES, *LEADERS]:
        for language in ("fr", "en"):
            page = shown(door(cast(role) if role else None, language), route)
            if page is None:
                continue
            weight = len(gzip.compress(page.encode()))
            drawings = re.findall(r"<svg.*?</svg>", page, re.DOTALL)
            heaviest = max((len(gzip.compress(one.encode())) for one in drawings), default=0)
            figures[f"{route} {role} {language}"] = (weight, heaviest)
            assert weight <= PAGE, (route, weight)
            assert heaviest <= DRAWING, (route, heaviest)
            assert not INLINE.search(page), (route, INLINE.search(page))
            foreign += [f"{route} {role} {language}: {text}" for text in strays(page, language)]
            assert strays(page, "en" if language == "fr" else "fr"), "the check sees nothing"
    assert not foreign, "\n".join(sorted(set(foreign)))
    assert len(figures) > 40
    if os.environ.get("REMPART_PAGE_FIGURES"):
        Path(os.environ["REMPART_PAGE_FIGURES"]).write_text(json.dumps(figures, indent=1))


@pytest.mark.parametrize("route", ["/", "/incidents/", "/connexion/"])
def test_a_first_visit_is_light(
    route: str, cast: Callable[[str], Actor], door: Callable[..., Client]
) -> None:
    client = door(cast("poc_expert")) if route != "/connexion/" else door()
    page = client.get(route).content.decode()
    assets = set(re.findall(r'(?:src|href)="(/static/[^"?]+)', page))
    weight = len(gzip.compress(page.encode()))
    weight += sum(len(gzip.compress(b"".join(client.get(asset)))) for asset in assets)
    assert weight <= FIRST_VISIT


def test_serving_a_page_opens_no_connection(
    cast: Callable[[str], Actor], door: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    real, tried = socket.socket.connect, []

    def connect(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            tried.append(address)
            raise OSError("no call leaves this house")
        real(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect)
    for route, role in PAGES:
        shown(door(cast(role) if role else None), route)
    assert tried == []


@pytest.mark.parametrize(
    ("language", "width", "guise"),
    [("fr", 1280, {"color_scheme": "light"}), ("en", 360, {"color_scheme": "dark"})],
)
def test_axe_finds_nothing_and_nothing_overflows(
    language: str, width: int, guise: dict[str, str], cast: Callable[[str], Actor],
    door: Callable[..., Client], visit: Callable[..., Page],
) -> None:  # fmt: skip
    wrong: list[str] = []
    for role in ("poc_expert", "administrator", "auditor", ""):
        mine = [route for route, of in PAGES if of == role]
        pages = [r for r in mine if shown(door(cast(role) if role else None), r) is not None]
        if not pages:
            continue
        page = visit(
            cast(role) if role else None, pages[0], language=language, width=width, **guise
        )
        root = re.sub(r"(://[^/]+).*", r"\1", page.url)
        for route in pages:
            page.goto(root + route)
            wrong += [f"{route} {fault}" for fault in faults(page)]
    assert not wrong, "\n".join(wrong)
