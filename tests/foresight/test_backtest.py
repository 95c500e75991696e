"""Backtests: blind to the future, the same bytes anywhere, resumable, guarded by the past."""

from __future__ import annotations

import hashlib
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from foresight import worlds
from foresight.test_features import poisoned
from rempart.foresight import executors, guard, report
from rempart.foresight.areas import grid_areas
from rempart.foresight.backtest import MODELS, Backtest, left_out, run_fit
from rempart.foresight.baselines import REFERENCE
from rempart.foresight.errors import ForesightError
from rempart.foresight.evaluate import ISSUED, evaluate
from rempart.foresight.events import Kind
from rempart.foresight.executors import Executor, InProcess, Processes, choose
from rempart.foresight.months import month_of
from rempart.foresight.panel import build_panel, write_panel
from rempart.foresight.plan import FitTask, Plan
from rempart.foresight.workspace import backtest_plan, lay_out


def _run(plan: Plan, folder: Path, executor: Executor | None = None):
    with closing(executor or InProcess()) as runner:
        return Backtest(plan, "made", folder, lambda *_: None).run(runner)


def _digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def plan(tmp_path_factory) -> Plan:
    return worlds.plan(worlds.panel(), tmp_path_factory.mktemp("panel"))


@pytest.fixture(scope="module")
def done(plan, tmp_path_factory):
    folder = tmp_path_factory.mktemp("backtest")
    return _run(plan, folder), folder


def test_scores_know_nothing_of_what_comes_later(plan, done, tmp_path):
    """Poison every month after an origin: what was forecast at it stays the same, bit for bit."""
    origin = month_of(2007, 12)
    blind = replace(plan, first_origin=origin, last_origin=origin, warm_up=11)
    world = poisoned(worlds.panel(), origin)
    write_panel(world, tmp_path / "panel")
    after = _run(replace(blind, panels=(str(tmp_path / "panel"),)), tmp_path / "poisoned")
    before = _run(blind, tmp_path / "clean")
    for lead in plan.leads:
        for model in MODELS:
            name = f"{model}/probability"
            assert (before[lead][name] == after[lead][name]).all(), name
        assert (before[lead]["deaths"][-1] != after[lead]["deaths"][-1]).any()


def test_every_origin_is_forecast_from_its_own_past_only(plan, done, tmp_path):
    """What a later block sees does not change an earlier block's forecasts."""
    results, _ = done
    short = replace(plan, last_origin=month_of(2007, 12))
    alone = _run(short, tmp_path)
    for lead in plan.leads:
        rows = len(alone[lead]["month"])
        for key, values in alone[lead].items():
            np.testing.assert_array_equal(values, results[lead][key][:rows])


def test_targets_after_the_data_are_left_out_and_counted(plan, done):
    results, _ = done
    assert left_out(plan) == {1: 1, 3: 3}
    for lead in plan.leads:
        assert results[lead]["month"].tolist() == list(
            range(month_of(2006, 1) + lead, worlds.LAST + 1)
        )


@pytest.mark.parametrize("name", ["processes", "ray"])
def test_every_executor_gives_the_same_bytes(plan, tmp_path, name):
    if name == "ray" and executors.ray is None:
        pytest.skip("ray is not installed: the Ray executor was NOT tested")
    short = replace(plan, leads=(3,), first_origin=month_of(2008, 1), warm_up=0)
    _run(short, tmp_path / "here")
    _run(short, tmp_path / "there", choose(name, 2))
    assert _digests(tmp_path / "here") == _digests(tmp_path / "there")
    assert len(_digests(tmp_path / "here")) == 3


def test_the_same_inputs_and_seed_give_the_same_bytes_and_another_seed_does_not(plan, tmp_path):
    short = replace(plan, leads=(1,), first_origin=month_of(2008, 1), warm_up=0)
    for name in ("one", "two"):
        _run(short, tmp_path / name)
    assert _digests(tmp_path / "one") == _digests(tmp_path / "two")
    other = _run(replace(short, seed=2), tmp_path / "three")
    same = _run(short, tmp_path / "one")
    assert (other[1]["boosted/probability"] != same[1]["boosted/probability"]).any()


def test_an_interrupted_backtest_goes_on_where_it_stopped(plan, done, tmp_path):
    results, _ = done

    class Stop(Exception):
        pass

    class Brittle(InProcess):
        def run(self, function, tasks):
            for position, result in super().run(function, tasks):
                yield position, result
                if position == 1:
                    raise Stop

    with pytest.raises(Stop):
        _run(plan, tmp_path, Brittle())
    kept = _digests(tmp_path)
    assert len(kept) == 2
    again = _run(plan, tmp_path)
    assert kept.items() <= _digests(tmp_path).items()
    for lead in plan.leads:
        for key, values in again[lead].items():
            np.testing.assert_array_equal(values, results[lead][key])


def test_the_tables_hold_every_model_year_and_interval(plan, done, tmp_path):
    results, _ = done
    evaluation = evaluate(plan, results)
    scores = evaluation.scores
    assert set(scores["model"]) == {*MODELS, ISSUED}
    reference = scores.filter(model=REFERENCE)
    assert reference["crps_skill"].to_list() == [0, 0]
    for row in scores.filter(model=ISSUED).iter_rows(named=True):
        assert row["crps_skill_low"] <= row["crps_skill"] <= row["crps_skill_high"]
    assert set(evaluation.years["year"]) == {2007, 2008}
    assert evaluation.pit.group_by("lead", "model").agg(total=evaluation.pit["share"].sum()).height
    report.write_report(evaluation, plan, (25, "edition"), tmp_path, "fr")
    names = {path.name for path in tmp_path.iterdir()}
    assert {"scores.csv", "surprises.csv", "report.md", "skill.svg", "guard.json"} <= names
    first = _digests(tmp_path)
    report.write_report(evaluate(plan, results), plan, (25, "edition"), tmp_path, "fr")
    assert _digests(tmp_path) == first


def test_false_alarms_are_the_surprises_that_a_quiet_month_followed(plan, done):
    """Counted a second time, area by area: what left the interval, and what came of it."""
    results, _ = done
    for row in evaluate(plan, results).surprises.filter(model=REFERENCE).iter_rows(named=True):
        arrays = results[row["lead"]]
        kept = np.flatnonzero(arrays["month"] >= plan.first_origin + row["lead"])
        raised = followed = quiet = calm = could = 0
        for month in kept:
            last = month == kept[-1]
            for area, deaths in enumerate(arrays["deaths"][month]):
                assert deaths >= 0
                surprised = bool(arrays[f"{REFERENCE}/surprised"][month, area])
                silent = not last and arrays["deaths"][month + 1, area] == 0
                raised += surprised
                followed += surprised and not last
                quiet += surprised and silent
                could += not last
                calm += silent
        said = [row[name] for name in ("raised", "followed", "quiet")]
        assert said == [raised, followed, quiet]
        assert 0 < quiet < followed
        assert row["area_months"] == len(kept) * 25
        assert row["raised_rate"] == pytest.approx(raised / row["area_months"])
        assert row["false_alarms"] == pytest.approx(quiet / followed)
        assert row["calm"] == pytest.approx(calm / could)
        for name in ("raised_rate", "false_alarms", "calm"):
            assert row[f"{name}_low"] <= row[name] <= row[f"{name}_high"]


def test_the_guards_choice_is_read_back_for_its_own_areas_only(plan, done, tmp_path):
    results, _ = done
    evaluation = evaluate(plan, results)
    report.write_report(evaluation, plan, (25, "edition"), tmp_path, "en")
    assert report.read_guard(tmp_path, "edition", Kind.ONE_SIDED) == evaluation.next_choice
    path = tmp_path / "guard.json"
    for arguments, key in (
        (("other", Kind.ONE_SIDED), "edition-other"),
        (("edition", Kind.NON_STATE), "target-other"),
    ):
        with pytest.raises(ForesightError) as caught:
            report.read_guard(tmp_path, *arguments)
        assert caught.value.key == key
    path.write_text(path.read_text().replace('"format": ', '"format": 9'))
    with pytest.raises(ForesightError) as caught:
        report.read_guard(tmp_path, "edition", Kind.ONE_SIDED)
    assert caught.value.key == "format-other"


def test_the_guard_judges_by_known_months_only():
    months = np.arange(100, 124)
    good, bad = np.full(24, 0.5), np.full(24, 2.0)
    events = np.full(24, 3)
    crps = {
        REFERENCE: np.ones(24),
        "specialised": np.full(24, 0.8),
        "hybrid": np.where(months <= 111, good, bad),
        "blend": np.where(months <= 111, 0.9, 1.5),
    }
    assert guard.choose(crps, events, months, 111).issued == "hybrid"
    late = guard.choose(crps, events, months, 123)
    assert (late.issued, late.events) == ("specialised", 72)
    worse = guard.choose(crps | {"specialised": np.full(24, 1.1)}, events, months, 123)
    assert (worse.issued, worse.skill < 0) == (REFERENCE, True)
    assert guard.choose(crps, events * 0, months, 111).issued == REFERENCE


def test_a_world_without_events_is_scored_without_a_fault(tmp_path):
    quiet = grid_areas(range(5000, 5010))
    source = worlds.source(worlds.cells())
    world = build_panel(source, quiet, start=worlds.START, last=worlds.LAST)
    plan = worlds.plan(world, tmp_path / "panel", leads=(1,), first_origin=month_of(2008, 1))
    evaluation = evaluate(plan, _run(plan, tmp_path))
    assert set(evaluation.guard["issued"]) == {REFERENCE}
    assert evaluation.scores["events"].sum() == 0
    report.write_report(evaluation, plan, (10, "quiet"), tmp_path, "en")


def test_a_backtest_is_refused_too_early_or_without_outcomes(tmp_path):
    areas = worlds.cells()
    worlds.write_parquet(worlds.frame(areas), tmp_path / "events.parquet")
    (tmp_path / "areas.json").write_text(str([int(one) for one in areas.ids]))
    space = lay_out(tmp_path / "events.parquet", tmp_path / "areas.json", (), tmp_path)

    def refusal(first: int, last: int, lead: int) -> str:
        with pytest.raises(ForesightError) as caught:
            backtest_plan(space, target=Kind.ONE_SIDED, leads=(1, lead), origins=range(first, last))
        return caught.value.key

    assert refusal(month_of(1997, 1), month_of(1999, 1), 3) == "too-early"
    assert refusal(month_of(2008, 11), month_of(2008, 12), 3) == "nothing-to-score"
    plan = backtest_plan(
        space, target=Kind.ONE_SIDED, leads=(1,), origins=range(month_of(2002, 1), worlds.LAST)
    )
    assert plan.warm_up == 12


def test_an_unknown_executor_or_a_missing_ray_says_what_to_do(monkeypatch):
    with pytest.raises(ForesightError) as caught:
        choose("spark", 1)
    assert caught.value.key == "executor-unknown"
    monkeypatch.setattr(executors, "ray", None)
    with pytest.raises(ForesightError) as caught:
        choose("ray", 1)
    assert caught.value.key == "ray-missing"


def test_a_refusal_in_another_process_arrives_whole(plan, tmp_path):
    broken = tmp_path / "panel"
    write_panel(worlds.panel(), broken)
    (broken / "year=2001" / "cells.parquet").unlink()
    task = FitTask(replace(plan, panels=(str(broken),)), plan.first_origin, worlds.LAST, 1, "glm")
    said = []
    for executor in (InProcess(), Processes(1)):
        with pytest.raises(ForesightError) as caught, closing(executor):
            list(executor.run(run_fit, [task]))
        said.append(caught.value.render("fr"))
    assert said[0] == said[1]
    assert "2001" in said[0]
