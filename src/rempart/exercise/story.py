"""The story of an exercise: who plays, what happens when, as the profile and a seed draw it.

Pure: no database, no clock. Everything is invented; perpetrators are categories, never named
groups. The same profile, date and seed give the same story.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from math import cos, radians, sin
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from rempart.doctrine.loader import Profile

_KM_PER_DEGREE = 111.2
_WINDS = {"N": 0, "NE": 45, "E": 90, "SE": 135, "S": 180}
"""Winds that are written alike in French and in English."""

_GRADES = (("b", "c2"), ("b", "c3"), ("c", "c3"), ("a", "c1"), ("d", "c4"), ("f", "c6"))
_SEASON = (1.0, 1.0, 1.1, 1.2, 1.3, 1.2, 0.9, 0.8, 0.8, 0.9, 1.1, 1.0)
"""How the dry season's roads, herds and wells weigh on the months."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Player(_Strict):
    """A role in each of some offices; an empty office is the whole mission.

    `organisation` is whom a partner belongs to.
    """

    role: str
    component: str
    offices: list[str]
    organisation: str = ""
    clearance: int = Field(ge=1, le=3)
    compartments: list[str] = []


class Kind(_Strict):
    """A kind of incident: how often, by whom, the least and most harm, how it is told."""

    code: str
    weight: int = Field(gt=0)
    by: list[str]
    killed: tuple[int, int] = (0, 0)
    injured: tuple[int, int] = (0, 0)
    abducted: tuple[int, int] = (0, 0)
    displaced: tuple[int, int] = (0, 0)
    fr: list[str]
    en: list[str]


class Menace(_Strict):
    """A threat that weighs on an office all along the exercise."""

    title: str
    by: str
    kind: str
    area: str
    population: str
    place: str = ""
    scores: dict[str, int]


class Bureau(_Strict):
    """An office: incidents a month, about, and its threats."""

    code: str
    rate: float = Field(gt=0)
    threats: list[Menace]


class Words(_Strict):
    """Ways to write a section, in both languages, in the same order."""

    fr: list[str]
    en: list[str]


class Request(_Strict):
    """A recommendation and its owner."""

    fr: str
    owner: str


class Script(_Strict):
    """What the profile says of its exercise."""

    months: int = Field(ge=4, le=60)
    approved: int = Field(ge=1)
    near_km: float
    far_km: float
    cast: list[Player]
    kinds: list[Kind]
    sources: list[str]
    offices: list[Bureau]
    sections: dict[str, Words]
    recommendations: list[Request]


def script(profile: Profile) -> Script:
    """The exercise of a profile.

    Raises:
        FileNotFoundError: the profile has none.
    """
    text = (profile.folder / "exercise" / "story.toml").read_text(encoding="utf-8")
    return Script.model_validate(tomllib.loads(text)["exercise"])


def has_story(folder: Path) -> bool:
    """Has the profile in that folder an exercise?"""
    return (folder / "exercise" / "story.toml").exists()


@dataclass(frozen=True)
class Happening:
    """One invented incident: where and when, and what is said of it and by whom."""

    office: str
    day: date
    reported: date
    area: str
    place: str
    latitude: float
    longitude: float
    kind: str
    by: str
    figures: dict[str, tuple[int, int, int]]
    deaths_known: bool
    women: int
    told: str
    language: str
    source: str
    grade: tuple[str, str]
    verified: bool

    @property
    def began(self) -> time | None:
        """At what time it began, to the quarter; of one in three nobody can say."""
        chance = random.Random(f"{self.day}:{self.place}:{self.kind}")  # noqa: S311
        told = chance.randrange(3) > 0
        return time(chance.randrange(4, 23), 15 * chance.randrange(4)) if told else None


def happenings(profile: Profile, until: date, seed: int) -> list[Happening]:
    """Every incident of the exercise before `until`, in the order in which they are reported.

    Nothing is reported on `until` itself: that day belongs to whoever learns on it.
    """
    told, eve = script(profile), until - timedelta(days=1)
    towns = [t for t in profile.table("cercles") if t["chief_town"]]
    found: list[Happening] = []
    for bureau in told.offices:
        chance = random.Random(f"{seed}:{bureau.code}")  # noqa: S311 - a story, not a secret
        areas = _areas(profile, bureau.code, towns, until)
        for first in months(until, told.months):
            for _n in range(_how_many(chance, bureau.rate * _SEASON[first.month - 1])):
                found.append(_one(chance, told, bureau, areas, first, eve))
    return sorted(found, key=lambda h: (h.reported, h.day, h.office, h.place))


def months(until: date, count: int) -> Iterator[date]:
    """The first days of the last `count` months, that of `until` included, the oldest first."""
    last = until.year * 12 + until.month - 1
    for index in range(last - count + 1, last + 1):
        yield date(index // 12, index % 12 + 1, 1)


def _areas(
    profile: Profile, office: str, towns: list[dict[str, str]], on: date
) -> list[dict[str, str]]:
    held = profile.office(office).areas(on)
    return [t for t in towns if any(t["pcode"].startswith(area) for area in held)]


def _how_many(chance: random.Random, mean: float) -> int:
    """A Poisson draw, by Knuth's product."""
    limit, product, drawn = 2.718281828459045**-mean, chance.random(), 0
    while product > limit:
        product, drawn = product * chance.random(), drawn + 1
    return drawn


def _one(
    chance: random.Random,
    told: Script,
    bureau: Bureau,
    areas: list[dict[str, str]],
    first: date,
    eve: date,
) -> Happening:
    kind = chance.choices(told.kinds, [k.weight for k in told.kinds])[0]
    town = chance.choice(areas)
    wind, km = chance.choice(list(_WINDS)), round(chance.uniform(told.near_km, told.far_km))
    latitude, longitude = _away(float(town["latitude"]), float(town["longitude"]), wind, km)
    length = ((first + timedelta(days=31)).replace(day=1) - first).days
    day = min(first + timedelta(days=chance.randrange(length)), eve)
    reported = min(day + timedelta(days=chance.choice((0, 0, 1, 1, 2, 5))), eve)
    figures = {
        name: _figures(chance, *bounds)
        for name in ("killed", "injured", "abducted", "displaced")
        if (bounds := getattr(kind, name)) != (0, 0)
    }
    language = "en" if chance.random() < 0.15 else "fr"
    killed = figures.get("killed", (0, 0, 0))[0]
    return Happening(
        office=bureau.code, day=day, reported=reported, area=town["pcode"],
        place=f"{town['chief_town']}, {km} km {wind}", latitude=latitude, longitude=longitude,
        kind=kind.code, by=chance.choice(kind.by), figures=figures,
        deaths_known=chance.random() < 0.92,
        women=chance.randint(0, killed) if killed else 0,
        told=chance.choice(getattr(kind, language)), language=language,
        source=chance.choice(told.sources), grade=chance.choice(_GRADES),
        verified=chance.random() < 0.45,
    )  # fmt: skip


def _figures(chance: random.Random, least: int, most: int) -> tuple[int, int, int]:
    """At least, best, at most: how people tell of numbers, with their doubt."""
    best = chance.randint(least, most)
    doubt = chance.choice((0, 0, 1, 2)) if most < 20 else best // 4
    return max(least, best - doubt), best, best + doubt


def _away(latitude: float, longitude: float, wind: str, km: float) -> tuple[float, float]:
    turn = radians(_WINDS[wind])
    north, east = km * cos(turn), km * sin(turn)
    return (
        round(latitude + north / _KM_PER_DEGREE, 4),
        round(longitude + east / (_KM_PER_DEGREE * cos(radians(latitude))), 4),
    )


def filled(words: str, said: dict[str, Any]) -> str:
    """A text of the script with its places filled in."""
    return words.format(**said)
