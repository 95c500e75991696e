"""What people type of strategies: the whole, an objective, an indicator, a reading, a report."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rempart.doctrine.loader import current as profile
from rempart.field.presenting import language
from rempart.kernel.filters import TypedDate
from rempart.leadership import choices
from rempart.leadership.forms import WHOLE
from rempart.leadership.strategy import presenting
from rempart.leadership.strategy.actions import ANSWERS
from rempart.leadership.strategy.computed import COMPUTED
from rempart.leadership.strategy.models import Indicator, Objective, Progress, Strategy
from rempart.leadership.strategy.reporting import STATES


def _texts(row: Any, *names: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


class StrategyForm(forms.Form):
    """The title and the purpose, in French, in English, or in both."""

    title_fr = forms.CharField(label=_("Title in French"), required=False, max_length=200)
    title_en = forms.CharField(label=_("Title in English"), required=False, max_length=200)
    purpose_fr = choices.long(_("Purpose in French"), 5)
    purpose_en = choices.long(_("Purpose in English"), 5)
    marking = forms.TypedChoiceField(label=_("Marking"), coerce=int)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices.give(self, marking=choices.markings())

    @staticmethod
    def typed(row: Strategy) -> dict[str, Any]:
        """What stands in the form for a strategy."""
        return _texts(row, "title_fr", "title_en", "purpose_fr", "purpose_en")


class ObjectiveForm(forms.Form):
    """An objective: its place, its words, its outcomes, whom it concerns, what it answers."""

    volet = forms.ChoiceField(label=_("Tier"))
    mode = forms.ChoiceField(label=_("Mode"))
    text_fr = forms.CharField(label=_("Objective in French"), required=False, max_length=300)
    text_en = forms.CharField(label=_("Objective in English"), required=False, max_length=300)
    outcomes_fr = choices.long(_("Outcomes in French"), 4, _("One a line."))
    outcomes_en = choices.long(
        _("Outcomes in English"), 4, _("One a line, in the same order as in French.")
    )
    offices = forms.MultipleChoiceField(
        label=_("Offices concerned"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked means all."),
    )  # fmt: skip
    mandate = forms.MultipleChoiceField(
        label=_("Paragraphs of the mandate that it answers"), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rules, words = profile().strategy, language()
        choices.give(
            self,
            volet=choices.items("volet"),
            mode=[(item.code, item.label(words)) for item in rules.modes],
            offices=[(office.code, office.label(words)) for office in profile().offices],
            mandate=[(item.code, item.label(words)) for item in rules.mandate],
        )

    def said(self) -> dict[str, Any]:
        """What the form says, for the action; outcomes keep their order as their numbers."""
        given = dict(self.cleaned_data)
        french, english = (
            [line.strip() for line in given.pop(name).splitlines() if line.strip()]
            for name in ("outcomes_fr", "outcomes_en")
        )
        count = max(len(french), len(english))
        given["outcomes"] = [
            {"n": n + 1, "fr": french[n] if n < len(french) else "",
             "en": english[n] if n < len(english) else ""}
            for n in range(count)
        ]  # fmt: skip
        return given

    @staticmethod
    def typed(row: Objective) -> dict[str, Any]:
        """What stands in the form for an objective."""
        given = _texts(row, "volet", "mode", "text_fr", "text_en", "offices", "mandate")
        return given | {
            f"outcomes_{words}": "\n".join(one[words] for one in row.outcomes)
            for words in ("fr", "en")
        }


class IndicatorForm(forms.Form):
    """How an outcome is known: a figure of the registry, or words and whoever counts."""

    outcome = forms.TypedChoiceField(label=pgettext_lazy("strategy", "Outcome"), coerce=int)
    computed = forms.ChoiceField(
        label=_("Computed from the records"), required=False,
        help_text=_("Choose a figure, or leave it empty and say below what is counted."),
    )  # fmt: skip
    text_fr = forms.CharField(label=_("Indicator in French"), required=False, max_length=300)
    text_en = forms.CharField(label=_("Indicator in English"), required=False, max_length=300)
    unit = forms.ChoiceField(
        label=_("Unit"), choices=[("number", _("number")), ("percent", _("per cent"))]
    )
    better = forms.ChoiceField(
        label=_("Better when it"), choices=[("up", _("rises")), ("down", _("falls"))]
    )
    baseline = forms.DecimalField(label=_("Baseline"), required=False, max_digits=12,
                                  decimal_places=2, widget=forms.TextInput)  # fmt: skip
    baseline_on = TypedDate(label=_("Baseline as of"), required=False)
    target = forms.DecimalField(label=_("Target"), required=False, max_digits=12,
                                decimal_places=2, widget=forms.TextInput)  # fmt: skip
    target_on = TypedDate(label=_("Target by"), required=False)

    def __init__(self, *args: Any, outcomes: Sequence[dict[str, Any]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices.give(
            self,
            outcome=[(one["n"], presenting.outcome(one)) for one in outcomes],
            computed=[("", "–"), *((code, one.label) for code, one in COMPUTED)],
        )

    @staticmethod
    def typed(row: Indicator) -> dict[str, Any]:
        """What stands in the form for an indicator."""
        return _texts(row, "outcome", "computed", "text_fr", "text_en", "unit", "better",
                      "baseline", "baseline_on", "target", "target_on")  # fmt: skip


class ReadingForm(forms.Form):
    """What an indicator reads, entered with its source."""

    value = forms.DecimalField(
        label=_("Value"), required=False, max_digits=12, decimal_places=2,
        widget=forms.TextInput, help_text=_("Empty: unknown."),
    )  # fmt: skip
    first = TypedDate(label=_("From"), required=True)
    last = TypedDate(label=_("Up to"), required=True)
    office = forms.ChoiceField(label=_("Office"), required=False)
    source = forms.CharField(label=_("Source"), max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices.give(self, office=choices.offices(WHOLE))


class ConsultationForm(forms.Form):
    """A question put to a party."""

    party = forms.ChoiceField(label=_("Party"))
    question = forms.CharField(label=_("On what"), max_length=300)
    asked_on = TypedDate(label=_("Asked on"), required=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parties = profile().strategy.parties
        choices.give(self, party=[(item.code, item.label(language())) for item in parties])


class StartForm(ConsultationForm):
    """A question put to a party on any record that has a page."""

    about = forms.CharField(
        label=_("On which record"), max_length=20,
        help_text=_("Its reference: a plan, an assessment, a threat, an advice note, a strategy."),
    )  # fmt: skip
    field_order = ("about",)


class AnswerForm(forms.Form):
    """What a party answered."""

    answer = forms.ChoiceField(label=_("Answer"), choices=list(ANSWERS.items()))
    words = choices.long(_("In its words"), 2)
    on = TypedDate(label=_("Answered on"), required=True)


class ReportForm(forms.Form):
    """An office's report: where each of its objectives stands."""

    words = choices.long(_("In a few words"), 3)

    def __init__(self, *args: Any, objectives: Sequence[Objective] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.objectives = objectives
        for row in objectives:
            self.fields[f"state_{row.pk.hex}"] = forms.ChoiceField(
                label=presenting.text(row), choices=list(STATES.items()), initial="unknown"
            )
            self.fields[f"words_{row.pk.hex}"] = choices.long(
                _("What was done, what holds it back (%(reference)s)")
                % {"reference": row.reference}, 2,
            )  # fmt: skip

    def entries(self) -> dict[str, Any]:
        """What the form says of each objective."""
        said = self.cleaned_data
        return {
            str(row.pk): {
                "state": said[f"state_{row.pk.hex}"],
                "words": said[f"words_{row.pk.hex}"],
            }
            for row in self.objectives
        }

    @staticmethod
    def typed(row: Progress) -> dict[str, Any]:
        """What stands in the form for a report."""
        given: dict[str, Any] = {"words": row.words}
        for pk, entry in row.entries.items():
            key = pk.replace("-", "")
            given |= {f"state_{key}": entry["state"], f"words_{key}": entry["words"]}
        return given
