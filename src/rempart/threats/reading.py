"""What an assessment says beside its figures: the analyst's reading, threats, requests.

Everything here is optional in a snapshot: without it the document holds the data sections alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from rempart.doctrine.loader import current as profile
from rempart.documents import blocks
from rempart.documents.typography import typeset
from rempart.threats import answers, outlooks
from rempart.threats.words import Words, upper_first

Snapshot = Mapping[str, Any]
NOT_YET = ("alerts", "forecasts")
"""Sections that other rooms will fill; until then they say so."""


def context(snapshot: Snapshot, words: Words) -> dict[str, Any]:
    """The sections of a whole assessment, in words; empty for a snapshot of figures alone."""
    if "narrative" not in snapshot:
        return {"whole": False, "sections": {}}
    return {
        "whole": True,
        "sections": {said["code"]: _section(said, words) for said in snapshot["narrative"]},
        "threats": _threats(snapshot, words),
        "places": _places(snapshot, words),
        "requests": _requests(snapshot["recommendations"], words),
        "followed": _requests(snapshot["follow_up"], words),
        "not_yet": [code for code in NOT_YET if snapshot.get(code) is None],
        "answers": answers.lines(snapshot.get("alerts"), words),
        "outlook": outlooks.table(snapshot.get("forecasts"), words),
    }


def _section(said: Mapping[str, Any], words: Words) -> dict[str, Any]:
    """A section's blocks: in the document's language where it may be, else the original, marked."""
    own = said["language"] == words.language
    text = said["text"] if own or not said["translated"] else said["translation"]
    language = words.language if own or said["translated"] else said["language"]
    foreign = bool(text.strip()) and language != words.language
    return {
        "lang": language,
        "note": words("original_note") if foreign else "",
        "blocks": blocks.read(text, language),
    }


def interval(ends: Mapping[str, int]) -> str:
    """4; 4–5."""
    low, high = ends["low"], ends["high"]
    return str(low) if low == high else f"{low}–{high}"


def band(ends: Mapping[str, int], words: Words) -> str:
    """High; moderate–high."""
    items = profile().vocabulary("band").items
    low, high = (items[ends[end] - 1].label(words.language) for end in ("low", "high"))
    return high if low == high else f"{low}–{high.lower()}"


def _term(vocabulary: str, code: str, words: Words) -> str:
    return profile().label(vocabulary, code, words.language)


def _threats(snapshot: Snapshot, words: Words) -> dict[str, Any]:
    listed = snapshot["threats"]
    return {
        "title": words.some("threats_title", len(listed)),
        "head": words.row("threats_head"),
        "rows": [_row(threat, words) for threat in listed],
        "bands": [threat["band"]["high"] for threat in listed],
        "paragraphs": [_paragraph(threat, words) for threat in listed],
        "note": words("threats_note"),
    }


def _row(threat: Mapping[str, Any], words: Words) -> list[str]:
    language = words.language
    priority = _term("category", threat["priority"], words)
    if threat["to_confirm"]:
        priority = f"{priority} ({words('to_confirm')})"
    cells = [
        f"{threat['title']} ({threat['reference']})",
        f"{threat['perpetrator'][language]} ; {threat['type'][language]}"
        if language == "fr"
        else f"{threat['perpetrator'][language]}; {threat['type'][language]}",
        f"{upper_first(threat['area'][language])}; {threat['population']}",
        f"{interval(threat['likelihood'])} × {interval(threat['impact'])}",
        f"{interval(threat['risk'])} {band(threat['band'], words).lower()}",
        _term("trend", threat["trend"], words),
        _term("confidence", threat["confidence"], words),
        priority,
    ]
    return [typeset(cell, language) for cell in cells]


def _paragraph(threat: Mapping[str, Any], words: Words) -> dict[str, Any]:
    said = []
    if threat["imminent"]:
        said.append(words("threat_imminent"))
    said.append(words("threat_gap", gap=interval(threat["gap"])))
    if threat["override"]:
        said.append(
            words(
                "threat_override",
                computed=band(threat["computed_band"], words).lower(),
                by=threat["override"]["by"],
                reason=threat["override"]["reason"],
            )
        )
    if threat["evidence"]:
        said.append(words("threat_evidence", records=words.listing(threat["evidence"])))
    return {
        "title": typeset(f"{threat['reference']} – {threat['title']}", words.language),
        "blocks": blocks.read(threat["analysis"], words.language),
        "facts": " ".join(said),
    }


def _places(snapshot: Snapshot, words: Words) -> dict[str, Any]:
    rows = []
    for place in snapshot["categories"]:
        decided = words("place_default")
        if place["decided"]:
            day = words.day(date.fromisoformat(place["decided_on"]), short=True)
            decided = words("place_decided", day=day, reason=place["reason"])
        rows.append(
            [
                typeset(upper_first(place["area"][words.language]), words.language),
                _term("category", place["category"], words),
                _term("category", place["proposal"], words),
                decided,
            ]
        )
    return {"title": words("places_title"), "head": words.row("places_head"), "rows": rows}


def _requests(listed: Sequence[Mapping[str, Any]], words: Words) -> dict[str, Any]:
    return {
        "head": words.row("requests_head"),
        "rows": [
            [
                typeset(blocks.plain(blocks.read(one["text"])), words.language),
                typeset(one["owner"][words.language] or words("nobody"), words.language),
                words.day(date.fromisoformat(one["due"]), short=True) if one["due"] else "–",
                _followed(one, words),
            ]
            for one in listed
        ],
        "none": words("requests_none"),
    }


def _followed(one: Mapping[str, Any], words: Words) -> str:
    if not one["follow_up"]:
        return "–"
    note = one["follow_up_note"]
    state = words(f"follow_{one['follow_up']}")
    return typeset(f"{state}: {note}" if words.language == "en" and note else
                   f"{state} : {note}" if note else state, words.language)  # fmt: skip
