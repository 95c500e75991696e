"""What a person types of a report, of a source, or pastes in a hurry."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from rempart.doctrine.loader import current as profile
from rempart.kernel.filters import FilterForm, TypedDate
from rempart.kernel.policy import MARKINGS, NO_COMPARTMENT, UNCLASSIFIED
from rempart.register import harm
from rempart.register.alerts.forms import TypedMoment, priorities
from rempart.register.models import Report, Source
from rempart.register.reports.actions import AS_TOLD, Told
from rempart.register.reports.queries import Filters
from rempart.register.reports.reading import Proposal, figure
from rempart.register.reports.sources import Said

Choices = Sequence[tuple[Any, Any]]
FIGURES = harm.VALUES["kind"]
REPORT, ALERT, INCIDENT = "report", "alert", "incident"


def _items(vocabulary: str, none: Any = "–") -> Choices:
    words = (get_language() or "fr")[:2]
    items = [(i.code, i.label(words)) for i in profile().vocabulary(vocabulary)]
    return [("", none), *items] if none else items


def _graded(vocabulary: str) -> Choices:
    """A scale with its letters or digits before the words, as people know them."""
    return [
        (code, f"{code.removeprefix('c').upper()} – {label}")
        for code, label in _items(vocabulary, none="")
    ]


def source_label(row: Source) -> str:
    """A source in a list: its code, its type and its grade."""
    words = (get_language() or "fr")[:2]
    kind = profile().label("source_type", row.type, words)
    return f"{row.reference} · {kind} · {row.reliability.upper()}"


class ReportFilters(FilterForm):
    """Office, cercle, kind, when received, and those that no incident takes up."""

    office = forms.TypedChoiceField(label=_("Office"), coerce=int, empty_value=None)
    area = forms.ChoiceField(label=_("Cercle"))
    threat_type = forms.ChoiceField(label=_("Kind"))
    since = TypedDate(label=_("Received from"))
    until = TypedDate(label=_("Received to"))
    loose = forms.BooleanField(label=_("Tied to nothing yet"))

    def __init__(
        self, *args: Any, offices: Iterable[int] = (), areas: Choices = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        words = (get_language() or "fr")[:2]
        listed = [(number, profile().office(number).label(words)) for number in offices]
        self.fields["office"].choices = [("", _("All of mine")), *listed]  # type: ignore[attr-defined]
        self.fields["area"].choices = [("", _("Every cercle")), *areas]  # type: ignore[attr-defined]
        self.fields["threat_type"].choices = _items("threat_type", _("Every kind"))  # type: ignore[attr-defined]

    def filters(self) -> Filters:
        """What the form narrows the list to; what it does not understand narrows nothing."""
        if not self.is_valid():
            return Filters()
        return Filters(**self.cleaned_data)


class ReportForm(forms.Form):
    """A report as it was told, with its grade and what it tells of."""

    told = forms.CharField(
        label=_("As told"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 7}),
        help_text=_("Word for word. No name of a person, no telephone number."),
    )  # fmt: skip
    source = forms.ChoiceField(
        label=_("Source"), required=False, help_text=_("Its code; who it is stands elsewhere.")
    )
    reliability = forms.ChoiceField(
        label=_("Source grade"), required=False, help_text=_("Left empty: the grade of the source.")
    )
    credibility = forms.ChoiceField(label=_("Information grade"), initial="c6")
    origin = forms.CharField(
        label=_("Where the source has it from"), required=False, max_length=200,
        help_text=_("A code, a report or a few words; empty: it saw for itself. One origin counts "
                    "once."),
    )  # fmt: skip
    handling = forms.ChoiceField(label=_("Handling"), initial="mission")
    received_at = TypedMoment(
        label=_("When it was told"), required=False, help_text=_("06:10. Left empty: now.")
    )
    starts_on = TypedDate(label=_("First day of the event"), required=False)
    ends_on = TypedDate(label=_("Last day"), required=False)
    date_precision = forms.ChoiceField(label=_("Precision of the date"), initial="day")
    place = forms.CharField(label=_("Place"), required=False, max_length=200)
    area = forms.ChoiceField(label=_("Cercle"), required=False)
    point_precision = forms.ChoiceField(label=_("Precision of the place"), required=False)
    threat_type = forms.ChoiceField(label=_("Kind"), required=False)
    perpetrator = forms.ChoiceField(label=_("Alleged perpetrator"), required=False)
    marking = forms.TypedChoiceField(label=_("Marking"), coerce=int, initial=UNCLASSIFIED)
    compartment = forms.TypedChoiceField(
        label=_("Compartment"), coerce=int, required=False, empty_value=NO_COMPARTMENT
    )

    def __init__(
        self, *args: Any, areas: Choices = (), sources: Iterable[Source] = (),
        clearance: int = UNCLASSIFIED, compartments: Choices = (), **kwargs: Any,
    ) -> None:  # fmt: skip
        """`areas` are P-codes with names, `sources` those the writer sees, `compartments` those
        they are in."""
        super().__init__(*args, **kwargs)
        self.sources = {row.reference: row for row in sources}
        for kind in FIGURES:
            self.fields[f"figure_{kind}"] = _figure_field(kind)
        for name, choices in {
            "source": [("", _("Not one of the coded sources")),
                       *((code, source_label(row)) for code, row in self.sources.items())],
            "reliability": [("", "–"), *_graded("reliability")],
            "credibility": _graded("credibility"),
            "handling": _items("handling", none=""),
            "date_precision": _items("date_precision", none=""),
            "area": [("", "–"), *areas],
            "point_precision": _items("point_precision"),
            "threat_type": _items("threat_type"),
            "perpetrator": _items("actor_type"),
            "marking": [(level, label) for level, label in MARKINGS.items() if level <= clearance],
            "compartment": [("", _("None: the rights of the office hold")), *compartments],
        }.items():  # fmt: skip
            self.fields[name].choices = choices  # type: ignore[attr-defined]
        if not compartments:
            del self.fields["compartment"]

    def where(self) -> tuple[int, int]:
        """The marking and the compartment that are chosen so far."""
        given = getattr(self, "cleaned_data", {})
        return given.get("marking") or UNCLASSIFIED, given.get("compartment") or NO_COMPARTMENT

    def grading(self) -> ReportForm:
        """The same form for a report that stands: what was told, by whom and to whom, stays."""
        figures = (f"figure_{kind}" for kind in FIGURES)
        for name in (*AS_TOLD, "marking", "compartment", *figures):
            self.fields.pop(name, None)
        return self

    def figure_fields(self) -> list[Any]:
        """The fields of the figures, for the page."""
        return [self[f"figure_{kind}"] for kind in FIGURES if f"figure_{kind}" in self.fields]

    def said(self) -> Told:
        """What the form says, for the action."""
        given = dict(self.cleaned_data)
        kept = {name: value for name, value in given.items() if name in Told.__annotations__}
        if "source" in kept:
            kept["source"] = self.sources.get(kept["source"])
        for name in ("received_at", "reliability"):
            if name in kept and not kept[name]:
                del kept[name]
        figures = [(kind, given.get(f"figure_{kind}", "")) for kind in FIGURES]
        if "told" in self.fields:
            kept["figures"] = [figure(kind, words) for kind, words in figures if words.strip()]
            kept["language"] = (get_language() or "fr")[:2]
        return kept  # type: ignore[return-value]


def _figure_field(kind: str) -> forms.CharField:
    label = profile().label("harm_kind", kind, (get_language() or "fr")[:2])
    return forms.CharField(label=label, required=False, max_length=60)


def typed(row: Report) -> dict[str, Any]:
    """What stands in the form of a report that is graded anew."""
    names = ReportForm.base_fields.keys() - AS_TOLD - {"marking", "compartment"}
    return {name: getattr(row, name) for name in names}


def proposed(found: Proposal, text: str, received: Any) -> dict[str, Any]:
    """What stands in the form once a pasted text was read."""
    names = ("starts_on", "ends_on", "date_precision", "place", "area", "point_precision",
             "threat_type", "perpetrator")  # fmt: skip
    given = {name: getattr(found, name) for name in names}
    if found.ends_on == found.starts_on:
        given["ends_on"] = None
    figures = {f"figure_{f['kind']}": f["said"] for f in found.figures}
    return {**given, **figures, "told": text, "received_at": received, "credibility": "c6",
            "handling": "mission", "marking": UNCLASSIFIED}  # fmt: skip


class PasteForm(forms.Form):
    """A line that was forwarded, a paragraph of a report of the day: pasted as it came."""

    text = forms.CharField(
        label=_("The text, as it came"), max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("In French or in English. Nothing leaves this server to read it."),
    )  # fmt: skip


class QuickForm(ReportForm):
    """What was read of a pasted text, to be confirmed: it ends where the person says."""

    into = forms.ChoiceField(
        label=_("What it becomes"), initial=REPORT, widget=forms.RadioSelect,
        choices=[
            (REPORT, _("A report, tied to nothing yet")),
            (ALERT, _("An alert: something is feared or under way")),
            (INCIDENT, _("An incident: something has happened")),
        ],
    )  # fmt: skip
    title = forms.CharField(
        label=_("What is feared, in one line"), required=False, max_length=160,
        help_text=_("For an alert."),
    )  # fmt: skip
    priority = forms.ChoiceField(label=_("Priority"), required=False, help_text=_("For an alert."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["priority"].choices = [("", "–"), *priorities()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """An alert needs its line and its priority; an incident its day."""
        given = super().clean() or {}
        needed = {ALERT: ("title", "priority"), INCIDENT: ("starts_on",)}
        for name in needed.get(given.get("into", ""), ()):
            if not given.get(name) and name not in self.errors:
                self.add_error(name, _("Needed for what you chose at the end."))
        return given


class SourceForm(forms.Form):
    """A source: what it is, how far it is relied upon, what it agreed to; never who."""

    type = forms.ChoiceField(label=_("Type"))
    reliability = forms.ChoiceField(label=_("Reliability"), initial="f")
    consent = forms.ChoiceField(label=_("Consent"), initial="not_asked")
    protected = forms.BooleanField(label=_("Would be in danger if it were known"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["type"].choices = _items("source_type", none="")  # type: ignore[attr-defined]
        self.fields["reliability"].choices = _graded("reliability")  # type: ignore[attr-defined]
        self.fields["consent"].choices = _items("consent_scope", none="")  # type: ignore[attr-defined]

    def said(self) -> Said:
        """What the form says, for the action."""
        return dict(self.cleaned_data)  # type: ignore[return-value]


def areas_named(found: Iterable[Any], words: str) -> list[tuple[str, str]]:
    """Cercles for a list: P-code and name, in the order of the names."""
    return sorted(((a.pcode, a.display(words)) for a in found), key=lambda pair: pair[1])
