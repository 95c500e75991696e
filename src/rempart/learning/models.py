"""The judgement ledger, and the tables of the room's other parts."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from rempart.kernel.models import Guarded, Version
from rempart.learning.handover.models import Handover, HandoverVersion
from rempart.learning.library.models import Tool, ToolVersion
from rempart.learning.reviews.models import Review, ReviewVersion
from rempart.learning.trainings.models import Training, TrainingVersion
from rempart.threats.models import Assessment

__all__ = [
    "Handover",
    "HandoverVersion",
    "Judgement",
    "JudgementVersion",
    "Outcome",
    "OutcomeVersion",
    "Review",
    "ReviewVersion",
    "Tool",
    "ToolVersion",
    "Training",
    "TrainingVersion",
]


class Judgement(Guarded):
    """How likely somebody held it that at least one civilian is killed in an area in a month.

    Written once: who changes their mind states a new one, and the last before the month ends
    counts. `percent` goes from 1 to 99, for nothing is certain; `horizon` counts from the last
    month known whole, as the lead of a forecast does; `group` is the role that spoke.
    """

    kind = "judgement"
    frozen = True

    area = models.CharField(_("cercle"), max_length=20)
    month = models.DateField(_("month"))
    percent = models.PositiveSmallIntegerField(
        _("probability"), validators=[MinValueValidator(1), MaxValueValidator(99)]
    )
    horizon = models.PositiveSmallIntegerField()
    group = models.CharField(max_length=30)
    reason = models.TextField(_("reason"), blank=True)
    assessment = models.ForeignKey(
        Assessment, null=True, blank=True, on_delete=models.PROTECT, related_name="judgements"
    )

    class Meta(Guarded.Meta):
        indexes: ClassVar = [models.Index(fields=["area", "month"], name="judgement_area_month")]

    def __str__(self) -> str:
        return self.reference


class JudgementVersion(Version):
    """What a judgement said when it was stated: there is only one."""

    object = models.ForeignKey(Judgement, on_delete=models.PROTECT, related_name="versions")


class Outcome(Guarded):
    """Was at least one civilian killed in an area in a month? A person's answer.

    `incidents` and `killed` are what the register counted when the answer was given.
    """

    kind = "outcome"

    area = models.CharField(max_length=20)
    month = models.DateField()
    happened = models.BooleanField()
    incidents = models.PositiveIntegerField(default=0)
    killed = models.PositiveIntegerField(default=0)
    note = models.TextField(blank=True)

    class Meta(Guarded.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["area", "month"], name="outcome_once_a_month")
        ]

    def __str__(self) -> str:
        return self.reference


class OutcomeVersion(Version):
    """What an outcome said after each correction."""

    object = models.ForeignKey(Outcome, on_delete=models.PROTECT, related_name="versions")
