"""Places that matter in words and on the map. Unknown is said, never zero."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import shapely
from django.urls import reverse
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from rempart.doctrine.loader import current as profile
from rempart.documents import maps, sheets, typography
from rempart.kernel.links import End
from rempart.places.models import Area
from rempart.register.models import Site
from rempart.register.presenting import language

DETAIL = 0.02
"""Degrees by which outlines are simplified for the page: two kilometres."""

ACTIONS = {
    "site.enter": _("Entered"),
    "site.correct": _("Corrected"),
    "site.mark": _("Marking changed"),
    "site.close": _("No more what it was"),
}
"""What each change of a place is called in its history."""


def type_of(row: Site) -> str:
    """What kind of place it is."""
    return profile().label("site_type", row.type, language())


def days_of(row: Site) -> str:
    """The days on which people gather there; empty for none."""
    return typography.listing([str(WEEKDAYS[day - 1]) for day in sorted(row.days)], language())


def people_of(row: Site) -> str:
    """How many people, and as of when; empty where nobody knows."""
    if row.people is None:
        return ""
    said = ngettext("%(n)s person", "%(n)s people", row.people) % {
        "n": typography.number(row.people, language())
    }
    if row.people_on is None:
        return said
    day = typography.day(row.people_on, language(), short=True)
    return gettext("%(people)s on %(day)s") % {"people": said, "day": day}


@dataclass(frozen=True)
class Line:
    """A place of the list, in words."""

    site: Site
    type: str
    area: str
    people: str
    days: str


def lines(rows: Iterable[Site], names: Mapping[str, str]) -> list[Line]:
    """The places of a list; `names` names P-codes."""
    return [
        Line(row, type_of(row), names.get(row.area, ""), people_of(row), days_of(row))
        for row in rows
    ]


def ends(wanted: Iterable[UUID]) -> dict[UUID, End]:
    """Places as they are named at the other end of a link."""
    return {
        row.pk: End("site", typography.typeset(f"{type_of(row)}: {row.name}", language()),
                    row.reference, reverse("sites:site", args=[row.reference]), row.known_on)
        for row in Site.objects.filter(pk__in=list(wanted))
    }  # fmt: skip


def history(row: Site) -> list[tuple[object, str, str, str]]:
    """When, what, who and why, the latest first."""
    return [
        (version.at, str(ACTIONS.get(version.action, version.action)),
         version.post_label or version.actor_name, version.reason)
        for version in row.versions.all()[:12]
    ]  # fmt: skip


def drawing(areas: Sequence[Area], rows: Sequence[Site], label: str) -> str:
    """A map of some areas with the places that have a point; empty without outlines."""
    regions = [
        sheets.Region(
            area.display(language()), "",
            shapely.simplify(shapely.geometry.shape(area.outline), DETAIL),
            area.chief_town, area.town_longitude, area.town_latitude,
        )
        for area in areas
        if area.outline
    ]  # fmt: skip
    spots = [
        sheets.Spot(row.longitude, row.latitude, "", 1, row.closed_on is None)
        for row in rows
        if row.latitude is not None and row.longitude is not None
    ]
    if not regions or not spots:
        return ""
    return maps.page_map(regions, spots, label, zone=profile().mission.utm_zone)
