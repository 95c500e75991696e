"""What the ledger teaches the mission's consolidation: people, forecasts and counting, alike."""

from __future__ import annotations

from datetime import date

from django.db.models import Max

from rempart.kernel.policy import UNCLASSIFIED
from rempart.leadership.briefs.lessons import Lesson
from rempart.learning.models import Judgement, Outcome
from rempart.learning.queries import SOURCES, trials
from rempart.learning.scoring import alike, score
from rempart.outlook.computed import after
from rempart.outlook.models import Run

MONTHS = 12


def of_month(month: date) -> Lesson | None:
    """How good each source was in the year that ends with `month`, where all of them spoke."""
    first = after(month, 1 - MONTHS)
    found = [one for one in alike(trials(), SOURCES) if first <= one.month <= month]
    if not found:
        return None
    rows = []
    for source in SOURCES:
        got = score([one for one in found if one.source == source])
        ends = (got.brier.low, got.brier.high)
        low, high = (None if end is None else round(end, 3) for end in ends)
        rows.append(
            {
                "source": source,
                "trials": got.trials,
                "events": got.events,
                "months": got.months,
                "brier": round(got.brier.mean, 3),
                "low": low,
                "high": high,
            }
        )
    return Lesson(tuple(rows), _marking())


def _marking() -> int:
    """The highest marking among all that the figures may stand on."""
    highest = [
        model.objects.aggregate(highest=Max("marking"))["highest"]
        for model in (Judgement, Outcome, Run)
    ]
    return max((level for level in highest if level), default=UNCLASSIFIED)
