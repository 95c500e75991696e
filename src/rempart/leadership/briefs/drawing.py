"""Drawing a brief: the content of its sort, of what whoever acts may see, as plain values."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

from rempart.doctrine.loader import current as profile
from rempart.kernel.keys import canonical
from rempart.kernel.policy import UNCLASSIFIED
from rempart.leadership.briefs import gathering, lessons, matrix
from rempart.leadership.briefs.models import Brief
from rempart.threats import rubric


def drawn(row: Brief) -> dict[str, Any]:
    """The content of a brief as it stands now."""
    said = _DRAWN[row.sort](row) | {
        "reference": row.reference,
        "words": row.words,
        "office": row.office,
        "first": row.first.isoformat(),
        "last": row.last.isoformat(),
    }
    said["marking"] = max(said["marking"], row.marking)
    frozen: dict[str, Any] = json.loads(canonical(said))
    return frozen


def _consolidation(row: Brief) -> dict[str, Any]:
    before = gathering.month_before(row.first)
    found = gathering.approved([row.first, before])
    mission = profile()
    contents = [found[row.first, o.code] for o in mission.offices if (row.first, o.code) in found]
    missing = [o for o in mission.offices if (row.first, o.code) not in found]
    told = lessons.of(row.first)
    return matrix.consolidated(
        matrix.Gathered(
            month=f"{row.first:%Y-%m}",
            mission=gathering.mission_words(),
            exercise=gathering.exercise(),
            contents=contents,
            before={office: c for (month, office), c in found.items() if month == before},
            actions=gathering.actions_by_area(contents, row.first),
            missing=[gathering.both(office) for office in missing],
            body=gathering.body(),
            learnt=[line for lesson in told for line in lesson.rows],
            learnt_marking=max((lesson.marking for lesson in told), default=UNCLASSIFIED),
        )
    )


def _head(row: Brief) -> dict[str, Any]:
    mission = gathering.mission_words()
    about = gathering.both(profile().office(row.office)) if row.office else mission["short"]
    return {
        "kind": row.sort,
        "about": about,
        "mission": mission,
        "exercise": gathering.exercise(),
    }


def _weekly(row: Brief) -> dict[str, Any]:
    incidents = gathering.incidents(row.first, row.last, row.office)
    lines, moved = [], []
    for office in gathering.offices(row.office):
        alerts = gathering.alerts(row.first, row.last, office.number)
        late = [a for a in gathering.actions_of(office.number) if a.overdue]
        lines.append(
            {
                "office": gathering.both(office),
                "alerts": alerts,
                "incidents": incidents.get(office.number),
                "late": len(late),
            }
        )
        moved += [
            {"office": gathering.both(office), **_told(threat)}
            for threat in gathering.provisional(office.number)
        ]
    decided = gathering.decided(row.first, row.last, row.office)
    ahead = gathering.ahead(row.last, row.office)
    return _head(row) | {
        "lines": lines,
        "all": gathering.alerts(row.first, row.last, row.office),
        "moved": sorted(moved, key=lambda one: -one["risk"]["high"]),
        "decided": decided,
        "ahead": ahead,
        "marking": _highest(lines, moved, decided, ahead, incidents.values()),
    }


def _told(threat: dict[str, Any]) -> dict[str, Any]:
    names = ("reference", "title", "area", "risk", "band", "trend", "trend_reason", "marking")
    return {name: threat[name] for name in names}


def _highest(lines: Any, *told: Any) -> int:
    marks = [line["alerts"]["marking"] for line in lines]
    marks += [one["marking"] for some in told for one in some]
    return max(marks, default=1)


def _quarterly(row: Brief) -> dict[str, Any]:
    months = gathering.months_between(row.first, row.last)
    found = gathering.approved(months)
    offices = gathering.offices(row.office)
    contents = [content for (_m, office), content in found.items()
                if office in {o.code for o in offices}]  # fmt: skip
    latest = {c["office"]["code"]: c for c in contents}
    done = gathering.actions_by_area(latest.values(), months[-1])
    alerts = gathering.alerts(row.first, row.last, row.office)
    rows = gathering.actions_of(row.office)
    return _head(row) | {
        "months": [f"{month:%Y-%m}" for month in months],
        "trends": [_trend(office, months, found) for office in offices],
        "tiers": gathering.by_tier(rows),
        "alerts": alerts,
        "gaps": _gaps(latest, done) | {"missing": [
            {"office": gathering.both(office), "month": f"{month:%Y-%m}"}
            for office in offices for month in months if (month, office.code) not in found
        ]},
        "marking": max([alerts["marking"], *(c["marking"] for c in contents),
                        *(a.marking for a in rows)], default=1),
    }  # fmt: skip


def _trend(office: Any, months: list[date], found: dict[Any, Any]) -> dict[str, Any]:
    """An office's quarter, month by month, and the quarter before; None where not approved."""
    said = [found.get((month, office.code)) for month in months]
    last = next((content for content in reversed(said) if content), None)
    before = None
    if last is not None and f"{months[0]:%Y-%m}" in last["months"]:
        place = last["months"].index(f"{months[0]:%Y-%m}")
        if place >= len(months):
            events = [sum(s["events"][p] for s in last["types"].values())
                      for p in range(place - len(months), place)]  # fmt: skip
            before = sum(events)
    return {
        "office": gathering.both(office),
        "events": [content["figures"]["events"] if content else None for content in said],
        "killed": [content["figures"]["civilians_killed"] if content else None for content in said],
        "before": before,
        "risk": last["threats"][0]["risk"] if last and last.get("threats") else None,
        "band": last["threats"][0]["band"] if last and last.get("threats") else None,
    }


def _gaps(latest: dict[str, Any], done: dict[Any, Any]) -> dict[str, Any]:
    """Musts without an action, and what is not known of the threats that stand."""
    bare, unknown, threats = [], 0, 0
    for code, content in latest.items():
        for threat in content.get("threats", ()):
            threats += 1
            unknown += any(score is None for score in threat["scores"].values())
        for place in content.get("categories", ()):
            if place["category"] == rubric.MUST and not done.get((code, place["area_code"])):
                office = content["office"]
                bare.append({"office": {"fr": office["fr"], "en": office["en"]},
                             "area": place["area"]})  # fmt: skip
    return {"bare": bare, "unknown": unknown, "threats": threats}


_DRAWN: dict[str, Callable[[Brief], dict[str, Any]]] = {
    Brief.CONSOLIDATION: _consolidation,
    Brief.WEEKLY: _weekly,
    Brief.QUARTERLY: _quarterly,
}
