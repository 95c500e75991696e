"""What people type about briefs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from rempart.doctrine.loader import current as profile
from rempart.kernel.filters import TypedDate
from rempart.leadership.briefs.models import Brief


class BriefForm(forms.Form):
    """Which brief, of whom, and a day of its period."""

    sort = forms.ChoiceField(label=_("Brief"), choices=list(Brief.SORTS.items()))
    office = forms.TypedChoiceField(label=_("Of whom"), coerce=int)
    day = TypedDate(
        label=_("A day of the month, the week or the quarter"), help_text=_("17/11/2014")
    )

    def __init__(self, *args: Any, offices: Iterable[int] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = (get_language() or "fr")[:2]
        field: Any = self.fields["office"]
        field.choices = [
            (n, profile().office(n).label(words) if n else profile().mission.short) for n in offices
        ]


class WordsForm(forms.Form):
    """The few words at the head of a brief, in both languages."""

    fr = forms.CharField(
        label=_("At its head, in French"), required=False, max_length=1200,
        widget=forms.Textarea(attrs={"rows": 4, "lang": "fr"}),
    )  # fmt: skip
    en = forms.CharField(
        label=_("At its head, in English"), required=False, max_length=1200,
        widget=forms.Textarea(attrs={"rows": 4, "lang": "en"}),
    )  # fmt: skip
