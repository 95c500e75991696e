"""Reading a file of boundaries: GeoJSON features with P-codes, checked one by one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import shapely
from django.utils.translation import gettext_lazy as _
from shapely.geometry.base import BaseGeometry

from rempart.kernel.errors import BadInput, Problem

_PCODE = re.compile(r"^(?:adm|admin|ADM|ADMIN)(?P<level>[0-4])_?(?:pcode|PCODE|Pcode)$")


@dataclass(frozen=True)
class Draft:
    """An area as the file draws it: valid, in degrees, with the P-code of what lies around it."""

    pcode: str
    name: str
    parent: str
    outline: BaseGeometry
    repaired: bool = False


@dataclass(frozen=True)
class Reading:
    """What a file of boundaries gave: the good areas, and what was refused."""

    drafts: tuple[Draft, ...]
    refused: tuple[Problem, ...]


def _bad(place: Any, value: object, message: Any, remedy: Any, code: str) -> BadInput:
    return BadInput(Problem(place, value, message, remedy, code))


def read(path: Path, level: int) -> Reading:
    """The areas of one level in a GeoJSON file.

    Raises:
        BadInput: the file cannot be read, is not GeoJSON, or has no feature of that level.
    """
    features = _features(path)
    drafts: dict[str, Draft] = {}
    refused: list[Problem] = []
    for position, feature in enumerate(features, start=1):
        draft = _draft(position, feature, level)
        if isinstance(draft, Problem):
            refused.append(draft)
        elif draft.pcode in drafts:
            refused.append(_twice(position, draft.pcode))
        else:
            drafts[draft.pcode] = draft
    if not drafts and not refused:
        raise _bad(
            path.name,
            level,
            _("has no area of this level"),
            _("Give the level that the file holds: --level 1, 2 or 3."),
            "no-level",
        )
    return Reading(tuple(drafts.values()), tuple(refused))


def _features(path: Path) -> list[dict[str, Any]]:
    try:
        said = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise _bad(path, None, _("cannot be opened"), _("Check the path."), "no-file") from error
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise _bad(
            path.name, str(error), _("is not JSON"), _("Give a GeoJSON file in UTF-8."), "not-json"
        ) from error
    features = said.get("features") if isinstance(said, dict) else None
    if not isinstance(features, list):
        raise _bad(
            path.name,
            None,
            _("is not a GeoJSON FeatureCollection"),
            _("Export the layer as GeoJSON (RFC 7946)."),
            "not-geojson",
        )
    return features


def _draft(position: int, feature: Any, level: int) -> Draft | Problem:
    place = _Feature(position)
    properties = feature.get("properties") or {} if isinstance(feature, dict) else {}
    pcodes = {
        int(m["level"]): str(properties[name] or "").strip()
        for name in properties
        if (m := _PCODE.match(name))
    }
    pcode = pcodes.get(level, "")
    if not pcode:
        return Problem(
            place,
            None,
            _("has no P-code of this level"),
            _("Add the property admN_pcode, or give another --level."),
            "no-pcode",
        )
    try:
        outline = shapely.geometry.shape(feature["geometry"])
    except (KeyError, TypeError, ValueError, AttributeError, shapely.errors.ShapelyError):
        return Problem(
            place,
            pcode,
            _("has no outline that can be read"),
            _("Draw it as a Polygon or MultiPolygon."),
            "no-outline",
        )
    return _checked(
        place, pcode, _name(properties, level, pcode), pcodes.get(level - 1, ""), outline
    )


def _name(properties: dict[str, Any], level: int, pcode: str) -> str:
    for pattern in (
        f"adm{level}",
        f"adm{level}_fr",
        f"adm{level}_name",
        f"ADM{level}_FR",
        f"ADM{level}_EN",
        f"admin{level}Name",
    ):
        if properties.get(pattern):
            return str(properties[pattern])
    return pcode


def _checked(
    place: _Feature, pcode: str, name: str, parent: str, outline: BaseGeometry
) -> Draft | Problem:
    if outline.geom_type not in ("Polygon", "MultiPolygon") or outline.is_empty:
        return Problem(
            place,
            pcode,
            _("is not a surface"),
            _("Draw it as a Polygon or MultiPolygon."),
            "not-surface",
        )
    west, south, east, north = outline.bounds
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        return Problem(
            place,
            f"{west:.1f} {south:.1f} {east:.1f} {north:.1f}",
            _("is not in degrees"),
            _("Export in WGS 84 (EPSG:4326), longitude before latitude."),
            "not-degrees",
        )
    if outline.is_valid:
        return Draft(pcode, name, parent, outline)
    mended = shapely.make_valid(outline)
    surfaces = [g for g in shapely.get_parts(mended) if g.geom_type in ("Polygon", "MultiPolygon")]
    whole = shapely.union_all(surfaces)
    if whole.is_empty or abs(whole.area - outline.area) > 0.05 * abs(outline.area):
        return Problem(
            place,
            pcode,
            _("has a broken outline"),
            _("Mend the crossing lines in the drawing program."),
            "broken-outline",
        )
    return Draft(pcode, name, parent, whole, repaired=True)


def _twice(position: int, pcode: str) -> Problem:
    return Problem(
        _Feature(position),
        pcode,
        _("has a P-code that another area has"),
        _("Keep one area for each P-code."),
        "pcode-twice",
    )


class _Feature:
    """Feature N of the file, named in the reader's language."""

    def __init__(self, position: int) -> None:
        self.position = position

    def __str__(self) -> str:
        return str(_("Feature %(n)d")) % {"n": self.position}


def simplified(outline: BaseGeometry, tolerance: float = 0.0) -> dict[str, Any]:
    """The GeoJSON mapping of an outline, rounded to about a metre; simplified if asked."""
    shape = outline.simplify(tolerance) if tolerance else outline
    mapping: dict[str, Any] = json.loads(shapely.to_geojson(shapely.set_precision(shape, 1e-5)))
    return mapping


def bounds(outline: BaseGeometry) -> Iterator[float]:
    """West, south, east, north."""
    yield from (float(side) for side in outline.bounds)
