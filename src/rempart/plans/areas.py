"""What this room knows of an area: actions and measures that answer the threats there."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from rempart.kernel.gathering import Entry, Gathered, cut
from rempart.kernel.models import Link
from rempart.plans.models import OVER, Action, Measure
from rempart.plans.workflow import ACTION
from rempart.register.models import Alert
from rempart.threats.models import Threat


def _tied(pcode: str, kind: str) -> set[UUID]:
    """The records of a kind that are tied to a threat or an alert of an area."""
    origins = {
        *Threat.objects.filter(area=pcode).values_list("pk", flat=True),
        *Alert.objects.filter(area=pcode).values_list("pk", flat=True),
    }
    links = Link.objects.filter(undone_at=None)
    forth = links.filter(source_id__in=origins, target_kind=kind)
    back = links.filter(target_id__in=origins, source_kind=kind)
    return {
        *forth.values_list("target_id", flat=True),
        *back.values_list("source_id", flat=True),
    }


def actions(pcode: str, on: date) -> Gathered | None:
    """The actions that come from a threat or an alert of an area, those first that are not over."""
    rows = list(
        Action.objects.filter(pk__in=_tied(pcode, "action")).order_by("due_on", "reference")
    )
    if not rows:
        return None
    rows.sort(key=lambda row: row.state in OVER)
    late = sum(row.overdue for row in rows)
    said = ngettext("%(n)s action is overdue.", "%(n)s actions are overdue.", late)
    return Gathered(
        title=gettext("Actions"), position=40, all=len(rows), url=reverse("plans:actions"),
        known=said % {"n": late} if late else "",
        entries=cut([
            Entry(row.statement, row.reference, reverse("plans:action", args=[row.reference]),
                  row.due_on, ACTION.labels[row.state], row.marking)
            for row in rows
        ]),
    )  # fmt: skip


def measures(pcode: str, on: date) -> Gathered | None:
    """The measures that stand against a threat of an area."""
    found = Measure.objects.filter(pk__in=_tied(pcode, "measure"), ended_on=None)
    rows = list(found.order_by("-since", "reference"))
    if not rows:
        return None
    return Gathered(
        title=gettext("Measures"), position=45, all=len(rows), url=reverse("plans:measures"),
        entries=cut([
            Entry(row.statement, row.reference, reverse("plans:measure", args=[row.reference]),
                  row.since, row.place, row.marking)
            for row in rows
        ]),
    )  # fmt: skip
