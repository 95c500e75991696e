"""The content of an assessment: the data of the month, the threats, the words, the requests.

`content` is drawn as the reader and holds nothing that they may not see; submitting freezes it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from rempart.doctrine.loader import current as profile
from rempart.documents.snapshot import content_hash
from rempart.kernel.agenda import Due
from rempart.kernel.keys import canonical
from rempart.kernel.policy import NO_COMPARTMENT
from rempart.outlook import queries as outlook
from rempart.places.queries import describe
from rempart.register.models import Incident, Report
from rempart.register.reports.queries import told_of
from rempart.threats import answers, evidence, rubric
from rempart.threats.models import Approval, Assessment, Snapshot, Threat
from rempart.threats.places import board
from rempart.threats.queries import draft
from rempart.threats.workflow import APPROVED, SIGNING, STANDING

SECTIONS = (
    "summary", "context", "threats", "groups", "incidents",
    "alerts", "capacities", "forecasts", "gaps", "recommendations",
)  # fmt: skip
"""The ten sections in their order; their headings are in `typ/labels.toml`, s1 to s10."""

COMPUTED = ("threats", "incidents", "alerts", "forecasts")
"""Sections that the house fills from its records; the analyst's reading stands beside."""

LANGUAGES = ("fr", "en")


def content(assessment: Assessment) -> dict[str, Any]:
    """What the document of an assessment says, of what the reader may see: figures and words."""
    data = draft(profile().office(assessment.office).code, assessment.month)
    threats = threats_of(assessment.office, assessment.month)
    forecasts = outlook.section(assessment.office, assessment.month)
    marks = [data["marking"], assessment.marking, *(t["marking"] for t in threats)]
    alerts = answers.section(assessment.office, assessment.month)
    marks += [one["marking"] for one in (forecasts, alerts) if one]
    whole = data | {
        "reference": assessment.reference,
        "marking": max(marks),
        "narrative": narrative(assessment),
        "threats": threats,
        "categories": categories(assessment),
        "recommendations": [_recommendation(r) for r in assessment.recommendations.all()],
        "follow_up": [_recommendation(r) for r in followed(assessment)],
        "alerts": alerts,
        "forecasts": forecasts,
    }
    frozen: dict[str, Any] = json.loads(canonical(whole))
    return frozen


def narrative(assessment: Assessment) -> list[dict[str, Any]]:
    """The sections in their order, those not yet written included."""
    written = {section.code: section for section in assessment.sections.all()}
    return [
        {
            "code": code,
            "text": section.text if section else "",
            "language": section.language if section else "fr",
            "translation": section.translation if section else "",
            "translated": bool(section and section.translation_state == "checked"),
        }
        for code in SECTIONS
        for section in [written.get(code)]
    ]


def threats_of(office: int, month: date) -> list[dict[str, Any]]:
    """The threats of an office that stand, the gravest first, each against the last approved.

    What is in a compartment stays out: the document reaches readers who are in none.
    """
    before = {t["reference"]: t for t in _approved_threats(office, month)}
    standing = list(
        Threat.objects.filter(office=office, state__in=STANDING, compartment=NO_COMPARTMENT)
    )
    cited = evidence.cited(evidence.links_of(*standing))
    proofs = {key: [i for i in rows if not i.compartment] for key, rows in cited.items()}
    told = told_of({i.pk for found in proofs.values() for i in found}, open_only=True)
    rows = [_threat(t, before.get(t.reference), month, proofs[t.pk], told) for t in standing]
    return sorted(rows, key=lambda row: (-row["risk"]["high"], -row["risk"]["low"], row["title"]))


def _approved_threats(office: int, month: date) -> list[dict[str, Any]]:
    last = last_approved(office, month)
    return list(last.snapshot.content.get("threats", [])) if last else []


def last_approved(office: int, before: date) -> Approval | None:
    """The approval of the latest month before `before` that still stands."""
    found: Approval | None = (
        Approval.objects.filter(
            assessment__office=office,
            assessment__month__lt=before,
            assessment__state__in=("approved", "disseminated"),
        )
        .select_related("snapshot", "assessment")
        .order_by("-assessment__month")
        .first()
    )
    return found


def _threat(
    threat: Threat,
    before: dict[str, Any] | None,
    month: date,
    cited: Sequence[Incident],
    told: Mapping[UUID, Sequence[Report]],
) -> dict[str, Any]:
    result = threat.result
    last = (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    sure = evidence.confidence(cited, len(result.unknown), last, told)
    band = threat.band
    return {
        "reference": threat.reference,
        "title": threat.title,
        "marking": threat.marking,
        "perpetrator": _both("actor_type", threat.perpetrator),
        "type": _both("threat_type", threat.threat_type),
        "area": {lang: describe(threat.area, month, lang) for lang in LANGUAGES},
        "area_code": threat.area,
        "place": threat.place,
        "population": threat.population,
        "scores": {factor: threat.scores.get(factor) for factor in rubric.FACTORS},
        "reasons": {f: text for f, text in sorted(threat.reasons.items()) if text},
        "likelihood": _ends(result.likelihood),
        "impact": _ends(result.impact),
        "risk": _ends(result.risk),
        "band": _ends(band),
        "computed_band": _ends(result.band),
        "gap": _ends(result.gap),
        "imminent": result.imminent,
        "priority": result.proposal,
        "to_confirm": result.to_confirm,
        "trend": trend_against(before, result, band),
        "trend_reason": threat.trend_reason,
        "confidence": sure.level,
        "analysis": threat.analysis,
        "evidence": [incident.reference for incident in cited],
        "override": _override(threat),
        "state": threat.state,
    }


def trend_against(
    before: dict[str, Any] | None, result: rubric.Result, band: rubric.Interval
) -> str:
    """The trend of a threat against its row in the last approved month."""
    if before is None:
        return "new"
    risk = rubric.Interval(before["risk"]["low"], before["risk"]["high"])
    return rubric.trend(risk, result.risk, (before["band"]["high"], band.high))


def _override(threat: Threat) -> dict[str, Any] | None:
    if not threat.override_step or not threat.override_signed_by:
        return None
    return {
        "step": threat.override_step,
        "reason": threat.override_reason,
        "by": threat.override_signed_by,
    }


def _ends(interval: rubric.Interval) -> dict[str, int]:
    return {"low": interval.low, "high": interval.high}


def _both(vocabulary: str, code: str) -> dict[str, str]:
    return {lang: profile().label(vocabulary, code, lang) for lang in LANGUAGES}


def categories(assessment: Assessment) -> list[dict[str, Any]]:
    """What was decided for the office's places in the month, beside what the threats propose."""
    return [
        {
            "area": {lang: describe(row.area, assessment.month, lang) for lang in LANGUAGES},
            "area_code": row.area,
            "category": row.category,
            "proposal": row.proposal,
            "decided": row.decided,
            "reason": row.reason,
            "decided_on": row.decided_on.isoformat() if row.decided_on else None,
        }
        for row in board(assessment.office, assessment.month)
    ]


def _recommendation(row: Any) -> dict[str, Any]:
    return {
        "reference": row.reference,
        "text": row.text,
        "owner": {lang: owner_label(row.owner, lang) for lang in LANGUAGES},
        "due": row.due_on.isoformat() if row.due_on else None,
        "follow_up": row.follow_up,
        "follow_up_note": row.follow_up_note,
    }


def owner_label(code: str, language: str) -> str:
    """Who owns a recommendation: a component or a role of the profile; empty for nobody."""
    if not code:
        return ""
    kind, _colon, name = code.partition(":")
    mission = profile()
    item = mission.role(name) if kind == "role" else mission.component(name)
    return item.label(language)


def followed(assessment: Assessment) -> list[Any]:
    """The recommendations of the last approved month: to be followed up in this one."""
    return recommended(last_approved(assessment.office, assessment.month))


def recommended(last: Approval | None) -> list[Any]:
    """What an approved assessment recommended; nothing where there is none."""
    return list(last.assessment.recommendations.all()) if last else []


def frozen(assessment: Assessment) -> Snapshot | None:
    """The content that was last submitted."""
    return assessment.snapshots.select_related("assessment").first()


def issued(assessment: Assessment) -> dict[str, Any]:
    """The content as its document is to be made today: approved, submitted, or as it stands now."""
    taken = None if assessment.state == "draft" else frozen(assessment)
    if assessment.state in APPROVED and taken:
        approval = Approval.objects.filter(snapshot=taken).first()
        return signed(taken, approval)
    if taken and assessment.state not in ("draft", "returned"):
        return {**taken.content, "hash": taken.content_hash, "status": assessment.state}
    now = content(assessment)
    return {**now, "hash": content_hash(now), "status": assessment.state}


def signed(taken: Snapshot, approval: Approval | None) -> dict[str, Any]:
    """The content with its hash and the seal of its approval."""
    said = {**taken.content, "hash": taken.content_hash, "status": "approved"}
    if approval:
        said["approval"] = {
            "day": approval.at.date().isoformat(),
            "by": approval.post_label,
            "seal": approval.seal,
        }
    return said


def standing_content(office: str | int, month: date) -> dict[str, Any] | None:
    """An office's month as its document is to be made today, of what the reader may see.

    The assessment that was approved, unless a later one is on its way; None where there is none.
    """
    found: Assessment | None = (
        Assessment.objects.filter(
            office=profile().office(office).number, month=month.replace(day=1)
        )
        .exclude(state="superseded")
        .order_by("-created_at")
        .first()
    )
    return issued(found) if found else None


def to_review(office: int | None) -> list[Due]:
    """The assessments that have left their writer and are not approved: for an agenda."""
    found = Assessment.objects.filter(state__in=SIGNING)
    if office is not None:
        found = found.filter(office=office)
    rows = found.order_by("month", "created_at").values_list("pk", flat=True)
    return [Due("assessment", pk) for pk in rows]
