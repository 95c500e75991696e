"""The contingency plan: what would be done if, and who would do it, by post."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from rempart.kernel import clock
from rempart.kernel.models import Guarded, Version

DRAFT, REVIEWED, APPROVED, EXERCISED = "draft", "reviewed", "approved", "exercised"
ACTIVATED, STOOD_DOWN, LESSONS = "activated", "stood_down", "lessons_recorded"
ABANDONED = "abandoned"

WATCHED = (APPROVED, EXERCISED, STOOD_DOWN, LESSONS)
"""States in which the triggers of a plan are watched: approved, and not already activated."""


class Contingency(Guarded):
    """A scenario with its assumptions, triggers, phases, roles, resources and communications.

    `triggers` is [{n, rule}], rules as `rules.stored` keeps them. `phases` names the phases in
    order. `tasks` is [{n, phase, role, text, hours, after}]: which post does what, within how many
    hours of the activation, after which other tasks. `duties` is [{role, text}]. `designate` is
    the role that may activate beside the head of mission. `exercises` is
    [{on, reference, lessons}].
    """

    kind = "contingency"

    title = models.CharField(_("title"), max_length=160)
    area = models.CharField(_("cercle"), max_length=20, blank=True)
    state = models.CharField(max_length=20, default=DRAFT)
    scenario = models.TextField(_("scenario"))
    assumptions = models.TextField(_("assumptions"), blank=True)
    triggers = models.JSONField(default=list, blank=True)
    phases = ArrayField(models.CharField(max_length=120), default=list, blank=True)
    tasks = models.JSONField(default=list, blank=True)
    duties = models.JSONField(default=list, blank=True)
    designate = models.CharField(max_length=30, blank=True)
    resources = models.TextField(_("resources"), blank=True)
    communications = models.TextField(_("communications"), blank=True)
    exercises = models.JSONField(default=list, blank=True)
    review_on = models.DateField(_("to be reviewed by"))
    cadence_hours = models.PositiveSmallIntegerField(default=12)
    level = models.CharField(max_length=20, blank=True)

    class Meta(Guarded.Meta):
        indexes: ClassVar = [models.Index(fields=["scope", "state"], name="contingency_scope")]

    def __str__(self) -> str:
        return self.reference

    def stale(self, today: date | None = None) -> bool:
        """Is the day of its review past? Nobody reviews what is abandoned."""
        return self.state != ABANDONED and self.review_on < (today or clock.today())

    @property
    def never_exercised(self) -> bool:
        """Has it been written and never tried?"""
        return self.state != ABANDONED and not self.exercises

    @property
    def flaws(self) -> list[str]:
        """What must be told of it wherever it appears, by code: `stale`, `untried`."""
        found = {"stale": self.stale(), "untried": self.never_exercised}
        return [code for code, true in found.items() if true]

    @property
    def ready(self) -> bool:
        """Approved, and its review not overdue: a plan that is past it is never called ready."""
        return self.state in (APPROVED, EXERCISED) and not self.stale()

    @property
    def roles(self) -> list[str]:
        """The posts that the plan counts on, each once, in the order in which it names them."""
        named = [line["role"] for line in (*self.duties, *self.tasks)]
        return list(dict.fromkeys(role for role in [*named, self.designate] if role))

    def task(self, number: int) -> dict[str, Any] | None:
        """The task of that number."""
        return next((one for one in self.tasks if one["n"] == number), None)


class ContingencyVersion(Version):
    """What a contingency plan said after each change."""

    object = models.ForeignKey(Contingency, on_delete=models.PROTECT, related_name="versions")
