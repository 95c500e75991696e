"""What this room knows of an area: who went there, who sat down together, what was promised."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rempart.field import presenting
from rempart.field.models import Commitment, Engagement, FieldMission, RoundTable
from rempart.kernel.gathering import SHOWN, Entry, Gathered


def _of(
    model: Any, title: Promise | str, position: int, view: str, listing: str, day: str, lacking: Any
) -> Callable[[str, date], Gathered]:
    """How the records of a model that happened in an area are gathered."""

    def ask(pcode: str, on: date) -> Gathered:
        rows = model.objects.filter(area=pcode).order_by(f"-{day}", "-pk")
        listed = list(rows[:SHOWN])
        return Gathered(
            title=title, position=position, all=rows.count(), url=reverse(listing),
            entries=tuple(
                Entry(presenting.title_of(row), row.reference,
                      reverse(view, args=[row.reference]), getattr(row, day),
                      marking=row.marking)
                for row in listed
            ),
            unknown=() if listed else (str(lacking),),
        )  # fmt: skip

    return ask


missions = _of(
    FieldMission, _("Field missions"), 50, "field:mission", "field:missions", "starts_on",
    _("no field mission that you may see went there"),
)  # fmt: skip
round_tables = _of(
    RoundTable, _("Round tables"), 55, "field:round_table", "field:round_tables", "held_on",
    _("no round table that you may see was held there"),
)  # fmt: skip
engagements = _of(
    Engagement, _("Engagements"), 60, "field:engagement", "field:engagements", "held_on",
    _("no meeting with authorities or leaders is on record"),
)  # fmt: skip


def commitments(pcode: str, on: date) -> Gathered | None:
    """What was promised in an area and is not settled."""
    rows = Commitment.objects.filter(area=pcode, settled_on=None).order_by("due_on", "pk")
    listed = list(rows[:SHOWN])
    if not listed:
        return None
    return Gathered(
        title=gettext("Commitments"), position=65, all=rows.count(),
        url=reverse("field:commitments"),
        entries=tuple(
            Entry(row.text, row.reference, reverse("field:commitment", args=[row.reference]),
                  row.due_on, presenting.state_of(row)[0], row.marking)
            for row in listed
        ),
    )  # fmt: skip
