"""Actions, what came of them, and the measures that hold a risk down."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from rempart.kernel import clock
from rempart.kernel.models import Guarded, Version, shared_field
from rempart.plans.contingency.models import Contingency, ContingencyVersion
from rempart.plans.crises.models import (
    Crisis,
    CrisisTask,
    CrisisTaskVersion,
    CrisisVersion,
    LogEntry,
    LogEntryVersion,
    Sitrep,
    SitrepVersion,
)
from rempart.plans.programmes.models import (
    CommunityPlan,
    CommunityPlanVersion,
    Plan,
    PlanVersion,
)

__all__ = [
    "Action",
    "ActionVersion",
    "CommunityPlan",
    "CommunityPlanVersion",
    "Contingency",
    "ContingencyVersion",
    "Crisis",
    "CrisisTask",
    "CrisisTaskVersion",
    "CrisisVersion",
    "LogEntry",
    "LogEntryVersion",
    "Measure",
    "MeasureVersion",
    "Plan",
    "PlanVersion",
    "Sitrep",
    "SitrepVersion",
]

OVER = ("completed", "effect_verified", "cancelled")
"""States in which nothing is late any more."""


class Action(Guarded):
    """Something that a component does to protect people.

    `component` is the lead, who is responsible, and `support` those who help: these the walls
    compare. `in_danger` says that it answers a threat or an alert, which every pre-emption and
    every response must.
    """

    kind = "action"

    statement = models.CharField(_("action"), max_length=300)
    volet = models.CharField(_("tier"), max_length=10)
    phases = ArrayField(models.CharField(max_length=20))
    in_danger = models.BooleanField(default=False)
    accountable = models.CharField(max_length=30, blank=True)
    support = ArrayField(models.IntegerField(), default=list, blank=True)
    consulted = ArrayField(models.IntegerField(), default=list, blank=True)
    informed = ArrayField(models.IntegerField(), default=list, blank=True)
    resources = models.TextField(blank=True)
    indicator = models.CharField(max_length=300)
    begins_on = models.DateField(null=True, blank=True)
    due_on = models.DateField(_("due"))
    state = models.CharField(max_length=16, default="proposed")
    evidence = models.TextField(blank=True)
    effect = models.TextField(blank=True)
    completed_on = models.DateField(null=True, blank=True)
    shared = shared_field()

    class Meta(Guarded.Meta):
        indexes: ClassVar = [models.Index(fields=["scope", "state", "due_on"], name="action_due")]

    def __str__(self) -> str:
        return self.reference

    @property
    def overdue(self) -> bool:
        """Is its day past, and it is neither done nor given up?"""
        return self.state not in OVER and self.due_on < clock.today()


class ActionVersion(Version):
    """What an action said after each change."""

    object = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="versions")


class Measure(Guarded):
    """Something that stands somewhere and holds a risk down: a post, a lamp, a committee.

    `component` keeps it. The risk before and after is not stored: it is read from the history of
    the threat, by each reader who may see that history.
    """

    kind = "measure"

    statement = models.CharField(_("measure"), max_length=300)
    place = models.CharField(_("place"), max_length=200)
    since = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    end_reason = models.TextField(blank=True)

    class Meta(Guarded.Meta):
        indexes: ClassVar = [models.Index(fields=["scope", "-since"], name="measure_since")]

    def __str__(self) -> str:
        return self.reference


class MeasureVersion(Version):
    """What a measure said after each change."""

    object = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="versions")
