"""What a person types of a count, and how the list of counts is narrowed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from rempart.doctrine.loader import current as profile
from rempart.kernel.filters import FilterForm, TypedDate
from rempart.kernel.policy import MARKINGS


def _words() -> str:
    return (get_language() or "fr")[:2]


def _quantities() -> list[tuple[str, str]]:
    return [(one.code, one.label(_words())) for one in profile().quantities]


class CountFilters(FilterForm):
    """Quantity, office, and withdrawn counts too."""

    quantity = forms.ChoiceField(label=_("Quantity"))
    office = forms.ChoiceField(label=_("Office"))
    all = forms.BooleanField(label=_("Withdrawn ones too"))

    def __init__(self, *args: Any, offices: Iterable[int] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [profile().office(number) for number in offices]
        self.fields["quantity"].choices = [("", _("Every quantity")), *_quantities()]
        self.fields["office"].choices = [
            ("", _("All of mine")), *((o.code, o.label(_words())) for o in named),
        ]  # fmt: skip


class CountForm(forms.Form):
    """A count: what, how many, where, when, who says so and how far it is believed."""

    quantity = forms.ChoiceField(label=_("What was counted"))
    value = forms.IntegerField(
        label=_("How many"), min_value=0,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": "8"}),
    )  # fmt: skip
    counted_on = TypedDate(label=_("Day of the count"))
    area = forms.ChoiceField(label=_("Cercle"))
    place = forms.CharField(label=_("Place"), required=False, max_length=200)
    source = forms.CharField(
        label=_("Source"), max_length=200,
        help_text=_("A category, never a person: camp committee, partner, patrol."),
    )  # fmt: skip
    reliability = forms.ChoiceField(label=_("Reliability of the source"), required=False)
    credibility = forms.ChoiceField(label=_("Credibility of the figure"), required=False)
    note = forms.CharField(
        label=_("Remark"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    marking = forms.TypedChoiceField(label=_("Marking"), coerce=int)

    def __init__(self, *args: Any, areas: Sequence[tuple[str, Any]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["quantity"].choices = [("", "–"), *_quantities()]
        self.fields["area"].choices = [("", "–"), *areas]
        self.fields["marking"].choices = list(MARKINGS.items())
        for name in ("reliability", "credibility"):
            items = [(i.code, i.label(_words())) for i in profile().vocabulary(name)]
            self.fields[name].choices = [("", "–"), *items]

    def correcting(self) -> CountForm:
        """The same form for a count that stands: marking stays, a reason is asked."""
        del self.fields["marking"]
        self.fields["reason"] = forms.CharField(label=_("Why it is corrected"), required=False)
        return self


class TableForm(forms.Form):
    """A table of counts to be entered at once."""

    table = forms.FileField(
        label=_("Workbook or CSV file"),
        help_text=_("Columns: date, quantity, area, value, source; place, grade, remark."),
    )
