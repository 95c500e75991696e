"""The story of the exercise: the same every time, plausible, and nowhere a real event."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from pyproj import Geod

from rempart.cli.demo import CHECKED
from rempart.doctrine.loader import load
from rempart.exercise.parts import PARTS, WORDS
from rempart.exercise.staging import said_of
from rempart.exercise.story import Happening, happenings, months, script
from rempart.register import harm

MALI = load("mali")
FAR_KM, FAR_DAYS = 15, 1
"""An invented event is never this near a real one within so many days of it."""


def test_every_part_has_a_word_for_the_progress() -> None:
    assert set(PARTS) <= set(WORDS)


@pytest.fixture(scope="module")
def told() -> list[Happening]:
    return happenings(MALI, *CHECKED)


def test_the_same_seed_tells_the_same_story_and_another_one_another(told: list[Happening]) -> None:
    assert happenings(MALI, *CHECKED) == told
    assert happenings(MALI, CHECKED[0], 2) != told


def test_eighteen_months_of_five_offices(told: list[Happening]) -> None:
    assert 300 < len(told) < 700
    assert Counter(one.office for one in told).keys() == {o.code for o in MALI.offices}
    assert len({(one.day.year, one.day.month) for one in told}) == 18
    assert list(months(date(2014, 11, 30), 3)) == [
        date(2014, 9, 1), date(2014, 10, 1), date(2014, 11, 1),
    ]  # fmt: skip
    for one in told:
        assert one.day <= one.reported < CHECKED[0]


def test_what_is_invented_names_nobody_and_uses_the_missions_codes(told: list[Happening]) -> None:
    kinds = {item.code for item in MALI.vocabulary("threat_type")}
    actors = {item.code for item in MALI.vocabulary("actor_type")}
    for one in told:
        said = said_of(one)
        assert {a["name"] for a in said["alleged"]} == {""}
        assert one.kind in kinds
        assert one.by in actors
        assert not harm.check(said["harm"])
    written = script(MALI)
    assert {t.by for o in written.offices for t in o.threats} <= actors
    assert {t.kind for o in written.offices for t in o.threats} <= kinds
    for words in written.sections.values():
        assert len(words.fr) == len(words.en)


def test_no_invented_event_meets_a_real_one(
    told: list[Happening], real_data: Callable[[str], Path]
) -> None:
    path = real_data("ucdp_ged/GEDEvent_v21_1_mli_bfa_ner_until_2018.csv")
    with path.open(encoding="utf-8-sig", newline="") as file:
        real = [
            (date.fromisoformat(row["date_start"][:10]), float(row["latitude"]),
             float(row["longitude"]))
            for row in csv.DictReader(file)
        ]  # fmt: skip
    earth = Geod(ellps="WGS84")
    met = [
        (one.day, one.place, day)
        for one in told
        for day, latitude, longitude in real
        if abs((one.day - day).days) <= FAR_DAYS
        and earth.inv(one.longitude, one.latitude, longitude, latitude)[2] < FAR_KM * 1000
    ]
    assert met == []
