"""The SRSG's page as plain values: approved months, what moved since, what waits, what it changed.

Rows of incidents are read here by nobody: figures of months are those that were approved; those of
alerts and warnings are computed by a named system actor up to the reader's own clearance, and carry
the marking of what they were computed from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from rempart.doctrine.loader import current as profile
from rempart.kernel import clock
from rempart.kernel.actor import Anyone, SystemActor, acting_as
from rempart.kernel.policy import NO_COMPARTMENT, UNCLASSIFIED
from rempart.leadership.briefs import gathering, matrix
from rempart.leadership.briefs.lines import DECISIONS, LATE, Line, of
from rempart.plans.models import Action
from rempart.register.alerts import metrics
from rempart.threats import rubric
from rempart.threats.models import Threat
from rempart.threats.workflow import STANDING

DAYS = timedelta(days=30)
FEW = 4
"""How many lines a list holds: the page is one sheet."""


@dataclass(frozen=True)
class OfficeLine:
    """An office: what was approved, what has moved since, and what is not done."""

    office: Mapping[str, str]
    code: str
    number: int
    month: str
    reference: str
    band: Mapping[str, int] | None
    risk: Mapping[str, int] | None
    before: Mapping[str, int] | None
    events: int | None
    verified: int | None
    killed: Mapping[str, Any] | None
    series: Sequence[int]
    must: int
    bare: int
    moved: rubric.Interval | None
    moved_band: int
    threat: str


@dataclass(frozen=True)
class Page:
    """Everything that the page says."""

    offices: list[OfficeLine]
    contents: dict[str, Any]
    moved: list[dict[str, Any]]
    decisions: list[Line]
    late: list[Line]
    alerts: metrics.Metrics
    late_actions: list[Action]
    marking: int
    first: date


def gathered(actor: Anyone) -> Page:
    """The page as the reader may see it."""
    today = clock.today()
    contents = gathering.last_approved()
    months = {date.fromisoformat(f"{c['month']}-01") for c in contents.values()}
    past = gathering.approved({gathering.month_before(month) for month in months})
    standing = _standing()
    done: dict[tuple[str, str], Any] = {}
    for month in sorted(months):
        some = [c for c in contents.values() if c["month"] == f"{month:%Y-%m}"]
        done |= gathering.actions_by_area(some, month)
    offices = [
        _line(office, contents.get(office.code), past, standing.get(office.number, []), done)
        for office in profile().offices
    ]
    decisions, late = of(DECISIONS, actor), of(LATE, actor)
    alerts = protected(actor, today)
    late_actions = _late()
    marks = [content["marking"] for content in contents.values()]
    marks += [threat.marking for rows in standing.values() for threat in rows]
    marks += [line.marking for line in (*decisions, *late)] + [a.marking for a in late_actions]
    return Page(
        offices=sorted(offices, key=_gravest_first),
        contents=contents,
        moved=changes(contents, past, standing),
        decisions=decisions,
        late=late,
        alerts=alerts,
        late_actions=late_actions,
        marking=max([*marks, alerts.marking], default=UNCLASSIFIED),
        first=today - DAYS,
    )


def protected(actor: Anyone, today: date) -> metrics.Metrics:
    """What the alerts of thirty days came to, computed by the drafter up to the reader's marking.

    The reader may see no incident, yet must know how many came without a warning.
    """
    clearance = max((standing.clearance for standing in actor.standings), default=UNCLASSIFIED)
    with acting_as(SystemActor("drafter:page", ceiling=clearance)):
        return metrics.measured(today - DAYS, today, None, NO_COMPARTMENT)


def _standing() -> dict[int, list[Threat]]:
    """The threats that stand, by office, the gravest first."""
    found: dict[int, list[Threat]] = {}
    rows = Threat.objects.filter(state__in=STANDING, compartment=NO_COMPARTMENT)
    for row in sorted(rows, key=lambda t: (-t.result.risk.high, -t.result.risk.low, t.title)):
        found.setdefault(row.office, []).append(row)
    return found


def _late() -> list[Action]:
    """Overdue actions that answer a must: those in danger first, the oldest first."""
    rows = Action.objects.filter(
        compartment=NO_COMPARTMENT, due_on__lt=clock.today(), in_danger=True
    ).exclude(state__in=("completed", "effect_verified", "cancelled"))
    return list(rows.order_by("due_on", "reference"))


def _line(
    office: Any,
    content: Mapping[str, Any] | None,
    past: Mapping[tuple[date, str], Any],
    standing: list[Threat],
    done: Mapping[tuple[str, str], Any],
) -> OfficeLine:
    threats = content.get("threats", []) if content else []
    gravest = threats[0] if threats else None
    moved = standing[0].result.risk if standing else None
    same = gravest and moved and (moved.low, moved.high) == (
        gravest["risk"]["low"], gravest["risk"]["high"])  # fmt: skip
    musts = [row for row in (content or {}).get("categories", ()) if row["category"] == rubric.MUST]
    before = _before(content, past)
    return OfficeLine(
        office=gathering.both(office),
        code=office.code,
        number=office.number,
        month=content["month"] if content else "",
        reference=content["reference"] if content else "",
        band=gravest["band"] if gravest else None,
        risk=gravest["risk"] if gravest else None,
        before=before,
        events=content["figures"]["events"] if content else None,
        verified=content["figures"]["verified"] if content else None,
        killed=content["figures"]["civilians_killed"] if content else None,
        series=_series(content) if content else (),
        must=len(musts),
        bare=sum(not done.get((office.code, row["area_code"])) for row in musts),
        moved=None if same else moved,
        moved_band=standing[0].band.high if standing else 0,
        threat=gravest["title"] if gravest else "",
    )


def _before(content: Mapping[str, Any] | None, past: Mapping[Any, Any]) -> Any:
    """The risk of the gravest threat in the approved month before."""
    if content is None:
        return None
    month = gathering.month_before(date.fromisoformat(f"{content['month']}-01"))
    before = past.get((month, content["office"]["code"]))
    return before["threats"][0]["risk"] if before and before.get("threats") else None


def _series(content: Mapping[str, Any]) -> list[int]:
    return [
        sum(series["events"][place] for series in content["types"].values())
        for place in range(1, len(content["months"]))
    ]


def _gravest_first(line: OfficeLine) -> tuple[int, int, int]:
    high = line.risk["high"] if line.risk else 0
    moved = line.moved.high if line.moved else 0
    return -max(high, moved), -high, line.number


def changes(
    contents: Mapping[str, Any], past: Mapping[Any, Any], standing: Mapping[int, list[Threat]]
) -> list[dict[str, Any]]:
    """What moved: since the approved month, marked provisional; then what that month approved."""
    numbers = {office.code: office for office in profile().offices}
    found = []
    for code, content in contents.items():
        office = numbers[code]
        approved = {t["reference"]: t for t in content.get("threats", ())}
        for threat in standing.get(office.number, ()):
            change = _change(threat, approved.get(threat.reference))
            if change:
                found.append({"office": gathering.both(office), "provisional": True, **change})
    found.sort(key=lambda one: -one["to"].high)
    gathered = matrix.Gathered(
        month="", mission={}, exercise=False, contents=list(contents.values()),
        before={code: _past(content, past) for code, content in contents.items()
                if _past(content, past)},
    )  # fmt: skip
    return found + [{**row, "provisional": False} for row in matrix.moved(gathered)]


def _past(content: Mapping[str, Any], past: Mapping[Any, Any]) -> Any:
    month = gathering.month_before(date.fromisoformat(f"{content['month']}-01"))
    return past.get((month, content["office"]["code"]))


def _change(threat: Threat, approved: Mapping[str, Any] | None) -> dict[str, Any] | None:
    risk = threat.result.risk
    if approved and (risk.low, risk.high) == (approved["risk"]["low"], approved["risk"]["high"]):
        return None
    up = approved is None or risk.high > approved["risk"]["high"]
    return {
        "how": "new" if approved is None else "up" if up else "down",
        "what": threat.title,
        "reference": threat.reference,
        "from": approved["risk"] if approved else None,
        "to": risk,
        "why": threat.trend_reason,
        "area": {},
    }
