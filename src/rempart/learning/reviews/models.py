"""An after-action review of an alert, a crisis, a mission or a plan."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from rempart.kernel.models import Guarded, Version


class Review(Guarded):
    """What was planned, what happened, why, and what changes.

    `changes` are [{n, words, action, tool}]: what is to change, the reference of the action that
    it became, and the library's code where a new edition is asked for.
    """

    kind = "review"

    title = models.CharField(_("title"), max_length=160)
    held_on = models.DateField(_("held on"))
    planned = models.TextField(blank=True)
    happened = models.TextField(blank=True)
    why = models.TextField(blank=True)
    changes = models.JSONField(default=list, blank=True)
    state = models.CharField(max_length=10, default="draft")

    class Meta(Guarded.Meta):
        indexes: ClassVar = [models.Index(fields=["scope", "-held_on"], name="review_scope")]

    def __str__(self) -> str:
        return self.reference


class ReviewVersion(Version):
    """What a review said after each change."""

    object = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="versions")
