"""What people type of after-action reviews."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rempart.field.presenting import language
from rempart.kernel.filters import TypedDate
from rempart.leadership import choices
from rempart.leadership.forms import TaskForm
from rempart.learning.library.shelf import proposed
from rempart.learning.reviews.models import Review
from rempart.learning.trainings.forms import LANGUAGES, own_offices


class ReviewForm(forms.Form):
    """The title and the first three parts."""

    title = forms.CharField(label=_("Title"), max_length=160)
    held_on = TypedDate(
        label=_("Held on"), help_text=_("17/11/2014 or 17 Nov 2014."), required=True
    )
    office = forms.TypedChoiceField(label=_("Office"), coerce=int)
    marking = forms.TypedChoiceField(label=_("Marking"), coerce=int)
    language = forms.ChoiceField(label=_("Written in"), choices=LANGUAGES)
    planned = choices.long(_("What was planned"), 4)
    happened = choices.long(_("What happened"), 4)
    why = choices.long(_("Why"), 4, _("Why it went otherwise; without blame, nobody by name."))

    def __init__(self, *args: Any, actor: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices.give(self, office=own_offices(actor), marking=choices.markings())

    @staticmethod
    def typed(row: Review) -> dict[str, Any]:
        """What stands in the form for a review."""
        names = ("title", "held_on", "office", "marking", "language", "planned", "happened", "why")
        return {name: getattr(row, name) for name in names}


class AboutForm(forms.Form):
    """The record that a review looks back on."""

    reference = forms.CharField(
        label=_("Reference of the record"), max_length=20,
        help_text=_("An alert, a crisis, a mission or a plan, copied from its page."),
    )  # fmt: skip


class ChangeForm(TaskForm):
    """A change, as the action that it becomes."""

    tool = forms.ChoiceField(label=_("New edition of"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["statement"].label = _("What changes")
        for name in ("office", "marking"):
            del self.fields[name]
        titles = [(code, getattr(one, language())) for code, one in proposed().items()]
        choices.give(self, tool=[("", _("none of the library")), *titles])
