"""What is told in the exercise, played by the same actions: the range, the origin, the opening."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from rempart.doctrine.loader import load
from rempart.exercise import reports
from rempart.exercise.stage import Cast, Stage
from rempart.kernel.actor import Actor, acting_as
from rempart.register import harm
from rempart.register.models import Identity, Incident, Opening, Report, Source
from rempart.register.reports import queries
from rempart.register.reports.actions import range_of
from rempart.register.reports.presenting import together

UNTIL = date(2014, 11, 30)


def test_one_attack_is_told_three_ways_and_one_identity_opened(
    house: Any, appoint: Callable[..., Actor]
) -> None:
    cast = Cast()
    keeper = {"component": "civil_affairs", "compartments": ("source_identity",)}
    for role, more in (("poc_expert", {}), ("human_rights", {"component": "human_rights"}),
                       ("civil_affairs", keeper)):  # fmt: skip
        cast.users[role, "gao"] = appoint(role, "gao", **more).id
    adviser = appoint("senior_adviser")
    stage = Stage(load("mali"), UNTIL, 1, cast, frozenset({"gao"}), lambda *said: None)
    reports.play(stage)
    with acting_as(adviser):
        row = Incident.objects.get()
        told = queries.told_of([row.pk])[row.pk]
        assert len(told) == 3
        assert range_of(told)["killed"] == harm.Range(4, 4, 6)
        sure = together(row, [row], {}, UNTIL).confidence
        assert (sure.level, sure.independent, sure.repeated) == ("high", 2, 1)
        assert Report.objects.count() == 5
        assert Opening.objects.filter(seen_at=None).count() == 1
        assert not Identity.objects.exists()
        assert not Source.objects.exists()
    reports.play(Stage(load("mali"), UNTIL, 1, cast, frozenset({"mopti"}), lambda *said: None))
    with acting_as(adviser):
        assert Report.objects.count() == 5
