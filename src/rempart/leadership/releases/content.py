"""What a release says: a pure function of an approved content and of what was chosen from it.

Of the data, only sums of the whole office and of its cercles enter; no incident, no place below a
cercle, no source, no reference. Beside the content comes the account of what was withheld, which
the mission keeps to itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from rempart.kernel.keys import canonical
from rempart.leadership.releases.withholding import (
    WITHHELD,
    Counts,
    Given,
    Sum,
    shown,
    withheld,
)
from rempart.threats.sections import HARM, TYPES

Content = Mapping[str, Any]

WRITTEN = ("summary", "context", "groups", "forecasts")
"""Sections in words: they go out as somebody has written them for those outside."""

LANGUAGES = ("fr", "en")
_KILLED = "killed"


@dataclass(frozen=True)
class Chosen:
    """What is released, to whom, until when, as somebody decided.

    `words` holds the text of each written section by language; `unnamed` are the kinds of actor
    that are not named, by their French names; `addressees` and `day` are printed on the document.
    """

    sections: tuple[str, ...]
    addressees: Sequence[Mapping[str, str]]
    expires: date
    marking: int
    reference: str
    words: Mapping[str, Mapping[str, str]]
    unnamed: frozenset[str] = frozenset()
    threshold: int = 5


def released(
    approved: Content, chosen: Chosen, before: Sequence[Given] = ()
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The content of a release, and the account of what was withheld from it.

    `before` is what was released before, as `given` tells it.
    """
    counts = counted(approved)
    hidden = _hidden(approved, chosen.threshold, before)
    threats, unnamed = _threats(approved, chosen)
    made: dict[str, Any] = {
        "kind": "release",
        "reference": chosen.reference,
        "basis": approved["reference"],
        "office": approved["office"],
        "month": approved["month"],
        "marking": chosen.marking,
        "exercise": approved["exercise"],
        "mission": {name: approved["mission"][name] for name in ("name", "title")},
        "addressees": [dict(one) for one in chosen.addressees],
        "expires": chosen.expires.isoformat(),
        "threshold": chosen.threshold,
        "sections": list(chosen.sections),
        "words": {
            code: dict(chosen.words.get(code, {})) for code in WRITTEN if code in chosen.sections
        },
    }
    if "figures" in chosen.sections:
        made["figures"] = _figures(approved, counts, hidden)
    if "harm" in chosen.sections:
        made["harm"] = _harm(approved, counts, hidden)
    if "threats" in chosen.sections:
        made["threats"] = threats
    if "places" in chosen.sections:
        made["places"] = _places(approved)
    frozen: dict[str, Any] = json.loads(canonical(made))
    account = _account(approved, chosen, counts, hidden, unnamed)
    account["kept"] = len(hidden - withheld(counts, chosen.threshold))
    return frozen, account


# --- one count, whichever release it stands in ---------------------------------------------------


def _everywhere(approved: Content, counts: Counts) -> dict[str, str]:
    """The counts of a content by their own names, each with the name it has in every release.

    A cercle is the same in whichever office; an office's month is the month itself in one release,
    and one of the twelve before in another.
    """
    month, office = approved["month"], approved["office"]["code"]
    found = {}
    for name in counts.values:
        sort, _colon, of = name.partition(":")
        if sort == "month":
            found[name] = f"{office} {of} events"
        elif sort in ("events", "killed") and of:
            found[name] = f"{month} {name}"
        else:
            found[name] = f"{office} {month} {name}"
    return found


def _renamed(counts: Counts, names: Mapping[str, str]) -> Counts:
    return Counts(
        {names[name]: value for name, value in counts.values.items()},
        tuple(Sum(names[one.whole], tuple(names[p] for p in one.parts)) for one in counts.sums),
        frozenset(names[name] for name in counts.silent),
    )


def given(
    approved: Content, sections: Iterable[str], threshold: int, names: Iterable[str] | None = None
) -> Given:
    """What a release of some sections gave out, where it withheld `names`.

    Where nobody wrote down which, those that the threshold alone withholds.
    """
    counts = counted(approved)
    hidden = frozenset(names) if names is not None else withheld(counts, threshold)
    spoken = set(sections)
    unsaid = {name for name in counts.values if _section(name) not in spoken}
    named = _everywhere(approved, counts)
    told = Counts(counts.values, counts.sums, counts.silent | unsaid)
    return Given(
        _renamed(told, named),
        frozenset(named[name] for name in hidden - told.silent if name in named),
    )


def _section(name: str) -> str:
    """The section in which a count is shown."""
    return "harm" if name.startswith("harm:") else "figures"


def _hidden(approved: Content, threshold: int, before: Sequence[Given]) -> frozenset[str]:
    """The names of the counts that are not shown."""
    counts = counted(approved)
    named = _everywhere(approved, counts)
    found = withheld(_renamed(counts, named), threshold, before)
    return frozenset(name for name in counts.values if named[name] in found)


def counted(approved: Content) -> Counts:
    """Every count that a release may show, and the sums in which they stand."""
    values: dict[str, int] = {"events": approved["figures"]["events"]}
    sums = [_events(approved, values), _types(approved, values)]
    silent: set[str] = set()
    for place, month in enumerate(approved["months"][:-1]):
        values[f"month:{month}"] = sum(approved["types"][t]["events"][place] for t in TYPES)
    killed = approved["figures"]["civilians_killed"]["best"]
    if killed is not None:
        values["killed"] = killed
        sums.append(_killed(approved, values))
    for row in approved["harm"]:
        if row["count"]["best"] is not None:
            sums += _breakdown(row, values)
    _between(values, sums, silent)
    return Counts(values, tuple(sums), frozenset(silent))


def _events(approved: Content, values: dict[str, int]) -> Sum:
    parts = []
    for area in approved["areas"]:
        values[f"events:{area['code']}"] = area["now"]["events"]
        parts.append(f"events:{area['code']}")
    values["events:"] = approved["figures"]["events"] - sum(values[part] for part in parts)
    return Sum("events", (*parts, "events:"))


def _types(approved: Content, values: dict[str, int]) -> Sum:
    for kind in TYPES:
        values[f"type:{kind}"] = approved["types"][kind]["events"][-1]
    return Sum("events", tuple(f"type:{kind}" for kind in TYPES))


def _killed(approved: Content, values: dict[str, int]) -> Sum:
    parts = []
    for area in approved["areas"]:
        best = area["now"]["civilians"]["best"]
        if best is not None:
            values[f"killed:{area['code']}"] = best
            parts.append(f"killed:{area['code']}")
    values["killed:"] = values["killed"] - sum(values[part] for part in parts)
    return Sum("killed", (*parts, "killed:"))


def _breakdown(row: Mapping[str, Any], values: dict[str, int]) -> list[Sum]:
    """A kind of harm by sex and by age; a breakdown that does not add up is not shown at all."""
    whole = f"harm:{row['kind']}"
    values[whole] = row["count"]["best"]
    sums = []
    for by in ("sex", "age"):
        known = {f"{whole}:{by}:{code}": n for code, n in row[by].items() if n is not None}
        if known and sum(known.values()) == values[whole]:
            values |= known
            sums.append(Sum(whole, tuple(known)))
    return sums


def _between(values: dict[str, int], sums: list[Sum], silent: set[str]) -> None:
    """Civilians killed in attacks, and all civilians killed: their difference is a count too."""
    one, all_ = values.get("killed"), values.get(f"harm:{_KILLED}")
    if one is None or all_ is None:
        return
    values["between"] = abs(all_ - one)
    silent.add("between")
    whole, part = (f"harm:{_KILLED}", "killed") if all_ >= one else ("killed", f"harm:{_KILLED}")
    sums.append(Sum(whole, (part, "between")))


def _figures(approved: Content, counts: Counts, hidden: Iterable[str]) -> dict[str, Any]:
    def cell(name: str) -> int | str | None:
        return shown(counts.values, hidden, name) if name in counts.values else None

    names = {place["code"]: place["name"] for place in approved["places"]}
    return {
        "events": cell("events"),
        "killed": cell("killed"),
        "areas": [
            {
                "name": names[area["code"]],
                "events": cell(f"events:{area['code']}"),
                "killed": cell(f"killed:{area['code']}"),
            }
            for area in approved["areas"]
        ],
        "outside": {"events": cell("events:"), "killed": cell("killed:")},
        "types": [{"code": kind, "events": cell(f"type:{kind}")} for kind in TYPES],
        "months": [
            {"month": month, "events": cell(f"month:{month}")} for month in approved["months"][:-1]
        ],
    }


def _harm(approved: Content, counts: Counts, hidden: Iterable[str]) -> list[dict[str, Any]]:
    rows = []
    for row in approved["harm"]:
        whole = f"harm:{row['kind']}"
        if row["kind"] not in HARM:
            continue

        def cell(name: str) -> int | str | None:
            return shown(counts.values, hidden, name) if name in counts.values else None

        rows.append(
            {
                "kind": row["kind"],
                "all": cell(whole),
                "sex": {code: cell(f"{whole}:sex:{code}") for code in row["sex"]},
                "age": {code: cell(f"{whole}:age:{code}") for code in row["age"]},
            }
        )
    return rows


def _threats(approved: Content, chosen: Chosen) -> tuple[list[dict[str, Any]], int]:
    """The threats by cercle and kind, without title, place or evidence; and how many unnamed."""
    rows, unnamed = [], 0
    for threat in approved.get("threats", ()):
        hides = threat["perpetrator"]["fr"] in chosen.unnamed
        unnamed += hides
        rows.append(
            {
                "area": threat["area"],
                "type": threat["type"],
                "perpetrator": None if hides else threat["perpetrator"],
                "band": threat["band"],
                "trend": threat["trend"],
                "confidence": threat["confidence"],
            }
        )
    return rows, unnamed


def _places(approved: Content) -> list[dict[str, Any]]:
    """What was decided for each cercle; what nobody decided is not released as if it were."""
    return [
        {"area": row["area"], "category": row["category"]}
        for row in approved.get("categories", ())
        if row["decided"]
    ]


def _account(
    approved: Content, chosen: Chosen, counts: Counts, hidden: frozenset[str], unnamed: int
) -> dict[str, Any]:
    small = [n for n in hidden if counts.values[n] < chosen.threshold]
    said = [one["code"] for one in approved.get("narrative", ()) if one["text"].strip()]
    own = {one["code"]: one for one in approved.get("narrative", ())}
    return {
        "names": sorted(hidden),
        "cells": len(hidden),
        "small": len(small),
        "complement": len(hidden) - len(small),
        "shown": sum(n not in hidden and n not in counts.silent for n in counts.values),
        "incidents": approved["figures"]["events"],
        "sources": len(approved["sources"]),
        "actors": len(approved["actors"]),
        "unnamed": unnamed if "threats" in chosen.sections else 0,
        "threat_places": sum(bool(t["place"]) for t in approved.get("threats", ())),
        "sections": sorted(set(said) - set(chosen.sections)),
        "reworded": sorted(
            code
            for code in WRITTEN
            if code in chosen.sections and code in own and _differs(own[code], chosen.words)
        ),
    }


def _differs(own: Mapping[str, Any], words: Mapping[str, Mapping[str, str]]) -> bool:
    said = words.get(own["code"], {}).get(own["language"], "")
    return bool(said.strip() != own["text"].strip())


def own_words(approved: Content) -> dict[str, dict[str, str]]:
    """The written sections as the mission wrote them, by language: where the rewriting begins."""
    found = {}
    for one in approved.get("narrative", ()):
        if one["code"] in WRITTEN:
            other = "en" if one["language"] == "fr" else "fr"
            said = {one["language"]: one["text"]}
            if one["translated"]:
                said[other] = one["translation"]
            found[one["code"]] = said
    return found


def withheld_figures(
    approved: Content, threshold: int, before: Sequence[Given] = ()
) -> frozenset[int]:
    """The figures that are withheld, for looking whether a text gives one away.

    Those of the same month are among them that an earlier release withheld and that have changed.
    """
    counts = counted(approved)
    own = {counts.values[name] for name in _hidden(approved, threshold, before)}
    here = set(_everywhere(approved, counts).values())
    earlier = {g.counts.values[name] for g in before for name in g.hidden if name in here}
    return frozenset(own | earlier - {0})


__all__ = ["WITHHELD", "Chosen", "counted", "given", "own_words", "released", "withheld_figures"]
