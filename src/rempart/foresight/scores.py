"""Proper scores and ranking scores; each equals the field's own software on the same draws.

Definitions: CRPS of an ensemble (Gneiting and Raftery 2007, eq. 21); IGN, the ignorance score
over the bins of the ViEWS challenge; MIS, the mean interval score at 90 %; average precision;
Brier score with its parts (Murphy 1973).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Outcomes = NDArray[np.int32]

BIN_EDGES = np.array([0.5, 2.5, 5.5, 10.5, 25.5, 50.5, 100.5, 250.5, 500.5, 1000.5])
"""Upper edges of the challenge's bins 0, 1-2, 3-5, ... 501-1000, then more than 1,000."""
DRAW_EQUIVALENT = 1000
INTERVAL = 0.1
_CHUNK = 4096


def crps(outcome: Outcomes, draws: NDArray[np.float32]) -> Floats:
    """CRPS [n] of ascending draws [n, s] against outcomes [n], in fatalities."""
    size = draws.shape[1]
    scores = np.abs(outcome.astype(np.float64))
    stirred = np.flatnonzero(draws[:, -1] != 0)
    weight = (2 * np.arange(1, size + 1) - size - 1) / size**2
    for start in range(0, len(stirred), _CHUNK):
        rows = stirred[start : start + _CHUNK]
        part = draws[rows].astype(np.float64)
        miss = np.abs(part - outcome[rows, None]).mean(axis=1)
        scores[rows] = miss - part @ weight
    return scores


def ignorance(
    outcome: Outcomes,
    draws: NDArray[np.float32],
    draw_equivalent: int = DRAW_EQUIVALENT,
) -> Floats:
    """Ignorance score [n] in bits: -log2 of the share of draws in the outcome's bin.

    One pseudo-draw is added to each of the 11 bins, as the challenge does; s draws weigh as
    `draw_equivalent`, because the smoothing would otherwise depend on s.
    """
    bin_of = np.searchsorted(BIN_EDGES, outcome.astype(np.float64))
    inside = (bin_of == 0).astype(np.float64)
    stirred = np.flatnonzero(draws[:, -1] != 0)
    low = np.concatenate([[-np.inf], BIN_EDGES])[bin_of[stirred], None]
    high = np.concatenate([BIN_EDGES, [np.inf]])[bin_of[stirred], None]
    inside[stirred] = ((draws[stirred] > low) & (draws[stirred] <= high)).mean(axis=1)
    scores: Floats = -np.log2(
        (inside * draw_equivalent + 1) / (draw_equivalent + len(BIN_EDGES) + 1)
    )
    return scores


def interval_score(
    outcome: Outcomes, draws: NDArray[np.float32], alpha: float = INTERVAL
) -> Floats:
    """Interval score [n] of the central 1 - alpha interval, with NumPy's linear quantiles."""
    low, high = _sorted_quantile(draws, alpha / 2), _sorted_quantile(draws, 1 - alpha / 2)
    seen = outcome.astype(np.float64)
    below, above = np.maximum(low - seen, 0), np.maximum(seen - high, 0)
    scores: Floats = (high - low) + 2 / alpha * (below + above)
    return scores


def _sorted_quantile(draws: NDArray[np.float32], level: float) -> Floats:
    at = level * (draws.shape[1] - 1)
    left = int(np.floor(at))
    right = min(left + 1, draws.shape[1] - 1)
    low, high = draws[:, left].astype(np.float64), draws[:, right].astype(np.float64)
    quantile: Floats = low + (high - low) * (at - left)
    return quantile


def brier(event: NDArray[np.bool_], probability: Floats) -> Floats:
    """Brier score [n] of the probability of any death."""
    scores: Floats = (probability - event) ** 2
    return scores


@dataclass(frozen=True)
class Ranking:
    """How well scores rank events: average precision and area under the ROC curve.

    Average precision is the area under the precision-recall steps, ties forming one step; the
    other is the chance that an event outranks a non-event, ties counting half. NaN without any.
    """

    average_precision: float
    auroc: float


def ranking(event: NDArray[np.bool_], score: NDArray[np.floating[Any]]) -> Ranking:
    """Both ranking scores of scores [n] for events [n], from one sort."""
    hits, seen = _steps(event, score)
    misses = seen - hits
    precision = auroc = float("nan")
    if hits[-1] > 0:
        precision = float((np.diff(hits, prepend=0.0) * hits / seen).sum() / hits[-1])
        if misses[-1] > 0:
            area = np.trapezoid(np.append(0, hits), np.append(0, misses))
            auroc = float(area / hits[-1] / misses[-1])
    return Ranking(precision, auroc)


def _steps(event: NDArray[np.bool_], score: NDArray[np.floating[Any]]) -> tuple[Floats, Floats]:
    """Events and rows that score at least as high as each distinct score, in descending order."""
    order = np.argsort(-score, kind="stable")
    ordered = score[order]
    ends = np.append(np.flatnonzero(ordered[1:] != ordered[:-1]), len(ordered) - 1)
    return np.cumsum(event[order])[ends].astype(np.float64), (ends + 1).astype(np.float64)


def watchlist_hits(event: NDArray[np.bool_], score: NDArray[np.floating[Any]], k: int) -> float:
    """Events among the k areas of highest score in one month; ties count by their expectation."""
    if k >= len(score):
        return float(event.sum())
    bar = np.partition(score, -k)[-k]
    above, tied = score > bar, score == bar
    places = k - int(above.sum())
    return float(event[above].sum() + event[tied].sum() * places / tied.sum())


@dataclass(frozen=True)
class Reliability:
    """Calibration in equal-count bins: mean forecast, observed frequency and size per bin."""

    forecast: Floats
    observed: Floats
    count: NDArray[np.int64]
    base: float

    @property
    def calibration_error(self) -> float:
        """Expected calibration error: the mean distance of forecast and frequency."""
        return float(np.average(np.abs(self.forecast - self.observed), weights=self.count))

    @property
    def resolution(self) -> float:
        """Murphy's resolution: how far the bins' frequencies leave the base rate."""
        return float(np.average((self.observed - self.base) ** 2, weights=self.count))


def reliability(
    event: NDArray[np.bool_], probability: Floats, *, above: float = 0.01, bins: int = 10
) -> Reliability | None:
    """Reliability among rows with a forecast over `above`; None with fewer rows than bins."""
    kept = np.flatnonzero(probability > above)
    if len(kept) < bins:
        return None
    order = kept[np.argsort(probability[kept], kind="stable")]
    parts = np.array_split(order, bins)
    return Reliability(
        forecast=np.array([probability[part].mean() for part in parts]),
        observed=np.array([event[part].mean() for part in parts]),
        count=np.array([len(part) for part in parts]),
        base=float(event[kept].mean()),
    )


def randomised_pit(
    outcome: Outcomes, draws: NDArray[np.float32], generator: np.random.Generator
) -> Floats:
    """Randomised probability integral transform [n]: uniform when the forecasts are calibrated.

    Czado, Gneiting and Held 2009, for counts.
    """
    seen = outcome[:, None]
    below, upto = (draws < seen).mean(axis=1), (draws <= seen).mean(axis=1)
    pit: Floats = below + generator.random(len(below)) * (upto - below)
    return pit
