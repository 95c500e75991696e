"""The tables of the room, each kept beside what is done with it."""

from __future__ import annotations

from rempart.leadership.advice.models import AdviceNote, AdviceNoteVersion

__all__ = ["AdviceNote", "AdviceNoteVersion"]
