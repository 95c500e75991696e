"""The data sections of a monthly assessment: pure counting, from plain values to a snapshot.

The snapshot is what a document is made of and what its hash covers: figures and codes in natural
order, no words of a language, no random key. Counting follows one rule: of one-sided violence the
dead are civilians; of fighting, civilians are what the source says, else *unknown*, never 0.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

Triple = tuple[int | None, int | None, int | None]
"""Least, best, most; None where not stated."""

ONE_SIDED, STATE_BASED, NON_STATE, OTHER = "one_sided", "state_based", "non_state", "other"
TYPES = (ONE_SIDED, STATE_BASED, NON_STATE, OTHER)
HARM = ("killed", "injured", "abducted", "missing", "displaced")
UNKNOWN: Triple = (None, None, None)
DEADLY = 10
"""An event of this many deaths or more is listed by itself."""


@dataclass(frozen=True)
class Harm:
    """What was done to some people: kind of harm, sex, age band, and how many."""

    kind: str
    sex: str
    age: str
    count: Triple


@dataclass(frozen=True)
class Event:
    """One event, as the register counts it. `key` is what the source calls it."""

    key: str
    day: date
    area: str
    type: str
    longitude: float | None = None
    latitude: float | None = None
    killed: Triple = UNKNOWN
    deaths: Triple = UNKNOWN
    perpetrators: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()
    harm: tuple[Harm, ...] = ()
    source: str = ""
    verified: bool = False
    approximate: bool = False


@dataclass(frozen=True)
class Place:
    """An area of the office, as the month knew it; `outline` is GeoJSON geometry in degrees."""

    code: str
    name: Mapping[str, str]
    outline: Mapping[str, Any] | None = None
    town: str = ""
    longitude: float | None = None
    latitude: float | None = None


@dataclass(frozen=True)
class Frame:
    """What surrounds the figures: whose assessment, of which month, under which marking.

    `around` are (code, outline) of neighbouring areas; `country` is the outline of the inset;
    `approval` is the day and the seal of the approval, None for a draft.
    """

    office: Mapping[str, str]
    office_code: str
    month: date
    marking: int
    mission: Mapping[str, Any]
    places: Sequence[Place]
    around: Sequence[tuple[str, Mapping[str, Any]]] = ()
    country: Mapping[str, Any] | None = None
    exercise: bool = False
    actor_types: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    reference: str = ""
    sources: Sequence[str] = ()
    edition: str = ""
    approval: Mapping[str, str] | None = None


def months_until(month: date, count: int = 13) -> list[date]:
    """The first days of `count` months that end with `month`, the oldest first."""
    index = month.year * 12 + month.month - 1
    return [date(i // 12, i % 12 + 1, 1) for i in range(index - count + 1, index + 1)]


def total(triples: Iterable[Triple]) -> dict[str, int | None]:
    """The sum of what is known, and how many said nothing: {min, best, max, unknown}.

    A missing end of a range counts as its best figure, so that min ≤ best ≤ max always holds.
    Where all said nothing the sum is None, unknown; where there was nothing to sum it is 0.
    """
    given = list(triples)
    known = [triple for triple in given if triple[1] is not None]
    said = [[best if end is None else end for end in (least, best, most)]
            for least, best, most in known]  # fmt: skip
    unknown = len(given) - len(known)
    if given and not known:
        return {"min": None, "best": None, "max": None, "unknown": unknown}
    least, best, most = (sum(ends[place] or 0 for ends in said) for place in range(3))
    return {"min": least, "best": best, "max": most, "unknown": unknown}


def office_month(frame: Frame, events: Iterable[Event]) -> dict[str, Any]:
    """The snapshot of an office's month, from its events of that month and the twelve before."""
    months = months_until(frame.month)
    position = {first: place for place, first in enumerate(months)}
    dated = [(position.get(e.day.replace(day=1)), e) for e in events]
    listed = [(place, e) for place, e in dated if place is not None]
    now = sorted((e for place, e in listed if place == 12), key=_natural)
    return {
        "schema": 1,
        "office": {"code": frame.office_code, **frame.office},
        "month": frame.month.isoformat()[:7],
        "marking": frame.marking,
        "status": "approved" if frame.approval else "draft",
        "approval": dict(frame.approval) if frame.approval else None,
        "exercise": frame.exercise,
        "reference": frame.reference,
        "mission": dict(frame.mission),
        "months": [first.isoformat()[:7] for first in months],
        "figures": _figures(now, frame.places),
        "civilians": [total(_civilians(e for p, e in listed if p == place)) for place in range(13)],
        "types": {kind: _series(listed, kind) for kind in TYPES},
        "areas": [_area(place, listed) for place in frame.places],
        "outside": _outside(listed, frame.places),
        "spots": _spots(now),
        "actors": _actors(now),
        "actor_types": {code: dict(label) for code, label in sorted(frame.actor_types.items())},
        "harm": _harm(now),
        "deadliest": _deadliest(now),
        "places": [_place(place) for place in frame.places],
        "around": [{"code": code, "outline": dict(outline)} for code, outline in frame.around],
        "country": dict(frame.country) if frame.country else None,
        "sources": list(frame.sources),
        "edition": frame.edition,
    }


def _natural(event: Event) -> tuple[date, str, str]:
    return event.day, event.area, event.key


def _civilians(events: Iterable[Event]) -> Iterable[Triple]:
    return (event.killed for event in events if event.type == ONE_SIDED)


def _figures(now: Sequence[Event], places: Sequence[Place]) -> dict[str, Any]:
    attacks = [event for event in now if event.type == ONE_SIDED]
    attacked = Counter(event.area for event in attacks if event.area)
    return {
        "events": len(now),
        "one_sided": len(attacks),
        "civilians_killed": total(_civilians(now)),
        "deaths": total(event.deaths for event in now),
        "fighting_unknown": sum(e.type != ONE_SIDED and e.killed[1] is None for e in now),
        "fighting_civilians": total(e.killed for e in now if e.type != ONE_SIDED),
        "areas": len(places),
        "areas_attacked": [code for code, _n in sorted(attacked.items(), key=_most_first)],
        "verified": sum(event.verified for event in now),
        "approximate": sum(event.approximate for event in now),
    }


def _most_first(pair: tuple[str, int]) -> tuple[int, str]:
    return -pair[1], pair[0]


def _series(listed: Sequence[tuple[int, Event]], kind: str) -> dict[str, list[int | None]]:
    """Events and deaths of one type, a figure a month; None where the deaths are unknown."""
    by_month: list[list[Event]] = [[] for _ in range(13)]
    for place, event in listed:
        if event.type == kind:
            by_month[place].append(event)
    sums = [total(event.deaths for event in events) for events in by_month]
    return {"events": [len(events) for events in by_month], "deaths": [s["best"] for s in sums]}


def _area(place: Place, listed: Sequence[tuple[int, Event]]) -> dict[str, Any]:
    """An area's thirteen months, and the month in question by itself."""
    mine = [(month, event) for month, event in listed if event.area == place.code]
    now = [event for month, event in mine if month == 12]
    return {
        "code": place.code,
        "events": len(mine),
        "deaths": total(event.deaths for _month, event in mine)["best"],
        "civilians": [total(_civilians(e for p, e in mine if p == m))["best"] for m in range(13)],
        "now": {
            "events": len(now),
            "deaths": total(event.deaths for event in now)["best"],
            "attacks": sum(event.type == ONE_SIDED for event in now),
            "civilians": total(_civilians(now)),
        },
        "types": {kind: _series(mine, kind) for kind in TYPES},
    }


def _outside(listed: Sequence[tuple[int, Event]], places: Sequence[Place]) -> dict[str, int | None]:
    """Events of the office that lie in none of its areas: counted, and said."""
    known = {place.code for place in places}
    stray = [(month, event) for month, event in listed if event.area not in known]
    return {
        "events": len(stray),
        "now": sum(month == 12 for month, _event in stray),
        "deaths": total(event.deaths for _month, event in stray)["best"],
    }


def _spots(now: Sequence[Event]) -> list[dict[str, Any]]:
    sums: dict[tuple[float, float, str], list[int]] = defaultdict(lambda: [0, 0])
    for event in now:
        if event.longitude is not None and event.latitude is not None:
            spot = sums[round(event.longitude, 4), round(event.latitude, 4), event.type]
            spot[0] += 1
            spot[1] += event.deaths[1] or 0  # an unknown number is drawn hollow, as a zero is
    return [
        {"longitude": x, "latitude": y, "type": kind, "events": n, "deaths": dead}
        for (x, y, kind), (n, dead) in sorted(sums.items(), key=lambda i: (-i[1][1], i[0]))
    ]


def _actors(now: Sequence[Event]) -> list[dict[str, Any]]:
    """Who is said to have attacked civilians, as the source codes it: most deaths first."""
    by_name: dict[str, list[Event]] = defaultdict(list)
    for event in now:
        if event.type == ONE_SIDED:
            by_name[" + ".join(sorted(event.perpetrators))].append(event)
    rows = [
        {
            "name": name,
            "areas": sorted({event.area for event in events if event.area}),
            "events": len(events),
            "killed": total(event.killed for event in events),
        }
        for name, events in by_name.items()
    ]
    return sorted(rows, key=lambda r: (-(r["killed"]["best"] or 0), -r["events"], r["name"]))


_SEXES, _AGES = ("f", "m", "unknown"), ("0_17", "18_59", "60_up", "unknown")


def _harm(now: Sequence[Event]) -> list[dict[str, Any]]:
    """Harm to civilians by kind, with what is known of sex and age, and what is not.

    A cell is None where nothing was recorded and 0 only where zero was.
    """
    kinds: dict[str, list[tuple[Harm, ...]]] = defaultdict(list)
    for event in now:
        rows = event.harm or _implied(event)
        for kind in sorted({row.kind for row in rows}):
            kinds[kind].append(tuple(row for row in rows if row.kind == kind))
    order = [kind for kind in HARM if kind in kinds] + sorted(set(kinds) - set(HARM))
    return [_harm_row(kind, kinds[kind]) for kind in order]


def _implied(event: Event) -> tuple[Harm, ...]:
    if event.type != ONE_SIDED or event.killed[1] is None:
        return ()
    return (Harm("killed", "unknown", "unknown", event.killed),)


def _harm_row(kind: str, events: Sequence[tuple[Harm, ...]]) -> dict[str, Any]:
    counts = total(row.count for rows in events for row in rows)
    sexes = {sex: _cell(events, lambda row, s=sex: row.sex == s) for sex in _SEXES}
    ages = {age: _cell(events, lambda row, a=age: row.age == a) for age in _AGES}
    lacking = max(sexes["unknown"] or 0, ages["unknown"] or 0)
    share = round(100 * lacking / counts["best"]) if counts["best"] else None
    return {"kind": kind, "sex": sexes, "age": ages, "count": counts, "unknown_share": share}


def _cell(events: Sequence[tuple[Harm, ...]], wanted: Any) -> int | None:
    figures = [row.count[1] for rows in events for row in rows if wanted(row)]
    known = [figure for figure in figures if figure is not None]
    return sum(known) if known else None


def _deadliest(now: Sequence[Event]) -> list[dict[str, Any]]:
    deadly = [event for event in now if (event.deaths[1] or 0) >= DEADLY]
    return [
        {
            "day": event.day.isoformat(),
            "area": event.area,
            "type": event.type,
            "parties": list(event.perpetrators or event.parties),
            "deaths": total([event.deaths]),
            "key": event.key,
        }
        for event in sorted(deadly, key=_natural)
    ]


def _place(place: Place) -> dict[str, Any]:
    return {
        "code": place.code,
        "name": dict(place.name),
        "outline": dict(place.outline) if place.outline else None,
        "town": place.town,
        "longitude": place.longitude,
        "latitude": place.latitude,
    }


def summary(snapshot: Mapping[str, Any]) -> dict[str, Any]:
    """The four figures that every surface must print alike; None where all is unknown."""
    figures = snapshot["figures"]
    return {
        "events": figures["events"],
        "one_sided": figures["one_sided"],
        "civilians_killed": {
            end: figures["civilians_killed"][end] for end in ("min", "best", "max")
        },
        "deaths": figures["deaths"]["best"],
    }
