"""The words of the assessment: a catalogue in two languages, filled in and typeset."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
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
    """Labels, numbers and dates of one language.

    `area` is what the profile calls the areas of an office, in that language: "cercle". Labels
    may hold {area}, {areas} and {Area}, filled in everywhere.
    """

    def __init__(self, language: str, area: str = "") -> None:
        self.language = "en" if language.startswith("en") else "fr"
        self.labels = catalogue(self.language)
        one = area or self.labels["area"]
        self.always = {"area": one, "areas": plural(one, self.language), "Area": upper_first(one)}
        self.always["Areas"] = upper_first(self.always["areas"])

    def __call__(self, name: str, /, **values: object) -> str:
        """The label called `name`, filled in and typeset."""
        return self._set(str(self.labels[name]), values)

    def _set(self, label: str, values: dict[str, object]) -> str:
        kept = label.replace("{n} ", "{n}\u00a0")
        return typography.typeset(kept.format(**self.always, **values), self.language)

    def some(self, name: str, n: int | None, /, **values: object) -> str:
        """The singular or plural of `name` for `n`: in French 0 and 1 are singular.

        An unknown number takes the third form of the label, else a question mark.
        """
        forms = self.labels[name]
        if n is None:
            label, said = (forms[2] if len(forms) > 2 else forms[1]), "?"
        else:
            single = n == 1 or (n == 0 and self.language == "fr")
            label, said = forms[0 if single else 1], self.number(n)
        return self._set(label, {"n": said, "N": self.spelled(n or 0), **values})

    def spelled(self, n: int) -> str:
        """A small number in letters with a capital, for the beginning of a sentence."""
        letters: list[str] = self.labels["spelled"]
        return letters[n] if n < len(letters) else self.number(n)

    def kind(self, code: str) -> str:
        """A kind of harm in words, or its code where the catalogue has none."""
        name = f"{code}_kind"
        return self(name) if name in self.labels else code

    def row(self, name: str, /, **values: object) -> list[str]:
        """The labels of a row, filled in and typeset."""
        return [self._set(label, values) for label in self.labels[name]]

    def number(self, value: float | None, decimals: int = 0) -> str:
        """A number, or a dash for what was not recorded."""
        return typography.number(value, self.language, decimals)

    def mean(self, value: float) -> str:
        """A mean, with one decimal unless it is whole."""
        return self.number(value, 0 if float(value).is_integer() else 1)

    def range(self, count: Mapping[str, int | None]) -> str:
        """The least and the most of a count: 66–88."""
        return typography.span(count["min"], count["max"], self.language)

    def counts(self, count: Mapping[str, int | None]) -> list[str]:
        """The least, the best and the most of a count as cells of a table; "?" for unknown."""
        return [self.figure(count[end]) for end in ("min", "best", "max")]

    def figure(self, value: int | None) -> str:
        """A number, or a question mark for what is known to have been but not how much."""
        return "?" if value is None else self.number(value)

    def percent(self, value: int | None) -> str:
        """A share, or a dash for none."""
        if value is None:
            return "–"
        sign = "\u00a0%" if self.language == "fr" else "%"
        return f"{self.number(value)}{sign}"

    def month(self, code: str, *, short: bool = False, year: bool = True) -> str:
        """juin 2018, of "2018-06"."""
        return typography.month(first_day(code), self.language, short=short, year=year)

    def day(self, value: date, *, short: bool = False, year: bool = True) -> str:
        """1ᵉʳ juin 2018."""
        return typography.day(value, self.language, short=short, year=year)

    def listing(self, items: Sequence[str]) -> str:
        """a, b et c."""
        return typography.listing(items, self.language)

    def of(self, name: str) -> str:
        """de Mopti, d’Ansongo; of Mopti."""
        return typography.of(name, self.language)

    @property
    def plain(self) -> dict[str, str]:
        """The labels that the template prints as they are."""
        return {
            name: self(name)
            for name, text in self.labels.items()
            if isinstance(text, str) and not _FILLED.search(text)
        }


_FILLED = re.compile(r"\{(?![Aa]reas?\})")


def plural(noun: str, language: str) -> str:
    """Several of a regular noun: cercles, districts; counties in English."""
    if language == "fr":
        return noun if noun[-1:] in "sxz" else f"{noun}s"
    return f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"


def first_day(code: str) -> date:
    """The first day of a month written "2018-06"."""
    return date.fromisoformat(f"{code}-01")


def upper_first(text: str) -> str:
    """`text` with a capital at its beginning."""
    return text[:1].upper() + text[1:]
