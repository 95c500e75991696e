"""Briefs through their actions, their documents, and the SRSG's page."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import psycopg
import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from playwright.sync_api import Page

from approved import approve, content, threat
from doors import words
from planting import incident, plant
from rempart.field import commitments, round_tables
from rempart.kernel import genuine
from rempart.kernel.actor import Actor, acting_as
from rempart.kernel.errors import BadInput, Conflict, Refused
from rempart.leadership.briefs import actions, documents, matrix, queries
from rempart.leadership.briefs.models import Brief
from rempart.plans.actions import link_origin, propose_action
from rempart.plans.contingency.models import Contingency
from rempart.plans.crises.actions import propose_crisis
from rempart.plans.programmes.models import Plan
from rempart.threats.models import LocationCategory

OCTOBER, SEPTEMBER = date(2014, 10, 1), date(2014, 9, 1)
PAGES = re.compile(rb"/Type\s*/Page\b(?!s)")


@pytest.fixture
def people(house: psycopg.Connection, appoint: Callable[..., Actor]) -> dict[str, Actor]:
    """The Adviser, their team, the leadership and an office."""
    return {
        "team": appoint("poc_expert"),
        "adviser": appoint("senior_adviser"),
        "srsg": appoint("srsg", component="srsg_office"),
        "expert": appoint("poc_expert", "gao"),
        "head": appoint("head_of_office", "gao"),
        "cla": appoint("cla", "gao"),
    }


def gathered(**more: Any) -> matrix.Gathered:
    before = content(month=SEPTEMBER)
    now = content(threats=[threat("terrorist_group", 5), threat("host_forces", 5)])
    far = content("mopti", threats=[threat("terrorist_group", 4)])
    return matrix.Gathered(
        month="2014-10", mission={**now["mission"], "short": {"fr": "M", "en": "M"}},
        exercise=False, contents=[now, far],
        before={"gao": before}, **more,
    )  # fmt: skip


def test_equals_share_a_rank_and_it_is_said() -> None:
    ranks = [(row["rank"], row["tie"]) for row in matrix.consolidated(gathered())["ranking"]]
    assert ranks == [(1, True), (1, True), (3, False)]


def test_the_matrix_holds_what_was_decided_and_shows_a_must_without_an_action() -> None:
    said = matrix.consolidated(gathered())
    assert [row["category"] for row in said["rows"]] == ["must", "must", "could", "could"]
    assert said["counts"]["bare"] == 2
    action = {"reference": "A", "statement": "Patrouille", "lead": {"fr": "Force", "en": "Force"},
              "state": "assigned", "due": "2014-11-30", "late": False, "marking": 2}  # fmt: skip
    said = matrix.consolidated(gathered(actions={("gao", "ML0702"): [action]}))
    assert said["counts"]["bare"] == 1
    assert said["marking"] == 2


def test_what_moved_says_why_and_what_is_gone() -> None:
    moved = matrix.consolidated(gathered())["moved"]
    assert {row["how"] for row in moved} == {"up", "closed"}
    assert all(row["why"] for row in moved if row["how"] == "up")


def consolidate(house: Any, people: dict[str, Actor]) -> Brief:
    """A consolidation of October, drafted by the Adviser's team and submitted."""
    approve(house, month=SEPTEMBER)
    approve(house)
    with acting_as(people["team"]):
        row = actions.draft_brief(
            sort="consolidation", day=date(2014, 10, 20), words={"fr": "Mot.", "en": "Word."}
        )
        actions.advance_brief(target=row.pk, step="submit")
    return row


def test_another_person_approves_what_was_shown_and_its_files_are_known_again(
    house: Any, people: dict[str, Actor]
) -> None:
    row = consolidate(house, people)
    with acting_as(people["team"]), pytest.raises(Refused):
        actions.advance_brief(target=row.pk, step="approve", seen="x")
    with acting_as(people["adviser"]):
        taken = queries.submitted(row)
        assert taken is not None
        with pytest.raises(Conflict):
            actions.advance_brief(target=row.pk, step="approve", seen="x")
        actions.advance_brief(target=row.pk, step="approve", seen=taken.content_hash)
        said = queries.issued(queries.brief(row.reference))
        for make in documents.FORMATS.values():
            file = make(said, "fr")
            assert file == make(said, "fr")
            found = genuine.look(file)
            assert found is not None
            assert found.reference == row.reference
            assert genuine.look(file[:-1] + b"x") is None
    with acting_as(people["expert"]):
        assert genuine.look(file) is None, "not for those who may not know of it"


def test_a_second_approval_supersedes_the_first(house: Any, people: dict[str, Actor]) -> None:
    for _turn in range(2):
        row = consolidate(house, people)
        with acting_as(people["adviser"]):
            taken = queries.submitted(row)
            assert taken is not None
            actions.advance_brief(target=row.pk, step="approve", seen=taken.content_hash)
    with acting_as(people["srsg"]):
        states = sorted(Brief.objects.values_list("state", flat=True))
    assert states == ["approved", "superseded"]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_summary_is_two_pages_and_a_draft_says_so(
    language: str, house: Any, people: dict[str, Actor]
) -> None:
    row = consolidate(house, people)
    with acting_as(people["srsg"]):
        said = queries.issued(queries.brief(row.reference))
    more = {**said, "rows": said["rows"] * 9, "ranking": said["ranking"] * 9,
            "moved": said["moved"] * 9}  # fmt: skip
    for one in (said, more):
        assert 1 <= _pages(documents.brief_pdf(one, language)) <= 2
    assert documents.report(said, language).draft


def _pages(file: bytes) -> int:
    import io

    import pypdf

    return len(pypdf.PdfReader(io.BytesIO(file)).pages)


def test_nothing_approved_is_nothing_to_consolidate(house: Any, people: dict[str, Actor]) -> None:
    with acting_as(people["team"]):
        row = actions.draft_brief(sort="consolidation", day=date(2014, 10, 20))
        with pytest.raises(Refused):
            actions.advance_brief(target=row.pk, step="submit")
        with pytest.raises(BadInput):
            actions.draft_brief(sort="consolidation", day=date(2014, 10, 2))
        with pytest.raises(BadInput):
            actions.draft_brief(sort="consolidation", day=date(2014, 9, 2), office=1)
        with pytest.raises(BadInput):
            actions.draft_brief(sort="weekly", day=date(2015, 9, 2))


@pytest.mark.parametrize(
    ("sort", "first", "last"),
    [("weekly", date(2014, 11, 17), date(2014, 11, 23)),
     ("quarterly", date(2014, 10, 1), date(2014, 12, 31)),
     ("consolidation", date(2014, 11, 1), date(2014, 11, 30))],
)  # fmt: skip
def test_a_brief_covers_the_period_of_its_day(sort: str, first: date, last: date) -> None:
    assert actions.period(sort, date(2014, 11, 17)) == (first, last)


@pytest.mark.parametrize("sort", ["weekly", "quarterly"])
def test_the_other_briefs_are_drawn_from_what_there_is(
    sort: str, house: Any, people: dict[str, Actor]
) -> None:
    approve(house)
    incident(house, office=1, day=date(2014, 11, 17), killed_min=1, killed_best=2, killed_max=4,
             marking=2)  # fmt: skip
    incident(house, office=1, day=date(2014, 11, 17), compartment=2)
    with acting_as(people["team"]):
        row = actions.draft_brief(sort=sort, day=date(2014, 11, 17))
        said = queries.issued(row)
        for language in ("fr", "en"):
            assert documents.brief_pdf(said, language)
    if sort == "weekly":
        gao = next(line for line in said["lines"] if line["office"]["fr"] == "Gao")
        assert gao["incidents"]["events"] == 1, "what is in a compartment stays out"
        assert gao["incidents"]["killed"] == {"min": 1, "max": 4}
        assert said["marking"] == 2
    else:
        gao = next(line for line in said["trends"] if line["office"]["fr"] == "Gao")
        assert gao["events"] == [11, None, None]


def test_the_head_approves_the_weekly_brief_of_the_office_alone(
    house: Any, people: dict[str, Actor]
) -> None:
    with acting_as(people["expert"]):
        row = actions.draft_brief(sort="weekly", day=date(2014, 11, 17), office=1)
        actions.write_brief(target=row.pk, words={"fr": "Semaine calme.", "en": ""})
        actions.advance_brief(target=row.pk, step="submit")
        with pytest.raises(Refused):
            actions.draft_brief(sort="weekly", day=date(2014, 11, 17))
    with acting_as(people["head"]):
        taken = queries.submitted(row)
        assert taken is not None
        actions.advance_brief(target=row.pk, step="approve", seen=taken.content_hash)
        assert Brief.objects.get().state == "approved"
    with acting_as(people["cla"]):
        assert not Brief.objects.exists()


# --- the SRSG's page ----------------------------------------------------------------------------


@pytest.fixture
def month(house: psycopg.Connection, people: dict[str, Actor]) -> None:
    """Two approved months of Gao, a must with an action that is overdue, incidents unread."""
    approve(house, month=SEPTEMBER)
    approve(house)
    incident(house, office=1, place="CANARI", verification="verified", day=date(2014, 11, 3))
    with acting_as(people["head"]):
        decided = LocationCategory(
            area="ML0702", month=OCTOBER, category="must", proposal="must", reason="x",
            decided_on=date(2014, 11, 3), office=1, component=1, author=people["head"].id,
            reference="GAO-14-7K3QXN",
        )  # fmt: skip
        decided.save(using="default", force_insert=True)
    with acting_as(people["expert"]):
        action = propose_action(
            said={"statement": "Patrouille", "volet": "t2", "phases": ["prevention"],
                  "component": 2, "indicator": "x", "due_on": date(2014, 11, 30)},
            office=1,
        )  # fmt: skip
        link_origin(target=action.pk, origin=LocationCategory.objects.get())


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_page_shows_approved_months_and_no_row_of_an_incident(
    language: str, month: None, people: dict[str, Actor], door: Callable[..., Client]
) -> None:
    client = door(people["srsg"], language)
    with CaptureQueriesContext(connections["default"]) as asked:
        answer = client.get("/page-rssg/")
    assert len(asked) < 60
    page = words(answer.content.decode())
    assert "Gao" in page
    assert {"fr": "0 sur 1", "en": "0 of 1"}[language] in page
    assert {"fr": "1 sans heure", "en": "1 without a time of day"}[language] in page
    assert "CANARI" not in page
    for other in ("expert", "head", "cla"):
        assert door(people[other], language).get("/page-rssg/").status_code == 404


def test_what_other_rooms_say_is_late_stands_on_the_page_with_its_reference(
    month: None, people: dict[str, Actor], door: Callable[..., Client]
) -> None:
    with acting_as(people["expert"]):
        table = round_tables.plan_round_table(
            said={"title": "Foire", "area": "ML0703", "held_on": date(2014, 11, 10)}
        )
        promised = commitments.COMMIT["round_table"](
            target=table.pk,
            said={"text": "Baliser la piste", "owner": "force", "due_on": date(2014, 11, 12)},
        )
    page = words(door(people["srsg"]).get("/page-rssg/").content.decode())
    assert "Baliser la piste" in page
    assert promised.reference in page


def test_plans_that_can_no_longer_be_relied_on_stand_on_the_page(
    month: None, people: dict[str, Actor], house: Any, door: Callable[..., Client]
) -> None:
    where = {"office": 1, "marking": 1, "compartment": 0, "component": 1,
             "author": people["expert"].id, "review_on": date(2014, 1, 1)}  # fmt: skip
    plant(house, Contingency(
        title="Crue", scenario="x", state="approved", reference="GAO-14-AAAAAA", **where
    ))  # fmt: skip
    plant(house, Plan(
        title="Gao 2013", purpose="x", area="x", lines=[], state="in_force",
        begins_on=date(2013, 1, 1), reference="GAO-14-BBBBBB", **where,
    ))  # fmt: skip
    page = words(door(people["srsg"]).get("/page-rssg/").content.decode())
    assert "Revue dépassée : Gao 2013" in page
    assert re.search("Crue .{0,60}jamais exercé", page)


def test_a_crisis_comes_first_among_what_waits_for_the_head(
    month: None, people: dict[str, Actor], door: Callable[..., Client]
) -> None:
    with acting_as(people["head"]):
        row = propose_crisis(why="Afflux en trois jours", title="Afflux de déplacés", office=1)
        played = propose_crisis(why="Pour apprendre", title="Répétition", office=1, exercise=True)
    page = words(door(people["srsg"]).get("/page-rssg/").content.decode())
    assert "Crise proposée : Afflux de déplacés" in page
    assert row.reference in page
    assert played.reference not in page


def test_the_page_is_one_sheet_of_paper(
    month: None, people: dict[str, Actor], visit: Callable[..., Page]
) -> None:
    page = visit(people["srsg"], "/page-rssg/")
    file = page.pdf(format="A4", print_background=True)
    assert _pages(file) == 1
