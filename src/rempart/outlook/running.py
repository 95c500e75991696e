"""From files and the register to a month's forecasts: the only place where the library is called.

It needs the extra `foresight`. First a backtest of the five years before: it says, per lead, what
may be issued and with which skill. Then the forecasts themselves.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from rempart.foresight import explain
from rempart.foresight.areas import Areas
from rempart.foresight.backtest import Arrays, Backtest
from rempart.foresight.engine import ENGINE
from rempart.foresight.evaluate import ISSUED, evaluate
from rempart.foresight.events import EventSource, Kind, from_frame, read_events
from rempart.foresight.executors import Executor
from rempart.foresight.issue import IssueTask, issue_plan, run_issue
from rempart.foresight.months import Month, month_of, written
from rempart.foresight.outlines import outline_areas, read_areas
from rempart.foresight.panel import Panel
from rempart.foresight.workspace import (
    FEWEST_MONTHS,
    Workspace,
    backtest_plan,
    digest_of,
    lay_out_events,
)
from rempart.outlook.computed import (
    LEADS,
    PAST_MONTHS,
    REFERENCE,
    AreaForecast,
    AreaGround,
    Computed,
    Spread,
    Standing,
)
from rempart.outlook.ground import COLUMNS, Incidents
from rempart.outlook.reference import Reference

TARGET = Kind.ONE_SIDED
TRAIN_FROM = month_of(1995, 1)
"""Before, UCDP's coding of one-sided violence is thin."""
TRIED_MONTHS = 60
FEWEST_TRIED = 24
BASE_MONTHS = 60

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Sources:
    """What is known: the house's outlines and incidents, the reference, and its last month."""

    features: Sequence[dict[str, Any]]
    reference: Reference
    incidents: Incidents
    reference_until: Month | None


def reference_until(reference: Reference) -> date | None:
    """The first day of the last month in which the reference has an event; None without one."""
    if reference.events is None:
        return None
    last = read_events(reference.events).span()[1]
    return date(last // 12, last % 12 + 1, 1)


def compute(
    month: date,
    features: Sequence[dict[str, Any]],
    reference: Reference,
    incidents: Incidents,
    executor: Executor,
    folder: Path,
    progress: Progress,
) -> Computed:
    """Forecast each area at each lead from `month`; `folder` holds the work meanwhile.

    Of the months that the reference covers, the reference alone is counted; of later ones, the
    register's incidents. Models learn only from the former. Raises ForesightError.
    """
    origin = month_of(month.year, month.month)
    until = reference_until(reference)
    last = month_of(until.year, until.month) if until else None
    sources = Sources(features, reference, incidents, last)
    learnt = origin if last is None else min(origin, last)
    workspace = _laid_out(sources, origin, folder)
    standings = _standings(workspace, learnt, executor, folder, progress)
    start = max(TRAIN_FROM, workspace.panel.start)
    plan = issue_plan(workspace.folders, TARGET, LEADS, origin, start, learnt)
    tasks = [IssueTask(plan, lead, standings[lead].issued) for lead in LEADS]
    results: dict[int, Arrays] = {}
    for at, result in executor.run(run_issue, tasks):
        results[LEADS[at]] = result
        progress(len(results), len(tasks), "issue")
    return Computed(
        month=month,
        vintage=_vintage(sources, workspace.areas, learnt),
        engine=ENGINE,
        standings=standings,
        grounds=_grounds(workspace.panel, origin),
        forecasts=tuple(
            one for lead in LEADS for one in _forecasts(workspace.areas, lead, results[lead])
        ),
        marking=incidents.marking,
    )


# --- events and areas ---------------------------------------------------------------------------


def _laid_out(sources: Sources, origin: Month, folder: Path) -> Workspace:
    own = outline_areas(sources.features, "outlook")
    known, digest = _events(sources)
    parts: list[tuple[EventSource, Areas]] = [(known, own)]
    if sources.reference.events is not None:
        elsewhere = read_events(sources.reference.events)
        parts += [(elsewhere, read_areas(path)) for path in sources.reference.areas]
    return lay_out_events(parts, digest, folder, origin)


def _events(sources: Sources) -> tuple[EventSource, str]:
    """The reference's events, and the register's after them, as one source with its digest."""
    own = pl.DataFrame(sources.incidents.events, schema=COLUMNS, orient="row")
    said = hashlib.sha256(repr(sources.incidents.events).encode()).hexdigest()[:16]
    if sources.reference.events is None or sources.reference_until is None:
        return from_frame(own, "register"), said
    reference = read_events(sources.reference.events)
    later = own.filter(pl.col("month") > sources.reference_until)
    both = pl.concat([reference.frame, later.lazy()], how="vertical_relaxed")
    return EventSource(reference.name, both), digest_of(sources.reference.events) + said


def _vintage(sources: Sources, areas: Areas, learnt: Month) -> dict[str, Any]:
    """Of what editions the run was made: enough to say later what it could not have known."""
    events = sources.reference.events
    return {
        "reference": events.name if events else None,
        "reference_digest": digest_of(events) if events else None,
        "reference_until": written(sources.reference_until) if sources.reference_until else None,
        "train_areas": [path.name for path in sources.reference.areas],
        "learnt_until": written(learnt),
        "incidents": len(sources.incidents.events),
        "areas": len(areas),
        "edition": areas.edition,
    }


# --- what may be issued -------------------------------------------------------------------------


def tried(start: Month, learnt: Month) -> range:
    """The origins of the backtest: whole years, five at most, that end before `learnt`'s; or none.

    They follow the calendar, so that months of one year are judged by the same past.
    """
    last = (learnt + 1) // 12 * 12 - 1
    first = max(last - TRIED_MONTHS + 1, start + FEWEST_MONTHS + 12)
    return range(first, last + 1) if last - first + 1 >= FEWEST_TRIED else range(0)


def _standings(
    workspace: Workspace, learnt: Month, executor: Executor, folder: Path, progress: Progress
) -> dict[int, Standing]:
    """What is issued at each lead; the mix where the past is too short to try anything else."""
    start = max(TRAIN_FROM, workspace.panel.start)
    origins = tried(start, learnt)
    if not origins:
        return dict.fromkeys(LEADS, Standing(REFERENCE))
    asked = backtest_plan(workspace, target=TARGET, leads=LEADS, origins=origins, train_from=start)
    plan = replace(asked, known_until=learnt)
    found = evaluate(plan, Backtest(plan, workspace.data, folder, progress).run(executor))
    rows = {row["lead"]: row for row in found.scores.filter(model=ISSUED).to_dicts()}
    left = {row["lead"]: row for row in found.surprises.filter(model=ISSUED).to_dicts()}
    return {
        lead: Standing(
            choice.issued,
            _known(rows[lead]["crps_skill"]),
            _known(rows[lead]["crps_skill_low"]),
            _known(rows[lead]["crps_skill_high"]),
            rows[lead]["months"],
            rows[lead]["events"],
            **{name: left[lead][name] for name in ("area_months", "raised", "followed", "quiet")},
        )
        for lead, choice in found.next_choice.items()
    }


def _known(value: float) -> float | None:
    """A figure, or None where there was nothing to score."""
    return round(value, 6) if np.isfinite(value) else None


# --- what is kept -------------------------------------------------------------------------------


def _grounds(panel: Panel, origin: Month) -> tuple[AreaGround, ...]:
    now = panel.column(origin) + 1
    past = panel.deaths[TARGET, max(now - PAST_MONTHS, 0) : now]
    base = (panel.deaths[TARGET, max(now - BASE_MONTHS, 0) : now] > 0).mean(axis=0)
    rows = []
    for unit, area in enumerate(panel.areas.ids):
        facts = explain.facts(panel, TARGET, origin, unit)
        rows.append(
            AreaGround(
                area=area,
                past=tuple(past[:, unit].tolist()),
                base=round(float(base[unit]), 6),
                active_months=facts.months,
                deaths=facts.deaths,
                near=facts.near,
            )
        )
    return tuple(rows)


def _forecasts(areas: Areas, lead: int, result: Arrays) -> list[AreaForecast]:
    weights = {
        key.removeprefix("weight/"): value
        for key, value in result.items()
        if key.startswith("weight/")
    }
    return [
        AreaForecast(
            area,
            lead,
            _spread(result, "issued", unit),
            _spread(result, "mix", unit),
            {family: round(float(weight[unit]), 6) for family, weight in weights.items()},
        )
        for unit, area in enumerate(areas.ids)
    ]


def _spread(result: Mapping[str, Any], name: str, unit: int) -> Spread:
    draws = result[f"{name}/draws"][unit]
    deaths, counts = np.unique(np.rint(draws).astype(int), return_counts=True)
    return Spread(
        round(float(result[f"{name}/probability"][unit]), 6),
        round(float(draws.mean(dtype=np.float64)), 4),
        tuple(zip(deaths.tolist(), counts.tolist(), strict=True)),
    )
