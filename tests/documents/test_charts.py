"""Charts tell the figures they are given, on one scale, and in sight."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rempart.documents import charts, svg

SVG = "{http://www.w3.org/2000/svg}"
VALUES = st.lists(st.integers(0, 5000), min_size=1, max_size=24)
LABELS = ("juin 2017", "déc. 2017", "juin 2018")


def bars(values: list[int]) -> list[charts.Bar]:
    last = len(values) - 1
    return [charts.Bar(f"m{i} 2018", v, v, v + 2, now=i == last) for i, v in enumerate(values)]


def said(picture: str) -> list[str]:
    return ["".join(words.itertext()) for words in ET.fromstring(picture).iter(f"{SVG}text")]


def rects(picture: str) -> list[dict[str, str]]:
    return [dict(found.attrib) for found in ET.fromstring(picture).iter(f"{SVG}rect")]


@given(VALUES)
def test_an_axis_reaches_its_highest_value(values: list[int]) -> None:
    top, step = charts.ceiling(values)
    assert top >= max(values)
    assert 1 <= top / step <= 5
    assert top % step == 0


@given(VALUES)
def test_bars_are_as_tall_as_their_values(values: list[int]) -> None:
    picture = charts.paper_bars(bars(values), "en")
    heights = [float(r["height"]) for r in rects(picture)]
    shown = [v for v in values if v]
    assert len(heights) == len(shown)
    scale = 80 / max([*values[:-1], values[-1] + 2, 1, *(v + 2 for v in values)])
    assert heights == pytest.approx([v * scale for v in shown], abs=0.06)


@given(VALUES)
def test_nothing_written_leaves_the_picture(values: list[int]) -> None:
    root = ET.fromstring(charts.paper_bars(bars(values), "fr"))
    wide = float(root.attrib["width"])
    for words in root.iter(f"{SVG}text"):
        half = len("".join(words.itertext())) * charts.LETTER
        x, anchor = float(words.attrib["x"]), words.attrib.get("text-anchor", "start")
        right = {"start": x + half, "middle": x + half / 2, "end": x}[anchor]
        assert right <= wide + 8
        assert float(words.attrib["y"]) > 6


def test_the_month_in_question_is_dark_and_carries_its_range() -> None:
    picture = charts.paper_bars(
        [charts.Bar("mai 2018", 42), charts.Bar("juin 2018", 72, 66, 88, now=True)], "fr"
    )
    tinted, dark = rects(picture)
    assert tinted["fill-opacity"] == "0.42"
    assert "fill-opacity" not in dark
    assert {"42", "72"} <= set(said(picture))
    assert re.search(r'd="M[\d.]+ [\d.]+V[\d.]+" stroke="#1A1D21"', picture)


def test_labels_that_would_run_into_each_other_are_left_to_the_peaks() -> None:
    picture = charts.paper_bars(bars([1200, 1300, 1250, 1100, 900, 1000] * 3), "en")
    assert said(picture).count("1,300") == 3
    assert "1,250" not in said(picture)


def test_small_multiples_share_one_scale_and_mark_events_without_death() -> None:
    tall = tuple(charts.Bar(month, value) for month, value in zip(LABELS, (0, 40, 0), strict=True))
    small = (*(charts.Bar(m, 10) for m in LABELS[:2]), charts.Bar(LABELS[2], 0, events=1, now=True))
    strips = [charts.Strip("Koro", "", (tall,)), charts.Strip("Djenné", "", (small,))]
    picture = charts.multiples(strips, [("Combats", svg.STATE)], "fr")
    heights = [float(r["height"]) for r in rects(picture)]
    assert heights == [24.0, 6.0, 6.0]
    assert len(list(ET.fromstring(picture).iter(f"{SVG}circle"))) == 1
    assert {"Koro", "Djenné", "Combats"} <= set(said(picture))


def test_a_page_chart_is_coloured_by_the_stylesheet_alone() -> None:
    picture = charts.page_bars(bars([3, 0, 12]), "Trois mois", "fr", mean=5, mean_label="moyenne")
    assert 'viewBox="0 0 400 262"' in picture
    assert 'class="b now"' in picture
    assert "style=" not in picture
    assert "#" not in picture.replace("url(#hx)", "")
    assert 'aria-label="Trois mois"' in picture


def test_words_are_escaped() -> None:
    strips = [charts.Strip("<b>&", "", ((charts.Bar("m 2018", 1),),))]
    assert "<b>&" in said(charts.multiples(strips, [("t", svg.HARM)], "en"))
