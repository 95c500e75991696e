"""Plumbing of the pages that list: dates as people type them, and forms that filter by GET."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

_MONTHS = (
    "jan", "fev feb", "mar", "avr apr", "mai may", "juin jun", "juil jul", "aou aug", "sep",
    "oct", "nov", "dec",
)  # fmt: skip
_NUMBERS = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_WORDS = re.compile(r"(\d{1,2})(?:er)?\s+([a-z]{3,9})\.?,?\s+(\d{4})")


def _fold(text: str) -> str:
    """Lower case, without accents; superscripts as plain letters."""
    plain = unicodedata.normalize("NFKD", text.lower())
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).strip()


def _month(word: str) -> int:
    for number, starts in enumerate(_MONTHS, 1):
        if word.startswith(tuple(starts.split())):
            return number
    raise ValueError(word)


def read_day(text: str) -> date:
    """A day as people type it: 17/11/2014, 17 nov. 2014, 1er oct. 2014, 1 October 2014, 2014-11-17.

    Raises:
        ValueError: it is none.
    """
    folded = _fold(text)
    if match := _ISO.fullmatch(folded):
        year, month, day = map(int, match.groups())
    elif match := _NUMBERS.fullmatch(folded):
        day, month, year = map(int, match.groups())
    elif match := _WORDS.fullmatch(folded):
        day, month, year = int(match[1]), _month(match[2]), int(match[3])
    else:
        raise ValueError(text)
    return date(year, month, day)


class TypedDate(forms.CharField):
    """A date that is typed: native pickers follow the browser's language, not the page's."""

    default_error_messages = {
        "invalid": _("“%(value)s” is no date. Write 17/11/2014 or 17 Nov 2014."),
    }

    def to_python(self, value: Any) -> date | None:  # type: ignore[override]
        """The date, or None for an empty field."""
        if isinstance(value, date):
            return value
        text = str(value or "").strip()
        if not text:
            return None
        try:
            return read_day(text)
        except ValueError as error:
            raise forms.ValidationError(
                self.error_messages["invalid"], "invalid", {"value": text[:40]}
            ) from error

    def prepare_value(self, value: Any) -> Any:
        """What stands in the field: digits, the same in both languages."""
        return f"{value:%d/%m/%Y}" if isinstance(value, date) else value


class FilterForm(forms.Form):
    """A form that filters a list: sent by GET, nothing required, one chip for each filter set."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = False

    def active(self) -> Iterator[tuple[BoundField, Any]]:
        """The filters that are set and understood, each with its value."""
        said = getattr(self, "cleaned_data", {})
        for field in self:
            if said.get(field.name) not in (None, "", False, []):
                yield field, said[field.name]
