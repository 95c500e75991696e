"""Importing events: what is new, what stays, what is refused, and how an import is taken back."""

from __future__ import annotations

import csv
from datetime import date
from uuid import uuid4

import pytest
from django.db import OperationalError

from rempart.doctrine.loader import current
from rempart.kernel.errors import BadInput, NotThere, Setup
from rempart.places.actions import import_boundaries
from rempart.places.models import Area
from rempart.register import findings, imports, mapping
from rempart.register.actions import advance_incident, edit_incident
from rempart.register.figures import tally
from rempart.register.ged import Reading
from rempart.register.models import Batch, Incident, IncidentVersion, StagedRow
from rempart.register.placing import Whereabout, place_anew
from rempart.register.queries import Filters, visible

OUTSIDE = {"latitude": "10", "longitude": "10"}


def the_batch() -> Batch:
    return Batch.objects.order_by("-created_at", "-id")[0]


pytestmark = pytest.mark.usefixtures("operator")


def test_an_event_becomes_an_unclassified_incident_of_the_office_around_it(load):
    outcome = load([{}, {"latitude": "16.5", "longitude": "0.5"}])
    assert str(outcome) == "2 new, 0 changed, 0 unchanged, 0 refused"
    mopti, gao = Incident.objects.order_by("external_key")
    assert (mopti.office, mopti.area, mopti.reference[:7]) == (4, "ML0501", "MOP-18-")
    assert (gao.office, gao.area, gao.reference[:7]) == (1, "ML0701", "GAO-18-")
    assert (mopti.marking, mopti.compartment, mopti.component) == (1, 0, 1)
    assert (mopti.threat_type, mopti.ucdp_type) == ("killing", 3)
    assert (mopti.killed_min, mopti.killed_best, mopti.killed_max) == (3, 5, 8)
    assert mopti.alleged == [
        {"role": "alleged_perpetrator", "name": "Group A", "type": ""},
        {"role": "target", "name": "Civilians", "type": "civilians"},
    ]


def test_fighting_kills_an_unknown_number_of_civilians_never_zero(load):
    load([{"type_of_violence": "1"}, {"type_of_violence": "2", "deaths_civilians": "0"}])
    battle, clash = Incident.objects.order_by("external_key")
    assert (battle.killed_best, battle.deaths_best, battle.threat_type) == (None, 5, "")
    assert (clash.killed_min, clash.killed_best, clash.killed_max) == (None, 0, None)
    assert {actor["role"] for actor in battle.alleged} == {"party"}
    assert tally(Filters()).unknown == 1


def test_the_same_file_twice_adds_nothing(load):
    load([{}, {}])
    assert str(load([{}, {}])) == "0 new, 0 changed, 2 unchanged, 0 refused"
    assert Incident.objects.count() == 2
    assert IncidentVersion.objects.count() == 2


def test_a_dry_run_says_the_same_and_writes_nothing(load):
    load([{}])
    rows = [{"best": "6"}, {}, {"latitude": "164"}]
    tried = load(rows, dry_run=True)
    assert str(tried) == "1 new, 1 changed, 0 unchanged, 1 refused"
    assert (Incident.objects.count(), Batch.objects.count(), StagedRow.objects.count()) == (1, 1, 1)
    assert str(load(rows)) == str(tried)


def test_a_change_touches_only_what_nobody_corrected_by_hand(load):
    load([{}])
    found = Incident.objects.get()
    edit_incident(target=found.pk, said={"place": "Wells of the east"})
    outcome = load([{"best": "6", "where_coordinates": "Elsewhere"}])
    assert str(outcome) == "0 new, 1 changed, 0 unchanged, 0 refused"
    (kept,) = outcome.kept
    assert (kept.reference, kept.fields) == (found.reference, ("place",))
    found = Incident.objects.get()
    assert (found.place, found.killed_best, found.deaths_best) == ("Wells of the east", 6, 6)
    assert str(load([{"best": "6", "where_coordinates": "Elsewhere"}])) == (
        "0 new, 0 changed, 1 unchanged, 0 refused"
    )


def test_harm_corrected_by_hand_keeps_its_sums_too(load):
    load([{}])
    harm = [{"kind": "killed", "status": "civilian", "sex": "all", "age": "all", "best": 9}]
    edit_incident(target=Incident.objects.get().pk, said={"harm": harm})
    load([{"best": "6"}])
    found = Incident.objects.get()
    assert (found.killed_min, found.killed_best, found.deaths_best) == (None, 9, 9)


def test_an_office_never_follows_a_new_release(load):
    load([{}])
    load([{"latitude": "16.5", "longitude": "0.5"}])
    found = Incident.objects.get()
    assert (found.area, found.office) == ("ML0701", 4)


def test_a_point_just_outside_goes_to_the_nearest_marked_approximate(load):
    outcome = load([{"latitude": "13.98", "longitude": "-3.5"}])
    assert outcome.new == 1
    found = Incident.objects.get()
    assert (found.area, found.area_approximate, found.office) == ("ML0501", True, 4)


def test_outside_is_refused_only_far_away_and_abroad(load):
    outcome = load([OUTSIDE, OUTSIDE | {"country": "Niger"}, {"country": "Niger"}])
    assert (outcome.new, outcome.refused) == (2, 1)
    assert [p.code for p in outcome.refusals[0].problems] == ["outside"]
    ours = Incident.objects.get(external_key="ucdp-ged:270001")
    assert (ours.area, ours.office) == ("", 0)


def test_a_point_that_stands_for_a_region_is_approximate(load):
    load([{"where_prec": "1"}, {"where_prec": "4"}])
    assert [i.area_approximate for i in Incident.objects.order_by("external_key")] == [False, True]


def test_other_countries_are_left_out_and_counted_apart(load):
    outcome = load([{}, {"country": "Niger", "latitude": "164"}], country="MALI")
    assert (outcome.new, outcome.refused, outcome.left_out) == (1, 0, 1)
    assert the_batch().left_out == 1


def test_every_row_is_staged_as_it_stood_with_its_fate(load, table):
    rows = [{"source_headline": "=1+1"}, {"latitude": "164"}]
    load(rows)
    good, bad = StagedRow.objects.order_by("line")
    assert (good.fate, bad.fate, bad.line) == ("new", "refused", 3)
    assert good.raw == table(rows).splitlines()[1]
    assert "164" in bad.problem
    assert Incident.objects.get().summary == "=1+1"


def test_the_findings_name_line_column_value_and_remedy_and_run_no_formula(load, tmp_path):
    outcome = load([{"id": "=HYPERLINK(1)"}, {"low": "9", "best": "3", "high": "12"}])
    path = tmp_path / "sub" / "findings.csv"
    assert findings.write(path, outcome) == 2
    with path.open(encoding="utf-8-sig", newline="") as file:
        head, refused, remarked = csv.reader(file)
    assert len(head) == 7
    assert refused[:3] == ["2", "id", "'=HYPERLINK(1)"]
    assert refused[4]
    assert remarked[:3] == ["3", "low, best, high", "9, 3, 12"]


def test_no_findings_no_file(load, tmp_path):
    assert findings.write(tmp_path / "none.csv", load([{}])) == 0
    assert not (tmp_path / "none.csv").exists()


def test_what_was_known_from_when_is_kept(load):
    load([{}], known_from=date(2018, 7, 15))
    assert Incident.objects.get().known_from == date(2018, 7, 15)
    assert the_batch().known_from == date(2018, 7, 15)


def test_a_file_that_is_none_leaves_no_trace(load):
    with pytest.raises(BadInput):
        load("not,a,table\n")
    assert not Batch.objects.exists()


def test_nothing_is_half_written_when_the_import_dies(load, monkeypatch):
    monkeypatch.setattr(imports, "STEP", 2)
    taken = []

    def die(rows: int) -> None:
        taken.append(rows)
        if len(taken) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load([{}] * 5, progress=die)
    assert taken == [2, 2]
    assert not Incident.objects.exists()
    assert not Batch.objects.exists()
    assert not StagedRow.objects.exists()


def test_a_withdrawn_import_leaves_lists_and_counts_and_may_come_back(load):
    load([{}, {}])
    batch = the_batch()
    assert imports.withdraw_batch(target=batch.pk) == 2
    assert not visible().exists()
    assert tally(Filters()).events == 0
    assert imports.withdraw_batch(target=batch.pk) == 0, "a second time changes nothing"
    assert str(load([{}, {"best": "6"}])) == "2 new, 0 changed, 0 unchanged, 0 refused"
    assert tally(Filters()).killed == (6, 11, 16)
    assert str(load([{}, {"best": "6"}])) == "0 new, 0 changed, 2 unchanged, 0 refused"


def test_a_withdrawn_import_gives_back_what_it_changed(load):
    load([{}, {}])
    load([{"best": "6"}, {"best": "7"}])
    second = the_batch()
    first, touched = Incident.objects.order_by("external_key")
    edit_incident(target=touched.pk, said={"place": "Elsewhere"})
    assert imports.withdraw_batch(target=second.pk) == 1
    first, touched = Incident.objects.order_by("external_key")
    assert (first.killed_best, first.verification) == (5, "reported")
    assert (touched.killed_best, touched.place) == (7, "Elsewhere"), "somebody changed it since"


def test_what_a_person_withdrew_does_not_come_back(load):
    load([{}])
    advance_incident(target=Incident.objects.get().pk, step="withdraw", reason="a rumour")
    assert str(load([{"best": "6"}])) == "0 new, 0 changed, 1 unchanged, 0 refused"
    assert Incident.objects.get().verification == "withdrawn"


def test_withdrawing_what_is_not_there_is_refused(operator):
    with pytest.raises(NotThere):
        imports.withdraw_batch(target=uuid4())


def test_redrawn_boundaries_place_anew_and_never_change_an_office(load, squares):
    load([{}, {"latitude": "14.5", "longitude": "-2.5"}])
    hand = Incident.objects.get(area="ML0502")
    edit_incident(target=hand.pk, said={"area": "ML0701"})
    assert place_anew() == 0
    Area.objects.filter(pcode="ML0501").update(pcode="ML0799")
    assert place_anew() == 1
    assert set(Incident.objects.values_list("area", "office")) == {("ML0799", 4), ("ML0701", 4)}
    assert str(load([{}, {"latitude": "14.5", "longitude": "-2.5"}])) == (
        "0 new, 0 changed, 2 unchanged, 0 refused"
    )


def test_a_full_disk_is_said_plainly():
    class Full(Exception):
        sqlstate = "53100"

    error = OperationalError("could not extend file")
    error.__cause__ = Full()
    with pytest.raises(Setup) as refused:
        imports.say_disk_full(error)
    assert refused.value.problems[0].code == "disk-full"


def test_another_fault_of_the_database_is_not_taken_for_a_full_disk():
    assert imports.say_disk_full(OperationalError("connection refused")) is None


@pytest.mark.real_data
def test_the_events_of_mali(operator, real_data):
    import_boundaries(path=real_data("boundaries/mli_adm2_2017.geojson"), level=2)
    path = real_data("ucdp_ged/GEDEvent_v21_1_mli_bfa_ner_until_2018.csv")
    outcome = imports.import_events(path=path, country="Mali")
    assert (str(outcome), outcome.left_out) == ("586 new, 0 changed, 0 unchanged, 0 refused", 230)
    assert str(imports.import_events(path=path, country="Mali")) == (
        "0 new, 0 changed, 586 unchanged, 0 refused"
    )
    june = Filters(office=4, since=date(2018, 6, 1), until=date(2018, 6, 30))
    found = tally(june)
    assert (found.events, found.one_sided) == (17, 11)
    assert (found.killed, found.deaths) == ((66, 72, 88), (91, 97, 116))
    assert Incident.objects.filter(ucdp_type=3).count() == 147
    (approximate,) = Incident.objects.filter(area_approximate=True)
    assert (approximate.office, approximate.area) == (4, "ML0504")


@pytest.mark.real_data
def test_a_release_with_every_column_filled(real_data):
    events = list(Reading(real_data("ucdp_ged/GEDEvent_v23_1_car_until_2010.csv")))
    assert len(events) == 230
    assert sum(bool(event.remarks) for event in events) == 4
    nowhere = Whereabout("", False, 0, False)
    found = mapping.columns(next(e for e in events if e.id == "36210"), nowhere, current())
    assert (found["date_precision"], found["point_precision"]) == ("day", "line")
    assert found["source"] == "UCDP GED: Reuters  25/2-09"
    assert (found["killed_best"], found["deaths_best"]) == (0, 3)


@pytest.mark.real_data
def test_events_of_another_mission_are_all_outside(real_data):
    path = real_data("ucdp_ged/GEDEvent_v23_1_car_until_2010.csv")
    outcome = imports.import_events(path=path)
    assert str(outcome) == "0 new, 0 changed, 0 unchanged, 230 refused"
    assert {p.code for refusal in outcome.refusals for p in refusal.problems} == {"outside"}
