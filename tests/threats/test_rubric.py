"""The rubric against exact fractions, its vector, and what must hold whatever is scored."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import floor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rempart.threats import rubric
from rempart.threats.rubric import FACTORS, Interval

VECTOR = {
    "intent": 4, "capability": 4, "history": 5, "opportunity": 4,
    "severity": 5, "scale": 1, "vulnerability": 5,
    "host_state": 2, "mission_reach": 4, "self_protection": 3,
}  # fmt: skip
SCORES = st.fixed_dictionaries({f: st.none() | st.integers(1, 5) for f in FACTORS})
KNOWN = st.fixed_dictionaries({f: st.integers(1, 5) for f in FACTORS})


def half_up(value: Fraction) -> int:
    """The nearest whole number, halves up."""
    return floor(value + Fraction(1, 2))


def test_the_vector() -> None:
    result = rubric.assess(VECTOR)
    assert result.likelihood == Interval(4, 4)
    assert result.impact == Interval(4, 4)
    assert result.risk == Interval(16, 16)
    assert result.band == Interval(4, 4)
    assert result.gap == Interval(4, 4)
    assert result.proposal == "must"
    assert not result.to_confirm


def test_imminent_intimidation_is_no_must() -> None:
    assert rubric.assess({**VECTOR, "severity": 3}).imminent
    low = rubric.assess({**VECTOR, "severity": 1, "vulnerability": 1})
    assert not low.imminent
    assert low.proposal != "must"


@pytest.mark.parametrize("scores", list(product(range(1, 6), repeat=4)))
def test_every_likelihood_against_exact_fractions(scores: tuple[int, int, int, int]) -> None:
    _intent, capability, _history, opportunity = scores
    weights = [Fraction(30, 100), Fraction(25, 100), Fraction(20, 100), Fraction(25, 100)]
    mean = sum((w * s for w, s in zip(weights, scores, strict=True)), Fraction(0))
    expected = half_up(mean)
    if capability == 1 or opportunity == 1:
        expected = min(expected, 2)
    assert rubric.likelihood(*scores) == expected


@pytest.mark.parametrize("scores", list(product(range(1, 6), repeat=3)))
def test_every_impact_against_exact_fractions(scores: tuple[int, int, int]) -> None:
    severity, scale, vulnerability = scores
    mean = Fraction(severity, 2) + Fraction(scale, 4) + Fraction(vulnerability, 4)
    assert rubric.impact(*scores) == max(severity - 1, half_up(mean))


def test_the_bands_are_those_of_the_practice() -> None:
    bands = {risk: rubric.band(risk) for risk in range(1, 26)}
    assert [risk for risk, band in bands.items() if band == 1] == list(range(1, 5))
    assert [risk for risk, band in bands.items() if band == 2] == list(range(5, 10))
    assert [risk for risk, band in bands.items() if band == 3] == list(range(10, 15))
    assert [risk for risk, band in bands.items() if band == 4] == list(range(15, 26))


@given(KNOWN, st.sampled_from(FACTORS))
@settings(deadline=None, max_examples=400)
def test_nothing_falls_when_a_factor_rises(scores: dict[str, int], factor: str) -> None:
    if scores[factor] == 5:
        return
    before = rubric.assess(scores).high
    after = rubric.assess({**scores, factor: scores[factor] + 1}).high
    assert after.likelihood >= before.likelihood
    assert after.impact >= before.impact
    assert after.risk >= before.risk
    assert after.gap >= before.gap
    order = rubric.CATEGORIES.index
    assert order(after.proposal) >= order(before.proposal)


@given(SCORES, st.sampled_from(FACTORS))
@settings(deadline=None, max_examples=400)
def test_forgetting_a_score_never_narrows(scores: dict[str, int | None], factor: str) -> None:
    known, less = rubric.assess(scores), rubric.assess({**scores, factor: None})
    for read in ("likelihood", "impact", "risk", "band", "gap"):
        was, now = getattr(known, read), getattr(less, read)
        assert now.low <= was.low <= was.high <= now.high
    assert rubric.assess({}).risk == Interval(1, 25)


@given(KNOWN, st.sets(st.sampled_from(FACTORS), max_size=4))
@settings(deadline=None, max_examples=300)
def test_the_truth_lies_within_the_interval(scores: dict[str, int], hidden: set[str]) -> None:
    truth = rubric.assess(scores).risk.low
    seen = rubric.assess({f: None if f in hidden else s for f, s in scores.items()})
    assert seen.risk.low <= truth <= seen.risk.high
    assert set(seen.unknown) == hidden


@given(SCORES)
@settings(deadline=None, max_examples=200)
def test_a_lever_does_change_the_band(scores: dict[str, int | None]) -> None:
    now = rubric.assess(scores).high.band
    for lever in rubric.levers(scores):
        then = rubric.assess({**scores, lever.factor: lever.score}).high.band
        assert then == lever.band != now


@pytest.mark.parametrize("wrong", [0, 6, 2.5, "4", True])
def test_a_score_off_the_scale_is_refused(wrong: object) -> None:
    with pytest.raises(ValueError, match="intent"):
        rubric.assess({"intent": wrong})  # type: ignore[dict-item]
    with pytest.raises(ValueError, match="luck"):
        rubric.assess({"luck": 3})


def test_an_override_moves_one_level_and_stays_within_the_four() -> None:
    result = rubric.assess(VECTOR)
    assert rubric.override(result, -1) == Interval(3, 3)
    assert rubric.override(result, 1) == Interval(4, 4)
    with pytest.raises(ValueError, match="one level"):
        rubric.override(result, 2)


@pytest.mark.parametrize(
    ("before", "now", "bands", "said"),
    [
        (None, 12, None, "new"),
        (12, None, None, "closed"),
        (12, 12, (3, 3), "stable"),
        (12, 14, (3, 3), "stable"),
        (12, 15, (3, 4), "up"),
        (16, 20, (4, 4), "up"),
        (10, 9, (3, 2), "down"),
        (20, 16, (4, 4), "down"),
        (16, 18, (4, 3), "down"),
    ],
)
def test_the_trend_is_a_change_of_band_or_of_three(
    before: int | None, now: int | None, bands: tuple[int, int] | None, said: str
) -> None:
    then = None if before is None else Interval(before, before)
    today = None if now is None else Interval(now, now)
    assert rubric.trend(then, today, bands) == said


def test_history_is_scored_from_the_registers_count() -> None:
    scored = [rubric.history_score(n) for n in (0, 1, 2, 3, 4, 6, 7, 40)]
    assert scored == [1, 2, 3, 3, 4, 4, 5, 5]
