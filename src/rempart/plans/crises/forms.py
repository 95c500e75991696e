"""What people type in a crisis: why it is proposed, the log, a task, a report, a lesson."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from rempart.doctrine.loader import current as profile
from rempart.kernel.policy import APART
from rempart.plans.crises.team import seats
from rempart.register.alerts.forms import TypedMoment


def _words() -> str:
    return (get_language() or "fr")[:2]


def _long(
    label: Any, rows: int = 2, required: bool = False, help_text: Any = ""
) -> forms.CharField:
    return forms.CharField(
        label=label, required=required, max_length=10_000, help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
    )  # fmt: skip


class ProposalForm(forms.Form):
    """A crisis that a person proposes: after a plan, or without one."""

    plan = forms.CharField(
        label=_("Contingency plan"), required=False, help_text=_("Its reference, if there is one.")
    )
    title = forms.CharField(label=_("In a few words"), required=False, max_length=160)
    office = forms.ChoiceField(label=_("Office"), required=False)
    why = _long(_("What has happened"), 3, required=True)
    exercise = forms.BooleanField(label=_("This is an exercise of the plan"), required=False)

    def __init__(self, *args: Any, offices: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].choices = list(offices)


class LogForm(forms.Form):
    """A line of the log."""

    sort = forms.ChoiceField(label=_("Kind of entry"))
    text = _long(_("Entry"), 2, required=True)
    at = TypedMoment(
        label=_("Time"),
        required=False,
        help_text=_("Empty: now. Otherwise 06:10, or day and time."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        items = [(i.code, i.label(_words())) for i in profile().vocabulary("log_sort")]
        self.fields["sort"].choices = items

    def said(self) -> dict[str, Any]:
        """The line as the action takes it."""
        at: datetime | None = self.cleaned_data["at"]
        return {"sort": self.cleaned_data["sort"], "text": self.cleaned_data["text"], "at": at}


class NewTaskForm(forms.Form):
    """A task that the plan did not foresee."""

    role = forms.ChoiceField(label=_("Post"))
    text = _long(_("What it does"), 2, required=True)
    hours = forms.IntegerField(label=_("Within how many hours"), min_value=1, max_value=720)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = [(r.code, r.label(_words())) for r in profile().roles if r.code not in APART]
        self.fields["role"].choices = [("", "–"), *roles]


class TeamForm(forms.Form):
    """Who sits in the team of a crisis, by post."""

    team = forms.MultipleChoiceField(
        label=_("Crisis team"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("By post: rotation keeps it staffed. Nothing ticked: the posts proposed for "
                    "the level, and those the plan counts on."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].choices = list(seats().items())


class SitrepForm(forms.Form):
    """What a situation report says; decisions and actions come from the log and the tasks."""

    situation = _long(_("Situation"), 4, required=True)
    civilians = _long(
        _("Civilians affected"), 3, help_text=_("Numbers with their source; no names.")
    )
    posture = _long(_("Mission posture"), 3)
    gaps = _long(_("Gaps"))


class LessonForm(forms.Form):
    """A lesson: what was planned, what happened, why, what changes and who sees to it."""

    number = forms.IntegerField(label=_("Complete the lesson of that number"), required=False)
    planned = _long(_("What was planned"))
    happened = _long(_("What happened"))
    why = _long(_("Why"))
    change = _long(_("What changes"))
    owner = forms.CharField(
        label=_("Who sees to it"),
        required=False,
        max_length=200,
        help_text=_("A post, not a name."),
    )

    def said(self) -> dict[str, str]:
        """What is said; an empty field leaves what a lesson said before."""
        return {k: v for k, v in self.cleaned_data.items() if k != "number" and v}
