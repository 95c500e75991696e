"""What a person types of an alert: as little as a call allows, times as they are said."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from rempart.doctrine.loader import current as profile
from rempart.kernel import clock
from rempart.kernel.filters import FilterForm, TypedDate, read_day
from rempart.register.alerts.actions import TIMES, Heard, in_words

Choices = Sequence[tuple[str, Any]]
_SAID = re.compile(r"(?P<day>.+?)?[\s,]*\b(?P<hour>\d{1,2})\s*[h:]\s*(?P<minute>\d{2})?\s*", re.I)


def _items(vocabulary: str) -> Choices:
    words = (get_language() or "fr")[:2]
    return [("", "–"), *((i.code, i.label(words)) for i in profile().vocabulary(vocabulary))]


def _zone() -> ZoneInfo:
    return ZoneInfo(profile().mission.time_zone)


class TypedMoment(forms.CharField):
    """A time of day in the mission's time, of today or of a day typed before it."""

    default_error_messages = {
        "invalid": _("“%(value)s” is no time. Write 06:10, or 17/11/2014 06:10."),
    }

    def to_python(self, value: Any) -> datetime | None:  # type: ignore[override]
        """The moment, or None for an empty field."""
        text = str(value or "").strip()
        if not text:
            return None
        said = _SAID.fullmatch(text)
        try:
            if said is None:
                raise ValueError(text)
            on = read_day(said["day"]) if said["day"] else clock.now().astimezone(_zone()).date()
            at = time(int(said["hour"]), int(said["minute"] or 0))
        except ValueError as error:
            raise forms.ValidationError(
                self.error_messages["invalid"], "invalid", {"value": text[:40]}
            ) from error
        return datetime.combine(on, at, _zone())

    def prepare_value(self, value: Any) -> Any:
        """What stands in the field: a day and a time that can be typed back."""
        return in_words(value) if isinstance(value, datetime) else value


class AlertForm(forms.Form):
    """A call, as it is taken down."""

    priority = forms.ChoiceField(label=_("Priority"))
    title = forms.CharField(
        label=_("What is feared, in one line"),
        max_length=160,
        help_text=_("Who against whom, and where. No name of a caller or a victim."),
    )
    received_at = TypedMoment(
        label=_("Received at"), required=False, help_text=_("06:10. Left empty: now.")
    )
    expected_at = TypedMoment(label=_("Expected at"), required=False)
    place = forms.CharField(label=_("Place"), required=False, max_length=200)
    area = forms.ChoiceField(label=_("Cercle"), required=False)
    channel = forms.ChoiceField(label=_("Channel"), required=False)
    caller_type = forms.ChoiceField(
        label=_("Who alerts"), required=False, help_text=_("A kind of person, never who it is.")
    )
    threat_type = forms.ChoiceField(label=_("Kind"), required=False)
    perpetrator = forms.ChoiceField(label=_("Alleged perpetrator"), required=False)
    people_at_risk = forms.IntegerField(
        label=_("People at risk"), required=False, min_value=0, max_value=10_000_000,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    facts = forms.CharField(
        label=_("What is said"), required=False, max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )  # fmt: skip

    def __init__(self, *args: Any, areas: Choices = (), **kwargs: Any) -> None:
        """`areas` are P-codes with names."""
        super().__init__(*args, **kwargs)
        for name, choices in {
            "priority": priorities(),
            "area": [("", "–"), *areas],
            "channel": _items("channel"),
            "caller_type": _items("caller_type"),
            "threat_type": _items("threat_type"),
            "perpetrator": _items("actor_type"),
        }.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def heard(self) -> Heard:
        """What the form says, for the action."""
        said = dict(self.cleaned_data)
        if said["received_at"] is None:
            del said["received_at"]
        return said  # type: ignore[return-value]


class CorrectionForm(AlertForm):
    """An alert to correct: what was heard, and the times that it has."""

    def __init__(self, *args: Any, stamps: Sequence[str] = (), **kwargs: Any) -> None:
        """`stamps` names the times that the alert has; none of them can be emptied."""
        super().__init__(*args, **kwargs)
        for name in stamps:
            self.fields[name] = TypedMoment(label=TIMES[name])

    @property
    def times(self) -> list[forms.BoundField]:
        """The fields of the times, in their order."""
        return [self[name] for name in TIMES if name in self.fields]


class StepForm(forms.Form):
    """What may come with a step: when it happened, and what it needs."""

    at = TypedMoment(
        label=_("When it happened"), required=False, help_text=_("06:10. Left empty: now.")
    )
    priority = forms.ChoiceField(label=_("Priority"), required=False)
    responders = forms.MultipleChoiceField(
        label=_("Responders"), required=False, widget=forms.CheckboxSelectMultiple
    )
    no_response = forms.ChoiceField(label=_("Reason for no response"), required=False)
    outcome = forms.ChoiceField(label=_("Outcome"), required=False)
    original = forms.CharField(label=_("The alert that it repeats"), required=False, max_length=16)
    reason = forms.CharField(
        label=_("Reason or comment"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, steps: Sequence[str] | None = None, **kwargs: Any) -> None:
        """Only the fields that one of `steps` asks for are kept; all of them by default."""
        super().__init__(*args, **kwargs)
        choices: dict[str, Choices] = {
            "priority": priorities(),
            "responders": _items("responder")[1:],
            "no_response": _items("no_response_reason"),
            "outcome": _items("outcome"),
        }
        for name, listed in choices.items():
            self.fields[name].choices = listed  # type: ignore[attr-defined]
        for name, step in {
            "priority": "triage", "responders": "task", "no_response": "decline",
            "outcome": "record_outcome", "original": "duplicate",
        }.items():  # fmt: skip
            if steps is not None and step not in steps:
                del self.fields[name]


class PeriodForm(FilterForm):
    """From which day to which the figures of alerts are counted, of which office, of whom."""

    since = TypedDate(label=_("From"), required=False)
    until = TypedDate(label=_("To"), required=False)
    office = forms.TypedChoiceField(label=_("Office"), coerce=int, empty_value=None)
    component = forms.TypedChoiceField(label=_("Taken in by"), coerce=int, empty_value=None)

    def __init__(self, *args: Any, offices: Choices = (), **kwargs: Any) -> None:
        """`offices` are numbers with names."""
        super().__init__(*args, **kwargs)
        words = (get_language() or "fr")[:2]
        components = [(c.number, c.label(words)) for c in profile().components]
        self.fields["office"].choices = [("", _("All of mine")), *offices]  # type: ignore[attr-defined]
        self.fields["component"].choices = [  # type: ignore[attr-defined]
            ("", _("Every component")),
            *components,
        ]


def priorities() -> Choices:
    """P1, P2, P3."""
    return [(code, code.upper()) for code in profile().clocks]
