"""What people type about actions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from rempart.doctrine.loader import current as profile
from rempart.kernel.filters import FilterForm, TypedDate
from rempart.kernel.policy import MARKINGS
from rempart.plans.workflow import ACTION

Choices = list[tuple[Any, Any]]


def _words() -> str:
    return (get_language() or "fr")[:2]


def _items(vocabulary: str) -> Choices:
    return [(item.code, item.label(_words())) for item in profile().vocabulary(vocabulary)]


def _offices(numbers: Iterable[int]) -> Choices:
    return [(o.code, o.label(_words())) for o in (profile().office(n) for n in numbers)]


def _components() -> Choices:
    return [(c.number, c.label(_words())) for c in profile().at_work]


class ActionFilters(FilterForm):
    """Office, lead, state, and the way of looking: list, board or calendar."""

    office = forms.ChoiceField(label=_("Office"))
    lead = forms.ChoiceField(label=_("Lead"))
    state = forms.ChoiceField(label=_("State"))
    view = forms.ChoiceField(
        label=_("Look at"),
        choices=[("", _("List")), ("board", _("Board")), ("calendar", _("Calendar"))],
    )
    month = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, offices: Iterable[int] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].choices = [("", _("All of mine")), *_offices(offices)]
        self.fields["lead"].choices = [
            ("", _("Every component")),
            ("mine", _("Mine leads or supports")),
            *[(str(number), label) for number, label in _components()],
        ]
        states = [(state, ACTION.labels[state]) for state in ACTION.states]
        self.fields["state"].choices = [("", _("Every state")), *states]


class ActionForm(forms.Form):
    """What is done, by whom, for which volet and phases, by when, and how it will be known."""

    office = forms.ChoiceField(label=_("Office"))
    origin = forms.CharField(
        label=_("Origin"), required=False,
        help_text=_("The reference of the threat, the decision or the recommendation."),
    )  # fmt: skip
    statement = forms.CharField(label=_("What is done"), max_length=300)
    volet = forms.ChoiceField(label=_("Tier"))
    phases = forms.MultipleChoiceField(label=_("Phases"), widget=forms.CheckboxSelectMultiple)
    component = forms.TypedChoiceField(label=_("Lead, who is responsible"), coerce=int)
    accountable = forms.ChoiceField(label=_("Accountable"), required=False)
    support = forms.TypedMultipleChoiceField(label=_("Support"), coerce=int, required=False)
    consulted = forms.TypedMultipleChoiceField(label=_("Consulted"), coerce=int, required=False)
    informed = forms.TypedMultipleChoiceField(label=_("Informed"), coerce=int, required=False)
    resources = forms.CharField(
        label=_("Resources"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    indicator = forms.CharField(label=_("Indicator"), max_length=300)
    begins_on = TypedDate(label=_("Begins"), required=False)
    due_on = TypedDate(label=_("Due"))
    marking = forms.TypedChoiceField(label=_("Marking"), coerce=int)

    def __init__(self, *args: Any, offices: Iterable[int] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].choices = _offices(offices)
        self.fields["volet"].choices = _items("volet")
        self.fields["phases"].choices = _items("phase")
        for name in ("component", "support", "consulted", "informed"):
            self.fields[name].choices = _components()
        roles = ("head_of_office", "sector_commander", "senior_adviser", "srsg")
        named = [(code, profile().role(code).label(_words())) for code in roles]
        self.fields["accountable"].choices = [("", ""), *named]
        self.fields["marking"].choices = list(MARKINGS.items())

    def correcting(self) -> ActionForm:
        """The same form for an action that stands: office, origin and marking stay."""
        for name in ("office", "origin", "marking"):
            del self.fields[name]
        return self


class MeasureForm(forms.Form):
    """A measure that stands: what, where, since when, by whom, against which threat."""

    threat = forms.CharField(label=_("Threat"), help_text=_("The reference of the threat."))
    statement = forms.CharField(label=_("What stands"), max_length=300)
    place = forms.CharField(label=_("Place"), max_length=200)
    since = TypedDate(label=_("Since"))
    component = forms.TypedChoiceField(label=_("Kept by"), coerce=int)
    marking = forms.TypedChoiceField(label=_("Marking"), coerce=int)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["component"].choices = _components()
        self.fields["marking"].choices = list(MARKINGS.items())


class EndForm(forms.Form):
    """The end of a measure."""

    on = TypedDate(label=_("Ended"))
    why = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 2}))
