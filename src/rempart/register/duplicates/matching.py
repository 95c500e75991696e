"""Finding what may be the same event, by the index of days and points; never by looking at all.

Whoever asks is compared with what they may see. A date or a point too coarse to compare finds
nothing. What people have decided of a pair is not proposed again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import cos, radians
from typing import Any
from uuid import UUID

from django.db import connections
from django.db.models import Q

from rempart.doctrine.loader import current as profile
from rempart.doctrine.schema import Duplicates
from rempart.kernel.actor import current
from rempart.register.duplicates.likeness import Alike, best, compare
from rempart.register.models import Incident, Twins
from rempart.register.queries import visible
from rempart.register.workflow import GONE

PORTION = 1_000
"""So many rows of an import are looked at for one page."""

MOST = 5_000
"""So many near pairs of a portion are scored at most: beyond, the thresholds are too wide."""

_DEGREE_KM = 111.0


@dataclass(frozen=True)
class Twin:
    """An incident that may tell the same event, and why."""

    incident: Incident
    alike: Alike

    @property
    def likely(self) -> bool:
        """Likely, or only possible?"""
        return self.alike.score >= profile().duplicates.likely


@dataclass(frozen=True)
class Pair:
    """Two incidents of which one came with an import, and why they may be one event."""

    brought: Incident
    twin: Twin


def twins_of(event: Incident, most: int = 5) -> list[Twin]:
    """The incidents that the reader sees and that may be `event`, saved or not; likeliest first."""
    rules = profile().duplicates
    near = _near(event, rules)
    if near is None:
        return []
    rows = visible().filter(near).exclude(pk=event.pk)
    known = _decided([event.pk]).get(event.pk, set())
    found = [
        (row, alike)
        for row in rows.defer("words")[:MOST]
        if row.pk not in known and (alike := compare(event, row, rules))
        and alike.score >= rules.possible
    ]  # fmt: skip
    return [Twin(row, alike) for row, alike in best(found)[:most]]


def _near(event: Incident, rules: Duplicates) -> Q | None:
    """What lies within reach of an event, in terms that the index answers."""
    own = rules.days.get(event.date_precision)
    if own is None:
        return None
    close = timedelta(days=own + rules.slack + rules.days.get("day", 0))
    wide = timedelta(days=own + rules.slack + max(rules.days.values()))
    first, last = event.starts_on, event.ends_on
    long = timedelta(days=LONGEST)
    exact = Q(starts_on__range=(first - close - long, last + close), ends_on__gte=first - close)
    rough = ~Q(date_precision="day") & Q(starts_on__range=(first - wide - long, last + wide))
    around = _around(event, rules)
    return around and (exact | rough) & around


LONGEST = 7
"""An event that lasts longer than so many days is found by the days on which it began."""


def _around(event: Incident, rules: Duplicates) -> Q | None:
    """The box within which a point may tell the same place, and the cercle of what has none."""
    there = Q(area=event.area) if event.area else None
    reach = rules.km.get(event.point_precision or "near")
    if event.latitude is None or event.longitude is None or reach is None:
        return there
    north, east = _box(event.latitude, reach + max(rules.km.values()))
    box = Q(
        latitude__range=(event.latitude - north, event.latitude + north),
        longitude__range=(event.longitude - east, event.longitude + east),
    )
    return box | (Q(latitude=None) & there) if there else box


def _box(latitude: float, km: float) -> tuple[float, float]:
    """Degrees to the north and to the east of so many kilometres."""
    return km / _DEGREE_KM, km / (_DEGREE_KM * max(cos(radians(latitude)), 0.1))


def _decided(of: Sequence[UUID]) -> dict[UUID, set[UUID]]:
    """The other ends of the pairs that people have decided or already have before them."""
    found: dict[UUID, set[UUID]] = defaultdict(set)
    pairs = Twins.objects.filter(Q(leads__in=of) | Q(follows__in=of))
    for leads, follows in pairs.values_list("leads_id", "follows_id"):
        found[leads].add(follows)
        found[follows].add(leads)
    return found


@dataclass(frozen=True)
class Portion:
    """The likely twins of a portion of an import, and where the next portion begins."""

    pairs: tuple[Pair, ...]
    looked_at: int
    after: UUID | None


_JOINED = """
WITH brought AS MATERIALIZED (
  SELECT id, starts_on, ends_on, latitude, longitude, area, date_precision
  FROM register_incident WHERE id = ANY (%(ids)s))
SELECT a.id, b.id FROM brought a JOIN register_incident b
  ON b.starts_on BETWEEN a.starts_on - %(close)s - {long} AND a.ends_on + %(close)s
 AND b.latitude BETWEEN a.latitude - %(north)s AND a.latitude + %(north)s
 AND b.longitude BETWEEN a.longitude - %(east)s AND a.longitude + %(east)s
WHERE {apart}
UNION
SELECT a.id, b.id FROM brought a JOIN register_incident b
  ON NOT b.date_precision = 'day'
 AND b.starts_on BETWEEN a.starts_on - %(wide)s - {long} AND a.ends_on + %(wide)s
 AND b.latitude BETWEEN a.latitude - %(north)s AND a.latitude + %(north)s
 AND b.longitude BETWEEN a.longitude - %(east)s AND a.longitude + %(east)s
WHERE {apart}
UNION
SELECT a.id, b.id FROM brought a JOIN register_incident b
  ON b.area = a.area AND a.area <> '' AND (b.latitude IS NULL OR a.latitude IS NULL)
 AND b.starts_on BETWEEN a.starts_on - %(close)s - {long} AND a.ends_on + %(close)s
WHERE {apart}
LIMIT %(most)s
"""
_APART = (
    "b.id <> a.id AND b.batch_id IS DISTINCT FROM %(batch)s AND b.verification <> ALL (%(gone)s)"
)


def twins_of_batch(batch: UUID, after: UUID | None = None, size: int = PORTION) -> Portion:
    """The likely twins, outside their import, of the next rows that it brought.

    One statement joins the portion with the register by the indexes of days and points, whatever
    the register holds; the pairs are scored here. Rows of one import are not held against each
    other: its source has told them apart.
    """
    rules = profile().duplicates
    rows = Incident.objects.filter(batch=batch).exclude(verification__in=GONE)
    if after is not None:
        rows = rows.filter(pk__gt=after)
    ids = list(rows.order_by("pk").values_list("pk", flat=True)[:size])
    near = _near_pairs(batch, ids, rules) if ids else []
    events = _standing({end for pair in near for end in pair})
    known = _decided(ids) if near else {}
    found = [
        (events[mine], Twin(events[other], alike))
        for mine, other in near
        if {mine, other} <= events.keys()
        and other not in known.get(mine, ())
        and (alike := compare(events[mine], events[other], rules))
        and alike.score >= rules.likely
    ]
    found.sort(key=lambda pair: (-pair[1].alike.score, pair[0].reference, pair[1].incident.pk))
    more = ids[-1] if len(ids) == size else None
    return Portion(tuple(Pair(*pair) for pair in found), len(ids), more)


def _near_pairs(batch: UUID, ids: list[UUID], rules: Duplicates) -> list[tuple[UUID, UUID]]:
    north, east = _box(_FAR_NORTH, 2 * max(rules.km.values()))
    precise = max(rules.days.get(code, 0) for code in ("day", "days"))
    values: dict[str, Any] = {
        "ids": ids,
        "batch": batch,
        "gone": list(GONE),
        "close": precise + rules.slack,
        "wide": max(rules.days.values()) + precise + rules.slack,
        "north": north,
        "east": east,
        "most": MOST,
    }
    sql = _JOINED.format(apart=_APART, long=LONGEST)
    with connections[current().alias].cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


_FAR_NORTH = 25.0
"""A box in degrees is widest in the north; this is as far as the missions of today reach."""


def _standing(ids: Iterable[UUID]) -> dict[UUID, Incident]:
    """Those of some incidents that stand behind no other: what is merged is proposed once."""
    rows = visible().filter(pk__in=list(ids)).defer("words")
    return {row.pk: row for row in rows}
