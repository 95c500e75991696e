"""French and English typography, and numbers and dates in words: done once, on the text itself.

Pages, PDF and DOCX agree because all of them are fed text that went through here. Placeholders
(`%(name)s`, `{name}`), tags, addresses and times of day pass untouched.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

THIN, HARD, JOIN = "\u202f", "\u00a0", "\u2060"
"""Narrow no-break space, no-break space, word joiner."""

_MONTHS = {
    "fr": (
        *("janvier", "février", "mars", "avril", "mai", "juin"),
        *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
    ),
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
}
_SHORT = {
    "fr": (
        *("janv.", "févr.", "mars", "avr.", "mai", "juin"),
        *("juil.", "août", "sept.", "oct.", "nov.", "déc."),
    ),
    "en": (
        *("Jan", "Feb", "Mar", "Apr", "May", "Jun"),
        *("Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    ),
}
_OPEN, _SHUT = "\ue000", "\ue001"
"""Private marks around the number of what is hidden while the rules run."""

_UNTOUCHED = re.compile(
    r"%\([^)]*\)[-+#0]*\d*(?:\.\d+)?[a-zA-Z]|%[sdr]|\{[^{}]*\}|<[^<>]+>|&#?\w+;"
    r"|\b[a-z]+://[^\s<>]+|[^\s<>@]+@[^\s<>]+|`[^`]*`|\]\([^)]*\)|[\ue000\ue001]"
)
"""Placeholders, tags, entities, addresses, code, the target of a Markdown link, our own marks."""

_SPACES = r"[ \u00a0\u202f]"
_COUNTED = (
    "km|m|h|min|jours?|semaines?|mois|ans?|morts?|blessés?|tués?|décès|civils?|personnes?"
    "|événements?|incidents?|attaques?|alertes?|menaces?|cercles?|lignes?|pages?"
)
_APOSTROPHE = (re.compile(r"(?<=[^\W\d_])'"), "’")
_FRENCH = (
    _APOSTROPHE,
    (re.compile(r"\b1er\b"), "1ᵉʳ"),
    (re.compile(r"\b1re\b"), "1ʳᵉ"),
    (re.compile(rf"«{_SPACES}*"), f"«{THIN}"),
    (re.compile(rf"{_SPACES}*»"), f"{THIN}»"),
    (re.compile(rf"(?<=[^\s;!?:(«]){_SPACES}*(?=[;!?]+(?:[\s»){_OPEN}]|$))"), THIN),
    (re.compile(rf"(?<=[^\s:]){_SPACES}+(?=:(?:\s|$))"), HARD),
    (re.compile(r"(?<=[^\W\d_])(?=:(?: |$))"), HARD),
    (re.compile(rf"(?<=[\d{_SHUT}]){_SPACES}*(?=%(?![\w(]))"), HARD),
    (re.compile(rf"(?<!\d)(\d{{1,3}}){_SPACES}(?=\d{{3}}(?!\d))"), rf"\1{THIN}"),
    (re.compile(rf"(?<=\d{THIN}\d{{3}}){_SPACES}(?=\d{{3}}(?!\d))"), THIN),
    (re.compile(rf"(?<!\w)(n°|art\.|p\.|§){_SPACES}+(?=\d)"), rf"\1{HARD}"),
    (re.compile(rf"(?<=[\d{_SHUT}]){_SPACES}(?=(?:{_COUNTED})\b)"), HARD),
    (re.compile(rf"(?<=\d{HARD}h){_SPACES}(?=\d\d(?!\d))"), HARD),
)
_BOTH = (
    (re.compile(rf"(?<=\d){JOIN}?–{JOIN}?(?=\d)"), f"{JOIN}–{JOIN}"),
    (re.compile(r"\.\.\."), "…"),
)
_ENGLISH = (_APOSTROPHE,)


def typeset(text: str, language: str) -> str:
    """`text` with the spaces, quotes and dashes of its language; the same when done twice."""
    rules = (*(_FRENCH if language.startswith("fr") else _ENGLISH), *_BOTH)
    kept: list[str] = []

    def hide(match: re.Match[str]) -> str:
        kept.append(match.group())
        return f"{_OPEN}{len(kept) - 1}{_SHUT}"

    work = _UNTOUCHED.sub(hide, text)
    for pattern, replacement in rules:
        work = pattern.sub(replacement, work)
    return re.sub(f"{_OPEN}(\\d+){_SHUT}", lambda m: kept[int(m.group(1))], work)


def french(text: str) -> str:
    """`text` in French typography: what catalogues are compiled with."""
    return typeset(text, "fr")


def typeset_all(value: Any, language: str) -> Any:
    """Every text inside nested mappings and lists, typeset; keys and numbers as they are."""
    if isinstance(value, str):
        return typeset(value, language)
    if isinstance(value, Mapping):
        return {key: typeset_all(item, language) for key, item in value.items()}
    if isinstance(value, Sequence):
        return [typeset_all(item, language) for item in value]
    return value


def _column(language: str) -> str:
    return "en" if language.startswith("en") else "fr"


def number(value: float | None, language: str, decimals: int = 0) -> str:
    """12000 as "12 000" (narrow space) or "12,000"; a dash for what was not recorded."""
    if value is None:
        return "–"
    text = f"{value:,.{decimals}f}".replace("-", "−")
    if _column(language) == "en":
        return text
    return text.replace(",", THIN).replace(".", ",")


def day(value: date, language: str, *, short: bool = False, year: bool = True) -> str:
    """1ᵉʳ juin 2018; 1 June 2018. `short` abbreviates the month."""
    first = "1ᵉʳ" if value.day == 1 and _column(language) == "fr" else str(value.day)
    return f"{first}{HARD}{month(value, language, short=short, year=year)}"


def month(value: date, language: str, *, short: bool = False, year: bool = True) -> str:
    """juin 2018; June 2018."""
    name = (_SHORT if short else _MONTHS)[_column(language)][value.month - 1]
    return f"{name} {value.year}" if year else name


def span(least: int | None, most: int | None, language: str) -> str:
    """A range with its dash kept whole (66–88), one figure where both are the same."""
    if least == most:
        return number(least, language)
    return f"{number(least, language)}{JOIN}–{JOIN}{number(most, language)}"


def counted(n: int, one: str, many: str, language: str) -> str:
    """A number and its noun kept together: in French 0 and 1 are singular."""
    single = n == 1 or (n == 0 and _column(language) == "fr")
    return f"{number(n, language)}{HARD}{one if single else many}"


def of(name: str, language: str) -> str:
    """A name after its preposition: "de Mopti", "d’Ansongo"; in English "of Mopti"."""
    if _column(language) == "en":
        return f"of {name}"
    plain = unicodedata.normalize("NFD", name[:1]).casefold()[:1]
    return f"d’{name}" if plain in set("aeiouy") else f"de {name}"


def listing(items: Sequence[str], language: str) -> str:
    """a, b et c; a, b and c."""
    if len(items) < 2:
        return "".join(items)
    last = " and " if _column(language) == "en" else " et "
    return ", ".join(items[:-1]) + last + items[-1]
