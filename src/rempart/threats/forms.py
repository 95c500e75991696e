"""What people type about threats, places and assessments."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from rempart.doctrine.loader import current as profile
from rempart.kernel.filters import FilterForm, TypedDate
from rempart.kernel.policy import MARKINGS
from rempart.threats import rubric
from rempart.threats.workflow import THREAT

Choices = list[tuple[str, Any]]


def _language() -> str:
    return get_language() or "fr"


def _choices(form: forms.Form, name: str) -> forms.ChoiceField:
    """The field of that name, which is one of choices."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    return field


def _items(vocabulary: str, empty: str | None = None) -> Choices:
    listed = [(i.code, i.label(_language())) for i in profile().vocabulary(vocabulary)]
    return listed if empty is None else [("", empty), *listed]


class ThreatFilters(FilterForm):
    """Office and state; standing threats where no state is chosen."""

    office = forms.ChoiceField(label=_("Office"))
    state = forms.ChoiceField(label=_("State"))

    def __init__(self, *args: Any, offices: Iterable[int] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = [profile().office(number) for number in offices]
        _choices(self, "office").choices = [
            ("", _("All of mine")),
            *((office.code, office.label(_language())) for office in mine),
        ]
        if len(mine) < 2:
            self.fields["office"].widget = forms.HiddenInput()
        _choices(self, "state").choices = [
            ("", _("Standing: active or mitigated")),
            *((state, THREAT.labels[state]) for state in THREAT.states),
        ]


class ThreatForm(forms.Form):
    """Who, against whom, where: what a threat is, before it is scored."""

    title = forms.CharField(label=_("In a few words"), max_length=160)
    perpetrator = forms.ChoiceField(label=_("Alleged perpetrator"))
    perpetrator_note = forms.CharField(
        label=_("More precisely, without a name"), max_length=160, required=False
    )
    threat_type = forms.ChoiceField(label=_("Kind"))
    area = forms.ChoiceField(label=_("Cercle"))
    place = forms.CharField(label=_("Places"), max_length=200, required=False)
    population = forms.CharField(
        label=_("Population"),
        max_length=300,
        help_text=_("Who is exposed: a group and where it lives, no person’s name."),
    )
    marking = forms.TypedChoiceField(label=_("Marking"), coerce=int)

    def __init__(self, *args: Any, areas: Sequence[tuple[str, Any]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choices(self, "perpetrator").choices = _items("actor_type", "")
        _choices(self, "threat_type").choices = _items("threat_type", "")
        _choices(self, "area").choices = [("", ""), *areas]
        _choices(self, "marking").choices = list(MARKINGS.items())


class ScoreForm(forms.Form):
    """Ten factors with their written reasons, and the analysis."""

    analysis = forms.CharField(
        label=_("Analysis"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("What the scores do not say: why, for whom, what could change."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for factor in rubric.FACTORS:
            self.fields[factor] = forms.TypedChoiceField(
                choices=[("", "?"), *((str(n), str(n)) for n in range(1, 6))],
                coerce=int,
                empty_value=None,
                required=False,
            )
            self.fields[f"{factor}_reason"] = forms.CharField(required=False, max_length=500)

    def scores(self) -> dict[str, int | None]:
        """Factor to score or None."""
        return {factor: self.cleaned_data[factor] for factor in rubric.FACTORS}

    def reasons(self) -> dict[str, str]:
        """Factor to what was written."""
        return {factor: self.cleaned_data[f"{factor}_reason"] for factor in rubric.FACTORS}


class RecommendationForm(forms.Form):
    """What is asked, of whom, by when."""

    text = forms.CharField(
        label=_("Recommendation"), widget=forms.Textarea(attrs={"rows": 2}), max_length=2000
    )
    owner = forms.ChoiceField(label=_("Owner"), required=False)
    due_on = TypedDate(label=_("Due"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words, mission = _language(), profile()
        leaders = ("srsg", "senior_adviser", "head_of_office", "sector_commander")
        _choices(self, "owner").choices = [
            ("", ""),
            *((f"role:{code}", mission.role(code).label(words)) for code in leaders),
            *((f"component:{c.code}", c.label(words)) for c in mission.at_work),
        ]


def month_of(text: str) -> date | None:
    """The first day of a month written "2014-10"; None where it is none."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
