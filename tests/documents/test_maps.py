"""Maps show every figure once, at its place, and no label over another."""

from __future__ import annotations

import gzip
import itertools
import math
import xml.etree.ElementTree as ET

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from rempart.documents import lettering, maps, sheets

SVG = "{http://www.w3.org/2000/svg}"
KEY = sheets.Key((("one_sided", "Contre des civils"), ("state_based", "Combat")), "Décès", "Mali")
WEST = shapely.box(-5.0, 14.0, -4.0, 15.5)
EAST = shapely.box(-4.0, 14.0, -2.5, 15.5)
REGIONS = [
    sheets.Region("Ouest", "2 événements · 31 décès", WEST, "Chef", -4.7, 14.4),
    sheets.Region("Est", "aucun événement", EAST, "Lieu", -3.2, 15.1),
]
SPOTS = st.lists(
    st.builds(
        sheets.Spot,
        st.floats(-4.99, -2.51),
        st.floats(14.01, 15.49),
        st.sampled_from(["one_sided", "state_based", "non_state", "other"]),
        st.integers(0, 300),
    ),
    max_size=25,
)


def drawn(spots: list[sheets.Spot], **more: object) -> ET.Element:
    return ET.fromstring(maps.paper_map(REGIONS, [], spots, KEY, zone=30, **more))


def said(root: ET.Element) -> list[str]:
    return ["".join(words.itertext()) for words in root.iter(f"{SVG}text")]


@settings(max_examples=25, deadline=None)
@given(SPOTS)
def test_the_same_events_in_any_order_make_the_same_map(spots: list[sheets.Spot]) -> None:
    once = maps.paper_map(REGIONS, [], spots, KEY, zone=30)
    assert once == maps.paper_map(REGIONS, [], spots[::-1], KEY, zone=30)
    assert ET.fromstring(once).tag == f"{SVG}svg"


@settings(max_examples=50, deadline=None)
@given(SPOTS)
def test_nothing_is_lost_in_gathering(spots: list[sheets.Spot]) -> None:
    assert sum(s.value for s in sheets.gathered(spots)) == sum(s.value for s in spots)


def test_area_is_in_proportion_to_the_figure() -> None:
    spots = [sheets.Spot(-4.5, 14.5, "one_sided", 25), sheets.Spot(-3.5, 14.5, "one_sided", 100)]
    circles = [c for c in drawn(spots).iter(f"{SVG}circle") if c.get("fill") == "#A3271B"]
    areas = sorted((float(c.get("r", 0)) ** 2 * math.pi for c in circles), reverse=True)
    assert areas[0] / areas[1] == pytest.approx(4, rel=0.03)


def test_every_kind_has_its_shape_and_a_zero_is_hollow() -> None:
    spots = [
        sheets.Spot(-4.5, 14.5, "one_sided", 0),
        sheets.Spot(-3.5, 14.5, "state_based", 9),
        sheets.Spot(-3.0, 15.0, "non_state", 9),
    ]
    root = drawn(spots)
    assert len(list(root.iter(f"{SVG}polygon"))) == 1
    hollow = [c for c in root.iter(f"{SVG}circle") if c.get("stroke") == "#A3271B"]
    assert len(hollow) == 2  # the event and its key
    assert {c.get("fill") for c in hollow} == {"#fff"}


def test_a_covered_figure_moves_aside() -> None:
    spots = [sheets.Spot(-4.5, 14.5, "one_sided", 25), sheets.Spot(-4.45, 14.5, "state_based", 4)]
    root = drawn(spots)
    inside = next(w for w in root.iter(f"{SVG}text") if w.get("fill") == "#fff")
    circle = next(c for c in root.iter(f"{SVG}circle") if c.get("fill") == "#A3271B")
    assert "".join(inside.itertext()) == "25"
    assert float(inside.get("x", 0)) < float(circle.get("cx", 0))


def test_a_name_without_room_stands_outside_with_a_line() -> None:
    narrow = shapely.box(-4.0, 14.0, -3.93, 14.12)
    regions = [
        sheets.Region("Grand", "aucun événement", shapely.box(-5.5, 14.0, -4.0, 15.5)),
        sheets.Region("Minuscule", "12 événements · 31 décès", narrow),
    ]
    root = ET.fromstring(maps.paper_map(regions, [], [], KEY, zone=30))
    assert "MINUSCULE" in said(root)
    assert [
        p for p in root.iter(f"{SVG}path") if p.get("stroke-width") == "0.6" and not p.get("fill")
    ]


def test_names_do_not_cover_each_other() -> None:
    spots = [sheets.Spot(-4.4 + i / 10, 14.4 + i / 20, "one_sided", i) for i in range(12)]
    sheet = sheets.Sheet(482, 300, 30)
    sheet.fit([region.outline for region in REGIONS])
    shapes = [sheet.drawn(region.outline) for region in REGIONS]
    whole = shapely.union_all(shapes)
    maps._symbols(sheet, sheets.gathered(spots), "fr")
    before = len(sheet.taken)
    lettering.towns(sheet, REGIONS)
    lettering.names(sheet, REGIONS, shapes, whole)
    labels = [shapely.box(*box) for box in sheet.taken[before:]]
    for one, other in itertools.combinations(labels, 2):
        assert one.intersection(other).area < 0.2 * min(one.area, other.area)


def test_a_map_has_a_scale_and_only_places_inside_the_frame() -> None:
    root = drawn([sheets.Spot(-4.5, 14.5, "one_sided", 3)], country=WEST.union(EAST))
    assert any(words.endswith(" km") for words in said(root))
    assert "MALI" in said(root)
    wide, tall = float(root.get("width", 0)), float(root.get("height", 0))
    for words in root.iter(f"{SVG}text"):
        if "".join(words.itertext()) != "MALI":
            assert 0 <= float(words.get("x", 0)) <= wide
            assert 0 <= float(words.get("y", 0)) <= tall


def test_a_page_map_is_light_and_coloured_by_the_stylesheet() -> None:
    coast = shapely.Point(-3.75, 14.75).buffer(1, quad_segs=4000)
    regions = [sheets.Region("Zone", "", coast, "Chef", -3.75, 14.75)]
    picture = maps.page_map(regions, [sheets.Spot(-3.7, 14.8, "one_sided", 4)], "Une zone", zone=30)
    assert len(gzip.compress(picture.encode())) < 25_000
    assert "style=" not in picture
    assert "#" not in picture
    assert 'aria-label="Une zone"' in picture


@pytest.mark.real_data
def test_a_real_office_fits_the_page_budget(real_data: object) -> None:
    import json

    path = real_data("boundaries/mli_adm2_2017.geojson")  # type: ignore[operator]
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    regions = [
        sheets.Region(f["properties"]["adm2_pcode"], "", shapely.geometry.shape(f["geometry"]))
        for f in features
    ]
    spots = [sheets.Spot(-10 + i % 13, 12 + i % 11, "one_sided", i % 40) for i in range(120)]
    picture = maps.page_map(regions, spots, "Le pays", zone=30)
    assert len(gzip.compress(picture.encode())) < 25_000
