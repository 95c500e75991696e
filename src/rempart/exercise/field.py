"""The field of the exercise: a round table, two missions, thirty engagements and their promises."""

from __future__ import annotations

import tomllib
from datetime import timedelta
from typing import Any

from rempart.doctrine.loader import Profile
from rempart.exercise.stage import EXPERT, HEAD, Stage
from rempart.field import commitments, engagements, missions, round_tables
from rempart.field.models import Commitment, FieldMission
from rempart.threats.models import Threat
from rempart.threats.workflow import STANDING

SECURITY, COMMANDER = "undss", "sector_commander"


def told(profile: Profile) -> dict[str, Any]:
    """What the profile says of the field of its exercise; nothing where it says nothing."""
    path = profile.folder / "exercise" / "field.toml"
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def play(stage: Stage) -> None:
    """Play what happens in the field of the offices on stage."""
    script = told(stage.profile)
    if not script:
        return
    if script["table"]["office"] in stage.offices:
        _table(stage, script["table"])
    if script["refused"]["office"] in stage.offices:
        _refused(stage, script["refused"], script["tracked"]["care"])
    if script["tracked"]["office"] in stage.offices:
        _tracked(stage, script["tracked"])
    for one in script["engagements"]:
        for where in one["places"]:
            if where["office"] in stage.offices:
                _engagement(stage, one, where)


# --- the round table ----------------------------------------------------------------------------


def _table(stage: Stage, one: dict[str, Any]) -> None:
    """Prepared, invited, held, its minutes validated by another, its measures made actions."""
    office, days = one["office"], one["days"]
    names = ("title", "area", "place", "why", "invitation", "agenda", "interpretation")
    with stage.scene(EXPERT, office, stage.days_before(days + 18)):
        said: Any = {name: one[name] for name in names} | {
            "held_on": stage.days_before(days).date(), "do_no_harm": one["care"],
        }  # fmt: skip
        row = round_tables.plan_round_table(said=said)
    with stage.scene(EXPERT, office, stage.days_before(days + 10)):
        round_tables.advance_round_table(target=row.pk, step="invite")
    with stage.scene(EXPERT, office, stage.days_before(days, 17)):
        came: Any = {"participants": one["participants"]}
        round_tables.describe_round_table(target=row.pk, said=came)
        for element in one["elements"]:
            round_tables.note_element(target=row.pk, said=element)
        round_tables.advance_round_table(target=row.pk, step="hold")
    with stage.scene(EXPERT, office, stage.days_before(days - 2)):
        round_tables.describe_round_table(target=row.pk, said={"minutes": one["minutes"]})
        for measure in one["measures"]:
            _promise(stage, row, {"sort": "measure", **measure})
        round_tables.advance_round_table(target=row.pk, step="write_minutes")
    with stage.scene(HEAD, office, stage.days_before(days - 4)):
        round_tables.advance_round_table(target=row.pk, step="validate")
    with stage.scene(EXPERT, office, stage.days_before(days - 5)):
        round_tables.advance_round_table(target=row.pk, step="create_actions")


# --- missions -----------------------------------------------------------------------------------


def _requested(stage: Stage, one: dict[str, Any], care: dict[str, str], days: int) -> FieldMission:
    """A mission asked for, and approved by the head of the office."""
    starts = stage.until - timedelta(days=days - 6)
    stops = [{"name": n, "latitude": y, "longitude": x} for n, y, x in one["way"]]
    with stage.scene(EXPERT, one["office"], stage.days_before(days)):
        row = missions.request_mission(
            said={
                "title": one["title"], "sort": one["sort"], "trigger": one["trigger"],
                "area": one["area"], "starts_on": starts, "ends_on": starts + timedelta(days=2),
                "stops": stops, "team": one["team"], "do_no_harm": care,
            }
        )  # fmt: skip
    with stage.scene(HEAD, one["office"], stage.days_before(days - 1)):
        missions.advance_mission(target=row.pk, step="approve")
    return row


def _refused(stage: Stage, one: dict[str, Any], care: dict[str, str]) -> None:
    row = _requested(stage, one, care, 7)
    with stage.scene(SECURITY, one["office"], stage.days_before(4)):
        missions.advance_mission(target=row.pk, step="refuse_clearance", reason=one["reason"])


def _tracked(stage: Stage, one: dict[str, Any]) -> None:
    """Cleared, escorted, back with its findings; what it asks for is tracked."""
    office, days = one["office"], 40
    row = _requested(stage, one, one["care"], days)
    with stage.scene(COMMANDER, office, stage.days_before(days - 2)):
        missions.decide_escort(target=row.pk, escort="force")
    with stage.scene(SECURITY, office, stage.days_before(days - 3)):
        missions.advance_mission(target=row.pk, step="clear")
    with stage.scene(EXPERT, office, stage.days_before(days - 6, 6)):
        missions.advance_mission(target=row.pk, step="deploy")
    with stage.scene(EXPERT, office, stage.days_before(days - 8, 18)):
        missions.advance_mission(target=row.pk, step="return")
    with stage.scene(EXPERT, office, stage.days_before(days - 10)):
        _report(row, one)
        missions.advance_mission(target=row.pk, step="submit_report")
        for asked in one["recommendations"]:
            _promise(stage, row, {"sort": "recommendation", **asked})
        missions.advance_mission(target=row.pk, step="track")
    _settle(stage, office, row, one["recommendations"])


def _report(row: FieldMission, one: dict[str, Any]) -> None:
    """What the team found, on the threats of its area; the first finding proves one."""
    threats = Threat.objects.filter(state__in=STANDING, area=row.area).order_by("id")
    threat = threats.first()
    found = [
        {"threat": threat.reference if threat else "", "text": text} for text in one["findings"]
    ]
    said: Any = {name: one[name] for name in ("met", "vulnerabilities", "perceptions")}
    missions.report_mission(target=row.pk, said=said | {"findings": found})
    missions.write_annex(mission=row, text=one["annex"])
    if threat:
        missions.feed_finding(target=row.pk, number=1, into="evidence", factor="opportunity")


# --- engagements and promises -------------------------------------------------------------------

_STEPS = {"kept": "keep", "broken": "break", "refused": "refuse", "action": "take_up"}
_OWN_STEPS = {"kept": "do", "broken": "fail", "refused": "decline"}
"""The same by a component that answers for what it promised or heard in its own meeting."""


def _engagement(stage: Stage, one: dict[str, Any], where: dict[str, Any]) -> None:
    office, days, role = where["office"], where["days"], one.get("held_by", EXPERT)
    names = ("counterpart", "group", "purpose", "messages", "heard", "follow_up")
    support = {"supports": False} if one.get("supports") == "no" else {}
    if one.get("supports") == "under_way":
        support = {"supports": True, "hrddp": "under_way"}  # type: ignore[dict-item]
    with stage.scene(role, office, stage.days_before(days, 16)):
        said: Any = {name: one[name] for name in names} | support | {
            "held_on": stage.days_before(days).date(), "area": where["area"],
            "place": where["place"],
        }  # fmt: skip
        row = engagements.plan_engagement(said=said)
        engagements.advance_engagement(target=row.pk, step="hold")
        for promise in one["promises"]:
            _promise(stage, row, promise)
        if one.get("supports") != "under_way":
            engagements.advance_engagement(target=row.pk, step="follow")
    _settle(stage, office, row, one["promises"], role)


def _promise(stage: Stage, row: Any, one: dict[str, Any]) -> Commitment:
    said: dict[str, Any] = {
        "sort": one.get("sort", "promise"), "text": one["text"], "owner": one.get("owner", ""),
        "by_whom": one.get("by", ""), "to_whom": one.get("to", ""),
        "due_on": stage.until + timedelta(days=one["due"]), "act": one.get("act", False),
        "volet": one.get("volet", ""), "phases": [one["phase"]] if "phase" in one else [],
    }  # fmt: skip
    return commitments.COMMIT[row.kind](target=row.pk, said=said)


def _settle(
    stage: Stage, office: str, row: Any, promises: list[dict[str, Any]], role: str = EXPERT
) -> None:
    """Say what became of promises, in the days after they fell due."""
    for one in promises:
        step = (_STEPS if role == EXPERT else _OWN_STEPS).get(one["outcome"])
        if step is None:
            continue
        moment = stage.days_before(max(1, 2 - one["due"] - 1) if one["due"] < 0 else 3, 12)
        with stage.scene(role, office, moment):
            made = Commitment.objects.get(origin=row.pk, text=one["text"])
            commitments.advance_commitment(
                target=made.pk, step=step,
                evidence=one["note"] if one["outcome"] == "kept" else "",
                reason="" if one["outcome"] == "kept" else one["note"],
            )  # fmt: skip
