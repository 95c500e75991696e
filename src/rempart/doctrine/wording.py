"""Phrases that a profile looks for in what people write, in words that anybody can read and mend.

A phrase is compared without case, accents or punctuation: "agression* sexuelle*" is met by
"Agressions sexuelles". `*` ends a word of which more may follow; `#` is a number in digits or in
words; `#few` is a number small enough to point at somebody.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache

NUMBERS = {
    "un": 1, "une": 1, "one": 1, "deux": 2, "two": 2, "trois": 3, "three": 3, "quatre": 4,
    "four": 4, "cinq": 5, "five": 5, "six": 6, "sept": 7, "seven": 7, "huit": 8, "eight": 8,
    "neuf": 9, "nine": 9, "dix": 10, "ten": 10, "onze": 11, "eleven": 11, "douze": 12,
    "twelve": 12, "treize": 13, "thirteen": 13, "quatorze": 14, "fourteen": 14, "quinze": 15,
    "fifteen": 15, "seize": 16, "sixteen": 16, "dizaine": 10, "douzaine": 12, "dozen": 12,
    "quinzaine": 15, "vingt": 20, "vingtaine": 20, "twenty": 20, "trente": 30, "trentaine": 30,
    "thirty": 30, "quarante": 40, "quarantaine": 40, "forty": 40, "cinquante": 50,
    "cinquantaine": 50, "fifty": 50, "soixante": 60, "soixantaine": 60, "sixty": 60, "cent": 100,
    "centaine": 100, "hundred": 100,
}  # fmt: skip
"""Numbers as they are written out, in either language."""

_SENTENCE = re.compile(r"(?<=[.!?;])(?<!\bM\.)(?<!M[mrs]\.)(?<!MM\.)(?<!rs\.)(?<![ée]l\.)\s+|\n+")
"""Where a sentence ends: not after the point of a title or of a telephone."""


def bare(text: str) -> str:
    """A text without case, accents or punctuation, its words apart by single spaces."""
    plain = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "oe").casefold())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(re.findall(r"[a-z0-9]+", plain))


def plain(text: str) -> str:
    """A text in small letters without accents: quicker than `bare`, and holds the same words."""
    small = text.casefold().replace("œ", "oe")
    if small.isascii():
        return small
    return unicodedata.normalize("NFKD", small).encode("ascii", "ignore").decode()


def sentences(text: str) -> list[str]:
    """A text in its sentences; a line ends one."""
    return [found for part in _SENTENCE.split(text) if (found := part.strip())]


@cache
def pattern(phrase: str, few: int = 5) -> re.Pattern[str]:
    """The regular expression of a phrase, for a text that is `bare`."""
    words = phrase.split()
    return re.compile(rf"\b{' '.join(_word(word, few) for word in words)}\b")


def _word(word: str, few: int) -> str:
    if word == "#few":
        digits = [str(number) for number in range(1, few)]
        return f"(?:{'|'.join([*digits, *(w for w, n in NUMBERS.items() if n < few)])})"
    if word == "#":
        return rf"(?:\d+|{'|'.join(NUMBERS)})"
    stem = bare(word)
    return rf"{stem}\w*" if word.endswith("*") else stem


def stem(phrase: str) -> str:
    """The longest word of a phrase, without its star: a text that lacks it does not meet it."""
    return max((bare(word) for word in phrase.split() if "#" not in word), key=len, default="")


def met(phrases: Iterable[str], text: str, few: int = 5) -> str:
    """The first of `phrases` that stands in a text that is `bare`, as it stands there."""
    for phrase in phrases:
        if found := pattern(phrase, few).search(text):
            return found[0]
    return ""
