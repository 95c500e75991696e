"""What readers ask of the register: pages, counts and sums of the incidents that they may see.

Every query runs as the reader; the database leaves out what they may not know. Withdrawn incidents
are in no list; figures also leave out the unfounded and those out of scope. Of incidents merged as
one event only the first that the reader sees stands in lists and figures, with the range of all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import (
    Count,
    DateField,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)

from rempart.kernel.actor import current
from rempart.kernel.finding import found
from rempart.kernel.policy import NO_COMPARTMENT
from rempart.register import harm
from rempart.register.behind import behind, pairs
from rempart.register.duplicates.workflow import MERGED
from rempart.register.ged import ONE_SIDED
from rempart.register.models import FACETS, Batch, Incident, Twins
from rempart.register.search import search
from rempart.register.workflow import COUNTLESS, GONE

Key = tuple[date, UUID]
"""Where a page ends: the first day and the id of its last row."""

COUNTED = 1_000
_HITS, _SPARE = 500, 50
_STREAMED = 5_000
_SORTED = Func(F("starts_on"), template="(%(expressions)s + 0)", output_field=DateField())
"""The first day, for whoever wants every row: those that are seen are read as they lie and sorted,
which is quicker than to walk the index of dates and fetch every row, seen or not, one by one."""
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
    rows = Incident.objects.exclude(verification__in=gone)
    rows = rows.exclude(pk__in=behind(gone, filters is not None and filters.open_only))
    return rows.filter(filters.condition()) if filters else rows


def _few(filters: Filters) -> QuerySet[Incident]:
    """The same incidents as those of `visible`, for whoever takes some: each is asked by itself.

    A subquery that gives a value is never made a join of all pairs, as one that may exist is.
    """
    twins = Twins.objects.filter(state=MERGED, follows=OuterRef("pk"))
    twins = twins.exclude(leads__verification__in=GONE)
    if filters.open_only:
        twins = twins.filter(leads__compartment=NO_COMPARTMENT)
    rows = Incident.objects.exclude(verification__in=GONE).filter(filters.condition())
    return rows.alias(before=Subquery(twins.values("pk")[:1])).filter(before__isnull=True)


@dataclass(frozen=True)
class Page:
    """Some incidents, newest first; `after` is the key of the next page, None on the last one."""

    rows: tuple[Incident, ...]
    after: Key | None = None


def page(filters: Filters, after: Key | None = None, size: int = 50) -> Page:
    """The page of incidents that follows the key `after`, in the order of their first day."""
    if filters.words.strip():
        return _page(_hits(filters, after, size + 1), size)
    return _cut(_after(_few(filters), after).defer("words")[: size + 1], size)


def opening(filters: Filters, size: int = 50, most: int = COUNTED) -> tuple[Page, Bounded]:
    """The first page, and how many incidents there are, up to `most`: looked up together."""
    if filters.words.strip():
        keys = _hits(filters, None, max(size, most) + 1)
        return _page(keys, size), _bounded(len(keys), most)
    number = Number(_few(filters).order_by().values("pk")[: most + 1])
    rows = _after(_few(filters), None).defer("words").annotate(number=number)[: size + 1]
    listed = list(rows)
    return _cut(listed, size), _bounded(listed[0].number if listed else 0, most)


class Number(Subquery):
    """How many rows a query has."""

    template = "(SELECT count(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()


def _cut(rows: Iterable[Incident], size: int) -> Page:
    """A page of rows of which one more than `size` was asked for."""
    listed = tuple(rows)
    shown = listed[:size]
    return Page(shown, (shown[-1].starts_on, shown[-1].pk) if len(listed) > size else None)


def _page(keys: list[Key], size: int) -> Page:
    """The incidents of the first `size` keys."""
    shown = keys[:size]
    rows = Incident.objects.filter(pk__in=[pk for _day, pk in shown]).defer("words")
    found = {row.pk: row for row in rows} if shown else {}
    listed = tuple(found[pk] for _day, pk in shown)
    return Page(listed, shown[-1] if len(keys) > size else None)


def _after(rows: QuerySet[Incident], key: Key | None) -> QuerySet[Incident]:
    if key is not None:
        rows = rows.filter(starts_on__lte=key[0])
        rows = rows.filter(Q(starts_on__lt=key[0]) | Q(id__lt=key[1]))
    return rows.order_by("-starts_on", "-id")


def _hits(filters: Filters, after: Key | None, most: int) -> list[Key]:
    """The keys of up to `most` incidents that hold the words, taken until there are enough."""
    listed = _after(_few(filters), None).values_list("starts_on", "id")
    found: list[Key] = []
    portion = max(_HITS, most + _SPARE)
    while hits := search(filters.words, after, portion):
        found += listed.filter(id__in=[hit.id for hit in hits])[: most - len(found)]
        if len(found) >= most or len(hits) < portion:
            break
        after = hits[-1].day, hits[-1].id
    return found


def everything(filters: Filters, names: tuple[str, ...]) -> Iterator[tuple[Any, ...]]:
    """Some columns of every incident that the filters let pass, newest first, as a stream."""
    if not filters.words.strip():
        rows = visible(filters).order_by(_SORTED.desc(), "-id")
        yield from rows.values_list(*names).iterator(_STREAMED)
        return
    rows = visible(filters).order_by("-starts_on", "-id")
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
        return _bounded(len(_hits(filters, None, most + 1)), most)
    return _bounded(_few(filters).order_by()[: most + 1].count(), most)


def _bounded(number: int, most: int) -> Bounded:
    return Bounded(min(number, most), number > most)


def incident(reference: str) -> Incident:
    """The incident of a reference as people type it.

    Raises:
        NotThere: the reader sees none.
    """
    return found(Incident, reference)


def counted(filters: Filters | None = None) -> QuerySet[Incident]:
    """The incidents of `visible` that figures count: neither unfounded nor out of scope."""
    return _once(filters, COUNTLESS)


def told_with(ids: Iterable[UUID], open_only: bool = False) -> dict[UUID, list[Incident]]:
    """What stands behind each of some incidents as far as the reader sees, in one query."""
    found: dict[UUID, list[Incident]] = {}
    told = Twins.objects.filter(state=MERGED, leads__in=list(ids)).select_related("follows")
    if open_only:
        told = told.filter(follows__compartment=NO_COMPARTMENT)
    for pair in told.defer("follows__words").order_by("follows__recorded_at", "id"):
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
    leading = {pair.leads for pair in pairs((), False)}.intersection(row["id"] for row in listed)
    others = told_with(leading, open_only) if leading else {}
    for row in listed:
        more = others.get(row["id"], [])
        together = row | figures_of(row, more) if more else row
        if more and "harm" in row:
            together["harm"] = harm.told_together([row["harm"], *(one.harm for one in more)])
        yield together


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

    One pass over the rows, whatever the number of facets: they are counted by all of them at once,
    and the few counts are divided. Words are counted among their hits.
    """
    rows = _in_scope(visible(filters)).order_by()
    if filters.words.strip():
        rows = rows.filter(id__in=[pk for (pk,) in everything(filters, ("id",))])
    found: dict[str, dict[Any, int]] = {name: {} for name in FACETS}
    names = ", ".join(FACETS)
    sets = ", ".join(f"({name})" for name in FACETS)
    which = ", ".join(f"grouping({name})" for name in FACETS)
    divided = summed_again(
        rows.values(*FACETS).annotate(n=Count("pk")),
        f"{names}, {which}, sum(n)::bigint",
        f"GROUP BY GROUPING SETS ({sets}) ORDER BY sum(n) DESC, {names}",
    )
    for *cells, number in divided:
        values, marks = cells[: len(FACETS)], cells[len(FACETS) :]
        one = marks.index(0)
        found[FACETS[one]][values[one]] = number
    return found


def summed_again(rows: QuerySet[Any, Any], what: str, how: str) -> list[tuple[Any, ...]]:
    """What a statement over the sums of another says: `what` it selects of them, and `how`."""
    try:
        inner, given = rows.query.sql_with_params()
    except EmptyResultSet:
        return []
    with connections[current().alias].cursor() as cursor:
        cursor.execute(f"SELECT {what} FROM ({inner}) AS summed {how}", given)
        return list(cursor.fetchall())


def offices_with_incidents() -> list[int]:
    """The office numbers of the incidents that the reader may see, in order."""
    return list(visible().values_list("office", flat=True).distinct().order_by("office"))


def batches() -> QuerySet[Batch]:
    """The imports that the reader may see, the latest first."""
    return Batch.objects.order_by("-created_at", "-id")
