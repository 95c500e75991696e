"""Places that matter: dated, sourced, pointed to; their exact point is guarded; a page an area."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from doors import words
from planting import incident
from rempart.doctrine.loader import current as profile
from rempart.kernel.actor import Actor, acting_as
from rempart.kernel.errors import BadInput, Conflict, Refused
from rempart.places.models import Area
from rempart.register.models import Site
from rempart.register.sites import actions
from rempart.register.sites.queries import SiteFilters, gathering, sites
from rempart.threats import evidence
from rempart.threats.actions import cite_evidence, draft_threat
from rempart.threats.models import Threat

MARKET: dict[str, Any] = {
    "type": "market", "name": "Marché de Djebock", "area": "ML0703", "days": [2],
    "source": "assistant de liaison communautaire", "known_on": date(2014, 11, 3),
}  # fmt: skip
CAMP: dict[str, Any] = {
    "type": "idp_site", "name": "Site du château d’eau", "area": "ML0703", "group": "déplacés",
    "people": 1200, "people_on": date(2014, 11, 1), "drivers": "Abris de toile, une seule issue",
    "coping": "Veille de nuit par les jeunes", "source": "cluster Protection",
    "latitude": 16.27, "longitude": -0.04, "point_precision": "exact",
}  # fmt: skip


@pytest.fixture
def gao(house: Any) -> Area:
    square = [[-0.6, 15.8], [0.6, 15.8], [0.6, 16.8], [-0.6, 16.8], [-0.6, 15.8]]
    return Area.objects.create(
        pcode="ML0703", level=2, name="Gao", display_fr="Gao", display_en="Gao",
        outline={"type": "Polygon", "coordinates": [square]}, west=-0.6, south=15.8, east=0.6,
        north=16.8,
    )  # fmt: skip


@pytest.fixture
def expert(gao: Area, appoint: Callable[..., Actor]) -> Actor:
    return appoint("poc_expert", "gao", clearance=2)


def test_a_place_is_entered_corrected_and_closed_with_its_history(expert: Actor) -> None:
    with acting_as(expert):
        row = actions.enter_site(said=MARKET)
        assert (row.office, row.people, row.days) == (1, None, [2])
        actions.correct_site(target=row.pk, revision=1, said={"days": [2, 5]})
        with pytest.raises(Conflict):
            actions.correct_site(target=row.pk, revision=1, said={"days": [3]})
        with pytest.raises(BadInput):
            actions.close_site(target=row.pk, on=date(2014, 11, 10))
        with pytest.raises(BadInput):
            actions.close_site(target=row.pk, on=date(2015, 1, 1), reason="demain")
        actions.close_site(target=row.pk, on=date(2014, 11, 10), reason="Le marché a déménagé")
        assert not sites().exists()
        assert sites(SiteFilters(closed=True)).get() == row
        assert list(row.versions.values_list("action", flat=True)) == [
            "site.close", "site.correct", "site.enter",
        ]  # fmt: skip


@pytest.mark.parametrize(
    "wrong",
    [
        {"type": "palace"}, {"name": " "}, {"source": ""}, {"area": "", "latitude": None},
        {"people": 40, "people_on": None}, {"days": [8]}, {"known_on": date(2015, 3, 1)},
        {"area": "XX0101"}, {"point_precision": "vague"},
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(wrong: dict[str, Any], expert: Actor) -> None:
    with acting_as(expert):
        with pytest.raises(BadInput) as refused:
            actions.enter_site(said=MARKET | wrong)
        assert refused.value.problems
        assert not Site.objects.exists()


def test_the_exact_point_of_displaced_people_is_never_open(expert: Actor) -> None:
    with acting_as(expert):
        with pytest.raises(BadInput) as refused:
            actions.enter_site(said=CAMP)
        assert [p.code for p in refused.value.problems] == ["sensitive"]
        assert actions.enter_site(said=CAMP | {"point_precision": "near"}).marking == 1
        row = actions.enter_site(said=CAMP, marking=2)
        with pytest.raises(BadInput):
            actions.mark_site(target=row.pk, marking=1, reason="À ouvrir")
        with pytest.raises(BadInput):
            actions.mark_site(target=row.pk, marking=1)


def test_a_place_is_entered_where_one_works(gao: Area, appoint: Callable[..., Actor]) -> None:
    with acting_as(appoint("poc_expert", "mopti")), pytest.raises(Refused):
        actions.enter_site(said=MARKET)


def test_tomorrow_s_markets_and_the_lists_by_kind_and_cercle(expert: Actor) -> None:
    with acting_as(expert):
        market = actions.enter_site(said=MARKET)
        camp = actions.enter_site(said=CAMP, marking=2)
        assert list(gathering(date(2014, 11, 18))) == [market]
        assert list(gathering(date(2014, 11, 19))) == []
        assert list(sites(SiteFilters(type="idp_site"))) == [camp]
        assert list(sites(SiteFilters(area="ML0701"))) == []


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_place_is_entered_on_its_page_pointing_as_incidents_do(
    language: str, expert: Actor, door: Callable[..., Client]
) -> None:
    client = door(expert, language)
    typed = {
        "type": "water_point", "name": "Forage de Wabaria", "point": "16.23, 0.01", "area": "",
        "group": "Femmes au puits", "people": "", "source": "patrouille", "known_on": "14/11/2014",
        "marking": "1",
    }  # fmt: skip
    client.post("/sites/ajout/", typed | {"do": "keep", "coping": "Un puits de secours"})
    assert "Un puits de secours" in client.get("/sites/ajout/").content.decode()
    wrong = client.post("/sites/ajout/", typed | {"point": "nulle part", "source": ""})
    assert wrong.status_code == 400
    assert "Forage de Wabaria" in wrong.content.decode()
    answer = client.post("/sites/ajout/", typed)
    assert answer.status_code == 302
    assert "Wabaria" not in client.get("/sites/ajout/").content.decode()
    with acting_as(expert):
        row = Site.objects.get()
    assert (row.latitude, row.longitude, row.area) == (16.23, 0.01, "ML0703")
    page = words(client.get(f"/sites/{row.reference}/").content.decode())
    assert "Forage de Wabaria" in page
    assert {"fr": "combien de personnes", "en": "how many people"}[language] in page
    assert "<svg" in page
    listed = words(client.get("/sites/").content.decode())
    assert "Forage de Wabaria" in listed
    fixed = client.post(
        f"/sites/{row.reference}/correction/",
        typed | {"point": "16.23000, 0.01000", "people": "300", "people_on": "13/11/2014",
                 "revision": "1"},
    )  # fmt: skip
    assert fixed.status_code == 302
    stale = client.post(
        f"/sites/{row.reference}/correction/",
        typed | {"name": "Autre nom", "revision": "1"},
    )
    assert stale.status_code == 409
    assert "Autre nom" in stale.content.decode()
    again = client.get(f"/sites/{row.reference}/correction/").content.decode()
    assert "Autre nom" in again
    assert 'name="revision" value="1"' in again


def test_a_place_proves_a_factor_of_a_threat_and_stands_on_its_thread(
    house: Any, expert: Actor, door: Callable[..., Client]
) -> None:
    with acting_as(expert):
        camp = actions.enter_site(said=CAMP, marking=2)
        threat = draft_threat(
            said={"title": "Attaque du site", "perpetrator": "terrorist_group",
                  "threat_type": "killing", "area": "ML0703", "population": "déplacés"}
        )  # fmt: skip
        cite_evidence(target=threat.pk, factor="vulnerability", record=evidence.record(
            camp.reference))  # fmt: skip
    client = door(expert)
    assert camp.reference in client.get(f"/menaces/{threat.reference}/").content.decode()
    assert threat.reference in client.get(f"/sites/{camp.reference}/").content.decode()
    with acting_as(expert):
        assert Threat.objects.get().pk == threat.pk


@pytest.mark.parametrize("language", ["fr", "en"])
def test_an_area_gathers_what_is_known_and_what_is_not(
    language: str, house: Any, expert: Actor, door: Callable[..., Client]
) -> None:
    incident(house, office=1, area="ML0703", place="Djebock")
    hidden = incident(house, office=1, area="ML0703", marking=3, place="CANARI")
    with acting_as(expert):
        actions.enter_site(said=MARKET)
        actions.enter_site(said=CAMP, marking=2)
    page = words(door(expert, language).get("/zones/ML0703/").content.decode())
    for said in ("Djebock", "Marché de Djebock", "Site du château d’eau"):
        assert said in page, said
    assert "CANARI" not in page
    assert hidden.reference not in page
    lacking = {"fr": "aucune prévision", "en": "no forecast"}[language]
    assert lacking in page
    assert door(expert).get("/zones/ML9999/").status_code == 404


def test_the_page_of_an_area_costs_the_same_for_few_records_and_for_many(
    house: Any, expert: Actor, door: Callable[..., Client]
) -> None:
    client = door(expert)

    def cost() -> int:
        with CaptureQueriesContext(connections["default"]) as asked:
            assert client.get("/zones/ML0703/").status_code == 200
        return len(asked)

    def more(number: int) -> None:
        with acting_as(expert):
            for n in range(number):
                actions.enter_site(said=MARKET | {"name": f"Marché {n}"})
        for _n in range(number):
            incident(house, office=1, area="ML0703")

    more(1)
    cost()
    few = cost()
    more(12)
    assert cost() == few


def test_a_commune_shows_what_has_a_point_inside_it(
    house: Any, expert: Actor, door: Callable[..., Client]
) -> None:
    square = [[0.0, 16.0], [0.2, 16.0], [0.2, 16.3], [0.0, 16.3], [0.0, 16.0]]
    Area.objects.create(
        pcode="ML070301", level=3, parent="ML0703", name="Gounzoureye", display_fr="Gounzoureye",
        display_en="Gounzoureye", outline={"type": "Polygon", "coordinates": [square]},
        west=0, south=16, east=0.2, north=16.3,
    )  # fmt: skip
    incident(house, office=1, area="ML0703", latitude=16.1, longitude=0.1, place="DEDANS")
    incident(house, office=1, area="ML0703", latitude=16.6, longitude=0.1, place="DEHORS")
    page = door(expert).get("/zones/ML070301/").content.decode()
    assert "DEDANS" in page
    assert "DEHORS" not in page
    assert "Gounzoureye" in door(expert).get("/zones/ML0703/").content.decode()


def test_the_profile_names_what_the_rules_speak_of(house: Any) -> None:
    known = {item.code for item in profile().vocabulary("site_type")}
    assert set(profile().sites.sensitive) | set(profile().sites.crowded) <= known
