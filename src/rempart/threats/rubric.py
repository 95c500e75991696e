"""The rubric: seven factors to a likelihood, an impact, a risk; three more to a gap; a proposal.

All in integers, so that the same scores give the same answer on paper and on any machine. An
unknown factor is computed with 1 and with 5, and both ends are carried to the end. The rubric is a
proposal of this house, to be calibrated on months already lived; it is not United Nations doctrine.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

WEIGHTS = {"intent": 6, "capability": 5, "history": 4, "opportunity": 5}
"""Twentieths of the likelihood: .30, .25, .20, .25."""

IMPACT = {"severity": 2, "scale": 1, "vulnerability": 1}
"""Quarters of the impact: .50, .25, .25."""

LIKELIHOOD_FACTORS = tuple(WEIGHTS)
IMPACT_FACTORS = tuple(IMPACT)
GAP_FACTORS = ("host_state", "mission_reach", "self_protection")
FACTORS = (*LIKELIHOOD_FACTORS, *IMPACT_FACTORS, *GAP_FACTORS)

LOW, MODERATE, HIGH, VERY_HIGH = 1, 2, 3, 4
MUST, SHOULD, COULD, WATCH = "must", "should", "could", "watch"
CATEGORIES = (WATCH, COULD, SHOULD, MUST)
"""From the least to the most pressing."""

EVIDENCE_FROM = 3
"""From this score up a factor needs evidence."""

Scores = Mapping[str, int | None]
"""Factor to 1–5, or None for unknown; a factor that is left out is unknown."""


@dataclass(frozen=True)
class Interval:
    """A value at least and at most; the same twice where nothing is unknown."""

    low: int
    high: int

    @property
    def exact(self) -> bool:
        """Are both ends the same?"""
        return self.low == self.high


def likelihood(intent: int, capability: int, history: int, opportunity: int) -> int:
    """1–5: the weighted mean, halves up; 2 at most without means or without a way to them."""
    points = 6 * intent + 5 * capability + 4 * history + 5 * opportunity
    rounded = (2 * points + 20) // 40
    return min(rounded, 2) if 1 in (capability, opportunity) else rounded


def impact(severity: int, scale: int, vulnerability: int) -> int:
    """1–5: the weighted mean, halves up, and never below severity less one.

    The floor keeps a hamlet that faces a massacre from averaging down.
    """
    rounded = (2 * severity + scale + vulnerability + 2) // 4
    return max(severity - 1, rounded)


def band(risk: int) -> int:
    """1 low (up to 4), 2 moderate (9), 3 high (14), 4 very high (25)."""
    return LOW if risk <= 4 else MODERATE if risk <= 9 else HIGH if risk <= 14 else VERY_HIGH


def imminent(intent: int, capability: int, opportunity: int, severity: int) -> bool:
    """A prompt to whoever decides, for physical violence only; it decides nothing by itself."""
    return intent >= 4 and capability >= 3 and opportunity >= 4 and severity >= 3


def proposal(risk: int, gap: int, is_imminent: bool) -> str:
    """What the threat proposes for its place: must, should, could, or watch."""
    if is_imminent or (risk >= 15 and gap >= 3):
        return MUST
    if risk >= 10:
        return SHOULD
    return COULD if risk >= 5 else WATCH


@dataclass(frozen=True)
class Point:
    """What one set of known scores comes to."""

    likelihood: int
    impact: int
    risk: int
    band: int
    imminent: bool
    gap: int
    proposal: str


def compute(scores: Mapping[str, int]) -> Point:
    """The whole rubric on ten known scores."""
    chance = likelihood(*(scores[factor] for factor in LIKELIHOOD_FACTORS))
    harm = impact(*(scores[factor] for factor in IMPACT_FACTORS))
    risk = chance * harm
    gap = max(scores[factor] for factor in GAP_FACTORS)
    now = imminent(*(scores[f] for f in ("intent", "capability", "opportunity", "severity")))
    return Point(chance, harm, risk, band(risk), now, gap, proposal(risk, gap, now))


@dataclass(frozen=True)
class Result:
    """Both ends of the rubric: with every unknown at 1, and at 5."""

    low: Point
    high: Point
    unknown: tuple[str, ...]

    def _interval(self, read: Callable[[Point], int]) -> Interval:
        return Interval(read(self.low), read(self.high))

    @property
    def likelihood(self) -> Interval:
        """1–5."""
        return self._interval(lambda point: point.likelihood)

    @property
    def impact(self) -> Interval:
        """1–5."""
        return self._interval(lambda point: point.impact)

    @property
    def risk(self) -> Interval:
        """1–25."""
        return self._interval(lambda point: point.risk)

    @property
    def band(self) -> Interval:
        """1–4."""
        return self._interval(lambda point: point.band)

    @property
    def gap(self) -> Interval:
        """1–5."""
        return self._interval(lambda point: point.gap)

    @property
    def imminent(self) -> bool:
        """At the upper end: what is unknown does not switch the prompt off."""
        return self.high.imminent

    @property
    def proposal(self) -> str:
        """The upper proposal."""
        return self.high.proposal

    @property
    def to_confirm(self) -> bool:
        """Would the unknown, once known, change the proposal?"""
        return self.low.proposal != self.high.proposal


def assess(scores: Scores) -> Result:
    """The rubric on scores of which some may be unknown.

    It rises with every factor, so that 1 and 5 for the unknown bound every way they could turn out.

    Raises:
        ValueError: a score is no whole number from 1 to 5, or the factor is none of the ten.
    """
    for factor, score in scores.items():
        if factor not in FACTORS:
            raise ValueError(f"{factor!r} is no factor of the rubric")
        if score is not None and (type(score) is not int or not 1 <= score <= 5):
            raise ValueError(f"{factor}: {score!r} is no score from 1 to 5")
    unknown = tuple(factor for factor in FACTORS if scores.get(factor) is None)

    def filled(value: int) -> dict[str, int]:
        return {factor: scores.get(factor) or value for factor in FACTORS}

    return Result(compute(filled(1)), compute(filled(5)), unknown)


@dataclass(frozen=True)
class Lever:
    """A factor whose other score would change the upper band: which score, and which band."""

    factor: str
    score: int
    band: int


def levers(scores: Scores) -> list[Lever]:
    """For each factor the nearest score, up or down, at which the upper band would change."""
    now = assess(scores).high.band
    found = []
    for factor in (*LIKELIHOOD_FACTORS, *IMPACT_FACTORS):
        held = scores.get(factor) or 5
        for other in sorted({1, 2, 3, 4, 5} - {held}, key=lambda score: abs(score - held)):
            then = assess({**scores, factor: other}).high.band
            if then != now:
                found.append(Lever(factor, other, then))
                break
    return found


def override(result: Result, step: int) -> Interval:
    """The band moved by one level, up or down, within the four; the computed one is kept beside.

    Raises:
        ValueError: `step` is neither -1, 0 nor 1.
    """
    if step not in (-1, 0, 1):
        raise ValueError(f"an override is one level up or down, not {step}")
    moved = [min(VERY_HIGH, max(LOW, end + step)) for end in (result.low.band, result.high.band)]
    return Interval(moved[0], moved[1])


def trend(before: Interval | None, now: Interval | None, bands: tuple[int, int] | None) -> str:
    """New, up, stable, down or closed, against the last approved month.

    `before` and `now` are risks (their upper ends are compared), `bands` the upper bands then and
    now. Up and down: the band changed, or the risk moved by three or more.
    """
    if before is None:
        return "new"
    if now is None:
        return "closed"
    moved = now.high - before.high
    banded = 0 if bands is None else bands[1] - bands[0]
    if banded > 0 or (banded == 0 and moved >= 3):
        return "up"
    if banded < 0 or moved <= -3:
        return "down"
    return "stable"


def history_score(events: int) -> int:
    """The score that the register's count of like events in twelve months proposes."""
    return 1 if events == 0 else 2 if events == 1 else 3 if events <= 3 else 4 if events <= 6 else 5
