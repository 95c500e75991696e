"""Places that matter as readers find them: by cercle and kind, those that still are first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import F, QuerySet

from rempart.kernel.finding import found
from rempart.register.models import Site

SHOWN = 200
"""Places on one page; a page that is full says so."""


@dataclass(frozen=True)
class SiteFilters:
    """What a reader narrows the list to; an empty filter lets everything pass."""

    office: int | None = None
    area: str = ""
    type: str = ""
    day: int | None = None
    closed: bool = False


def sites(filters: SiteFilters | None = None) -> QuerySet[Site]:
    """The places that the reader may see, in the order of their names."""
    said = filters or SiteFilters()
    rows: QuerySet[Site] = Site.objects.order_by(
        F("closed_on").desc(nulls_first=True), "name", "pk"
    )
    if not said.closed:
        rows = rows.filter(closed_on=None)
    for name, value in (("office", said.office), ("area", said.area), ("type", said.type)):
        if value:
            rows = rows.filter(**{name: value})
    return rows.filter(days__contains=[said.day]) if said.day else rows


def site(reference: str) -> Site:
    """The place of a reference as people type it.

    Raises:
        NotThere: the reader sees none.
    """
    return found(Site, reference)


def gathering(on: date, office: int | None = None) -> QuerySet[Site]:
    """The places that gather people on a day of the week: tomorrow's markets."""
    return sites(SiteFilters(office=office, day=on.isoweekday()))
