"""What readers ask of reports: lists, what was told of an incident, and who else tells the same."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from rempart.kernel.finding import found
from rempart.kernel.models import Link
from rempart.kernel.policy import NO_COMPARTMENT
from rempart.register.models import Report
from rempart.register.reports.actions import TELLS

Key = tuple[datetime, UUID]
"""Where a page ends: when its last report was received, and its id."""


@dataclass(frozen=True)
class Filters:
    """What a reader narrows the list to; an empty filter lets everything pass."""

    office: int | None = None
    area: str = ""
    threat_type: str = ""
    since: date | None = None
    until: date | None = None
    loose: bool = False

    def condition(self) -> Q:
        """The filters but for `loose`, as a condition on reports."""
        wanted: dict[str, Any] = {
            "office": self.office,
            "area": self.area or None,
            "threat_type": self.threat_type or None,
            "received_at__date__gte": self.since,
            "received_at__date__lte": self.until,
        }
        return Q(**{name: value for name, value in wanted.items() if value is not None})


def reports(filters: Filters) -> QuerySet[Report]:
    """The reports that the reader may see, the latest received first."""
    rows = Report.objects.filter(filters.condition())
    if filters.loose:
        tied = Link.objects.filter(source_kind="report", relation=TELLS, undone_at__isnull=True)
        rows = rows.exclude(pk__in=tied.values("source_id"))
    return rows.order_by("-received_at", "-id")


def report(reference: str) -> Report:
    """The report of a reference as people type it.

    Raises:
        NotThere: the reader sees none.
    """
    return found(Report, reference)


def told_of(incidents: Iterable[UUID], *, open_only: bool = False) -> dict[UUID, list[Report]]:
    """The reports that tell of each incident, the first received first. Two queries.

    `open_only` leaves out what stands in a compartment: for what reaches readers who are in none.
    """
    wanted = list(incidents)
    links = Link.objects.filter(
        source_kind="report", relation=TELLS, target_id__in=wanted, undone_at__isnull=True
    ).values_list("source_id", "target_id")
    pairs = list(links) if wanted else []
    rows = Report.objects.filter(pk__in={source for source, _target in pairs})
    if open_only:
        rows = rows.filter(compartment=NO_COMPARTMENT)
    found = {row.pk: row for row in rows.order_by("received_at", "id")} if pairs else {}
    told: dict[UUID, list[Report]] = {target: [] for target in wanted}
    for source, target in pairs:
        if source in found:
            told[target].append(found[source])
    return {key: sorted(rows, key=lambda r: (r.received_at, r.pk)) for key, rows in told.items()}
