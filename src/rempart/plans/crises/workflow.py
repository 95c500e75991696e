"""The life of a crisis: proposed, activated by a person, stood down with its lessons."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rempart.kernel.errors import Problem, Refused
from rempart.kernel.workflow import Workflow, transition
from rempart.plans.crises.models import (
    ACTIVE,
    DISMISSED,
    LESSONS,
    OPEN,
    PROPOSED,
    STOOD_DOWN,
    Crisis,
    CrisisTask,
)

AS_DESIGNATE = "_as_designate"
"""What stands behind the name of a step that the plan's designate takes."""


def _with_lessons(crisis: Any) -> Problem | None:
    if crisis.lessons:
        return None
    return Problem(
        _("Lessons"), "", _("none is recorded"),
        _("Record at least one before the crisis is stood down."), "lessons",
    )  # fmt: skip


def _settled(crisis: Any) -> Problem | None:
    waiting = CrisisTask.objects.filter(crisis=crisis.pk, state=OPEN).order_by("number")
    numbers = [str(number) for number in waiting.values_list("number", flat=True)]
    if not numbers:
        return None
    return Problem(
        _("Tasks"), ", ".join(numbers), _("are neither done nor given up"),
        _("Report each done with its evidence, or given up with its reason."), "open-tasks",
    )  # fmt: skip


def _changing(crisis: Any) -> Problem | None:
    lacking = [
        str(number)
        for number, lesson in enumerate(crisis.lessons, 1)
        if not (lesson.get("change") and lesson.get("owner"))
    ]
    if not lacking:
        return None
    return Problem(
        _("Lessons"), ", ".join(lacking), _("say neither what changes nor who sees to it"),
        _("Complete each with a change and its owner."), "change",
    )  # fmt: skip


_END = (_with_lessons, _settled)

CRISIS = Workflow(
    kind="crisis",
    initial=PROPOSED,
    labels={
        PROPOSED: pgettext_lazy("crisis", "proposed"),
        ACTIVE: pgettext_lazy("crisis", "under way"),
        DISMISSED: pgettext_lazy("crisis", "not activated"),
        STOOD_DOWN: pgettext_lazy("crisis", "stood down"),
        LESSONS: pgettext_lazy("crisis", "lessons recorded"),
    },
    transitions=(
        transition("activate", PROPOSED, ACTIVE, "approve", label=_("Activate")),
        transition(f"activate{AS_DESIGNATE}", PROPOSED, ACTIVE, "propose", label=_("Activate")),
        transition("dismiss", PROPOSED, DISMISSED, "approve", label=_("Do not activate"),
                   needs_reason=True),
        transition(f"dismiss{AS_DESIGNATE}", PROPOSED, DISMISSED, "propose",
                   label=_("Do not activate"), needs_reason=True),
        transition("stand_down", ACTIVE, STOOD_DOWN, "approve", label=_("Stand down"),
                   guards=_END, needs_reason=True),
        transition(f"stand_down{AS_DESIGNATE}", ACTIVE, STOOD_DOWN, "propose",
                   label=_("Stand down"), guards=_END, needs_reason=True),
        transition("record_lessons", STOOD_DOWN, LESSONS, "propose",
                   label=_("The lessons are recorded"), guards=(_changing,)),
        transition("record_lessons_above", STOOD_DOWN, LESSONS, "approve",
                   label=_("The lessons are recorded"), guards=(_changing,)),
    ),
)  # fmt: skip
"""A trigger never activates: it proposes, and a person takes the step under their post."""


def not_under_way(row: Crisis) -> Refused:
    """The refusal to write to a crisis that has not begun, or is over."""
    return Refused(
        Problem(
            row.reference, CRISIS.labels[row.state], _("the crisis is not under way"),
            _("Only what is under way is written to."), "not-under-way",
        )
    )  # fmt: skip
