"""What threats tell of themselves: opened, closed, and each change of the risk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from rempart.doctrine.loader import current as profile
from rempart.kernel import story
from rempart.kernel.story import Event
from rempart.threats import rubric
from rempart.threats.models import LocationCategory, Threat, ThreatVersion
from rempart.threats.workflow import DRAFT, THREAT


def threats(ids: Iterable[UUID]) -> Iterator[Event]:
    """What happened to some threats, and to their risk."""
    wanted = list(ids)
    for version, state in story.states(Threat, wanted):
        what = _("Described") if state == DRAFT else THREAT.labels[state]
        yield story.event(version, "threat", story.FACT, what)
    held: dict[UUID, str] = {}
    versions = ThreatVersion.objects.filter(object_id__in=wanted).order_by("object_id", "number")
    for version in versions:
        now = risk_in_words(version.values)
        before = held.get(version.object_id)
        if now and now != before:
            what = f"{before} → {now}" if before else now
            yield story.event(version, "threat", story.RISK, what)
        held[version.object_id] = now or before or ""


def risk_in_words(values: dict[str, Any]) -> str:
    """The risk of a version: 12, high; 8–15, moderate to very high; empty while unscored."""
    scores = values.get("scores") or {}
    if not any(scores.values()):
        return ""
    found = rubric.assess(scores)
    language = (get_language() or "fr")[:2]
    names = [item.label(language) for item in profile().vocabulary("band")]
    low, high = names[found.band.low - 1], names[found.band.high - 1]
    risk = found.risk
    if risk.low == risk.high:
        return f"{risk.low} ({low})"
    return f"{risk.low}–{risk.high} ({low if low == high else f'{low}–{high}'})"


def categories(ids: Iterable[UUID]) -> Iterator[Event]:
    """What was decided of some places: must, should, could."""
    language = (get_language() or "fr")[:2]
    for row in LocationCategory.objects.filter(pk__in=list(ids)):
        what = profile().label("category", row.category, language)
        yield Event(
            row.created_at, story.DECISION, what, "location_category", row.pk,
            why=row.reason, marking=row.marking,
        )  # fmt: skip
