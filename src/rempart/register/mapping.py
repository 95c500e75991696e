"""From an event of UCDP GED or of ACLED to an incident's columns: the one place that knows all."""

from __future__ import annotations

from typing import Any

from rempart.doctrine.coding import acled_of
from rempart.doctrine.loader import Profile
from rempart.register import acled, harm
from rempart.register.ged import ONE_SIDED, Event
from rempart.register.placing import ROUGH, Whereabout

SOURCE, ACLED_SOURCE = "UCDP GED", "ACLED"
_PLACE_LENGTH = 200
_DAYS = {1: "day", 2: "days", 3: "week", 4: "month", 5: "months"}
_POINTS = {
    1: "exact", 2: "near", 3: "second_level", 4: "first_level", 5: "line", 6: "country",
    7: "water",
}  # fmt: skip
_ACLED_DAYS = {1: "day", 2: "week", 3: "month"}
_ACLED_POINTS = {1: "exact", 2: "near", 3: "first_level"}
_TARGETS = frozenset({"civilians", "protesters"})


COLUMNS = (
    *("starts_on", "ends_on", "date_precision", "area", "area_approximate", "place"),
    *("latitude", "longitude", "point_precision", "threat_type", "ucdp_type", "alleged", "harm"),
    *("killed_min", "killed_best", "killed_max", "deaths_min", "deaths_best", "deaths_max"),
    *("source", "summary"),
)
"""The columns of an incident that GED may change; the rest is the mission's own."""

ACLED_COLUMNS = (*(name for name in COLUMNS if name != "ucdp_type"), "acled_type", "acled_subtype")
"""The columns of an incident that ACLED may change."""


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


def acled_columns(event: acled.Event, there: Whereabout, profile: Profile) -> dict[str, Any]:
    """What ACLED says of an event, by column of the incident.

    Its fatalities are a best figure without a range, of everybody; they are civilians only where
    civilians were the target.
    """
    precision = _ACLED_POINTS.get(event.geo_precision or 0, "unknown")
    killed = event.civilians_killed
    return {
        "starts_on": event.starts_on,
        "ends_on": event.starts_on,
        "date_precision": _ACLED_DAYS.get(event.time_precision or 0, "unknown"),
        "area": there.area,
        "area_approximate": there.approximate or precision in ROUGH,
        "place": _shortened(event.place),
        "latitude": event.latitude,
        "longitude": event.longitude,
        "point_precision": precision,
        "threat_type": _acled_threat(event, profile),
        "alleged": _acled_alleged(event, profile),
        "harm": [
            harm.row(harm.KILLED, status, (None, number, None))
            for status, number in ((harm.ALL, event.fatalities), (harm.CIVILIAN, killed))
            if number is not None
        ],
        "killed_min": None,
        "killed_best": killed,
        "killed_max": None,
        "deaths_min": None,
        "deaths_best": event.fatalities,
        "deaths_max": None,
        "source": f"{ACLED_SOURCE}: {event.source}" if event.source else ACLED_SOURCE,
        "summary": event.notes,
        "acled_type": event.type,
        "acled_subtype": event.subtype,
    }


def _acled_threat(event: acled.Event, profile: Profile) -> str:
    """The threat of the sub-type; an attack on civilians without a sub-type is one all the same."""
    coding = acled_of(profile.folder)
    subtype = coding.subtype(event.subtype or ("attack" if event.type == acled.VIOLENCE else ""))
    if subtype is None or (subtype.if_targeted and not event.targeted):
        return ""
    return subtype.threat if event.fatalities else subtype.without_deaths


def _acled_alleged(event: acled.Event, profile: Profile) -> list[dict[str, str]]:
    """The two actors. Their order implies no direction: only civilians as the target do."""
    kinds = acled_of(profile.folder).actors
    targets = [side for side in event.sides if event.targeted and side.kind in _TARGETS]
    found = []
    for side in event.sides:
        role = "party"
        if targets:
            role = "target" if side in targets else "alleged_perpetrator"
        first, *others = side.names
        found.append({"role": role, "name": first, "type": kinds.get(side.kind, "")})
        found += [{"role": role, "name": name, "type": ""} for name in others]
    return found
