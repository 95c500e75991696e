"""Names of places as people write them: accents, hyphens, and several spellings of one town."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from rapidfuzz import fuzz, process

T = TypeVar("T")

_SOUNDS = (
    (r"ou|oo|w", "u"),
    (r"dj|dy|j(?=e)", "j"),
    (r"tch|ch|sh", "s"),
    (r"[kcq]+", "k"),
    (r"gn|ny", "n"),
    (r"y|ï", "i"),
    (r"(.)\1+", r"\1"),
    (r"m(?=[bp])", "m"),
    (r"e$|h", ""),
)
_FILLER = re.compile(r"\b(cercle|region|commune|village|ville|district|de|du|des|d|la|le|of|the)\b")


def fold(name: str) -> str:
    """A name without case, accents, hyphens or filler: what is compared exactly."""
    bare = unicodedata.normalize("NFKD", name.replace("ɛ", "e").replace("ɔ", "o"))
    bare = "".join(c for c in bare if not unicodedata.combining(c)).casefold()
    bare = re.sub(r"[^a-z0-9]+", " ", bare)
    return " ".join(_FILLER.sub(" ", bare).split())


def sound(name: str) -> str:
    """A rough spelling by sound, in which Timbuktu and Tumbutu come near Tombouctou."""
    heard = fold(name).replace(" ", "")
    for pattern, written in _SOUNDS:
        heard = re.sub(pattern, written, heard)
    return heard


@dataclass(frozen=True)
class Candidate(Generic[T]):
    """Something that a name may mean, and how near it is: 100 is the very name."""

    thing: T
    name: str
    score: float


def candidates(
    typed: str, names: Iterable[tuple[str, T]], *, limit: int = 5, least: float = 72.0
) -> list[Candidate[T]]:
    """What `typed` may mean among (name, thing) pairs, best first, one entry a thing.

    The score is the better of the written and the heard similarity (Jaro-like, 0 to 100); ties
    keep the order of the names.
    """
    listed = [(name, thing) for name, thing in names if name]
    wanted, heard = fold(typed), sound(typed)
    if not wanted or not listed:
        return []
    written = _scores(wanted, [fold(name) for name, _ in listed])
    spoken = _scores(heard, [sound(name) for name, _ in listed])
    best: dict[str, Candidate[T]] = {}
    for (name, thing), by_eye, by_ear in zip(listed, written, spoken, strict=True):
        score = max(by_eye, by_ear * 0.97)
        key = repr(thing)
        if score >= least and (key not in best or best[key].score < score):
            best[key] = Candidate(thing, name, round(score, 1))
    return sorted(best.values(), key=lambda c: -c.score)[:limit]


def _scores(wanted: str, names: list[str]) -> list[float]:
    return [float(s) for s in process.cdist([wanted], names, scorer=fuzz.ratio)[0]]


def aliases(table: Iterable[Mapping[str, str]]) -> list[tuple[str, str]]:
    """(name, P-code) pairs of a profile's table of areas, with its other spellings."""
    pairs = []
    for row in table:
        others = (row.get("aliases") or "").split("|")
        for name in dict.fromkeys([row["display"], row["name"], *others]):
            pairs.append((name, row["pcode"]))
    return pairs
