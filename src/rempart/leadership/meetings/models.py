"""Meetings of the standing bodies, and what came out of them. Posts sit there, not people."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from rempart.kernel.models import Guarded, Version


class Meeting(Guarded):
    """A meeting of a body; `office` is that of a regional body.

    `agenda` is [{n, source, kind, id, words}]: a record that is due, or a point in words.
    `attendance` is [{role, office, how}], one line a seat. `decisions` are [{n, words, task}], the
    task as it was ordered, or None.
    """

    kind = "meeting"

    body = models.CharField(max_length=40)
    title = models.CharField(max_length=160)
    held_on = models.DateField()
    starts_at = models.TimeField(null=True, blank=True)
    place = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=16, default="planned")
    agenda = models.JSONField(default=list, blank=True)
    attendance = models.JSONField(default=list, blank=True)
    decisions = models.JSONField(default=list, blank=True)
    minutes = models.TextField(blank=True)
    adopted_on = models.DateField(null=True, blank=True)

    class Meta(Guarded.Meta):
        indexes: ClassVar = [models.Index(fields=["scope", "-held_on"], name="meeting_scope")]

    def __str__(self) -> str:
        return self.reference

    def next_number(self, part: str) -> int:
        """The number of the next point or decision."""
        lines: list[dict[str, Any]] = getattr(self, part)
        return 1 + max((line["n"] for line in lines), default=0)


class MeetingVersion(Version):
    """What a meeting said after each change."""

    object = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="versions")
