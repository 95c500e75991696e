"""Briefs to the leadership: drawn from what was approved, signed by another, sealed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from rempart.kernel import clock
from rempart.kernel.models import Guarded, Record, Version


class Brief(Guarded):
    """A consolidation of a month, the brief of a week, or the input of a quarter.

    Its figures are drawn; `words` are the few that somebody adds, by language. Office 0 is the
    mission as a whole.
    """

    CONSOLIDATION, WEEKLY, QUARTERLY = "consolidation", "weekly", "quarterly"
    SORTS: ClassVar = {
        CONSOLIDATION: _("Mission consolidation"),
        WEEKLY: _("Weekly brief"),
        QUARTERLY: _("Input for the Secretary-General’s report"),
    }

    kind = "brief"

    sort = models.CharField(max_length=14, choices=SORTS)
    first = models.DateField()
    last = models.DateField()
    words = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=12, default="draft")

    class Meta(Guarded.Meta):
        indexes: ClassVar = [models.Index(fields=["sort", "-first"], name="brief_period")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["sort", "office", "first"],
                condition=models.Q(state__in=["draft", "submitted"]),
                name="brief_one_open",
            )
        ]

    def __str__(self) -> str:
        return self.reference


class BriefVersion(Version):
    """What a brief said after each step."""

    object = models.ForeignKey(Brief, on_delete=models.PROTECT, related_name="versions")


class Edition(Record):
    """The content that was submitted: what whoever approves sees and signs."""

    whole = "brief"

    brief = models.ForeignKey(Brief, on_delete=models.PROTECT, related_name="editions")
    taken_at = models.DateTimeField(default=clock.now)
    content = models.JSONField()
    content_hash = models.CharField(max_length=64)

    class Meta(Record.Meta):
        ordering = ("-taken_at", "-id")

    def __str__(self) -> str:
        return self.content_hash[:16]


class BriefApproval(Record):
    """The approval of one content, its seal, and the files it gave by name."""

    whole = "brief"

    brief = models.OneToOneField(Brief, on_delete=models.PROTECT, related_name="approval")
    edition = models.OneToOneField(Edition, on_delete=models.PROTECT, related_name="approval")
    at = models.DateTimeField(default=clock.now)
    post_label = models.CharField(max_length=200)
    seal = models.CharField(max_length=64)
    files = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.seal[:16]
