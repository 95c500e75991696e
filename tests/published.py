"""Real months without a database: UCDP's file and OCHA's outlines, read straight into events.

Written apart from the importer on purpose, so that the two can be compared.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry import shape

from rempart.doctrine import loader
from rempart.threats import sections

GED = "ucdp_ged/GEDEvent_v21_1_mli_bfa_ner_until_2018.csv"
OUTLINES = "boundaries/mli_adm2_2017.geojson"
KINDS = {"1": sections.STATE_BASED, "2": sections.NON_STATE, "3": sections.ONE_SIDED}
NEAR = 0.045
"""Five kilometres in degrees: how far outside every outline an event is still given to one."""

Find = Callable[[str], Path]


def month(find: Find, office: str, region: str, first: date, **frame: Any) -> dict[str, Any]:
    """The snapshot of an office whose area is a region (P-code) of the files that `find` knows."""
    outlines = _outlines(find(OUTLINES))
    mine = {code: outline for code, outline in outlines.items() if code.startswith(region)}
    asked = sections.Frame(
        **{
            "office": {"fr": office, "en": office},
            "office_code": office.lower(),
            "month": first,
            "marking": 1,
            "mission": mission(),
            "places": [_place(code, outline) for code, outline in mine.items()],
            "around": [(code, o) for code, o in outlines.items() if code not in mine],
            "sources": ["UCDP GED"],
            "edition": "OCHA COD-AB 2017",
            **frame,
        }
    )
    events = _events(find(GED), find(OUTLINES))
    return sections.office_month(asked, [e for e in events if e.area in mine])


def mission() -> dict[str, Any]:
    """What the profile says of its mission, in both languages."""
    said = loader.load("mali").mission
    texts = {
        "name": said.name,
        "title": said.title,
        "country": said.country,
        "disclaimer": said.disclaimer,
        "level": said.levels["cercle"],
    }
    both = {name: {"fr": text.fr, "en": text.en} for name, text in texts.items()}
    return {"short": said.short, "utm_zone": said.utm_zone, **both}


@cache
def _outlines(path: Path) -> dict[str, Mapping[str, Any]]:
    read = json.loads(path.read_text(encoding="utf-8"))["features"]
    found = {feature["properties"]["adm2_pcode"]: feature["geometry"] for feature in read}
    return dict(sorted(found.items()))


@cache
def _cercles() -> dict[str, dict[str, str]]:
    table = Path(loader.__file__).parents[1] / "profiles" / "mali" / "cercles.csv"
    with table.open(encoding="utf-8", newline="") as file:
        return {row["pcode"]: row for row in csv.DictReader(file)}


def _place(code: str, outline: Mapping[str, Any]) -> sections.Place:
    row = _cercles()[code]
    return sections.Place(
        code,
        {"fr": row["display"], "en": row["display"]},
        outline,
        row["chief_town"],
        float(row["longitude"]),
        float(row["latitude"]),
    )


@cache
def _events(ged: Path, outlines: Path) -> tuple[sections.Event, ...]:
    shapes = {code: shape(outline) for code, outline in _outlines(outlines).items()}
    with ged.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["country"] == "Mali"]
    return tuple(_event(row, shapes) for row in rows)


def _event(row: Mapping[str, str], shapes: Mapping[str, shapely.Geometry]) -> sections.Event:
    kind = KINDS[row["type_of_violence"]]
    deaths = (int(row["low"]), int(row["best"]), int(row["high"]))
    civilians = int(row["deaths_civilians"]) if row["deaths_civilians"] else None
    attack = kind == sections.ONE_SIDED
    point = float(row["longitude"]), float(row["latitude"])
    return sections.Event(
        key=row["id"],
        day=date.fromisoformat(row["date_start"][:10]),
        area=_around(point, shapes),
        type=kind,
        longitude=point[0],
        latitude=point[1],
        killed=deaths if attack else (civilians, civilians, civilians),
        deaths=deaths,
        perpetrators=(row["side_a"],) if attack else (),
        parties=() if attack else (row["side_a"], row["side_b"]),
        source="UCDP GED",
    )


def _around(point: tuple[float, float], shapes: Mapping[str, shapely.Geometry]) -> str:
    for code, outline in shapes.items():
        if shapely.contains_xy(outline, *point):
            return code
    away = {code: outline.distance(shapely.Point(point)) for code, outline in shapes.items()}
    nearest = min(away, key=lambda code: away[code])
    return nearest if away[nearest] <= NEAR else ""
