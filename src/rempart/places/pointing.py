"""A point as people say it: degrees, MGRS, "12 km NE d'Ansongo", or the name of a place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import mgrs
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from pyproj import Geod

from rempart.doctrine.loader import current as profile
from rempart.kernel.errors import BadInput, Problem
from rempart.places.matching import aliases, candidates, fold
from rempart.places.models import Locality
from rempart.places.queries import CERCLE, areas_on

_EARTH = Geod(ellps="WGS84")
_NUMBER = r"([+-]?\d{1,3}(?:[.,]\d+)?)"
_DEGREES = re.compile(rf"{_NUMBER}\s*°?\s*([NS]?)(?:\s*[;,]\s*|\s+){_NUMBER}\s*°?\s*([EOW]?)", re.I)
_ARC = r"(\d{1,3})\s*[°º]\s*(\d{1,2})\s*['’′]\s*(?:(\d{1,2}(?:[.,]\d+)?)\s*(?:[\"”″]|['’′]{2})\s*)?"
_SEXAGESIMAL = re.compile(rf"{_ARC}([NS])[\s,;]*{_ARC}([EOW])", re.I)
_GRID = re.compile(r"\d{1,2}[C-HJ-NP-X][A-HJ-NP-Z]{2}(\d{2,10})", re.I)
_AWAY = re.compile(
    r"(\d+(?:[.,]\d+)?)\s*km\s+(?:au\s+|à\s+l[’']\s*)?([a-z]+(?:[\s-][a-z]+){0,2}?)\s+"
    r"(?:d[’']\s*|d[eu]\s+|of\s+|from\s+)(.+)",
    re.I,
)
_WINDS = ("n", "nne", "ne", "ene", "e", "ese", "se", "sse",
          "s", "ssw", "sw", "wsw", "w", "wnw", "nw", "nnw")  # fmt: skip
_LETTERS = {"nord": "n", "north": "n", "sud": "s", "south": "s", "est": "e", "east": "e",
            "ouest": "w", "west": "w"}  # fmt: skip
_KILOMETRE_GRID = 4
"""Digits of an MGRS reference to the kilometre: more of them are a place, fewer an area."""

EXACT, NEAR = "exact", "near"


@dataclass(frozen=True)
class Pointed:
    """A point in degrees (WGS 84), and how exactly what was said tells it."""

    latitude: float
    longitude: float
    precision: str


@dataclass(frozen=True)
class Named:
    """A place with a name and a point: a locality, or the chief town of a cercle."""

    name: str
    latitude: float
    longitude: float
    area: str
    exact: bool


def named_places(on: date) -> list[tuple[str, Named]]:
    """Every name by which a place is known on a day, with the place: localities come first."""
    return [*_localities(), *_towns(on)]


def _localities() -> Iterator[tuple[str, Named]]:
    for row in Locality.objects.order_by("name", "pk"):
        place = Named(row.name, row.latitude, row.longitude, row.area, row.precision == EXACT)
        for name in (row.name, *row.aliases):
            yield name, place


def _towns(on: date) -> Iterator[tuple[str, Named]]:
    """Chief towns as the boundaries give them, else as the profile's table does."""
    table = profile().table("cercles")
    others: dict[str, list[str]] = {}
    for name, pcode in aliases(table):
        others.setdefault(pcode, []).append(name)
    places = {
        row["pcode"]: Named(
            row["chief_town"], float(row["latitude"]), float(row["longitude"]), row["pcode"], False
        )
        for row in table
        if row["chief_town"]
    }
    for area in areas_on(on, CERCLE).defer("outline"):
        if area.chief_town and area.town_latitude is not None and area.town_longitude is not None:
            places[area.pcode] = Named(
                area.chief_town, area.town_latitude, area.town_longitude, area.pcode, False
            )
    for pcode, place in places.items():
        for name in dict.fromkeys([place.name, *others.get(pcode, ())]):
            yield name, place


def read_point(text: str, on: date) -> Pointed:
    """The point that `text` says, in the geography of a day.

    Raises:
        BadInput: it says none, or names a place that is not known; the remedy names those like it.
    """
    said = " ".join(text.split())
    for reader in (_sexagesimal, _degrees, _grid):
        point = reader(said)
        if point:
            return point
    away = _AWAY.fullmatch(said)
    bearing = _bearing(away[2]) if away else None
    if away and bearing is not None:
        town = _known(away[3], on)
        longitude, latitude, _back = _EARTH.fwd(
            town.longitude, town.latitude, bearing, float(away[1].replace(",", ".")) * 1000
        )
        return Pointed(round(latitude, 4), round(longitude, 4), NEAR)
    town = _known(said, on)
    return Pointed(town.latitude, town.longitude, EXACT if town.exact else NEAR)


def _degrees(said: str) -> Pointed | None:
    found = _DEGREES.fullmatch(said)
    if not found:
        return None
    latitude, longitude = (float(found[n].replace(",", ".")) for n in (1, 3))
    return _on_earth(
        said,
        -latitude if found[2].upper() == "S" else latitude,
        -longitude if found[4].upper() in ("O", "W") else longitude,
    )


def _sexagesimal(said: str) -> Pointed | None:
    found = _SEXAGESIMAL.fullmatch(said)
    if not found:
        return None
    latitude = _arc(found[1], found[2], found[3]) * (-1 if found[4].upper() == "S" else 1)
    longitude = _arc(found[5], found[6], found[7]) * (-1 if found[8].upper() in "OW" else 1)
    return _on_earth(said, latitude, longitude)


def _arc(degrees: str, minutes: str, seconds: str | None) -> float:
    whole = float(degrees) + float(minutes) / 60 + float((seconds or "0").replace(",", ".")) / 3600
    return round(whole, 5)


def _on_earth(said: str, latitude: float, longitude: float) -> Pointed:
    if abs(latitude) > 90 or abs(longitude) > 180:
        raise _no_point(said, _("is not a place on Earth"))
    return Pointed(latitude, longitude, EXACT)


def _grid(said: str) -> Pointed | None:
    packed = said.replace(" ", "").upper()
    found = _GRID.fullmatch(packed)
    if not found:
        return None
    try:
        latitude, longitude = mgrs.MGRS().toLatLon(packed)
    except mgrs.core.MGRSError as error:
        raise _no_point(said, _("is no MGRS reference")) from error
    fine = len(found[1]) > _KILOMETRE_GRID
    return Pointed(round(latitude, 5), round(longitude, 5), EXACT if fine else NEAR)


def _bearing(words: str) -> float | None:
    """Degrees from north of a wind: NE, nord-est, north north-west, SSO; None for no wind."""
    parts = re.split(r"[\s-]+", words.lower())
    if all(part in _LETTERS for part in parts):
        wind = "".join(_LETTERS[part] for part in parts)
    else:
        wind = "".join(parts).replace("o", "w")
    return _WINDS.index(wind) * 360 / len(_WINDS) if wind in _WINDS else None


def _known(name: str, on: date) -> Named:
    """The place of that name, in any spelling that folds alike.

    Raises:
        BadInput: there is none; the remedy names those that look or sound like it.
    """
    names = named_places(on)
    wanted = fold(name)
    for known, place in names:
        if wanted and fold(known) == wanted:
            return place
    near = candidates(name, names, limit=3)
    if not near:
        raise _no_point(name, _("is no place that is known"))
    like = ", ".join(dict.fromkeys(one.name for one in near))
    remedy = format_lazy(_("Did you mean {names}?"), names=like)
    raise BadInput(Problem(_("Point"), name, _("is no place that is known"), remedy, "place"))


def _no_point(said: str, message: str | Promise) -> BadInput:
    remedy = _("Write 14.35, -3.61, or 30PWB 65 87, or “12 km NE of Ansongo”.")
    return BadInput(Problem(_("Point"), said, message, remedy, "point"))
