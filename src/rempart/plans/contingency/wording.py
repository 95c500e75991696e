"""A rule in words: in French for one reader, in English for another, from the same data."""

from __future__ import annotations

import re

from rempart.doctrine.loader import current as profile
from rempart.documents import typography
from rempart.plans.contingency.rules import (
    ALERTS,
    COUNT,
    DAY_HOURS,
    INCIDENTS,
    Comparison,
    Figure,
    Measure,
    Place,
    Rule,
)

_UNIT = re.compile(r"\s*\([^)]*\)$")
"""The unit that a quantity's label ends with; it is read without."""

SIGNS = {">": ">", ">=": "≥", "<": "<", "<=": "≤"}
_HOURS_UP_TO = 96
"""Up to four days people speak in hours; beyond, in days."""


def written(rule: Rule, language: str) -> str:
    """A rule as its reader would write it; reading it again gives the same rule."""
    if isinstance(rule, Comparison):
        threshold = typography.number(rule.threshold, language)
        return (
            f"{measured(rule.figure.measure, language)} {SIGNS[rule.operator]} {threshold}"
            f"{_span(rule.figure, language)}{_where(rule.figure.place, language)}"
        )
    word = {"and": ("et", "and"), "or": ("ou", "or")}[rule.word][language != "fr"]
    parts = [
        written(part, language) if isinstance(part, Comparison) else f"({written(part, language)})"
        for part in rule.parts
    ]
    return f" {word} ".join(parts)


def figure(one: Figure, language: str) -> str:
    """A figure without its threshold: the title of its chart."""
    return f"{measured(one.measure, language)}{_span(one, language)}{_where(one.place, language)}"


def measured(measure: Measure, language: str) -> str:
    """What is counted, in words."""
    french = language == "fr"
    if measure.kind == COUNT:
        return _UNIT.sub("", profile().quantity(measure.quantity).label(language))
    if measure.kind == ALERTS:
        word = "alertes" if french else "alerts"
        return f"{word} {measure.priority.upper()}".rstrip()
    words = {True: ("incidents", "civils tués"), False: ("incidents", "civilians killed")}[french]
    found = words[measure.kind != INCIDENTS]
    if measure.threat_type:
        found += " " + _quoted(
            profile().label("threat_type", measure.threat_type, language), french
        )
    if measure.perpetrator:
        by = _quoted(profile().label("actor_type", measure.perpetrator, language), french)
        found += f" {'par' if french else 'by'} {by}"
    return found


def _quoted(text: str, french: bool) -> str:
    return f"« {text} »" if french else f"“{text}”"


def _span(one: Figure, language: str) -> str:
    word = "en" if language == "fr" else "in"
    if one.hours <= _HOURS_UP_TO or one.hours % DAY_HOURS:
        return f" {word} {one.hours} h"
    days = {"fr": "jours", "en": "days"}[language]
    return f" {word} {one.hours // DAY_HOURS} {days}"


def _where(place: Place | None, language: str) -> str:
    if place is None:
        return ""
    if language == "fr":
        joined = {"cercle": "dans le cercle", "region": "dans la région", "office": "au bureau"}
        name = place_name(place, language)
        of = "d’" if name[:1].lower() in "aeiouyéèêh" else "de "
        return f" {joined[place.level]} {of}{name}"
    joined = {"cercle": "in the cercle of", "region": "in the region of",
              "office": "in the office of"}  # fmt: skip
    return f" {joined[place.level]} {place_name(place, language)}"


def place_name(place: Place, language: str) -> str:
    """The name of an area or office alone."""
    if place.level == "office":
        return profile().office(place.code).label(language)
    table, column = ("cercles", "display") if place.level == "cercle" else ("regions", language)
    named = {row["pcode"]: row[column] for row in profile().table(table)}
    return named.get(place.code, place.code)
