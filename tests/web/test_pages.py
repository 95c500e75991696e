"""The pages as numbers: how many queries, how many bytes; and what they say."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from doors import words
from planting import incident

KILO = 1024
QUERIES = 12
QUERIES_OF_MY_DAY = 36
"""My day gathers from every room: a question or two of each."""
FRAME = ("SELECT set_config", "BEGIN", "COMMIT")
"""What opens and closes a transaction is no query."""

PAGE, DRAWING, FIRST_VISIT = 30 * KILO, 25 * KILO, 150 * KILO
"""The weight budgets of a page's HTML, its drawings, and a first visit, compressed."""


@pytest.fixture
def gao(house: Any, appoint: Callable[..., Any], door: Callable[..., Client]) -> Client:
    """The expert in Gao, with sixty incidents of thirteen months."""
    for number in range(60):
        incident(
            house,
            office=1,
            marking=1 + number % 2,
            day=date(2014, 11, 14) - timedelta(days=6 * number),
            latitude=16.27 + number / 100,
            longitude=-0.04 + number / 90,
            area="ML070" + str(1 + number % 4),
            summary="Récit d’une attaque sur la piste. " * 8,
        )
    return door(appoint("poc_expert", "gao"))


PATHS = (
    "/", "/incidents/", "/incidents/?office=gao&kind=threat:killing",
    "/incidents/?since=01/10/2014&until=30/10/2014", "/incidents/?q=piste", "/affichage/",
)  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_a_page_asks_little_and_weighs_little(path: str, gao: Client) -> None:
    gao.get(path)
    with CaptureQueriesContext(connections["default"]) as asked:
        response = gao.get(path)
    assert response.status_code == 200
    sent = [q["sql"] for q in asked if not q["sql"].startswith(FRAME)]
    assert len(sent) <= (QUERIES_OF_MY_DAY if path == "/" else QUERIES), "\n".join(sent)
    page = response.content.decode()
    drawings = re.findall(r"<svg.*?</svg>", page, re.DOTALL)
    assert len(gzip.compress(page.encode())) <= PAGE
    assert all(len(gzip.compress(drawing.encode())) <= DRAWING for drawing in drawings)


def test_a_first_visit_weighs_little(gao: Client) -> None:
    page = gao.get("/incidents/").content.decode()
    assets = set(re.findall(r'(?:src|href)="(/static/[^"?]+)', page))
    assert len(assets) >= 5
    weight = len(gzip.compress(page.encode()))
    for asset in assets:
        weight += len(gzip.compress(b"".join(gao.get(asset))))
    assert weight <= FIRST_VISIT


def test_an_answer_is_compressed_for_who_can_take_it(gao: Client) -> None:
    response = gao.get("/incidents/", headers={"Accept-Encoding": "gzip"})
    assert response.headers["Content-Encoding"] == "gzip"


def test_the_list_walks_through_all_pages_once(gao: Client) -> None:
    seen: list[str] = []
    path = "/incidents/"
    while path:
        page = gao.get(path).content.decode()
        seen += re.findall(r'<a class="ref" href="[^"]+">([^<]+)</a>', page)
        onward = re.search(r'<a href="(\?[^"]+)" rel="next"', page)
        path = "/incidents/" + onward[1].replace("&amp;", "&") if onward else ""
    assert len(seen) == len(set(seen)) == 60


def test_filters_that_cannot_be_understood_are_told_and_kept(gao: Client) -> None:
    page = words(gao.get("/incidents/?since=31/02/2014&until=hier").content.decode())
    assert "« 31/02/2014 »" in page
    assert 'value="31/02/2014"' in page
    assert 'value="hier"' in page
    assert "60 incidents" in page
    page = gao.get("/incidents/?since=12/11/2014&until=01/11/2014").content.decode()
    assert "La fin précède le début" in page
    cut = gao.get("/incidents/?after=2014")
    assert cut.status_code == 400
    assert "Repartez de la première page" in cut.content.decode()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_one_incident_tells_its_story(
    language: str, house: Any, appoint: Callable[..., Any], door: Callable[..., Client]
) -> None:
    row = incident(
        house, office=1, place="Djebock", reliability="b", credibility="c2",
        harm=[{"kind": "killed", "status": "civilian", "sex": "all", "age": "all",
               "min": 2, "best": 3, "max": 4}],
        alleged=[{"role": "alleged_perpetrator", "type": "criminal"}],
    )  # fmt: skip
    page = door(appoint("poc_expert", "gao"), language).get(f"/incidents/{row.reference}/")
    text = words(page.content.decode())
    for said in {
        "fr": ("Meurtre, Djebock", "2–4", "non dit", "Auteur présumé", "Criminels"),
        "en": ("Killing, Djebock", "2–4", "not stated", "Alleged perpetrator", "Criminals"),
    }[language]:
        assert said in text, said
    assert row.reference in text


def test_a_post_is_named_in_the_language_of_the_page(
    house: Any, appoint: Callable[..., Any], door: Callable[..., Client]
) -> None:
    actor = appoint("head_of_office", "gao")
    for language, named in (("fr", "Chef(fe) de bureau régional"), ("en", "Head of Regional")):
        for path in ("/", "/mon-compte/"):
            page = words(door(actor, language).get(path).content.decode())
            assert f"<summary>{named}" in page, (language, path)
