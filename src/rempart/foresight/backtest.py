"""Rolling-origin backtests: fit, forecast and score as one would have had to at the time."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from rempart.foresight import hurdle, scores
from rempart.foresight.baselines import BASELINES, REFERENCE
from rempart.foresight.ensemble import COMBINED, Parts, combine
from rempart.foresight.executors import Executor
from rempart.foresight.hurdle import Spread
from rempart.foresight.months import Month
from rempart.foresight.plan import RECIPES, FitTask, Plan, bases, own_sample, sample
from rempart.foresight.predictive import Predictive
from rempart.foresight.specialise import Calibration

Arrays = dict[str, NDArray[Any]]
Progress = Callable[[int, int, str], None]
T = TypeVar("T", FitTask, "ScoreTask")

PIT_BINS = 10
SURPRISING = 0.9
"""More deaths than this share of a forecast foresaw leave its interval."""
AT_RISK = 0.01
"""Calibration is judged where the forecast chance is higher: the rest is zeros on zeros."""
MODELS = (*BASELINES, *RECIPES, *COMBINED)


@dataclass(frozen=True)
class ScoreTask:
    """Score every model at a block's origins for one lead, from the block's fitted hurdles."""

    plan: Plan
    first: Month
    last: Month
    lead: int
    fitted: tuple[tuple[str, str], ...]

    @property
    def name(self) -> str:
        """A file name for the result."""
        return f"score-{self.first}-{self.lead}"

    def origins(self) -> range:
        """The block's origins whose target month is known."""
        return range(self.first, min(self.last, self.plan.known_until - self.lead) + 1)


def run_fit(task: FitTask) -> Arrays:
    """Fit on what was known at the block's first origin; forecast its origins.

    Returns probability and level [origins, areas], the spread's tables and the calibration.
    """
    basis = bases(task.plan)[0]
    fitted = hurdle.fit(
        RECIPES[task.model], sample(task.plan, task.first, task.lead), task.plan.seed
    )
    calibration = fitted.calibrated(own_sample(task.plan, task.first, task.lead))
    both = [fitted.parameters(basis.at(origin, task.lead)) for origin in task.origins()]
    return {
        "probability": np.array([one[0] for one in both], np.float32),
        "level": np.array([one[1] for one in both], np.float32),
        "cuts": fitted.spread.cuts,
        "residuals": fitted.spread.residuals,
        "most": np.array(fitted.spread.most),
        "calibration": np.array([calibration.shift, calibration.slope]),
    }


def run_score(task: ScoreTask) -> Arrays:
    """Scores per model: monthly means [origins] and probabilities [origins, areas]."""
    rows: dict[str, list[object]] = {}
    for origin, outcome, forecasts in forecast_months(task):
        rows.setdefault("month", []).append(origin + task.lead)
        rows.setdefault("deaths", []).append(outcome)
        generator = np.random.default_rng([task.plan.seed, origin, task.lead])
        for model, forecast in forecasts.items():
            for key, value in _scored(forecast, outcome, generator).items():
                rows.setdefault(f"{model}/{key}", []).append(value)
    return {key: np.array(values) for key, values in rows.items()}


def forecast_months(
    task: ScoreTask,
) -> Iterator[tuple[Month, NDArray[np.int32], dict[str, Predictive]]]:
    """Each origin of a block with what happened a lead later and what every model forecast."""
    basis = bases(task.plan)[0]
    fits = {model: _load(Path(path)) for model, path in task.fitted}
    for position, origin in enumerate(task.origins()):
        forecasts = {
            name: make(basis.panel, task.plan.target, origin) for name, make in BASELINES.items()
        }
        hurdles = {model: _parts(fit, position) for model, fit in fits.items()}
        forecasts |= combine(hurdles, forecasts[REFERENCE])
        yield origin, basis.panel.outcome(task.plan.target, origin + task.lead), forecasts


def _scored(
    forecast: Predictive, outcome: NDArray[np.int32], generator: np.random.Generator
) -> dict[str, object]:
    risky = forecast.probability > AT_RISK
    pit = scores.randomised_pit(outcome[risky], forecast.draws[risky], generator)
    event = outcome > 0
    return {
        "crps": scores.crps(outcome, forecast.draws).mean(),
        "ign": scores.ignorance(outcome, forecast.draws).mean(),
        "mis": scores.interval_score(outcome, forecast.draws).mean(),
        "brier": scores.brier(event, forecast.probability).mean(),
        "pit": np.histogram(pit, bins=PIT_BINS, range=(0, 1))[0],
        "probability": forecast.probability.astype(np.float32),
        "surprised": outcome > forecast.quantiles((SURPRISING,))[:, 0],
    }


def _parts(fit: Arrays, position: int) -> Parts:
    spread = Spread(
        fit["cuts"].astype(np.float64), fit["residuals"].astype(np.float64), float(fit["most"])
    )
    probability, level = fit["probability"][position], fit["level"][position]
    calibration = Calibration(*map(float, fit["calibration"]))
    return Parts(probability.astype(np.float64), level.astype(np.float64), spread, calibration)


class Backtest:
    """One backtest and the folder that its results fill; an interrupted one goes on from there."""

    def __init__(self, plan: Plan, data: str, folder: Path, progress: Progress) -> None:
        self.plan = plan
        self._folder = folder / "tasks" / plan.digest(data)
        self._progress = progress

    def run(self, executor: Executor) -> dict[int, Arrays]:
        """Do what is not done yet; returns per lead every score, months in order."""
        self._folder.mkdir(parents=True, exist_ok=True)
        fits = [
            FitTask(self.plan, first, last, lead, model)
            for lead, first, last in self._blocks()
            for model in RECIPES
        ]
        self._do(executor, run_fit, fits, "fit")
        marks = self.marks()
        self._do(executor, run_score, marks, "score")
        return {
            lead: _joined([_load(self._path(one.name)) for one in marks if one.lead == lead])
            for lead in self.plan.leads
        }

    def marks(self) -> list[ScoreTask]:
        """The tasks that score, each with the place of what was fitted for it."""
        return [
            ScoreTask(
                self.plan,
                first,
                last,
                lead,
                tuple(
                    (model, str(self._path(FitTask(self.plan, first, last, lead, model).name)))
                    for model in RECIPES
                ),
            )
            for lead, first, last in self._blocks()
        ]

    def _blocks(self) -> list[tuple[int, Month, Month]]:
        return [
            (lead, first, last)
            for first, last in self.plan.blocks()
            for lead in self.plan.leads
            if first + lead <= self.plan.known_until
        ]

    def _do(
        self, executor: Executor, function: Callable[[T], Arrays], tasks: Sequence[T], stage: str
    ) -> None:
        waiting = [task for task in tasks if not self._path(task.name).is_file()]
        done = len(tasks) - len(waiting)
        for position, result in executor.run(function, waiting):
            _save(self._path(waiting[position].name), result)
            done += 1
            self._progress(done, len(tasks), stage)

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.npz"


def left_out(plan: Plan) -> dict[int, int]:
    """Per lead, the origins whose target lies after the last month known."""
    return {
        lead: sum(
            origin + lead > plan.known_until
            for origin in range(plan.first_origin, plan.last_origin + 1)
        )
        for lead in plan.leads
    }


def _joined(parts: Sequence[Arrays]) -> Arrays:
    return {key: np.concatenate([part[key] for part in parts]) for key in parts[0]}


def _save(path: Path, arrays: Arrays) -> None:
    """Write whole or not at all, so that an interruption leaves no half result."""
    held = io.BytesIO()
    np.savez_compressed(held, **arrays)  # type: ignore[arg-type]
    beside = path.with_suffix(f".{os.getpid()}")
    beside.write_bytes(held.getvalue())
    beside.replace(path)


def _load(path: Path) -> Arrays:
    with np.load(path, allow_pickle=False) as held:
        return {key: held[key] for key in held.files}
