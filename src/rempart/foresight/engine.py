"""The gradient boosting that this machine can load: LightGBM, or scikit-learn's in its place.

LightGBM needs the system library libgomp, which a bare Debian lacks. Both run on one thread a
task, so that the same task gives the same bytes wherever it runs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

try:
    import lightgbm
except (ImportError, OSError) as error:  # pragma: no cover - depends on the machine
    lightgbm = None  # type: ignore[assignment]
    WHY_NOT_LIGHTGBM = str(error)
else:
    WHY_NOT_LIGHTGBM = ""

ENGINE = "lightgbm" if lightgbm is not None else "scikit-learn"


@dataclass(frozen=True)
class Boosting:
    """How a booster is grown; tuned on targets before 2014 only (see docs/foresight)."""

    rounds: int = 120
    rate: float = 0.05
    leaves: int = 8
    smallest_leaf: int = 200
    columns: float = 0.15
    ridge: float = 20.0


class Booster(Protocol):
    """A fitted booster: a probability or a level for each row of features."""

    def predict(self, features: NDArray[np.float32]) -> NDArray[np.float64]:
        """Predictions [n] for features [n, columns]."""


def fit_booster(
    features: NDArray[np.float32],
    target: NDArray[Any],
    weight: NDArray[np.float64],
    *,
    binary: bool,
    how: Boosting,
    seed: int,
    engine: str = ENGINE,
) -> Booster:
    """Grow a booster on features [n, columns]: for a yes-or-no `target` [n], or a level."""
    grow = _light if engine == "lightgbm" else _histogram
    return grow(features, target, weight, binary, how, seed)


class _Trees:
    """LightGBM's booster, kept to one thread when it predicts too."""

    def __init__(self, model: lightgbm.Booster) -> None:
        self._model = model

    def predict(self, features: NDArray[np.float32]) -> NDArray[np.float64]:
        return np.asarray(self._model.predict(features, num_threads=1), dtype=np.float64)


class _Classes:
    """scikit-learn's classifier, as a booster that gives the probability of yes."""

    def __init__(self, model: HistGradientBoostingClassifier) -> None:
        self._model = model

    def predict(self, features: NDArray[np.float32]) -> NDArray[np.float64]:
        both: NDArray[np.float64] = self._model.predict_proba(features)
        return both[:, 1]


def _light(
    features: NDArray[np.float32],
    target: NDArray[Any],
    weight: NDArray[np.float64],
    binary: bool,
    how: Boosting,
    seed: int,
) -> Booster:
    parameters = {
        "objective": "binary" if binary else "regression",
        "learning_rate": how.rate,
        "num_leaves": how.leaves,
        "min_data_in_leaf": how.smallest_leaf if binary else max(how.smallest_leaf // 3, 10),
        "feature_fraction": how.columns,
        "lambda_l2": how.ridge,
        "max_bin": 127,
        "deterministic": True,
        "force_col_wise": True,
        "num_threads": 1,
        "seed": seed,
        "verbosity": -1,
    }
    data = lightgbm.Dataset(features, target, weight=weight, free_raw_data=True)
    return _Trees(lightgbm.train(parameters, data, num_boost_round=how.rounds))


def _histogram(
    features: NDArray[np.float32],
    target: NDArray[Any],
    weight: NDArray[np.float64],
    binary: bool,
    how: Boosting,
    seed: int,
) -> Booster:
    shape = {
        "learning_rate": how.rate,
        "max_iter": how.rounds,
        "max_leaf_nodes": how.leaves,
        "min_samples_leaf": how.smallest_leaf if binary else max(how.smallest_leaf // 3, 10),
        "l2_regularization": how.ridge,
        "max_features": how.columns,
        "max_bins": 127,
        "early_stopping": False,
        "random_state": seed,
    }
    if binary:
        return _Classes(HistGradientBoostingClassifier(**shape).fit(features, target, weight))
    regressor: Booster = HistGradientBoostingRegressor(**shape).fit(features, target, weight)
    return regressor
