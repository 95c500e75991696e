"""Reading a trigger as people write it, in French or in English words: one grammar for both.

    rule       = all { ("ou" | "or") all }
    all        = one { ("et" | "and") one }
    one        = "(" rule ")" | measure sign number window [ place ]
    measure    = "incidents" [type] [by] | "civils tués" [type] [by] | "alertes" [P1] | quantity
    by         = ("par" | "by") category
    sign       = ">" | "≥" | "<" | "≤" | "plus de" | "at least" …
    window     = ("en" | "in") number ("h" | "jours" | "days" | "semaines" | "weeks")
    place      = ("à" | "dans" | "in" …) [("cercle" | "région" | "bureau" …) "de"] name

Types, categories, quantities and places are those of the profile, by label or code.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from rempart.doctrine.loader import current as profile
from rempart.doctrine.schema import Item
from rempart.kernel.errors import BadInput, Problem
from rempart.places.matching import aliases, candidates
from rempart.plans.contingency.rules import (
    ALERTS,
    COUNT,
    DAY_HOURS,
    INCIDENTS,
    KILLED,
    MOST_COMPARED,
    Comparison,
    Figure,
    Joined,
    Measure,
    Place,
    Rule,
    comparisons,
)

_PIECES = re.compile(
    r"[«“\"]\s*(?P<quoted>[^»”\"]*?)\s*[»”\"]"
    r"|(?P<number>\d{1,3}(?:[\s.,\u00a0\u202f]\d{3})+(?!\d)|\d+)"
    r"|(?P<sign>>=|<=|=>|=<|[<>≥≤=()])"
    r"|(?P<word>[^\W\d_][\w]*)"
    r"|(?P<other>[^\s,’'.\-–:;])"
)
_SIGNS = {
    ">": ">", "<": "<", ">=": ">=", "=>": ">=", "≥": ">=", "<=": "<=", "=<": "<=", "≤": "<=",
    "plus de": ">", "plus que": ">", "more than": ">", "over": ">", "au moins": ">=",
    "at least": ">=", "moins de": "<", "less than": "<", "fewer than": "<", "under": "<",
    "au plus": "<=", "at most": "<=",
}  # fmt: skip
_UNITS = {
    1: ("h", "heure", "heures", "hour", "hours"),
    DAY_HOURS: ("j", "jour", "jours", "d", "day", "days"),
    7 * DAY_HOURS: ("semaine", "semaines", "week", "weeks"),
}
_HOURS = {word: hours for hours, words in _UNITS.items() for word in words}
_LEVELS = {
    "cercle": "cercle", "region": "region", "bureau": "office", "entite": "office",
    "office": "office",
}  # fmt: skip
_BEFORE_PLACE = frozenset(("a", "au", "dans", "in", "at", "en"))
_FILL = frozenset(("de", "du", "des", "d", "le", "la", "les", "l", "of", "the", "type", "regional"))
_LONGEST_HOURS = 366 * DAY_HOURS
_MOST = 10_000_000


def _plain(text: str) -> str:
    """Without case, accents, hyphens or apostrophes: what is compared."""
    bare = unicodedata.normalize("NFKD", text)
    bare = "".join(c for c in bare if not unicodedata.combining(c)).casefold()
    return " ".join(re.sub(r"[^a-z0-9]+", " ", bare).split())


@dataclass(frozen=True)
class _Piece:
    """A word, number, sign or quotation of the rule, as it stands there."""

    kind: str
    text: str

    @property
    def plain(self) -> str:
        return self.text if self.kind in ("sign", "other") else _plain(self.text)


@dataclass
class _Reader:
    """Where the reading stands in the pieces of a rule."""

    pieces: list[_Piece]
    at: int = 0
    whole: str = field(default="")

    def here(self) -> _Piece | None:
        return self.pieces[self.at] if self.at < len(self.pieces) else None

    def take(self, *words: str) -> str:
        """The piece here, if it is one of some words; else nothing."""
        piece = self.here()
        if piece is not None and piece.kind != "quoted" and piece.plain in words:
            self.at += 1
            return piece.plain
        return ""

    def skip(self) -> None:
        while self.take(*_FILL):
            pass

    def longest(self, known: Iterable[str]) -> str:
        """The longest run of words here that is known; the reader stands behind it then."""
        names = set(known)
        piece = self.here()
        if piece is not None and piece.kind == "quoted":
            self.at += piece.plain in names
            return piece.plain if piece.plain in names else ""
        for length in range(min(9, len(self.pieces) - self.at), 0, -1):
            run = self.pieces[self.at : self.at + length]
            said = " ".join(p.plain for p in run)
            if all(p.kind in ("word", "number") for p in run) and said in names:
                self.at += length
                return said
        return ""

    def fault(self, message: str | Promise, remedy: object, code: str) -> BadInput:
        """What is wrong here: the word where the reading stopped, and what may stand there."""
        piece = self.here()
        place = _("Trigger, after “%(before)s”") if self.at else _("Trigger, at its beginning")
        before = " ".join(p.text for p in self.pieces[max(0, self.at - 3) : self.at])
        where = _After(place, before)
        return BadInput(Problem(where, piece.text if piece else "", message, remedy, code))  # type: ignore[arg-type]


class _After:
    """A place in the rule, said when it is read."""

    def __init__(self, text: Promise | str, before: str) -> None:
        self.text, self.before = text, before

    def __str__(self) -> str:
        return str(self.text) % {"before": self.before}


def read(text: str) -> Rule:
    """The rule that a person wrote.

    Raises:
        BadInput: it cannot be read; the problem says where, what stands there, and what could.
    """
    pieces = [
        _Piece(str(match.lastgroup), match.group(str(match.lastgroup)))
        for match in _PIECES.finditer(text)
    ]
    reader = _Reader(pieces, whole=text)
    if not pieces:
        remedy = _("Write for example: displaced > 5,000 in 72 h in the cercle of …")
        raise reader.fault(_("is empty"), remedy, "empty")
    rule = _joined(reader, "or", ("ou", "or"), _all)
    if reader.here() is not None:
        raise reader.fault(_("does not go on like this"), _("Join two rules by and, or."), "rest")
    if len(list(comparisons(rule))) > MOST_COMPARED:
        raise reader.fault(_("compares too many things"), _("Make two triggers of it."), "too-long")
    return rule


def _joined(
    reader: _Reader, word: str, words: tuple[str, ...], inner: Callable[[_Reader], Rule]
) -> Rule:
    parts = [inner(reader)]
    while reader.take(*words):
        parts.append(inner(reader))
    return parts[0] if len(parts) == 1 else Joined(word, tuple(parts))


def _all(reader: _Reader) -> Rule:
    return _joined(reader, "and", ("et", "and"), _one)


def _one(reader: _Reader) -> Rule:
    if reader.take("("):
        rule = _joined(reader, "or", ("ou", "or"), _all)
        if not reader.take(")"):
            raise reader.fault(_("a bracket is not closed"), _("Close it with “)”."), "bracket")
        return rule
    measure = _measure(reader)
    operator = _sign(reader)
    threshold = _number(reader)
    hours = _window(reader, measure)
    return Comparison(Figure(measure, hours, _place(reader)), operator, threshold)


def _measure(reader: _Reader) -> Measure:
    if reader.take("incidents", "incident"):
        return _narrowed(reader, INCIDENTS)
    if reader.longest(("civils tues", "civil tue", "civilians killed", "civilian killed")):
        return _narrowed(reader, KILLED)
    if reader.take("alertes", "alerte", "alerts", "alert"):
        reader.skip()
        reader.take("priorite", "priority")
        priority = reader.take(*profile().clocks)
        return Measure(ALERTS, priority=priority)
    reader.take("nombre")
    known = {
        _plain(name): one.code
        for one in profile().quantities
        for name in (one.code, one.fr, one.en, *one.words)
    }
    if found := reader.longest(known):
        return Measure(COUNT, quantity=known[found])
    own = ("incidents", _("civilians killed"), _("alerts"))
    remedy = _Among((*own, *(_Label(one) for one in profile().quantities)))
    raise reader.fault(_("is nothing that is counted here"), remedy, "measure")


class _Label:
    """What an entry of the profile is called, in the language in force when it is read."""

    def __init__(self, item: Item, quoted: str = "{}") -> None:
        self.item, self.quoted = item, quoted

    def __str__(self) -> str:
        return self.quoted.format(self.item.label((get_language() or "fr")[:2]))


class _Among:
    """What may stand there, said when it is read."""

    def __init__(self, names: Iterable[object]) -> None:
        self.names = tuple(names)

    def __str__(self) -> str:
        names = ", ".join(str(name) for name in self.names)
        return str(_("Choose among: %(names)s.")) % {"names": names}


def _narrowed(reader: _Reader, kind: str) -> Measure:
    reader.skip()
    threat_type = _item(reader, "threat_type", must=_quoted(reader))
    perpetrator = ""
    if reader.take("par", "by"):
        reader.skip()
        perpetrator = _item(reader, "actor_type", must=True)
    return Measure(kind, threat_type=threat_type, perpetrator=perpetrator)


def _quoted(reader: _Reader) -> bool:
    piece = reader.here()
    return piece is not None and piece.kind == "quoted"


def _item(reader: _Reader, vocabulary: str, *, must: bool) -> str:
    """The code of an item of a list that stands here by label, abbreviation or code."""
    items = profile().vocabulary(vocabulary).items
    known = {
        _plain(name): item.code
        for item in items
        for name in (item.fr, item.en, item.short_fr, item.short_en, item.code)
        if name
    }
    found = reader.longest(known)
    if found or not must:
        return known.get(found, "")
    remedy = _Among(_Label(item, "« {} »") for item in items)
    raise reader.fault(_("is not in the profile’s list"), remedy, "code")


def _sign(reader: _Reader) -> str:
    piece = reader.here()
    if piece is not None and piece.kind == "sign" and piece.text in _SIGNS:
        reader.at += 1
        return _SIGNS[piece.text]
    found = reader.longest(sign for sign in _SIGNS if sign[0].isalpha())
    if found:
        return _SIGNS[found]
    remedy = _("Write >, ≥, < or ≤ and a number: > 5,000.")
    raise reader.fault(_("is no comparison"), remedy, "sign")


def _number(reader: _Reader) -> int:
    piece = reader.here()
    if piece is None or piece.kind != "number":
        raise reader.fault(_("is no number"), _("Write a whole number: 5,000."), "number")
    value = int(re.sub(r"\D", "", piece.text))
    if value > _MOST:
        raise reader.fault(_("is more than anybody counts"), _("Write a smaller number."), "number")
    reader.at += 1
    return value


def _window(reader: _Reader, measure: Measure) -> int:
    """So many hours: from one on for what carries its hour, from a day on for the rest."""
    remedy = _("Say in how much time: in 72 h, in 7 days.")
    if not reader.take("en", "in", "sur", "over", "within"):
        raise reader.fault(_("the time is missing"), remedy, "window")
    number = _number(reader)
    unit = reader.take(*_HOURS)
    if not unit:
        raise reader.fault(_("is no unit of time"), _("Write h, days or weeks."), "unit")
    hours = number * _HOURS[unit]
    shortest = 1 if measure.kind == ALERTS else DAY_HOURS
    if not shortest <= hours <= _LONGEST_HOURS:
        reader.at -= 2
        remedy = _("Write from 24 h to a year: the register dates by the day.")
        if measure.kind == ALERTS:
            remedy = _("Write from 1 h to a year.")
        raise reader.fault(_("is too short or too long"), remedy, "window")
    return hours


def _place(reader: _Reader) -> Place | None:
    start = reader.at
    if not reader.take(*_BEFORE_PLACE):
        return None
    reader.skip()
    level = _LEVELS.get(reader.take(*_LEVELS), "")
    reader.skip()
    known = _places(level)
    if found := reader.longest(known):
        return known[found]
    if reader.here() is None:
        reader.at = start
        raise reader.fault(
            _("no place follows"), _("Name a cercle, a region or an office."), "place"
        )
    said = reader.here()
    near = candidates(said.text if said else "", [(name, place) for name, place in known.items()])
    shown = list(dict.fromkeys(one.name.title() for one in near[:4]))
    remedy = _Among(shown) if shown else _("Name a cercle, a region or an office.")
    raise reader.fault(_("is no place that the profile knows"), remedy, "place")


def _places(level: str) -> dict[str, Place]:
    """Every name of a place, the most local first: a name alone means the cercle."""
    found: dict[str, Place] = {}
    if level in ("", "cercle"):
        for name, pcode in aliases(profile().table("cercles")):
            found.setdefault(_plain(name), Place("cercle", pcode))
    if level in ("", "region"):
        for row in profile().table("regions"):
            for column in ("fr", "en"):
                if row["pcode"]:
                    found.setdefault(_plain(row[column]), Place("region", row["pcode"]))
    if level in ("", "office"):
        for office in profile().offices:
            for name in (office.fr, office.en, office.code):
                found.setdefault(_plain(name), Place("office", office.code))
    return {name: place for name, place in found.items() if name}
