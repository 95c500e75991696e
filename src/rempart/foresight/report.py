"""The written outcome of a backtest: tables as CSV and Markdown, plots as SVG."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import polars as pl

from rempart.foresight import plots
from rempart.foresight.backtest import left_out
from rempart.foresight.baselines import REFERENCE
from rempart.foresight.engine import ENGINE
from rempart.foresight.errors import ForesightError
from rempart.foresight.evaluate import ISSUED, WATCHLISTS, Evaluation
from rempart.foresight.events import Kind
from rempart.foresight.guard import Choice
from rempart.foresight.messages import Language, say
from rempart.foresight.months import written
from rempart.foresight.plan import FORMAT, Plan

GUARD_FILE = "guard.json"
TABLES = ("scores", "years", "guard", "pit", "reliability", "surprises")
"""The tables of an evaluation that are kept as CSV."""


def write_report(
    evaluation: Evaluation, plan: Plan, areas: tuple[int, str], folder: Path, language: Language
) -> None:
    """Write CSV tables, `report.md`, the plots and the guard's next choice into `folder`.

    `areas` are their number and their edition.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name in TABLES:
        getattr(evaluation, name).write_csv(folder / f"{name}.csv", float_precision=6)
    for name, drawing in plots.draw(evaluation, language).items():
        (folder / f"{name}.svg").write_text(drawing, encoding="utf-8")
    (folder / "report.md").write_text(
        markdown(evaluation, plan, areas[0], language), encoding="utf-8"
    )
    choices = {str(lead): asdict(choice) for lead, choice in evaluation.next_choice.items()}
    held = {"format": FORMAT, "edition": areas[1], "known_until": written(plan.known_until)}
    (folder / GUARD_FILE).write_text(
        json.dumps(held | {"target": plan.target.name, "leads": choices}, indent=1),
        encoding="utf-8",
    )


def read_guard(folder: Path, edition: str, target: Kind) -> dict[int, Choice]:
    """The guard's choice per lead from a backtest's folder, for areas of this edition.

    Raises ForesightError when the file is missing or of another format, edition or target.
    """
    path = folder / GUARD_FILE
    if not path.is_file():
        raise ForesightError("backtest", path, "file-missing")
    held = json.loads(path.read_text(encoding="utf-8"))
    if held.get("format") != FORMAT:
        raise ForesightError(path.name, held.get("format"), "format-other", known=FORMAT)
    if held["edition"] != edition:
        raise ForesightError(path.name, held["edition"], "edition-other", known=edition)
    if held["target"] != target.name:
        raise ForesightError(path.name, held["target"], "target-other", known=target.name)
    return {int(lead): Choice(**choice) for lead, choice in held["leads"].items()}


def markdown(evaluation: Evaluation, plan: Plan, units: int, language: Language) -> str:
    """The report as Markdown: scores per lead, the guard's choices, year by year."""
    counts = ", ".join(f"{lead}\u00a0→\u00a0{n}" for lead, n in left_out(plan).items())
    setting = say(
        "setting",
        language,
        units=units,
        first=written(plan.first_origin),
        last=written(plan.last_origin),
        left=say("left-out", language, counts=counts),
        known=written(plan.known_until),
        engine=ENGINE,
    )
    parts = [f"# {say('title', language)}", setting, say("skill-note", language)]
    for lead in plan.leads:
        months = say("month" if lead == 1 else "months", language)
        parts += [
            f"## {say('lead', language)} {lead} {months}",
            _score_table(evaluation.scores.filter(pl.col("lead") == lead), language),
        ]
    parts += [f"## {say('guard', language)}", _guard_table(evaluation.guard, language)]
    parts += [f"## {say('by-year', language)}", _year_table(evaluation.years, language)]
    parts += [f"## {say('surprises', language)}", say("surprises-note", language)]
    parts.append(_surprise_table(evaluation.surprises, language))
    names = ("skill", "years", "reliability", "pit")
    parts.append("\n".join(f"![{say(f'plot-{name}', language)}]({name}.svg)" for name in names))
    return "\n\n".join(parts) + "\n"


def _score_table(frame: pl.DataFrame, language: Language) -> str:
    heads = [
        say("model", language),
        "CRPS",
        say("skill", language),
        "IGN",
        say("ign_skill", language),
        "MIS",
        "Brier",
        "AP",
        say("ap_gain", language),
        "AUROC",
        *(say("recall", language, k=k) for k in WATCHLISTS),
        "ECE",
        say("resolution", language),
    ]
    rows = [
        [
            f"**{one['model']}**" if one["model"] in (ISSUED, REFERENCE) else one["model"],
            _figure(one["crps"]),
            _interval(one, "crps_skill", percent=True),
            _figure(one["ign"]),
            _interval(one, "ign_skill", percent=True),
            _figure(one["mis"]),
            _figure(one["brier"]),
            _figure(one["ap"], 3),
            _interval(one, "ap_gain", percent=False),
            _figure(one["auroc"], 3),
            *(_figure(one[f"recall_{k}"], 2) for k in WATCHLISTS),
            _figure(one["ece"], 3),
            _figure(one["resolution"]),
        ]
        for one in frame.iter_rows(named=True)
    ]
    return _table(heads, rows)


def _guard_table(frame: pl.DataFrame, language: Language) -> str:
    heads = [
        say(key, language) for key in ("lead", "year", "issued", "skill_before", "events_before")
    ]
    rows = [
        [
            str(one["lead"]),
            str(one["origins_from"]),
            one["issued"],
            f"{one['skill_before']:+.1%}",
            str(one["events_before"]),
        ]
        for one in frame.iter_rows(named=True)
    ]
    return _table(heads, rows)


def _year_table(frame: pl.DataFrame, language: Language) -> str:
    heads = [say(key, language) for key in ("lead", "year", "events")]
    heads += ["CRPS", say("skill", language), "AP"]
    rows = [
        [
            str(one["lead"]),
            str(one["year"]),
            str(one["events"]),
            _figure(one["crps"]),
            f"{one['crps_skill']:+.1%}",
            _figure(one["ap"], 3),
        ]
        for one in frame.filter(pl.col("model") == ISSUED).iter_rows(named=True)
    ]
    return _table(heads, rows)


def _surprise_table(frame: pl.DataFrame, language: Language) -> str:
    heads = [
        say(key, language)
        for key in ("lead", "area-months", "raised", "followed", "false_alarms", "calm")
    ]
    rows = [
        [
            str(one["lead"]),
            str(one["area_months"]),
            f"{one['raised']} · {_share(one, 'raised_rate')}",
            str(one["followed"]),
            f"{one['quiet']} · {_share(one, 'false_alarms')}",
            _share(one, "calm"),
        ]
        for one in frame.filter(pl.col("model") == ISSUED).iter_rows(named=True)
    ]
    return _table(heads, rows)


def plain_table(frame: pl.DataFrame) -> str:
    """Any frame as a Markdown table, figures to four places."""
    rows = [
        [_figure(cell) if isinstance(cell, float) else str(cell) for cell in row]
        for row in frame.iter_rows()
    ]
    return _table(frame.columns, rows)


def _figure(value: float, digits: int = 4) -> str:
    return "–" if value != value else f"{value:.{digits}f}"


def _interval(row: dict[str, float], name: str, *, percent: bool) -> str:
    point, low, high = (row[f"{name}{end}"] for end in ("", "_low", "_high"))
    if point != point:
        return "–"
    if percent:
        return f"{point:+.1%} [{low:+.1%}, {high:+.1%}]"
    return f"{point:+.3f} [{low:+.3f}, {high:+.3f}]"


def _share(row: dict[str, float], name: str) -> str:
    point, low, high = (row[f"{name}{end}"] for end in ("", "_low", "_high"))
    return "–" if point != point else f"{point:.1%} [{low:.1%}, {high:.1%}]"


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
