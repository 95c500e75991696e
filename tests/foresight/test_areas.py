"""Geographies: computed cells, outlines good and bad, neighbours, distances."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from foresight import worlds
from rempart.foresight.areas import grid_areas, grid_id, load_areas, save_areas
from rempart.foresight.errors import ForesightError
from rempart.foresight.outlines import outline_areas, read_areas


def _square(code: str, west: float, south: float, **more: object) -> dict:
    ring = [[west, south], [west + 1, south], [west + 1, south + 1], [west, south + 1]]
    return {
        "type": "Feature",
        "properties": {"adm2_pcode": code, "country": "ML", "adm2": code.title()} | more,
        "geometry": {"type": "Polygon", "coordinates": [[*ring, ring[0]]]},
    }


def test_cell_numbers_are_computed_as_prio_grid_counts_them():
    places = {(-179.9, -89.9): 1, (179.9, 89.9): 259_200, (-3.0, 16.75): 153_715}
    for (longitude, latitude), number in places.items():
        assert grid_id(np.array([longitude]), np.array([latitude]))[0] == number
    areas = grid_areas([153_715])
    assert (areas.longitude[0], areas.latitude[0]) == (-2.75, 16.75)


def test_cells_touch_as_a_queen_moves_and_across_the_date_line():
    areas = worlds.cells(3)
    assert areas.neighbours(4).tolist() == [0, 1, 2, 3, 5, 6, 7, 8]
    assert areas.neighbours(0).tolist() == [1, 3, 4]
    assert grid_areas([721, 1440]).neighbours(0).tolist() == [1]


def test_every_cell_finds_its_own_middle():
    areas = worlds.cells()
    assert areas.locate(areas.longitude, areas.latitude).tolist() == list(range(25))
    assert areas.locate(np.array([100.0]), np.array([0.0])).tolist() == [-1]


def test_decay_falls_with_distance_and_ends():
    areas = grid_areas([150_000, 150_001, 150_010])
    weights = areas.decay().toarray()
    assert 0 < weights[0, 1] < 1
    assert weights[0, 2] == weights[0, 0] == 0
    assert (weights == weights.T).all()


@pytest.mark.parametrize(
    ("numbers", "key"),
    [([], "areas-none"), ([5, 5], "area-repeated"), ([0], "cell-off-grid")],
)
def test_bad_cell_numbers_are_refused(numbers, key):
    with pytest.raises(ForesightError) as caught:
        grid_areas(numbers)
    assert caught.value.key == key


def test_outlines_give_codes_names_neighbours_and_place_points():
    areas = outline_areas([_square("A", 0, 0), _square("B", 1, 0), _square("C", 5, 5)])
    assert areas.ids == ("A", "B", "C")
    assert areas.names == ("A", "B", "C")
    assert areas.level == 2
    assert areas.neighbours(0).tolist() == [1]
    assert areas.notes == ("no-neighbour:C",)
    assert areas.km2[0] == pytest.approx(12_363, rel=0.01)
    points = np.array([[0.5, 0.5], [1.5, 0.5], [3, 3], [6.02, 5.5], [-9, 0]])
    assert areas.locate(points[:, 0], points[:, 1]).tolist() == [0, 1, -1, 2, -1]


def test_a_crossed_outline_is_mended_and_said():
    crossed = _square("A", 0, 0)
    crossed["geometry"]["coordinates"][0][1:3] = [[1, 1], [1, 0]]
    areas = outline_areas([crossed, _square("B", 1, 0)], "map")
    assert "outline-mended:map, A" in areas.notes


@pytest.mark.parametrize(
    ("geometry", "shown"),
    [
        (None, "outline-broken"),
        ({"type": "Polygon", "coordinates": []}, "outline-broken"),
        ({"type": "Point", "coordinates": [1, 2]}, "outline-broken"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [1]]]}, "outline-broken"),
    ],
)
def test_a_broken_outline_is_refused_by_its_code(geometry, shown):
    with pytest.raises(ForesightError) as caught:
        outline_areas([_square("A", 0, 0), _square("B", 1, 0) | {"geometry": geometry}], "map")
    assert caught.value.key == shown
    assert caught.value.place == "map, B"


def test_codes_must_be_there_and_unique():
    for features, key in (
        ([_square("A", 0, 0), _square("A", 1, 0)], "area-repeated"),
        ([_square("A", 0, 0), _square("", 1, 0)], "area-repeated"),
        ([_square("", 0, 0)], "area-without-code"),
        ([], "areas-none"),
    ):
        with pytest.raises(ForesightError) as caught:
            outline_areas(features)
        assert caught.value.key == key


def test_files_of_areas_are_told_apart_and_bad_ones_refused(tmp_path: Path):
    (tmp_path / "grid.json").write_text("[150000, 150001]")
    (tmp_path / "map.geojson").write_text(
        json.dumps({"type": "FeatureCollection", "features": [_square("A", 0, 0)]})
    )
    assert read_areas(tmp_path / "grid.json").ids == ("150000", "150001")
    assert read_areas(tmp_path / "map.geojson").ids == ("A",)
    for name, text in {"a.json": "{", "b.json": '{"type": "Topology"}', "c.json": '["x"]'}.items():
        (tmp_path / name).write_text(text)
        with pytest.raises(ForesightError) as caught:
            read_areas(tmp_path / name)
        assert caught.value.key == "areas-unreadable", name
    with pytest.raises(ForesightError) as caught:
        read_areas(tmp_path / "none.json")
    assert caught.value.key == "file-missing"


def test_areas_kept_beside_a_panel_come_back_the_same(tmp_path: Path):
    areas = outline_areas([_square("A", 0, 0), _square("B", 1, 0)])
    save_areas(areas, tmp_path / "areas.npz")
    back = load_areas(tmp_path / "areas.npz")
    assert (back.ids, back.names, back.level, back.edition) == (
        areas.ids,
        areas.names,
        areas.level,
        areas.edition,
    )
    assert (back.touching.toarray() == areas.touching.toarray()).all()
    assert back.locate is None


@pytest.mark.real_data
def test_the_real_geographies_have_their_known_numbers(real_data):
    cercles = read_areas(real_data("boundaries/mli_adm2_2017.geojson"))
    assert (len(cercles), cercles.level) == (50, 2)
    assert len(read_areas(real_data("priogrid/africa_me_legacy_pgids.json"))) == 13_110
