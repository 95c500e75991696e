"""The words of the assessment: a catalogue in two languages, filled in and typeset."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from rempart.documents import typography

CATALOGUE = Path(__file__).parent / "typ" / "labels.toml"


@cache
def catalogue(language: str) -> dict[str, Any]:
    """Every label in `language` ("fr" or "en")."""
    said: dict[str, Any] = tomllib.loads(CATALOGUE.read_text(encoding="utf-8"))[language]
    return said


class Words:
    """Labels, numbers and dates of one language."""

    def __init__(self, language: str) -> None:
        self.language = "en" if language.startswith("en") else "fr"
        self.labels = catalogue(self.language)

    def __call__(self, name: str, **values: object) -> str:
        """The label called `name`, filled in and typeset."""
        return typography.typeset(str(self.labels[name]).format(**values), self.language)

    def some(self, name: str, n: int, **values: object) -> str:
        """The singular or plural of `name` for `n`: in French 0 and 1 are singular."""
        one, many = self.labels[name]
        single = n == 1 or (n == 0 and self.language == "fr")
        text = (one if single else many).format(n=self.number(n), N=self.spelled(n), **values)
        return typography.typeset(text, self.language)

    def spelled(self, n: int) -> str:
        """A small number in letters with a capital, for the beginning of a sentence."""
        letters: list[str] = self.labels["spelled"]
        return letters[n] if n < len(letters) else self.number(n)

    def row(self, name: str, **values: object) -> list[str]:
        """The labels of a row, filled in and typeset."""
        return [typography.typeset(s.format(**values), self.language) for s in self.labels[name]]

    def number(self, value: float | None, decimals: int = 0) -> str:
        """A number, or a dash for what was not recorded."""
        return typography.number(value, self.language, decimals)

    def mean(self, value: float) -> str:
        """A mean, with one decimal unless it is whole."""
        return self.number(value, 0 if float(value).is_integer() else 1)

    def range(self, count: dict[str, int]) -> str:
        """The least and the most of a count: 66–88."""
        return typography.span(count["min"], count["max"], self.language)

    def month(self, code: str, *, short: bool = False, year: bool = True) -> str:
        """juin 2018, of "2018-06"."""
        return typography.month(first_day(code), self.language, short=short, year=year)

    def day(self, value: date, *, short: bool = False) -> str:
        """1ᵉʳ juin 2018."""
        return typography.day(value, self.language, short=short)

    def listing(self, items: Sequence[str]) -> str:
        """a, b et c."""
        return typography.listing(items, self.language)

    @property
    def plain(self) -> dict[str, str]:
        """The labels that the template prints as they are."""
        return {
            name: typography.typeset(text, self.language)
            for name, text in self.labels.items()
            if isinstance(text, str) and "{" not in text
        }


def first_day(code: str) -> date:
    """The first day of a month written "2018-06"."""
    return date.fromisoformat(f"{code}-01")


def upper_first(text: str) -> str:
    """`text` with a capital at its beginning."""
    return text[:1].upper() + text[1:]
