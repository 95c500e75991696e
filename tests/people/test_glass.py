"""Breaking the glass: a reason, four hours at most, two people told, everything in the journal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db.utils import IntegrityError
from django.test import Client
from playwright.sync_api import Page

from browsing import fit
from doors import words
from planting import incident
from rempart.kernel import clock, journal
from rempart.kernel.actor import Actor, acting_as, actor_of
from rempart.kernel.errors import BadInput, Refused
from rempart.kernel.models import JournalEntry
from rempart.people import glass
from rempart.people.models import BrokenGlass, Told

WHY = "des familles à mettre à l’abri cette nuit"
Appoint = Callable[..., Actor]
Door = Callable[..., Client]


@pytest.fixture
def cast(house: Any, appoint: Appoint) -> dict[str, Actor]:
    return {
        "adviser": appoint("senior_adviser"),
        "head": appoint("head_of_office", "gao"),
        "other head": appoint("head_of_office", "kidal"),
        "admin": appoint("administrator"),
        "expert": appoint("poc_expert", "gao", clearance=1),
    }


def break_it(actor: Actor, **said: Any) -> BrokenGlass:
    terms = {"clearance": 3, "hours": 2, "reason": WHY, **said}
    with acting_as(actor):
        return glass.break_glass(post=actor.standings[0].post, **terms)


def test_adviser_and_head_of_the_office_are_told_at_once(cast: dict[str, Actor]) -> None:
    broken = break_it(cast["expert"])
    told = {row.person_id: row.with_reason for row in Told.objects.filter(glass=broken)}
    assert told == {cast["adviser"].id: True, cast["head"].id: True}


def test_without_a_head_the_administrator_is_told_and_not_why(house: Any, appoint: Appoint) -> None:
    adviser, admin = appoint("senior_adviser"), appoint("administrator")
    break_it(appoint("poc_expert", "mopti", clearance=1))
    told = {row.person_id: row.with_reason for row in Told.objects.all()}
    assert told == {adviser.id: True, admin.id: False}


def test_it_is_refused_where_fewer_than_two_would_know(house: Any, appoint: Appoint) -> None:
    expert = appoint("poc_expert", "mopti", clearance=1)
    for _witness in range(2):
        with pytest.raises(Refused) as no:
            break_it(expert)
        assert no.value.problems[0].code == "witnesses"
        if _witness == 0:
            appoint("senior_adviser")
    assert not BrokenGlass.objects.exists()


def test_nobody_is_their_own_witness(cast: dict[str, Actor], appoint: Appoint) -> None:
    break_it(appoint("head_of_office", "gao", clearance=1))
    assert Told.objects.filter(person=cast["head"].id).exists()
    break_it(cast["head"], clearance=3, compartments=["crsv"])
    newest = BrokenGlass.objects.order_by("id").last()
    assert not Told.objects.filter(glass=newest, person=cast["head"].id).exists()


@pytest.mark.parametrize(
    "said",
    [
        {"reason": "  "},
        {"hours": 5},
        {"hours": 0},
        {"clearance": None},
        {"clearance": 1},
        {"clearance": 9},
    ],
)
def test_what_is_not_needed_or_not_said_is_refused(
    said: dict[str, Any], cast: dict[str, Actor]
) -> None:
    with pytest.raises(BadInput) as no:
        break_it(cast["expert"], **said)
    assert all(str(problem.remedy) for problem in no.value.problems)
    assert not BrokenGlass.objects.exists()


def test_it_is_not_broken_twice_at_once(cast: dict[str, Actor]) -> None:
    break_it(cast["expert"])
    with pytest.raises(BadInput):
        break_it(actor_of(cast["expert"].id), compartments=["crsv"])
    with clock.frozen(clock.now() + timedelta(hours=2)):
        break_it(actor_of(cast["expert"].id), compartments=["crsv"])


@pytest.mark.parametrize("role", ["administrator", "auditor", "partner"])
def test_posts_that_read_no_content_have_no_glass(
    role: str, cast: dict[str, Actor], appoint: Appoint, door: Door
) -> None:
    apart = appoint(role, clearance=1)
    with pytest.raises(Refused):
        break_it(apart)
    assert 'name="hours"' not in door(apart).get("/bris-de-glace/").content.decode()


def test_the_database_itself_holds_it_to_four_hours(cast: dict[str, Actor]) -> None:
    broken = break_it(cast["expert"])
    with pytest.raises(IntegrityError):
        BrokenGlass.objects.filter(pk=broken.pk).update(ends=clock.now() + timedelta(hours=5))


def test_it_does_not_outlive_the_post(cast: dict[str, Actor], appoint: Appoint) -> None:
    soon = clock.now() + timedelta(minutes=30)
    assert break_it(appoint("poc_expert", "gao", clearance=1, ends=soon)).ends == soon


def test_the_journal_tells_it_without_the_reason_and_every_page_is_logged(
    cast: dict[str, Actor], house: Any, door: Door
) -> None:
    row = incident(house, office=1, marking=1)
    client = door(cast["expert"])
    client.get(f"/incidents/{row.reference}/")
    with acting_as(journal.SEALER):
        assert not JournalEntry.objects.exists()
    break_it(cast["expert"])
    client.get(f"/incidents/{row.reference}/")
    with acting_as(journal.SEALER):
        made = list(JournalEntry.objects.order_by("at", "id").values_list("action", "category"))
        said = str(list(JournalEntry.objects.values_list()))
    assert made[0] == ("glass.break", "change")
    assert "read" in {category for _action, category in made}
    assert WHY not in said


@pytest.mark.parametrize("language", ["fr", "en"])
def test_on_the_pages_it_is_broken_told_read_and_ended(
    language: str, cast: dict[str, Actor], door: Door
) -> None:
    expert, adviser = door(cast["expert"], language), door(cast["adviser"], language)
    post = str(cast["expert"].standings[0].post)
    typed = {"post": post, "clearance": "3", "hours": "2", "reason": WHY}
    wrong = expert.post("/bris-de-glace/", typed | {"clearance": ""})
    assert WHY in wrong.content.decode()
    with clock.frozen(clock.now() + timedelta(minutes=11)):
        asked = expert.post("/bris-de-glace/", typed)
        assert asked.status_code == 403
        assert WHY in asked.content.decode()
    assert not BrokenGlass.objects.exists()
    assert expert.post("/bris-de-glace/", typed).status_code == 302
    lending = expert.get("/delegations/").content.decode()
    assert f'type="hidden" name="post" value="{post}"' in lending  # one post still, not two
    shown = words(expert.get("/incidents/").content.decode())
    assert {"fr": "Bris de glace", "en": "Broken glass"}[language] in shown
    said = words(adviser.get("/").content.decode())
    assert {"fr": "a brisé la glace", "en": "broke the glass"}[language] in said
    assert WHY in adviser.get("/bris-de-glace/").content.decode()
    assert WHY not in door(cast["other head"]).get("/bris-de-glace/").content.decode()
    path = f"/bris-de-glace/{BrokenGlass.objects.get().pk}/"
    assert adviser.post(path, {"read": "1"}).status_code == 302
    assert WHY in adviser.get("/bris-de-glace/").content.decode()
    assert {"fr": "a brisé", "en": "broke"}[language] not in words(
        adviser.get("/").content.decode()
    )
    assert adviser.post(path, {"end": "1"}).status_code == 302
    with clock.frozen(clock.now() + timedelta(seconds=1)):
        assert len(actor_of(cast["expert"].id).standings) == 1
    assert door(cast["other head"]).post(path, {"end": "1"}).status_code == 404


def test_the_page_pleases_axe_and_fits(cast: dict[str, Actor], visit: Callable[..., Page]) -> None:
    break_it(cast["expert"])
    for who in ("expert", "adviser"):
        page = visit(cast[who], "/bris-de-glace/")
        fit(page)
