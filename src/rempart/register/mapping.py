"""From an event of UCDP GED to an incident's columns: the only place that knows both."""

from __future__ import annotations

from typing import Any

from rempart.doctrine.loader import Profile
from rempart.register import harm
from rempart.register.ged import ONE_SIDED, Event
from rempart.register.placing import ROUGH, Whereabout

SOURCE = "UCDP GED"
_PLACE_LENGTH = 200
_DAYS = {1: "day", 2: "days", 3: "week", 4: "month", 5: "months"}
_POINTS = {
    1: "exact", 2: "near", 3: "second_level", 4: "first_level", 5: "line", 6: "country",
    7: "water",
}  # fmt: skip


COLUMNS = (
    *("starts_on", "ends_on", "date_precision", "area", "area_approximate", "place"),
    *("latitude", "longitude", "point_precision", "threat_type", "ucdp_type", "alleged", "harm"),
    *("killed_min", "killed_best", "killed_max", "deaths_min", "deaths_best", "deaths_max"),
    *("source", "summary"),
)
"""The columns of an incident that an import may change; the rest is the mission's own."""


def columns(event: Event, there: Whereabout, profile: Profile) -> dict[str, Any]:
    """What GED says of an event, by column of the incident, in the order of `COLUMNS`."""
    killed, deaths = event.civilians_killed, event.deaths
    precision = _POINTS.get(event.where_precision or 0, "unknown")
    return {
        "starts_on": event.starts_on,
        "ends_on": event.ends_on,
        "date_precision": _DAYS.get(event.date_precision or 0, "unknown"),
        "area": there.area,
        "area_approximate": there.approximate or precision in ROUGH,
        "place": _shortened(event.where),
        "latitude": event.latitude,
        "longitude": event.longitude,
        "point_precision": precision,
        "threat_type": _threat(event, profile),
        "ucdp_type": event.violence,
        "alleged": _alleged(event),
        "harm": _harm(event),
        "killed_min": killed.low,
        "killed_best": killed.best,
        "killed_max": killed.high,
        "deaths_min": deaths.low,
        "deaths_best": deaths.best,
        "deaths_max": deaths.high,
        "source": f"{SOURCE}: {event.source}" if event.source else SOURCE,
        "summary": "\n".join(text for text in (event.headline, event.where_description) if text),
    }


def _shortened(place: str) -> str:
    """A place name that fits; the whole of it stays in the staged row."""
    return place if len(place) <= _PLACE_LENGTH else place[: _PLACE_LENGTH - 1] + "…"


def _threat(event: Event, profile: Profile) -> str:
    """One-sided violence is killing; fighting is no threat type by itself."""
    if event.violence == ONE_SIDED and profile.vocabulary("threat_type").get("killing"):
        return "killing"
    return ""


def _alleged(event: Event) -> list[dict[str, str]]:
    """The sides as GED names them. In fighting, the order of the sides implies no direction."""
    if event.violence == ONE_SIDED:
        sides = [
            ("alleged_perpetrator", event.side_a, ""),
            ("target", event.side_b, "civilians"),
        ]
    else:
        sides = [("party", event.side_a, ""), ("party", event.side_b, "")]
    return [{"role": role, "name": name, "type": kind} for role, name, kind in sides if name]


def _harm(event: Event) -> list[dict[str, Any]]:
    """Deaths in all, and by status as far as GED tells them apart."""
    told: dict[str, tuple[int | None, ...]] = {harm.ALL: event.deaths}
    if event.violence == ONE_SIDED:
        told[harm.CIVILIAN] = event.deaths
    else:
        sides = [number for number in (event.deaths_a, event.deaths_b) if number is not None]
        told[harm.CIVILIAN] = (None, event.deaths_civilians, None)
        told[harm.NOT_CIVILIAN] = (None, sum(sides) if sides else None, None)
        told[harm.UNKNOWN] = (None, event.deaths_unknown, None)
    return [
        harm.row(harm.KILLED, status, figures)
        for status, figures in told.items()
        if any(figure is not None for figure in figures)
    ]
