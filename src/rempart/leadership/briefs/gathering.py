"""What briefs are made of, read from the rooms as the reader sees it; compartments stay out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from rempart.doctrine.loader import current as profile
from rempart.field.models import OPEN, Commitment, FieldMission
from rempart.kernel import clock
from rempart.kernel.models import Instance, Link
from rempart.kernel.policy import NO_COMPARTMENT
from rempart.places.queries import describe
from rempart.plans.models import OVER, Action
from rempart.plans.workflow import ACTION
from rempart.register.alerts import metrics
from rempart.register.queries import Filters, counted
from rempart.register.workflow import VERIFIED
from rempart.threats import assessing
from rempart.threats.models import Approval, LocationCategory, Recommendation, Threat

LANGUAGES = ("fr", "en")
SOON = timedelta(days=7)

Content = dict[str, Any]


def both(label: Any) -> dict[str, str]:
    """A label of the profile in both languages."""
    return {language: label.label(language) for language in LANGUAGES}


def mission_words() -> dict[str, Any]:
    """What a document says of the mission."""
    mission = profile().mission
    said = {"name": mission.name, "title": mission.title, "disclaimer": mission.disclaimer}
    words = {name: {"fr": text.fr, "en": text.en} for name, text in said.items()}
    return words | {"short": {"fr": mission.short, "en": mission.short}}


def exercise() -> bool:
    """Are the facts of this instance invented?"""
    return Instance.is_exercise()


def month_before(month: date) -> date:
    """The first day of the month before."""
    return (month - timedelta(days=1)).replace(day=1)


def end_of(month: date) -> date:
    """The last day of a month."""
    return (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def months_between(first: date, last: date) -> list[date]:
    """The first days of the months of a period."""
    found, month = [], first.replace(day=1)
    while month <= last:
        found.append(month)
        month = end_of(month) + timedelta(days=1)
    return found


def approved(months: Iterable[date]) -> dict[tuple[date, str], Content]:
    """The approved contents that stand of some months, by month and office. One query."""
    found = (
        Approval.objects.filter(
            assessment__month__in=list(months), assessment__state__in=("approved", "disseminated")
        )
        .select_related("snapshot", "assessment")
        .order_by("assessment__month", "at")
    )
    return {
        (one.assessment.month, one.snapshot.content["office"]["code"]): one.snapshot.content
        for one in found
    }


def last_approved() -> dict[str, Content]:
    """The latest approved content of each office, by its code. Two queries at most."""
    months = (
        Approval.objects.filter(assessment__state__in=("approved", "disseminated"))
        .values_list("assessment__month", flat=True)
        .order_by("-assessment__month")
        .distinct()[:3]
    )
    found: dict[str, Content] = {}
    for (_month, office), content in sorted(approved(list(months)).items()):
        found[office] = content
    return found


def offices(number: int) -> list[Any]:
    """The offices that a brief covers: one, or all of them for the mission."""
    mission = profile()
    return [mission.office(number)] if number else list(mission.offices)


# --- actions ------------------------------------------------------------------------------------


def actions_by_area(
    contents: Iterable[Content], month: date
) -> dict[tuple[str, str], list[dict[str, Any]]]:
    """What is done for each area: the actions that its threats, decisions or requests led to."""
    listed = list(contents)
    areas = _sources(listed, month)
    links = Link.objects.filter(
        source_id__in=list(areas), target_kind="action", relation="led_to", undone_at__isnull=True
    ).order_by("made_at", "id")
    pairs = [(areas[link.source_id], link.target_id) for link in links]
    rows = {
        row.pk: row
        for row in Action.objects.filter(
            pk__in=[target for _area, target in pairs], compartment=NO_COMPARTMENT
        ).exclude(state="cancelled")
    }
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for area, target in dict.fromkeys(pairs):
        if target in rows:
            found.setdefault(area, []).append(action_words(rows[target]))
    return found


def _sources(contents: Sequence[Content], month: date) -> dict[UUID, tuple[str, str]]:
    """The records that may lead to an action, with the office and the area that each is about."""
    by_reference = {
        threat["reference"]: (content["office"]["code"], threat["area_code"])
        for content in contents
        for threat in content.get("threats", ())
    }
    threats = Threat.objects.filter(reference__in=list(by_reference)).values_list("pk", "reference")
    found = {pk: by_reference[reference] for pk, reference in threats}
    codes = {office.number: office.code for office in profile().offices}
    decided = LocationCategory.objects.filter(month=month).values_list("pk", "office", "area")
    found |= {pk: (codes.get(office, ""), area) for pk, office, area in decided}
    return found


def action_words(row: Action) -> dict[str, Any]:
    """An action as a brief tells it."""
    return {
        "reference": row.reference,
        "statement": row.statement,
        "lead": both(profile().component(row.component)),
        "state": row.state,
        "due": row.due_on.isoformat(),
        "late": row.overdue,
        "marking": row.marking,
    }


def actions_of(office: int) -> list[Action]:
    """The actions of an office, or of all, that are not cancelled and in no compartment."""
    found = Action.objects.filter(compartment=NO_COMPARTMENT).exclude(state="cancelled")
    if office:
        found = found.filter(office=office)
    return list(found.order_by("due_on", "reference"))


def by_tier(rows: Iterable[Action]) -> list[dict[str, Any]]:
    """Actions by tier and how far they are."""
    listed = list(rows)
    order = list(ACTION.states)
    return [
        {
            "volet": volet.code,
            "all": sum(row.volet == volet.code for row in listed),
            "states": {
                state: sum(row.volet == volet.code and row.state == state for row in listed)
                for state in order
            },
            "late": sum(row.volet == volet.code and row.overdue for row in listed),
        }
        for volet in profile().vocabulary("volet")
    ]


# --- alerts and incidents -----------------------------------------------------------------------


def alerts(first: date, last: date, office: int) -> dict[str, Any]:
    """What the alerts of a period came to, with every term; nought stands for the mission."""
    return alert_words(metrics.measured(first, last, office or None, NO_COMPARTMENT))


def alert_words(found: metrics.Metrics) -> dict[str, Any]:
    """The figures of alerts as plain values."""
    names = ("received", "duplicates", "not_actionable", "awaiting", "within_clock", "actionable",
             "responded", "by_mission", "by_host", "by_others", "untimed", "marking")  # fmt: skip
    kept: dict[str, Any] = {name: getattr(found, name) for name in names}
    kept["percent"] = found.response.percent
    kept["prevented"] = [found.prevented.part, found.prevented.whole]
    kept["missed"] = [found.missed.part, found.missed.whole]
    kept["reasons"] = dict(sorted(found.reasons.items()))
    return kept


def incidents(first: date, last: date, office: int) -> dict[int, dict[str, Any]]:
    """The incidents of a period by office: how many, verified, civilians killed. One query."""
    rows = counted(Filters(office=office or None, since=first, until=last, open_only=True))
    found: dict[int, dict[str, Any]] = {}
    names = ("office", "verification", "marking", "killed_min", "killed_best", "killed_max")
    for row in rows.values(*names):
        one = found.setdefault(
            row["office"],
            {"events": 0, "verified": 0, "killed": {"min": 0, "max": 0}, "marking": 1},
        )
        one["events"] += 1
        one["verified"] += row["verification"] == VERIFIED
        best = row["killed_best"] or 0
        one["killed"]["min"] += best if row["killed_min"] is None else row["killed_min"]
        one["killed"]["max"] += best if row["killed_max"] is None else row["killed_max"]
        one["marking"] = max(one["marking"], row["marking"])
    return found


# --- what changed, what comes -------------------------------------------------------------------


def provisional(office: int) -> list[dict[str, Any]]:
    """The threats of an office that moved since its last approved month: nobody has approved it."""
    found = assessing.threats_of(office, clock.today().replace(day=1))
    return [threat for threat in found if threat["trend"] not in ("stable",)]


def decided(first: date, last: date, office: int) -> list[dict[str, Any]]:
    """What the bodies decided for places in a period."""
    rows = LocationCategory.objects.filter(decided_on__gte=first, decided_on__lte=last)
    if office:
        rows = rows.filter(office=office)
    return [
        {
            "office": both(profile().office(row.office)),
            "area": {lang: describe(row.area, row.month, lang) for lang in LANGUAGES},
            "category": row.category,
            "reason": row.reason,
            "marking": row.marking,
        }
        for row in rows.order_by("decided_on", "area")
        if row.office and row.compartment == NO_COMPARTMENT
    ]


def ahead(after: date, office: int) -> list[dict[str, Any]]:
    """What falls due in the seven days after a day: commitments, actions, missions."""
    window = {"gt": after, "lte": after + SOON}
    where: dict[str, Any] = {"office": office} if office else {}
    due = {f"due_on__{name}": day for name, day in window.items()} | where
    found = [
        _ahead("commitment", row, row.text, row.due_on)
        for row in Commitment.objects.filter(state=OPEN, compartment=NO_COMPARTMENT, **due)
    ]
    open_actions = Action.objects.filter(compartment=NO_COMPARTMENT, **due)
    found += [
        _ahead("action", row, row.statement, row.due_on)
        for row in open_actions.exclude(state__in=OVER)
    ]
    starts = {f"starts_on__{name}": day for name, day in window.items()} | where
    missions = FieldMission.objects.filter(compartment=NO_COMPARTMENT, **starts)
    found += [
        _ahead("mission", row, row.title, row.starts_on)
        for row in missions.exclude(state="cancelled")
    ]
    return sorted(found, key=lambda one: (one["day"], one["reference"]))


def _ahead(kind: str, row: Any, what: str, day: date) -> dict[str, Any]:
    office = both(profile().office(row.office)) if row.office else mission_words()["short"]
    return {
        "kind": kind, "reference": row.reference, "what": what, "day": day.isoformat(),
        "office": office, "marking": row.marking,
    }  # fmt: skip


def requests(month: date) -> int:
    """How many recommendations of a month's approved assessments nobody has followed up."""
    return Recommendation.objects.filter(assessment__month=month, follow_up="").count()


def body() -> Mapping[str, str]:
    """The body that decides on places, as the profile names it."""
    named = profile().rubric.body
    return both(named) if named else {}
