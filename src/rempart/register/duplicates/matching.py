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

PORTION = 200
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


LONGEST = 3
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


_EACH = 50
"""So many near incidents of one row are scored at most, the nearest in the index first."""

_NEAR_EACH = """
SELECT a.id, b.id FROM unnest(
  %(ids)s::uuid[], %(first)s::date[], %(last)s::date[], %(early)s::date[], %(late)s::date[],
  %(south)s::float[], %(north)s::float[], %(west)s::float[], %(east)s::float[], %(areas)s::text[]
) AS a (id, first, last, early, late, south, north, west, east, area)
CROSS JOIN LATERAL (
  (SELECT id, batch_id FROM register_incident
   WHERE starts_on BETWEEN a.first AND a.last AND latitude BETWEEN a.south AND a.north
     AND longitude BETWEEN a.west AND a.east LIMIT {each})
  UNION ALL
  (SELECT id, batch_id FROM register_incident
   WHERE NOT date_precision = 'day' AND starts_on BETWEEN a.early AND a.late
     AND latitude BETWEEN a.south AND a.north AND longitude BETWEEN a.west AND a.east LIMIT {each})
  UNION ALL
  (SELECT id, batch_id FROM register_incident
   WHERE starts_on BETWEEN a.first AND a.last AND latitude IS NULL
     AND area = a.area AND a.area <> '' LIMIT {each})
) b
WHERE b.id <> a.id AND b.batch_id IS DISTINCT FROM %(batch)s
LIMIT %(most)s
"""
"""One look into the indexes of days and points a row. The bounds are figured out beforehand: under
the wall only plain comparisons may reach an index."""


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
    brought = list(rows.order_by("pk").defer("words")[:size])
    ids = [row.pk for row in brought]
    near = _near_pairs(batch, brought, rules) if brought else set()
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


def _near_pairs(batch: UUID, rows: list[Incident], rules: Duplicates) -> set[tuple[UUID, UUID]]:
    """Each row of an import with what lies near it, by days and by point or cercle."""
    bounds = [_bounds(row, rules) for row in rows]
    values: dict[str, Any] = {
        name: [bound[name] for bound in bounds] for name in (bounds[0] if bounds else ())
    }
    values |= {
        "ids": [row.pk for row in rows],
        "areas": [row.area for row in rows],
        "batch": batch,
        "most": MOST,
    }
    with connections[current().alias].cursor() as cursor:
        cursor.execute(_NEAR_EACH.format(each=_EACH), values)
        return set(cursor.fetchall())


def _bounds(row: Incident, rules: Duplicates) -> dict[str, Any]:
    """Within which days and box another telling of a row's event lies; none for what is too coarse.

    The ends of a range that holds nothing are NULL: the index is not even looked at.
    """
    own = rules.days.get(row.date_precision)
    reach = rules.km.get(row.point_precision or "near")
    found: dict[str, Any] = dict.fromkeys(
        ("first", "last", "early", "late", "south", "north", "west", "east")
    )
    if own is not None:
        close, wide = own + rules.slack, own + rules.slack + max(rules.days.values())
        found["first"] = row.starts_on - timedelta(days=close + LONGEST)
        found["last"] = row.ends_on + timedelta(days=close)
        found["early"] = row.starts_on - timedelta(days=wide + LONGEST)
        found["late"] = row.ends_on + timedelta(days=wide)
    if row.latitude is not None and row.longitude is not None and reach is not None:
        north, east = _box(row.latitude, reach + max(rules.km.values()))
        found["south"], found["north"] = row.latitude - north, row.latitude + north
        found["west"], found["east"] = row.longitude - east, row.longitude + east
    return found


def _standing(ids: Iterable[UUID]) -> dict[UUID, Incident]:
    """Those of some incidents that stand behind no other: what is merged is proposed once."""
    rows = visible().filter(pk__in=list(ids)).defer("words")
    return {row.pk: row for row in rows}
