"""How a mission reads the labels of a public source: `acled.toml` of its profile.

ACLED's event types, sub-types and kinds of actors become the mission's own codes, and labels that
ACLED gave up become those that it gives today. A profile without the file imports none of it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

from rempart.doctrine.schema import Code, Item, Strict

Maybe = Code | Literal[""]

_JOINTS = re.compile(r"\s*([-/])\s*")


def folded(label: str) -> str:
    """A label without case, and without space around its hyphens and slashes."""
    return " ".join(_JOINTS.sub(r"\1", label).casefold().split())


class Subtype(Item):
    """A sub-type of events (`en` is ACLED's own label) and the threat that it is to civilians.

    `without_deaths` is the threat where nobody died; with `if_targeted` there is a threat only
    where the event is coded as aimed at civilians.
    """

    type: Code
    threat: Maybe = ""
    without_deaths: Maybe = ""
    if_targeted: bool = False


class Legacy(Strict):
    """A label of event types from before 2019, and what it is called today.

    Where one old label became two, `first_actor` is the kind of the first actor that decides.
    """

    old: str
    type: Code
    subtype: Maybe = ""
    first_actor: Maybe = ""


class Acled(Strict):
    """The mission's reading of ACLED; `actors` maps ACLED's kinds of actors to the mission's."""

    subtypes: tuple[Subtype, ...] = ()
    legacy: tuple[Legacy, ...] = ()
    actors: dict[Code, Maybe] = {}

    def __bool__(self) -> bool:
        """Does the profile say anything of ACLED?"""
        return bool(self.subtypes)

    def subtype(self, label: str) -> Subtype | None:
        """The sub-type of a label or a code; None for an unknown one."""
        wanted = folded(label)
        return next((s for s in self.subtypes if wanted in (s.code, folded(s.en))), None)

    def renamed(self, label: str, first_actor: str) -> Legacy | None:
        """What an old label of event types became, given the kind of the first actor."""
        wanted = folded(label)
        found = [entry for entry in self.legacy if folded(entry.old) == wanted]
        of_actor = [entry for entry in found if entry.first_actor == first_actor]
        others = [entry for entry in found if not entry.first_actor]
        return next(iter([*of_actor, *others]), None)


@cache
def acled_of(folder: Path) -> Acled:
    """The reading of ACLED in a profile's folder; an empty one where it has none."""
    path = folder / "acled.toml"
    if not path.exists():
        return Acled()
    return Acled.model_validate(tomllib.loads(path.read_text(encoding="utf-8")).get("acled", {}))


class Stray(NamedTuple):
    """A code that the coding names and the list called `vocabulary` does not hold."""

    code: str
    vocabulary: str
    known: tuple[str, ...]


def strays(coding: Acled, lists: dict[str, Iterable[Item]]) -> Iterator[Stray]:
    """Codes named by the coding that their list lacks; `lists` are the profile's vocabularies."""
    subtypes = tuple(s.code for s in coding.subtypes)
    known = {name: tuple(item.code for item in items) for name, items in lists.items()}
    known["subtypes"] = subtypes
    used = [
        *(("acled_type", s.type) for s in coding.subtypes),
        *(("threat_type", code) for s in coding.subtypes for code in (s.threat, s.without_deaths)),
        *(("acled_type", entry.type) for entry in coding.legacy),
        *(("subtypes", entry.subtype) for entry in coding.legacy),
        *(("actor_type", code) for code in coding.actors.values()),
    ]
    for vocabulary, code in dict.fromkeys(used):
        if code and code not in known.get(vocabulary, ()):
            yield Stray(code, vocabulary, known.get(vocabulary, ()))
