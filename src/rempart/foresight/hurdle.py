"""Hurdle models: first whether anybody dies, then how many.

The second part is empirical: a level in log deaths plus residuals seen out of fold, and never
more than what history has seen. A log-linear tail without that bound once forecast ruin.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from rempart.foresight.engine import ENGINE, Booster, Boosting, fit_booster
from rempart.foresight.features import Matrix
from rempart.foresight.predictive import Draws, levels
from rempart.foresight.specialise import Calibration, calibrate
from rempart.foresight.training import Sample

FEWEST_POSITIVES = 25
"""With fewer months of killing to learn from, a hurdle keeps to the plain base rate."""
CHANCE = Boosting()
LEVEL = Boosting(rounds=80, rate=0.05, leaves=6, columns=0.3)
_FOLDS = 4
_SPREAD_LEVELS = 100
_BANDS = 3

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Spread:
    """How deaths scatter around their level: residual quantiles per band of levels, and a cap.

    `cuts` [bands - 1] part the levels; `residuals` [bands, q] are in log deaths.
    """

    cuts: Floats
    residuals: Floats
    most: float

    def positive(self, level: Floats) -> Draws:
        """Ascending quantiles [n, q] of deaths given any, for levels [n]; never beyond the cap."""
        band = np.searchsorted(self.cuts, level)
        logs = np.minimum(level[:, None] + self.residuals[band], np.log(self.most))
        return np.rint(np.exp(logs)).clip(1, self.most).astype(np.float32)


class Fitted(Protocol):
    """One fitted part of a hurdle."""

    def predict(self, features: Matrix) -> Floats:
        """A probability or a level [n] for each row of features."""


@dataclass(frozen=True)
class Hurdle:
    """A fitted hurdle: the chance of any death, the level of log deaths, and their spread."""

    chance: Fitted
    level: Fitted
    spread: Spread

    def calibrated(self, own: Sample) -> Calibration:
        """What the forecast geography's own rows say of the chances."""
        return calibrate(self.chance.predict(own.features), own.deaths > 0, own.weight)

    def parameters(self, features: Matrix) -> tuple[Floats, Floats]:
        """Probability and level [n]: all that a forecast needs besides the spread."""
        return self.chance.predict(features), self.level.predict(features)


class Recipe(Protocol):
    """A kind of hurdle: how its two parts are fitted."""

    def fit_chance(self, sample: Sample, seed: int) -> Fitted:
        """Fit the chance of any death."""

    def fit_level(self, sample: Sample, seed: int) -> Fitted:
        """Fit log deaths on rows that all have some."""


@dataclass(frozen=True)
class Boosted:
    """Gradient-boosted trees for both parts."""

    how: Boosting = CHANCE
    level_how: Boosting = LEVEL
    bags: int = 1
    engine: str = ENGINE

    def fit_chance(self, sample: Sample, seed: int) -> Fitted:
        """A few boosters of different column draws, averaged."""
        return self._bag(sample.features, sample.deaths > 0, sample.weight, True, seed)

    def fit_level(self, sample: Sample, seed: int) -> Fitted:
        """Least squares on log deaths."""
        return self._bag(sample.features, np.log(sample.deaths), sample.weight, False, seed)

    def _bag(
        self, features: Matrix, target: NDArray[np.generic], weight: Floats, binary: bool, seed: int
    ) -> Fitted:
        how = self.how if binary else self.level_how
        return Average(
            tuple(
                fit_booster(
                    features,
                    target,
                    weight,
                    binary=binary,
                    how=how,
                    seed=seed + bag,
                    engine=self.engine,
                )
                for bag in range(self.bags)
            )
        )


@dataclass(frozen=True)
class Linear:
    """A logistic and a log-linear part: the plain GLM hurdle of the literature."""

    inverse_penalty: float = 0.01
    level_penalty: float = 100.0

    def fit_chance(self, sample: Sample, seed: int) -> Fitted:
        """Ridge logistic regression on standardised features."""
        model = make_pipeline(
            StandardScaler(),
            LogisticRegression(C=self.inverse_penalty, max_iter=200, random_state=seed),
        )
        model.fit(
            sample.features, sample.deaths > 0, logisticregression__sample_weight=sample.weight
        )
        return Logistic(model)

    def fit_level(self, sample: Sample, seed: int) -> Fitted:
        """Ridge regression of log deaths on standardised features."""
        model = make_pipeline(StandardScaler(), Ridge(alpha=self.level_penalty, random_state=seed))
        model.fit(sample.features, np.log(sample.deaths), ridge__sample_weight=sample.weight)
        fitted: Fitted = model
        return fitted


@dataclass(frozen=True)
class Average:
    """The mean of several boosters."""

    members: tuple[Booster, ...]

    def predict(self, features: Matrix) -> Floats:
        """The members' mean prediction [n]."""
        total = np.zeros(len(features))
        for member in self.members:
            total += member.predict(features)
        return total / len(self.members)


@dataclass(frozen=True)
class Logistic:
    """A fitted logistic regression as a chance."""

    model: Pipeline

    def predict(self, features: Matrix) -> Floats:
        """The probability of yes [n]."""
        both: Floats = self.model.predict_proba(features)
        return both[:, 1].astype(np.float64)


@dataclass(frozen=True)
class Constant:
    """The same value for every row."""

    value: float

    def predict(self, features: Matrix) -> Floats:
        """The value, n times."""
        return np.full(len(features), self.value)


def fit(recipe: Recipe, sample: Sample, seed: int) -> Hurdle:
    """Fit a hurdle; with too few positive rows it is the base rate and the history as it was."""
    positive = _rows(sample, np.flatnonzero(sample.deaths > 0))
    if len(positive.deaths) < FEWEST_POSITIVES:
        return _base_rate(sample, positive)
    residuals, fold_levels = _out_of_fold(recipe, positive, seed)
    return Hurdle(
        recipe.fit_chance(sample, seed),
        recipe.fit_level(positive, seed),
        _spread(fold_levels, residuals, float(positive.deaths.max())),
    )


def _base_rate(sample: Sample, positive: Sample) -> Hurdle:
    logs = np.log(positive.deaths) if len(positive.deaths) else np.zeros(1)
    rate = float(positive.weight.sum() / max(sample.weight.sum(), 1.0))
    quantiles = np.quantile(logs, levels(_SPREAD_LEVELS))[None, :]
    spread = Spread(np.empty(0), quantiles, float(np.exp(logs.max())))
    return Hurdle(Constant(rate), Constant(0.0), spread)


def _out_of_fold(recipe: Recipe, positive: Sample, seed: int) -> tuple[Floats, Floats]:
    """Residuals and levels of positive rows, each from a fit that did not see its year."""
    fold = positive.year % _FOLDS
    level = np.full(len(fold), np.log(positive.deaths).mean())
    for number in np.unique(fold):
        out, rest = np.flatnonzero(fold == number), np.flatnonzero(fold != number)
        if len(rest) >= FEWEST_POSITIVES // 2:
            fitted = recipe.fit_level(_rows(positive, rest), seed)
            level[out] = fitted.predict(positive.features[out])
    return np.log(positive.deaths) - level, level


def _spread(level: Floats, residuals: Floats, most: float) -> Spread:
    bands = min(_BANDS, max(len(level) // (4 * FEWEST_POSITIVES), 1))
    cuts = np.quantile(level, np.arange(1, bands) / bands)
    band = np.searchsorted(cuts, level)
    tables = [
        np.quantile(residuals[band == number], levels(_SPREAD_LEVELS)) for number in range(bands)
    ]
    return Spread(cuts, np.array(tables), most)


def _rows(sample: Sample, rows: NDArray[np.int64]) -> Sample:
    return Sample(
        sample.features[rows], sample.deaths[rows], sample.weight[rows], sample.year[rows]
    )
