"""Terms of reference from what threatens an area and what is unknown of it; the way in km."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from django.utils.translation import get_language, gettext, ngettext
from pyproj import Geod

from rempart.doctrine.loader import current as profile
from rempart.field.models import FieldMission
from rempart.kernel.policy import NO_COMPARTMENT
from rempart.places.pointing import read_point
from rempart.places.queries import describe
from rempart.register.queries import Filters, counted
from rempart.register.workflow import VERIFIED
from rempart.threats.models import Threat
from rempart.threats.workflow import STANDING

_EARTH = Geod(ellps="WGS84")
_LOOK_BACK = timedelta(days=90)


def generated(row: FieldMission) -> str:
    """Terms of reference in the reader's language, never above the mission's own marking.

    What stands in a compartment, or is marked higher than the mission, does not enter.
    """
    words = (get_language() or "fr")[:2]
    lines = [
        gettext("Purpose: to hear those who live there, %(area)s, and see what protects them.")
        % {"area": describe(row.area, row.starts_on, words)}
    ]
    seen = {"area": row.area, "marking__lte": row.marking, "compartment": NO_COMPARTMENT}
    threats = list(Threat.objects.filter(state__in=STANDING, **seen).order_by("reference"))
    for threat in threats:
        lines.append(f"- {threat.reference} – {threat.title} ({threat.population})")
        unknown = [profile().rubric.factor(f).label(words) for f in threat.result.unknown]
        if unknown:
            lines.append("  " + gettext("To find out: %(what)s.") % {"what": ", ".join(unknown)})
    if not threats:
        lines.append("- " + gettext("No threat is recorded there: find out whether that is so."))
    lines += _unverified(seen, row.starts_on)
    return "\n".join(lines)


def _unverified(seen: Mapping[str, Any], on: date) -> list[str]:
    """How many reports of the last three months nobody has verified: a gap to close."""
    found = counted(Filters(since=on - _LOOK_BACK)).filter(**seen)
    n = found.exclude(verification=VERIFIED).count()
    if not n:
        return []
    said = ngettext(
        "%(n)d report of the last 90 days is not verified: look into it on the spot.",
        "%(n)d reports of the last 90 days are not verified: look into them on the spot.",
        n,
    )
    return ["- " + said % {"n": n}]


def stops(text: str, on: date) -> list[dict[str, Any]]:
    """The stops of a way, one a line, each a place or a point as people say it.

    Raises:
        BadInput: a line says no point, or a place that is not known.
    """
    found = []
    for line in text.splitlines():
        if line.strip():
            point = read_point(line.strip(), on)
            found.append(
                {"name": line.strip(), "latitude": point.latitude, "longitude": point.longitude}
            )
    return found


def legs(way: Sequence[Mapping[str, Any]]) -> list[tuple[str, str, float]]:
    """From, to and km of each leg as the crow flies (WGS 84 ellipsoid); tracks are longer."""
    return [
        (
            a["name"],
            b["name"],
            _EARTH.inv(a["longitude"], a["latitude"], b["longitude"], b["latitude"])[2] / 1000,
        )
        for a, b in pairwise(way)
    ]
