"""The dense panel: whole, sparse on disk, never with a hole."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from foresight import worlds
from rempart.foresight.areas import grid_areas, load_areas
from rempart.foresight.errors import ForesightError
from rempart.foresight.events import Kind
from rempart.foresight.months import month_of, read_leads, read_month, read_span, written
from rempart.foresight.panel import build_panel, read_panel, write_panel


def _key(function, *arguments, **options) -> str:
    with pytest.raises(ForesightError) as caught:
        function(*arguments, **options)
    return caught.value.key


def test_the_panel_holds_every_event_once():
    areas = worlds.cells()
    events = worlds.frame(areas)
    panel = build_panel(worlds.source(areas), areas)
    assert panel.counts.sum() == events.height
    assert panel.deaths.sum() == events["deaths"].sum()
    assert (panel.start, panel.last) == (worlds.START, worlds.LAST)


def test_a_panel_comes_back_from_disk_as_it_was(tmp_path: Path):
    panel = worlds.panel()
    write_panel(panel, tmp_path)
    back = read_panel(tmp_path, panel.areas)
    assert (back.counts == panel.counts).all()
    assert (back.deaths == panel.deaths).all()
    assert read_panel(tmp_path).areas.ids == panel.areas.ids


def test_events_outside_and_later_are_counted_not_lost():
    areas = worlds.cells()
    few = grid_areas([worlds.CORNER])
    panel = build_panel(worlds.source(areas), few, last=month_of(2003, 12))
    events = worlds.frame(areas)
    late = events.filter(events["month"] > month_of(2003, 12)).height
    assert panel.later == late
    assert panel.outside + panel.later + panel.counts.sum() == events.height


def test_a_missing_year_is_a_hole_and_refused(tmp_path: Path):
    panel = worlds.panel()
    write_panel(panel, tmp_path)
    (tmp_path / "year=2001" / "cells.parquet").unlink()
    with pytest.raises(ForesightError) as caught:
        read_panel(tmp_path, panel.areas)
    assert (caught.value.key, caught.value.value) == ("panel-hole", "2001")


def test_another_edition_or_format_is_refused(tmp_path: Path):
    panel = worlds.panel()
    write_panel(panel, tmp_path)
    assert _key(read_panel, tmp_path, worlds.cells(4)) == "edition-other"
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    (tmp_path / "manifest.json").write_text(json.dumps(manifest | {"format": 99}))
    assert _key(read_panel, tmp_path, panel.areas) == "format-other"
    assert _key(read_panel, tmp_path / "nowhere", panel.areas) == "file-missing"


def test_an_unfinished_month_is_left_out_or_refused():
    areas = worlds.cells()
    running = month_of(2008, 12)
    assert build_panel(worlds.source(areas), areas, running=running).last == running - 1
    assert (
        _key(build_panel, worlds.source(areas), areas, last=running, running=running)
        == "month-unfinished"
    )


def test_a_region_without_any_event_is_a_panel_of_zeros():
    quiet = grid_areas([1, 2, 3])
    panel = build_panel(worlds.source(worlds.cells()), quiet)
    assert panel.counts.sum() == 0
    assert panel.outside > 0


def test_areas_without_outlines_cannot_place_events(tmp_path: Path):
    panel = worlds.panel()
    write_panel(panel, tmp_path)
    kept = load_areas(tmp_path / "areas.npz")
    assert _key(build_panel, worlds.source(panel.areas), kept) == "areas-without-outlines"


def test_months_outside_are_refused_with_the_span():
    panel = worlds.panel()
    with pytest.raises(ForesightError) as caught:
        panel.outcome(Kind.ONE_SIDED, month_of(2020, 1))
    assert caught.value.params["span"] == "1996-01..2008-12"
    assert panel.until(month_of(2000, 6)).last == month_of(2000, 6)
    assert np.shares_memory(panel.until(month_of(2000, 6)).deaths, panel.deaths)


def test_what_people_write_for_months_and_leads():
    assert written(read_month("2018-12")) == "2018-12"
    assert list(read_span("2018-11..2019-01")) == list(range(read_month("2018-11"), 24229))
    assert read_leads("6, 1,3,3") == (1, 3, 6)
    for text in ("2018-13", "2018", "18-01", ""):
        assert _key(read_month, text) == "month-unreadable"
    assert _key(read_span, "2018-02..2018-01") == "span-backwards"
    for text in ("", "0", "1,x", "37"):
        assert _key(read_leads, text) == "leads-unreadable"
