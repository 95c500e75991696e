"""Others' forecasts, read to stand beside ours: ViEWS (API pages as JSON) and ACLED CAST (CSV).

They count other things at other levels: ViEWS deaths in fighting by country or grid cell, CAST
events by region. Each row keeps its own measure; none is turned into another.
"""

from __future__ import annotations

import csv
import json
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from rempart.doctrine.loader import current as profile
from rempart.kernel.errors import BadInput, Problem
from rempart.places.matching import fold
from rempart.places.queries import place_points

VIEWS, CAST = "views", "cast"
SOURCES = {VIEWS: "ViEWS", CAST: "ACLED CAST"}
COUNTRY, REGION, CELL = "country", "region", "cell"
KINDS = {"sb": "state_based", "ns": "non_state", "os": "one_sided"}
MEASURES = {
    **{f"deaths_{kind}": f"main_mean_{code}" for code, kind in KINDS.items()},
    **{f"chance_{kind}": f"main_dich_{code}" for code, kind in KINDS.items()},
    "events": "total_forecast",
    "battles": "battles_forecast",
    "explosions": "erv_forecast",
    "attacks": "vac_forecast",
}
"""What others forecast, and the column that holds it."""
_CAST_COLUMNS = ("country", "admin1", "month", "year", "total_forecast")
_RUN = re.compile(r"^[A-Za-z0-9_.-]{1,60}$")
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_STEP, _COLUMNS, _CELLS = 0.5, 720, 259_200


@dataclass(frozen=True)
class Said:
    """One figure of somebody else: of what place and month, what it counts, and the figure.

    `area` is the P-code of what the place is or lies in; empty for the country as a whole.
    """

    source: str
    run: str
    level: str
    place: str
    area: str
    month: date
    measure: str
    value: float


@dataclass(frozen=True)
class Reading:
    """What a file gave: its figures, what was refused, and how many rows were of elsewhere."""

    said: tuple[Said, ...]
    refused: tuple[Problem, ...]
    left_out: int = 0


def _bad(path: Path, value: object, message: Any, remedy: Any) -> BadInput:
    return BadInput(Problem(path.name, value, message, remedy, "others"))


# --- ViEWS --------------------------------------------------------------------------------------


def read_views(path: Path, run: str, kind: str) -> Reading:
    """Pages of the ViEWS API saved as JSON: one page, or a list of pages or rows.

    `run` is the name of the run, as in fatalities003_2026_05_t01; `kind` is sb, ns or os.

    Raises:
        BadInput: the file is none of this, or the run or kind is not named so.
    """
    if kind not in KINDS:
        raise _bad(path, kind, _("no such kind of violence"), _("Give sb, ns or os."))
    if not _RUN.match(run):
        raise _bad(path, run, _("is not the name of a run"), _("Write it as on the API."))
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise _bad(path, error, _("is not JSON"), _("Save the API’s answer as it is.")) from error
    rows = list(_views_rows(content))
    if not rows:
        raise _bad(path, None, _("holds no forecast"), _("Save the API’s answer as it is."))
    said: list[Said] = []
    refused: list[Problem] = []
    left_out = 0
    for position, row in enumerate(rows, start=1):
        if _elsewhere(row):
            left_out += 1
            continue
        try:
            said += _views_said(row, run, kind)
        except (KeyError, TypeError, ValueError) as error:
            refused.append(_row_problem(position, error))
    return Reading(tuple(_placed(said)), tuple(refused), left_out)


def _views_rows(content: Any) -> Iterator[Mapping[str, Any]]:
    """The rows of a page, of several pages, or of a plain list."""
    if isinstance(content, Mapping):
        content = content.get("data", [])
    for one in content if isinstance(content, list) else []:
        if isinstance(one, Mapping) and "data" in one:
            yield from _views_rows(one)
        elif isinstance(one, Mapping):
            yield one


def _elsewhere(row: Mapping[str, Any]) -> bool:
    """Is the row of another country? A grid cell is placed later."""
    if "pg_id" in row:
        return False
    named = str(row.get("name") or row.get("country") or "")
    country = profile().mission.country
    return fold(named) not in {fold(country.fr), fold(country.en)}


def _views_said(row: Mapping[str, Any], run: str, kind: str) -> Iterator[Said]:
    month = _month(row)
    cell = row.get("pg_id")
    level, place = (CELL, _cell(cell)) if cell is not None else (COUNTRY, str(row["name"]))
    found = 0
    for name, prefix in (("deaths", "main_mean"), ("chance", "main_dich")):
        value = row.get(prefix, row.get(f"{kind}_{prefix}"))
        if value is None:
            continue
        found += 1
        yield Said(VIEWS, run, level, place, "", month, f"{name}_{KINDS[kind]}", _figure(value))
    if not found:
        raise KeyError("main_mean")


def _cell(given: object) -> str:
    number = int(str(given))
    if not 1 <= number <= _CELLS:
        raise ValueError(f"{given}")
    return str(number)


def _month(row: Mapping[str, Any]) -> date:
    if row.get("year") is not None and row.get("month") is not None:
        return date(int(row["year"]), int(row["month"]), 1)
    whole = int(row["month_id"]) - 1  # month 1 of ViEWS is January 1980
    return date(1980 + whole // 12, whole % 12 + 1, 1)


def _figure(value: object) -> float:
    figure = float(str(value))
    if not math.isfinite(figure) or figure < 0:
        raise ValueError(f"{value}")
    return round(figure, 6)


def _placed(said: list[Said]) -> Iterator[Said]:
    """Grid cells with the cercle in which their middle lies; those outside are dropped."""
    cells = sorted({one.place for one in said if one.level == CELL}, key=int)
    numbers = [int(cell) for cell in cells]
    months = [min(one.month for one in said)] * len(cells) if said else []
    longitudes = [(number - 1) % _COLUMNS * _STEP - 180 + _STEP / 2 for number in numbers]
    latitudes = [(number - 1) // _COLUMNS * _STEP - 90 + _STEP / 2 for number in numbers]
    pcodes = place_points(longitudes, latitudes, months).pcodes if cells else []
    lies = dict(zip(cells, pcodes, strict=True))
    for one in said:
        if one.level != CELL:
            yield one
        elif lies[one.place]:
            yield Said(**{**vars(one), "area": lies[one.place]})


# --- CAST ---------------------------------------------------------------------------------------


def read_cast(path: Path, run: str = "") -> Reading:
    """ACLED's CAST forecasts as CSV; the run of a row is the day of its time stamp, unless given.

    Raises:
        BadInput: the file is missing, is not UTF-8, or lacks a column.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            lacking = [name for name in _CAST_COLUMNS if name not in (reader.fieldnames or ())]
            rows = [] if lacking else list(reader)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise _bad(path, error, _("cannot be read"), _("Give CAST’s own CSV in UTF-8.")) from error
    if lacking:
        raise _bad(path, ", ".join(lacking), _("lacks columns"), _("Give CAST’s own CSV."))
    said: list[Said] = []
    refused: list[Problem] = []
    left_out = 0
    regions = _regions()
    for position, row in enumerate(rows, start=2):
        if _elsewhere(row):
            left_out += 1
            continue
        try:
            said += _cast_said(row, run, regions)
        except (KeyError, TypeError, ValueError) as error:
            refused.append(_row_problem(position, error))
    return Reading(tuple(said), tuple(refused), left_out)


def _regions() -> dict[str, str]:
    """The P-codes of the profile's regions by every name they have."""
    rows = profile().table("regions")
    return {fold(row[name]): row["pcode"] for row in rows for name in ("fr", "en")}


def _cast_said(row: Mapping[str, str], run: str, regions: Mapping[str, str]) -> Iterator[Said]:
    name = (row["admin1"] or "").strip()
    if name and fold(name) not in regions:
        raise KeyError(name)
    month = _named_month(row["month"], row["year"])
    stamp = run or _stamped(row.get("timestamp") or "")
    level, area = (REGION, regions[fold(name)]) if name else (COUNTRY, "")
    for measure in ("events", "battles", "explosions", "attacks"):
        value = row.get(MEASURES[measure])
        if value not in (None, ""):
            yield Said(CAST, stamp, level, name or row["country"], area, month, measure,
                       _figure(value))  # fmt: skip


def _named_month(month: str, year: str) -> date:
    """CAST writes months by their English name; numbers are taken too."""
    given = month.strip().casefold()
    number = int(given) if given.isdigit() else _MONTHS.index(given) + 1
    return date(int(year), number, 1)


def _stamped(text: str) -> str:
    if not text.strip():
        raise KeyError("timestamp")
    return datetime.fromtimestamp(int(text), UTC).date().isoformat()


def _row_problem(position: int, error: Exception) -> Problem:
    return Problem(
        _Row(position),
        str(error).strip("'"),
        _("cannot be understood"),
        _("Correct the row, or leave it out."),
        "row",
    )


class _Row:
    """Row N of the file, named in the reader's language."""

    def __init__(self, position: int) -> None:
        self.position = position

    def __str__(self) -> str:
        return str(_("Row %(n)d")) % {"n": self.position}
