"""What people type of trainings: the proposal, the check, who came, what changed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rempart.doctrine.loader import current as profile
from rempart.field.presenting import language
from rempart.kernel.filters import FilterForm, TypedDate
from rempart.leadership import choices
from rempart.learning.trainings.models import CHECKS, Training
from rempart.people.offices import offices_of

LANGUAGES = [("fr", _("French")), ("en", _("English"))]


def own_offices(actor: Any) -> list[tuple[int, str]]:
    """The offices in which the actor stands, by their numbers."""
    return [(number, profile().office(number).label(language())) for number in offices_of(actor)]


class TrainingForm(forms.Form):
    """A proposal."""

    topic = forms.CharField(label=_("Topic"), max_length=160)
    audience = forms.ChoiceField(label=_("Audience"))
    recipients = forms.CharField(
        label=_("Recipients"), max_length=200,
        help_text=_("The unit, service or community; nobody by name."),
    )  # fmt: skip
    held_on = TypedDate(
        label=_("Planned for"), help_text=_("17/11/2014 or 17 Nov 2014."), required=True
    )
    office = forms.TypedChoiceField(label=_("Office"), coerce=int)
    marking = forms.TypedChoiceField(label=_("Marking"), coerce=int)
    language = forms.ChoiceField(label=_("Written in"), choices=LANGUAGES)
    aims = choices.long(_("Aims"), 4)

    def __init__(self, *args: Any, actor: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices.give(
            self,
            audience=choices.items("training_audience"),
            office=own_offices(actor),
            marking=choices.markings(),
        )

    @staticmethod
    def typed(row: Training) -> dict[str, Any]:
        """What stands in the form for a training."""
        names = ("topic", "audience", "recipients", "held_on", "office", "marking", "language",
                 "aims")  # fmt: skip
        return {name: getattr(row, name) for name in names}


class CheckForm(forms.Form):
    """The due diligence check as Human Rights records it."""

    check_outcome = forms.ChoiceField(label=_("Outcome"), choices=list(CHECKS.items()))
    check_reference = forms.CharField(label=_("Reference of the check"), max_length=60)
    check_words = choices.long(_("What the check found"), 3)


class DeliveryForm(forms.Form):
    """Who came, by sex."""

    women = forms.IntegerField(label=_("Women"), min_value=0)
    men = forms.IntegerField(label=_("Men"), min_value=0)


class EvaluationForm(forms.Form):
    """The tests before and after, and what changed."""

    before_passed = forms.IntegerField(
        label=_("Reached the mark before"), min_value=0, required=False
    )
    before_took = forms.IntegerField(label=_("Took the test before"), min_value=0, required=False)
    after_passed = forms.IntegerField(
        label=_("Reached the mark after"), min_value=0, required=False
    )
    after_took = forms.IntegerField(label=_("Took the test after"), min_value=0, required=False)
    evaluation = choices.long(_("What changed"), 4, required=True)


class MissionForm(forms.Form):
    """The joint field mission as which the training took place."""

    reference = forms.CharField(label=_("Reference of the mission"), max_length=20)


class OfficeFilters(FilterForm):
    """Office and state: what every list of what is learned is narrowed by."""

    office = forms.ChoiceField(label=_("Office"))
    state = forms.ChoiceField(label=_("State"))

    def __init__(self, *args: Any, states: Any = (), offices: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(str(n), profile().office(n).label(language())) for n in sorted(offices) if n]
        choices.give(
            self,
            office=[("", _("Every office")), *named],
            state=[("", _("Every state")), *states],
        )


class TrainingFilters(OfficeFilters):
    """Office, state and audience."""

    audience = forms.ChoiceField(label=_("Audience"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices.give(
            self, audience=[("", _("Every audience")), *choices.items("training_audience")]
        )
