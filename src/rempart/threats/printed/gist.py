"""What a snapshot of a month says in short: names, sums, means, sources.

An unknown figure stays unknown: `None`, or "?" in words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rempart.documents.typography import typeset
from rempart.threats.sections import OTHER, TYPES
from rempart.threats.words import Words

NAMED = 4
"""How many areas a sentence names; of more it says how many they are."""

Snapshot = Mapping[str, Any]
Run = dict[str, Any]


def sources(snapshot: Snapshot, words: Words) -> str:
    """The sources of the month, as they are called."""
    return words.listing(list(snapshot["sources"])) or words("own_register")


def source(snapshot: Snapshot, words: Words) -> str:
    """The line below a figure: where it comes from."""
    if not snapshot["sources"]:
        return words("own_source")
    return words("source", sources=sources(snapshot, words))


def edition(snapshot: Snapshot, words: Words) -> str:
    """The edition of the boundaries, as it is called."""
    return snapshot["edition"] or words("map_unknown_edition")


def names(snapshot: Snapshot, words: Words) -> dict[str, str]:
    """What the places are called, by their codes."""
    return {place["code"]: place["name"][words.language] for place in snapshot["places"]}


def whole(snapshot: Snapshot, name: str, month: int) -> list[Any]:
    """The figures of a month, a type each."""
    return [snapshot["types"][kind][name][month] for kind in TYPES]


def whole_deaths(snapshot: Snapshot, month: int, kinds: Sequence[str] = TYPES) -> int | None:
    """The deaths of a month over several types; None where there were events, all unknown."""
    series = [snapshot["types"][kind] for kind in kinds]
    found = [s["deaths"][month] for s in series if s["events"][month]]
    known = [deaths for deaths in found if deaths is not None]
    return None if found and not known else sum(known)


def mean(values: Iterable[int | None], words: Words) -> str:
    """The monthly mean of the months whose figure is known."""
    known = [value for value in values if value is not None]
    return words.number(sum(known) / len(known), 1 if any(known) else 0) if known else "?"


def text(said: str, words: Words, *, bold: bool = False) -> Run:
    """A run of text, typeset."""
    return {"t": typeset(said, words.language), "b": bold}


def civilians(area: Mapping[str, Any]) -> int:
    """For ordering: the civilians known to have been killed in an area this month."""
    return area["now"]["civilians"]["best"] or 0


def kinds(snapshot: Snapshot) -> list[str]:
    """The types to be shown: those that the practice knows, and others where there are any."""
    return [kind for kind in TYPES if kind != OTHER or any(snapshot["types"][kind]["events"])]


def called(snapshot: Snapshot, names: str, words: Words) -> str:
    """Actors as they are called; of whom only the kind is known ("@code"), the kind."""
    kinds = snapshot["actor_types"]
    return " + ".join(
        kinds.get(name[1:], {}).get(words.language, name[1:]) if name.startswith("@") else name
        for name in names.split(" + ")
    )


def situation(area: Mapping[str, Any], words: Words) -> str:
    """4 événements · 9 décès."""
    if not area["events"]:
        return words("no_event")
    said = words.some("events", area["events"])
    return said if area["deaths"] == 0 else f"{said} · {words.some('deaths', area['deaths'])}"


def outside(snapshot: Snapshot, words: Words) -> str:
    """What was recorded in no area of the office; empty where nothing was."""
    outside = snapshot["outside"]
    if not outside["events"]:
        return ""
    return words.some("outside", outside["events"], deaths=words.some("deaths", outside["deaths"]))
