"""Files of events: both layouts, and everything that can be wrong with one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from foresight import worlds
from rempart.foresight.errors import ForesightError
from rempart.foresight.events import from_frame, read_events
from rempart.foresight.months import month_of
from rempart.foresight.panel import build_panel

GOOD = {"month": month_of(2001, 5), "kind": 2, "longitude": 1.0, "latitude": 2.0, "deaths": 3}


def _refusal(changed: dict[str, object]) -> ForesightError:
    source = from_frame(pl.DataFrame([GOOD, GOOD | changed], strict=False))
    with pytest.raises(ForesightError) as caught:
        list(source.batches())
    return caught.value


@pytest.mark.parametrize(
    ("changed", "key"),
    [
        ({"deaths": -4}, "deaths-negative"),
        ({"deaths": float("inf")}, "deaths-unbounded"),
        ({"latitude": 91.0}, "off-the-globe"),
        ({"longitude": float("nan")}, "off-the-globe"),
        ({"month": 14}, "year-impossible"),
        ({"kind": None}, "cell-unreadable"),
    ],
)
def test_a_bad_value_is_named_with_place_and_remedy(changed, key):
    error = _refusal(changed)
    assert error.key == key
    for language in ("fr", "en"):
        said = error.render(language)
        assert error.place in said
        assert str(error.value)[:20] in said


def test_both_layouts_give_the_same_panel(tmp_path: Path):
    areas = worlds.cells()
    events = worlds.frame(areas)
    worlds.write_parquet(events, tmp_path / "events.parquet")
    worlds.write_ged(events, tmp_path / "ged.csv")
    panels = [
        build_panel(read_events(tmp_path / name), areas) for name in ("events.parquet", "ged.csv")
    ]
    made = worlds.panel()
    for one in panels:
        assert one.start == made.start
        assert (one.counts == made.counts).all()
        assert (one.deaths == made.deaths).all()


def test_a_file_that_is_missing_empty_or_of_another_layout_is_refused(tmp_path: Path):
    (tmp_path / "other.csv").write_text("a,b\n1,2\n")
    (tmp_path / "broken.parquet").write_bytes(b"PAR1 no")
    worlds.write_ged(worlds.frame(worlds.cells()).head(0), tmp_path / "empty.csv")
    wanted = {
        "none.csv": "file-missing",
        "other.csv": "columns-missing",
        "broken.parquet": "file-unreadable",
        "empty.csv": "no-events",
    }
    for name, key in wanted.items():
        with pytest.raises(ForesightError) as caught:
            build_panel(read_events(tmp_path / name), worlds.cells())
        assert caught.value.key == key, name


def test_an_unreadable_cell_of_a_csv_is_counted(tmp_path: Path):
    path = tmp_path / "ged.csv"
    worlds.write_ged(worlds.frame(worlds.cells()).head(3), path)
    path.write_text(path.read_text().replace("-03 00:00", "x03 00:00").replace("1996", "19g6"))
    with pytest.raises(ForesightError) as caught:
        list(read_events(path).batches())
    assert caught.value.key == "cell-unreadable"
    assert caught.value.params["count"] == 3


def test_ten_thousand_dead_in_one_cell_are_counted_whole():
    areas = worlds.cells()
    there = {"longitude": areas.longitude[3], "latitude": areas.latitude[3]}
    rows = [GOOD | there | {"deaths": 10_000}] * 2
    panel = build_panel(from_frame(pl.DataFrame(rows)), areas)
    assert panel.deaths.sum() == panel.deaths[2, 4, 3] == 20_000


def test_batches_of_any_size_give_the_same_panel():
    areas = worlds.cells()
    source = worlds.source(areas)
    whole = np.concatenate([one.deaths for one in source.batches()])
    parts = list(source.batches(rows=100))
    assert len(parts) > 3
    assert sum(one.deaths.sum() for one in parts) == whole.sum()
