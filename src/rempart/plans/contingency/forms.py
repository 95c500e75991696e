"""What people type of a contingency plan: its texts, its tasks one by one, its triggers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from rempart.doctrine.loader import current as profile
from rempart.kernel.filters import TypedDate
from rempart.kernel.policy import APART, MARKINGS
from rempart.plans.contingency.actions import MAY_BE_DESIGNATE
from rempart.plans.contingency.models import Contingency


def _words() -> str:
    return (get_language() or "fr")[:2]


def _long(label: Any, rows: int = 4, help_text: Any = "") -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(
        label=label, required=False, max_length=20_000, widget=area, help_text=help_text
    )


def _roles(only: Iterable[str] = ()) -> list[tuple[str, str]]:
    wanted = set(only)
    return [
        (role.code, role.label(_words()))
        for role in profile().roles
        if (role.code in wanted if wanted else role.code not in APART)
    ]


class PlanForm(forms.Form):
    """A plan without its tasks and triggers, which are added one by one on its page."""

    office = forms.ChoiceField(label=_("Office"))
    title = forms.CharField(label=_("In a few words"), max_length=160)
    area = forms.ChoiceField(label=_("Cercle"), required=False)
    scenario = forms.CharField(
        label=_("Scenario"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What happens, to whom, where, how fast. No names."),
    )  # fmt: skip
    assumptions = _long(_("Assumptions"))
    phases = _long(_("Phases"), 3, _("One a line, in order."))
    duties = _long(
        _("What is expected of each post"), 4,
        _("One a line: post: duty. Posts are those of the mission, never names."),
    )  # fmt: skip
    designate = forms.ChoiceField(
        label=_("Post that may activate beside the head of mission"), required=False
    )
    level = forms.ChoiceField(label=_("Level proposed"))
    cadence_hours = forms.IntegerField(
        label=_("Hours between two SITREPs"), min_value=1, max_value=168, initial=12
    )
    resources = _long(_("Resources"))
    communications = _long(_("Communications"))
    review_on = TypedDate(label=_("To be reviewed by"))
    marking = forms.TypedChoiceField(label=_("Marking"), coerce=int)

    def __init__(
        self, *args: Any, offices: Iterable[int] = (), areas: Sequence[tuple[str, Any]] = (),
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        named = [profile().office(number) for number in offices]
        levels = [(i.code, i.label(_words())) for i in profile().vocabulary("crisis_level")]
        self.fields["office"].choices = [(o.code, o.label(_words())) for o in named]
        self.fields["area"].choices = [("", "–"), *areas]
        self.fields["designate"].choices = [("", "–"), *_roles(MAY_BE_DESIGNATE)]
        self.fields["level"].choices = levels
        self.fields["marking"].choices = list(MARKINGS.items())

    def correcting(self) -> PlanForm:
        """The same form for a plan that stands: office and marking stay."""
        for name in ("office", "marking"):
            del self.fields[name]
        return self

    def clean_phases(self) -> list[str]:
        """One phase a line."""
        return [
            line.strip()[:120] for line in self.cleaned_data["phases"].splitlines() if line.strip()
        ]

    def clean_duties(self) -> list[dict[str, str]]:
        """One duty a line, the post before the colon, by its name or code."""
        known = {
            name.casefold(): role.code
            for role in profile().roles
            for name in (role.fr, role.en, role.short_fr, role.short_en, role.code)
            if name
        }
        found = []
        for line in self.cleaned_data["duties"].splitlines():
            post, colon, text = line.partition(":")
            if not line.strip():
                continue
            code = known.get(" ".join(post.split()).casefold())
            if not colon or code is None:
                raise forms.ValidationError(
                    _("“%(line)s” names no post. Write: post: duty, one a line."),
                    "duty", {"line": line.strip()[:60]},
                )  # fmt: skip
            found.append({"role": code, "text": text.strip()})
        return found

    @staticmethod
    def typed(row: Contingency) -> dict[str, Any]:
        """A plan as the form shows it."""
        names = ("title", "area", "scenario", "assumptions", "designate", "level",
                 "cadence_hours", "resources", "communications", "review_on")  # fmt: skip
        duties = [
            f"{profile().role(line['role']).label(_words())} : {line['text']}"
            for line in row.duties
        ]
        texts = {"phases": "\n".join(row.phases), "duties": "\n".join(duties)}
        return {name: getattr(row, name) for name in names} | texts


class TaskForm(forms.Form):
    """A task: which post does what, in which phase, within how many hours, after which others."""

    number = forms.IntegerField(label=_("Correct the task of that number"), required=False)
    phase = forms.CharField(label=_("Phase"), required=False, max_length=120)
    role = forms.ChoiceField(label=_("Post"))
    text = forms.CharField(label=_("What it does"), widget=forms.Textarea(attrs={"rows": 2}))
    hours = forms.IntegerField(label=_("Within how many hours"), min_value=1, max_value=720)
    after = forms.CharField(
        label=_("After which tasks"), required=False, help_text=_("Their numbers: 1, 3.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [("", "–"), *_roles()]

    def clean_after(self) -> list[int]:
        """The numbers that are named."""
        words = self.cleaned_data["after"].replace(",", " ").split()
        if not all(word.isdecimal() for word in words):
            raise forms.ValidationError(_("Write numbers: 1, 3."), "numbers")
        return [int(word) for word in words]


class TriggerForm(forms.Form):
    """A rule in words, to be tried or kept."""

    rule = forms.CharField(
        label=_("Rule"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "For example: displaced > 5,000 in 72 h in the cercle of …; incidents “Killing” ≥ 3 in"
            " 7 days and alerts P1 ≥ 2 in 48 h."
        ),
    )  # fmt: skip
