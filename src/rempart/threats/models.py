"""Threats, the categories of places, and the monthly assessment with what it is made of."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import ClassVar
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from rempart.kernel import clock
from rempart.kernel.history import hands_on
from rempart.kernel.models import Guarded, Record, Version
from rempart.threats import rubric

TRANSLATIONS = {"none": _("none"), "draft": _("draft"), "checked": _("checked")}
"""How far a section's translation is: only a checked one is printed as such."""


class Threat(Guarded):
    """A perpetrator × type × area × population, scored by the rubric.

    `scores` holds factor → 1–5 or null; `reasons` the written evidence of a factor, beside the
    links to records, whose relation is `evidence:` and the factor.
    """

    kind = "threat"

    title = models.CharField(_("title"), max_length=160)
    perpetrator = models.CharField(_("alleged perpetrator"), max_length=30)
    perpetrator_note = models.CharField(max_length=160, blank=True)
    threat_type = models.CharField(_("kind"), max_length=40)
    area = models.CharField(_("cercle"), max_length=20)
    place = models.CharField(_("place"), max_length=200, blank=True)
    population = models.CharField(_("population"), max_length=300)
    opened_on = models.DateField(default=clock.today)
    state = models.CharField(max_length=12, default="draft")
    scores = models.JSONField(default=dict, blank=True)
    reasons = models.JSONField(default=dict, blank=True)
    analysis = models.TextField(_("analysis"), blank=True)
    trend_reason = models.TextField(blank=True)
    closing_confidence = models.CharField(max_length=12, blank=True)
    closed_on = models.DateField(null=True, blank=True)

    override_step = models.SmallIntegerField(default=0)
    override_reason = models.TextField(blank=True)
    override_by = models.UUIDField(null=True, blank=True)
    override_signed_by = models.CharField(max_length=200, blank=True)

    class Meta(Guarded.Meta):
        indexes: ClassVar = [
            models.Index(fields=["scope", "state"], name="threat_scope"),
            models.Index(fields=["area", "state"], name="threat_area"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def result(self) -> rubric.Result:
        """The rubric on the scores as they stand."""
        return rubric.assess(self.scores)

    @property
    def band(self) -> rubric.Interval:
        """The band as it counts: moved by an override only once that is signed."""
        return rubric.override(self.result, self.override_step if self.override_signed_by else 0)


class ThreatVersion(Version):
    """What a threat said after each change: the history of every score."""

    object = models.ForeignKey(Threat, on_delete=models.PROTECT, related_name="versions")


class LocationCategory(Guarded):
    """Must, should, could: what the body decided for a place and a month, and why."""

    kind = "location_category"

    area = models.CharField(max_length=20)
    month = models.DateField()
    category = models.CharField(max_length=10)
    proposal = models.CharField(max_length=10)
    reason = models.TextField()
    decided_on = models.DateField()

    class Meta(Guarded.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["area", "month"], name="category_once_a_month")
        ]

    def __str__(self) -> str:
        return f"{self.area} {self.month:%Y-%m}: {self.category}"


class LocationCategoryVersion(Version):
    """What a category said after each change."""

    object = models.ForeignKey(LocationCategory, on_delete=models.PROTECT, related_name="versions")


class Assessment(Guarded):
    """An office's assessment of a month, on its way along the chain with which it began."""

    kind = "assessment"

    month = models.DateField()
    state = models.CharField(max_length=20, default="draft")
    chain_version = models.PositiveSmallIntegerField(default=1)
    supersedes = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT)

    class Meta(Guarded.Meta):
        indexes: ClassVar = [models.Index(fields=["office", "-month"], name="assessment_month")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["office", "month"],
                condition=~models.Q(state__in=["approved", "disseminated", "superseded"]),
                name="assessment_one_open",
            )
        ]

    def __str__(self) -> str:
        return self.reference

    def hands(self) -> frozenset[UUID]:
        """Its authors: whoever wrote a section, a recommendation or a score of this month.

        Taking a step of the chain is not writing. A delegate's grantor is an author too.
        """
        began = min(self.created_at, datetime(self.month.year, self.month.month, 1, tzinfo=UTC))
        wrote: set[UUID | None] = set()
        for part in (*self.sections.all(), *self.recommendations.all()):
            wrote |= hands_on(part)
        for threat in Threat.objects.filter(office=self.office, state__in=["active", "mitigated"]):
            scored = threat.versions.filter(at__gte=began, changed__overlap=["scores", "analysis"])
            for actor, grantor in scored.values_list("actor", "on_behalf_of"):
                wrote |= {actor, grantor}
        return frozenset(person for person in wrote if person is not None)


class AssessmentVersion(Version):
    """What an assessment said after each step."""

    object = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="versions")


class Section(Guarded):
    """A narrative section in Markdown, in the language in which it was written.

    `translation` is another person's words in the other language.
    """

    kind = "section"

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="sections")
    code = models.CharField(max_length=20)
    text = models.TextField(blank=True)
    translation = models.TextField(blank=True)
    translation_state = models.CharField(max_length=10, default="none", choices=TRANSLATIONS)

    class Meta(Guarded.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assessment", "code"], name="section_once")
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.code}"


class SectionVersion(Version):
    """What a section said after each save."""

    object = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="versions")


class Recommendation(Guarded):
    """What the assessment asks of somebody, by when; and what became of it a month later."""

    kind = "recommendation"

    assessment = models.ForeignKey(
        Assessment, on_delete=models.PROTECT, related_name="recommendations"
    )
    text = models.TextField(_("recommendation"))
    owner = models.CharField(_("owner"), max_length=40, blank=True)
    due_on = models.DateField(_("due"), null=True, blank=True)
    follow_up = models.CharField(max_length=12, blank=True)
    follow_up_note = models.TextField(blank=True)

    class Meta(Guarded.Meta):
        ordering = ("created_at", "id")

    def __str__(self) -> str:
        return self.reference


class RecommendationVersion(Version):
    """What a recommendation said after each change."""

    object = models.ForeignKey(Recommendation, on_delete=models.PROTECT, related_name="versions")


class Remark(Guarded):
    """A comment on a section, by anybody who may say something, until it is settled."""

    kind = "remark"

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="remarks")
    section = models.CharField(max_length=20)
    text = models.TextField()
    said_by = models.CharField(max_length=200)
    settled = models.BooleanField(default=False)

    class Meta(Guarded.Meta):
        ordering = ("created_at", "id")

    def __str__(self) -> str:
        return self.reference


class RemarkVersion(Version):
    """What a remark said after each change."""

    object = models.ForeignKey(Remark, on_delete=models.PROTECT, related_name="versions")


class Snapshot(Record):
    """The content that was submitted: what those who sign after it see and sign."""

    whole = "assessment"

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="snapshots")
    taken_at = models.DateTimeField(default=clock.now)
    content = models.JSONField()
    content_hash = models.CharField(max_length=64)

    class Meta(Record.Meta):
        ordering = ("-taken_at", "-id")

    def __str__(self) -> str:
        return self.content_hash[:16]


class Approval(Record):
    """The approval of one content: by which post, when, its seal, and the files it gave.

    `files` maps a document's name ("fr.pdf") to the SHA-256 of its bytes, so that a copy that
    comes back can be told genuine.
    """

    whole = "assessment"

    assessment = models.OneToOneField(Assessment, on_delete=models.PROTECT, related_name="approval")
    snapshot = models.OneToOneField(Snapshot, on_delete=models.PROTECT, related_name="approval")
    at = models.DateTimeField(default=clock.now)
    post_label = models.CharField(max_length=200)
    on_behalf_of = models.BooleanField(default=False)
    seal = models.CharField(max_length=64)
    files = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.seal[:16]
