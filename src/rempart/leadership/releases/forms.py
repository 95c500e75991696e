"""What people type about releases, and what partners type."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from rempart.doctrine.loader import current as profile
from rempart.kernel.filters import TypedDate
from rempart.kernel.policy import CONFIDENTIAL, MARKINGS
from rempart.leadership.releases.content import WRITTEN
from rempart.leadership.releases.documents import section_title
from rempart.leadership.releases.models import Submission

Choices = list[tuple[Any, Any]]
LANGUAGES = ("fr", "en")


def _words() -> str:
    return (get_language() or "fr")[:2]


class ReleaseForm(forms.Form):
    """To whom, what, until when, and the texts as those outside will read them."""

    organisations = forms.TypedMultipleChoiceField(
        label=_("Released to"), coerce=int, widget=forms.CheckboxSelectMultiple
    )
    purpose = forms.CharField(
        label=_("What for"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Stays in the mission: why they need it."),
    )  # fmt: skip
    sections = forms.MultipleChoiceField(
        label=_("Sections"), widget=forms.CheckboxSelectMultiple,
        help_text=_("Only these may leave: never a list of incidents, never a source."),
    )  # fmt: skip
    expires_on = TypedDate(
        label=_("Readable until"), help_text=_("17/11/2014; it ends by itself that midnight.")
    )
    marking = forms.TypedChoiceField(label=_("Marking"), coerce=int)
    names_host_state = forms.BooleanField(
        label=_("Name forces of the host State among alleged perpetrators"), required=False,
        help_text=_("Whoever approves must agree to it in so many words."),
    )  # fmt: skip

    def __init__(self, *args: Any, written: Iterable[str] = WRITTEN, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mission, words = profile(), _words()
        self.written = tuple(written)
        fields: dict[str, Any] = dict(self.fields)
        fields["organisations"].choices = [
            (o.number, o.label(words)) for o in mission.organisations
        ]
        fields["sections"].choices = [(c, section_title(c)) for c in mission.releasing.sections]
        fields["marking"].choices = [(m, MARKINGS[m]) for m in MARKINGS if m <= CONFIDENTIAL]
        for code in self.written:
            for language in LANGUAGES:
                self.fields[f"{code}_{language}"] = forms.CharField(
                    label=f"{section_title(code)} ({language})", required=False,
                    widget=forms.Textarea(attrs={"rows": 5, "lang": language}),
                )  # fmt: skip

    def said(self) -> dict[str, Any]:
        """What was typed, as the actions take it."""
        typed = self.cleaned_data
        names = ("organisations", "purpose", "sections", "expires_on", "marking",
                 "names_host_state")  # fmt: skip
        words = {
            code: {
                language: text
                for language in LANGUAGES
                if (text := typed.get(f"{code}_{language}", "")).strip()
            }
            for code in self.written
        }
        return {name: typed[name] for name in names} | {"words": words}

    @staticmethod
    def typed(row: Any) -> dict[str, Any]:
        """A release as this form holds it."""
        names = ("organisations", "purpose", "sections", "expires_on", "marking",
                 "names_host_state")  # fmt: skip
        return {name: getattr(row, name) for name in names} | spread(row.words)


def spread(words: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Texts by section and language as the fields of the form."""
    return {
        f"{code}_{language}": text
        for code, said in words.items()
        for language, text in said.items()
    }


class SendForm(forms.Form):
    """What a partner refers: an alert, or the report of an incident."""

    sort = forms.ChoiceField(
        label=_("What is it?"), widget=forms.RadioSelect,
        choices=[
            (Submission.ALERT, _("An alert: somebody is in danger")),
            (Submission.REPORT, _("A report: something has happened")),
        ],
    )  # fmt: skip
    office = forms.ChoiceField(label=_("To which office"))
    text = forms.CharField(
        label=_("What you know"), widget=forms.Textarea(attrs={"rows": 5}), max_length=4000,
        help_text=_("No names of people: say a woman of forty, a trader, a group of herders."),
    )  # fmt: skip
    area = forms.ChoiceField(label=_("Cercle"), required=False)
    place = forms.CharField(label=_("Place"), max_length=200, required=False)
    happened_on = TypedDate(label=_("Day"), required=False, help_text=_("17/11/2014"))
    threat_type = forms.ChoiceField(label=_("Kind"), required=False)
    people_at_risk = forms.IntegerField(label=_("People at risk"), required=False, min_value=0)

    def __init__(self, *args: Any, areas: Choices = [], **kwargs: Any) -> None:  # noqa: B006
        super().__init__(*args, **kwargs)
        mission, words = profile(), _words()
        fields: dict[str, Any] = dict(self.fields)
        fields["office"].choices = [("", "")] + [(o.code, o.label(words)) for o in mission.offices]
        fields["area"].choices = [("", _("not stated")), *areas]
        kinds = mission.vocabulary("threat_type")
        fields["threat_type"].choices = [("", _("not stated"))] + [
            (item.code, item.label(words)) for item in kinds
        ]

    def said(self) -> dict[str, Any]:
        """What was typed, as the action takes it."""
        typed = self.cleaned_data
        names = ("text", "area", "place", "happened_on", "threat_type", "people_at_risk")
        return {name: typed[name] for name in names}
