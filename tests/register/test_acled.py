"""ACLED: the layout, the traps of its files, what is newer, and what it deleted."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rempart.doctrine.coding import acled_of, strays
from rempart.doctrine.loader import current
from rempart.kernel.actor import acting_as
from rempart.kernel.errors import BadInput, Refused, Setup
from rempart.register import findings
from rempart.register.acled import COLUMNS, Event, Reading
from rempart.register.actions import edit_incident
from rempart.register.deletions import withdraw_deleted
from rempart.register.figures import tally
from rempart.register.imports import import_events, withdraw_batch
from rempart.register.models import Batch, Incident, IncidentVersion, StagedRow
from rempart.register.queries import Filters
from rempart.register.tabular import Refusal

ROW = {
    "event_id_cnty": "MLI1",
    "event_date": "25 June 2014",
    "year": "2014",
    "time_precision": "1",
    "disorder_type": "Political violence",
    "event_type": "Violence against civilians",
    "sub_event_type": "Attack",
    "actor1": "Group A",
    "inter1": "Rebel group",
    "actor2": "Civilians (Mali)",
    "inter2": "Civilians",
    "civilian_targeting": "Civilian targeting",
    "iso": "466",
    "region": "Western Africa",
    "country": "Mali",
    "location": "Sévaré",
    "latitude": "14.35",
    "longitude": "-3.61",
    "geo_precision": "1",
    "source": "Radio",
    "notes": "Men came.",
    "fatalities": "4",
    "timestamp": "1500000000",
}


BOMB = {
    "event_type": "Explosions/Remote violence",
    "sub_event_type": "Remote explosive/landmine/IED",
}


def lay_out(rows, columns=COLUMNS) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="", extrasaction="ignore")
    writer.writeheader()
    for number, row in enumerate(rows, 1):
        writer.writerow(ROW | {"event_id_cnty": f"MLI{number}"} | row)
    return text.getvalue()


@pytest.fixture
def load(squares, operator, tmp_path):
    """Import rows of ACLED as the operator."""

    def do(rows, columns=COLUMNS, **options):
        path = tmp_path / "acled.csv"
        text = rows if isinstance(rows, str) else lay_out(rows, columns)
        path.write_text(text, encoding="utf-8")
        return import_events(path=path, format="acled", **options)

    return do


@pytest.fixture
def delete(squares, operator, tmp_path):
    """Import a deletions feed as the operator."""

    def do(*identities, **options):
        path = tmp_path / "deleted.csv"
        path.write_text(
            "event_id_cnty,deleted_timestamp\n" + "".join(f"{i},1\n" for i in identities)
        )
        return withdraw_deleted(path=path, **options)

    return do


def read(tmp_path: Path, text: str) -> tuple[list[Event | Refusal], Reading]:
    path = tmp_path / "acled.csv"
    path.write_bytes(text.encode("utf-8"))
    reading = Reading(path, acled_of(current().folder), current().vocabulary("acled_type"))
    return list(reading), reading


def test_there_are_31_columns_and_25_sub_types(house):
    assert len(COLUMNS) == 31
    coding = acled_of(current().folder)
    assert len(coding.subtypes) == 25
    assert not list(strays(coding, dict(current().vocabularies)))


def test_an_attack_on_civilians_becomes_an_incident(load):
    assert str(load([{}])) == "1 new, 0 changed, 0 unchanged, 0 refused"
    found = Incident.objects.get()
    assert (found.office, found.area, found.place) == (4, "ML0501", "Sévaré")
    assert (found.threat_type, found.acled_type, found.acled_subtype, found.ucdp_type) == (
        "killing", "violence_against_civilians", "attack", None,
    )  # fmt: skip
    assert (found.killed_min, found.killed_best, found.killed_max) == (None, 4, None)
    assert (found.deaths_min, found.deaths_best, found.deaths_max) == (None, 4, None)
    assert found.alleged == [
        {"role": "alleged_perpetrator", "name": "Group A", "type": ""},
        {"role": "target", "name": "Civilians (Mali)", "type": "civilians"},
    ]
    assert (found.source, found.summary) == ("ACLED: Radio", "Men came.")
    assert (found.date_precision, found.point_precision) == ("day", "exact")


def test_direction_follows_from_the_target_never_from_the_order(load):
    swapped = {"actor1": "Civilians", "inter1": "7", "actor2": "Group A", "inter2": "2"}
    battle = {"event_type": "Battles", "sub_event_type": "Armed clash", "civilian_targeting": "",
              "actor2": "Army", "inter2": "1"}  # fmt: skip
    load([swapped, battle])
    attack, clash = Incident.objects.order_by("external_key")
    assert [a["role"] for a in attack.alleged] == ["target", "alleged_perpetrator"]
    assert {a["role"] for a in clash.alleged} == {"party"}
    assert [a["type"] for a in clash.alleged] == ["", "host_forces"]
    assert (clash.killed_best, clash.deaths_best, clash.threat_type) == (None, 4, "")
    counted = tally(Filters())
    assert (counted.one_sided, counted.unknown, counted.killed[1]) == (1, 1, 4)


@pytest.mark.parametrize(
    ("said", "killed", "threat"),
    [
        (BOMB | {"civilian_targeting": ""}, None, ""),
        (BOMB, 4, "explosive"),
        ({"civilian_targeting": ""}, 4, "killing"),
        ({"fatalities": "0"}, 0, "injury"),
        ({"fatalities": ""}, None, "injury"),
        ({"sub_event_type": "Abduction/forced disappearance", "fatalities": "0"}, 0, "abduction"),
        ({"sub_event_type": ""}, 4, "killing"),
    ],
)  # fmt: skip
def test_fatalities_are_civilians_only_where_they_were_the_target(load, said, killed, threat):
    load([said])
    found = Incident.objects.get()
    assert (found.killed_best, found.threat_type) == (killed, threat)
    assert found.killed_max is None


@pytest.mark.parametrize("written", ["25/06/2014", "25 June 2014", "2014-06-25", "25 Jun 2014"])
def test_a_day_is_read_in_each_of_its_forms(tmp_path, house, written):
    (event,), _reading = read(tmp_path, lay_out([{"event_date": written}]))
    assert event.starts_on == date(2014, 6, 25)


@given(
    st.dates(date(1997, 1, 1), date(2026, 12, 31)),
    st.sampled_from(["%d/%m/%Y", "%d %B %Y", "%Y-%m-%d"]),
)
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_every_day_comes_back(tmp_path, house, day, form):
    (event,), _reading = read(tmp_path, lay_out([{"event_date": day.strftime(form)}]))
    assert event.starts_on == day


@pytest.mark.parametrize(
    ("old", "said", "new"),
    [
        ("Battle-No change of territory", {}, ("battles", "armed_clash")),
        ("Battle - Government regains territory", {}, ("battles", "government_regains")),
        ("Remote violence", {}, ("explosions", "")),
        ("Remote violence", {"sub_event_type": "Grenade"}, ("explosions", "grenade")),
        ("Riots/Protests", {"inter1": "5"}, ("riots", "")),
        ("Riots/Protests", {"inter1": "6"}, ("protests", "")),
        ("Strategic Development", {}, ("strategic", "")),
    ],
)
def test_labels_from_before_2019_are_read_and_told(tmp_path, house, old, said, new):
    row = {"event_type": old, "sub_event_type": "", "civilian_targeting": ""} | said
    (event,), reading = read(tmp_path, lay_out([row]))
    assert (event.type, event.subtype) == new
    assert dict(reading.renamed) == {(old, *new): 1}


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("1", "state_forces"),
        ("8.0", "external"),
        ("External/Other Forces", "external"),
        ("Identity militia", "identity_militia"),
        ("", ""),
    ],
)
def test_the_kind_of_an_actor_is_a_number_or_a_text(tmp_path, house, kind, code):
    (event,), _reading = read(tmp_path, lay_out([{"inter1": kind}]))
    assert event.sides[0].kind == code


def test_those_named_beside_an_actor_are_named_too(tmp_path, house):
    (event,), _reading = read(tmp_path, lay_out([{"assoc_actor_1": "Group B; Group C"}]))
    assert event.sides[0].names == ("Group A", "Group B", "Group C")


def test_the_bad_file_of_the_scenario(load, tmp_path):
    """BOM, impossible day, latitude 164, empty id, old label, formula: row by row."""
    formula = '=HYPERLINK("http://x")'
    text = "\ufeff" + lay_out(
        [
            {},
            {"event_date": "31/02/2014"},
            {"latitude": "164"},
            {"event_id_cnty": ""},
            {"event_type": "Remote violence", "sub_event_type": "", "civilian_targeting": ""},
            {"notes": formula},
        ],
        (*COLUMNS, "population_1km", "population_best"),
    )
    tried = load(text, dry_run=True)
    assert str(tried) == "3 new, 0 changed, 0 unchanged, 3 refused"
    assert not Incident.objects.exists()
    outcome = load(text)
    assert str(outcome) == str(tried)
    assert [(r.line, p.place, str(p.value)) for r in outcome.refusals for p in r.problems] == [
        (3, "event_date", "31/02/2014"),
        (4, "latitude", "164"),
        (5, "event_id_cnty", ""),
    ]
    assert [label.old for label in outcome.renamed] == ["Remote violence"]
    assert Incident.objects.get(external_key="acled:MLI6").summary == formula
    path = tmp_path / "refused.csv"
    assert findings.write(path, outcome) == 3
    assert str(load(text)) == "0 new, 0 changed, 3 unchanged, 3 refused"


def test_the_newest_of_a_file_wins(load):
    rows = [
        {"event_id_cnty": "MLI1", "fatalities": "9", "timestamp": "1600000000"},
        {"event_id_cnty": "MLI1", "fatalities": "4", "timestamp": "1500000000"},
    ]
    outcome = load(rows)
    assert (str(outcome), outcome.superseded) == ("1 new, 0 changed, 0 unchanged, 0 refused", 1)
    assert Incident.objects.get().killed_best == 9
    assert load([rows[0], rows[0]]).refused == 1


def test_an_older_download_never_replaces_a_newer_one(load):
    load([{"fatalities": "4", "timestamp": "1500000000"}])
    assert load([{"fatalities": "6", "timestamp": "1600000000"}]).changed == 1
    assert load([{"fatalities": "6", "timestamp": "1700000000"}]).unchanged == 1
    old = load([{"fatalities": "4", "timestamp": "1650000000"}])
    assert (str(old), old.superseded) == ("0 new, 0 changed, 1 unchanged, 0 refused", 1)
    assert Incident.objects.get().killed_best == 6
    for batch in Batch.objects.order_by("-created_at", "-id")[:3]:
        withdraw_batch(target=batch.pk)
    assert Incident.objects.get().killed_best == 4
    assert load([{"fatalities": "5", "timestamp": "1550000000"}]).changed == 1


def test_what_acled_deleted_is_withdrawn_and_can_come_back(load, delete):
    load([{}, {}, {}])
    tried = delete("MLI1", "MLI2", "MLI99", "", dry_run=True)
    assert str(tried) == "0 new, 2 changed, 1 unchanged, 1 refused"
    assert tally(Filters()).events == 3
    assert str(delete("MLI1", "MLI2", "MLI99", "")) == str(tried)
    assert tally(Filters()).events == 1
    assert str(delete("MLI1")) == "0 new, 0 changed, 1 unchanged, 0 refused"
    assert str(load([{}, {}, {}])) == "0 new, 0 changed, 3 unchanged, 0 refused"
    assert StagedRow.objects.filter(batch__format="acled-deleted").count() == 5
    feed = Batch.objects.filter(format="acled-deleted").order_by("created_at", "id")[0]
    assert withdraw_batch(target=feed.pk) == 2
    assert tally(Filters()).events == 3
    assert set(IncidentVersion.objects.values_list("action", flat=True)) == {
        "incident.import", "incident.import-deleted", "batch.withdraw",
    }  # fmt: skip


def test_what_a_person_corrected_is_left_to_them(load, delete):
    load([{}])
    edit_incident(target=Incident.objects.get().pk, said={"place": "Elsewhere"})
    outcome = delete("MLI1")
    assert [kept.reference for kept in outcome.kept] == [Incident.objects.get().reference]
    assert (outcome.changed, tally(Filters()).events) == (0, 1)


def test_unknown_labels_are_refused_or_remarked(load):
    outcome = load([{"event_type": "Skirmish"}, {"sub_event_type": "Push"}])
    assert [str(p.place) for r in outcome.refusals for p in r.problems] == ["event_type"]
    assert [str(p.value) for e in outcome.remarked for p in e.remarks] == ["Push"]
    assert Incident.objects.get().threat_type == "killing"


@pytest.mark.parametrize(
    "text", ["a,b\n1,2\n", "event_id_cnty,country\nMLI1,Mali\n", "", "PK\x03\x04"]
)
def test_what_is_no_file_of_acled_is_refused(load, text):
    with pytest.raises(BadInput):
        load(text)


def test_other_countries_are_left_out(load):
    outcome = load([{}, {"country": "Niger"}], country="mali")
    assert (outcome.new, outcome.left_out) == (1, 1)


def test_only_who_may_import_applies_deletions(house, tmp_path, appoint):
    (tmp_path / "d.csv").write_text("event_id_cnty\nMLI1\n")
    with acting_as(appoint("poc_expert", "mopti")), pytest.raises(Refused):
        withdraw_deleted(path=tmp_path / "d.csv")


def test_a_profile_that_says_nothing_of_acled_is_named(load, monkeypatch):
    monkeypatch.setattr(
        "rempart.register.formats.acled_of", lambda folder: acled_of(Path("/nowhere"))
    )
    with pytest.raises(Setup, match=r"acled\.toml"):
        load([{}])
