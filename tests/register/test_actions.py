"""Recording, correcting, marking and verifying incidents, by those who may."""

from __future__ import annotations

from datetime import date

import pytest

from rempart.kernel.actor import acting_as
from rempart.kernel.errors import BadInput, Conflict, NotThere, Refused
from rempart.register.actions import (
    advance_incident,
    edit_incident,
    mark_incident,
    record_incident,
)
from rempart.register.harm import row
from rempart.register.models import Incident, IncidentVersion
from rempart.register.workflow import VERIFICATION

SAID = {"starts_on": date(2014, 11, 16), "threat_type": "killing", "area": "ML0501"}
KILLED = [row("killed", "civilian", (1, 2, 4))]


@pytest.fixture
def expert(appoint, squares):
    """The POC expert of Mopti."""
    return appoint("poc_expert", "mopti")


@pytest.fixture
def recorded(expert) -> Incident:
    """An incident that the expert recorded."""
    with acting_as(expert):
        return record_incident(said=SAID | {"harm": KILLED})


def test_an_incident_belongs_to_the_office_of_its_place(expert, recorded):
    assert (recorded.office, recorded.component, recorded.author) == (4, 1, expert.id)
    assert recorded.reference.startswith("MOP-14-")
    assert recorded.ends_on == recorded.starts_on
    assert (recorded.killed_min, recorded.killed_best, recorded.killed_max) == (1, 2, 4)
    assert recorded.deaths_best == 2, "the dead who are known are those civilians"


def test_a_point_tells_the_area_and_no_place_the_writers_office(expert):
    with acting_as(expert):
        by_point = record_incident(
            said={"starts_on": date(2014, 11, 16), "latitude": 14.5, "longitude": -2.5}
        )
        nowhere = record_incident(said={"starts_on": date(2014, 11, 16)})
    assert (by_point.area, by_point.office) == ("ML0502", 4)
    assert (nowhere.area, nowhere.office) == ("", 4)


def test_another_offices_incident_is_not_ones_to_record(expert):
    with acting_as(expert), pytest.raises(Refused):
        record_incident(said=SAID | {"area": "ML0701"})


def test_what_was_not_said_stays_unknown(expert):
    with acting_as(expert):
        row = record_incident(said={"starts_on": date(2014, 11, 16)})
    assert row.killed_best is row.deaths_best is None
    assert row.harm == []


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ({"threat_type": "weather"}, "threat_type"),
        ({"reliability": "z"}, "reliability"),
        ({"alleged": [{"role": "hero", "name": "", "type": ""}]}, "alleged"),
        ({"latitude": 164.0}, "latitude"),
        ({"verification": "verified"}, "verification"),
        ({"office": 1}, "office"),
    ],
)
def test_the_impossible_is_refused_with_its_place(expert, said, place):
    with acting_as(expert), pytest.raises(BadInput) as refused:
        record_incident(said=SAID | said)
    assert [problem.place for problem in refused.value.problems] == [place]


def test_the_end_is_not_before_the_beginning(expert, recorded):
    with acting_as(expert), pytest.raises(BadInput):
        edit_incident(target=recorded.pk, said={"ends_on": date(2014, 11, 1)})


def test_every_fault_of_the_harm_is_told(expert, recorded):
    bad = [KILLED[0] | {"min": 5}, KILLED[0] | {"kind": "scared"}]
    with acting_as(expert), pytest.raises(BadInput) as refused:
        edit_incident(target=recorded.pk, said={"harm": bad})
    assert {problem.code for problem in refused.value.problems} == {"order", "code"}


def test_a_correction_is_versioned_and_remembered_as_made_by_hand(expert, recorded):
    with acting_as(expert):
        changed = edit_incident(
            target=recorded.pk, revision=1, said={"summary": "seen", "area": "ML0501"}
        )
        row = Incident.objects.get(pk=recorded.pk)
        first, second = IncidentVersion.objects.filter(object=row).order_by("number")
    assert changed == ("summary",)
    assert (row.edited_by_hand, row.revision) == (["summary"], 2)
    assert (first.values["summary"], second.values["summary"]) == ("", "seen")


def test_two_who_edit_at_once_are_told(expert, recorded):
    with acting_as(expert):
        edit_incident(target=recorded.pk, revision=1, said={"summary": "one"})
        with pytest.raises(Conflict):
            edit_incident(target=recorded.pk, revision=1, said={"summary": "two"})


def test_another_office_finds_nothing(recorded, appoint):
    with acting_as(appoint("poc_expert", "gao")), pytest.raises(NotThere):
        edit_incident(target=recorded.pk, said={"summary": "x"})


def test_the_head_of_office_reads_and_does_not_edit(recorded, appoint):
    with acting_as(appoint("head_of_office", "mopti")), pytest.raises(Refused):
        edit_incident(target=recorded.pk, said={"summary": "x"})


def test_a_marking_rises_freely_and_falls_with_a_reason(expert, recorded):
    with acting_as(expert):
        mark_incident(target=recorded.pk, marking=2)
        with pytest.raises(BadInput):
            mark_incident(target=recorded.pk, marking=1)
        with pytest.raises(BadInput):
            mark_incident(target=recorded.pk, marking=9)
        mark_incident(target=recorded.pk, marking=1, reason="published since")
        assert Incident.objects.get(pk=recorded.pk).marking == 1


def verifier(appoint, role: str = "human_rights"):
    return appoint(role, "mopti", component=role)


@pytest.mark.parametrize("role", ["human_rights", "child_protection", "women_protection"])
def test_those_whose_mandate_it_is_verify(recorded, appoint, role):
    with acting_as(verifier(appoint, role)):
        assert advance_incident(target=recorded.pk, step="verify") == "verified"


@pytest.mark.parametrize("role", ["poc_expert", "head_of_office", "civil_affairs"])
def test_nobody_else_verifies(recorded, appoint, role):
    with acting_as(appoint(role, "mopti")), pytest.raises(Refused):
        advance_incident(target=recorded.pk, step="verify")


def test_who_wrote_an_incident_never_verifies_it(appoint, squares):
    writer = verifier(appoint)
    with acting_as(writer):
        row = record_incident(said=SAID)
        with pytest.raises(Refused) as refused:
            advance_incident(target=row.pk, step="verify")
    assert refused.value.problems[0].code == "four-eyes"


def test_a_finding_against_needs_its_reason(recorded, appoint):
    with acting_as(verifier(appoint)):
        with pytest.raises(Refused) as refused:
            advance_incident(target=recorded.pk, step="find_unfounded")
        assert refused.value.problems[0].code == "reason"
        advance_incident(target=recorded.pk, step="find_unfounded", reason="no such village")


def test_an_illegal_step_names_those_that_are_open(expert, recorded):
    with acting_as(expert), pytest.raises(Refused) as refused:
        advance_incident(target=recorded.pk, step="restore", reason="x")
    assert "withdraw" in str(refused.value.problems[0].remedy)


def test_every_state_has_its_label_and_none_is_a_dead_end():
    assert set(VERIFICATION.labels) == set(VERIFICATION.states)
    assert all(VERIFICATION.steps_from(state) for state in VERIFICATION.states)
    verifying = [s for s in VERIFICATION.transitions if s.target == "verified"]
    assert all(s.right == "verify" and s.four_eyes for s in verifying)
