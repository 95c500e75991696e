"""Search across rooms: what one may see, in one statement for all kinds, or by its reference."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from doors import words
from planting import incident
from rempart.kernel.actor import Actor, acting_as
from rempart.kernel.ids import new_reference
from rempart.kernel.links import ends
from rempart.kernel.searching import WORDS, everywhere
from rempart.kernel.walls import guarded_models
from rempart.register.alerts.actions import record_alert
from rempart.threats import actions

ONE = new_reference("GAO", 2014)
Door = Callable[..., Client]
UNNAMED = {
    "location_category", "assessment", "identity", "opening", "source", "log_entry", "sitrep",
    "batch", "brief",
}  # fmt: skip
"""Kinds of the thread that hold no words of their own, or no page of their own."""


@pytest.fixture
def expert(house: Any, appoint: Callable[..., Actor]) -> Actor:
    """The expert in Gao, with a threat, an alert and an incident at Ansongo's market."""
    made = appoint("poc_expert", "gao", clearance=2)
    with acting_as(made):
        actions.draft_threat(
            said={"title": "Marché d’Ansongo menacé", "perpetrator": "terrorist_group",
                  "threat_type": "killing", "area": "ML0702", "population": "Marchands"}
        )  # fmt: skip
        record_alert(heard={"priority": "p1", "title": "Hommes armés près du marché d’Ansongo"})
    incident(house, office=1, place="Ansongo", summary="Vol au marché", reference=ONE)
    incident(house, office=1, marking=3, place="Ansongo", summary="marché CANARI")
    incident(house, office=4, place="Ansongo", summary="marché CANARI")
    return made


@pytest.mark.parametrize("asked", ["marché ansongo", "ANSONGO Marche", "ansongo"])
def test_words_are_found_in_every_room_without_accents(
    asked: str, expert: Actor, door: Door
) -> None:
    page = words(door(expert).get("/recherche/", {"q": asked}).content.decode())
    for said in ("Marché d’Ansongo menacé", "Hommes armés près du marché", ONE):
        assert said in page
    assert "CANARI" not in page


def test_a_reference_leads_straight_to_its_record(expert: Actor, door: Door) -> None:
    answer = door(expert).get("/recherche/", {"q": ONE.lower()})
    assert answer.headers["Location"] == f"/incidents/{ONE}/"


def test_nothing_is_said_kindly_in_both_languages(expert: Actor, door: Door) -> None:
    for language, said in (("fr", "Rien de ce que vous pouvez voir"), ("en", "Nothing that you")):
        page = words(door(expert, language).get("/recherche/?q=zzz").content.decode())
        assert said in page


def test_all_kinds_cost_one_statement_and_their_names(expert: Actor) -> None:
    with acting_as(expert), CaptureQueriesContext(connection) as asked:
        found = everywhere("ansongo")
    assert {group.kind for group in found.groups} == {"threat", "alert", "incident"}
    assert len(asked) <= 8


def test_every_kind_of_the_thread_has_a_word_or_is_left_out_by_name() -> None:
    named = {kind for kind, _ends in ends if kind in guarded_models()}
    assert named - set(WORDS) <= UNNAMED


@pytest.mark.parametrize("role", ["administrator", "auditor"])
def test_who_reads_no_content_has_no_search(
    role: str, house: Any, appoint: Callable[..., Actor], door: Door
) -> None:
    page = door(appoint(role)).get("/").content.decode()
    assert "/recherche/" not in page
