"""From the register to an assessment: an office's month and the twelve before, as the reader sees.

The counting itself is in `sections`, pure; here is what it counts, read in two queries: the month
with all that is told of it, the twelve before it with their figures only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import shapely

from rempart.doctrine.loader import current as profile
from rempart.kernel.models import Instance
from rempart.kernel.policy import UNCLASSIFIED
from rempart.places.models import Area
from rempart.places.outlines import regions
from rempart.places.queries import areas_of_office, areas_on
from rempart.register import harm
from rempart.register.queries import Filters, counted, spread_figures
from rempart.register.workflow import VERIFIED
from rempart.threats import sections

_TYPES = {1: sections.STATE_BASED, 2: sections.NON_STATE, 3: sections.ONE_SIDED}
_FORMATS = {"ucdp-ged": "UCDP GED"}
_COARSE = 0.01
"""Degrees by which the inset's outline is simplified: a kilometre, less than its line is wide."""

_FIGURES = (
    *("id", "starts_on", "area", "ucdp_type", "threat_type"),
    *("killed_min", "killed_best", "killed_max", "deaths_min", "deaths_best", "deaths_max"),
)
_TOLD = (
    *("external_key", "reference", "longitude", "latitude", "alleged", "harm", "verification"),
    *("area_approximate", "marking", "batch__format"),
)
Row = Mapping[str, Any]


def draft(office: str, month: date) -> dict[str, Any]:
    """The snapshot of an office's month, of the incidents that whoever acts may see.

    The office is the profile's code, in any case; of `month` the first day counts. The marking is
    the highest among the month's incidents. Nothing in it depends on the clock or on chance, so
    that the same incidents give the same snapshot.

    Raises:
        BadInput: the profile knows no such office.
    """
    mission = profile()
    held = mission.office(office)
    first = month.replace(day=1)
    months = sections.months_until(first)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    before = _rows(held.number, months[0], first - timedelta(days=1), _FIGURES)
    now = list(_rows(held.number, first, last, (*_FIGURES, *_TOLD)))
    places = areas_of_office(held.code, first)
    frame = sections.Frame(
        office={"fr": held.label("fr"), "en": held.label("en")},
        office_code=held.code,
        month=first,
        marking=max((row["marking"] for row in now), default=UNCLASSIFIED),
        mission=_mission(),
        places=[_place(area) for area in places],
        around=_around(places, first),
        country=_country(mission.folder),
        sources=sorted({_source(row) for row in now if _source(row)}),
        exercise=Instance.is_exercise(),
        actor_types={
            item.code: {"fr": item.fr, "en": item.en}
            for item in mission.vocabularies.get("actor_type", ())
        },
        edition=", ".join(sorted({area.edition for area in places if area.edition})),
    )
    return sections.office_month(frame, _events(before, now))


def _rows(office: int, first: date, last: date, names: Sequence[str]) -> Iterable[Row]:
    """What is counted, but for the compartments: a document reaches readers who are in none.

    An event that several incidents tell is there once, with the range of their figures.
    """
    found = counted(Filters(office=office, since=first, until=last, open_only=True))
    return spread_figures(found.order_by().values(*names), open_only=True)


def _events(before: Iterable[Row], now: Iterable[Row]) -> Iterator[sections.Event]:
    for row in before:
        yield sections.Event(**_figures(row))
    for row in now:
        yield sections.Event(**_figures(row) | _told(row))


def _figures(row: Row) -> dict[str, Any]:
    """What the trends need of an incident; its key is only used within the month itself."""
    kind = _TYPES.get(row["ucdp_type"])
    return {
        "key": str(row["id"]),
        "day": row["starts_on"],
        "area": row["area"],
        "type": kind or (sections.ONE_SIDED if row["threat_type"] else sections.OTHER),
        "killed": (row["killed_min"], row["killed_best"], row["killed_max"]),
        "deaths": (row["deaths_min"], row["deaths_best"], row["deaths_max"]),
    }


def _told(row: Row) -> dict[str, Any]:
    return {
        "key": row["external_key"] or row["reference"],
        "longitude": row["longitude"],
        "latitude": row["latitude"],
        "perpetrators": _named(row, "alleged_perpetrator"),
        "parties": _named(row, "party"),
        "harm": tuple(_civilian_harm(row["harm"])),
        "source": _source(row),
        "verified": row["verification"] == VERIFIED,
        "approximate": row["area_approximate"],
    }


def _named(row: Row, role: str) -> tuple[str, ...]:
    """Who is named in a role; where only the kind of actor is known, its code after an "@"."""
    mine = [a for a in row["alleged"] if a.get("role") == role]
    said = [a.get("name") or (f"@{a['type']}" if a.get("type") else "") for a in mine]
    return tuple(name for name in said if name)


def _source(row: Row) -> str:
    """The published source of an imported incident; empty for the mission's own register."""
    return _FORMATS.get(row["batch__format"] or "", "")


def _civilian_harm(rows: Sequence[harm.Row]) -> Iterator[sections.Harm]:
    """Harm to civilians as rows of a known or unknown sex and age that may be added up.

    Of several breakdowns the finest is taken; what it lacks of the total stands as unknown.
    """
    civilians = [row for row in rows if row["status"] == harm.CIVILIAN]
    for kind in dict.fromkeys(row["kind"] for row in civilians):
        mine = [row for row in civilians if row["kind"] == kind]
        parts = _finest(mine)
        for row in parts:
            yield sections.Harm(kind, _known(row["sex"]), _known(row["age"]), harm.figures(row))
        lacking = _lacking(harm.total(mine, kind, harm.CIVILIAN), parts)
        if lacking is not None:
            yield sections.Harm(kind, harm.UNKNOWN, harm.UNKNOWN, lacking)


def _finest(rows: Sequence[harm.Row]) -> list[harm.Row]:
    for wanted in ((False, False), (False, True), (True, False)):
        found = [r for r in rows if (r["sex"] == harm.ALL, r["age"] == harm.ALL) == wanted]
        if found:
            return found
    return []


def _known(code: str) -> str:
    return harm.UNKNOWN if code == harm.ALL else code


def _lacking(whole: harm.Range, parts: Sequence[harm.Row]) -> sections.Triple | None:
    """What the parts leave of the whole, never below zero; None where nothing is left."""
    if not parts:
        return whole if whole.known else None
    said = [sum(row.get(end) or 0 for row in parts) for end in ("min", "best", "max")]
    least, best, most = (
        None if figure is None else max(0, figure - part)
        for figure, part in zip(whole, said, strict=True)
    )
    return (least, best, most) if best else None


def _mission() -> dict[str, Any]:
    """What a document says of the mission, in both languages."""
    mission = profile().mission
    said = {
        name: {"fr": text.fr, "en": text.en}
        for name, text in (
            ("name", mission.name),
            ("title", mission.title),
            ("country", mission.country),
            ("disclaimer", mission.disclaimer),
        )
    }
    level = mission.levels.get("cercle")
    if level:
        said["level"] = {"fr": level.fr, "en": level.en}
    return {"short": mission.short, "utm_zone": mission.utm_zone, **said}


def _place(area: Area) -> sections.Place:
    return sections.Place(
        code=area.pcode,
        name={"fr": area.display("fr"), "en": area.display("en")},
        outline=area.outline,
        town=area.chief_town,
        longitude=area.town_longitude,
        latitude=area.town_latitude,
    )


def _around(places: Sequence[Area], on: date) -> list[tuple[str, dict[str, Any]]]:
    """The outlines of the areas whose box touches that of the office."""
    shapes = [shapely.geometry.shape(area.outline) for area in places if area.outline]
    if not shapes:
        return []
    west, south, east, north = shapely.total_bounds(shapes)
    near = areas_on(on).filter(west__lte=east, east__gte=west, south__lte=north, north__gte=south)
    own = {area.pk for area in places}
    return [(a.pcode, a.outline) for a in near if a.pk not in own and a.outline]


@cache
def _country(folder: Path) -> dict[str, Any] | None:
    """The outline of the profile's country, for the inset; None where the profile has none."""
    shapes = [shape for _pcode, shape in regions()]
    if not shapes:
        return None
    whole = shapely.set_precision(shapely.union_all(shapes).simplify(_COARSE), 0.001)
    said: dict[str, Any] = shapely.geometry.mapping(whole)
    return {"type": said["type"], "coordinates": _lists(said["coordinates"])}


def _lists(coordinates: Any) -> Any:
    """Coordinates as JSON holds them: lists of numbers rounded to the precision they have."""
    if isinstance(coordinates, float):
        return round(coordinates, 3)
    return [_lists(part) for part in coordinates]
