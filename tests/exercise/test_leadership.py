"""The exercise's leadership: a strategy in force with figures and reports, advice of every fate."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from rempart.cli.demo import CHECKED
from rempart.doctrine.loader import load
from rempart.exercise import leadership
from rempart.exercise.stage import Cast, Stage
from rempart.exercise.staging import _appoint
from rempart.exercise.story import script
from rempart.kernel import clock
from rempart.kernel.actor import SystemActor, acting_as
from rempart.leadership.advice import queries as advice
from rempart.leadership.meetings.models import Meeting
from rempart.leadership.strategy import queries
from rempart.leadership.strategy.models import Consultation, Progress, Reading, Strategy
from rempart.places.sketch import sketch_areas
from rempart.plans.models import Action

MALI = load("mali")


@pytest.fixture
def stage(house: Any) -> Stage:
    """The five offices with their people, and nothing played yet."""
    until = CHECKED[0]
    begins = Stage(MALI, until, 1, Cast(), frozenset(), lambda *_: None).days_before(500)
    cast = _appoint(MALI, script(MALI).cast, begins)
    with clock.frozen(begins), acting_as(SystemActor("operator:exercise", ceiling=3)):
        sketch_areas()
    return Stage(MALI, until, 1, cast, frozenset(o.code for o in MALI.offices), lambda *_: None)


def test_a_strategy_in_force_advice_of_every_fate_and_bodies_that_meet(stage: Stage) -> None:
    leadership.play(stage)
    with stage.scene("senior_adviser", "", stage.days_before(0, 8)):
        row = Strategy.objects.get()
        tree = queries.tree(row)
        assert row.state == "in_force"
        assert {b.objective.volet for b in tree.branches} == {"t1", "t2", "t3"}
        assert 0 < len(tree.unserved) < len(tree.branches)
        assert all(tree.answering(item.code) for item in MALI.strategy.mandate)
        assert Reading.objects.filter(by="drafter").count() == 5 * 4 * 6
        assert Progress.objects.count() == 4
        assert Counter(Consultation.objects.values_list("answer", flat=True))["silent"] == 1
        told = advice.uptake(None, None).whole
        assert (told.accepted, told.partial, told.rejected, told.deferred) == (1, 1, 1, 1)
        assert (told.waiting, told.taken_up.percent) == (1, 67)
        states = Counter(Meeting.objects.values_list("state", flat=True))
        assert states == {"adopted": 4, "held": 1, "convened": 1}
        ordered = {"Patrouilles jusqu’à 18 heures les jours de foire",
                   "Poste de jour au point d’eau de Ménaka"}  # fmt: skip
        made = set(Action.objects.values_list("statement", flat=True))
        assert ordered <= made
        assert "Escorte des transporteurs au retour des foires" not in made
