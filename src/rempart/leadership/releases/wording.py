"""What a text must not carry outside: references, points, sources, names, places, withheld counts.

The eyes of whoever approves come after; this finds what a tired reader overlooks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from rempart.kernel.errors import Problem
from rempart.places.matching import fold

_REFERENCE = re.compile(r"\b[A-Z]{3}-\d{2}-[0-9A-Z]{5,7}\b")
_POINT = re.compile(r"\b\d{1,3}[.,]\d{3,}\b|\b\d{1,3}\s*°")
_NUMBER = re.compile(r"(?<![\d.,])\d{1,4}(?![\d.,]*\d)")
_SPELLED = {
    "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9,
    "two": 2, "three": 3, "four": 4, "five": 5, "seven": 7, "eight": 8, "nine": 9,
}  # fmt: skip
_SHORTEST = 4
"""A name of fewer letters is no use to search for: it stands in other words."""


@dataclass(frozen=True)
class Kept:
    """What stays in the mission: words and figures that no released text may hold."""

    words: frozenset[str]
    figures: frozenset[int]


def kept(
    approved: Mapping[str, Any], figures: Iterable[int], places: Iterable[str],
    actors: Iterable[str],
) -> Kept:  # fmt: skip
    """What no text may hold: sources, named actors, places below a cercle, withheld figures."""
    public = {fold(name) for place in approved["places"] for name in place["name"].values()}
    public |= {fold(approved["office"][language]) for language in ("fr", "en")}
    found = {*approved["sources"], *places, *actors}
    found |= {t["place"] for t in approved.get("threats", ())}
    for actor in approved["actors"]:
        found |= {name for name in actor["name"].split(" + ") if not name.startswith("@")}
    words = {fold(word) for word in found if len(word) >= _SHORTEST}
    return Kept(frozenset(words - public), frozenset(figures))


def faults(words: Mapping[str, Mapping[str, str]], held: Kept) -> list[Problem]:
    """Everything in the texts of a release that must not leave."""
    return [
        problem
        for said in words.values()
        for text in said.values()
        for problem in _faults(text, held)
    ]


def _faults(text: str, held: Kept) -> Iterator[Problem]:
    for found in (*_REFERENCE.findall(text), *_POINT.findall(text)):
        yield _problem(found, _("a reference or a point on the map would leave the mission"))
    folded = fold(text)
    for word in sorted(held.words):
        if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", folded):
            yield _problem(word, _("a source, an actor or a place would leave the mission"))
    numbers = {n: int(n) for n in _NUMBER.findall(text)}
    numbers |= {word: n for word, n in _SPELLED.items() if re.search(rf"\b{word}\b", folded)}
    for said, number in sorted(numbers.items()):
        if number in held.figures:
            yield _problem(said, _("this text gives a withheld count"))


def _problem(value: str, message: Any) -> Problem:
    remedy = _("Write the text anew for those outside; say “a few” or name the cercle alone.")
    return Problem(_("Text"), value, message, remedy, "releasable")
