"""What readers ask of issued forecasts: of those that they may see, the latest of a month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from rempart.doctrine.loader import current as profile
from rempart.kernel.actor import MISSION
from rempart.outlook.computed import WATCHED
from rempart.outlook.models import Elsewhere, Forecast, Ground, Run
from rempart.outlook.others import CELL, COUNTRY, REGION
from rempart.places.queries import describe

LANGUAGES = ("fr", "en")


def office_name(number: int, language: str) -> str:
    """An office as it is called; the mission for areas of no office."""
    if number == MISSION:
        return profile().mission.short
    return profile().office(number).label(language)


def latest(office: int, month: date | None = None) -> Run | None:
    """The office's run that holds for a month: the last one issued from it; of the latest month
    when none is named.
    """
    found = Run.objects.filter(office=office)
    if month is not None:
        found = found.filter(month=month.replace(day=1))
    run: Run | None = found.order_by("-month", "-created_at", "-id").first()
    return run


def months(office: int, most: int = 24) -> list[date]:
    """The months from which the office was forecast, the latest first."""
    found = Run.objects.filter(office=office).order_by("-month").values_list("month", flat=True)
    return list(found.distinct()[:most])


def by_lead(run: Run) -> dict[int, list[Forecast]]:
    """The run's forecasts by lead, the likeliest area first."""
    listed: dict[int, list[Forecast]] = {}
    for one in run.forecasts.order_by("lead", "-probability", "area"):
        listed.setdefault(one.lead, []).append(one)
    return listed


@dataclass(frozen=True)
class AreaOutlook:
    """All that was issued of one area in one run."""

    run: Run
    ground: Ground
    forecasts: tuple[Forecast, ...]


def of_area(pcode: str, month: date | None = None) -> AreaOutlook | None:
    """The latest outlook of an area that the reader may see, or that of a month."""
    wanted = Ground.objects.filter(area=pcode).select_related("run")
    if month is not None:
        wanted = wanted.filter(run__month=month.replace(day=1))
    ground = wanted.order_by("-run__month", "-run__created_at", "-run__id").first()
    if ground is None:
        return None
    listed = Forecast.objects.filter(run=ground.run, area=pcode).order_by("lead")
    return AreaOutlook(ground.run, ground, tuple(listed))


def section(office: int, month: date) -> dict[str, Any] | None:
    """The forecasts of section 8 of an office's assessment of a month, as plain values.

    From the last run issued from that month; None where there is none that the reader may see.
    Whoever reads learns the model's figures and the mix's, and what they were worth before.
    """
    run = latest(office, month)
    if run is None:
        return None
    listed = {lead: rows for lead, rows in by_lead(run).items() if lead in WATCHED}
    return {
        "reference": run.reference,
        "marking": run.marking,
        "month": f"{run.month:%Y-%m}",
        "vintage": run.vintage,
        "leads": [
            {
                "lead": lead,
                "month": f"{rows[0].month:%Y-%m}",
                **run.standings[str(lead)],
                "areas": [_row(one) for one in rows],
            }
            for lead, rows in listed.items()
        ],
    }


def _row(one: Forecast) -> dict[str, Any]:
    return {
        "area_code": one.area,
        "area": {language: describe(one.area, one.run.month, language) for language in LANGUAGES},
        "probability": one.probability,
        "mix_probability": one.mix_probability,
        "most": one.most,
        "mix_most": one.mix_most,
    }


@dataclass(frozen=True)
class Other:
    """What others forecast of an area or of what lies around it, summed over cells."""

    source: str
    run: str
    level: str
    month: date
    measure: str
    value: float
    places: int


def others(pcode: str, since: date) -> list[Other]:
    """Others' latest forecasts of an area, its region and its country, from a month on."""
    rows = Elsewhere.objects.filter(
        Q(level=CELL, area=pcode) | Q(level=REGION, area=_region(pcode)) | Q(level=COUNTRY),
        month__gte=since,
    )
    latest: dict[tuple[str, str, str], str] = {}
    for row in rows:
        key = row.source, row.level, row.measure
        latest[key] = max(latest.get(key, ""), row.run)
    sums: dict[tuple[str, str, date, str], list[float]] = {}
    for row in rows:
        if row.run == latest[row.source, row.level, row.measure]:
            sums.setdefault((row.source, row.level, row.month, row.measure), []).append(row.value)
    return [
        Other(source, latest[source, level, measure], level, month, measure,
              _together(measure, values), len(values))
        for (source, level, month, measure), values in sorted(sums.items())
    ]  # fmt: skip


def _together(measure: str, values: list[float]) -> float:
    """Figures add up over cells; of chances the highest is shown, for cells are not independent."""
    return max(values) if measure.startswith("chance") else sum(values)


def _region(pcode: str) -> str:
    """The P-code of the region around a cercle, as the profile's table has it."""
    rows = profile().table("cercles")
    return next((row["region"] for row in rows if row["pcode"] == pcode), "")
