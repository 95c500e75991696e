"""Areas with validity dates, and localities. Geography is reference: it says nothing of who knows.

Administrative areas move: Ménaka is a cercle of Gao until 2016-01-18 and a region after. Records
keep the P-code; which area that names depends on the day.
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from rempart.kernel import ids


class Area(models.Model):
    """A region, cercle or commune as one edition of the boundaries draws it.

    `level` counts from the country: 1 region, 2 cercle, 3 commune. `outline` is GeoJSON geometry in
    degrees (WGS 84); the box repeats its extent: west, south, east, north.
    """

    access = "reference"

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    pcode = models.CharField(max_length=20, blank=True)
    level = models.SmallIntegerField()
    name = models.CharField(max_length=120)
    display_fr = models.CharField(max_length=120)
    display_en = models.CharField(max_length=120)
    local_name = models.CharField(max_length=120, blank=True)
    parent = models.CharField(max_length=20, blank=True, help_text="P-code of the area around")
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True, help_text="the first day it is not valid")
    edition = models.CharField(max_length=120, blank=True)
    outline = models.JSONField(null=True, blank=True)
    west = models.FloatField(null=True)
    south = models.FloatField(null=True)
    east = models.FloatField(null=True)
    north = models.FloatField(null=True)
    chief_town = models.CharField(max_length=120, blank=True)
    town_longitude = models.FloatField(null=True, blank=True)
    town_latitude = models.FloatField(null=True, blank=True)
    population = models.PositiveIntegerField(null=True, blank=True)
    population_source = models.CharField(max_length=120, blank=True)
    population_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["level", "pcode"], name="area_level_pcode")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_to__isnull=True)
                | Q(valid_to__gt=F("valid_from")),
                name="area_valid_in_order",
            )
        ]

    def __str__(self) -> str:
        return f"{self.display_fr} ({self.pcode or '–'})"

    def display(self, language: str) -> str:
        """The name on pages and in documents."""
        return self.display_en if language.startswith("en") else self.display_fr


class Locality(models.Model):
    """A village, quarter, site or water point, with the names that people give it."""

    access = "reference"

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    name = models.CharField(max_length=120)
    aliases = ArrayField(models.CharField(max_length=120), default=list, blank=True)
    kind = models.CharField(max_length=30, default="village")
    area = models.CharField(max_length=20, blank=True, help_text="P-code of its cercle")
    latitude = models.FloatField()
    longitude = models.FloatField()
    precision = models.CharField(max_length=20, default="exact")
    population = models.PositiveIntegerField(null=True, blank=True)
    source = models.CharField(max_length=120, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["area", "name"], name="locality_area")]
