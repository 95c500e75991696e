"""What who leaves a post hands over to who comes after."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from rempart.kernel.models import Guarded, Version


class Handover(Guarded):
    """A handover of a post: the words of who leaves, and which records waited. Written once.

    `waiting` names records, never what they say: [{heading, kind, id}]. Each reader of the page
    sees those of them that they may see, so that a handover opens nothing.
    """

    kind = "handover"
    frozen = True

    role = models.CharField(max_length=30)
    post_label = models.CharField(max_length=200)
    words = models.TextField()
    contacts = models.TextField(blank=True)
    waiting = models.JSONField(default=list, blank=True)

    class Meta(Guarded.Meta):
        indexes: ClassVar = [models.Index(fields=["scope", "-created_at"], name="handover_scope")]

    def __str__(self) -> str:
        return self.reference


class HandoverVersion(Version):
    """What a handover said when it was made: there is only one."""

    object = models.ForeignKey(Handover, on_delete=models.PROTECT, related_name="versions")
