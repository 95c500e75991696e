"""What readers ask of the ledger: what waits for its answer, what was said, how good it was."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Sum

from rempart.kernel import clock
from rempart.learning.models import Judgement, Outcome
from rempart.learning.scoring import Trial
from rempart.outlook.computed import after
from rempart.outlook.models import Forecast, Ground
from rempart.places.queries import areas_of_office
from rempart.register.queries import ONE_SIDED_ATTACK, Filters, counted

PEOPLE, MODEL, COUNTING, CLIMATE = "people", "model", "counting", "climate"
SOURCES = (PEOPLE, MODEL, COUNTING, CLIMATE)
"""Who speaks: analysts, what was issued, the mix beside it, the area's own base rate."""
_BASE_MONTHS = 60
_MONTHS_BACK = 24


def last_day(month: date) -> date:
    """The last day of a month given by its first."""
    return after(month, 1) - timedelta(days=1)


def horizon(month: date, today: date) -> int:
    """How many months `month` lies after the last one known whole."""
    return (month.year - today.year) * 12 + month.month - today.month + 1


@dataclass(frozen=True)
class Tally:
    """What the register counts of an area and month: attacks in which civilians died, and dead."""

    area: str
    incidents: int
    killed: int

    @property
    def happened(self) -> bool:
        """Does the register say that somebody was killed?"""
        return self.killed > 0


def tallies(office: int, month: date) -> dict[str, Tally]:
    """The register's counts of an office's areas in a month, of what the reader may see."""
    found = (
        counted(Filters(since=month, until=last_day(month)))
        .filter(ONE_SIDED_ATTACK, killed_best__gt=0)
        .order_by()
        .values("area")
        .annotate(incidents=Count("id"), killed=Sum("killed_best"))
    )
    counts = {row["area"]: Tally(row["area"], row["incidents"], row["killed"]) for row in found}
    areas = [area.pcode for area in areas_of_office(office, month)]
    return {pcode: counts.get(pcode, Tally(pcode, 0, 0)) for pcode in areas}


def waiting(office: int) -> list[date]:
    """The months that are over, of which something was said, and that nobody has answered."""
    first = clock.today().replace(day=1)
    bounds = {"month__lt": first, "month__gte": after(first, -_MONTHS_BACK)}
    said = set(Judgement.objects.filter(office=office, **bounds).values_list("area", "month"))
    said |= set(Forecast.objects.filter(run__office=office, **bounds).values_list("area", "month"))
    answered = set(Outcome.objects.filter(office=office, **bounds).values_list("area", "month"))
    return sorted({month for _area, month in said - answered}, reverse=True)


def outcomes(office: int, month: date) -> dict[str, Outcome]:
    """The answers already given for an office's month, by area."""
    return {row.area: row for row in Outcome.objects.filter(office=office, month=month)}


def trials() -> list[Trial]:
    """Everything that was stated in time and is resolved, of what the reader may see.

    In time means before the month ended. Of several judgements of one person on an area and month
    at one horizon the last counts; of several runs from one month, the last.
    """
    known = {(row.area, row.month): row for row in Outcome.objects.all()}
    return [*_people(known), *_issued(known)] if known else []


Known = dict[tuple[str, date], Outcome]


def _people(known: Known) -> Iterator[Trial]:
    last: dict[tuple[object, str, date, int], Judgement] = {}
    for row in Judgement.objects.filter(month__in={m for _a, m in known}).order_by("created_at"):
        if row.created_at.date() <= last_day(row.month):
            last[row.author, row.area, row.month, row.horizon] = row
    for row in last.values():
        outcome = known.get((row.area, row.month))
        if outcome:
            yield Trial(PEOPLE, row.group, row.office, row.area, row.month, row.horizon,
                        row.percent / 100, outcome.happened)  # fmt: skip


def _issued(known: Known) -> Iterator[Trial]:
    found = (
        Forecast.objects.filter(month__in={m for _a, m in known})
        .select_related("run")
        .order_by("run__created_at")
    )
    last = {
        (row.area, row.month, row.lead): row
        for row in found
        if row.run.created_at.date() <= last_day(row.month) and (row.area, row.month) in known
    }
    runs = {row.run_id for row in last.values()}
    bases = {
        (run, area): base
        for run, area, base in Ground.objects.filter(run__in=runs).values_list(
            "run_id", "area", "base"
        )
    }
    for row in last.values():
        happened = known[row.area, row.month].happened
        chances = {
            MODEL: row.probability,
            COUNTING: row.mix_probability,
            CLIMATE: _smoothed(bases.get((row.run_id, row.area), 0.0)),
        }
        for source, chance in chances.items():
            yield Trial(source, source, row.run.office, row.area, row.month, row.lead,
                        chance, happened)  # fmt: skip


def _smoothed(base: float) -> float:
    """A base rate of sixty months, kept off 0 and 1 by half a month on either side."""
    return (base * _BASE_MONTHS + 0.5) / (_BASE_MONTHS + 1)
