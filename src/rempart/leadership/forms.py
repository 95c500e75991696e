"""What is typed alike in several parts of the room."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rempart.kernel.filters import TypedDate
from rempart.leadership import choices

WHOLE = _("the whole Mission")


class TaskForm(forms.Form):
    """What would be done if the recommendation were followed."""

    statement = forms.CharField(label=_("What is done"), max_length=300)
    volet = forms.ChoiceField(label=_("Tier"))
    phases = forms.MultipleChoiceField(label=_("Phases"), widget=forms.CheckboxSelectMultiple)
    component = forms.TypedChoiceField(label=_("Lead, who is responsible"), coerce=int)
    office = forms.ChoiceField(label=_("Office"), required=False)
    due_on = TypedDate(label=_("Due"), required=True)
    indicator = forms.CharField(label=_("Indicator"), max_length=300)
    marking = forms.TypedChoiceField(
        label=_("Marking of the action"), coerce=int,
        help_text=_("The lead reads the action, not the note."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices.give(
            self,
            volet=choices.items("volet"),
            phases=choices.items("phase"),
            component=choices.components(),
            office=choices.offices(WHOLE),
            marking=choices.markings(),
        )
