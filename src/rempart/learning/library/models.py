"""One edition of a tool of the library."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from rempart.kernel.models import Guarded, Version


class Tool(Guarded):
    """An edition: the texts of a tool as they stood from its day on; it never changes.

    `code` is the tool's in the profile, whose own proposal counts as edition 0.
    """

    kind = "tool"
    frozen = True

    code = models.CharField(max_length=40)
    edition = models.PositiveIntegerField()
    title_fr = models.CharField(max_length=160)
    title_en = models.CharField(max_length=160)
    text_fr = models.TextField()
    text_en = models.TextField()
    changed = models.CharField(max_length=300, help_text="what the edition changes, and why")

    class Meta(Guarded.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code", "edition"], name="tool_edition_once")
        ]

    def __str__(self) -> str:
        return self.reference


class ToolVersion(Version):
    """What an edition said when it was published: there is only one."""

    object = models.ForeignKey(Tool, on_delete=models.PROTECT, related_name="versions")
