"""What reports tell of themselves in a story: who told what, when, under which grade."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from rempart.kernel import story
from rempart.kernel.story import Event
from rempart.register.models import Report
from rempart.register.reports.presenting import figures


def reports(ids: Iterable[UUID]) -> Iterator[Event]:
    """When some reports were received, with their grade and their figures as told."""
    for row in Report.objects.filter(pk__in=list(ids)):
        said = "; ".join(part for part in (row.grade, figures(row)) if part)
        yield Event(
            row.received_at, story.FACT, _("It was told"), "report", row.pk,
            note=said, marking=row.marking,
        )  # fmt: skip
