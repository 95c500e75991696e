"""Scores against their formulas, written out plainly, and against scikit-learn."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import average_precision_score, roc_auc_score

from rempart.foresight import bootstrap, scores

CHALLENGE_BINS = [0, 1, 3, 6, 11, 26, 51, 101, 251, 501, 1001, np.inf]


@pytest.fixture
def forecasts() -> tuple[np.ndarray, np.ndarray]:
    generator = np.random.default_rng(3)
    draws = generator.negative_binomial(0.3, 0.05, size=(300, 60)).astype(np.float32)
    draws[:80] = 0
    outcome = generator.negative_binomial(0.3, 0.03, size=300).astype(np.int32)
    return outcome, np.sort(draws, axis=1)


def test_crps_is_the_energy_form(forecasts):
    outcome, draws = forecasts
    x = draws.astype(float)
    spread = np.abs(x[:, :, None] - x[:, None, :]).mean(axis=(1, 2)) / 2
    plainly = np.abs(x - outcome[:, None]).mean(axis=1) - spread
    np.testing.assert_allclose(scores.crps(outcome, draws), plainly, rtol=0, atol=1e-9)


def test_crps_of_one_draw_is_the_absolute_error():
    outcome = np.array([0, 3, 10_000], np.int32)
    draws = np.array([[2], [3], [0]], np.float32)
    assert scores.crps(outcome, draws).tolist() == [2, 0, 10_000]


def test_ignorance_is_the_challenges_loop_at_its_draws(forecasts):
    outcome, draws = forecasts
    at_thousand = np.repeat(draws, 50, axis=1)[:, ::3]  # 60 draws as 1,000
    plainly = []
    for seen, drawn in zip(outcome, at_thousand, strict=True):
        held = np.histogram(drawn, bins=CHALLENGE_BINS)[0] + 1
        plainly.append(-np.log2(held[np.digitize(seen, CHALLENGE_BINS) - 1] / held.sum()))
    np.testing.assert_allclose(scores.ignorance(outcome, at_thousand), plainly, atol=1e-12)


def test_ignorance_does_not_depend_on_how_many_draws_say_the_same(forecasts):
    outcome, draws = forecasts
    often = np.repeat(draws, 7, axis=1)
    np.testing.assert_allclose(
        scores.ignorance(outcome, draws), scores.ignorance(outcome, often), atol=1e-12
    )


def test_interval_score_takes_numpys_quantiles(forecasts):
    outcome, draws = forecasts
    low, high = np.quantile(draws.astype(float), [0.05, 0.95], axis=1)
    missed = np.maximum(low - outcome, 0) + np.maximum(outcome - high, 0)
    np.testing.assert_allclose(
        scores.interval_score(outcome, draws), high - low + 20 * missed, atol=1e-9
    )


def test_ranking_scores_are_scikit_learns_with_ties_too():
    generator = np.random.default_rng(5)
    event = generator.random(2000) < 0.04
    score = np.round(generator.random(2000) * 0.5 + event * 0.2, 2)
    ranked = scores.ranking(event, score)
    assert ranked.average_precision == pytest.approx(
        average_precision_score(event, score), abs=1e-12
    )
    assert ranked.auroc == pytest.approx(roc_auc_score(event, score), abs=1e-12)


def test_scores_of_nothing_are_not_a_number():
    never = np.zeros(5, bool)
    assert np.isnan(scores.ranking(never, np.arange(5.0)).average_precision)
    assert np.isnan(scores.ranking(~never, np.arange(5.0)).auroc)


def test_a_watch_list_counts_ties_by_expectation():
    event = np.array([True, False, True, False, False])
    assert scores.watchlist_hits(event, np.array([0.9, 0.5, 0.5, 0.5, 0.5]), 3) == 1.5
    assert scores.watchlist_hits(event, np.array([0.9, 0.8, 0.1, 0.0, 0.0]), 2) == 1
    assert scores.watchlist_hits(event, np.zeros(5), 10) == 2


def test_reliability_bins_hold_the_same_number_and_tell_error_and_resolution():
    probability = np.repeat([0.005, 0.1, 0.5], 100)
    event = np.concatenate([np.zeros(100), np.tile([1] + [0] * 9, 10), np.tile([1, 0], 50)]) > 0
    bins = scores.reliability(event, probability, bins=2)
    assert bins is not None
    assert bins.count.tolist() == [100, 100]
    assert bins.forecast.tolist() == pytest.approx([0.1, 0.5])
    assert bins.calibration_error == pytest.approx(0)
    assert bins.resolution == pytest.approx(0.04)
    assert scores.reliability(event, np.full(300, 0.001)) is None


def test_the_randomised_pit_of_a_true_forecast_is_uniform():
    generator = np.random.default_rng(11)
    law = np.sort(generator.poisson(2.0, size=4000)).astype(np.float32)
    outcome = generator.poisson(2.0, size=5000).astype(np.int32)
    pit = scores.randomised_pit(outcome, np.tile(law, (5000, 1)), generator)
    shares = np.histogram(pit, bins=10, range=(0, 1))[0] / 5000
    assert np.abs(shares - 0.1).max() < 0.02


def test_bootstrapped_precision_equals_precision_of_the_months_drawn():
    generator = np.random.default_rng(2)
    event = generator.random((12, 40)) < 0.1
    score = np.round(generator.random((12, 40)) + event * 0.3, 1).astype(np.float32)
    other = generator.random((12, 40)).astype(np.float32)
    weights = bootstrap.month_weights(12, replicates=5)
    drawn = np.repeat(np.arange(12), weights[3].astype(int))
    gain = [
        scores.ranking(event[months].ravel(), one[months].ravel()).average_precision
        for months in (np.arange(12), drawn)
        for one in (score, other)
    ]
    point, low, high = bootstrap.precision_gain(event, score, other, weights)
    assert point == pytest.approx(gain[0] - gain[1])
    alone = bootstrap.precision_gain(event, score, other, weights[3:4])
    assert alone[1] == alone[2] == pytest.approx(gain[2] - gain[3])
    assert low <= point <= high


def test_month_weights_draw_blocks_and_keep_the_number_of_months():
    weights = bootstrap.month_weights(59)
    assert weights.shape == (1000, 59)
    assert (weights.sum(axis=1) == 59).all()
    assert (bootstrap.month_weights(59) == weights).all()


def test_skill_of_the_reference_is_nought_and_of_nothing_unknown():
    weights = bootstrap.month_weights(12)
    rows = np.arange(12.0)
    assert bootstrap.skill(rows, rows, weights) == (0, 0, 0)
    assert all(np.isnan(bootstrap.skill(rows, rows * 0, weights)))
