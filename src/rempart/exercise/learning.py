"""What the exercise's mission learned: a training stopped at its gate, one that was evaluated, a
look back whose change became an action, a post handed over."""

from __future__ import annotations

import tomllib
from datetime import timedelta
from typing import Any

from rempart.exercise.stage import EXPERT, HEAD, RIGHTS, Stage
from rempart.learning.handover.actions import hand_over
from rempart.learning.reviews import actions as reviews
from rempart.learning.trainings import actions as trainings
from rempart.learning.trainings.models import Training
from rempart.register.models import Alert


def play(stage: Stage) -> None:
    """Play what one office learned, where that office is on stage."""
    path = stage.profile.folder / "exercise" / "learning.toml"
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    if told["office"] not in stage.offices:
        return
    _stopped(stage, told["office"], told["stopped"])
    _delivered(stage, told["office"], told["delivered"])
    _look_back(stage, told["office"], told["review"])
    with stage.scene(EXPERT, told["office"], stage.days_before(told["handover"]["days"], 17)):
        hand_over(words=told["handover"]["words"], contacts=told["handover"]["contacts"])


def _proposed(stage: Stage, office: str, told: dict[str, Any]) -> Training:
    held_on = stage.until - timedelta(days=told["held"])
    with stage.scene(EXPERT, office, stage.days_before(told["held"] + 14)):
        return trainings.propose_training(
            office=stage.profile.office(office).number,
            said={
                "topic": told["topic"],
                "audience": told["audience"],
                "recipients": told["recipients"],
                "aims": told["aims"],
                "held_on": held_on,
            },
        )


def _step(stage: Stage, who: tuple[str, str, int], row: Training, step: str, **said: Any) -> None:
    role, office, days = who
    with stage.scene(role, office, stage.days_before(days, 11)):
        trainings.advance_training(target=row.pk, step=step, said=said)


def _stopped(stage: Stage, office: str, told: dict[str, Any]) -> None:
    """Human Rights does not clear the recipients: nobody can approve."""
    row = _proposed(stage, office, told)
    found = {name: told[name] for name in ("check_outcome", "check_reference", "check_words")}
    _step(stage, (RIGHTS, office, told["held"] + 7), row, "screen", **found)


def _delivered(stage: Stage, office: str, told: dict[str, Any]) -> None:
    row = _proposed(stage, office, told)
    _step(stage, (HEAD, office, told["held"] + 9), row, "approve")
    counts = {"women": told["women"], "men": told["men"]}
    _step(stage, (EXPERT, office, told["held"]), row, "deliver", **counts)
    scores = {**told["before"], **told["after"], "evaluation": told["evaluation"]}
    _step(stage, (EXPERT, office, told["held"] - 14), row, "evaluate", **scores)


def _look_back(stage: Stage, office: str, told: dict[str, Any]) -> None:
    """About the office's first alert that is over, if it has one."""
    number, days = stage.profile.office(office).number, told["held"]
    with stage.scene(EXPERT, office, stage.days_before(days)):
        row = reviews.write_review(
            office=number,
            said={
                "title": told["title"],
                "held_on": stage.until - timedelta(days=days),
                **{name: told[name] for name in ("planned", "happened", "why")},
            },
        )
        over = Alert.objects.filter(office=number, state="closed").order_by("received_at").first()
        if over is not None:
            reviews.look_back_on(target=row.pk, reference=over.reference)
        change = dict(told["change"])
        change["due_on"] = stage.until - timedelta(days=change.pop("due"))
        reviews.add_change(target=row.pk, said={**change, "component": 1})
    with stage.scene(HEAD, office, stage.days_before(days - 2, 15)):
        reviews.advance_review(target=row.pk, step="adopt")
