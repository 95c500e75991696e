"""From the scores of a backtest to its tables: skill with intervals, years, guard, calibration."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from rempart.foresight import bootstrap, guard, scores
from rempart.foresight.backtest import MODELS, Arrays
from rempart.foresight.baselines import REFERENCE
from rempart.foresight.guard import Choice
from rempart.foresight.months import Month
from rempart.foresight.plan import Plan

ISSUED = "issued"
WATCHLISTS = (5, 10, 20)
_PER_MONTH = ("crps", "ign", "mis", "brier", "pit", "probability", "surprised")


@dataclass(frozen=True)
class Evaluation:
    """The tables of one backtest, and the reliability of what was issued, per lead.

    `surprises` says how often deaths left a forecast's interval, and what the next month brought:
    of `area_months` scored, `raised` saw more deaths than the interval held; in `quiet` of the
    `followed` among them whose next month was scored too, nobody was killed there in that month:
    a warning raised then would have been a false alarm. `calm` is that share among all area-months
    that could be followed, warned of or not.
    """

    scores: pl.DataFrame
    years: pl.DataFrame
    guard: pl.DataFrame
    pit: pl.DataFrame
    reliability: pl.DataFrame
    surprises: pl.DataFrame
    next_choice: Mapping[int, Choice] = field(default_factory=dict)


def evaluate(plan: Plan, results: Mapping[int, Arrays]) -> Evaluation:
    """All tables, for every lead of the plan."""
    tables: dict[str, list[pl.DataFrame]] = {}
    following = {}
    for lead in plan.leads:
        arrays, chosen = _with_issued(plan, lead, results[lead])
        scored = _scored_months(plan, lead, arrays)
        for name, frame in {
            "scores": _scores(lead, scored),
            "years": _years(lead, scored),
            "guard": chosen,
            "pit": _pit(lead, scored),
            "reliability": _reliability(lead, scored),
            "surprises": _surprises(lead, scored),
        }.items():
            tables.setdefault(name, []).append(frame)
        following[lead] = _choice(arrays, plan.known_until)
    return Evaluation(
        **{name: pl.concat(frames) for name, frames in tables.items()},
        next_choice=following,
    )


def _surprises(lead: int, arrays: Arrays) -> pl.DataFrame:
    deaths = arrays["deaths"]
    weights = bootstrap.month_weights(len(deaths))
    known = np.append(np.diff(arrays["month"].astype(np.int64)) == 1, False)[:, None]
    calm_next = np.vstack([deaths[1:] == 0, np.zeros_like(deaths[:1], bool)])
    could = np.broadcast_to(known, deaths.shape)
    rows = []
    for model in (REFERENCE, ISSUED):
        raised = arrays[f"{model}/surprised"]
        followed = raised & known
        quiet = followed & calm_next
        row: dict[str, object] = {
            "lead": lead,
            "model": model,
            "area_months": raised.size,
            "raised": int(raised.sum()),
            "followed": int(followed.sum()),
            "quiet": int(quiet.sum()),
        }
        row |= _interval("raised_rate", _rate(raised, np.ones_like(raised), weights))
        row |= _interval("false_alarms", _rate(quiet, followed, weights))
        row |= _interval("calm", _rate(could & calm_next, could, weights))
        rows.append(row)
    return pl.DataFrame(rows)


def _rate(
    part: NDArray[np.bool_], whole: NDArray[np.bool_], weights: NDArray[np.float64]
) -> bootstrap.Interval:
    """A share of area-months [months, areas], with its interval."""
    counted = [one.sum(axis=1).astype(np.float64) for one in (part, whole)]
    return bootstrap.rate(counted[0], counted[1], weights)


def _choice(arrays: Arrays, known_until: Month) -> Choice:
    crps = {
        name: arrays[f"{name}/crps"].astype(np.float64) for name in (*guard.CANDIDATES, REFERENCE)
    }
    events = (arrays["deaths"] > 0).sum(axis=1)
    return guard.choose(crps, events, arrays["month"].astype(np.int64), known_until)


def _with_issued(plan: Plan, lead: int, arrays: Arrays) -> tuple[Arrays, pl.DataFrame]:
    """Add what the guard would have issued each year, having seen only the years before."""
    months = arrays["month"]
    source = np.full(len(months), REFERENCE, dtype=object)
    rows = []
    for first, last in plan.blocks():
        choice = _choice(arrays, first)
        source[(months >= first + lead) & (months <= last + lead)] = choice.issued
        if last >= plan.first_origin:
            rows.append(
                {
                    "lead": lead,
                    "origins_from": first // 12,
                    "issued": choice.issued,
                    "skill_before": choice.skill,
                    "months_before": choice.months,
                    "events_before": choice.events,
                }
            )
    issued = {
        f"{ISSUED}/{key}": np.array([arrays[f"{name}/{key}"][at] for at, name in enumerate(source)])
        for key in _PER_MONTH
    }
    return arrays | issued, pl.DataFrame(rows)


def _scored_months(plan: Plan, lead: int, arrays: Arrays) -> Arrays:
    kept = arrays["month"] >= plan.first_origin + lead
    return {key: values[kept] for key, values in arrays.items()}


def _scores(lead: int, arrays: Arrays) -> pl.DataFrame:
    deaths = arrays["deaths"]
    event = deaths > 0
    weights = bootstrap.month_weights(len(event))
    base = arrays[f"{REFERENCE}/probability"]
    base_hits = {k: _hits(event, base, k) for k in WATCHLISTS}
    total = event.sum(axis=1).astype(np.float64)
    rows = []
    for model in (*MODELS, ISSUED):
        probability = arrays[f"{model}/probability"]
        row: dict[str, object] = {
            "lead": lead,
            "model": model,
            "months": len(event),
            "unit_months": event.size,
            "events": int(event.sum()),
        }
        for score in ("crps", "ign", "mis", "brier"):
            own = arrays[f"{model}/{score}"].astype(np.float64)
            row[score] = float(own.mean())
            reference = arrays[f"{REFERENCE}/{score}"].astype(np.float64)
            row |= _interval(f"{score}_skill", bootstrap.skill(own, reference, weights))
        flat = probability.ravel().astype(np.float64)
        ranked = scores.ranking(event.ravel(), probability.ravel())
        row |= {"ap": ranked.average_precision, "auroc": ranked.auroc}
        row |= _interval("ap_gain", bootstrap.precision_gain(event, probability, base, weights))
        for k in WATCHLISTS:
            own, reference = _hits(event, probability, k), base_hits[k]
            row[f"recall_{k}"] = float(own.sum() / total.sum()) if total.sum() else float("nan")
            row |= _interval(
                f"recall_{k}_gain", bootstrap.difference(own, reference, total, weights)
            )
        bins = scores.reliability(event.ravel(), flat)
        row["ece"] = bins.calibration_error if bins else float("nan")
        row["resolution"] = bins.resolution if bins else float("nan")
        rows.append(row)
    return pl.DataFrame(rows)


def _interval(name: str, interval: bootstrap.Interval) -> dict[str, object]:
    point, low, high = interval
    return {name: point, f"{name}_low": low, f"{name}_high": high}


def _hits(
    event: NDArray[np.bool_], probability: NDArray[np.generic], k: int
) -> NDArray[np.float64]:
    return np.array(
        [
            scores.watchlist_hits(hit, chance, k)
            for hit, chance in zip(event, probability, strict=True)
        ]
    )


def _years(lead: int, arrays: Arrays) -> pl.DataFrame:
    year = arrays["month"].astype(np.int64) // 12
    rows = []
    for one in np.unique(year):
        kept = year == one
        event = arrays["deaths"][kept] > 0
        reference = float(arrays[f"{REFERENCE}/crps"][kept].sum())
        for model in (*MODELS, ISSUED):
            crps = arrays[f"{model}/crps"][kept].astype(np.float64)
            ranked = scores.ranking(event.ravel(), arrays[f"{model}/probability"][kept].ravel())
            rows.append(
                {
                    "lead": lead,
                    "year": int(one),
                    "model": model,
                    "events": int(event.sum()),
                    "crps": float(crps.mean()),
                    "crps_skill": 1 - float(crps.sum()) / reference if reference else float("nan"),
                    "ap": ranked.average_precision,
                }
            )
    return pl.DataFrame(rows)


def _pit(lead: int, arrays: Arrays) -> pl.DataFrame:
    rows = []
    for model in (REFERENCE, "ensemble", ISSUED):
        counts = arrays[f"{model}/pit"].sum(axis=0)
        share = counts / max(counts.sum(), 1)
        rows += [
            {"lead": lead, "model": model, "bin": number, "share": float(one)}
            for number, one in enumerate(share)
        ]
    return pl.DataFrame(rows)


def _reliability(lead: int, arrays: Arrays) -> pl.DataFrame:
    event = (arrays["deaths"] > 0).ravel()
    rows = []
    for model in (REFERENCE, "ensemble", ISSUED):
        flat = arrays[f"{model}/probability"].ravel().astype(np.float64)
        bins = scores.reliability(event, flat)
        if bins is not None:
            rows += [
                {"lead": lead, "model": model, "forecast": f, "observed": o, "count": n}
                for f, o, n in zip(
                    bins.forecast.tolist(), bins.observed.tolist(), bins.count.tolist(), strict=True
                )
            ]
    schema = {
        "lead": pl.Int64,
        "model": pl.String,
        "forecast": pl.Float64,
        "observed": pl.Float64,
        "count": pl.Int64,
    }
    return pl.DataFrame(rows, schema=schema)
