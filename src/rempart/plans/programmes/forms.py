"""What people type of plans."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rempart.doctrine.loader import current as profile
from rempart.kernel.filters import FilterForm, TypedDate
from rempart.kernel.policy import CONFIDENTIAL, MARKINGS
from rempart.plans.programmes.models import CommunityPlan, Plan
from rempart.plans.programmes.presenting import language
from rempart.plans.programmes.workflow import LABELS

Choices = Sequence[tuple[str, Any]]


def _items(vocabulary: str) -> list[tuple[str, str]]:
    return [(item.code, item.label(language())) for item in profile().vocabulary(vocabulary)]


def _components() -> list[tuple[str, str]]:
    return [("", "–"), *((c.code, c.label(language())) for c in profile().at_work)]


def _environments() -> list[tuple[str, str]]:
    return [(one.code, one.label(language())) for one in profile().environments]


def _long(label: Any, rows: int = 3, help_text: Any = "") -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(
        label=label, required=False, max_length=20_000, widget=area, help_text=help_text
    )


def _count(label: Any) -> forms.IntegerField:
    box = forms.TextInput(attrs={"inputmode": "numeric", "size": "5"})
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=9999, widget=box)


class PlanFilters(FilterForm):
    """Office and state."""

    office = forms.ChoiceField(label=_("Office"))
    state = forms.ChoiceField(label=_("State"))

    def __init__(self, *args: Any, offices: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].choices = [("", _("All of mine")), *offices]  # type: ignore[attr-defined]
        states = [("", _("Every state")), *LABELS.items()]
        self.fields["state"].choices = states  # type: ignore[attr-defined]


class PlanForm(forms.Form):
    """What a regional plan is for: its office or cercle, its environments, its purpose."""

    title = forms.CharField(label=_("Title"), max_length=160)
    covers = forms.ChoiceField(label=_("Office or cercle"))
    environments = forms.MultipleChoiceField(
        label=_("Environments"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("What is proposed against each threat depends on them."),
    )  # fmt: skip
    purpose = _long(_("Purpose"))
    marking = forms.TypedChoiceField(label=_("Marking"), coerce=int)

    def __init__(self, *args: Any, areas: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["covers"].choices = areas  # type: ignore[attr-defined]
        self.fields["environments"].choices = _environments()  # type: ignore[attr-defined]
        self.fields["marking"].choices = list(MARKINGS.items())  # type: ignore[attr-defined]

    def correcting(self) -> PlanForm:
        """The same form for a plan that stands: what it covers and its marking stay."""
        for name in ("covers", "marking"):
            del self.fields[name]
        return self

    @staticmethod
    def typed(row: Plan) -> dict[str, Any]:
        """What the form would hold of a plan."""
        return {name: getattr(row, name) for name in ("title", "environments", "purpose")}


class LineForm(forms.Form):
    """A line of a plan, in the order of its columns."""

    threat = forms.ChoiceField(label=_("Threat"), required=False)
    menace = forms.CharField(
        label=_("Threat in words"), required=False, max_length=160,
        help_text=_("Left empty, it is the title of the threat."),
    )  # fmt: skip
    objective = forms.CharField(label=_("Objective"), required=False, max_length=300)
    action = forms.CharField(
        label=_("Action"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
    volet = forms.ChoiceField(label=_("Tier"))
    phases = forms.MultipleChoiceField(label=_("Phases"), widget=forms.CheckboxSelectMultiple)
    lead = forms.ChoiceField(label=_("Lead"), required=False)
    due_on = TypedDate(label=_("Due"), required=False)
    indicator = forms.CharField(label=_("Indicator"), required=False, max_length=300)

    def __init__(self, *args: Any, threats: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["threat"].choices = [("", "–"), *threats]  # type: ignore[attr-defined]
        self.fields["volet"].choices = _items("volet")  # type: ignore[attr-defined]
        self.fields["phases"].choices = _items("phase")  # type: ignore[attr-defined]
        self.fields["lead"].choices = _components()  # type: ignore[attr-defined]

    @staticmethod
    def typed(line: dict[str, Any]) -> dict[str, Any]:
        """What the form would hold of a line."""
        due = line.get("due_on")
        return {**line, "due_on": date.fromisoformat(due) if due else None}


class ConsultationForm(forms.Form):
    """What a component or the partners answered."""

    who = forms.ChoiceField(label=_("Who"))
    on = TypedDate(label=_("Day"), required=False)
    said = forms.CharField(
        label=_("Answer"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["who"].choices = _components()  # type: ignore[attr-defined]


_PARTS = ("relays", "consulted")
_SEXES = ("women", "men")


class CommunityForm(forms.Form):
    """What a community does; people counted by category and sex, nobody named."""

    title = forms.CharField(label=_("Title"), max_length=160)
    area = forms.ChoiceField(label=_("Cercle"))
    locality = forms.CharField(label=_("Village or site"), max_length=120)
    environment = forms.ChoiceField(label=_("Environment"), required=False)
    marking = forms.TypedChoiceField(
        label=_("Marking"), coerce=int, initial=CONFIDENTIAL,
        help_text=_("It tells where people hide: confidential unless they wish otherwise."),
    )  # fmt: skip
    watch = _long(_("Watch"), 3, _("Who watches, when and from where; categories, no name."))
    alert = _long(_("Warning"), 3, _("The signal, and how it reaches those who cannot hear it."))
    shelter = _long(_("Shelter"), 3, _("In words; no coordinates."))
    routes = _long(_("Routes"), 3, _("In words; no coordinates."))
    added = _long(_("What the Mission adds"))
    harm = _long(
        _("Do no harm"), 3,
        _("What could this plan bring upon them if it were found? What is kept out of it?"),
    )  # fmt: skip
    consulted_on = TypedDate(label=_("Day of the consultation"), required=False)

    def __init__(self, *args: Any, areas: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].choices = areas  # type: ignore[attr-defined]
        self.fields["environment"].choices = [("", "–"), *_environments()]  # type: ignore[attr-defined]
        self.fields["marking"].choices = list(MARKINGS.items())  # type: ignore[attr-defined]
        for part in _PARTS:
            for item in profile().vocabulary("participant"):
                for sex, label in zip(_SEXES, (_("Women"), _("Men")), strict=True):
                    self.fields[f"{part}_{sex}_{item.code}"] = _count(label)

    def counts(self) -> list[tuple[Any, list[tuple[str, Any, Any]]]]:
        """The tables of counts: relays, then those consulted, a line for each category."""
        titles = (_("Relays"), _("Who was consulted"))
        return [
            (
                title,
                [
                    (item.label(language()), *(self[f"{part}_{s}_{item.code}"] for s in _SEXES))
                    for item in profile().vocabulary("participant")
                ],
            )
            for part, title in zip(_PARTS, titles, strict=True)
        ]  # type: ignore[return-value]

    def plain(self) -> list[Any]:
        """The fields that are no counts."""
        names = [n for n in self.fields if not n.startswith(_PARTS)]
        return [self[name] for name in (*names, "consulted_on")]

    def correcting(self) -> CommunityForm:
        """The same form for a plan that stands: its cercle and marking stay."""
        for name in ("area", "marking"):
            del self.fields[name]
        return self

    def said(self) -> dict[str, Any]:
        """What the form says: categories with nobody are left out."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "marking"}
        for part in _PARTS:
            lines = []
            for item in profile().vocabulary("participant"):
                women, men = (given.pop(f"{part}_{sex}_{item.code}") or 0 for sex in _SEXES)
                if women or men:
                    lines.append({"category": item.code, "women": women, "men": men})
            given[part] = lines
        return given

    @staticmethod
    def typed(row: CommunityPlan) -> dict[str, Any]:
        """What the form would hold of a community plan."""
        names = ("title", "area", "locality", "environment", "marking", "watch", "alert",
                 "shelter", "routes", "added", "harm", "consulted_on")  # fmt: skip
        counts = {
            f"{part}_{sex}_{line['category']}": line[sex]
            for part in _PARTS
            for line in getattr(row, part)
            for sex in _SEXES
        }
        return {name: getattr(row, name) for name in names} | counts
