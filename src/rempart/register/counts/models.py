"""Dated series of place, quantity and value, each with its source and its grade."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from rempart.kernel.models import Guarded, Version


class Count(Guarded):
    """How many of something were counted somewhere on a day, and who says so.

    `quantity` is one of the profile's; `source` is a kind of source, never a person. A count that
    turned out wrong is corrected, or withdrawn: what it said before stays in its versions.
    """

    kind = "count"

    quantity = models.CharField(_("quantity"), max_length=40)
    value = models.PositiveIntegerField(_("value"))
    counted_on = models.DateField(_("day"))
    area = models.CharField(_("cercle"), max_length=20)
    place = models.CharField(_("place"), max_length=200, blank=True)
    source = models.CharField(_("source"), max_length=200)
    reliability = models.CharField(max_length=2, blank=True)
    credibility = models.CharField(max_length=2, blank=True)
    note = models.TextField(_("remark"), blank=True)
    withdrawn = models.BooleanField(default=False)
    key = models.CharField(max_length=64, blank=True, help_text="the same row of a table, twice")

    class Meta(Guarded.Meta):
        indexes: ClassVar = [
            models.Index(fields=["quantity", "counted_on"], name="count_quantity"),
            models.Index(fields=["scope", "-counted_on"], name="count_scope"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key"], condition=~models.Q(key=""), name="count_once")
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def grade(self) -> str:
        """The grades of the source and of what it says, as people write them: B2."""
        return self.reliability.upper() + self.credibility.removeprefix("c")


class CountVersion(Version):
    """What a count said after each change."""

    object = models.ForeignKey(Count, on_delete=models.PROTECT, related_name="versions")
