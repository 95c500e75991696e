"""What may be done to trainings; the only ways to change one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, TypedDict

from django.utils.translation import gettext_lazy as _

from rempart.doctrine.loader import current as profile
from rempart.field.models import FieldMission
from rempart.field.placing import code_problems, component_of
from rempart.kernel import links
from rempart.kernel.actions import Run, advance_by, changes, creates
from rempart.kernel.errors import BadInput, Problem, Refused
from rempart.kernel.ids import read_reference
from rempart.kernel.nameless import names_in
from rempart.kernel.policy import UNCLASSIFIED
from rempart.learning.trainings.models import CHECKS, HOST_FORCES, Training
from rempart.learning.trainings.workflow import TRAINING

RELATION = "trained_on"
"""The link from a training to the joint field mission as which it took place."""


SCREENER = "human_rights"
"""The component that screens: it supports what it screens, and so comes to see it."""


class Said(TypedDict, total=False):
    """What a proposal says; what is left out stays as it was."""

    topic: str
    audience: str
    recipients: str
    aims: str
    held_on: date
    language: str
    marking: int


_TEXTS = {"topic": _("Topic"), "recipients": _("Recipients"), "aims": _("Aims")}


def _describe(row: Training, said: Mapping[str, Any]) -> None:
    problems = names_in((place, said.get(name, "")) for name, place in _TEXTS.items())
    if "audience" in said:
        problems += code_problems({"audience": ("training_audience", said["audience"])})
    if problems:
        raise BadInput.of(problems)
    for name, value in said.items():
        setattr(row, name, value)
    row.support = [
        component.number for component in profile().components
        if row.audience == HOST_FORCES and component.code == SCREENER
    ]  # fmt: skip


@creates(Training, "training.propose")
def propose_training(run: Run, *, office: int, said: Said, marking: int = UNCLASSIFIED) -> Training:
    """Propose a training for an office; Human Rights sees it where it must be screened.

    Raises:
        BadInput: the audience is unknown, or a person seems named.
    """
    row = Training(office=office, component=component_of(run), marking=marking)
    _describe(row, said)
    return row


@changes(Training, "training.describe")
def describe_training(run: Run, row: Training, *, said: Said) -> None:
    """Correct a proposal. A check that was recorded was of what stood: it falls.

    Raises:
        BadInput: the audience is unknown, or a person seems named.
        Refused: it is approved already.
    """
    if row.state not in ("proposed", "hrddp_screened"):
        message, remedy = _("is approved: it stands as it is"), _("Propose another training.")
        raise Refused(Problem(row.reference, None, message, remedy, "frozen"))
    held = (row.audience, row.recipients)
    _describe(row, said)
    if (row.audience, row.recipients) != held:
        row.state = "proposed"
        row.check_outcome = row.check_reference = row.check_words = ""


@changes(Training, "training.join-mission")
def join_mission(run: Run, row: Training, *, reference: str) -> None:
    """Record that the training took place as a joint field mission.

    Raises:
        BadInput: there is no such mission for whoever asks.
    """
    typed = read_reference(reference) or reference.strip()
    mission = FieldMission.objects.filter(reference=typed).first()
    if mission is None:
        message, remedy = _("is no mission that you may see"), _("Copy the reference of its page.")
        raise BadInput(Problem(_("Field mission"), reference, message, remedy, "reference"))
    links.tie(run, row, RELATION, mission)


@advance_by(TRAINING, Training, "training")
def advance_training(run: Run, row: Training, *, said: Mapping[str, Any] | None = None) -> None:
    """Record the check, approve, record the delivery or the evaluation; `said` is its form.

    Raises:
        BadInput: a check without outcome or reference, more who passed than took a test, or an
            evaluation without words.
    """
    step, given = run.name.partition(".")[2], dict(said or {})
    problems = names_in(
        (place, given.get(name) or "")
        for name, place in (("check_words", _("What the check found")),
                            ("evaluation", _("What changed")))
    )  # fmt: skip
    if step == "screen":
        problems += _check_faults(given)
    elif step == "deliver":
        problems += _empty(given, "women", _("Women")) + _empty(given, "men", _("Men"))
    elif step == "evaluate":
        problems += _score_faults(given)
    if problems:
        raise BadInput.of(problems)
    for name, value in given.items():
        setattr(row, name, value)


def _empty(given: Mapping[str, Any], name: str, place: Any) -> list[Problem]:
    if given.get(name) in (None, ""):
        return [Problem(place, "", _("is still empty"), _("Fill it in; nought counts."), name)]
    return []


def _check_faults(given: Mapping[str, Any]) -> list[Problem]:
    faults = _empty(given, "check_reference", _("Reference of the check"))
    if given.get("check_outcome") not in CHECKS:
        message, remedy = _("is no outcome of a check"), ", ".join(CHECKS)
        faults.append(
            Problem(_("Outcome"), given.get("check_outcome"), message, remedy, "check_outcome")
        )
    return faults


def _score_faults(given: Mapping[str, Any]) -> list[Problem]:
    faults = _empty(given, "evaluation", _("What changed"))
    for when, place in (("before", _("Test before")), ("after", _("Test after"))):
        passed, took = given.get(f"{when}_passed"), given.get(f"{when}_took")
        if passed is not None and (took is None or passed > took):
            message = _("more reached the mark than took the test")
            remedy = _("Give both figures, or leave both empty: not known.")
            faults.append(Problem(place, passed, message, remedy, when))
    return faults
