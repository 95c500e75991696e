"""From files and the register to issued forecasts: what is counted, kept and refused."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl
import psycopg
import pytest
from django.db.utils import DatabaseError

from foresight import worlds
from outlook import made
from planting import incident
from rempart.foresight.events import Kind
from rempart.foresight.executors import InProcess
from rempart.foresight.months import month_of
from rempart.foresight.scores import crps as library_crps
from rempart.kernel.actor import SystemActor, acting_as
from rempart.kernel.errors import BadInput
from rempart.outlook import ground, queries, reference, running
from rempart.outlook.actions import issue_month
from rempart.outlook.computed import LEADS, REFERENCE, crps, quantile
from rempart.outlook.models import Forecast, Ground, Run

OPERATOR = SystemActor("operator:test", ceiling=1)
QUIET = lambda *_: None  # noqa: E731


def _compute(month: date, files: reference.Reference, incidents: ground.Incidents, folder):
    return running.compute(
        month, ground.features(month), files, incidents, InProcess(), folder, QUIET
    )


NOTHING = reference.Reference(None, ())


def test_the_register_alone_gives_the_mix(house: psycopg.Connection, appoint, tmp_path):
    """With nothing to learn from, counting is issued, and the run says so."""
    with acting_as(OPERATOR):
        made.areas()
    for month in range(1, 11):
        incident(
            house, day=date(2014, month, 5), office=1, longitude=0.5, latitude=16.5,
            killed_best=month % 3, ucdp_type=3,
        )  # fmt: skip
    with acting_as(OPERATOR):
        events = ground.incidents(date(2014, 1, 1), made.MONTH)
        found = _compute(made.MONTH, NOTHING, events, tmp_path)
    assert {one.issued for one in found.standings.values()} == {REFERENCE}
    here = next(one for one in found.grounds if one.area == "ML0703")
    assert here.past[-10:] == (1, 2, 0, 1, 2, 0, 1, 2, 0, 1)
    assert (here.active_months, here.deaths) == (7, 10)
    one = next(f for f in found.forecasts if (f.area, f.lead) == ("ML0703", 1))
    assert one.issued == one.mix
    assert 0 < one.issued.probability < 1
    assert sum(count for _deaths, count in one.issued.draws) == 200
    assert set(one.weights) == {"own", "near"}


def test_an_incident_without_point_stands_in_its_area_one_in_a_compartment_never_enters(
    house: psycopg.Connection,
):
    with acting_as(OPERATOR):
        made.areas()
    incident(house, office=1, area="ML0702", killed_best=4, day=date(2014, 10, 3))
    incident(house, office=1, area="ML0702", day=date(2014, 10, 3))
    incident(house, office=1, area="", killed_best=4, day=date(2014, 10, 3))
    incident(house, office=1, area="ML0702", killed_best=4, marking=2, day=date(2014, 10, 4))
    incident(house, office=1, area="ML0702", killed_best=4, day=date(2014, 11, 4))
    incident(house, office=1, area="ML0702", killed_best=4, compartment=1, day=date(2014, 10, 5))
    with acting_as(OPERATOR):
        found = ground.incidents(date(2014, 10, 1), made.MONTH)
    assert found.marking == 1
    [(month, kind, longitude, latitude, deaths)] = found.events
    assert (month, kind, deaths) == (month_of(2014, 10), Kind.ONE_SIDED, 4)
    assert 0 - 1 < longitude < 1
    assert 16 < latitude < 17
    with acting_as(SystemActor("operator:test", ceiling=3)):
        found = ground.incidents(date(2014, 10, 1), made.MONTH)
    assert (found.marking, len(found.events)) == (2, 2)


def test_the_register_counts_only_after_the_reference(house, tmp_path):
    """What both know is counted once; models learn from the reference's months alone."""
    with acting_as(OPERATOR):
        made.areas()
        features = ground.features(made.MONTH)
    events = pl.DataFrame(
        {"month": [month_of(2014, 8)], "kind": [2], "longitude": [0.5], "latitude": [16.5],
         "deaths": [9]}
    )  # fmt: skip
    file = tmp_path / "events.parquet"
    worlds.write_parquet(events, file)
    known = tuple((month_of(2014, m), 2, 0.5, 16.5, 1) for m in (8, 9, 10))
    found = running.compute(
        made.MONTH, features, reference.Reference(file, ()), ground.Incidents(known, 1),
        InProcess(), tmp_path / "work", QUIET,
    )  # fmt: skip
    here = next(one for one in found.grounds if one.area == "ML0703")
    assert here.past[-3:] == (9, 1, 1)
    assert found.vintage["reference_until"] == found.vintage["learnt_until"] == "2014-08"
    assert found.vintage["incidents"] == 3


def test_a_run_tries_its_models_on_whole_years_before_it_issues_one():
    start = month_of(1995, 1)
    assert running.tried(start, month_of(2014, 10)) == range(
        month_of(2009, 1), month_of(2013, 12) + 1
    )
    assert running.tried(start, month_of(2014, 12))[-1] == month_of(2014, 12)
    assert not running.tried(start, month_of(2002, 6))


def test_on_real_events_the_models_are_tried_and_the_forecasts_explained(
    house, real_data, tmp_path
):
    """The whole road, with the real cercles: backtest, guard, forecasts, weights."""
    import json

    features = json.loads(real_data("boundaries/mli_adm2_2017.geojson").read_text())["features"]
    files = reference.Reference(real_data("ucdp_ged/ged211_prec12_1989_2018.parquet"), ())
    found = running.compute(
        date(2014, 10, 1), features, files, ground.Incidents((), 1), InProcess(), tmp_path, QUIET
    )
    assert len(found.grounds) == 50
    assert len(found.forecasts) == 50 * len(LEADS)
    assert all(one.months and one.skill is not None for one in found.standings.values())
    assert all(0 <= f.issued.probability <= 1 for f in found.forecasts)


def test_a_run_is_kept_by_office_and_never_changed(house, appoint):
    with acting_as(OPERATOR):
        made.areas()
        runs = issue_month(computed=made.computed())
    assert len(runs) == 2
    expert = appoint("poc_expert", "gao")
    with acting_as(expert):
        [run] = Run.objects.all()
        assert Forecast.objects.count() == 9
        assert Ground.objects.count() == 3
        first = queries.by_lead(run)[1][0]
        assert (first.area, first.month, first.most) == ("ML0703", date(2014, 11, 1), 8)
        assert run.versions.count() == 1
    for change in (
        lambda: Run.objects.update(engine="x"),
        lambda: Forecast.objects.update(probability=0.1),
        lambda: Ground.objects.update(deaths=0),
    ):
        with pytest.raises(DatabaseError), acting_as(expert):
            change()


def test_readers_of_other_offices_and_partners_see_none_of_it(house, appoint):
    with acting_as(SystemActor("operator:test", ceiling=2)):
        made.areas()
        issue_month(computed=made.computed(marking=2))
    due = {
        ("poc_expert", "gao", 2): {"ML0703", "ML0702", "ML0701"},
        ("poc_expert", "gao", 1): set(),
        ("poc_expert", "tombouctou", 2): {"ML0601", "ML0602"},
        ("senior_adviser", "", 3): set(made.NAMES),
        ("srsg", "", 3): set(made.NAMES),
        ("cla", "gao", 3): set(),
        ("partner", "gao", 3): set(),
        ("administrator", "", 3): set(),
    }
    for (role, office, clearance), areas in due.items():
        with acting_as(appoint(role, office, clearance=clearance)):
            assert set(Forecast.objects.values_list("area", flat=True)) == areas, role
            assert set(Ground.objects.values_list("area", flat=True)) == areas, role
            assert (queries.of_area("ML0703") is not None) == ("ML0703" in areas)


def test_a_month_that_is_not_over_is_refused(house):
    with acting_as(OPERATOR):
        made.areas()
        with pytest.raises(BadInput):
            issue_month(computed=made.computed(month=date(2014, 11, 1)))
        assert not Run.objects.exists()


def test_nobody_but_the_operator_or_an_expert_issues(house, appoint):
    from rempart.kernel.errors import Refused

    with acting_as(OPERATOR):
        made.areas()
    with acting_as(appoint("force", "gao")), pytest.raises(Refused):
        issue_month(computed=made.computed())


def test_the_latest_run_of_a_month_holds_and_the_earlier_stays(house, appoint):
    with acting_as(OPERATOR):
        made.areas()
        first = {run.office: run for run in issue_month(computed=made.computed())}
        second = {run.office: run for run in issue_month(computed=made.computed(engine="other"))}
        office = next(iter(first))
        held = queries.latest(office, made.MONTH)
        assert held is not None
        assert held.pk == second[office].pk
        assert Run.objects.filter(office=office).count() == 2
        assert queries.months(office) == [made.MONTH]
        assert queries.latest(office, date(2014, 9, 1)) is None


def test_section_eight_gives_leads_areas_and_worth(house, appoint):
    with acting_as(OPERATOR):
        made.areas()
        issue_month(computed=made.computed())
    with acting_as(appoint("poc_expert", "gao")) as expert:
        office = expert.standings[0].office
        said = queries.section(office, made.MONTH)
        assert said is not None
        assert [lead["lead"] for lead in said["leads"]] == [1, 3]
        assert [lead["month"] for lead in said["leads"]] == ["2014-11", "2015-01"]
        assert [row["area_code"] for row in said["leads"][0]["areas"]] == [
            "ML0703", "ML0701", "ML0702",
        ]  # fmt: skip
        assert said["leads"][0]["skill"] == 0.038
        assert queries.section(office, date(2014, 9, 1)) is None


def test_quantiles_and_crps_of_counted_draws_are_the_librarys():
    draws = ((0, 150), (1, 30), (4, 15), (20, 5))
    flat = np.repeat([d for d, _ in draws], [n for _, n in draws]).astype(np.float32)
    for outcome in (0, 1, 3, 40):
        expected = library_crps(np.array([outcome], np.int32), flat[None, :])[0]
        assert crps(draws, outcome) == pytest.approx(expected)
    assert [quantile(draws, level) for level in (0.5, 0.75, 0.76, 0.9, 1)] == [0, 0, 1, 1, 20]


def test_reference_files_are_kept_and_replaced(tmp_path, monkeypatch):
    from django.conf import settings as house_settings

    monkeypatch.setattr(house_settings, "REMPART_HOME", tmp_path / "home")
    assert reference.kept() == reference.Reference(None, ())
    csv, areas = tmp_path / "GED.csv", tmp_path / "continent.geojson"
    csv.write_text("x")
    areas.write_text("{}")
    held = reference.keep(csv, [areas])
    assert held.events is not None
    assert held.events.name == "events.csv"
    assert [one.name for one in held.areas] == ["continent.geojson"]
    parquet = tmp_path / "events.parquet"
    parquet.write_text("y")
    assert reference.keep(parquet, []) == reference.Reference(
        reference.folder() / "events.parquet", held.areas
    )
    for bad in (tmp_path / "none.csv", areas):
        with pytest.raises(BadInput):
            reference.keep(bad, [])


def test_the_version_kept_with_a_run_is_the_packages():
    import tomllib
    from pathlib import Path

    import rempart

    said = tomllib.loads((Path(rempart.__file__).parents[2] / "pyproject.toml").read_text())
    assert said["project"]["version"] == rempart.__version__
