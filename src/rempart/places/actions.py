"""Importing boundaries, adding places: geography changes, never who may read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid5

from django.utils.translation import gettext_lazy as _

from rempart.doctrine.loader import current as profile
from rempart.kernel import ids
from rempart.kernel.actions import Run, bulk, journal_bulk, permit
from rempart.kernel.errors import BadInput, Problem
from rempart.kernel.policy import Whereabouts
from rempart.kernel.registry import Registry
from rempart.places import boundaries
from rempart.places.matching import fold
from rempart.places.models import Area, Locality

replacers: Registry[Callable[[], int]] = Registry("what is placed anew after a change of outlines")
"""Rooms whose rows carry an area register here what places them anew; it returns how many."""


@dataclass(frozen=True)
class Outcome:
    """How many areas an import brought, and how many records it placed anew."""

    new: int
    changed: int
    unchanged: int
    refused: tuple[Problem, ...]
    moved: int = 0
    repaired: tuple[str, ...] = ()

    def __str__(self) -> str:
        return (
            f"{self.new} new, {self.changed} changed, {self.unchanged} unchanged,"
            f" {len(self.refused)} refused"
        )


@bulk("places.import-boundaries", "site", "import")
def import_boundaries(
    run: Run,
    *,
    path: Path,
    level: int,
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> Outcome:
    """Import the areas of one level from a file; the same file twice changes nothing."""
    permit(run, "import", Whereabouts("site"))
    if valid_from and valid_to and valid_to <= valid_from:
        raise BadInput(
            Problem(
                "--valid-to",
                valid_to,
                _("is not after --valid-from"),
                _("Give a later date, or none."),
                "validity",
            )
        )
    reading = boundaries.read(path, level)
    counts = {"new": 0, "changed": 0, "unchanged": 0}
    known = {row["pcode"]: row for row in profile().table("cercles")}
    validity = profile().validity
    for draft in reading.drafts:
        dates = (valid_from, valid_to)
        if dates == (None, None):
            dates = validity.get(draft.pcode, (None, None))
        counts[_keep(draft, level, dates, known.get(draft.pcode, {}), path.stem)] += 1
    moved = (
        sum(replace() for _name, replace in replacers) if counts["new"] or counts["changed"] else 0
    )
    batch = uuid5(ids.NAMESPACE, f"{path.name}:{level}")
    journal_bulk(run, "site", batch, len(reading.drafts), ["outline"])
    repaired = tuple(d.pcode for d in reading.drafts if d.repaired)
    return Outcome(**counts, refused=reading.refused, moved=moved, repaired=repaired)


def _keep(
    draft: boundaries.Draft,
    level: int,
    dates: tuple[date | None, date | None],
    row: dict[str, str],
    edition: str,
) -> str:
    said = _said(draft, level, dates, row, edition)
    found = Area.objects.filter(
        level=level, pcode=draft.pcode, valid_from=dates[0], valid_to=dates[1]
    ).first()
    if found is None:
        Area.objects.create(**said)
        return "new"
    differing = [name for name, value in said.items() if getattr(found, name) != value]
    for name in differing:
        setattr(found, name, said[name])
    if not differing:
        return "unchanged"
    found.save(update_fields=differing)
    return "changed"


def _said(
    draft: boundaries.Draft,
    level: int,
    dates: tuple[date | None, date | None],
    row: dict[str, str],
    edition: str,
) -> dict[str, Any]:
    west, south, east, north = boundaries.bounds(draft.outline)
    display = row.get("display") or draft.name
    return {
        "pcode": draft.pcode,
        "level": level,
        "name": draft.name,
        "display_fr": display,
        "display_en": row.get("display_en") or display,
        "parent": draft.parent,
        "valid_from": dates[0],
        "valid_to": dates[1],
        "edition": edition,
        "outline": boundaries.simplified(draft.outline),
        "west": west,
        "south": south,
        "east": east,
        "north": north,
        "chief_town": row.get("chief_town", ""),
        "town_longitude": _degrees(row.get("longitude")),
        "town_latitude": _degrees(row.get("latitude")),
    }


def _degrees(text: str | None) -> float | None:
    return float(text) if text else None


@bulk("places.add-locality", "site", "create")
def add_locality(
    run: Run,
    *,
    name: str,
    office: int,
    area: str,
    latitude: float,
    longitude: float,
    precision: str,
    source: str = "",
) -> Locality:
    """Add a place to those that are known by name; other spellings stand in parentheses after it.

    Whoever may enter an incident in `office` may add one. A place of that name in the same area
    stays as it is and is given the new spellings.
    """
    permit(run, "create", Whereabouts("incident", office=office))
    main, others = spellings(name)
    known = [row for row in Locality.objects.filter(area=area) if fold(row.name) == fold(main)]
    row = known[0] if known else Locality(name=main, area=area, source=source[:120])
    if not known:
        row.latitude, row.longitude, row.precision = latitude, longitude, precision
    row.aliases = list(dict.fromkeys([*row.aliases, *others]))
    row.full_clean()
    row.save()
    journal_bulk(run, "site", row.pk, 1, ["name", "aliases"])
    return row


def spellings(name: str) -> tuple[str, list[str]]:
    """A name and its other spellings: "Labbezanga (Labezanga, Labazenga)"."""
    main, _open, inside = name.partition("(")
    others = [other.strip() for other in inside.rstrip(") ").split(",")]
    return main.strip(), [other for other in others if other]
