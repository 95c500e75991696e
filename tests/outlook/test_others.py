"""Others' forecasts: read as they are given, kept once, shown beside ours and never mixed in."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from doors import words
from outlook import made
from rempart.kernel.actor import SystemActor, acting_as
from rempart.kernel.errors import BadInput, Refused
from rempart.outlook import others, queries
from rempart.outlook.actions import import_others, issue_month
from rempart.outlook.models import Elsewhere

OPERATOR = SystemActor("operator:test", ceiling=1)
RUN = "fatalities003_2014_10_t01"
CAST_HEAD = (
    "country,admin1,month,year,total_forecast,battles_forecast,erv_forecast,vac_forecast,"
    "total_observed,battles_observed,erv_observed,vac_observed,timestamp\n"
)
STAMP = 1415620800  # 10 November 2014


def _cell(longitude: float, latitude: float) -> int:
    return int((latitude + 90) * 2) * 720 + int((longitude + 180) * 2) + 1


def _page(rows: list, **more) -> str:
    return json.dumps({"next_page": "", "prev_page": "", "row_count": len(rows), **more,
                       "data": rows})  # fmt: skip


@pytest.fixture
def mission(house):
    with acting_as(OPERATOR):
        made.areas()
        issue_month(computed=made.computed())
    return house


def _views(path: Path, text: str, kind: str = "sb") -> others.Reading:
    path.write_text(text, encoding="utf-8")
    return others.read_views(path, RUN, kind)


def test_countries_of_views_are_read_and_others_left_out(mission, tmp_path):
    rows = [
        {"country_id": 50, "month_id": 419, "name": "Mali", "isoab": "MLI", "year": 2014,
         "month": 11, "main_mean": 31.5, "main_mean_ln": 3.4, "main_dich": 0.62},
        {"country_id": 1, "month_id": 419, "name": "Guyana", "isoab": "GUY", "year": 2014,
         "month": 11, "main_mean": 0.1, "main_dich": 0.01},
    ]  # fmt: skip
    with acting_as(OPERATOR):
        found = _views(tmp_path / "cm.json", _page(rows))
    assert found.left_out == 1
    assert [(one.measure, one.value) for one in found.said] == [
        ("deaths_state_based", 31.5),
        ("chance_state_based", 0.62),
    ]
    assert {(one.level, one.place, one.month) for one in found.said} == {
        ("country", "Mali", date(2014, 11, 1))
    }


def test_cells_of_views_are_placed_and_summed_by_cercle(mission, tmp_path):
    """Month numbers count from January 1980; a cell outside is dropped; a broken row is named."""
    inside, beside, outside = _cell(0.25, 16.25), _cell(0.75, 16.75), _cell(30.25, 10.25)
    rows = [
        {"pg_id": inside, "month_id": 419, "main_mean": 1.5, "main_dich": 0.2},
        {"pg_id": beside, "month_id": 419, "main_mean": 0.5, "main_dich": 0.3},
        {"pg_id": outside, "month_id": 419, "main_mean": 9, "main_dich": 0.9},
        {"pg_id": 999_999, "month_id": 419, "main_mean": 1},
        {"pg_id": inside, "month_id": 420, "main_mean": "NaN"},
        {"pg_id": inside, "month_id": 420},
    ]
    with acting_as(OPERATOR):
        found = _views(tmp_path / "pgm.json", f"[{_page(rows)}]")
        import_others(reading=found)
        shown = {
            one.measure: (one.value, one.places, one.month)
            for one in queries.others("ML0703", date(2014, 11, 1))
        }
    assert len(found.refused) == 3
    assert shown == {
        "deaths_state_based": (2.0, 2, date(2014, 11, 1)),
        "chance_state_based": (0.3, 2, date(2014, 11, 1)),
    }


def test_cast_is_read_by_region_and_month(mission, tmp_path):
    path = tmp_path / "cast.csv"
    path.write_text(
        CAST_HEAD
        + f"Mali,Gao,November,2014,12,4,3,5,,,,,{STAMP}\n"
        + f"Mali,Tombouctou,December,2014,2,0,0,1,,,,,{STAMP}\n"
        + f"Niger,Agadez,November,2014,2,0,0,1,,,,,{STAMP}\n"
        + f"Mali,Atlantide,November,2014,2,0,0,1,,,,,{STAMP}\n"
        + f"Mali,Gao,Brumaire,2014,2,0,0,1,,,,,{STAMP}\n"
        + "Mali,Gao,November,2014,2,0,0,-1,,,,,\n",
        encoding="utf-8-sig",
    )
    with acting_as(OPERATOR):
        found = others.read_cast(path)
        first = import_others(reading=found)
        again = import_others(reading=found)
        shown = queries.others("ML0703", date(2014, 11, 1))
    assert (found.left_out, len(found.refused)) == (1, 3)
    assert str(first) == "8 new, 0 changed, 0 unchanged, 3 refused"
    assert str(again) == "0 new, 0 changed, 8 unchanged, 3 refused"
    assert {one.measure: one.value for one in shown} == {
        "events": 12, "battles": 4, "explosions": 3, "attacks": 5,
    }  # fmt: skip
    assert {(one.level, one.run) for one in shown} == {("region", "2014-11-10")}


def test_a_later_run_takes_the_place_of_an_earlier_and_both_are_kept(mission, tmp_path):
    path = tmp_path / "cast.csv"
    with acting_as(OPERATOR):
        for stamp, attacks in ((STAMP, 5), (STAMP + 86400 * 30, 9)):
            path.write_text(CAST_HEAD + f"Mali,Gao,January,2015,12,4,3,{attacks},,,,,{stamp}\n")
            import_others(reading=others.read_cast(path))
        shown = queries.others("ML0703", date(2014, 11, 1))
        assert Elsewhere.objects.count() == 8
    assert [one.value for one in shown if one.measure == "attacks"] == [9]


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"data": 3}', '"x"'])
def test_what_is_no_answer_of_views_is_refused(mission, tmp_path, text):
    with acting_as(OPERATOR), pytest.raises(BadInput):
        _views(tmp_path / "x.json", text)


def test_wrong_kinds_runs_and_tables_are_refused(mission, tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("country,month\nMali,May\n")
    with acting_as(OPERATOR):
        for bad in (
            lambda: others.read_views(path, RUN, "xx"),
            lambda: others.read_views(path, "une course", "sb"),
            lambda: others.read_cast(path),
            lambda: others.read_cast(tmp_path / "none.csv"),
        ):
            with pytest.raises(BadInput):
                bad()


def test_only_those_who_import_may_bring_them(mission, appoint):
    with acting_as(appoint("poc_expert", "gao")), pytest.raises(Refused):
        import_others(reading=others.Reading((), ()))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_areas_page_shows_them_beside_ours(mission, appoint, door, tmp_path, language):
    path = tmp_path / "cast.csv"
    path.write_text(CAST_HEAD + f"Mali,Gao,November,2014,12,4,3,5,,,,,{STAMP}\n")
    with acting_as(OPERATOR):
        import_others(reading=others.read_cast(path))
    client = door(appoint("poc_expert", "gao"), language)
    page = words(client.get("/perspectives/ML0703/").content.decode())
    assert "ACLED CAST, 2014-11-10" in page
    assert {"fr": "violences contre les civils, événements", "en": "violence against civilians"}[
        language
    ] in page
    assert {"fr": "5,0", "en": "5.0"}[language] in page
