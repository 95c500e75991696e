"""What people type of advice notes: the note, a fact, a task, a decision."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rempart.kernel.filters import FilterForm, TypedDate
from rempart.leadership import choices
from rempart.leadership.advice.models import AdviceNote
from rempart.leadership.advice.workflow import LEADERS
from rempart.leadership.forms import WHOLE

LANGUAGES = [("fr", _("French")), ("en", _("English"))]


class NoteForm(forms.Form):
    """A note: to whom, by when, about what; analysis, options, recommendation."""

    subject = forms.CharField(label=_("Subject"), max_length=200)
    addressee = forms.ChoiceField(label=_("Addressee"))
    answer_by = TypedDate(
        label=_("Answer by"), help_text=_("17/11/2014 or 17 Nov 2014."), required=True
    )
    topic = forms.ChoiceField(label=_("Topic"))
    office = forms.ChoiceField(label=_("Office concerned"), required=False)
    marking = forms.TypedChoiceField(label=_("Marking"), coerce=int)
    language = forms.ChoiceField(label=_("Written in"), choices=LANGUAGES)
    analysis = choices.long(_("Analysis"), 6)
    confidence = forms.ChoiceField(label=_("Confidence"), required=False)
    options = choices.long(
        _("Options"), 6, _("One a paragraph, with what speaks for and against it; waiting is one.")
    )
    recommendation = choices.long(_("Recommendation"), 4)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices.give(
            self,
            addressee=choices.roles(sorted(LEADERS, reverse=True)),
            topic=choices.items("advice_topic"),
            office=choices.offices(WHOLE),
            marking=choices.markings(),
            confidence=choices.items("confidence", blank=True),
        )

    def said(self) -> dict[str, Any]:
        """What the form says, for the action."""
        given = dict(self.cleaned_data)
        parts = given["options"].replace("\r", "").split("\n\n")
        return given | {"options": [part.strip() for part in parts if part.strip()]}

    @staticmethod
    def typed(row: AdviceNote) -> dict[str, Any]:
        """What stands in the form for a note."""
        names = ("subject", "addressee", "answer_by", "topic", "marking", "language", "analysis",
                 "confidence", "recommendation")  # fmt: skip
        given = {name: getattr(row, name) for name in names}
        return given | {
            "options": "\n\n".join(row.options), "office": choices.office_code(row.office),
        }  # fmt: skip


class FactForm(forms.Form):
    """A record that the note cites, and what it shows."""

    reference = forms.CharField(
        label=_("Reference of the record"), max_length=20,
        help_text=_("Copied from its page: an incident, an alert, a threat, an assessment."),
    )  # fmt: skip
    words = choices.long(_("What it shows"), 2, required=True)


class NoteFilters(FilterForm):
    """State, addressee, topic."""

    state = forms.ChoiceField(label=_("State"))
    addressee = forms.ChoiceField(label=_("Addressee"))
    topic = forms.ChoiceField(label=_("Topic"))

    def __init__(self, *args: Any, states: choices.Choices = (), **kwargs: Any) -> None:  # type: ignore[assignment]
        super().__init__(*args, **kwargs)
        choices.give(
            self,
            state=[("", _("Every state")), *states],
            addressee=[("", _("Everybody")), *choices.roles(sorted(LEADERS, reverse=True))],
            topic=[("", _("Every topic")), *choices.items("advice_topic")],
        )


class PeriodForm(FilterForm):
    """The days between which notes were submitted."""

    since = TypedDate(label=_("Submitted from"))
    until = TypedDate(label=pgettext_lazy("period", "to"))
