"""The exercise's plans for the worst: drafted, approved, exercised, and once needed in earnest.

Nobody proposes the crisis here: the counts are entered, and the watcher proposes by itself.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from rempart.exercise.stage import ADVISER, EXPERT, HEAD, Stage
from rempart.plans.contingency.actions import advance_plan, draft_plan, set_task, set_trigger
from rempart.plans.contingency.models import Contingency
from rempart.plans.crises import actions, conduct
from rempart.plans.crises.models import Crisis, CrisisTask
from rempart.register.counts.actions import enter_count

SRSG = "srsg"
_TEXTS = ("title", "area", "scenario", "assumptions", "phases", "duties", "resources",
          "communications", "level")  # fmt: skip


def play(stage: Stage) -> None:
    """Plans of the offices, their exercises, the counts day by day, and the crisis."""
    told = tomllib.loads(
        (stage.profile.folder / "exercise" / "crises.toml").read_text(encoding="utf-8")
    )["crises"]
    for said in told["plans"]:
        if said["office"] in stage.offices:
            _plan(stage, said)
    crisis = told["crisis"] if told["crisis"]["office"] in stage.offices else None
    for moment, said, days, value in _in_order(stage, told["counts"]):
        with stage.scene(EXPERT, said["office"], moment):
            _count(said, moment, value)
        if crisis and (said["office"], days) == (crisis["office"], crisis["fires"]):
            _run(stage, crisis)


def _in_order(stage: Stage, series: list[Any]) -> list[tuple[datetime, Any, int, int]]:
    """Every count with its moment, as the days bring them."""
    found = [
        (stage.days_before(days, 7, 30), said, days, value)
        for said in series
        if said["office"] in stage.offices
        for days, value in said["values"]
    ]
    return sorted(found, key=lambda one: (one[0], one[1]["office"]))


def _count(said: Mapping[str, Any], moment: datetime, value: int) -> None:
    grade = said["grade"]
    enter_count(
        said={
            "quantity": said["quantity"], "value": value, "counted_on": moment.date(),
            "area": said["area"], "place": said["place"], "source": said["source"],
            "reliability": grade[0].lower(), "credibility": f"c{grade[1]}",
        }
    )  # fmt: skip


def _plan(stage: Stage, said: dict[str, Any]) -> None:
    """A plan from its draft to its approval, and to its exercise where there was one."""
    office = said["office"]
    with stage.scene(EXPERT, office, stage.days_before(said["days"], 10)):
        texts: Any = {name: said[name] for name in _TEXTS}
        texts |= {
            "designate": HEAD,
            "cadence_hours": said["cadence"],
            "review_on": stage.until - timedelta(days=said["review"]),
        }
        row = draft_plan(said=texts, office=stage.profile.office(office).number)
        for text in said["triggers"]:
            set_trigger(target=row.pk, text=text)
        for task in said["tasks"]:
            set_task(target=row.pk, said=task)
    with stage.scene(HEAD, office, stage.days_before(said["days"] - 3, 15)):
        advance_plan(target=row.pk, step="review")
    with stage.scene(SRSG, "", stage.days_before(said["days"] - 8, 11)):
        advance_plan(target=row.pk, step="approve")
    if "exercise" in said:
        _exercise(stage, row, office, said["exercise"])


def _exercise(stage: Stage, plan: Contingency, office: str, said: dict[str, Any]) -> None:
    """A table-top exercise of a morning, led by the head of office."""
    begins = stage.days_before(said["days"], 9)
    with stage.scene(HEAD, office, begins):
        found = Contingency.objects.get(pk=plan.pk)
        row = actions.propose_crisis(why=said["why"], plan=found, exercise=True)
        row = actions.activate(target=row.pk)
    with stage.scene(HEAD, office, begins + timedelta(hours=2)):
        for task in CrisisTask.objects.filter(crisis=row.pk):
            conduct.settle_task(target=task.pk, done=True, evidence="Joué sur table")
        conduct.issue_sitrep(crisis=row, told={"situation": said["why"]})
    with stage.scene(HEAD, office, begins + timedelta(hours=3)):
        for lesson in said["lessons"]:
            actions.add_lesson(row=row, said={"happened": lesson})
        actions.stand_down(target=row.pk, reason="Fin de l’exercice")


def _run(stage: Stage, said: dict[str, Any]) -> None:
    """The crisis that the watcher has just proposed, from its activation to its lessons."""
    office, begins = said["office"], stage.days_before(said["fires"], 9)
    with stage.scene(HEAD, office, begins):
        row = Crisis.objects.get(state="proposed", holding=True)
        row = actions.activate(target=row.pk, reason=said["reason"])
    for hours, do in sorted(_hours(row, said), key=lambda one: one[0]):
        role, where, deed = do
        with stage.scene(role, where or office, begins + timedelta(hours=hours)):
            deed()
    with stage.scene(HEAD, office, stage.days_before(said["stands_down"], 16)):
        for lesson in said["lessons"]:
            actions.add_lesson(row=Crisis.objects.get(pk=row.pk), said=lesson)
        actions.stand_down(target=row.pk, reason=said["end"])
    with stage.scene(ADVISER, "", stage.days_before(said["closes"], 10)):
        actions.record_lessons(target=row.pk)


def _hours(row: Crisis, said: dict[str, Any]) -> list[tuple[float, tuple[str, str, Any]]]:
    """What is done in the crisis: at which hour, by which role, and what."""

    def written(one: dict[str, Any]) -> Any:
        return lambda: conduct.write_log(crisis=row, sort=one["sort"], text=one["text"])

    def issued(one: dict[str, Any]) -> Any:
        told: Any = {name: value for name, value in one.items() if name != "hours"}
        return lambda: conduct.issue_sitrep(crisis=row, told=told)

    def settled(one: dict[str, Any]) -> Any:
        def settle() -> None:
            task = CrisisTask.objects.get(crisis=row.pk, number=one["number"])
            conduct.settle_task(target=task.pk, done=True, evidence=one["evidence"])

        return settle

    return [
        *((one["hours"], (HEAD, "", written(one))) for one in said["log"]),
        *((one["hours"] + 0.2, (HEAD, "", issued(one))) for one in said["sitreps"]),
        *((one["hours"] + 0.1, (one["role"], "", settled(one))) for one in said["tasks"]),
    ]
