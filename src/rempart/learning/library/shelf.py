"""The shelf: each tool of the profile with its editions, the proposal counting as edition 0."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, TypeAdapter

from rempart.doctrine.loader import current as profile
from rempart.learning.library.models import Tool
from rempart.learning.reviews.models import Review


class Proposed(BaseModel):
    """A tool as the profile proposes it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str
    sort: str
    fr: str
    en: str
    text_fr: str
    text_en: str


@dataclass(frozen=True)
class Edition:
    """A text of a tool: its number, both languages, since when, what it changed."""

    number: int
    fr: str
    en: str
    text_fr: str
    text_en: str
    since: date | None = None
    changed: str = ""
    marking: int = 1

    def title(self, language: str) -> str:
        """Its title in a language."""
        return self.fr if language == "fr" else self.en

    def text(self, language: str) -> str:
        """Its text in a language."""
        return (self.text_fr if language == "fr" else self.text_en).strip()


def proposed() -> dict[str, Proposed]:
    """The tools that the profile proposes, by code."""
    return _read(profile().folder / "library.toml")


@cache
def _read(path: Path) -> dict[str, Proposed]:
    if not path.exists():
        return {}
    said = tomllib.loads(path.read_text("utf-8"))["tools"]
    return {one.code: one for one in TypeAdapter(list[Proposed]).validate_python(said)}


def shelf() -> dict[str, list[Edition]]:
    """The editions of every tool, the latest first. One query."""
    found = {
        code: [Edition(0, one.fr, one.en, one.text_fr, one.text_en)]
        for code, one in proposed().items()
    }
    for row in Tool.objects.order_by("edition"):
        edition = Edition(
            row.edition, row.title_fr, row.title_en, row.text_fr, row.text_en,
            row.created_at.date(), row.changed, row.marking,
        )  # fmt: skip
        found.setdefault(row.code, []).insert(0, edition)
    return found


def asked() -> dict[str, list[str]]:
    """By tool: the reviews that ask for a new edition, as far as the reader sees them."""
    found: dict[str, list[str]] = {}
    for row in Review.objects.exclude(changes=[]).order_by("-held_on"):
        for code in {one["tool"] for one in row.changes if one.get("tool")}:
            found.setdefault(code, []).append(row.reference)
    return found
