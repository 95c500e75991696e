"""The life of a meeting: planned, convened, held, its minutes written and adopted."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rempart.doctrine.loader import current as profile
from rempart.kernel import clock
from rempart.kernel.errors import Problem
from rempart.kernel.nameless import names_in
from rempart.kernel.workflow import Workflow, transition
from rempart.leadership.advice.workflow import LEADERS

OPEN = ("planned", "convened", "held", "minutes_draft")
"""States in which something may still be written."""

HELD = ("held", "minutes_draft", "adopted")


def _agenda(row: Any) -> Problem | None:
    if row.agenda:
        return None
    remedy = _("Fill it with what is due, or add a point.")
    return Problem(_("Agenda"), "", _("is still empty"), remedy, "agenda")


def _day_has_come(row: Any) -> Problem | None:
    if row.held_on <= clock.today():
        return None
    remedy = _("Correct the day, or wait for it.")
    return Problem(_("Day"), row.held_on, _("is yet to come"), remedy, "future")


def _came(row: Any) -> Problem | None:
    if any(line["how"] != "absent" for line in row.attendance):
        return None
    remedy = _("Say which posts were there.")
    return Problem(_("Attendance"), "", _("nobody is counted"), remedy, "attendance")


def _minutes(row: Any) -> Problem | None:
    if not row.minutes.strip():
        remedy = _("Write them before they are submitted.")
        return Problem(_("Minutes"), "", _("are still empty"), remedy, "minutes")
    named = names_in([(_("Minutes"), row.minutes)])
    return named[0] if named else None


def _chaired_below(row: Any) -> Problem | None:
    """A body that the leadership chairs adopts its minutes by the chair's own hand."""
    if profile().body(row.body).chair not in LEADERS:
        return None
    remedy = _("Leave it to the chair.")
    return Problem(_("Minutes"), "", _("are adopted by the chair of this body"), remedy, "chair")


MEETING = Workflow(
    kind="meeting",
    initial="planned",
    labels={
        "planned": pgettext_lazy("meeting", "planned"),
        "convened": pgettext_lazy("meeting", "convened"),
        "held": pgettext_lazy("meeting", "held"),
        "minutes_draft": pgettext_lazy("meeting", "minutes in draft"),
        "adopted": pgettext_lazy("meeting", "minutes adopted"),
        "cancelled": pgettext_lazy("meeting", "cancelled"),
    },
    transitions=(
        transition("convene", "planned", "convened", "edit", label=_("Convene the members"),
                   guards=(_agenda,)),
        transition("hold", "convened", "held", "edit", label=_("Record that it was held"),
                   guards=(_day_has_come, _came)),
        transition("submit_minutes", "held", "minutes_draft", "edit",
                   label=_("Submit the minutes"), guards=(_minutes,)),
        transition("adopt", "minutes_draft", "adopted", "approve", label=_("Adopt the minutes"),
                   four_eyes=True),
        transition("record_adoption", "minutes_draft", "adopted", "edit",
                   label=_("Record the adoption"), needs_reason=True, guards=(_chaired_below,)),
        transition("return_minutes", "minutes_draft", "held", "approve",
                   label=_("Return the minutes"), needs_reason=True),
        transition("cancel", "planned convened", "cancelled", "edit",
                   label=_("Cancel the meeting"), needs_reason=True),
    ),
)  # fmt: skip
