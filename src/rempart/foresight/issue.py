"""Forecasts of months to come: fitted on all that is known, guarded, explained, kept for later.

An issue is a folder: `forecast.json` says what it stands on, `forecast.csv` is for people,
`draws.npz` for scoring when the outcomes are known.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from rempart.foresight import explain, hurdle
from rempart.foresight.backtest import Arrays
from rempart.foresight.baselines import REFERENCE, conflictology, conflictology_mix, neighbours
from rempart.foresight.engine import ENGINE
from rempart.foresight.ensemble import NEUTRAL, Parts, combine, shared
from rempart.foresight.errors import ForesightError
from rempart.foresight.events import Kind
from rempart.foresight.executors import Executor
from rempart.foresight.features import Basis, Matrix
from rempart.foresight.guard import Choice
from rempart.foresight.messages import Language
from rempart.foresight.months import Month, read_month, written
from rempart.foresight.plan import RECIPES, Plan, bases, own_sample, sample
from rempart.foresight.predictive import Floats, Predictive
from rempart.foresight.specialise import Calibration

FORMAT = 1
SHOWN = (0.5, 0.8, 0.95)
"""Quantiles that people are shown."""
_STATEMENT, _TABLE, _DRAWS = "forecast.json", "forecast.csv", "draws.npz"


@dataclass(frozen=True)
class IssueTask:
    """Forecast one lead from the plan's last origin, issuing what the guard chose."""

    plan: Plan
    lead: int
    issued: str


@dataclass(frozen=True)
class Issued:
    """An issue read back: its terms, and per lead the issued forecast and the mix beside it."""

    edition: str
    target: Kind
    origin: Month
    forecasts: Mapping[int, tuple[Predictive, Predictive]]


def issue_plan(
    folders: Sequence[str],
    target: Kind,
    leads: Sequence[int],
    origin: Month,
    train_from: Month,
    learnt_until: Month | None = None,
) -> Plan:
    """The plan of one issue: the only origin is the last month known.

    Models learn from what was known until `learnt_until`, by default the origin itself: the events
    of other countries may end sooner than a mission's own.
    """
    return Plan(
        panels=tuple(folders),
        target=target,
        leads=tuple(leads),
        first_origin=origin,
        last_origin=origin,
        known_until=origin if learnt_until is None else learnt_until,
        train_from=train_from,
        warm_up=0,
    )


def run_issue(task: IssueTask) -> Arrays:
    """Draws and probabilities of the issued forecast and of the mix, and each driver's weight.

    Where the mix is issued no model is fitted: its drivers are its own two halves.
    """
    plan, lead = task.plan, task.lead
    basis, origin = bases(plan)[0], task.plan.last_origin
    mix = conflictology_mix(basis.panel, plan.target, origin)
    if task.issued == REFERENCE:
        issued, weights = mix, _halves(basis, plan.target, origin)
    else:
        cutoff = min(origin, plan.known_until)
        rows, features = sample(plan, cutoff, lead), basis.at(origin, lead)
        fitted = {name: hurdle.fit(recipe, rows, plan.seed) for name, recipe in RECIPES.items()}
        calibrations = dict.fromkeys(fitted, NEUTRAL)
        if task.issued == "specialised":
            own = own_sample(plan, cutoff, lead)
            calibrations = {name: one.calibrated(own) for name, one in fitted.items()}
        parts = {
            name: Parts(*one.parameters(features), one.spread, calibrations[name])
            for name, one in fitted.items()
        }
        issued = combine(parts, mix)[task.issued]
        weights = explain.effects(lambda known: _chance(fitted, calibrations, known), features)
        if task.issued == "blend":
            halves = _halves(basis, plan.target, origin)
            weights = {name: (one + halves.get(name, 0)) / 2 for name, one in weights.items()}
    forecast: Arrays = {
        "issued/probability": issued.probability,
        "issued/draws": issued.draws,
        "mix/probability": mix.probability,
        "mix/draws": mix.draws,
    }
    return forecast | {f"weight/{family}": weight for family, weight in weights.items()}


def _chance(
    fitted: Mapping[str, hurdle.Hurdle], calibrations: Mapping[str, Calibration], features: Matrix
) -> Floats:
    return shared(
        {
            name: calibrations[name].apply(one.chance.predict(features))
            for name, one in fitted.items()
        }
    )


def _halves(basis: Basis, target: Kind, origin: Month) -> dict[str, Any]:
    own = conflictology(basis.panel, target, origin, months=12)
    return {
        "own": own.probability / 2,
        "near": neighbours(basis.panel, target, origin).probability / 2,
    }


def issue(
    plan: Plan, choices: Mapping[int, Choice], executor: Executor, folder: Path, language: Language
) -> pl.DataFrame:
    """Forecast every lead of the plan and write the issue into `folder`; returns its table.

    `choices` are the guard's, by lead; a lead without one gets the mix.
    """
    names = {lead: choices[lead].issued if lead in choices else REFERENCE for lead in plan.leads}
    tasks = [IssueTask(plan, lead, names[lead]) for lead in plan.leads]
    results = {plan.leads[at]: result for at, result in executor.run(run_issue, tasks)}
    basis = bases(plan)[0]
    table = pl.concat(
        [_table(basis, plan, lead, results[lead], names[lead], language) for lead in plan.leads]
    )
    folder.mkdir(parents=True, exist_ok=True)
    table.write_csv(folder / _TABLE, float_precision=6)
    with (folder / _DRAWS).open("wb") as held:
        arrays: dict[str, Any] = {
            f"{lead}/{key}": value
            for lead in plan.leads
            for key, value in results[lead].items()
            if not key.startswith("weight/")
        }
        np.savez_compressed(held, **arrays)
    skills = {str(lead): choices[lead].skill for lead in plan.leads if lead in choices}
    statement = {
        "format": FORMAT,
        "edition": basis.panel.areas.edition,
        "target": plan.target.name,
        "origin": written(plan.last_origin),
        "leads": list(plan.leads),
        "issued": {str(lead): names[lead] for lead in plan.leads},
        "skill_in_backtests": skills,
        "engine": ENGINE,
        "seed": plan.seed,
    }
    (folder / _STATEMENT).write_text(json.dumps(statement, indent=1), encoding="utf-8")
    return table


def read_issue(folder: Path) -> Issued:
    """Read an issue back; refuse one that is missing or of another format."""
    path = folder / _STATEMENT
    if not path.is_file() or not (folder / _DRAWS).is_file():
        raise ForesightError("forecast", path, "file-missing")
    statement = json.loads(path.read_text(encoding="utf-8"))
    if statement.get("format") != FORMAT:
        raise ForesightError(path.name, statement.get("format"), "format-other", known=FORMAT)
    with np.load(folder / _DRAWS, allow_pickle=False) as held:
        forecasts = {
            lead: (
                Predictive(held[f"{lead}/issued/probability"], held[f"{lead}/issued/draws"]),
                Predictive(held[f"{lead}/mix/probability"], held[f"{lead}/mix/draws"]),
            )
            for lead in statement["leads"]
        }
    return Issued(
        edition=statement["edition"],
        target=Kind[statement["target"]],
        origin=read_month(statement["origin"]),
        forecasts=forecasts,
    )


def _table(
    basis: Basis, plan: Plan, lead: int, result: Arrays, issued: str, language: Language
) -> pl.DataFrame:
    """One row an area, the likeliest first: forecast, mix, interval and reasons."""
    areas, origin = basis.panel.areas, plan.last_origin
    forecast = Predictive(result["issued/probability"], result["issued/draws"])
    mix = Predictive(result["mix/probability"], result["mix/draws"])
    shown = forecast.quantiles(SHOWN)
    prefix = "weight/"
    weights = {
        key.removeprefix(prefix): value for key, value in result.items() if key.startswith(prefix)
    }
    reasons = [
        explain.in_words(
            explain.facts(basis.panel, plan.target, origin, unit),
            {family: float(weight[unit]) for family, weight in weights.items()},
            language,
        )
        for unit in range(len(areas))
    ]
    return pl.DataFrame(
        {
            "lead": [lead] * len(areas),
            "month": [written(origin + lead)] * len(areas),
            "area": list(areas.ids),
            "name": list(areas.names),
            "issued": [issued] * len(areas),
            "probability": forecast.probability,
            "expected_deaths": forecast.mean(),
            **{f"deaths_q{100 * level:.0f}": shown[:, at] for at, level in enumerate(SHOWN)},
            "mix_probability": mix.probability,
            "mix_expected_deaths": mix.mean(),
            "why": reasons,
        }
    ).sort(["probability", "area"], descending=[True, False])
