"""What happened to whom, as told and as verified: incidents, their versions, and imports."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Func, GeneratedField, Q, Value
from django.db.models.functions import Greatest, Least
from django.utils.translation import gettext_lazy as _

from rempart.kernel import clock
from rempart.kernel.models import Guarded, Part, Version
from rempart.kernel.policy import Whereabouts
from rempart.register.counts.models import Count, CountVersion
from rempart.register.reports.models import (
    Identity,
    IdentityVersion,
    IncidentFile,
    Opening,
    OpeningVersion,
    Report,
    ReportFile,
    ReportVersion,
    Source,
    SourceVersion,
)

__all__ = [
    "Count", "CountVersion", "Identity", "IdentityVersion", "IncidentFile", "Opening",
    "OpeningVersion", "Report", "ReportFile", "ReportVersion", "Source", "SourceVersion",
]  # fmt: skip


class Search(Func):
    """The words of some texts, without accents, ready for French or English searching."""

    function = "to_tsvector"
    template = "to_tsvector('simple'::regconfig, kernel.fold(%(expressions)s))"
    arg_joiner = " || ' ' || "
    output_field = SearchVectorField()


class Batch(Guarded):
    """One import: the file it came from, what it brought, and whether it was withdrawn."""

    kind = "batch"

    format = models.CharField(max_length=20)
    file_name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64, help_text="SHA-256 of the file")
    known_from = models.DateField(help_text="since when the mission may have known")
    new = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    left_out = models.PositiveIntegerField(default=0)
    withdrawn_at = models.DateTimeField(null=True)


class BatchVersion(Version):
    """What a batch said after each change."""

    object = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="versions")


class StagedRow(Part):
    """One raw row of an import, as it stood in the file, and what became of it."""

    whole = "batch"

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="rows", db_index=False)
    line = models.PositiveIntegerField()
    key = models.CharField(max_length=80)
    raw = models.TextField(help_text="the row's text in the file")
    fate = models.CharField(max_length=10, help_text="new, changed, unchanged or refused")
    problem = models.TextField(blank=True)

    class Meta(Part.Meta):
        indexes: ClassVar = [models.Index(fields=["batch", "line"], name="staged_line")]


_COUNTED = (
    *("scope", "author", "verification", "ucdp_type", "threat_type"),
    *("killed_min", "killed_best", "killed_max", "deaths_min", "deaths_best", "deaths_max"),
    *("area", "office", "latitude", "longitude"),
)
"""What the figures of a period and the walls look at: answered from the index of dates alone."""


FACETS = ("threat_type", "area", "verification", "office")
"""What the register can be divided by; each is a filter as well."""


class Incident(Guarded):
    """An event in which civilians were harmed or might have been.

    `alleged` lists who is said to have done what: [{role, name, type}]. `harm` lists what was done
    to whom: [{kind, status, sex, age, min, best, max}], where a missing figure is unknown and
    never zero. The columns `killed_*` (civilians) and `deaths_*` (everybody) repeat its sums, so
    that lists and counts need no join.
    """

    kind = "incident"

    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    date_precision = models.CharField(max_length=20, default="day")
    time_of_day = models.TimeField(null=True, blank=True)

    area = models.CharField(max_length=20, blank=True)
    area_approximate = models.BooleanField(default=False)
    place = models.CharField(_("place"), max_length=200, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    point_precision = models.CharField(max_length=20, blank=True)

    threat_type = models.CharField(max_length=40, blank=True)
    ucdp_type = models.SmallIntegerField(null=True, blank=True)
    acled_type = models.CharField(max_length=60, blank=True)
    acled_subtype = models.CharField(max_length=60, blank=True)

    alleged = models.JSONField(default=list, blank=True)
    harm = models.JSONField(default=list, blank=True)
    killed_min = models.PositiveIntegerField(null=True, blank=True)
    killed_best = models.PositiveIntegerField(null=True, blank=True)
    killed_max = models.PositiveIntegerField(null=True, blank=True)
    deaths_min = models.PositiveIntegerField(null=True, blank=True)
    deaths_best = models.PositiveIntegerField(null=True, blank=True)
    deaths_max = models.PositiveIntegerField(null=True, blank=True)

    source = models.TextField(blank=True)
    reliability = models.CharField(max_length=2, blank=True)
    credibility = models.CharField(max_length=2, blank=True)
    verification = models.CharField(max_length=24, default="reported")
    summary = models.TextField(_("what happened"), blank=True)
    known_from = models.DateField(default=clock.today)

    batch = models.ForeignKey(
        Batch,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="incidents",
        db_index=False,
    )
    external_key = models.CharField(max_length=80, blank=True)
    edited_by_hand = ArrayField(models.CharField(max_length=40), default=list, blank=True)

    words = GeneratedField(
        expression=Search(
            F("place"),
            Value(" "),
            F("summary"),
            Value(" "),
            F("source"),
            Value(" "),
            Func(F("alleged"), function="", template="(%(expressions)s)::text"),
        ),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta(Guarded.Meta):
        indexes: ClassVar = [
            models.Index(fields=["-starts_on", "-id"], include=_COUNTED, name="incident_by_date"),
            models.Index(
                fields=["scope", "-starts_on", "-id"],
                include=(*FACETS, "author"),
                name="incident_scope",
            ),
            models.Index(fields=["area", "-starts_on", "-id"], name="incident_area"),
            models.Index(fields=["threat_type", "-starts_on", "-id"], name="incident_threat"),
            models.Index(fields=["author", "-starts_on"], name="incident_author"),
            models.Index(fields=["batch"], name="incident_batch"),
            GinIndex(fields=["words"], name="incident_words"),
            models.Index(fields=["starts_on", "latitude", "longitude"], name="incident_near"),
            models.Index(
                fields=["starts_on", "latitude", "longitude"],
                condition=~Q(date_precision="day"),
                name="incident_near_roughly",
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["external_key"], condition=~Q(external_key=""), name="incident_external"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="incident_ends_after_it_starts"
            ),
            *(
                models.CheckConstraint(
                    condition=(
                        Q(**{f"{name}_min__isnull": True})
                        | Q(**{f"{name}_best__isnull": True})
                        | Q(**{f"{name}_min__lte": F(f"{name}_best")})
                    )
                    & (
                        Q(**{f"{name}_best__isnull": True})
                        | Q(**{f"{name}_max__isnull": True})
                        | Q(**{f"{name}_best__lte": F(f"{name}_max")})
                    ),
                    name=f"incident_{name}_in_order",
                )
                for name in ("killed", "deaths")
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def grade(self) -> str:
        """The grades of the source and of what it says, as people write them: B2; empty for none.

        The admiralty scale: A to F for the source, 1 to 6 for the information.
        """
        return self.reliability.upper() + self.credibility.removeprefix("c")


class IncidentVersion(Version):
    """What an incident said after each change."""

    object = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="versions")


class Twins(Guarded):
    """Two incidents that may be one event, and what people found of them.

    Merged, `leads` stands for both in lists and figures, and `follows` stands behind it; neither
    row changes. An event told by more than two incidents is all of its pairs. Only whoever sees
    both incidents sees the pair: to a reader of one alone, nothing was ever merged.
    """

    kind = "duplicate"
    seen_with = ("leads", "follows")

    leads = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="leading")
    follows = models.ForeignKey(
        Incident, on_delete=models.PROTECT, related_name="following", db_index=False
    )
    state = models.CharField(max_length=10, default="waiting")
    score = models.FloatField(null=True, blank=True, help_text="how alike, when proposed")
    alike = models.JSONField(default=dict, blank=True, help_text="what the score is made of")

    class Meta(Guarded.Meta):
        indexes: ClassVar = [
            models.Index(fields=["follows", "state"], name="twins_follows"),
            models.Index(fields=["state", "-score"], name="twins_state"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                Least("leads", "follows"),
                Greatest("leads", "follows"),
                name="twins_once",
            ),
            models.CheckConstraint(condition=~Q(leads=F("follows")), name="twins_are_two"),
        ]

    def __str__(self) -> str:
        return f"{self.leads} = {self.follows}"

    @property
    def whereabouts(self) -> Whereabouts:
        """Where the incident that leads stands now: it may have been marked since."""
        return replace(self.leads.whereabouts, kind=self.kind, author=self.author)


class TwinsVersion(Version):
    """What was found of two incidents after each change."""

    object = models.ForeignKey(Twins, on_delete=models.PROTECT, related_name="versions")


class Site(Guarded):
    """A place that matters for protection: who is there, what makes them vulnerable, how they cope.

    A market with its day, a water point, a school, a site of displaced people, a corridor, a base.
    Figures are dated and sourced; a missing one is unknown and never zero.
    """

    kind = "site"

    type = models.CharField(_("kind of place"), max_length=40)
    name = models.CharField(_("name"), max_length=160)
    area = models.CharField(max_length=20, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    point_precision = models.CharField(max_length=20, blank=True)
    days = ArrayField(models.SmallIntegerField(), default=list, blank=True)
    group = models.CharField(_("people concerned"), max_length=160, blank=True)
    people = models.PositiveIntegerField(null=True, blank=True)
    people_on = models.DateField(null=True, blank=True)
    drivers = models.TextField(blank=True)
    coping = models.TextField(blank=True)
    source = models.CharField(max_length=300, blank=True)
    known_on = models.DateField(default=clock.today)
    closed_on = models.DateField(null=True, blank=True)

    class Meta(Guarded.Meta):
        indexes: ClassVar = [
            models.Index(fields=["area", "type"], name="site_area"),
            models.Index(fields=["scope", "name"], name="site_scope"),
        ]

    def __str__(self) -> str:
        return self.name


class SiteVersion(Version):
    """What a place that matters was known for after each change."""

    object = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="versions")


class Alert(Guarded):
    """A warning of violence to come or under way, and what became of it.

    Who calls is a type, never an identity. The columns `*_at` say when a thing happened as people
    said; when it was recorded stands in the versions.
    """

    kind = "alert"

    state = models.CharField(max_length=20, default="received")
    priority = models.CharField(_("priority"), max_length=2)
    channel = models.CharField(_("channel"), max_length=40, blank=True)
    caller_type = models.CharField(_("who alerts"), max_length=40, blank=True)
    title = models.CharField(_("alert"), max_length=160)
    facts = models.TextField(_("what is said"), blank=True)
    threat_type = models.CharField(max_length=40, blank=True)
    perpetrator = models.CharField(max_length=40, blank=True)
    area = models.CharField(max_length=20, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    expected_at = models.DateTimeField(null=True, blank=True)
    people_at_risk = models.PositiveIntegerField(null=True, blank=True)

    received_at = models.DateTimeField(default=clock.now)
    triaged_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    tasked_at = models.DateTimeField(null=True, blank=True)
    set_out_at = models.DateTimeField(null=True, blank=True)
    responded_at = models.DateTimeField(null=True, blank=True)
    responders = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    no_response = models.CharField(max_length=40, blank=True)
    outcome = models.CharField(max_length=40, blank=True)

    class Meta(Guarded.Meta):
        indexes: ClassVar = [
            models.Index(fields=["state", "received_at"], name="alert_open"),
            models.Index(fields=["scope", "received_at"], name="alert_scope"),
        ]

    def __str__(self) -> str:
        return self.reference

    def hands(self) -> set[UUID]:
        """Who wrote the alert: none of them closes it. Taking a step is not writing."""
        wrote = self.versions.filter(action__in=("alert.record", "alert.edit"))
        return set(wrote.values_list("actor", flat=True)) | {self.author}


class AlertVersion(Version):
    """What an alert said after each change."""

    object = models.ForeignKey(Alert, on_delete=models.PROTECT, related_name="versions")
