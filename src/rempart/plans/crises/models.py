"""A crisis, its log, its tasks and its situation reports."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from rempart.kernel import clock
from rempart.kernel.models import Guarded, Version
from rempart.plans.contingency.models import Contingency

PROPOSED, ACTIVE, DISMISSED = "proposed", "active", "dismissed"
STOOD_DOWN, LESSONS = "stood_down", "lessons_recorded"


class Crisis(Guarded):
    """What a trigger or a person proposes, and a designated post activates and stands down.

    `rule` is the trigger that fired and `values` what its figures were then; both are empty where
    a person proposes. `holding` says that the trigger has held ever since: the same episode
    proposes once. `lessons` is [{planned, happened, why, change, owner}]. `exercise` marks what
    was only played. `team` are the roles that sit in it; who holds them is asked of the day.
    """

    kind = "crisis"

    title = models.CharField(_("title"), max_length=160)
    plan = models.ForeignKey(
        Contingency, null=True, blank=True, on_delete=models.PROTECT, related_name="crises"
    )
    area = models.CharField(_("cercle"), max_length=20, blank=True)
    state = models.CharField(max_length=20, default=PROPOSED)
    level = models.CharField(max_length=20, blank=True)
    exercise = models.BooleanField(default=False)
    why = models.TextField(_("why"), blank=True)
    trigger = models.PositiveSmallIntegerField(default=0)
    rule = models.JSONField(default=dict, blank=True)
    values_then = models.JSONField(default=list, blank=True)
    holding = models.BooleanField(default=False)
    designate = models.CharField(max_length=30, blank=True)
    cadence_hours = models.PositiveSmallIntegerField(default=12)
    team = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    activated_at = models.DateTimeField(null=True, blank=True)
    activated_by = models.CharField(max_length=200, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=200, blank=True)
    end_reason = models.TextField(blank=True)
    lessons = models.JSONField(default=list, blank=True)

    class Meta(Guarded.Meta):
        indexes: ClassVar = [models.Index(fields=["scope", "state"], name="crisis_scope")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["plan", "trigger"],
                condition=models.Q(holding=True),
                name="crisis_once_an_episode",
            )
        ]

    def __str__(self) -> str:
        return self.reference

    def sitrep_due(self, last: datetime | None) -> datetime | None:
        """When the next situation report is due after the last, while the crisis lasts."""
        begins = last or self.activated_at
        if self.state != ACTIVE or begins is None:
            return None
        return begins + timedelta(hours=self.cadence_hours)


class CrisisVersion(Version):
    """What a crisis said after each change."""

    object = models.ForeignKey(Crisis, on_delete=models.PROTECT, related_name="versions")


class LogEntry(Guarded):
    """One line of a crisis's log: written once, never changed; a mistake takes another line."""

    kind = "log_entry"
    frozen = True

    crisis = models.ForeignKey(Crisis, on_delete=models.PROTECT, related_name="log")
    at = models.DateTimeField(default=clock.now)
    sort = models.CharField(max_length=20)
    text = models.TextField(_("entry"))
    by = models.CharField(max_length=200, blank=True)

    class Meta(Guarded.Meta):
        ordering = ("at", "id")
        indexes: ClassVar = [models.Index(fields=["crisis", "at"], name="log_entry_crisis")]

    def __str__(self) -> str:
        return self.reference


class LogEntryVersion(Version):
    """What an entry said when it was written: there is only one."""

    object = models.ForeignKey(LogEntry, on_delete=models.PROTECT, related_name="versions")


OPEN, DONE, DROPPED = "open", "done", "dropped"


class CrisisTask(Guarded):
    """What a post does in a crisis, by when, after which other tasks; closed with its evidence."""

    kind = "task"

    crisis = models.ForeignKey(Crisis, on_delete=models.PROTECT, related_name="tasks")
    number = models.PositiveSmallIntegerField()
    phase = models.CharField(max_length=120, blank=True)
    role = models.CharField(max_length=30)
    text = models.TextField(_("task"))
    due_at = models.DateTimeField()
    after = ArrayField(models.IntegerField(), default=list, blank=True)
    state = models.CharField(max_length=10, default=OPEN)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.CharField(max_length=200, blank=True)
    evidence = models.TextField(blank=True)

    class Meta(Guarded.Meta):
        ordering = ("number",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["crisis", "number"], name="task_number")
        ]

    def __str__(self) -> str:
        return self.reference

    def late(self, now: datetime | None = None) -> bool:
        """Is its time over, and it is neither done nor given up?"""
        return self.state == OPEN and self.due_at < (now or clock.now())


class CrisisTaskVersion(Version):
    """What a task said after each change."""

    object = models.ForeignKey(CrisisTask, on_delete=models.PROTECT, related_name="versions")


class Sitrep(Guarded):
    """A situation report as it was issued: numbered, and never changed afterwards.

    `decisions` and `actions` are what the log and the tasks said at that moment: [{at, text, by}]
    and [{text, role, due_at, state, evidence}]; `plan_was` is what had to be told of the plan then:
    `stale`, `untried`; `team` who sat in the crisis then: [{role, office, held}], `held` being how
    many people held the post.
    """

    kind = "sitrep"
    frozen = True

    crisis = models.ForeignKey(Crisis, on_delete=models.PROTECT, related_name="sitreps")
    number = models.PositiveSmallIntegerField()
    at = models.DateTimeField(default=clock.now)
    due_at = models.DateTimeField(null=True, blank=True)
    situation = models.TextField(_("situation"))
    civilians = models.TextField(_("civilians affected"), blank=True)
    posture = models.TextField(_("mission posture"), blank=True)
    gaps = models.TextField(_("gaps"), blank=True)
    decisions = models.JSONField(default=list, blank=True)
    actions = models.JSONField(default=list, blank=True)
    next_at = models.DateTimeField(null=True, blank=True)
    team = models.JSONField(default=list, blank=True)
    plan_was = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    by = models.CharField(max_length=200, blank=True)

    class Meta(Guarded.Meta):
        ordering = ("number",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["crisis", "number"], name="sitrep_number")
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def late(self) -> bool:
        """Was it issued after its hour?"""
        return self.due_at is not None and self.at > self.due_at


class SitrepVersion(Version):
    """What a situation report said when it was issued: there is only one."""

    object = models.ForeignKey(Sitrep, on_delete=models.PROTECT, related_name="versions")
