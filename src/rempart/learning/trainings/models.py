"""A training: for whom, under which check, how many came, and what they knew."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from rempart.kernel.models import Guarded, Version, shared_field

HOST_FORCES = "host_forces"
"""The audience that the due diligence policy concerns: security forces that are not the UN's."""
CLEARED, WITH_MEASURES, NOT_CLEARED = "cleared", "with_measures", "not_cleared"
CHECKS = {
    CLEARED: _("no substantial ground against it"),
    WITH_MEASURES: _("possible with mitigating measures"),
    NOT_CLEARED: _("substantial grounds against it"),
}
"""What the due diligence check (HRDDP) may find."""


class Training(Guarded):
    """A training; `component` gives it, and `support` names who screens it where that is needed.

    `before_passed` of `before_took` reached the mark before it, and so on; an empty figure is not
    known, which is not nought.
    """

    kind = "training"

    topic = models.CharField(_("topic"), max_length=160)
    audience = models.CharField(max_length=20)
    recipients = models.CharField(max_length=200)
    aims = models.TextField(blank=True)
    held_on = models.DateField(_("planned for"))
    support = ArrayField(models.IntegerField(), default=list, blank=True)
    shared = shared_field()
    check_outcome = models.CharField(max_length=14, blank=True)
    check_reference = models.CharField(max_length=60, blank=True)
    check_words = models.TextField(blank=True)
    women = models.PositiveIntegerField(null=True, blank=True)
    men = models.PositiveIntegerField(null=True, blank=True)
    before_passed = models.PositiveIntegerField(null=True, blank=True)
    before_took = models.PositiveIntegerField(null=True, blank=True)
    after_passed = models.PositiveIntegerField(null=True, blank=True)
    after_took = models.PositiveIntegerField(null=True, blank=True)
    evaluation = models.TextField(blank=True)
    state = models.CharField(max_length=14, default="proposed")

    class Meta(Guarded.Meta):
        indexes: ClassVar = [models.Index(fields=["scope", "-held_on"], name="training_scope")]

    def __str__(self) -> str:
        return self.reference

    @property
    def gated(self) -> bool:
        """Must Human Rights screen the recipients first?"""
        return self.audience == HOST_FORCES

    def hands(self) -> frozenset[UUID]:
        """Who proposed it, and for whom: they neither screen nor approve it.

        Who screened it may screen it anew.
        """
        written = TrainingVersion.objects.filter(object=self.pk).exclude(action="training.screen")
        found = {self.author}
        for actor, grantor in written.values_list("actor", "on_behalf_of"):
            found |= {actor, grantor}
        return frozenset(one for one in found if one is not None)


class TrainingVersion(Version):
    """What a training said after each change."""

    object = models.ForeignKey(Training, on_delete=models.PROTECT, related_name="versions")
