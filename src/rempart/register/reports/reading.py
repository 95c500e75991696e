"""Reading a pasted text: what it seems to say of when, where, who, what and how many.

Rules and a gazetteer, nothing else: no network, no model. What is found is proposed to a person,
who confirms or corrects it; what is not found stays unknown. The text itself is kept as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from rempart.doctrine.wording import NUMBERS, bare, met
from rempart.kernel.errors import BadInput
from rempart.places.matching import candidates, fold
from rempart.places.pointing import EXACT, NEAR, Named, read_point
from rempart.register import harm

SURE = 88.0
"""How alike a written name must be to one that is known; it is only proposed."""

Cues = Mapping[str, Mapping[str, tuple[str, ...]]]


@dataclass(frozen=True)
class Proposal:
    """What a text seems to say; empty where it does not say."""

    starts_on: date | None = None
    ends_on: date | None = None
    date_precision: str = "unknown"
    place: str = ""
    area: str = ""
    point_precision: str = ""
    threat_type: str = ""
    perpetrator: str = ""
    figures: list[dict[str, Any]] = field(default_factory=list)
    found: dict[str, str] = field(default_factory=dict)


def read(text: str, received: date, names: Iterable[tuple[str, Named]], cues: Cues) -> Proposal:
    """What `text`, received on a day, seems to say; `found` has the words by which, by field."""
    plain = bare(text)
    first, last, precision, when = days(text, received)
    place, where = _place(text, list(names), received)
    threat, by_threat = _code(plain, cues.get("threat_type", {}))
    actor, by_actor = _code(plain, cues.get("actor_type", {}))
    figures = list(_figures(text, cues))
    found = {
        "starts_on": when, "place": where, "threat_type": by_threat, "perpetrator": by_actor,
        "figures": ", ".join(f["said"] for f in figures),
    }  # fmt: skip
    shown = {name: as_written(words, text) for name, words in found.items() if words}
    return Proposal(first, last, precision, *place, threat, actor, figures, shown)


def as_written(words: str, text: str) -> str:
    """Bare words as they stand in the text, with its accents; as they are where they do not."""
    written = list(re.finditer(r"[^\W_]+", text))
    said, wanted = [bare(match[0]) for match in written], words.split()
    for start in range(len(said) - len(wanted) + 1):
        if wanted and said[start : start + len(wanted)] == wanted:
            return text[written[start].start() : written[start + len(wanted) - 1].end()]
    return words


def _code(plain: str, cues: Mapping[str, tuple[str, ...]]) -> tuple[str, str]:
    for code, phrases in cues.items():
        if words := met(phrases, plain):
            return code, words
    return "", ""


# --- when ---------------------------------------------------------------------------------------

_MONTHS = ("janv jan", "fevr fev feb", "mars mar", "avril avr apr", "mai may", "juin jun",
           "juil jul", "aout aug", "sept sep", "oct", "nov", "dec")  # fmt: skip
_MONTH = "|".join(f"{start}[a-z]*" for starts in _MONTHS for start in starts.split())
_WEEKDAYS = {
    name: number
    for number, names in enumerate(
        ("lundi monday", "mardi tuesday", "mercredi wednesday", "jeudi thursday",
         "vendredi friday", "samedi saturday", "dimanche sunday")
    )
    for name in names.split()
}  # fmt: skip
_BACK = {"avant hier": 2, "day before yesterday": 2, "hier": 1, "yesterday": 1, "last night": 1,
         "la nuit derniere": 1, "cette nuit": 0, "ce matin": 0, "this morning": 0, "ce jour": 0,
         "aujourd hui": 0, "today": 0, "ce soir": 0, "tonight": 0, "cet apres midi": 0}  # fmt: skip
_ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_DIGITS = re.compile(r"\b(\d{1,2})[/.](\d{1,2})(?:[/.](\d{4}|\d{2}))?(?!\d|[/.]\d|\s*km)")
_WRITTEN = re.compile(
    rf"\b(?:(\d{{1,2}})(?:er|st|nd|rd|th)? (?:au|to|et|and) )?(\d{{1,2}})(?:er|st|nd|rd|th)? "
    rf"(?:of )?({_MONTH})\b(?: (\d{{4}}))?"
)
_AMERICAN = re.compile(rf"\b({_MONTH}) (\d{{1,2}})(?:st|nd|rd|th)?\b(?: (\d{{4}}))?")


def days(text: str, received: date) -> tuple[date | None, date | None, str, str]:
    """The first and the last day that a text tells of, how exactly, and by which words."""
    plain = bare(text)
    for reader in (_iso, _digits, _written, _american, _relative, _weekday):
        found = reader(text, plain, received)
        if found:
            return found
    return None, None, "unknown", ""


_Found = tuple[date, date, str, str]


def _iso(text: str, plain: str, received: date) -> _Found | None:
    match = _ISO.search(text)
    day = _made(int(match[1]), int(match[2]), int(match[3])) if match else None
    return (day, day, "day", match[0]) if match and day else None


def _digits(text: str, plain: str, received: date) -> _Found | None:
    for match in _DIGITS.finditer(text):
        year = int(match[3]) if match[3] else 0
        day = _past(int(match[1]), int(match[2]), year + 2000 if 0 < year < 100 else year, received)
        if day:
            return day, day, "day", match[0]
    return None


def _written(text: str, plain: str, received: date) -> _Found | None:
    match = _WRITTEN.search(plain)
    if not match:
        return None
    month, year = _month(match[3]), int(match[4] or 0)
    last = _past(int(match[2]), month, year, received)
    if last is None:
        return None
    first = _made(last.year, last.month, int(match[1])) if match[1] else None
    if first and first < last:
        return first, last, "day" if last - first == timedelta(days=1) else "days", match[0]
    return last, last, "day", match[0]


def _american(text: str, plain: str, received: date) -> _Found | None:
    match = _AMERICAN.search(plain)
    day = _past(int(match[2]), _month(match[1]), int(match[3] or 0), received) if match else None
    return (day, day, "day", match[0]) if match and day else None


def _relative(text: str, plain: str, received: date) -> _Found | None:
    for words, back in _BACK.items():
        if re.search(rf"\b{words}\b", plain):
            day = received - timedelta(days=back)
            return day, day, "day", words
    return None


def _weekday(text: str, plain: str, received: date) -> _Found | None:
    match = re.search(rf"\b({'|'.join(_WEEKDAYS)})\b", plain)
    if not match:
        return None
    day = received - timedelta(days=(received.weekday() - _WEEKDAYS[match[1]]) % 7)
    return day, day, "day", match[1]


def _month(word: str) -> int:
    return next(n for n, starts in enumerate(_MONTHS, 1) if word.startswith(tuple(starts.split())))


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _past(day: int, month: int, year: int, received: date) -> date | None:
    """That day; without a year, the last one that is not yet to come."""
    if year:
        return _made(year, month, day)
    this = _made(received.year, month, day)
    return this if this is None or this <= received else _made(received.year - 1, month, day)


# --- where --------------------------------------------------------------------------------------

_AWAY = re.compile(
    r"(\d+(?:[.,]\d+)?\s*km\s+(?:au\s+|à\s+l[’']\s*)?[a-zà-ÿ]+(?:[\s-][a-zà-ÿ]+){0,2}?\s+"
    r"(?:d[’']\s*|d[eu]\s+|of\s+|from\s+)([A-ZÀ-Ý][\w’'-]*(?:[ -][A-ZÀ-Ý][\w’'-]*){0,2}))"
)
_NAME = re.compile(r"[A-ZÀ-Ý][\wà-ÿ’'-]*(?:[ -][A-ZÀ-Ý][\wà-ÿ’'-]*){0,2}")
_AT = re.compile(
    r"(?:\b(?:à|a|de|du|vers|entre|in|at|near|of|from|around|village|localité|marché|foire)\s+|"
    r"\b[dl][’'])$", re.I
)  # fmt: skip
_WIDE = {"cercle": "second_level", "region": "first_level", "district": "second_level"}

_Place = tuple[str, str, str]


def _place(text: str, names: list[tuple[str, Named]], on: date) -> tuple[_Place, str]:
    """The place that a text names (name, area, precision), and the words by which."""
    known = {folded: place for name, place in reversed(names) if (folded := fold(name))}
    for match in _AWAY.finditer(text):
        if town := known.get(fold(match[2])):
            return (match[1], town.area, _away(match[1], on)), match[1]
    named = list(_named(text, known))
    if named:
        words, place, wide, _at = max(named, key=lambda one: (one[1].exact, one[3], not one[2]))
        return (words, place.area, wide or (EXACT if place.exact else NEAR)), words
    for match in _NAME.finditer(text):
        if _AT.search(text[: match.start()]) and (
            like := candidates(match[0], names, limit=1, least=SURE)
        ):
            return (like[0].name, like[0].thing.area, NEAR), match[0]
    return ("", "", ""), ""


def _away(words: str, on: date) -> str:
    try:
        return read_point(words, on).precision
    except BadInput:
        return NEAR


def _named(text: str, known: Mapping[str, Named]) -> Iterator[tuple[str, Named, str, bool]]:
    """Names in the text that are known exactly, the longest at each word: with how wide a place
    they say, and whether the text says that it is there."""
    for match in _NAME.finditer(text):
        words = re.split(r"(?<=[ -])", match[0])
        for start in range(len(words)):
            for end in range(len(words), start, -1):
                said = "".join(words[start:end]).strip(" -")
                if place := known.get(fold(said)):
                    before = bare(text[max(0, match.start() - 14) : match.start()]).split()
                    wide = next((_WIDE[word] for word in before[-2:] if word in _WIDE), "")
                    yield said, place, wide, bool(_AT.search(text[: match.start()]))
                    break


# --- how many -----------------------------------------------------------------------------------

_NOISE = re.compile(
    r"\d+(?:[.,]\d+)?\s*(?:km|kms|kilom\w+|h\d{0,2}|heures?|ans|years?|minutes?|min|fcfa|%|motos?|"
    r"v[ée]hicules?|pick-?ups?|t[êe]tes?|b[œo]e?ufs|head|heads|motorbikes?|motorcycles?|vehicles?)\b"
    r"|\b\d{1,2}\s*[h:]\s*\d{2}\b|\b\d{1,2}[/.]\d{1,2}(?:[/.]\d{2,4})?\b|\b\d{4}-\d{2}-\d{2}\b"
    rf"|\b\d{{1,2}}(?:er|st|nd|rd|th)?\s+(?:{_MONTH})\b(?:\s+\d{{4}})?"
    r"|\b(?:RN|PK|P)\s?\d+\b|\b(?:deux|trois|quatre|two|three|four)\s+(?:motos?|v[ée]hicules?|"
    r"pick-?ups?|motorbikes?|motorcycles?|vehicles?|villages?)\b|\b(?:un|une|l[’']un)\s+(?:engin|"
    r"mine|v[ée]hicule|moto|village|barrage|charrette|camion)\b",
    re.I,
)  # fmt: skip
_CLAUSE = re.compile(r"[,;.:()\n]|\bet\b|\band\b|\bdont\b|\bincluding\b|\bwhile\b|\btandis que\b")
_THOUSANDS = re.compile(r"(?<=\d)[\s   .,](?=\d{3}\b)")
_COUNT = rf"(\d+|{'|'.join(sorted(NUMBERS, key=len, reverse=True))})"
_BETWEEN = re.compile(rf"\b(entre|between)\s+{_COUNT}\s+(?:et|and)\s+", re.I)
_HYPHEN = re.compile(r"(?<=\d)\s?[-–]\s?(?=\d)")
_RANGE = re.compile(rf"\b(?:entre |between )?{_COUNT} (?:a|to|ou|or|et|and) {_COUNT}\b")
_ONE = re.compile(rf"\b{_COUNT}\b")
_ABOUT = re.compile(r"\b(?:une?|a|one) ((?:\w+aine)|dozen|hundred)\b")
_LEAST = re.compile(r"\b(?:au moins|plus de|at least|more than|over|minimum)(?: un| une| a)?\b")
_MOST = re.compile(r"\b(?:au plus|jusqu a|at most|up to|moins de|less than)\b")
_SEVERAL = re.compile(r"\b(?:plusieurs|quelques|des|de nombreux|several|some|many|a number of)\b")


def _figures(text: str, cues: Cues) -> Iterator[dict[str, Any]]:
    """How many civilians suffered what, one line a kind, each in the words of the text."""
    plain = _THOUSANDS.sub("", text)
    ranged = _HYPHEN.sub(" à ", _NOISE.sub(" ", _BETWEEN.sub(r"\1 \2 à ", plain)))
    kinds, seen = cues.get("harm_kind", {}), set()
    others = cues.get("civilian_status", {}).get(harm.NOT_CIVILIAN, ())
    for clause in _CLAUSE.split(ranged):
        words = bare(clause)
        for kind, phrases in kinds.items():
            if kind not in seen and met(phrases, words) and (found := _count(words, others)):
                seen.add(kind)
                yield {"kind": kind, **found, "said": as_written(found["said"], text)}
                break


def _count(words: str, others: tuple[str, ...] = ()) -> dict[str, Any] | None:
    """The number of a clause in its own words; None where it says none, or counts `others`."""
    words = _ABOUT.sub(r"\1", words)
    if match := _RANGE.search(words):
        low, high = sorted((_number(match[1]), _number(match[2])))
        return {"said": match[0].replace(" a ", " à "), "min": low, "best": None, "max": high}
    if match := _ONE.search(words):
        if met(others, " ".join(words[match.end() :].split()[:2])):
            return None
        number, before = _number(match[1]), words[: match.end()]
        if least := _LEAST.search(before):
            return {"said": before[least.start() :], "min": number, "best": None, "max": None}
        if most := _MOST.search(before):
            return {"said": before[most.start() :], "min": None, "best": None, "max": number}
        return {"said": match[0], "min": None, "best": number, "max": None}
    if match := _SEVERAL.search(words):
        return {"said": match[0], "min": None, "best": None, "max": None}
    return None


def _number(word: str) -> int:
    return int(word) if word.isdigit() else NUMBERS[word]


def figure(kind: str, said: str) -> dict[str, Any]:
    """A figure as a person types it of a kind of harm: 4; 4-6; au moins 4; plusieurs.

    Its words are kept; words without a number leave the number unknown.
    """
    words = bare(_HYPHEN.sub(" à ", _THOUSANDS.sub("", said)))
    counted = _count(words) or {"min": None, "best": None, "max": None}
    return {"kind": kind, **counted, "said": " ".join(said.split())}
