"""What people type in the ledger: a probability with its month and area."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from rempart.documents import typography
from rempart.learning.actions import FARTHEST
from rempart.outlook.computed import after


class JudgementForm(forms.Form):
    """Where, when, and how likely; the question is always the same."""

    area = forms.ChoiceField(label=_("Cercle"))
    month = forms.ChoiceField(label=_("Month"))
    percent = forms.IntegerField(
        label=_("Probability, in a hundred"),
        min_value=1,
        max_value=99,
        help_text=_("That at least one civilian is killed there in that month. From 1 to 99."),
    )
    argument = forms.CharField(
        label=_("Why"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("What you know that the figures do not; no person’s name."),
    )

    def __init__(
        self, *args: Any, areas: Sequence[tuple[str, Any]], today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "fr"
        first = today.replace(day=1)
        months = [after(first, ahead) for ahead in range(FARTHEST)]
        self.fields["area"].choices = [("", ""), *areas]  # type: ignore[attr-defined]
        self.fields["month"].choices = [  # type: ignore[attr-defined]
            (f"{month:%Y-%m}", typography.month(month, language)) for month in months
        ]

    def clean_month(self) -> date:
        """The first day of the month."""
        return date.fromisoformat(f"{self.cleaned_data['month']}-01")
