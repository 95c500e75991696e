"""The months ahead, as the exercise's mission saw them: forecasts issued, judgements, answers.

Forecasting needs the extra `foresight`; where it is not installed nothing is issued and the pages
name the command. A mission's own year and a half is too short for a model: counting is issued.
"""

from __future__ import annotations

import importlib
import random
import tempfile
import tomllib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from rempart.exercise.stage import Stage, at
from rempart.kernel import clock
from rempart.kernel.actor import SystemActor, acting_as
from rempart.learning.actions import confirm_month, state_judgement
from rempart.learning.queries import outcomes, tallies
from rempart.outlook import ground, monthly, queries
from rempart.outlook.actions import issue_month
from rempart.outlook.computed import after
from rempart.outlook.reference import Reference

OPERATOR = SystemActor("operator:exercise", ceiling=3)


def play(stage: Stage) -> None:
    """Issue each month's forecasts, let people state theirs, answer the months that are over."""
    told = _told(stage)
    months = [after(stage.until.replace(day=1), -back) for back in range(told["months"], 0, -1)]
    if monthly.possible():
        for month in months:
            _issue(month)
    for number, month in enumerate(months):
        for office in sorted(stage.offices):
            _judge(stage, told, office, month, number)
    for month in months[1 : len(months) - told["waiting"]]:
        for office in sorted(stage.offices):
            _answer(stage, office, month)


def _told(stage: Stage) -> dict[str, Any]:
    path = stage.profile.folder / "exercise" / "outlook.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _issue(month: date) -> None:
    """Forecast from a month on its second day after."""
    running = importlib.import_module("rempart.outlook.running")
    executors = importlib.import_module("rempart.foresight.executors")
    with (
        clock.frozen(at(after(month, 1) + timedelta(days=1), 5)),
        acting_as(OPERATOR),
        tempfile.TemporaryDirectory() as folder,
    ):
        known = ground.incidents(date(1900, 1, 1), month)
        computed = running.compute(
            month, ground.features(month), Reference(None, ()), known,
            executors.choose("in-process", 1), Path(folder), lambda *_said: None,
        )  # fmt: skip
        issue_month(computed=computed)


def _judge(stage: Stage, told: dict[str, Any], office: str, month: date, number: int) -> None:
    """What the analysts of an office say of the month after `month`, on its third day."""
    chance = random.Random(f"{stage.seed}:outlook:{office}:{month}")  # noqa: S311
    ahead = after(month, 1)
    for role in told["roles"]:
        with stage.scene(role, office, at(ahead + timedelta(days=2), 9)):
            for area, counted in _likeliest(stage, office, month, told["areas"]):
                percent = round(100 * counted) + told["lean"][role] + chance.randint(-5, 5)
                state_judgement(
                    area=area,
                    month=ahead,
                    percent=min(95, max(2, percent)),
                    argument=told["arguments"][number % len(told["arguments"])],
                )


def _likeliest(stage: Stage, office: str, month: date, most: int) -> list[tuple[str, float]]:
    """The areas that counting holds likeliest; by what happened lately where nothing was issued."""
    number = stage.profile.office(office).number
    run = queries.latest(number, month)
    if run is not None and (rows := queries.by_lead(run).get(1)):
        return [(row.area, row.mix_probability) for row in rows[:most]]
    found = sorted(tallies(number, month).items(), key=lambda pair: (-pair[1].killed, pair[0]))
    return [(area, 0.3 if tally.happened else 0.1) for area, tally in found[:most]]


def _answer(stage: Stage, office: str, month: date) -> None:
    """The expert confirms what the register says of a month that is over."""
    number = stage.profile.office(office).number
    with stage.scene("poc_expert", office, at(after(month, 1) + timedelta(days=4), 16)):
        held = outcomes(number, month)
        answers = {
            area: tally.happened
            for area, tally in tallies(number, month).items()
            if area not in held
        }
        confirm_month(office=number, month=month, answers=answers, notes={})
