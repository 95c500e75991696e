"""Distributions: baselines by hand, hurdles bounded by history, their combination."""

from __future__ import annotations

import numpy as np
import pytest

from foresight import worlds
from rempart.foresight import engine, hurdle
from rempart.foresight.baselines import BASELINES, conflictology, conflictology_mix, neighbours
from rempart.foresight.engine import Boosting
from rempart.foresight.ensemble import SHARES, Parts, combine
from rempart.foresight.events import Kind
from rempart.foresight.features import Basis
from rempart.foresight.hurdle import Boosted, Linear
from rempart.foresight.months import month_of
from rempart.foresight.predictive import DRAWS, Predictive, from_hurdle, from_values, pool
from rempart.foresight.specialise import Calibration, calibrate
from rempart.foresight.training import History, Sample

NOW = month_of(2006, 12)
SMALL = Boosting(rounds=20, smallest_leaf=20)


@pytest.fixture(scope="module")
def panel():
    return worlds.panel()


@pytest.fixture(scope="module")
def sample(panel) -> Sample:
    return History(Basis(panel, Kind.ONE_SIDED), worlds.START, NOW, seed=1).sample(1)


def test_conflictology_is_the_areas_own_year(panel):
    forecast = conflictology(panel, Kind.ONE_SIDED, NOW, months=12)
    at = panel.column(NOW) + 1
    year = panel.deaths[Kind.ONE_SIDED, at - 12 : at]
    assert forecast.probability == pytest.approx((year > 0).mean(axis=0))
    assert forecast.mean() == pytest.approx(year.mean(axis=0), rel=0.06)


def test_neighbours_takes_the_area_and_all_that_touch_it(panel):
    forecast = neighbours(panel, Kind.ONE_SIDED, NOW)
    at = panel.column(NOW) + 1
    year = panel.deaths[Kind.ONE_SIDED, at - 12 : at]
    for unit in (0, 7, 12):
        group = [unit, *panel.areas.neighbours(unit)]
        assert forecast.probability[unit] == pytest.approx((year[:, group] > 0).mean())


def test_the_mix_is_half_and_half(panel):
    mix = conflictology_mix(panel, Kind.ONE_SIDED, NOW)
    own = conflictology(panel, Kind.ONE_SIDED, NOW, months=12)
    near = neighbours(panel, Kind.ONE_SIDED, NOW)
    assert mix.probability == pytest.approx((own.probability + near.probability) / 2)
    assert mix.mean() == pytest.approx((own.mean() + near.mean()) / 2, abs=0.15)


@pytest.mark.parametrize("name", BASELINES)
def test_every_baseline_is_a_distribution_that_knows_no_future(panel, name):
    whole = BASELINES[name](panel, Kind.ONE_SIDED, NOW)
    then = BASELINES[name](panel.until(NOW), Kind.ONE_SIDED, NOW)
    assert (whole.draws == then.draws).all()
    assert whole.draws.shape == (len(panel.areas), DRAWS)
    assert (np.diff(whole.draws, axis=1) >= 0).all()
    shown = (whole.draws > 0).mean(axis=1)
    assert np.abs(shown - whole.probability).max() <= 1 / DRAWS + 1e-9


def test_draws_of_a_hurdle_show_its_chance_and_its_deaths():
    positive = np.array([[1, 2, 3, 4]], np.float32)
    forecast = from_hurdle(np.array([0.5]), positive)
    assert (forecast.draws > 0).mean() == 0.5
    assert forecast.mean()[0] == pytest.approx(1.25)
    assert forecast.positive(4).tolist() == [[1, 2, 3, 4]]
    never = from_hurdle(np.array([0.0]), positive)
    assert never.draws.max() == 0
    assert never.positive(4).max() == 0


def test_a_pool_keeps_what_both_say():
    one = from_values(np.array([[0, 0, 0, 8]], np.float32))
    other = from_values(np.array([[0, 4, 4, 4]], np.float32))
    both = pool(one, other)
    assert both.probability[0] == 0.5
    assert both.mean()[0] == pytest.approx((2 + 3) / 2)


@pytest.mark.parametrize("recipe", [Linear(), Boosted(SMALL, SMALL)])
def test_no_hurdle_forecasts_more_than_history_has_seen(sample, recipe):
    fitted = hurdle.fit(recipe, sample, seed=1)
    wild = sample.features * 50
    chance, level = fitted.parameters(wild)
    assert ((chance >= 0) & (chance <= 1)).all()
    assert fitted.spread.positive(level + 30).max() <= sample.deaths.max()
    assert fitted.spread.positive(level - 30).min() >= 1


def test_a_hurdle_learns_more_than_the_base_rate(sample):
    chance, _ = hurdle.fit(Boosted(SMALL, SMALL), sample, seed=1).parameters(sample.features)
    event = sample.deaths > 0
    rate = np.average(event, weights=sample.weight)
    brier = np.average((chance - event) ** 2, weights=sample.weight)
    assert brier < 0.97 * rate * (1 - rate)


def test_with_too_few_deaths_a_hurdle_keeps_to_the_base_rate(sample):
    few = np.flatnonzero(sample.deaths == 0)[:500]
    quiet = Sample(sample.features[few], sample.deaths[few], sample.weight[few], sample.year[few])
    fitted = hurdle.fit(Boosted(), quiet, seed=1)
    chance, level = fitted.parameters(quiet.features)
    assert chance.max() == 0
    assert (fitted.spread.positive(level) == 1).all()


def test_scikit_learn_stands_in_for_lightgbm(sample):
    both = [
        hurdle.fit(Boosted(SMALL, SMALL, engine=name), sample, seed=1).parameters(sample.features)
        for name in ("lightgbm", "scikit-learn")
    ]
    assert np.corrcoef(both[0][0], both[1][0])[0, 1] > 0.9
    assert np.corrcoef(both[0][1], both[1][1])[0, 1] > 0.7


def test_the_machine_says_which_engine_it_loaded():
    assert (engine.ENGINE == "lightgbm") == (engine.WHY_NOT_LIGHTGBM == "")


def test_the_ensemble_weighs_chances_and_the_hybrid_keeps_them(panel, sample):
    basis = Basis(panel, Kind.ONE_SIDED)
    features = basis.at(NOW, 1)
    parts = {}
    for name, recipe in {"glm": Linear(), "boosted": Boosted(SMALL, SMALL)}.items():
        fitted = hurdle.fit(recipe, sample, seed=1)
        parts[name] = Parts(*fitted.parameters(features), fitted.spread)
    mix = conflictology_mix(panel, Kind.ONE_SIDED, NOW)
    made = combine(parts, mix)
    chance = sum(SHARES[name] * parts[name].probability for name in SHARES)
    assert made["ensemble"].probability == pytest.approx(chance)
    assert (made["hybrid"].probability == made["ensemble"].probability).all()
    assert made["blend"].probability == pytest.approx((chance + mix.probability) / 2)
    for forecast in made.values():
        assert (np.diff(forecast.draws, axis=1) >= 0).all()


def test_calibration_moves_chances_towards_the_geographys_own_past_and_not_without_one():
    generator = np.random.default_rng(4)
    chance = generator.random(200_000) * 0.1
    event = generator.random(200_000) < chance / 2
    ones = np.ones(len(chance))
    learnt = calibrate(chance, event, ones)
    assert learnt.apply(chance).mean() == pytest.approx(event.mean(), rel=0.02)
    few = calibrate(chance[:50], event[:50], ones[:50])
    assert few.apply(chance[:50]) == pytest.approx(chance[:50], rel=0.15)
    assert calibrate(chance[:0], event[:0], ones[:0]) == Calibration(0, 1)


def test_where_all_is_quiet_no_draw_is_spent():
    spread = hurdle.Spread(np.empty(0), np.zeros((1, 100)), 5.0)
    parts = {name: Parts(np.full(3, 1e-6), np.zeros(3), spread) for name in SHARES}
    silent = Predictive(np.zeros(3), np.zeros((3, DRAWS), np.float32))
    made = combine(parts, silent)
    assert made["hybrid"].probability == pytest.approx(np.full(3, 1e-6))
    assert made["hybrid"].draws.max() == 0
