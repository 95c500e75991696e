"""What a reader may narrow the list of incidents to, and what an import asks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from rempart.doctrine.loader import current as profile
from rempart.kernel.filters import FilterForm, TypedDate
from rempart.kernel.policy import MARKINGS, UNCLASSIFIED
from rempart.register.formats import DELETED, FORMATS
from rempart.register.queries import Filters
from rempart.register.uploads import MOST
from rempart.register.workflow import GONE

Choices = list[tuple[str, Any]]

_THREAT, _UCDP = "threat", "ucdp"


class IncidentFilters(FilterForm):
    """Dates as typed, office, cercle, kind, verification, civilian victims; words by the search."""

    since = TypedDate(label=_("From"))
    until = TypedDate(label=_("to"))
    office = forms.ChoiceField(label=_("Office"))
    area = forms.ChoiceField(label=_("Cercle"))
    kind = forms.ChoiceField(label=_("Kind"))
    verification = forms.ChoiceField(label=_("Verification"))
    civilians = forms.BooleanField(label=_("At least one civilian victim"))
    q = forms.CharField(label=_("Words"), widget=forms.HiddenInput, max_length=200)

    def __init__(
        self, *args: Any, offices: Iterable[int] = (), areas: Choices = (), **kwargs: Any
    ) -> None:
        """`offices` are the numbers that the reader's posts cover, `areas` codes with names."""
        super().__init__(*args, **kwargs)
        language = get_language() or "fr"
        mission = profile()
        mine = [mission.office(number) for number in offices]
        self.fields["office"].choices = [
            ("", _("All of mine")),
            *((office.code, office.label(language)) for office in mine),
        ]
        if len(mine) < 2:
            self.fields["office"].widget = forms.HiddenInput()
        self.fields["area"].choices = [("", _("All cercles")), *areas]
        self.fields["kind"].choices = _kinds(language)
        self.fields["verification"].choices = [
            ("", _("All")),
            *(
                (item.code, item.label(language))
                for item in mission.vocabulary("verification")
                if item.code not in GONE
            ),
        ]

    def clean(self) -> dict[str, Any]:
        """A period must not end before it begins."""
        said = super().clean() or {}
        since, until = said.get("since"), said.get("until")
        if since and until and until < since:
            self.add_error("until", _("The end is before the beginning: correct one of the two."))
        return said

    def filters(self) -> Filters:
        """The filters that were understood; the others let everything pass."""
        self.is_valid()
        said = self.cleaned_data
        family, _colon, code = said.get("kind", "").partition(":")
        office = said.get("office")
        return Filters(
            office=profile().office(office).number if office else None,
            area=said.get("area", ""),
            threat_type=code if family == _THREAT else "",
            ucdp_type=int(code) if family == _UCDP else None,
            verification=said.get("verification", ""),
            since=said.get("since"),
            until=said.get("until"),
            civilians=said.get("civilians", False),
            words=said.get("q", ""),
        )


class UploadForm(forms.Form):
    """A file, its format, its country, since when it may be known, its marking."""

    format = forms.ChoiceField(label=_("What it is"), widget=forms.RadioSelect)
    file = forms.FileField(label=_("File"), help_text=_("CSV in UTF-8, or .xlsx; 10 MB at most."))
    country = forms.CharField(
        label=_("Only this country"),
        required=False,
        max_length=60,
        help_text=_("For files of several countries; empty for all of them."),
    )
    known_from = TypedDate(
        label=_("Known to the Mission from"),
        required=False,
        help_text=_("17/11/2014; today where it is left empty."),
    )
    marking = forms.TypedChoiceField(
        label=_("Marking"), coerce=int, help_text=_("That of the incidents that are new.")
    )

    def __init__(self, *args: Any, clearance: int = UNCLASSIFIED, **kwargs: Any) -> None:
        """`clearance` is the highest marking that may be given."""
        super().__init__(*args, **kwargs)
        formats = [(one.code, one.label) for one in FORMATS.values()]
        self.fields["format"].choices = [*formats, (DELETED, _("Deletions of ACLED"))]
        self.fields["marking"].choices = [
            (level, label) for level, label in MARKINGS.items() if level <= clearance
        ]

    def clean_file(self) -> Any:
        """The file, which must not be empty or too large to be looked at while one waits."""
        file = self.cleaned_data["file"]
        if file.size > MOST:
            text = _("%(name)s has %(size)d MB: 10 at most. Give the operator larger files.")
            said = {"name": file.name, "size": -(-file.size // 2**20)}
            raise forms.ValidationError(text, "too-large", said)
        return file


def _kinds(language: str) -> Choices:
    """Threat types and UCDP's types of violence, in one list with two parts."""
    threats, violence = profile().vocabulary("threat_type"), profile().vocabulary("ucdp_type")
    return [
        ("", _("All")),
        (
            threats.title.label(language),
            [(f"{_THREAT}:{item.code}", item.label(language)) for item in threats],
        ),
        (
            violence.title.label(language),
            [(f"{_UCDP}:{n}", item.label(language)) for n, item in enumerate(violence, 1)],
        ),
    ]
