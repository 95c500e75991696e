"""The life of a contingency plan, from a draft to the lessons of the crisis it was made for."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rempart.kernel.errors import Problem
from rempart.kernel.workflow import Workflow, transition
from rempart.plans.contingency.models import (
    ABANDONED,
    ACTIVATED,
    APPROVED,
    DRAFT,
    EXERCISED,
    LESSONS,
    REVIEWED,
    STOOD_DOWN,
)
from rempart.plans.contingency.tasks import circle

_TOP = frozenset({"srsg", "dsrsg"})


def _triggered(plan: Any) -> Problem | None:
    if plan.triggers:
        return None
    return Problem(_("Triggers"), "", _("there is none"), _("Write at least one."), "triggers")


def _tasked(plan: Any) -> Problem | None:
    if plan.tasks:
        return None
    message, remedy = _("there is none"), _("Say who does what, within how many hours.")
    return Problem(_("Tasks"), "", message, remedy, "tasks")


def _no_circle(plan: Any) -> Problem | None:
    return circle(plan.tasks)


def not_stale(plan: Any) -> Problem | None:
    """A plan past its review is not made ready."""
    if not plan.stale():
        return None
    return Problem(
        _("To be reviewed by"), plan.review_on, _("is past: the plan would not be ready"),
        _("Review the plan and set the day of the next review."), "stale",
    )  # fmt: skip


_WHOLE = (_triggered, _tasked, _no_circle, not_stale)

CONTINGENCY = Workflow(
    kind="contingency",
    initial=DRAFT,
    labels={
        DRAFT: pgettext_lazy("contingency plan", "draft"),
        REVIEWED: pgettext_lazy("contingency plan", "reviewed"),
        APPROVED: pgettext_lazy("contingency plan", "approved"),
        EXERCISED: pgettext_lazy("contingency plan", "exercised"),
        ACTIVATED: pgettext_lazy("contingency plan", "activated"),
        STOOD_DOWN: pgettext_lazy("contingency plan", "stood down"),
        LESSONS: pgettext_lazy("contingency plan", "lessons recorded"),
        ABANDONED: pgettext_lazy("contingency plan", "abandoned"),
    },
    transitions=(
        transition("review", DRAFT, REVIEWED, "approve", label=_("Reviewed"), guards=_WHOLE,
                   four_eyes=True),
        transition("approve", REVIEWED, APPROVED, "approve", label=_("Approve the plan"),
                   guards=_WHOLE, four_eyes=True, roles=_TOP),
        transition("return", REVIEWED, DRAFT, "approve", label=_("Return the plan"),
                   needs_reason=True),
        transition("exercise", f"{APPROVED} {EXERCISED}", EXERCISED, "approve",
                   label=_("Record the exercise")),
        transition("activate", f"{APPROVED} {EXERCISED} {STOOD_DOWN} {LESSONS}", ACTIVATED,
                   "approve", label=_("Activate")),
        transition("stand_down", ACTIVATED, STOOD_DOWN, "approve", label=_("Stand down")),
        transition("learn", STOOD_DOWN, LESSONS, "approve", label=_("Record the lessons")),
        transition("revise", f"{REVIEWED} {APPROVED} {EXERCISED} {STOOD_DOWN} {LESSONS}", DRAFT,
                   "edit", label=_("Revise the plan"), needs_reason=True),
        transition("revise_above", f"{REVIEWED} {APPROVED} {EXERCISED} {STOOD_DOWN} {LESSONS}",
                   DRAFT, "approve", label=_("Have the plan revised"), needs_reason=True),
        transition("abandon", DRAFT, ABANDONED, "edit", label=_("Abandon this draft"),
                   needs_reason=True),
        transition("resume", ABANDONED, DRAFT, "edit", label=_("Take it up again"),
                   needs_reason=True),
    ),
)  # fmt: skip
"""The steps `exercise`, `activate`, `stand_down` and `learn` are those of its crisis: nobody takes
them on the plan's own page."""

OF_A_CRISIS = frozenset({"exercise", "activate", "stand_down", "learn"})
