"""What people type of a place that matters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from rempart.doctrine.loader import current as profile
from rempart.kernel import clock
from rempart.kernel.errors import BadInput
from rempart.kernel.filters import FilterForm, TypedDate
from rempart.kernel.policy import MARKINGS
from rempart.places.pointing import Pointed, read_point
from rempart.register.models import Site
from rempart.register.presenting import language

Choices = Sequence[tuple[Any, Any]]
DAYS = [(number + 1, name) for number, name in WEEKDAYS.items()]
_MOST = 5_000_000


def _types() -> Choices:
    return [(item.code, item.label(language())) for item in profile().vocabulary("site_type")]


class SiteFiltersForm(FilterForm):
    """Office, cercle, kind, day of the week, and those that are no more."""

    office = forms.ChoiceField(label=_("Office"))
    area = forms.ChoiceField(label=_("Cercle"))
    type = forms.ChoiceField(label=_("Kind"))
    day = forms.TypedChoiceField(label=_("Day of the week"), coerce=int, empty_value=None)
    closed = forms.BooleanField(label=_("Those that are no more, too"))

    def __init__(
        self, *args: Any, offices: Iterable[int] = (), areas: Choices = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        listed = [profile().office(number) for number in offices]
        named = [(office.code, office.label(language())) for office in listed]
        self.fields["office"].choices = [("", _("All of mine")), *named]
        self.fields["area"].choices = [("", _("Every cercle")), *areas]
        self.fields["type"].choices = [("", _("Every kind")), *_types()]
        self.fields["day"].choices = [("", _("Any day")), *DAYS]


class SiteForm(forms.Form):
    """A place: what it is, where, for whom it matters, what they fear and how they cope."""

    type = forms.ChoiceField(label=_("Kind of place"))
    name = forms.CharField(label=_("Name"), max_length=160)
    point = forms.CharField(
        label=_("Point"),
        required=False,
        max_length=120,
        help_text=_("14.35, -3.61; or MGRS: 30PWB 65 87; or: 12 km NE of Ansongo."),
    )
    area = forms.ChoiceField(
        label=_("Cercle"), required=False, help_text=_("Left empty, the point tells it.")
    )
    days = forms.TypedMultipleChoiceField(
        label=_("Days on which people gather"), coerce=int, required=False, choices=DAYS,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    group = forms.CharField(
        label=_("People concerned"), required=False, max_length=160,
        help_text=_("A group, never a name: displaced families, women at the well, pupils."),
    )  # fmt: skip
    people = forms.IntegerField(
        label=_("How many people"), required=False, min_value=0, max_value=_MOST,
        help_text=_("Leave blank what is not known: a blank is not a zero."),
    )  # fmt: skip
    people_on = TypedDate(label=_("Counted on"), required=False)
    drivers = forms.CharField(
        label=_("What makes them vulnerable"), required=False, max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    coping = forms.CharField(
        label=_("How they cope"), required=False, max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    source = forms.CharField(
        label=_("Source"), max_length=300,
        help_text=_("A category or a code: community leader, radio, patrol. Never a name."),
    )  # fmt: skip
    known_on = TypedDate(label=_("Known on"))
    marking = forms.TypedChoiceField(label=_("Marking"), coerce=int)

    def __init__(self, *args: Any, areas: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["type"].choices = _types()  # type: ignore[attr-defined]
        self.fields["area"].choices = [("", "–"), *areas]  # type: ignore[attr-defined]
        self.fields["marking"].choices = list(MARKINGS.items())  # type: ignore[attr-defined]
        self.fields["people"].widget = forms.TextInput(attrs={"inputmode": "numeric"})
        self.pointed: Pointed | None = None

    def clean_point(self) -> str:
        """The point, understood in the geography of today."""
        text: str = self.cleaned_data.get("point", "")
        if text:
            try:
                self.pointed = read_point(text, clock.today())
            except BadInput as error:
                said = [f"{p.value} {p.message}. {p.remedy}" for p in error.problems]
                raise forms.ValidationError(said) from error
        return text

    def said(self) -> dict[str, Any]:
        """What the form says of the place, for the action; a point nobody retyped stays."""
        given = dict(self.cleaned_data)
        given.pop("point")
        given.pop("marking", None)
        if not self.initial.get("point") or "point" in self.changed_data:
            point = self.pointed
            given["latitude"] = point.latitude if point else None
            given["longitude"] = point.longitude if point else None
            given["point_precision"] = point.precision if point else ""
        return given


def typed(row: Site) -> dict[str, Any]:
    """What stands in the form of a place that is opened to be corrected."""
    same = ("type", "name", "area", "days", "group", "people", "people_on", "drivers", "coping",
            "source", "known_on", "marking")  # fmt: skip
    shown = {name: getattr(row, name) for name in same}
    if row.latitude is not None and row.longitude is not None:
        shown["point"] = f"{row.latitude:.5f}, {row.longitude:.5f}"
    return shown


class CloseForm(forms.Form):
    """Since when a place is no more what it was, and why."""

    on = TypedDate(label=_("Since"))
    reason = forms.CharField(
        label=_("Reason"), max_length=1_000, widget=forms.Textarea(attrs={"rows": 2})
    )
