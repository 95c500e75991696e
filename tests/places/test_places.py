"""Placing, naming, importing boundaries: on real outlines where they are at hand."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import psycopg
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import box

from rempart.doctrine.loader import load
from rempart.kernel.actor import SystemActor, acting_as
from rempart.kernel.errors import BadInput, Refused
from rempart.places import boundaries, geometry, matching, queries
from rempart.places.actions import import_boundaries
from rempart.places.models import Area

OPERATOR = SystemActor("operator:test")
TWO = [box(0, 10, 1, 11), box(1, 10, 2, 11)]


def test_points_are_placed_inside_near_and_nowhere() -> None:
    placed = geometry.place([0.5, 1.5, 2.02, 2.2, float("nan")], [10.5] * 5, TWO)
    assert placed.index.tolist() == [0, 1, 1, -1, -1]
    assert placed.approximate.tolist() == [False, False, True, False, False]
    assert placed.distance[2] == pytest.approx(2.19, abs=0.05)
    assert placed.distance[3] > geometry.NEAR_KM


@given(st.lists(st.tuples(st.floats(-1, 3), st.floats(9, 12)), max_size=30))
def test_placing_many_agrees_with_placing_one(points: list[tuple[float, float]]) -> None:
    x, y = [p[0] for p in points], [p[1] for p in points]
    together = geometry.place(x, y, TWO)
    alone = [int(geometry.place([a], [b], TWO).index[0]) for a, b in points]
    assert together.index.tolist() == alone


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Tombouctou", "Tombouctou"),
        ("Timbuktu", "Tombouctou"),
        ("Tumbutu", "Tombouctou"),
        ("TOMBOUCTOU (ville)", "Tombouctou"),
        ("Djenne", "Djenné"),
        ("Jenné", "Djenné"),
        ("Menaka", "Ménaka"),
        ("Ténenkou", "Ténenkou"),
        ("Tenenku", "Ténenkou"),
        ("cercle de Gao", "Gao"),
        ("tin essako", "Tin-Essako"),
        ("Niafounke", "Niafunké"),
        ("Gourma Rharous", "Gourma-Rharous"),
        ("Kidal", "Kidal"),
    ],
)
def test_names_bear_accents_and_spellings(typed: str, meant: str) -> None:
    names = matching.aliases(load("mali").table("cercles"))
    found = matching.candidates(typed, names)
    display = {row["pcode"]: row["display"] for row in load("mali").table("cercles")}
    assert display[found[0].thing] == meant


@pytest.mark.parametrize("typed", ["", "  ", "Ouagadougou-Centre-Nord", "xyz"])
def test_what_is_no_name_finds_nothing_or_says_so(typed: str) -> None:
    names = matching.aliases(load("mali").table("cercles"))
    assert all(c.score < 90 for c in matching.candidates(typed, names))


@given(st.text(max_size=40))
def test_folding_is_stable(name: str) -> None:
    assert matching.fold(matching.fold(name)) == matching.fold(name)


def _feature(pcode: str = "LG0101", shape: Any = None, **properties: Any) -> dict[str, Any]:
    outline = shape if shape is not None else shapely.geometry.mapping(box(0, 10, 1, 11))
    return {
        "type": "Feature",
        "geometry": outline,
        "properties": {"adm2": "Un", "adm2_pcode": pcode, "adm1_pcode": "LG01"} | properties,
    }


def _file(folder: Path, *features: Any) -> Path:
    path = folder / "limites.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": list(features)}))
    return path


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\xff\xfe not text", "not-json"),
        (b"{", "not-json"),
        (b"[]", "not-geojson"),
        (b'{"type": "Topology"}', "not-geojson"),
        (b'{"type": "FeatureCollection", "features": []}', "no-level"),
    ],
)
def test_a_file_that_is_no_boundaries_is_refused_whole(
    tmp_path: Path, content: bytes, code: str
) -> None:
    path = tmp_path / "x.geojson"
    path.write_bytes(content)
    with pytest.raises(BadInput) as error:
        boundaries.read(path, 2)
    assert error.value.problems[0].code == code


def test_bad_features_are_named_and_good_ones_kept(tmp_path: Path) -> None:
    bow_tie = {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}
    metres = shapely.geometry.mapping(box(200000, 1700000, 210000, 1710000))
    path = _file(
        tmp_path,
        _feature("A"),
        _feature(""),
        _feature("A"),
        _feature("B", metres),
        _feature("C", {"type": "Point", "coordinates": [0, 0]}),
        _feature("D", bow_tie),
        _feature("E", {"type": "Polygon"}),
        _feature("F", {}),
        "not a feature",
    )
    reading = boundaries.read(path, 2)
    assert [draft.pcode for draft in reading.drafts] == ["A"]
    assert [problem.code for problem in reading.refused] == [
        "no-pcode",
        "pcode-twice",
        "not-degrees",
        "not-surface",
        "broken-outline",
        "no-outline",
        "no-outline",
        "no-pcode",
    ]
    assert "Entité 2" in str(reading.refused[0])


def test_an_import_twice_changes_nothing_and_a_moved_line_changes_one(
    house: psycopg.Connection, tmp_path: Path
) -> None:
    path = _file(tmp_path, _feature("A"), _feature("B", shapely.geometry.mapping(TWO[1])))
    with acting_as(OPERATOR):
        assert str(import_boundaries(path=path, level=2)) == (
            "2 new, 0 changed, 0 unchanged, 0 refused"
        )
        assert str(import_boundaries(path=path, level=2)).startswith("0 new, 0 changed, 2 unch")
        path = _file(
            tmp_path, _feature("A"), _feature("B", shapely.geometry.mapping(box(1, 10, 2.5, 11)))
        )
        assert str(import_boundaries(path=path, level=2)).startswith("0 new, 1 changed, 1 unch")


def test_who_may_not_import_is_refused(
    house: psycopg.Connection, tmp_path: Path, appoint: Callable[..., Any]
) -> None:
    with pytest.raises(Refused), acting_as(appoint("poc_expert", "gao")):
        import_boundaries(path=_file(tmp_path, _feature()), level=2)
    assert not Area.objects.exists()


def test_validity_in_the_wrong_order_is_refused(house: psycopg.Connection, tmp_path: Path) -> None:
    with pytest.raises(BadInput), acting_as(OPERATOR):
        import_boundaries(
            path=_file(tmp_path, _feature()),
            level=2,
            valid_from=date(2016, 1, 1),
            valid_to=date(2015, 1, 1),
        )


def test_an_area_answers_for_its_days_only(house: psycopg.Connection, tmp_path: Path) -> None:
    with acting_as(OPERATOR):
        import_boundaries(path=_file(tmp_path, _feature("A")), level=2, valid_to=date(2016, 1, 19))
        import_boundaries(
            path=_file(tmp_path, _feature("B")), level=2, valid_from=date(2016, 1, 19)
        )
    assert queries.area_at(0.5, 10.5, date(2016, 1, 18)).pcode == "A"
    assert queries.area_at(0.5, 10.5, date(2016, 1, 19)).pcode == "B"
    placed = queries.place_points([0.5, 0.5], [10.5, 10.5], [date(2014, 1, 1), date(2018, 1, 1)])
    assert placed.pcodes == ["A", "B"]


def test_offices_follow_their_dated_responsibility() -> None:
    menaka = load("mali").office("menaka").number
    assert queries.office_of("ML0704", date(2014, 11, 3)) == menaka
    assert queries.office_of("ML0704", date(2018, 6, 1)) == menaka
    assert queries.office_of("ML0703", date(2014, 11, 3)) == load("mali").office("gao").number
    assert queries.office_of("ML0506", date(2018, 6, 1)) == load("mali").office("mopti").number
    assert queries.office_of("ML0101", date(2018, 6, 1)) == 0
    assert queries.office_of("", date(2018, 6, 1)) == 0


@pytest.mark.real_data
def test_the_real_cercles_are_whole_and_quick_to_place(
    house: psycopg.Connection, real_data: Callable[[str], Path]
) -> None:
    with acting_as(OPERATOR):
        outcome = import_boundaries(path=real_data("boundaries/mli_adm2_2017.geojson"), level=2)
    assert (outcome.new, len(outcome.refused)) == (50, 0)
    chance = np.random.default_rng(1)
    x, y = chance.uniform(-12, 4, 5000), chance.uniform(10, 25, 5000)
    placed = queries.place_points(x.tolist(), y.tolist(), [date(2014, 1, 1)] * 5000)
    assert 2000 < sum(bool(code) for code in placed.pcodes) < 4500
    mopti = queries.areas_of_office("mopti", date(2018, 6, 1))
    assert [a.pcode for a in mopti] == [f"ML050{n}" for n in range(1, 9)]
    assert queries.area_at(-0.04, 16.27, date(2014, 1, 1)).display("fr") == "Gao"
