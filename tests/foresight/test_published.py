"""What docs/foresight shows: pages follow from the tables, the tables from a run."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import polars as pl
import pytest

from rempart.foresight.backtest import Backtest
from rempart.foresight.evaluate import ISSUED, Evaluation, evaluate
from rempart.foresight.events import Kind
from rempart.foresight.executors import InProcess
from rempart.foresight.months import read_month, read_span
from rempart.foresight.workspace import backtest_plan, lay_out

HOUSE = Path(__file__).resolve().parents[2]
DOCS = HOUSE / "docs" / "foresight"
GEOGRAPHIES = ("cercles", "admin1", "grid")
HEAVIEST = 40_000

_spec = importlib.util.spec_from_file_location(
    "forecast_tables", HOUSE / "benchmarks" / "forecast_tables.py"
)
forecast_tables = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(forecast_tables)


def _published(geography: str) -> Evaluation:
    return Evaluation(
        **{
            name: pl.read_csv(DOCS / f"{name}.csv").filter(geography=geography)
            for name in forecast_tables.TABLES
        }
    )


@pytest.mark.parametrize("geography", GEOGRAPHIES)
@pytest.mark.parametrize(("language", "page"), forecast_tables.PAGES.items())
def test_the_pages_show_the_tables(geography, language, page):
    text = (DOCS / page).read_text(encoding="utf-8")
    assert forecast_tables.tables(geography, _published(geography), language) in text


def test_every_plot_that_a_page_shows_is_there_and_small():
    for page in forecast_tables.PAGES.values():
        text = (DOCS / page).read_text(encoding="utf-8")
        shown = [part.split(")")[0] for part in text.split("](plots/")[1:]]
        assert len(shown) == len(GEOGRAPHIES) * len(forecast_tables.DRAWN)
        for name in shown:
            assert (DOCS / "plots" / name).stat().st_size <= HEAVIEST, name


def test_what_is_issued_is_nowhere_shown_worse_than_the_mix():
    """The guard's promise on the published geographies: no interval lies wholly below zero."""
    scores = pl.read_csv(DOCS / "scores.csv").filter(model=ISSUED)
    assert pl.read_csv(DOCS / "surprises.csv").filter(model=ISSUED).height == scores.height
    assert scores.height == 3 * len(GEOGRAPHIES)
    for score in ("crps_skill", "ign_skill", "ap_gain", "recall_5_gain", "recall_20_gain"):
        assert (scores[f"{score}_high"] > 0).all(), score


def test_a_new_run_on_the_cercles_gives_the_published_scores(real_data, tmp_path):
    """One lead again from real events; another machine may differ in the last digits."""
    workspace = lay_out(
        real_data("ucdp_ged/ged211_prec12_1989_2018.parquet"),
        real_data("boundaries/mli_adm2_2017.geojson"),
        [real_data("boundaries/ne_admin1_africa.geojson")],
        tmp_path,
    )
    plan = backtest_plan(
        workspace,
        target=Kind.ONE_SIDED,
        leads=(1,),
        origins=read_span("2014-01..2018-12"),
        train_from=read_month("1995-01"),
    )
    results = Backtest(plan, workspace.data, tmp_path, lambda *_: None).run(InProcess())
    evaluation = evaluate(plan, results)
    again = {row["model"]: row for row in evaluation.scores.to_dicts()}
    published = _published("cercles").scores.filter(lead=1).to_dicts()
    assert {row["model"] for row in published} == set(again)
    for row in published:
        new = again[row["model"]]
        assert new["events"] == row["events"]
        assert new["crps"] == pytest.approx(row["crps"], rel=0.01)
        assert new["ap"] == pytest.approx(row["ap"], abs=0.02)
        assert new["crps_skill_low"] == pytest.approx(row["crps_skill_low"], abs=0.02)
    signals = _published("cercles").surprises.filter(lead=1).to_dicts()
    for row, new in zip(signals, evaluation.surprises.to_dicts(), strict=True):
        assert [new[name] for name in ("model", "area_months")] == [row["model"], 2950]
        assert new["raised"] == pytest.approx(row["raised"], abs=2)
        assert new["false_alarms"] == pytest.approx(row["false_alarms"], abs=0.05)
