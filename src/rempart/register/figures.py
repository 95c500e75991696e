"""What the register counts: events and people killed, in whole, by month, by area and by point.

Of incidents merged as one event the one that stands for it counts, with the range of all. A page
that counts several ways asks once what merging does, and hands the answer to each.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from rempart.kernel.policy import NO_COMPARTMENT
from rempart.register import harm
from rempart.register.behind import Among, Pair, pairs
from rempart.register.ged import ONE_SIDED
from rempart.register.models import Incident
from rempart.register.queries import ONE_SIDED_ATTACK, Filters, figures_of, summed_again
from rempart.register.workflow import COUNTLESS, VERIFIED

_TOLD = (*harm.TOTALS, "ucdp_type", "threat_type", "starts_on", "area", "latitude", "longitude")
MOST = 2_000
"""So many points are told of, the deadliest first."""

Triple = tuple[int, int, int]


@dataclass(frozen=True)
class Tally:
    """Sums over some incidents, as (min, best, max) where people are counted.

    `killed` are civilians killed in attacks on them, `in_fighting` those known to have been killed
    in fighting, `deaths` everybody; a missing end of a range counts as its best figure. In
    `unknown` of the events the civilians killed are unknown; `verified` of them are verified.
    """

    events: int = 0
    one_sided: int = 0
    killed: Triple = (0, 0, 0)
    in_fighting: Triple = (0, 0, 0)
    deaths: Triple = (0, 0, 0)
    unknown: int = 0
    verified: int = 0

    def __add__(self, other: Tally) -> Tally:
        """The tally of both together."""
        return Tally(
            self.events + other.events,
            self.one_sided + other.one_sided,
            _together(self.killed, other.killed),
            _together(self.in_fighting, other.in_fighting),
            _together(self.deaths, other.deaths),
            self.unknown + other.unknown,
            self.verified + other.verified,
        )


def _together(one: Triple, other: Triple) -> Triple:
    return (one[0] + other[0], one[1] + other[1], one[2] + other[2])


def _sum(column: str, end: str, only: Q | None = None) -> Sum:
    best = F(f"{column}_best")
    figure = best if end == "best" else Coalesce(F(f"{column}_{end}"), best)
    known = Q(**{f"{column}_best__isnull": False})
    return Sum(figure, filter=known & only if only else known, default=0)


_ENDS = ("min", "best", "max")
_SUMS: dict[str, Any] = {
    "events": Count("id"),
    "one_sided": Count("id", filter=ONE_SIDED_ATTACK),
    "unknown": Count("id", filter=Q(killed_best__isnull=True)),
    "verified": Count("id", filter=Q(verification=VERIFIED)),
    **{f"sum_killed_{end}": _sum("killed", end, ONE_SIDED_ATTACK) for end in _ENDS},
    **{f"sum_fighting_{end}": _sum("killed", end, ~ONE_SIDED_ATTACK) for end in _ENDS},
    **{f"sum_deaths_{end}": _sum("deaths", end) for end in _ENDS},
}


def _tally(row: dict[str, Any]) -> Tally:
    def triple(name: str) -> Triple:
        return (row[f"sum_{name}_min"], row[f"sum_{name}_best"], row[f"sum_{name}_max"])

    return Tally(
        row["events"],
        row["one_sided"],
        triple("killed"),
        triple("fighting"),
        triple("deaths"),
        row["unknown"],
        row["verified"],
    )


def _one(row: dict[str, Any], figures: Mapping[str, int | None], sign: int = 1) -> Tally:
    """What one incident with these figures adds to the sums of people; no event."""

    def triple(column: str, fits: bool) -> Triple:
        low, best, high = (figures[f"{column}_{end}"] for end in _ENDS)
        if best is None or not fits:
            return (0, 0, 0)
        return (
            sign * (best if low is None else low),
            sign * best,
            sign * (best if high is None else high),
        )

    one_sided = row["ucdp_type"] == ONE_SIDED or (row["ucdp_type"] is None and row["threat_type"])
    return Tally(
        killed=triple("killed", bool(one_sided)),
        in_fighting=triple("killed", not one_sided),
        deaths=triple("deaths", True),
        unknown=sign * (figures["killed_best"] is None),
    )


@dataclass(frozen=True)
class Merged:
    """What merging does to the figures of some days.

    `behind` are the incidents that stand behind another; `added` is what the range of each event
    that several incidents tell adds to the figures of the one that stands for it.
    """

    behind: tuple[UUID, ...] = ()
    added: tuple[tuple[Any, Tally], ...] = ()

    def between(self, first: date, last: date) -> Merged:
        """The same, but of the events that began between two days."""
        fitting = (pair for pair in self.added if first <= pair[0].starts_on <= last)
        return replace(self, added=tuple(fitting))


def merged(filters: Filters) -> Merged:
    """What merging does to the figures of the incidents that the filters let pass."""
    told = pairs(COUNTLESS, filters.open_only, filters.since, filters.until)
    if not told:
        return Merged()
    behind = {pair.follows for pair in told}
    leading = Q(Among({pair.leads for pair in told})) & filters.condition()
    rows = Incident.objects.filter(leading | Q(Among(behind)))
    rows = rows.exclude(verification__in=COUNTLESS)
    if filters.open_only:
        rows = rows.filter(compartment=NO_COMPARTMENT)
    listed = rows.order_by("recorded_at", "id").values_list("id", *_TOLD, named=True)
    found = {row.id: row for row in listed}
    return Merged(tuple(behind), tuple(_added(found, behind, told)))


def _added(
    found: Mapping[UUID, Any], behind: Container[UUID], told: Iterable[Pair]
) -> Iterator[tuple[Any, Tally]]:
    """Each incident found that stands for an event, with what the range of all adds to its own."""
    others: dict[UUID, list[Any]] = {}
    leading: dict[UUID, list[UUID]] = {}
    for pair in told:
        leading.setdefault(pair.follows, []).append(pair.leads)
    for pk, row in found.items():
        for leads in leading.get(pk, ()):
            others.setdefault(leads, []).append(row)
    for pk, rows in others.items():
        if pk in found and pk not in behind:
            row = found[pk]
            own = {name: getattr(row, name) for name in harm.TOTALS}
            kind = {name: getattr(row, name) for name in ("ucdp_type", "threat_type")}
            yield row, _one(kind, figures_of(own, rows)) + _one(kind, own, -1)


def _counted(filters: Filters, merging: Merged) -> QuerySet[Incident]:
    """The incidents that figures count, by what was found of merging beforehand."""
    rows = Incident.objects.exclude(verification__in=COUNTLESS).filter(filters.condition())
    return rows.exclude(Among(merging.behind)) if merging.behind else rows


def tally(filters: Filters) -> Tally:
    """Events and people killed among the incidents that the filters let pass."""
    merging = merged(filters)
    own = _tally(_counted(filters, merging).aggregate(**_SUMS))
    return sum((more for _row, more in merging.added), own)


def by_month(filters: Filters, merging: Merged | None = None) -> dict[date, Tally]:
    """The tally of each month with incidents, by its first day, in order."""
    merging = merged(filters) if merging is None else merging
    rows = summed_again(
        _counted(filters, merging).values("starts_on").annotate(**_SUMS),
        "date_trunc('month', starts_on::timestamp)::date AS month, "
        + ", ".join(f"sum({name})::bigint" for name in _SUMS),
        "GROUP BY month ORDER BY month",
    )
    found = {month: _tally(dict(zip(_SUMS, sums, strict=True))) for month, *sums in rows}
    for row, more in merging.added:
        found[row.starts_on.replace(day=1)] += more
    return found


@dataclass(frozen=True)
class Ground:
    """The tally of all, by area, and by area of those alone whose point is known.

    Areas go by their P-code; the empty code holds those without.
    """

    whole: Tally = Tally()
    areas: dict[str, Tally] = field(default_factory=dict)
    placed: dict[str, Tally] = field(default_factory=dict)


def on_the_ground(filters: Filters, merging: Merged | None = None) -> Ground:
    """The tally by area of the incidents that the filters let pass, and of those with a point."""
    merging = merged(filters) if merging is None else merging
    pointed = Q(latitude__isnull=False, longitude__isnull=False)
    rows = _counted(filters, merging).order_by("area").annotate(pointed=pointed)
    found = [
        (row["area"], row["pointed"], _tally(row))
        for row in rows.values("area", "pointed").annotate(**_SUMS)
    ]
    found += [
        (row.area, None not in (row.latitude, row.longitude), more) for row, more in merging.added
    ]
    areas: dict[str, Tally] = {}
    placed: dict[str, Tally] = {}
    for area, has_point, more in found:
        areas[area] = areas.get(area, Tally()) + more
        if has_point:
            placed[area] = placed.get(area, Tally()) + more
    return Ground(sum(areas.values(), Tally()), areas, placed)


def by_area(filters: Filters) -> dict[str, Tally]:
    """The tally of each area with incidents, by P-code; the empty code holds the unplaced."""
    return on_the_ground(filters).areas


@dataclass(frozen=True)
class Spot:
    """Incidents at one point, for a map: how many, and how many of them verified."""

    latitude: float
    longitude: float
    events: int
    verified: int


def by_point(filters: Filters, merging: Merged | None = None, most: int = MOST) -> tuple[Spot, ...]:
    """The points with incidents, the deadliest first; at most `most`."""
    merging = merged(filters) if merging is None else merging
    rows = _counted(filters, merging).filter(latitude__isnull=False, longitude__isnull=False)
    named = ("latitude", "longitude")
    counts = {name: _SUMS[name] for name in ("events", "verified")}
    points = rows.values(*named).annotate(**counts, deadly=Sum("deaths_best", default=0))
    told = points.order_by("-deadly", *named).values_list(*named, *counts)
    return tuple(Spot(*point) for point in told[:most])
