"""What readers ask of the register: pages, counts and sums of the incidents that they may see.

Every query runs as the reader; the database leaves out what they may not know. Withdrawn incidents
are in no list; figures also leave out the unfounded and those out of scope. Of incidents merged as
one event only the first that the reader sees stands in lists and figures, with the range of all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, TruncMonth

from rempart.kernel.actor import current
from rempart.kernel.errors import NotThere
from rempart.kernel.ids import read_reference
from rempart.kernel.policy import NO_COMPARTMENT
from rempart.register import harm
from rempart.register.duplicates.workflow import MERGED
from rempart.register.ged import ONE_SIDED
from rempart.register.models import FACETS, Batch, Incident, Twins
from rempart.register.search import search
from rempart.register.workflow import COUNTLESS, GONE, VERIFIED

Key = tuple[date, UUID]
"""Where a page ends: the first day and the id of its last row."""

COUNTED = 1_000
_HITS = 500
_STREAMED = 5_000
_WIDE = 40
"""Who reads so many scopes reads most rows: walking all of them is quicker than looking them up."""

ONE_SIDED_ATTACK = Q(ucdp_type=ONE_SIDED) | Q(ucdp_type__isnull=True) & ~Q(threat_type="")
"""An attack on civilians: by UCDP's type, or what the mission recorded with a threat type."""


@dataclass(frozen=True)
class Filters:
    """What a reader narrows the list to; an empty filter lets everything pass.

    `since` and `until` are both included. `civilians` keeps attacks on civilians, and fighting
    that is known to have killed some. `open_only` leaves the compartments out, for figures that go
    to readers who are in none.
    """

    office: int | None = None
    area: str = ""
    threat_type: str = ""
    ucdp_type: int | None = None
    verification: str = ""
    since: date | None = None
    until: date | None = None
    civilians: bool = False
    batch: UUID | None = None
    words: str = ""
    open_only: bool = False

    def condition(self) -> Q:
        """The filters but for the words, as a condition on incidents."""
        wanted = {
            "office": self.office,
            "area": self.area or None,
            "threat_type": self.threat_type or None,
            "ucdp_type": self.ucdp_type,
            "verification": self.verification or None,
            "starts_on__gte": self.since,
            "starts_on__lte": self.until,
            "batch": self.batch,
            "compartment": NO_COMPARTMENT if self.open_only else None,
        }
        said = Q(**{name: value for name, value in wanted.items() if value is not None})
        if self.civilians:
            said &= ONE_SIDED_ATTACK | Q(killed_best__gt=0)
        return said


def visible(filters: Filters | None = None) -> QuerySet[Incident]:
    """The incidents that the reader may see, but for those merged or withdrawn, unordered.

    The words of `filters` are left to `page` and `count`, which look them up in the index.
    """
    return _once(filters, GONE)


def _once(filters: Filters | None, gone: Iterable[str]) -> QuerySet[Incident]:
    """The incidents in none of the states `gone`, each event once.

    An incident stands behind another with which it was merged, where the reader sees that one and
    it stands itself: the one rule by which lists, counts, maps, figures and forecasts go.
    """
    behind = Twins.objects.filter(state=MERGED, follows=OuterRef("pk"))
    behind = behind.exclude(leads__verification__in=gone)
    rows = Incident.objects.exclude(verification__in=gone)
    if filters is not None and filters.open_only:
        behind = behind.filter(leads__compartment=NO_COMPARTMENT)
    rows = rows.filter(~Exists(behind))
    return rows.filter(filters.condition()) if filters else rows


@dataclass(frozen=True)
class Page:
    """Some incidents, newest first; `after` is the key of the next page, None on the last one."""

    rows: tuple[Incident, ...]
    after: Key | None = None


def page(filters: Filters, after: Key | None = None, size: int = 50) -> Page:
    """The page of incidents that follows the key `after`, in the order of their first day."""
    rows = list(_found(filters, after, size + 1))
    more = len(rows) > size
    shown = tuple(rows[:size])
    return Page(shown, _key(shown[-1]) if more else None)


def _key(incident: Incident) -> Key:
    return incident.starts_on, incident.pk


def _after(rows: QuerySet[Incident], key: Key | None) -> QuerySet[Incident]:
    if key is not None:
        rows = rows.filter(starts_on__lte=key[0])
        rows = rows.filter(Q(starts_on__lt=key[0]) | Q(id__lt=key[1]))
    return rows.order_by("-starts_on", "-id")


def _found(filters: Filters, after: Key | None, most: int) -> Iterator[Incident]:
    """Up to `most` incidents; hits of the words are taken in portions until there are enough."""
    listed = _after(visible(filters).defer("words"), after)
    if not filters.words.strip():
        yield from listed[:most]
        return
    found = 0
    while hits := search(filters.words, after, max(_HITS, most)):
        for row in listed.filter(id__in=[hit.id for hit in hits])[: most - found]:
            found += 1
            yield row
        if found >= most or len(hits) < max(_HITS, most):
            return
        after = hits[-1].day, hits[-1].id


def everything(filters: Filters, names: tuple[str, ...]) -> Iterator[tuple[Any, ...]]:
    """Some columns of every incident that the filters let pass, newest first, as a stream."""
    rows = visible(filters).order_by("-starts_on", "-id")
    if not filters.words.strip():
        yield from rows.values_list(*names).iterator(_STREAMED)
        return
    after: Key | None = None
    while hits := search(filters.words, after, _STREAMED):
        yield from rows.filter(id__in=[hit.id for hit in hits]).values_list(*names)
        after = hits[-1].day, hits[-1].id


@dataclass(frozen=True)
class Bounded:
    """A count that stops: `number` is exact unless `more` says that there are others."""

    number: int
    more: bool = False


def count(filters: Filters, most: int = COUNTED) -> Bounded:
    """How many incidents the filters let pass, up to `most`."""
    if filters.words.strip():
        number = sum(1 for _row in _found(filters, None, most + 1))
    else:
        number = visible(filters).order_by()[: most + 1].count()
    return Bounded(min(number, most), number > most)


def incident(reference: str) -> Incident:
    """The incident of a reference as people type it.

    Raises:
        NotThere: the reader sees none.
    """
    found = Incident.objects.filter(reference=read_reference(reference) or reference).first()
    if found is None:
        raise NotThere
    return found


def counted(filters: Filters | None = None) -> QuerySet[Incident]:
    """The incidents of `visible` that figures count: neither unfounded nor out of scope."""
    return _once(filters, COUNTLESS)


def told_with(ids: Iterable[UUID], open_only: bool = False) -> dict[UUID, list[Incident]]:
    """What stands behind each of some incidents as far as the reader sees, in one query."""
    found: dict[UUID, list[Incident]] = {}
    pairs = Twins.objects.filter(state=MERGED, leads__in=list(ids)).select_related("follows")
    if open_only:
        pairs = pairs.filter(follows__compartment=NO_COMPARTMENT)
    for pair in pairs.defer("follows__words").order_by("follows__recorded_at", "id"):
        if pair.follows.verification not in COUNTLESS:
            found.setdefault(pair.leads_id, []).append(pair.follows)
    return found


def figures_of(leads: Any, others: Iterable[Incident]) -> dict[str, int | None]:
    """The columns of killed and deaths of one event that several incidents tell: their ranges.

    `leads` is an incident, or its columns by name.
    """
    get = leads.get if isinstance(leads, dict) else lambda name: getattr(leads, name)
    found: dict[str, int | None] = {}
    listed = list(others)
    for name in ("killed", "deaths"):
        columns = [f"{name}_{end}" for end in ("min", "best", "max")]
        told = [harm.Range(*(get(column) for column in columns))]
        told += [harm.Range(*(getattr(row, column) for column in columns)) for row in listed]
        found |= zip(columns, harm.spread(told), strict=True)
    return found


def spread_figures(rows: Iterable[dict[str, Any]], open_only: bool) -> Iterator[dict[str, Any]]:
    """Incidents as columns by name, with `id`, each with the range of all that tell its event."""
    listed = list(rows)
    leading = set(
        Twins.objects.filter(state=MERGED).values_list("leads_id", flat=True)
    ).intersection(row["id"] for row in listed)
    others = told_with(leading, open_only) if leading else {}
    for row in listed:
        more = others.get(row["id"], [])
        together = row | figures_of(row, more) if more else row
        if more and "harm" in row:
            together["harm"] = harm.told_together([row["harm"], *(one.harm for one in more)])
        yield together


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


Merged = Iterable[tuple[Incident, Tally]]


def widened(filters: Filters) -> Iterator[tuple[Incident, Tally]]:
    """Each event that several incidents tell, with what their range adds to its own figures.

    A page that counts several ways asks once and hands the answer to each.
    """
    merged = Twins.objects.filter(state=MERGED).values("leads")
    rows = {row.pk: row for row in counted(filters).filter(pk__in=merged).defer("words")}
    for pk, others in (told_with(rows, filters.open_only) if rows else {}).items():
        own = {name: getattr(rows[pk], name) for name in harm.TOTALS}
        kind = {name: getattr(rows[pk], name) for name in ("ucdp_type", "threat_type")}
        yield rows[pk], _one(kind, figures_of(own, others)) + _one(kind, own, -1)


def tally(filters: Filters, merged: Merged | None = None) -> Tally:
    """Events and people killed among the incidents that the filters let pass."""
    own = _tally(counted(filters).aggregate(**_SUMS))
    return sum((more for _row, more in (widened(filters) if merged is None else merged)), own)


def by_month(filters: Filters, merged: Merged | None = None) -> dict[date, Tally]:
    """The tally of each month with incidents, by its first day, in order."""
    rows = counted(filters).annotate(month=TruncMonth("starts_on"))
    found = {
        row["month"]: _tally(row)
        for row in rows.values("month").annotate(**_SUMS).order_by("month")
    }
    for row, more in widened(filters) if merged is None else merged:
        found[row.starts_on.replace(day=1)] += more
    return found


def by_area(filters: Filters) -> dict[str, Tally]:
    """The tally of each area with incidents, by P-code; the empty code holds the unplaced."""
    rows = counted(filters).values("area").annotate(**_SUMS).order_by("area")
    found = {row["area"]: _tally(row) for row in rows}
    for row, more in widened(filters):
        found[row.area] += more
    return found


def _in_scope(rows: QuerySet[Incident]) -> QuerySet[Incident]:
    """The same rows, with the reader's scopes told to the planner beforehand.

    The wall compares with what a function returns, which no statistics foresee. Whoever also reads
    what they entered themselves is left to the wall alone.
    """
    with connections[current().alias].cursor() as cursor:
        cursor.execute(
            "SELECT kernel.scopes('incident', 'read'), kernel.scopes('incident', 'read_own')"
        )
        by_role, own = cursor.fetchone()
    return rows if own or len(by_role) > _WIDE else rows.filter(scope__in=by_role)


def facets(filters: Filters) -> dict[str, dict[Any, int]]:
    """How many incidents each value of each facet has behind the filters, the most first.

    One pass over the rows, whatever the number of facets. Words are counted among their hits.
    """
    rows = _in_scope(visible(filters)).order_by().values(*FACETS)
    if filters.words.strip():
        rows = rows.filter(id__in=[pk for (pk,) in everything(filters, ("id",))])
    found: dict[str, dict[Any, int]] = {name: {} for name in FACETS}
    try:
        inner, given = rows.query.sql_with_params()
    except EmptyResultSet:
        return found
    names = ", ".join(FACETS)
    sets = ", ".join(f"({name})" for name in FACETS)
    which = ", ".join(f"grouping({name})" for name in FACETS)
    asked = (
        f"SELECT {names}, {which}, count(*) FROM ({inner}) AS behind"
        f" GROUP BY GROUPING SETS ({sets}) ORDER BY count(*) DESC, {names}"
    )
    with connections[current().alias].cursor() as cursor:
        cursor.execute(asked, given)
        for *cells, number in cursor.fetchall():
            values, marks = cells[: len(FACETS)], cells[len(FACETS) :]
            one = marks.index(0)
            found[FACETS[one]][values[one]] = number
    return found


@dataclass(frozen=True)
class Spot:
    """Incidents at one point, for a map: how many, of which kind, how many civilians killed."""

    latitude: float
    longitude: float
    area: str
    ucdp_type: int | None
    tally: Tally


def by_point(filters: Filters, most: int = 2_000, merged: Merged | None = None) -> tuple[Spot, ...]:
    """The points with incidents, the deadliest first; at most `most`."""
    rows = counted(filters).filter(latitude__isnull=False, longitude__isnull=False)
    named = ("latitude", "longitude", "area", "ucdp_type")
    summed = rows.values(*named).annotate(**_SUMS).order_by("-sum_deaths_best", *named)
    more: dict[tuple[Any, ...], Tally] = {}
    for row, added in widened(filters) if merged is None else merged:
        point = tuple(getattr(row, name) for name in named)
        more[point] = more.get(point, Tally()) + added
    points = [(tuple(row[name] for name in named), _tally(row)) for row in summed[:most]]
    return tuple(Spot(*point, own + more.get(point, Tally())) for point, own in points)


def offices_with_incidents() -> list[int]:
    """The office numbers of the incidents that the reader may see, in order."""
    return list(visible().values_list("office", flat=True).distinct().order_by("office"))


def batches() -> QuerySet[Batch]:
    """The imports that the reader may see, the latest first."""
    return Batch.objects.order_by("-created_at", "-id")
