"""Releases, what their addressees read of them, and what partners send in."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from rempart.kernel import clock
from rempart.kernel.models import Addressed, Guarded, Version
from rempart.threats.models import Assessment


class Release(Guarded):
    """The mission's side of a release: what was chosen, for whom, and what was withheld.

    `words` holds the text of each written section by language, as those outside will read it.
    `withheld` is the account of what stayed in the mission; addressees never read this row.
    """

    kind = "release"

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="releases")
    organisations = ArrayField(models.IntegerField())
    sections = ArrayField(models.CharField(max_length=20))
    words = models.JSONField(default=dict, blank=True)
    purpose = models.TextField(_("what for"))
    names_host_state = models.BooleanField(default=False)
    expires_on = models.DateField(_("readable until"))
    state = models.CharField(max_length=12, default="draft")
    withheld = models.JSONField(default=dict, blank=True)

    class Meta(Guarded.Meta):
        indexes: ClassVar = [models.Index(fields=["scope", "state"], name="release_scope")]

    def __str__(self) -> str:
        return self.reference

    @property
    def over(self) -> bool:
        """Is its last day past?"""
        return self.expires_on < clock.today()


class ReleaseVersion(Version):
    """What a release said after each change."""

    object = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="versions")


class Released(Addressed):
    """What the addressees read: the content, sealed; nothing else of the release.

    `files` maps a document's name ("fr.pdf") to the SHA-256 of its bytes.
    """

    kind = "released"
    whole = "release"

    release = models.OneToOneField(Release, on_delete=models.PROTECT, related_name="released")
    reference = models.CharField(max_length=16, unique=True)
    content = models.JSONField()
    content_hash = models.CharField(max_length=64)
    post_label = models.CharField(max_length=200)
    seal = models.CharField(max_length=64)
    files = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.reference


class Submission(Guarded):
    """What a partner sends in: a comment on a release, an alert, or a report.

    Its author follows what becomes of it; the duty officers and experts of the office take it in.
    """

    COMMENT, ALERT, REPORT = "comment", "alert", "report"
    SORTS: ClassVar = {
        COMMENT: _("Comment"),
        ALERT: _("Referred alert"),
        REPORT: _("Report of an incident"),
    }

    kind = "submission"

    sort = models.CharField(max_length=10, choices=SORTS)
    organisation = models.IntegerField()
    released = models.ForeignKey(
        Released, null=True, on_delete=models.PROTECT, related_name="comments"
    )
    text = models.TextField(_("what you know"))
    area = models.CharField(max_length=20, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    happened_on = models.DateField(_("day"), null=True, blank=True)
    threat_type = models.CharField(max_length=40, blank=True)
    people_at_risk = models.PositiveIntegerField(null=True, blank=True)
    state = models.CharField(max_length=12, default="received")
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta(Guarded.Meta):
        indexes: ClassVar = [models.Index(fields=["scope", "state"], name="submission_scope")]

    def __str__(self) -> str:
        return self.reference


class SubmissionVersion(Version):
    """What a submission said after each change."""

    object = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="versions")
