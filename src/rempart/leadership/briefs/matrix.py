"""The mission matrix: approved months of the offices gathered, what moved, and the ranking. Pure.

Contents are those that were approved; actions are told beside them, by area.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rempart.threats import rubric

Content = Mapping[str, Any]
ORDER = {code: place for place, code in enumerate(reversed(rubric.CATEGORIES))}
"""Must first, watch last."""

MOVED = ("new", "up", "down")


@dataclass(frozen=True)
class Gathered:
    """What a consolidation is made of, as plain values.

    `before` are the approved contents of the month before, by office; `actions` what is done, by
    office and area; `learnt` what chances stated before were worth, with the marking behind it.
    """

    month: str
    mission: Mapping[str, Any]
    exercise: bool
    contents: Sequence[Content]
    before: Mapping[str, Content] = field(default_factory=dict)
    actions: Mapping[tuple[str, str], Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    missing: Sequence[Mapping[str, str]] = ()
    body: Mapping[str, str] = field(default_factory=dict)
    learnt: Sequence[Mapping[str, Any]] = ()
    learnt_marking: int = 1


def consolidated(given: Gathered) -> dict[str, Any]:
    """The content of a consolidation."""
    rows = matrix(given)
    marks = [content["marking"] for content in given.contents]
    marks += [action["marking"] for row in rows for action in row["actions"]]
    marks.append(given.learnt_marking)
    return {
        "kind": "consolidation",
        "month": given.month,
        "marking": max(marks, default=1),
        "exercise": given.exercise,
        "mission": dict(given.mission),
        "body": dict(given.body),
        "offices": [_office(content, given.before) for content in given.contents],
        "missing": [dict(one) for one in given.missing],
        "rows": rows,
        "counts": _counts(rows),
        "moved": moved(given),
        "ranking": ranking(given.contents),
        "learnt": [dict(one) for one in given.learnt],
    }


def _office(content: Content, before: Mapping[str, Content]) -> dict[str, Any]:
    """An office in a line: its gravest threat, and the month's figures."""
    office = content["office"]
    past = before.get(office["code"])
    gravest = content["threats"][0] if content.get("threats") else None
    return {
        "office": _named(office),
        "code": office["code"],
        "reference": content["reference"],
        "threat": _threat(gravest) if gravest else None,
        "before": past["threats"][0]["risk"] if past and past.get("threats") else None,
        "events": content["figures"]["events"],
        "verified": content["figures"]["verified"],
        "killed": content["figures"]["civilians_killed"],
        "series": [
            sum(series["events"][place] for series in content["types"].values())
            for place in range(len(content["months"]))
        ],
        "must": sum(row["category"] == rubric.MUST for row in content.get("categories", ())),
    }


def _named(label: Mapping[str, str]) -> dict[str, str]:
    return {"fr": label["fr"], "en": label["en"]}


def _threat(threat: Mapping[str, Any]) -> dict[str, Any]:
    names = ("reference", "title", "type", "area", "risk", "band", "trend", "trend_reason")
    return {name: threat[name] for name in names}


def matrix(given: Gathered) -> list[dict[str, Any]]:
    """Location × category × lead × action × status: what was decided, the most pressing first."""
    rows = [
        {
            "office": _named(content["office"]),
            "area": row["area"],
            "area_code": row["area_code"],
            "category": row["category"],
            "proposal": row["proposal"],
            "reason": row["reason"],
            "decided_on": row["decided_on"],
            "actions": [dict(a) for a in _actions(given, content, row["area_code"])],
        }
        for content in given.contents
        for row in content.get("categories", ())
        if row["decided"] and row["category"] != rubric.WATCH
    ]
    return sorted(rows, key=lambda r: (ORDER[r["category"]], r["office"]["fr"], r["area"]["fr"]))


def _actions(given: Gathered, content: Content, area: str) -> Sequence[Mapping[str, Any]]:
    return given.actions.get((content["office"]["code"], area), ())


def _counts(rows: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    listed = list(rows)
    found = Counter(row["category"] for row in listed)
    bare = [r for r in listed if r["category"] == rubric.MUST and not r["actions"]]
    return {
        **{code: found[code] for code in rubric.CATEGORIES if code != rubric.WATCH},
        "bare": len(bare),
        "late": sum(action["late"] for row in listed for action in row["actions"]),
        "actions": len({a["reference"] for row in listed for a in row["actions"]}),
        "below": sum(ORDER[r["category"]] > ORDER[r["proposal"]] for r in listed),
    }


def moved(given: Gathered) -> list[dict[str, Any]]:
    """What moved since the month before, and why: threats first, then what was decided."""
    found = []
    for content in given.contents:
        past = given.before.get(content["office"]["code"])
        found += [_moved_threat(t, content, past) for t in content.get("threats", ())
                  if t["trend"] in MOVED]  # fmt: skip
        found += _gone(content, past)
        found += _redecided(content, past)
    order = ("up", "new", "down", "closed", "decided")
    return sorted(found, key=lambda row: (order.index(row["how"]), -row["weight"]))


def _moved_threat(
    threat: Mapping[str, Any], content: Content, past: Content | None
) -> dict[str, Any]:  # fmt: skip
    listed = past.get("threats", ()) if past else ()
    before = next((t for t in listed if t["reference"] == threat["reference"]), None)
    return {
        "how": threat["trend"],
        "office": _named(content["office"]),
        "what": threat["title"],
        "area": threat["area"],
        "reference": threat["reference"],
        "from": before["risk"] if before else None,
        "to": threat["risk"],
        "why": threat["trend_reason"],
        "weight": threat["risk"]["high"],
    }


def _gone(content: Content, past: Content | None) -> list[dict[str, Any]]:
    """Threats of the month before that stand no more."""
    standing = {threat["reference"] for threat in content.get("threats", ())}
    return [
        {
            "how": "closed", "office": _named(content["office"]), "what": threat["title"],
            "area": threat["area"], "reference": threat["reference"], "from": threat["risk"],
            "to": None, "why": "", "weight": threat["risk"]["high"],
        }
        for threat in (past.get("threats", ()) if past else ())
        if threat["reference"] not in standing
    ]  # fmt: skip


def _redecided(content: Content, past: Content | None) -> list[dict[str, Any]]:
    """Places whose decided category is no more what it was."""
    if past is None:
        return []
    before = {r["area_code"]: r["category"] for r in past.get("categories", ()) if r["decided"]}
    return [
        {
            "how": "decided", "office": _named(content["office"]), "what": "",
            "area": row["area"], "reference": "", "from": before[row["area_code"]],
            "to": row["category"], "why": row["reason"], "weight": -ORDER[row["category"]],
        }
        for row in content.get("categories", ())
        if row["decided"] and before.get(row["area_code"], row["category"]) != row["category"]
    ]  # fmt: skip


def ranking(contents: Iterable[Content]) -> list[dict[str, Any]]:
    """Every threat by its risk, the upper end first; equals share a rank, and it is said."""
    rows = [
        {**_threat(threat), "office": _named(content["office"])}
        for content in contents
        for threat in content.get("threats", ())
    ]
    rows.sort(key=lambda r: (-r["risk"]["high"], -r["risk"]["low"], r["office"]["fr"], r["title"]))
    shared = Counter((row["risk"]["high"], row["risk"]["low"]) for row in rows)
    places: dict[tuple[int, int], int] = {}
    for place, row in enumerate(rows, 1):
        key = (row["risk"]["high"], row["risk"]["low"])
        row["rank"] = places.setdefault(key, place)
        row["tie"] = shared[key] > 1
    return rows
