"""Coded sources, the sealed identities behind them, what they told, and the files that came along.

A source's code is its reference. Its identity is a table apart: sealed under a key that the
database does not hold, in a compartment of its own, and every opening of it is a row that the head
of the unit reads.
"""

from __future__ import annotations

import hashlib
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from rempart.kernel import clock
from rempart.kernel.models import Guarded, Part, Version


class Source(Guarded):
    """Somebody or something that tells: a code, a type, a grade, what they agreed to; never a name.

    `component` keeps the source: its people read it, and nobody else's but as the role table says.
    """

    kind = "source"

    type = models.CharField(_("type"), max_length=40)
    reliability = models.CharField(max_length=2, default="f")
    consent = models.CharField(max_length=40)
    protected = models.BooleanField(default=False)
    retired_on = models.DateField(null=True, blank=True)

    class Meta(Guarded.Meta):
        indexes: ClassVar = [models.Index(fields=["scope", "-id"], name="source_scope")]

    def __str__(self) -> str:
        return self.reference


class SourceVersion(Version):
    """What a source said after each change."""

    object = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="versions")


class Identity(Guarded):
    """Who a source is, sealed: the database keeps it and cannot read it."""

    kind = "identity"

    source = models.OneToOneField(Source, on_delete=models.PROTECT, related_name="identity")
    sealed = models.BinaryField()

    class Meta(Guarded.Meta):
        pass

    def __str__(self) -> str:
        return self.reference

    def values(self) -> dict[str, Any]:
        """What the row says, with the digest of the envelope in its place."""
        digest = hashlib.sha256(bytes(self.sealed)).hexdigest()
        return {**super().values(), "sealed": digest}


class IdentityVersion(Version):
    """When an identity was sealed anew, by whom; never what it said."""

    object = models.ForeignKey(Identity, on_delete=models.PROTECT, related_name="versions")


class Opening(Guarded):
    """One opening of a source's identity: who, when, why. The head of the unit reads them all."""

    kind = "opening"

    code = models.CharField(max_length=16, help_text="the code of the source")
    opened_by = models.CharField(max_length=200)
    post_label = models.CharField(max_length=200)
    why = models.TextField(_("reason"))
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta(Guarded.Meta):
        indexes: ClassVar = [
            models.Index(fields=["-created_at"], condition=Q(seen_at=None), name="opening_unseen")
        ]

    def __str__(self) -> str:
        return self.reference


class OpeningVersion(Version):
    """What an opening said after each change."""

    object = models.ForeignKey(Opening, on_delete=models.PROTECT, related_name="versions")


class Report(Guarded):
    """What somebody told, as they told it; it is graded and placed, and never rewritten.

    `figures` lists what was said of harm: [{kind, said, min, best, max}], where words without a
    number ("several") leave all three unknown. `reliability` is the source's grade when it told,
    which is all that readers of incidents learn of it. `root` is where it stems from in the end, so
    that one origin repeated by three counts once: a keyed hash of a code or of an origin's words.
    """

    kind = "report"

    source = models.ForeignKey(
        Source, null=True, blank=True, on_delete=models.PROTECT, related_name="reports"
    )
    reliability = models.CharField(max_length=2, default="f")
    credibility = models.CharField(max_length=2, default="c6")
    received_at = models.DateTimeField(default=clock.now)
    starts_on = models.DateField(_("first day"), null=True, blank=True)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    date_precision = models.CharField(max_length=20, default="day")
    area = models.CharField(max_length=20, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    point_precision = models.CharField(max_length=20, blank=True)
    threat_type = models.CharField(max_length=40, blank=True)
    perpetrator = models.CharField(max_length=40, blank=True)
    told = models.TextField(_("as told"))
    figures = models.JSONField(default=list, blank=True)
    handling = models.CharField(max_length=40)
    origin = models.CharField(max_length=200, blank=True)
    root = models.CharField(max_length=32, blank=True)

    class Meta(Guarded.Meta):
        indexes: ClassVar = [
            models.Index(fields=["scope", "-received_at", "-id"], name="report_scope"),
            models.Index(fields=["-received_at", "-id"], name="report_received"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True)
                | Q(starts_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
                name="report_ends_after_it_starts",
            )
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def grade(self) -> str:
        """The grades of the source and of what it told, as people write them: B2."""
        return self.reliability.upper() + self.credibility.removeprefix("c")


class ReportVersion(Version):
    """What a report said after each change."""

    object = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="versions")


class Attachment(Part):
    """A file that came with a record: stripped, sealed, and seen by whoever sees the record.

    `removed` says what was taken out of it. A withdrawn file keeps its name and loses its bytes.
    """

    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64, help_text="SHA-256 of what is kept")
    removed = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    sealed = models.BinaryField()
    added_at = models.DateTimeField(default=clock.now)
    added_by = models.CharField(max_length=200)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta(Part.Meta):
        abstract = True


class ReportFile(Attachment):
    """A file that came with a report."""

    whole = "report"

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="files")


class IncidentFile(Attachment):
    """A file that came with an incident."""

    whole = "incident"

    incident = models.ForeignKey(
        "register.Incident", on_delete=models.PROTECT, related_name="files"
    )
