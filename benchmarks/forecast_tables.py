"""The tables and plots of docs/foresight, from the folders that `rempart foresight backtest` left.

Each folder is named for its geography: cercles, admin1, grid. Figures go to CSV files beside the
pages, drawings to plots/, and the tables of both pages are written anew between their marks.

    python benchmarks/forecast_tables.py FOLDER/cercles FOLDER/admin1 FOLDER/grid
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from rempart.foresight import plots
from rempart.foresight.baselines import REFERENCE
from rempart.foresight.evaluate import ISSUED, Evaluation
from rempart.foresight.messages import Language
from rempart.foresight.report import TABLES

DOCS = Path(__file__).resolve().parents[1] / "docs" / "foresight"
PAGES: dict[Language, str] = {"en": "README.md", "fr": "README.fr.md"}
DRAWN = ("skill", "years", "reliability")
WATCHED = {"cercles": 5, "admin1": 20, "grid": 20}
"""How long the watch-list is on which recall is shown: about what an office can watch."""


HEADS: dict[Language, dict[str, str]] = {
    "en": {
        "lead": "lead", "events": "area-months with deaths", "crps": "CRPS",
        "crps_skill": "CRPS skill", "ign_skill": "IGN skill", "ap": "AP, mix → issued",
        "ap_gain": "AP gain", "recall": "recall@{k}, gain", "ece": "ECE",
        "model": "model", "year": "year", "issued": "issued, by year of origin",
        "area_months": "area-months", "raised": "signals, share of area-months",
        "false_alarms": "false alarms, share of those that could be followed",
        "calm": "no death next month, signal or not",
    },
    "fr": {
        "lead": "échéance", "events": "zones-mois avec morts", "crps": "CRPS",
        "crps_skill": "gain de CRPS", "ign_skill": "gain d’IGN", "ap": "AP, mélange → émis",
        "ap_gain": "gain d’AP", "recall": "rappel@{k}, gain", "ece": "ECE",
        "model": "modèle", "year": "année", "issued": "émis, par année d’origine",
        "area_months": "zones-mois", "raised": "signaux, part des zones-mois",
        "false_alarms": "fausses alertes, part de ceux qu’on a pu suivre",
        "calm": "sans mort le mois suivant, signal ou non",
    },
}  # fmt: skip
Row = dict[str, Any]


def main(folders: Sequence[Path]) -> None:
    """Write the CSV files, the plots and both pages' tables."""
    found = {folder.name: read(folder) for folder in folders}
    for table in TABLES:
        kept = [
            getattr(one, table).with_columns(geography=pl.lit(name)) for name, one in found.items()
        ]
        whole = pl.concat(kept, how="vertical_relaxed")
        whole = whole.select("geography", pl.exclude("geography"))
        whole.write_csv(DOCS / f"{table}.csv", float_precision=6)
    (DOCS / "plots").mkdir(exist_ok=True)
    for language, page in PAGES.items():
        for name, evaluation in found.items():
            for drawn, drawing in plots.draw(evaluation, language).items():
                if drawn in DRAWN:
                    place = DOCS / "plots" / f"{name}-{drawn}.{language}.svg"
                    place.write_text(drawing, encoding="utf-8")
        rewrite(DOCS / page, {name: tables(name, one, language) for name, one in found.items()})


def read(folder: Path) -> Evaluation:
    """A backtest's tables, back from its folder."""
    return Evaluation(**{name: pl.read_csv(folder / f"{name}.csv") for name in TABLES})


def rewrite(page: Path, written: dict[str, str]) -> None:
    """Put each text between the marks that carry its name.

    Raises:
        KeyError: the page has no such marks.
    """
    text = page.read_text(encoding="utf-8")
    for name, body in written.items():
        marks = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
        if not marks.search(text):
            raise KeyError(f"{page.name}: no marks for {name}")
        text = marks.sub(lambda found, body=body: f"{found[1]}\n{body}\n\n{found[2]}", text)
    page.write_text(text, encoding="utf-8")


def tables(name: str, found: Evaluation, language: Language) -> str:
    """A geography's four tables: what is issued, every model, year by year, false alarms."""
    head = HEADS[language]
    return "\n\n".join(
        [
            _issued(name, found.scores, head, language),
            _models(found.scores, head, language),
            _years(found, head, language),
            _signals(found.surprises, head, language),
        ]
    )


def _issued(name: str, scores: pl.DataFrame, head: dict[str, str], language: Language) -> str:
    k = WATCHED[name]
    heads = [*("lead", "events", "crps", "crps_skill", "ign_skill", "ap", "ap_gain")]
    titles = [head[one] for one in heads] + [head["recall"].format(k=k), head["ece"]]
    mixes = {row["lead"]: row for row in _rows(scores, REFERENCE)}
    lines = [
        [
            str(row["lead"]),
            str(row["events"]),
            _number(row["crps"], 4, language),
            _skill(row, "crps_skill", language),
            _skill(row, "ign_skill", language),
            f"{_number(mixes[row['lead']]['ap'], 3, language)} → {_number(row['ap'], 3, language)}",
            _points(row, "ap_gain", language),
            f"{_number(row[f'recall_{k}'], 2, language)}, "
            f"{_points(row, f'recall_{k}_gain', language)}",
            _number(row["ece"], 3, language),
        ]
        for row in _rows(scores, ISSUED)
    ]
    return _markdown(titles, lines)


def _models(scores: pl.DataFrame, head: dict[str, str], language: Language) -> str:
    leads = scores["lead"].unique().sort().to_list()
    listed = [one for one in scores["model"].unique(maintain_order=True) if one != REFERENCE]
    lines = []
    for model in listed:
        by_lead = {row["lead"]: row for row in _rows(scores, model)}
        name = f"**{model}**" if model == ISSUED else model
        lines.append([name, *(_skill(by_lead[lead], "crps_skill", language) for lead in leads)])
    titles = [f"{head['crps_skill']}, {head['lead']} {lead}" for lead in leads]
    return _markdown([head["model"], *titles], lines)


def _years(found: Evaluation, head: dict[str, str], language: Language) -> str:
    leads = found.scores["lead"].unique().sort().to_list()
    rows = {(row["lead"], row["year"]): row for row in _rows(found.years, ISSUED)}
    chosen = {(r["lead"], r["origins_from"]): r["issued"] for r in found.guard.to_dicts()}
    years = sorted({year for _lead, year in rows})
    lines = []
    for year in years:
        cells = [
            f"{_percent(rows[lead, year]['crps_skill'], language)} ({rows[lead, year]['events']})"
            for lead in leads
        ]
        issued = " / ".join(chosen[lead, year] for lead in leads)
        lines.append([str(year), *cells, issued])
    titles = [f"{head['crps_skill']}, {head['lead']} {lead}" for lead in leads]
    return _markdown([head["year"], *titles, head["issued"]], lines)


def _signals(surprises: pl.DataFrame, head: dict[str, str], language: Language) -> str:
    lines = [
        [
            str(row["lead"]),
            str(row["area_months"]),
            f"{row['raised']}, {_share(row, 'raised_rate', language)}",
            f"{row['quiet']}/{row['followed']}, {_share(row, 'false_alarms', language)}",
            _share(row, "calm", language),
        ]
        for row in _rows(surprises, ISSUED)
    ]
    shown = ("lead", "area_months", "raised", "false_alarms", "calm")
    return _markdown([head[one] for one in shown], lines)


def _rows(frame: pl.DataFrame, model: str) -> list[Row]:
    return frame.filter(pl.col("model") == model).to_dicts()


def _skill(row: Row, name: str, language: Language) -> str:
    low, high = (_percent(row[f"{name}_{end}"], language) for end in ("low", "high"))
    return f"{_percent(row[name], language)} [{low}, {high}]".replace("-", "−")


def _points(row: Row, name: str, language: Language) -> str:
    said = [_number(row[one], 3, language, sign=True) for one in (name, f"{name}_low",
                                                                   f"{name}_high")]  # fmt: skip
    return f"{said[0]} [{said[1]}, {said[2]}]"


def _share(row: Row, name: str, language: Language) -> str:
    places = 1 if row[name] >= 0.01 else 2
    point, low, high = (
        _percent(row[f"{name}{end}"], language, places=places, sign=False)
        for end in ("", "_low", "_high")
    )
    return f"{point} [{low}, {high}]"


def _percent(value: float, language: Language, *, places: int = 1, sign: bool = True) -> str:
    space = "\u202f" if language == "fr" else ""
    return f"{_number(100 * value, places, language, sign=sign)}{space}%"


def _number(value: float, places: int, language: Language, *, sign: bool = False) -> str:
    said = f"{value:{'+' if sign else ''}.{places}f}".replace("-", "−")
    return said.replace(".", ",") if language == "fr" else said


def _markdown(titles: Iterable[str], lines: Iterable[Sequence[str]]) -> str:
    head = list(titles)
    rows = [head, ["---"] * len(head), *lines]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


if __name__ == "__main__":
    main([Path(given) for given in sys.argv[1:]])
