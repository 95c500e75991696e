"""What people type of meetings: the plan, the minutes, attendance, a decision."""

from __future__ import annotations

from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rempart.doctrine.loader import current as profile
from rempart.field.presenting import language
from rempart.kernel.filters import FilterForm, TypedDate
from rempart.leadership import choices
from rempart.leadership.forms import WHOLE, TaskForm
from rempart.leadership.meetings.models import Meeting
from rempart.leadership.meetings.seats import HOW, seats_of


def bodies() -> choices.Choices:
    """The standing bodies of the profile."""
    return [(body.code, body.label(language())) for body in profile().bodies]


class PlanForm(forms.Form):
    """A meeting that is planned."""

    body = forms.ChoiceField(label=_("Body"))
    office = forms.ChoiceField(label=_("Office, for a regional body"), required=False)
    title = forms.CharField(label=_("In a few words"), max_length=160)
    held_on = TypedDate(label=_("Day"), required=True)
    starts_at = forms.TimeField(
        label=_("Hour"), required=False, input_formats=["%H:%M", "%Hh%M", "%H h %M"],
        help_text=_("09:00 or 9 h 00."),
    )  # fmt: skip
    place = forms.CharField(label=_("Place"), required=False, max_length=200)
    marking = forms.TypedChoiceField(label=_("Marking"), coerce=int)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices.give(self, body=bodies(), office=choices.offices(WHOLE), marking=choices.markings())


class MinutesForm(forms.Form):
    """The plan of a meeting that stands, and its minutes."""

    title = forms.CharField(label=_("In a few words"), max_length=160)
    held_on = TypedDate(label=_("Day"), required=True)
    starts_at = PlanForm.base_fields["starts_at"]
    place = forms.CharField(label=_("Place"), required=False, max_length=200)
    minutes = choices.long(_("Minutes"), 12, _("Posts and components; no name of anybody."))

    @staticmethod
    def typed(row: Meeting) -> dict[str, Any]:
        """What stands in the form for a meeting."""
        at = row.starts_at
        given = {name: getattr(row, name) for name in ("title", "held_on", "place", "minutes")}
        return given | {"starts_at": f"{at:%H:%M}" if isinstance(at, time) else ""}


class AttendanceForm(forms.Form):
    """One choice a seat."""

    def __init__(self, *args: Any, row: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seats = seats_of(row)
        held = {(line["role"], line["office"]): line["how"] for line in row.attendance}
        for seat in self.seats:
            self.fields[seat.code] = forms.ChoiceField(
                label=seat.label(language()), required=False,
                choices=[("", _("not stated")), *HOW.items()],
                initial=held.get((seat.role, seat.office), ""),
            )  # fmt: skip

    def said(self) -> dict[tuple[str, int], str]:
        """How each post was there, where it is said."""
        return {
            (seat.role, seat.office): self.cleaned_data[seat.code]
            for seat in self.seats
            if self.cleaned_data[seat.code]
        }


class DecisionForm(TaskForm):
    """A decision, and the action that it makes where a lead and a day are given."""

    words = choices.long(_("What was decided"), 2, required=True)
    field_order = ("words", "statement", "component", "office", "due_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("statement", "volet", "phases", "component", "due_on", "indicator"):
            self.fields[name].required = False
        self.fields["statement"].label = _("Action that it makes, if any")

    def clean(self) -> dict[str, Any]:
        """An action needs its phases, its day and its indicator."""
        given = super().clean() or {}
        if given.get("statement"):
            for name in ("phases", "due_on", "indicator"):
                if not given.get(name):
                    self.add_error(name, _("An action needs it."))
        return given

    def task(self) -> dict[str, Any] | None:
        """The action to make, if one is named."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "words"}
        return given if given["statement"] else None


class MeetingFilters(FilterForm):
    """The body, and meetings to come or all."""

    body = forms.ChoiceField(label=_("Body"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices.give(self, body=[("", _("Every body")), *bodies()])
