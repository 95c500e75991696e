"""How alike two incidents are: five things that are compared, each with what was found.

Dates that lie within their precision and a day, points within their radii, kinds of one family,
actors under any of their names, figures that overlap. What one of the two does not say counts for
half: silence neither proves nor disproves. Two incidents that cannot be one event score nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from math import asin, cos, radians, sin, sqrt
from typing import Any

from rempart.doctrine.schema import Duplicates
from rempart.places.matching import fold, sound
from rempart.register import harm
from rempart.register.models import Incident

SILENT = 0.5
"""What something counts for that one of the two does not say."""

_EARTH_KM = 6371.0
_SAME_NAME, _OTHER_NAME = 0.9, 0.2
"""What names count for within a cercle: several villages share some, and some villages have two."""


@dataclass(frozen=True)
class Alike:
    """What two incidents have in common, from 0 to 1 each, and the facts behind it.

    `days` and `km` are how far apart they are, `within_days` and `within_km` how far they may be;
    a fact that is not known is None.
    """

    score: float
    by_days: float
    by_place: float
    by_kind: float
    by_actors: float
    by_victims: float
    days: int
    within_days: int
    km: float | None
    within_km: float | None
    family: str
    actors: tuple[str, ...]
    victims: tuple[int, int] | None

    def said(self) -> dict[str, Any]:
        """The same as plain data, to be kept with the pair."""
        return asdict(self)

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> Alike:
        """What was kept with a pair."""
        pair = said["victims"]
        return cls(**{**said, "actors": tuple(said["actors"]), "victims": pair and tuple(pair)})


def compare(one: Incident, other: Incident, rules: Duplicates) -> Alike | None:
    """How alike the two are; None where they cannot be one event."""
    days = _days(one, other, rules)
    place = _place(one, other, rules)
    kind = _kind(one, other, rules)
    if days is None or place is None or kind is None:
        return None
    by_days, apart, within_days = days
    by_place, km, within_km = place
    by_kind, family = kind
    by_actors, actors = _actors(one, other, rules)
    by_victims, victims = _victims(one, other)
    weights = rules.weights
    score = (
        weights.days * by_days
        + weights.place * by_place
        + weights.kind * by_kind
        + weights.actors * by_actors
        + weights.victims * by_victims
    )
    return Alike(
        round(score, 3), by_days, by_place, by_kind, by_actors, by_victims, apart, within_days,
        km, within_km, family, actors, victims,
    )  # fmt: skip


def _days(one: Incident, other: Incident, rules: Duplicates) -> tuple[float, int, int] | None:
    reaches = [rules.days.get(each.date_precision) for each in (one, other)]
    if reaches[0] is None or reaches[1] is None:
        return None
    within = reaches[0] + reaches[1] + rules.slack
    apart = max(0, (other.starts_on - one.ends_on).days, (one.starts_on - other.ends_on).days)
    if apart > within:
        return None
    return 1 - apart / (within + 1), apart, within


def _place(
    one: Incident, other: Incident, rules: Duplicates
) -> tuple[float, float | None, float | None] | None:
    """By their points where both have one that is exact enough, else by cercle and name."""
    points = [_point(each) for each in (one, other)]
    radii = [rules.km.get(each.point_precision or "near") for each in (one, other)]
    if points[0] and points[1] and radii[0] is not None and radii[1] is not None:
        within = radii[0] + radii[1]
        apart = _km(points[0], points[1])
        return None if apart > within else (1 - apart / (2 * within), round(apart, 1), within)
    if not one.area or one.area != other.area:
        return None
    return _by_name(one.place.strip(), other.place.strip()), None, None


def _by_name(one: str, other: str) -> float:
    if not one or not other:
        return SILENT
    return _SAME_NAME if sound(one) == sound(other) else _OTHER_NAME


def _point(incident: Incident) -> tuple[float, float] | None:
    if incident.latitude is None or incident.longitude is None:
        return None
    return incident.latitude, incident.longitude


def _km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The distance on a round Earth."""
    (a, b), (c, d) = (tuple(map(radians, point)) for point in (one, other))
    half = sin((c - a) / 2) ** 2 + cos(a) * cos(c) * sin((d - b) / 2) ** 2
    return 2 * _EARTH_KM * asin(sqrt(half))


def _kind(one: Incident, other: Incident, rules: Duplicates) -> tuple[float, str] | None:
    kinds = (one.threat_type, other.threat_type)
    if not kinds[0] or not kinds[1]:
        return SILENT, ""
    if kinds[0] == kinds[1]:
        return 1.0, kinds[0]
    for family in rules.families:
        if kinds[0] in family.threats and kinds[1] in family.threats:
            return 0.8, family.code
    return None


def _actors(one: Incident, other: Incident, rules: Duplicates) -> tuple[float, tuple[str, ...]]:
    """By name, under any of the names that the profile knows, else by type."""
    mine, theirs = _named(one, rules), _named(other, rules)
    shared = mine.keys() & theirs.keys()
    if shared:
        return 1.0, tuple(sorted(mine[key] for key in shared))
    types = [_types(each, rules) for each in (one, other)]
    if not types[0] or not types[1]:
        return SILENT, ()
    same = types[0] & types[1]
    if not same:
        return 0.0, ()
    return (0.8 if not (mine and theirs) else 0.4), tuple(sorted(same))


@cache
def _synonyms(rules_key: tuple[tuple[str, ...], ...]) -> dict[str, str]:
    return {fold(name): fold(names[0]) for names in rules_key for name in names}


def _named(incident: Incident, rules: Duplicates) -> dict[str, str]:
    """The actors of an incident that have a name: by the first of their names, folded."""
    known = _synonyms(tuple(alias.names for alias in rules.aliases))
    names = [who.get("name", "").strip() for who in incident.alleged]
    return {known.get(fold(name), fold(name)): name for name in names if name}


def _types(incident: Incident, rules: Duplicates) -> set[str]:
    found = {who.get("type", "") for who in incident.alleged if who.get("role") != "target"}
    return found - {"", "civilians", *rules.unnamed}


def _victims(one: Incident, other: Incident) -> tuple[float, tuple[int, int] | None]:
    """By the figures of one kind of harm that both give: overlapping, near each other, or far."""
    for kind in harm.VALUES["kind"]:
        ranges = [harm.total(each.harm, kind, harm.CIVILIAN) for each in (one, other)]
        if kind == harm.KILLED:
            ranges = [
                _killed(each, found) for each, found in zip((one, other), ranges, strict=True)
            ]
        spans = [_span(found) for found in ranges]
        if spans[0] and spans[1]:
            return _overlap(spans[0], spans[1])
    return SILENT, None


def _killed(incident: Incident, found: harm.Range) -> harm.Range:
    """Civilians killed; everybody killed where it is not said who was one."""
    if found.known:
        return found
    return harm.Range(incident.deaths_min, incident.deaths_best, incident.deaths_max)


def _span(found: harm.Range) -> tuple[int, int] | None:
    known = [number for number in found if number is not None]
    return (min(known), max(known)) if known else None


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> tuple[float, tuple[int, int]]:
    low, high = min(one[0], other[0]), max(one[1], other[1])
    gap = max(0, other[0] - one[1], one[0] - other[1])
    return (1.0 if gap == 0 else max(0.0, 1 - gap / max(high, 1))), (low, high)


def best(found: Iterable[tuple[Incident, Alike]]) -> list[tuple[Incident, Alike]]:
    """The likeliest first, the same order each time."""
    return sorted(found, key=lambda pair: (-pair[1].score, pair[0].reference))
