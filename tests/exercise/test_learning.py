"""What the exercise learned: a gate that held, an evaluation, a change that became an action."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from rempart.cli.demo import CHECKED
from rempart.doctrine.loader import load
from rempart.exercise import learning
from rempart.exercise.stage import Cast, Stage
from rempart.exercise.staging import _appoint
from rempart.exercise.story import script
from rempart.learning.handover.models import Handover
from rempart.learning.reviews.models import Review
from rempart.learning.trainings.models import Training
from rempart.plans.models import Action
from rempart.register.alerts.actions import record_alert
from rempart.register.models import Alert

MALI = load("mali")


@pytest.fixture
def stage(house: Any) -> Stage:
    """Gao with its people and one alert that is over, and nothing else played."""
    until = CHECKED[0]
    begins = Stage(MALI, until, 1, Cast(), frozenset(), lambda *_: None).days_before(500)
    made = Stage(
        MALI, until, 1, _appoint(MALI, script(MALI).cast, begins), frozenset({"gao"}),
        lambda *_: None,
    )  # fmt: skip
    with made.scene("poc_expert", "gao", made.days_before(30)):
        row = record_alert(heard={"priority": "p1", "title": "Barrage sur la route"}, office=1)
    house.execute("UPDATE register_alert SET state = 'closed' WHERE id = %s", [row.pk])
    return made


def test_a_gate_holds_and_a_look_back_changes_something(stage: Stage) -> None:
    learning.play(stage)
    with stage.scene("poc_expert", "gao", stage.days_before(0, 8)):
        states = Counter(Training.objects.values_list("state", flat=True))
        assert states["evaluated"] == 1
        assert not states.keys() & {"approved", "delivered"}
        review = Review.objects.get()
        assert review.state == "adopted"
        assert Action.objects.filter(reference=review.changes[0]["action"]).exists()
        assert Handover.objects.get().role == "poc_expert"
        assert Alert.objects.count() == 1
