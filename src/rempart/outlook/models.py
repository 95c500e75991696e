"""Issued forecasts: what was said, of which month, on what was known, never changed afterwards."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from rempart.kernel import ids
from rempart.kernel.models import Guarded, Record, Version
from rempart.outlook.computed import REFERENCE, quantile


class Run(Guarded):
    """One office's part of a forecasting run: its origin, what was known, and how it was made.

    `month` is the first day of the last month known; `issue` is the same for the parts of one run.
    `vintage` says of what editions the events and areas were; `standings` maps a lead to what is
    issued and its skill in the backtest.
    """

    kind = "forecast"
    frozen = True

    month = models.DateField()
    issue = models.UUIDField()
    target = models.CharField(max_length=20, default="one_sided")
    vintage = models.JSONField(default=dict)
    standings = models.JSONField(default=dict)
    engine = models.CharField(max_length=20)
    package = models.CharField(max_length=40)
    profile = models.CharField(max_length=200)

    class Meta(Guarded.Meta):
        indexes: ClassVar = [
            models.Index(fields=["office", "-month", "-created_at"], name="outlook_run_month")
        ]

    def __str__(self) -> str:
        return self.reference


class RunVersion(Version):
    """What a run said when it was issued: there is only one."""

    object = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="versions")


class Forecast(Record):
    """What was issued of one area at one lead, with the mix beside it.

    Draws are pairs (deaths, how many), see `computed.Draws`.
    """

    whole = "run"

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="forecasts")
    area = models.CharField(max_length=20)
    lead = models.PositiveSmallIntegerField()
    month = models.DateField(help_text="the month that is forecast")
    issued = models.CharField(max_length=30)
    probability = models.FloatField()
    expected = models.FloatField()
    draws = models.JSONField()
    mix_probability = models.FloatField()
    mix_expected = models.FloatField()
    mix_draws = models.JSONField()
    weights = models.JSONField(default=dict)

    class Meta(Record.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "area", "lead"], name="forecast_once")
        ]
        indexes: ClassVar = [models.Index(fields=["area", "month"], name="forecast_area")]

    def __str__(self) -> str:
        return f"{self.area} {self.month:%Y-%m}"

    @property
    def most(self) -> int:
        """Deaths that are not exceeded in nine cases of ten."""
        return quantile(self.draws, 0.9)

    @property
    def mix_most(self) -> int:
        """The same by the mix."""
        return quantile(self.mix_draws, 0.9)

    @property
    def is_mix(self) -> bool:
        """Is it the mix itself that was issued?"""
        return self.issued == REFERENCE


class Ground(Record):
    """What the forecasts of an area stand on: its past, its neighbours, its base rate."""

    whole = "run"

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="grounds")
    area = models.CharField(max_length=20)
    past = models.JSONField()
    base = models.FloatField()
    active_months = models.PositiveSmallIntegerField()
    deaths = models.PositiveIntegerField()
    near = models.JSONField(default=list)

    class Meta(Record.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "area"], name="ground_once")
        ]

    def __str__(self) -> str:
        return self.area


class Elsewhere(models.Model):
    """One figure of others' forecasts, kept as they gave it: public, and about no person.

    `level` is country, region or cell; `area` the P-code of what that is or lies in.
    """

    access = "reference"

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    source = models.CharField(max_length=10)
    run = models.CharField(max_length=60)
    level = models.CharField(max_length=10)
    place = models.CharField(max_length=120)
    area = models.CharField(max_length=20, blank=True)
    month = models.DateField()
    measure = models.CharField(max_length=30)
    value = models.FloatField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["source", "run", "level", "place", "month", "measure"],
                name="elsewhere_once",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["area", "month"], name="elsewhere_area")]

    def __str__(self) -> str:
        return f"{self.source} {self.run} {self.place} {self.month:%Y-%m} {self.measure}"


class Signal(Guarded):
    """The answer to an early-warning signal: an alert was made of it, or it was set aside.

    `killed` and `most` are what the register held and what the forecast's interval held then.
    """

    kind = "signal"

    area = models.CharField(max_length=20)
    month = models.DateField()
    killed = models.PositiveIntegerField()
    most = models.PositiveIntegerField()
    why = models.TextField(blank=True)
    taken = models.BooleanField(default=False)

    class Meta(Guarded.Meta):
        indexes: ClassVar = [models.Index(fields=["month", "area"], name="signal_month")]

    def __str__(self) -> str:
        return f"{self.area} {self.month:%Y-%m}"


class SignalVersion(Version):
    """What an answer said after each change."""

    object = models.ForeignKey(Signal, on_delete=models.PROTECT, related_name="versions")
