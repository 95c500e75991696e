"""Scores of stated chances: known values, intervals that hold, only what is comparable."""

from __future__ import annotations

from datetime import date
from math import log2

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rempart.learning.scoring import Trial, alike, bands, score


def trial(chance: float, happened: bool, month: int = 1, **said) -> Trial:
    terms = {"source": "people", "group": "poc_expert", "office": 1, "area": "ML0701",
             "month": date(2014, month, 1), "horizon": 1} | said  # fmt: skip
    return Trial(chance=chance, happened=happened, **terms)


def test_known_scores():
    found = score([trial(0.8, True), trial(0.5, False, 2)])
    assert (found.trials, found.events, found.months) == (2, 1, 2)
    assert found.brier.mean == pytest.approx((0.04 + 0.25) / 2)
    assert found.log.mean == pytest.approx((-log2(0.8) + 1) / 2, abs=1e-4)
    assert found.brier.low is None


def test_a_certainty_that_fails_is_bounded():
    assert score([trial(0.0, True)]).log.mean == pytest.approx(-log2(0.001), abs=1e-4)
    assert score([trial(0.0, False)]).log.mean < 0.002


def test_nothing_to_score_is_refused():
    with pytest.raises(ValueError):
        score([])


@given(st.lists(st.tuples(st.floats(0.01, 0.99), st.booleans(), st.integers(1, 12)), min_size=1))
def test_intervals_hold_the_mean_and_scores_their_bounds(said):
    found = score([trial(chance, happened, month) for chance, happened, month in said])
    assert 0 <= found.brier.mean <= 1
    assert found.log.mean >= 0
    if found.months >= 3:
        assert found.brier.low <= found.brier.mean + 1e-3
        assert found.brier.high >= found.brier.mean - 1e-3
    else:
        assert found.brier.high is None


def test_the_interval_covers_the_truth_about_as_often_as_it_says():
    """Of 200 drawn ledgers of 24 months, the true Brier score lies inside most intervals."""
    generator = np.random.default_rng(3)
    inside = 0
    for _ in range(200):
        trials = [
            trial(0.3, bool(generator.random() < 0.3), 1 + month % 12, area=str(area),
                  horizon=1 + month // 12)
            for month in range(12)
            for area in range(4)
        ]  # fmt: skip
        found = score(trials).brier
        inside += found.low <= 0.21 <= found.high
    assert inside > 160


def test_bands_are_those_of_probability_words():
    found = bands([trial(0.02, False), trial(0.1, False), trial(0.15, True), trial(0.99, True)])
    assert [(band.trials, round(band.came_true, 2)) for band in found] == [(1, 0), (2, 0.5), (1, 1)]
    assert found[1].said == pytest.approx(0.125)


def test_side_by_side_keeps_only_what_all_spoke_of():
    both = [trial(0.2, False), trial(0.3, False, source="model")]
    alone = [trial(0.2, False, area="ML0702"), trial(0.2, False, horizon=3),
             trial(0.4, False, 2, source="model")]  # fmt: skip
    assert alike([*both, *alone], ("people", "model")) == both
