"""The plans of the exercise: five offices at five moments of a plan's life, and one community."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from typing import Any

from rempart.doctrine.loader import Profile
from rempart.exercise.stage import ADVISER, EXPERT, HEAD, Stage
from rempart.plans import actions as acts
from rempart.plans.models import CommunityPlan, Plan
from rempart.plans.programmes import actions, community, proposing
from rempart.plans.programmes.queries import actions_of

SRSG = "srsg"
_WAY = (("consult", EXPERT, True, 0), ("endorse", ADVISER, False, 3), ("approve", SRSG, False, 5),
        ("enter", HEAD, True, 7))  # fmt: skip
_REACHED = {"draft": 0, "consulted": 1, "endorsed": 2, "approved": 3, "in_force": 4}


def told(profile: Profile) -> dict[str, Any]:
    """What the profile says of the plans of its exercise; nothing where it says nothing."""
    path = profile.folder / "exercise" / "plans.toml"
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def play(stage: Stage) -> None:
    """Prepare the plans of the offices on stage, and take each as far as it goes."""
    script = told(stage.profile)
    for one in script.get("plans", ()):
        if one["office"] in stage.offices:
            _plan(stage, script, one)
    if script and script["community"]["office"] in stage.offices:
        _community(stage, script["community"])


def _plan(stage: Stage, script: dict[str, Any], one: dict[str, Any]) -> None:
    office, days = one["office"], one["days"]
    with stage.scene(EXPERT, office, stage.days_before(days)):
        row = actions.prepare_plan(
            said={
                "title": script["words"]["title"],
                "environments": one["environments"],
                "purpose": script["words"]["purpose"],
            },
            office=stage.profile.office(office).number,
        )
        usual = [p.code for p in proposing.proposals(row) if p.usual]
        if usual and not one.get("lines"):
            actions.take_proposals(target=row.pk, codes=usual)
        for line in one.get("lines", ()):
            _write(row, line, stage.until - timedelta(days=days))
    _consult(stage, script["answers"], office, row, days - 2)
    for step, role, local, later in _WAY[: _REACHED[one["reach"]]]:
        moment = stage.days_before(days - 3 - later, 11)
        with stage.scene(role, office if local else "", moment):
            actions.advance_plan(target=row.pk, step=step, reason=script["words"]["step"])
    if one["act"]:
        _act(stage, office, row, days - 12, script["words"])


def _write(row: Plan, line: dict[str, Any], begun: date) -> None:
    said = {name: value for name, value in line.items() if name != "due"}
    due: Any = {"due_on": begun + timedelta(days=line["due"])}
    actions.write_line(target=row.pk, said=said | due)


def _consult(stage: Stage, answers: dict[str, str], office: str, row: Plan, days: int) -> None:
    moment = stage.days_before(days, 15)
    with stage.scene(EXPERT, office, moment):
        row.refresh_from_db()
        leads = {line["lead"] for line in row.lines} | {"humanitarian"}
        for who in sorted(leads - {stage.profile.mission.owner_component}):
            said = answers.get(who, answers["other"])
            actions.note_consultation(target=row.pk, who=who, on=moment.date(), said=said)


def _act(stage: Stage, office: str, row: Plan, days: int, words: dict[str, str]) -> None:
    """Make the actions of the plan; some go on, one is completed."""
    with stage.scene(EXPERT, office, stage.days_before(days)):
        row.refresh_from_db()
        actions.make_every_action(row)
        made = sorted(actions_of([row]).values(), key=lambda action: (action.due_on, action.pk))
    with stage.scene(HEAD, office, stage.days_before(days - 1)):
        for action in made:
            acts.advance_action(target=action.pk, step="endorse")
    steps = (
        ("accept", ""),
        ("start", ""),
        ("complete", "Fait et vu sur place, compte rendu versé"),
    )
    for number, action in enumerate(made):
        for later, (step, text) in enumerate(steps[: (3, 2, 1, 2, 0)[number % 5]]):
            with stage.scene(EXPERT, office, stage.days_before(days - 3 - later, 10)):
                acts.advance_action(
                    target=action.pk, step=step, text=text,
                    reason=words["agreed"],
                )  # fmt: skip


def _community(stage: Stage, one: dict[str, Any]) -> None:
    office, days = one["office"], one["days"]
    names = ("title", "area", "locality", "environment", "watch", "alert", "shelter", "routes",
             "added", "harm", "relays", "consulted")  # fmt: skip
    moment = stage.days_before(days)
    with stage.scene(EXPERT, office, moment):
        said: Any = {name: one[name] for name in names} | {"consulted_on": moment.date()}
        row: CommunityPlan = community.prepare_community_plan(said=said)
    for later, (step, role) in enumerate(
        (("consult", EXPERT), ("endorse", HEAD), ("enter", EXPERT))
    ):
        with stage.scene(role, office, stage.days_before(days - 1 - later)):
            community.advance_community_plan(target=row.pk, step=step)
