"""Would correcting the chances that are issued, by what came of past ones, make them better?

Each January the chances of what the guard issues are mapped onto the frequencies seen until then,
in the geography itself and on targets known by then, by three simple maps and by whichever of them
had been best before (`nested`); how many die, given any, stays as it was. Scores of all are shown
beside those of what is issued unchanged.

    python benchmarks/recalibration.py EVENTS AREAS FOLDER [TRAIN_AREAS ...] [--origins A..B]

FOLDER is one that `rempart foresight backtest` left, or is filled.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import expit, logit
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression

from rempart.foresight import bootstrap, scores
from rempart.foresight.backtest import Backtest, ScoreTask, forecast_months
from rempart.foresight.evaluate import evaluate
from rempart.foresight.events import Kind
from rempart.foresight.executors import InProcess
from rempart.foresight.months import read_month, read_span
from rempart.foresight.plan import Plan
from rempart.foresight.predictive import Predictive, from_hurdle
from rempart.foresight.report import plain_table
from rempart.foresight.workspace import backtest_plan, lay_out

Floats = NDArray[np.float64]
Map = Callable[[Floats], Floats]
LEADS = (1, 3, 6)
FEWEST_EVENTS = 5
"""With fewer area-months of killing to learn from, nothing is changed."""
SMALLEST = 1e-5
GIVEN = 100
UNCHANGED = "unchanged"
NESTED = "nested"


def _shift(chance: Floats, event: NDArray[np.bool_]) -> Map:
    """Shift the log-odds so that as many events are foreseen as there were."""
    by = 0.0
    for _step in range(50):
        fitted = expit(_odds(chance) + by)
        by += (event.sum() - fitted.sum()) / (fitted * (1 - fitted)).sum()
    return lambda new: expit(_odds(new) + by)


def _logistic(chance: Floats, event: NDArray[np.bool_]) -> Map:
    """Shift and stretch the log-odds (Platt 1999)."""
    fitted = LogisticRegression(C=1.0).fit(_odds(chance)[:, None], event)
    return lambda new: fitted.predict_proba(_odds(new)[:, None])[:, 1]


def _isotonic(chance: Floats, event: NDArray[np.bool_]) -> Map:
    """The rising steps nearest to what was seen (Zadrozny and Elkan 2002)."""
    fitted = IsotonicRegression(y_min=SMALLEST, y_max=1, out_of_bounds="clip").fit(chance, event)
    return fitted.predict


MAPS = {"shift": _shift, "logistic": _logistic, "isotonic": _isotonic}


def _odds(chance: Floats) -> Floats:
    return logit(np.clip(chance, SMALLEST, 1 - SMALLEST))


@dataclass(frozen=True)
class Month:
    """One target month of a lead: what was issued for it, and what happened."""

    month: int
    issued: Predictive
    deaths: NDArray[np.int32]
    scored: bool

    @property
    def event(self) -> NDArray[np.bool_]:
        """Where anybody was killed."""
        return self.deaths > 0


def main() -> None:
    """Print the table of every lead."""
    given = argparse.ArgumentParser(description=__doc__)
    for name in ("events", "areas", "folder"):
        given.add_argument(name, type=Path)
    given.add_argument("train_areas", type=Path, nargs="*")
    given.add_argument("--origins", default="2014-01..2018-12")
    said = given.parse_args()
    folder = said.folder
    workspace = lay_out(said.events, said.areas, said.train_areas, folder / "work")
    plan = backtest_plan(
        workspace, target=Kind.ONE_SIDED, leads=LEADS, origins=read_span(said.origins),
        train_from=read_month("1995-01"),
    )  # fmt: skip
    run = Backtest(plan, workspace.data, folder / "work", lambda *_: None)
    chosen = evaluate(plan, run.run(InProcess())).guard.to_dicts()
    source = {(row["lead"], row["origins_from"]): row["issued"] for row in chosen}
    rows = [row for lead in LEADS for row in _of_lead(plan, lead, source, run.marks())]
    print(plain_table(pl.DataFrame(rows)))


def _of_lead(
    plan: Plan, lead: int, source: Mapping[tuple[int, int], str], marks: list[ScoreTask]
) -> list[dict[str, Any]]:
    blocks = [one for one in marks if one.lead == lead]
    held = {task.first: list(forecast_months(task)) for task in blocks}
    made: dict[str, list[tuple[Month, Predictive]]] = {
        name: [] for name in (UNCHANGED, *MAPS, NESTED)
    }
    best = dict.fromkeys((UNCHANGED, *MAPS), 0.0)
    for task in blocks:
        scored = task.first >= plan.first_origin
        name = source.get((lead, task.first // 12), "hybrid")
        past = [
            (forecasts[name].probability, outcome > 0)
            for first, months in held.items()
            if first < task.first
            for origin, outcome, forecasts in months
            if origin + lead <= task.first
        ]
        maps = _learnt(past)
        leader = min(best, key=lambda one: best[one])
        for origin, outcome, forecasts in held[task.first]:
            month = Month(origin + lead, forecasts[name], outcome, scored)
            versions = {one: _mapped(month.issued, made_map) for one, made_map in maps.items()}
            for one, forecast in versions.items():
                made[one].append((month, forecast))
            made[NESTED].append((month, versions[leader]))
        for one in best:
            best[one] = _brier(made[one], until=_next(blocks, task))
    return _table(lead, made)


def _next(blocks: list[ScoreTask], task: ScoreTask) -> int:
    """The last month known when the block after this one is forecast."""
    later = [one.first for one in blocks if one.first > task.first]
    return min(later, default=task.last)


def _learnt(past: list[tuple[Floats, NDArray[np.bool_]]]) -> dict[str, Map]:
    maps: dict[str, Map] = {UNCHANGED: lambda new: new}
    if not past or sum(event.sum() for _chance, event in past) < FEWEST_EVENTS:
        return maps | dict.fromkeys(MAPS, maps[UNCHANGED])
    chance = np.concatenate([one for one, _event in past])
    event = np.concatenate([one for _chance, one in past])
    return maps | {name: learn(chance, event) for name, learn in MAPS.items()}


def _mapped(issued: Predictive, by: Map) -> Predictive:
    chance = by(issued.probability)
    if chance is issued.probability:
        return issued
    return from_hurdle(chance, issued.positive(GIVEN))


def _brier(made: list[tuple[Month, Predictive]], until: int) -> float:
    known = [(m, f) for m, f in made if m.month <= until]
    return sum(float(scores.brier(m.event, f.probability).sum()) for m, f in known)


def _table(lead: int, made: Mapping[str, list[tuple[Month, Predictive]]]) -> list[dict[str, Any]]:
    kept = {name: [(m, f) for m, f in rows if m.scored] for name, rows in made.items()}
    before = {key: _monthly(kept[UNCHANGED], key) for key in ("crps", "ignorance", "brier")}
    weights = bootstrap.month_weights(len(kept[UNCHANGED]))
    rows = []
    for name, months in kept.items():
        event = np.concatenate([m.event for m, _f in months])
        chance = np.concatenate([f.probability for _m, f in months])
        bins = scores.reliability(event, chance)
        row: dict[str, Any] = {"lead": lead, "map": name}
        for key, reference in before.items():
            point, low, high = bootstrap.skill(_monthly(months, key), reference, weights)
            row[f"{key} gain"] = f"{point:+.1%} [{low:+.1%}, {high:+.1%}]"
        row |= {
            "ap": scores.ranking(event, chance).average_precision,
            "ece": bins.calibration_error,
            "top bin": f"{bins.forecast[-1]:.1%} → {bins.observed[-1]:.1%} ({bins.count[-1]})",
            "foreseen": f"{chance.sum():.1f}",
            "seen": int(event.sum()),
        }
        rows.append(row)
    return rows


def _monthly(months: list[tuple[Month, Predictive]], key: str) -> Floats:
    if key == "brier":
        return np.array([scores.brier(m.event, f.probability).mean() for m, f in months])
    score = getattr(scores, key)
    return np.array([score(m.deaths, f.draws).mean() for m, f in months])


if __name__ == "__main__":
    main()
