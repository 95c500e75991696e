"""Regional action and response plans, and the protection plans that communities keep themselves."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from rempart.kernel import clock
from rempart.kernel.models import Guarded, Version, shared_field

IN_FORCE, UNDER_REVIEW = "in_force", "under_review"
ABANDONED = "abandoned"
STANDING = (IN_FORCE, UNDER_REVIEW)
"""States in which a plan binds: one only for what it covers."""


class Programme(Guarded):
    """A plan that is brought into force for what it covers, and reviewed every year."""

    title = models.CharField(_("title"), max_length=160)
    state = models.CharField(max_length=12, default="draft")
    begins_on = models.DateField(null=True, blank=True)
    review_on = models.DateField(null=True, blank=True)

    class Meta(Guarded.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.reference

    @property
    def stands(self) -> bool:
        """Is it in force, or in force while it is reviewed?"""
        return self.state in STANDING

    def hands(self) -> set[UUID]:
        """Who wrote the plan, or lent the post under which it was written; steps are no writing."""
        wrote = self.versions.exclude(changed__contains=["state"])  # type: ignore[attr-defined]
        pairs = wrote.values_list("actor", "on_behalf_of")
        return {self.author} | {one for pair in pairs for one in pair if one is not None}

    def stale(self, today: date | None = None) -> bool:
        """Does it bind, although the day of its review is past?"""
        day = self.review_on
        return self.stands and day is not None and day < (today or clock.today())


class Plan(Programme):
    """A regional action and response plan: what an office does against its threats, by line.

    `area` is a cercle, or empty for the whole office. `lines` are [{n, threat, menace, objective,
    action, volet, phases, lead, due_on, indicator, template}]: the threat by its reference or
    empty, the lead a component's code, `template` what proposed it; `support` are the numbers of
    the leads, who read the plan. `consulted` are [{who, on, said}], by component's code. What
    became of a line is read from the action tied to it.
    """

    kind = "plan"

    area = models.CharField(_("cercle"), max_length=20, blank=True)
    environments = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    purpose = models.TextField(blank=True)
    support = ArrayField(models.IntegerField(), default=list, blank=True)
    shared = shared_field()
    lines = models.JSONField(default=list, blank=True)
    consulted = models.JSONField(default=list, blank=True)
    approved_by = models.CharField(max_length=200, blank=True)
    replaces = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by"
    )

    class Meta(Programme.Meta):
        indexes: ClassVar = [models.Index(fields=["scope", "state"], name="plan_scope")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["office", "area"],
                condition=models.Q(state__in=STANDING),
                name="plan_one_in_force",
            )
        ]

    def line(self, number: int) -> dict[str, Any] | None:
        """The line of that number."""
        return next((line for line in self.lines if line["n"] == number), None)


class PlanVersion(Version):
    """What a plan said after each change."""

    object = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="versions")


class CommunityPlan(Programme):
    """What a community does to protect itself; no person and no coordinate stands in it.

    `relays` and `consulted` count people: [{category, women, men}]; `added` is what the mission
    adds.
    """

    kind = "community_plan"

    area = models.CharField(_("cercle"), max_length=20)
    locality = models.CharField(_("village or site"), max_length=120)
    environment = models.CharField(max_length=40, blank=True)
    watch = models.TextField(blank=True)
    alert = models.TextField(blank=True)
    shelter = models.TextField(blank=True)
    routes = models.TextField(blank=True)
    relays = models.JSONField(default=list, blank=True)
    added = models.TextField(blank=True)
    harm = models.TextField(blank=True)
    consulted = models.JSONField(default=list, blank=True)
    consulted_on = models.DateField(null=True, blank=True)
    replaces = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by"
    )

    class Meta(Programme.Meta):
        indexes: ClassVar = [models.Index(fields=["scope", "state"], name="community_plan_scope")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["area", "locality"],
                condition=models.Q(state__in=STANDING),
                name="community_plan_one_in_force",
            )
        ]

    @property
    def women(self) -> int:
        """How many women were consulted."""
        return sum(line["women"] for line in self.consulted)

    @property
    def people(self) -> int:
        """How many people were consulted."""
        return sum(line["women"] + line["men"] for line in self.consulted)


class CommunityPlanVersion(Version):
    """What a community plan said after each change."""

    object = models.ForeignKey(CommunityPlan, on_delete=models.PROTECT, related_name="versions")
