"""A strategy: objectives by line and mode, outcomes, indicators with their readings, reports.

Texts stand in French, in English, or in both; a reader whose language lacks one reads the other.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from rempart.kernel import clock
from rempart.kernel.models import Guarded, Record, Version

RUNNING = ("in_force", "under_review")
"""States of the one strategy by which an office, or the Mission, works."""


def worded(row: Any, name: str, language: str) -> str:
    """A text of a row in a language, or in the other where it lacks."""
    other = "fr" if language == "en" else "en"
    found: str = getattr(row, f"{name}_{language}") or getattr(row, f"{name}_{other}")
    return found


class Strategy(Guarded):
    """A protection strategy; office 0 is the Mission's. `endorsed_in` is a meeting's reference."""

    kind = "strategy"

    title_fr = models.CharField(max_length=200, blank=True)
    title_en = models.CharField(max_length=200, blank=True)
    purpose_fr = models.TextField(blank=True)
    purpose_en = models.TextField(blank=True)
    state = models.CharField(max_length=16, default="draft")
    endorsed_in = models.CharField(max_length=16, blank=True)
    approved_on = models.DateField(null=True, blank=True)
    in_force_on = models.DateField(null=True, blank=True)
    review_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    figures_until = models.DateField(null=True, blank=True)

    class Meta(Guarded.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["office"],
                condition=models.Q(state__in=RUNNING),
                name="strategy_one_in_force",
            )
        ]

    def __str__(self) -> str:
        return self.reference


class StrategyVersion(Version):
    """What a strategy said after each change."""

    object = models.ForeignKey(Strategy, on_delete=models.PROTECT, related_name="versions")


class Objective(Guarded):
    """An objective, in a volet and a mode; `outcomes` are [{n, fr, en}].

    `offices` are codes, none meaning all; `mandate` are the paragraphs that it answers.
    """

    kind = "objective"

    strategy = models.ForeignKey(Strategy, on_delete=models.PROTECT, related_name="objectives")
    volet = models.CharField(max_length=10)
    mode = models.CharField(max_length=20)
    text_fr = models.CharField(max_length=300, blank=True)
    text_en = models.CharField(max_length=300, blank=True)
    outcomes = models.JSONField(default=list, blank=True)
    offices = models.JSONField(default=list, blank=True)
    mandate = models.JSONField(default=list, blank=True)
    struck = models.BooleanField(default=False)

    class Meta(Guarded.Meta):
        ordering = ("created_at", "id")

    def __str__(self) -> str:
        return self.reference


class ObjectiveVersion(Version):
    """What an objective said after each change."""

    object = models.ForeignKey(Objective, on_delete=models.PROTECT, related_name="versions")


class Indicator(Guarded):
    """How an outcome is known: computed from the records, or entered with its source and day.

    `computed` is the code of the figure, empty where it is entered; `better` is up or down.
    """

    kind = "indicator"

    objective = models.ForeignKey(Objective, on_delete=models.PROTECT, related_name="indicators")
    outcome = models.PositiveSmallIntegerField(default=1)
    text_fr = models.CharField(max_length=300, blank=True)
    text_en = models.CharField(max_length=300, blank=True)
    computed = models.CharField(max_length=40, blank=True)
    unit = models.CharField(max_length=10, default="number")
    better = models.CharField(max_length=4, default="up")
    baseline = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    baseline_on = models.DateField(null=True, blank=True)
    target = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    target_on = models.DateField(null=True, blank=True)
    read_on = models.DateField(null=True, blank=True)
    struck = models.BooleanField(default=False)

    class Meta(Guarded.Meta):
        ordering = ("created_at", "id")

    def __str__(self) -> str:
        return self.reference


class IndicatorVersion(Version):
    """What an indicator said after each change."""

    object = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="versions")


class Reading(Record):
    """What an indicator read for a period, in an office or in the Mission; never changed.

    A later reading of the same period stands in its place; both are kept. `terms` are what was
    counted: [[code, number]]; `value` is None where it is unknown. A computed one
    is the drafter's, who counts what is marked no higher than the strategy, in no compartment.
    """

    whole = "indicator"

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="readings")
    office = models.IntegerField(default=0)
    first = models.DateField()
    last = models.DateField()
    value = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    terms = models.JSONField(default=list)
    source = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(default=clock.now)
    by = models.CharField(max_length=200, blank=True)

    class Meta(Record.Meta):
        indexes: ClassVar = [
            models.Index(fields=["indicator", "office", "-last"], name="reading_series")
        ]

    def __str__(self) -> str:
        return f"{self.last}: {self.value}"


class Consultation(Guarded):
    """Who was consulted, on what, and what they answered."""

    kind = "consultation"

    strategy = models.ForeignKey(
        Strategy, on_delete=models.PROTECT, related_name="consultations", null=True, blank=True
    )
    party = models.CharField(max_length=40)
    question = models.CharField(max_length=300)
    asked_on = models.DateField()
    answer = models.CharField(max_length=12, blank=True)
    words = models.TextField(blank=True)
    answered_on = models.DateField(null=True, blank=True)

    class Meta(Guarded.Meta):
        indexes: ClassVar = [models.Index(fields=["scope", "-asked_on"], name="consultation_scope")]

    def __str__(self) -> str:
        return self.reference


class ConsultationVersion(Version):
    """What a consultation said after each change."""

    object = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="versions")


class Progress(Guarded):
    """An office's report on its part of a strategy, at the end of a period.

    `entries` are {objective's id: {state, words}}.
    """

    kind = "progress"

    strategy = models.ForeignKey(Strategy, on_delete=models.PROTECT, related_name="reports")
    until = models.DateField()
    entries = models.JSONField(default=dict, blank=True)
    words = models.TextField(blank=True)

    class Meta(Guarded.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["strategy", "office", "until"], name="progress_once_a_period"
            )
        ]

    def __str__(self) -> str:
        return self.reference


class ProgressVersion(Version):
    """What a report said after each change."""

    object = models.ForeignKey(Progress, on_delete=models.PROTECT, related_name="versions")
