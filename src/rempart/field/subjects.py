"""The three subjects of the room behind one set of pages: how each is typed, made and advanced."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rempart.field import engagements, forms, missions, round_tables
from rempart.field.models import Engagement, FieldMission, RoundTable
from rempart.field.workflow import (
    ENGAGEMENT,
    ENGAGEMENT_OPEN,
    MISSION,
    MISSION_OPEN,
    ROUND_TABLE,
    TABLE_OPEN,
)
from rempart.kernel.workflow import Workflow


@dataclass(frozen=True)
class Subject:
    """A kind of record of the field, with what its pages need to know of it."""

    kind: str
    model: Any
    workflow: Workflow
    form: Any
    create: Callable[..., Any]
    describe: Callable[..., Any]
    advance: Callable[..., str]
    listed: str
    day: str
    writable: tuple[str, ...]
    plural: str | Promise
    new: str | Promise
    nothing: str | Promise

    @property
    def view(self) -> str:
        """The name of the address of one record."""
        return f"field:{self.kind}"


SUBJECTS = {
    subject.kind: subject
    for subject in (
        Subject(
            "round_table", RoundTable, ROUND_TABLE, forms.RoundTableForm,
            round_tables.plan_round_table, round_tables.describe_round_table,
            round_tables.advance_round_table, "field:round_tables", "held_on", TABLE_OPEN,
            _("Round tables"), _("Plan a round table"), _("No round table that you may see"),
        ),
        Subject(
            "engagement", Engagement, ENGAGEMENT, forms.EngagementForm,
            engagements.plan_engagement, engagements.describe_engagement,
            engagements.advance_engagement, "field:engagements", "held_on", ENGAGEMENT_OPEN,
            _("Engagements"), _("Plan an engagement"), _("No engagement that you may see"),
        ),
        Subject(
            "mission", FieldMission, MISSION, forms.MissionForm, missions.request_mission,
            missions.plan_mission, missions.advance_mission, "field:missions", "starts_on",
            MISSION_OPEN, _("Field missions"), _("Request a mission"),
            _("No field mission that you may see"),
        ),
    )
}  # fmt: skip
"""By kind."""
