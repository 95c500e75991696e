"""What a person types of a round table, an engagement, a mission, an element or a commitment."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from rempart.doctrine.loader import current as profile
from rempart.field import terms
from rempart.field.care import QUESTIONS
from rempart.field.models import Engagement, FieldMission, RoundTable
from rempart.field.workflow import COMMITMENT
from rempart.kernel.errors import BadInput
from rempart.kernel.filters import FilterForm, TypedDate
from rempart.kernel.policy import MARKINGS
from rempart.plans.actions import URGENT

Choices = Sequence[tuple[str, Any]]


def _words() -> str:
    return (get_language() or "fr")[:2]


def _items(vocabulary: str) -> list[tuple[str, str]]:
    return [("", "–"), *((i.code, i.label(_words())) for i in profile().vocabulary(vocabulary))]


def _components() -> list[tuple[str, str]]:
    return [("", "–"), *((c.code, c.label(_words())) for c in profile().at_work)]


def _long(label: Any, rows: int = 3, help_text: Any = "") -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(
        label=label, required=False, max_length=20_000, widget=area, help_text=help_text
    )


def _count(label: Any) -> forms.IntegerField:
    box = forms.TextInput(attrs={"inputmode": "numeric", "size": "5"})
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=9999, widget=box)


class FieldForm(forms.Form):
    """A form whose place is one of some cercles; `codes` names the lists of its choices."""

    codes: dict[str, str] = {}

    def __init__(self, *args: Any, areas: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lists = {name: _items(code) for name, code in self.codes.items()}
        if "area" in self.fields:
            lists["area"] = [("", "–"), *areas]
        if "marking" in self.fields:
            lists["marking"] = [(str(level), str(name)) for level, name in MARKINGS.items()]
        if "owner" in self.fields:
            lists["owner"] = _components()
        for name, choices in lists.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def said(self) -> dict[str, Any]:
        """What the form says, for the action."""
        return {name: value for name, value in self.cleaned_data.items() if name != "marking"}

    def answers(self, given: dict[str, Any]) -> dict[str, Any]:
        """`given` with the answers of the do-no-harm check gathered under one name."""
        found = {code: given.pop(f"care_{code}") for code in QUESTIONS}
        return given | {"do_no_harm": found}


def _care(form: FieldForm) -> None:
    for code, question in QUESTIONS.items():
        form.fields[f"care_{code}"] = _long(question, 2)


def _answered(row: Any) -> dict[str, str]:
    return {f"care_{code}": row.do_no_harm.get(code, "") for code in QUESTIONS}


_MARKING: dict[str, Any] = {"label": _("Marking"), "coerce": int, "initial": 1}


class RoundTableForm(FieldForm):
    """Preparing a round table, counting who came, writing its minutes."""

    title = forms.CharField(label=_("In a few words"), max_length=160)
    held_on = TypedDate(label=_("Day"), help_text=_("17/11/2014 or 17 Nov 2014."))
    area = forms.ChoiceField(label=_("Cercle"))
    place = forms.CharField(label=_("Place"), required=False, max_length=200)
    marking = forms.TypedChoiceField(**_MARKING)
    why = _long(_("Context"))
    invitation = _long(_("Invitation"), 4)
    agenda = _long(_("Agenda"), 4)
    interpretation = forms.CharField(
        label=_("Interpretation"), required=False, max_length=200,
        help_text=_("Languages that will be spoken, and who interprets: a component, no name."),
    )  # fmt: skip
    minutes = _long(_("Minutes"), 8, _("Categories only; no name of anybody who spoke."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _care(self)
        for item in profile().vocabulary("participant"):
            self.fields[f"women_{item.code}"] = _count(_("Women"))
            self.fields[f"men_{item.code}"] = _count(_("Men"))

    def counts(self) -> list[tuple[str, Any, Any]]:
        """A line for each category: its name, the women's field, the men's."""
        return [
            (i.label(_words()), self[f"women_{i.code}"], self[f"men_{i.code}"])
            for i in profile().vocabulary("participant")
        ]

    def said(self) -> dict[str, Any]:
        """What the form says: categories with nobody are left out."""
        given = self.answers(super().said())
        came = []
        for item in profile().vocabulary("participant"):
            women, men = (given.pop(f"{sex}_{item.code}") or 0 for sex in ("women", "men"))
            if women or men:
                came.append({"category": item.code, "women": women, "men": men})
        return given | {"participants": came}

    @staticmethod
    def typed(row: RoundTable) -> dict[str, Any]:
        """What the form would hold of a round table."""
        names = ("title", "held_on", "area", "place", "marking", "why", "invitation", "agenda",
                 "interpretation", "minutes")  # fmt: skip
        counts = {
            f"{sex}_{line['category']}": line[sex]
            for line in row.participants
            for sex in ("women", "men")
        }
        return {name: getattr(row, name) for name in names} | counts | _answered(row)


class EngagementForm(FieldForm):
    """An engagement: with whom, what for, what was said on both sides."""

    codes = {"counterpart": "counterpart"}

    counterpart = forms.ChoiceField(label=_("Counterpart"))
    group = forms.CharField(
        label=_("Which one"), max_length=160, help_text=_("A body or a group; no person’s name.")
    )
    held_on = TypedDate(label=_("Day"), help_text=_("17/11/2014 or 17 Nov 2014."))
    area = forms.ChoiceField(label=_("Cercle"))
    place = forms.CharField(label=_("Place"), required=False, max_length=200)
    marking = forms.TypedChoiceField(**_MARKING)
    purpose = forms.CharField(
        label=_("Purpose"), max_length=5000, widget=forms.Textarea(attrs={"rows": 3})
    )
    messages = _long(_("Our messages"))
    heard = _long(_("What they said"), 4)
    follow_up = _long(_("Follow-up"))
    supports = forms.TypedChoiceField(
        label=_("Would the Mission support host-State forces by it?"),
        required=False, empty_value=None, coerce=lambda said: said == "yes",
        choices=[("", "–"), ("yes", _("Yes")), ("no", _("No"))],
        help_text=_("Human rights due diligence policy: the question is asked before any promise."),
    )  # fmt: skip
    hrddp = forms.ChoiceField(
        label=_("Risk assessment of the support"), required=False,
        choices=[("", "–"), ("done", _("done")), ("under_way", _("under way")),
                 ("not_done", _("not done"))],
    )  # fmt: skip

    @staticmethod
    def typed(row: Engagement) -> dict[str, Any]:
        """What the form would hold of an engagement."""
        names = ("counterpart", "group", "held_on", "area", "place", "marking", "purpose",
                 "messages", "heard", "follow_up", "hrddp")  # fmt: skip
        supports = {None: "", True: "yes", False: "no"}[row.supports]
        return {name: getattr(row, name) for name in names} | {"supports": supports}


class MissionForm(FieldForm):
    """A mission as it is asked for: why, where, when, by which way, who goes, at what risk."""

    title = forms.CharField(label=_("In a few words"), max_length=160)
    sort = forms.ChoiceField(
        label=_("Kind"),
        choices=[("jpt", _("Joint protection team")), ("integrated", _("Integrated mission"))],
    )
    starts_on = TypedDate(label=_("First day"), help_text=_("17/11/2014 or 17 Nov 2014."))
    ends_on = TypedDate(label=_("Last day"))
    area = forms.ChoiceField(label=_("Cercle"))
    marking = forms.TypedChoiceField(**_MARKING)
    trigger = forms.CharField(
        label=_("Why this mission"), max_length=5000, widget=forms.Textarea(attrs={"rows": 3})
    )
    way = _long(
        _("Itinerary"), 4, _("One stop a line: a town, 14.35, -3.61, or 12 km NE of Ansongo.")
    )
    terms = _long(
        _("Terms of reference"), 10, _("Left empty, they are drawn from the area’s threats.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _care(self)
        for component in profile().at_work:
            self.fields[f"people_{component.code}"] = _count(_("People"))
            self.fields[f"women_{component.code}"] = _count(_("Women"))
            self.fields[f"languages_{component.code}"] = forms.CharField(
                label=_("Languages"), required=False, max_length=120
            )

    def counts(self) -> list[tuple[Any, ...]]:
        """A line for each component: its name, people, women among them, languages."""
        parts = ("people", "women", "languages")
        return [
            (c.label(_words()), *(self[f"{part}_{c.code}"] for part in parts))
            for c in profile().at_work
        ]

    def clean_way(self) -> list[dict[str, Any]]:
        """The stops with their points, in the geography of the first day."""
        on = self.cleaned_data.get("starts_on")
        if on is None:
            return []
        try:
            return terms.stops(self.cleaned_data["way"], on)
        except BadInput as error:
            said = [f"{p.value} {p.message}. {p.remedy}" for p in error.problems]
            raise forms.ValidationError(said) from error

    def said(self) -> dict[str, Any]:
        """What the form says: components that send nobody are left out."""
        given = self.answers(super().said())
        team = []
        for component in profile().at_work:
            parts = ("people", "women", "languages")
            people, women, tongues = (given.pop(f"{p}_{component.code}") for p in parts)
            if people or women:
                team.append({"component": component.code, "people": people or 0,
                             "women": women or 0, "languages": tongues})  # fmt: skip
        return given | {"team": team, "stops": given.pop("way")}

    @staticmethod
    def typed(row: FieldMission) -> dict[str, Any]:
        """What the form would hold of a mission."""
        names = ("title", "sort", "starts_on", "ends_on", "area", "marking", "trigger", "terms")
        team = {
            f"{part}_{line['component']}": line[part]
            for line in row.team
            for part in ("people", "women", "languages")
        }
        way = {"way": "\n".join(stop["name"] for stop in row.stops)}
        return {name: getattr(row, name) for name in names} | way | team | _answered(row)


class ElementForm(FieldForm):
    """One thing as it is said at a round table."""

    codes = {"perpetrator": "actor_type", "threat_type": "threat_type"}

    who = forms.CharField(
        label=_("Who is threatened"), max_length=300, help_text=_("A group and where it lives.")
    )
    perpetrator = forms.ChoiceField(label=_("By whom"), required=False)
    threat_type = forms.ChoiceField(label=_("Kind"), required=False)
    area = forms.ChoiceField(label=_("Cercle"), required=False)
    place = forms.CharField(label=_("Place"), required=False, max_length=200)
    when = forms.CharField(label=_("When, as it was said"), required=False, max_length=120)
    day = TypedDate(label=_("The day it happened"), required=False)
    words = _long(_("As it was said"))
    coping = _long(_("What people already do"), 2)


def _calm_phases() -> list[tuple[str, str]]:
    """The phases that need no threat: the others start from the threat's own page."""
    return [(code, label) for code, label in _items("phase") if code not in URGENT]


class TaskForm(FieldForm):
    """What an element asks of a component: an action, with its lead and its day."""

    codes = {"volet": "volet"}

    element = forms.TypedChoiceField(label=_("Element"), coerce=int)
    text = forms.CharField(
        label=_("What is done"), required=False, max_length=300,
        help_text=_("Left empty, it is the element as it was said."),
    )  # fmt: skip
    owner = forms.ChoiceField(label=_("By which component"), required=False)
    due_on = TypedDate(label=_("Due"), required=False)
    volet = forms.ChoiceField(label=_("Tier"), required=False)
    phase = forms.ChoiceField(label=_("Phase"), required=False)

    def __init__(self, *args: Any, elements: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["element"].choices = elements  # type: ignore[attr-defined]
        self.fields["phase"].choices = _calm_phases()  # type: ignore[attr-defined]

    def said(self) -> dict[str, Any]:
        """What the form says, with the phase as the list that actions want."""
        given = super().said()
        phase = given.pop("phase")
        return given | {"phases": [phase] if phase else []}


class FeedForm(FieldForm):
    """A finding that feeds the register: of which threat's factors it is the evidence."""

    finding = forms.TypedChoiceField(label=_("Finding"), coerce=int)
    factor = forms.ChoiceField(label=_("Evidence of which factor"), required=False)

    def __init__(self, *args: Any, findings: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["finding"].choices = findings  # type: ignore[attr-defined]
        factors = [("", "–"), *((f.code, f.label(_words())) for f in profile().rubric.factors)]
        self.fields["factor"].choices = factors  # type: ignore[attr-defined]


class CommitmentFilters(FilterForm):
    """What became of commitments, and who owes them."""

    state = forms.ChoiceField(
        label=_("State"),
        choices=[("", _("Those that wait")), ("late", _("overdue")), *COMMITMENT.labels.items(),
                 ("every", _("Every state"))],
    )  # fmt: skip
    owner = forms.ChoiceField(label=_("Component"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owners = [("", _("Whoever owes it")), *_components()[1:]]
        self.fields["owner"].choices = owners  # type: ignore[attr-defined]


class CommitmentForm(FieldForm):
    """What is promised, by whom, to whom, by when; its action in the same gesture."""

    codes = {"volet": "volet"}

    sort = forms.ChoiceField(
        label=_("Sort"),
        choices=[("measure", _("Measure")), ("promise", _("Commitment")),
                 ("recommendation", _("Recommendation"))],
    )  # fmt: skip
    text = forms.CharField(
        label=_("What is promised"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
    owner = forms.ChoiceField(label=_("By which component"), required=False)
    by_whom = forms.CharField(label=_("Or by whom else"), required=False, max_length=160)
    to_whom = forms.CharField(label=_("To whom"), required=False, max_length=160)
    due_on = TypedDate(label=_("Due"), required=False)
    act = forms.BooleanField(
        label=_("Make its action at once"), required=False, initial=True,
        help_text=_("Where a component of the Mission owes it."),
    )  # fmt: skip
    volet = forms.ChoiceField(label=_("Tier of the action"), required=False)
    phase = forms.ChoiceField(label=_("Phase of the action"), required=False)

    def __init__(self, *args: Any, own: Sequence[str] = (), **kwargs: Any) -> None:
        """`own` are the components for which alone the writer may promise; none for any."""
        super().__init__(*args, **kwargs)
        self.fields["phase"].choices = _calm_phases()  # type: ignore[attr-defined]
        if own:
            owner: Any = self.fields["owner"]
            owner.choices = [one for one in owner.choices if one[0] in ("", *own)]
            owner.help_text = _("Yours; what another promises is entered by the expert.")
            for name in ("act", "volet", "phase"):
                del self.fields[name]

    def said(self) -> dict[str, Any]:
        """What the form says; where nobody of the mission owes it, no action is asked for."""
        given = super().said()
        phase = given.pop("phase", "")
        act = bool(given.get("act") and given["owner"])
        return given | {"act": act, "phases": [phase] if phase else []}


class ReportForm(FieldForm):
    """What a mission brings back: people met by category, findings, what people think."""

    met = _long(_("People met"), 3, _("Categories and counts, women apart; no name."))
    finding = _long(_("Finding"), 4)
    threat = forms.CharField(
        label=_("On which threat"),
        required=False,
        max_length=20,
        help_text=_("Its reference, where it has one."),
    )
    vulnerabilities = _long(_("Vulnerabilities and capacities"))
    perceptions = _long(_("Perceptions"))

    @staticmethod
    def typed(row: FieldMission) -> dict[str, Any]:
        """What the form would hold of a mission's report; findings are only added to."""
        return {name: getattr(row, name) for name in ("met", "vulnerabilities", "perceptions")}
