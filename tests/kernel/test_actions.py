"""The runner: lock, policy, guards, change, version, journal, effects."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import psycopg
import pytest
from django.core.exceptions import ValidationError
from django.db import connections
from django.test.utils import CaptureQueriesContext

from planting import incident
from rempart.kernel import actions, journal
from rempart.kernel.actor import SystemActor, acting_as, actor_of
from rempart.kernel.errors import Conflict, NotThere, Refused
from rempart.kernel.models import JournalEntry
from rempart.kernel.walls import guarded_models
from rempart.kernel.workflow import Workflow, transition
from rempart.people.models import Delegation
from rempart.register.models import Incident, IncidentVersion, Twins

done: list[str] = []


@actions.creates(Incident, "test.record")
def record(run: actions.Run, **said: Any) -> Incident:
    """Record something, for the tests."""
    run.afterwards(lambda: done.append("recorded"))
    day = said.pop("day", date(2014, 11, 3))
    return Incident(starts_on=day, ends_on=day, component=1, **said)


@actions.changes(Incident, "test.move")
def move(run: actions.Run, row: Incident, *, place: str, fail: bool = False) -> None:
    """Change the place, for the tests."""
    row.place = place
    run.afterwards(lambda: done.append("moved"))
    if fail:
        raise ValueError("after the change")


STEPS = Workflow(
    kind="incident",
    initial="reported",
    state_field="verification",
    transitions=(
        transition("check", "reported", "under_verification", "edit"),
        transition(
            "verify", "under_verification", "verified", "edit", four_eyes=True, needs_reason=True
        ),
    ),
)


@actions.advance_by(STEPS, Incident, "test.step")
def step(run: actions.Run, row: Incident) -> None:
    """Take a step, for the tests."""


@pytest.fixture(autouse=True)
def _nothing_done() -> None:
    done.clear()


def test_a_new_row_gets_author_reference_version_and_entry(appoint: Callable[..., Any]) -> None:
    who = appoint("poc_expert", "gao")
    with acting_as(who):
        row = record(office=1, place="Gao")
        version = IncidentVersion.objects.get(object_id=row.pk)
    assert row.author == who.id
    assert row.reference.startswith("GAO-14-")
    assert (version.number, version.actor, version.values["place"]) == (1, who.id, "Gao")
    assert version.post_label == "Expert(e) Protection des civils, Gao"
    assert done == ["recorded"]
    with acting_as(journal.SEALER):
        entry = JournalEntry.objects.get(action="test.record")
    assert (entry.object_id, entry.actor_name, entry.kind) == (row.pk, who.name, "incident")
    assert len(entry.after) == 64
    assert entry.before == ""


def test_the_journal_holds_no_value(appoint: Callable[..., Any]) -> None:
    with acting_as(appoint("poc_expert", "gao")):
        record(office=1, place="Djebock", summary="sept morts")
    with acting_as(journal.SEALER):
        said = str(JournalEntry.objects.values_list()[0])
    assert "Djebock" not in said
    assert "sept morts" not in said


@pytest.mark.parametrize(
    ("role", "office", "said", "code"),
    [
        ("poc_expert", "gao", {"office": 4}, "office"),
        ("poc_expert", "gao", {"office": 1, "marking": 3}, "marking"),
        ("poc_expert", "gao", {"office": 1, "compartment": 2}, "compartment"),
        ("head_of_office", "gao", {"office": 1}, "role"),
        ("srsg", "", {"office": 1}, "role"),
    ],
)
def test_refusals_say_why_and_write_nothing(
    house: psycopg.Connection,
    appoint: Callable[..., Any],
    role: str,
    office: str,
    said: dict[str, Any],
    code: str,
) -> None:
    who = appoint(role, office, clearance=2)
    with pytest.raises(Refused) as refusal, acting_as(who):
        record(**said)
    assert refusal.value.problems[0].code == code
    assert house.execute("SELECT count(*) FROM kernel_journalentry").fetchone() == (0,)
    assert done == []


def test_a_change_that_fails_leaves_no_trace(
    house: psycopg.Connection, appoint: Callable[..., Any]
) -> None:
    row = incident(house, office=1, place="Gao")
    with (
        pytest.raises(ValueError, match="after the change"),
        acting_as(appoint("poc_expert", "gao")),
    ):
        move(target=row.pk, place="Bourem", fail=True)
    assert house.execute("SELECT place, revision FROM register_incident").fetchone() == ("Gao", 1)
    assert house.execute("SELECT count(*) FROM kernel_journalentry").fetchone() == (0,)
    assert done == []


def test_the_second_editor_is_told(house: psycopg.Connection, appoint: Callable[..., Any]) -> None:
    row = incident(house, office=1)
    with acting_as(appoint("poc_expert", "gao")):
        move(target=row.pk, revision=1, place="Bourem", reason="mieux su")
        with pytest.raises(Conflict):
            move(target=row.pk, revision=1, place="Bamba")
        move(target=row.pk, revision=2, place="Bourem")
        versions = IncidentVersion.objects.filter(object_id=row.pk)
        assert [v.number for v in versions] == [2, 1]
        assert versions[0].reason == "mieux su"
        assert versions[0].changed == ["place", "revision"]


def test_what_is_hidden_is_not_there(
    house: psycopg.Connection, appoint: Callable[..., Any]
) -> None:
    row = incident(house, office=4)
    with acting_as(appoint("poc_expert", "gao")):
        with pytest.raises(NotThere) as hidden:
            move(target=row.pk, place="x")
        with pytest.raises(NotThere) as absent:
            move(target=SystemActor("x").id, place="x")
    assert str(hidden.value) == str(absent.value)


def test_illegal_steps_name_the_legal_ones(
    house: psycopg.Connection, appoint: Callable[..., Any]
) -> None:
    row = incident(house, office=1)
    with acting_as(appoint("poc_expert", "gao")):
        with pytest.raises(Refused) as refusal:
            step(target=row.pk, step="verify")
        assert "check" in str(refusal.value)
        assert step(target=row.pk, step="check") == "under_verification"


def test_four_eyes_bar_the_author_and_whoever_acts_for_them(
    house: psycopg.Connection, appoint: Callable[..., Any]
) -> None:
    author = appoint("poc_expert", "gao")
    with acting_as(author):
        row = record(office=1)
        step(target=row.pk, step="check")
        with pytest.raises(Refused) as own:
            step(target=row.pk, step="verify", reason="vu")
    stand_in = appoint("force", "gao")
    post = author.standings[0].post
    Delegation.objects.create(
        post_id=post,
        holder_id=stand_in.id,
        powers=["edit"],
        reason="congé",
        ends=datetime(2014, 12, 1, tzinfo=UTC),
    )
    with pytest.raises(Refused) as lent, acting_as(actor_of(stand_in.id)):
        step(target=row.pk, step="verify", reason="vu")
    assert {own.value.problems[0].code, lent.value.problems[0].code} == {"four-eyes"}
    with acting_as(appoint("poc_expert", "gao")):
        with pytest.raises(Refused) as silent:
            step(target=row.pk, step="verify")
        assert silent.value.problems[0].code == "reason"
        assert step(target=row.pk, step="verify", reason="vu") == "verified"


def test_who_edited_under_delegation_and_their_grantor_are_authors(
    house: psycopg.Connection, appoint: Callable[..., Any]
) -> None:
    grantor, holder = appoint("poc_expert", "gao"), appoint("force", "gao")
    Delegation.objects.create(
        post_id=grantor.standings[0].post,
        holder_id=holder.id,
        powers=["edit"],
        reason="congé",
        ends=datetime(2014, 12, 1, tzinfo=UTC),
    )
    row = incident(house, office=1)
    with acting_as(actor_of(holder.id)):
        move(target=row.pk, place="Bamba")
        step(target=row.pk, step="check")
    with pytest.raises(Refused) as refusal, acting_as(grantor):
        step(target=row.pk, step="verify", reason="vu")
    assert refusal.value.problems[0].code == "four-eyes"
    with acting_as(grantor):
        last = IncidentVersion.objects.filter(object_id=row.pk).first()
        assert last.on_behalf_of == grantor.id


def test_a_workflow_draws_itself() -> None:
    assert "reported --> under_verification: check" in STEPS.mermaid()
    assert "verified: verify ✱" in STEPS.mermaid()
    assert STEPS.states == ("reported", "under_verification", "verified")


@actions.changes(Incident, "test.date")
def redate(run: actions.Run, row: Incident, *, ends_on: date) -> None:
    """Change the last day, for the tests."""
    row.ends_on = ends_on


def test_a_change_asks_of_the_constraints_only_where_it_touches_one(
    house: psycopg.Connection, appoint: Callable[..., Any]
) -> None:
    row = incident(house, office=1, marking=1, day=date(2014, 11, 3))
    with acting_as(appoint("poc_expert", "gao")):
        with CaptureQueriesContext(connections["default"]) as asked:
            move(target=row.pk, place="Ailleurs")
        assert not [query for query in asked if "_check" in query["sql"]]
        with pytest.raises(ValidationError, match="incident_ends_after_it_starts"):
            redate(target=row.pk, ends_on=date(2014, 11, 2))
    for model in guarded_models().values():
        assert actions.constrained(model) <= {f.attname for f in model._meta.concrete_fields}
    assert {"starts_on", "ends_on", "killed_best"} <= actions.constrained(Incident)
    assert actions.constrained(Twins) == {"leads_id", "follows_id"}
