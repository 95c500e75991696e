"""The exercise's plans and its crisis: what stands at the end, and that nobody proposed it."""

from __future__ import annotations

from typing import Any

import pytest

from rempart.cli.demo import CHECKED
from rempart.doctrine.loader import load
from rempart.exercise import crises
from rempart.exercise.stage import Cast, Stage
from rempart.exercise.staging import _appoint
from rempart.exercise.story import script
from rempart.kernel import clock
from rempart.kernel.actor import SystemActor, acting_as
from rempart.places.sketch import sketch_areas
from rempart.plans.contingency.models import Contingency
from rempart.plans.crises.models import Crisis, CrisisTask, LogEntry, Sitrep
from rempart.plans.crises.watching import watch
from rempart.register.counts.models import Count

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


def test_five_plans_one_stale_one_never_exercised_and_one_crisis_to_its_lessons(
    stage: Stage, house: Any
) -> None:
    crises.play(stage)
    with stage.scene("senior_adviser", "", stage.days_before(0, 8)):
        watch()
        plans = {MALI.office(row.office).code: row for row in Contingency.objects.all()}
        assert len(plans) == len(MALI.offices)
        assert [code for code, row in plans.items() if row.stale()] == ["tombouctou"]
        assert [code for code, row in plans.items() if row.never_exercised] == ["kidal"]
        assert sum(row.ready for row in plans.values()) == 3
        row = Crisis.objects.get(exercise=False)
        assert (MALI.office(row.office).code, row.state) == ("menaka", "lessons_recorded")
        assert row.values_then[0]["value"] > 5000
        assert not row.holding
        assert LogEntry.objects.filter(crisis=row.pk).count() == 6
        assert [s.late for s in Sitrep.objects.filter(crisis=row.pk)] == [False, False, True]
        assert {t.state for t in CrisisTask.objects.filter(crisis=row.pk)} == {"done"}
        assert all(lesson["change"] for lesson in row.lessons)
        assert Crisis.objects.filter(exercise=True).count() == 4
        assert Count.objects.count() == 20
    named = house.execute(
        "SELECT actor_name FROM kernel_journalentry WHERE action = 'crisis.propose'"
        " AND object_id = %s", [row.pk],
    ).fetchall()  # fmt: skip
    assert named == [("watcher",)]
