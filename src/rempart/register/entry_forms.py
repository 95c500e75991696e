"""What a person types of an incident: when, where, who, to whom, from whom, and who may read it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from rempart.doctrine.loader import current as profile
from rempart.kernel import clock
from rempart.kernel.errors import BadInput
from rempart.kernel.filters import TypedDate
from rempart.kernel.policy import MARKINGS, NO_COMPARTMENT
from rempart.places.pointing import Pointed, read_point
from rempart.register import harm
from rempart.register.actions import Said
from rempart.register.models import Incident
from rempart.register.presenting import language

Choices = Sequence[tuple[Any, Any]]

ENDS = ("min", "best", "max")
PARTS = {"f": ("sex", "f"), "m": ("sex", "m"), "minors": ("age", "0_17")}
"""Of those in the best figure: women and girls, men and boys, those under eighteen."""

HARMS = (*((kind, harm.CIVILIAN) for kind in harm.VALUES["kind"]), (harm.KILLED, harm.ALL))
"""What a person is asked: each kind of harm to civilians, and everybody killed."""

_HIGHEST = 100_000
_ACTORS = ("perpetrator", "other")


def _items(vocabulary: str, empty: str = "–") -> Choices:
    words = language()
    listed = [(item.code, item.label(words)) for item in profile().vocabulary(vocabulary)]
    return [("", empty), *listed]


@dataclass(frozen=True)
class HarmLine:
    """One line of the table of harm: its name, its figures, and what it says of sex and age."""

    label: str
    figures: tuple[BoundField, ...]
    parts: tuple[BoundField, ...]


class IncidentForm(forms.Form):
    """An incident as a person enters or corrects it; nothing but its first day is compulsory."""

    starts_on = TypedDate(label=_("First day"), help_text=_("17/11/2014 or 17 Nov 2014."))
    ends_on = TypedDate(label=_("Last day"), required=False)
    date_precision = forms.ChoiceField(label=_("Precision of the date"))
    place = forms.CharField(
        label=_("Place"),
        required=False,
        max_length=200,
        help_text=_("Village, quarter, market, axis. Other spellings in parentheses."),
    )
    point = forms.CharField(
        label=_("Point"),
        required=False,
        max_length=120,
        help_text=_("14.35, -3.61; or MGRS: 30PWB 65 87; or: 12 km NE of Ansongo."),
    )
    remember = forms.BooleanField(label=_("Keep this place in the list of places"), required=False)
    area = forms.ChoiceField(
        label=_("Cercle"), required=False, help_text=_("Left empty, the point tells it.")
    )
    point_precision = forms.ChoiceField(label=_("Precision of the point"), required=False)
    threat_type = forms.ChoiceField(label=_("Kind"), required=False)
    perpetrator_type = forms.ChoiceField(label=_("Alleged perpetrator"), required=False)
    perpetrator_name = forms.CharField(
        label=_("Group or force, if it is known"), required=False, max_length=120
    )
    other_role = forms.ChoiceField(label=_("Somebody else"), required=False)
    other_type = forms.ChoiceField(label=_("Kind of actor"), required=False)
    other_name = forms.CharField(label=_("Group or force"), required=False, max_length=120)
    summary = forms.CharField(
        label=_("What happened"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("The facts, as told. No name of a victim, a witness or a caller."),
    )
    source = forms.CharField(
        label=_("Source"),
        required=False,
        max_length=500,
        help_text=_("A category or a code: community leader, radio, patrol. Never a name."),
    )
    reliability = forms.ChoiceField(label=_("Reliability of the source"), required=False)
    credibility = forms.ChoiceField(label=_("Credibility of the information"), required=False)
    known_from = TypedDate(label=_("Known to the Mission from"), required=False)
    office = forms.ChoiceField(
        label=_("Office"), required=False, help_text=_("Left empty, that of the place.")
    )
    marking = forms.TypedChoiceField(label=_("Marking"), coerce=int)
    compartment = forms.TypedChoiceField(
        label=_("Compartment"), coerce=int, required=False, empty_value=NO_COMPARTMENT
    )

    def __init__(self, *args: Any, areas: Choices = (), offices: Choices = (), **kwargs: Any):
        """`areas` are P-codes with names; `offices` codes with names."""
        super().__init__(*args, **kwargs)
        for name, choices in {
            "date_precision": _items("date_precision")[1:],
            "area": [("", "–"), *areas],
            "point_precision": _items("point_precision"),
            "threat_type": _items("threat_type"),
            "perpetrator_type": _items("actor_type"),
            "other_role": _items("actor_role"),
            "other_type": _items("actor_type"),
            "reliability": _items("reliability"),
            "credibility": _items("credibility"),
            "office": [("", "–"), *offices],
            "marking": list(MARKINGS.items()),
            "compartment": _compartments(),
        }.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]
        for kind, status in HARMS:
            for part in (*ENDS, *(PARTS if status == harm.CIVILIAN else ())):
                self.fields[f"{kind}_{status}_{part}"] = _people(part, _harm_label(kind, status))
        self.pointed: Pointed | None = None

    def clean_point(self) -> str:
        """The point, understood; the day of the incident tells which geography it is in."""
        text: str = self.cleaned_data.get("point", "")
        if text:
            on = self.cleaned_data.get("starts_on") or clock.today()
            try:
                self.pointed = read_point(text, on)
            except BadInput as error:
                said = [f"{p.value} {p.message}. {p.remedy}" for p in error.problems]
                raise forms.ValidationError(said) from error
        return text

    def clean(self) -> dict[str, Any]:
        """A place is kept in the list only with a name and a point; the future is no fact."""
        said = super().clean() or {}
        if said.get("remember") and "point" not in self.errors:
            for name in ("place", "point"):
                if not said.get(name):
                    self.add_error(name, _("Needed to keep the place in the list."))
        for name in ("starts_on", "ends_on"):
            if said.get(name) and said[name] > clock.today():
                self.add_error(name, _("This day is yet to come: correct it."))
        return said

    def harms(self) -> Iterator[HarmLine]:
        """The lines of the table of harm."""
        for kind, status in HARMS:
            yield HarmLine(
                _harm_label(kind, status),
                tuple(self[f"{kind}_{status}_{end}"] for end in ENDS),
                tuple(self[f"{kind}_{status}_{p}"] for p in PARTS if status == harm.CIVILIAN),
            )

    def sketched(self) -> Incident | None:
        """The incident that is being typed, as far as it holds so far; None before its first day.

        It is no record: it is what duplicates are looked for with.
        """
        self.is_valid()
        given = self.cleaned_data
        if not given.get("starts_on"):
            return None
        row = Incident(
            **{
                name: given.get(name) or ""
                for name in ("area", "place", "threat_type", "point_precision", "date_precision")
            },
            starts_on=given["starts_on"],
            ends_on=max(given.get("ends_on") or given["starts_on"], given["starts_on"]),
            alleged=list(_alleged(given)),
            harm=list(_harm(given)),
        )
        if self.pointed is not None:
            row.latitude, row.longitude = self.pointed.latitude, self.pointed.longitude
            row.point_precision = row.point_precision or self.pointed.precision
        return row

    def said(self) -> Said:
        """What the form says of the incident, for the action."""
        given = self.cleaned_data
        said: dict[str, Any] = {
            name: given[name]
            for name in ("starts_on", "date_precision", "place", "point_precision", "threat_type",
                         "summary", "source", "reliability", "credibility", "area")
        }  # fmt: skip
        said["ends_on"] = given["ends_on"] or given["starts_on"]
        if given["known_from"]:
            said["known_from"] = given["known_from"]
        said["alleged"] = list(_alleged(given))
        said["harm"] = list(_harm(given))
        said["latitude"] = self.pointed.latitude if self.pointed else None
        said["longitude"] = self.pointed.longitude if self.pointed else None
        if self.pointed and not said["point_precision"]:
            said["point_precision"] = self.pointed.precision
        return said  # type: ignore[return-value]


def _compartments() -> Choices:
    words = language()
    listed = [(c.number, c.label(words)) for c in profile().compartments]
    return [(NO_COMPARTMENT, _("None: all those whose post reaches it")), *listed]


def _harm_label(kind: str, status: str) -> str:
    label = profile().label("harm_kind", kind, language())
    return f"{label} ({_('everybody')})" if status == harm.ALL else label


def _people(part: str, of: str) -> forms.IntegerField:
    """The field of one figure; its cell has no room for a visible label of its own."""
    labels = {
        "min": _("at least"), "best": _("best estimate"), "max": _("at most"),
        "f": _("women, girls"), "m": _("men, boys"), "minors": _("under 18"),
    }  # fmt: skip
    label = f"{of}, {labels[part]}"
    attrs = {"inputmode": "numeric", "size": 4, "aria-label": label}
    return forms.IntegerField(
        label=label, required=False, min_value=0, max_value=_HIGHEST,
        widget=forms.TextInput(attrs=attrs),
    )  # fmt: skip


def _alleged(given: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    for who in _ACTORS:
        kind, name = given.get(f"{who}_type", ""), given.get(f"{who}_name", "")
        other = given.get("other_role") or "party"
        role = "alleged_perpetrator" if who == "perpetrator" else other
        if kind or name:
            yield {"role": role, "name": name, "type": kind}


def _harm(given: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for kind, status in HARMS:
        figures = [given.get(f"{kind}_{status}_{end}") for end in ENDS]
        if any(number is not None for number in figures):
            yield harm.row(kind, status, figures)
        for part, (dimension, value) in PARTS.items():
            number = given.get(f"{kind}_{status}_{part}")
            if number is not None:
                figures = [None, number, None]
                yield harm.row(kind, status, figures, **{dimension: value})


def typed(row: Incident) -> dict[str, Any]:
    """What stands in the form of an incident that is opened to be corrected."""
    same = ("starts_on", "ends_on", "date_precision", "place", "area", "point_precision",
            "threat_type", "summary", "source", "reliability", "credibility", "known_from",
            "marking", "compartment")  # fmt: skip
    shown = {name: getattr(row, name) for name in same}
    if row.latitude is not None and row.longitude is not None:
        shown["point"] = f"{row.latitude:.5f}, {row.longitude:.5f}"
    for who, actor in zip(_ACTORS, _first_two(row.alleged), strict=False):
        if actor:
            shown |= {f"{who}_type": actor.get("type", ""), f"{who}_name": actor.get("name", "")}
            shown["other_role"] = actor.get("role", "") if who == "other" else ""
    for kind, status in HARMS:
        for end, number in zip(ENDS, harm.total(row.harm, kind, status), strict=True):
            shown[f"{kind}_{status}_{end}"] = number
        for part, (dimension, value) in PARTS.items():
            shown[f"{kind}_{status}_{part}"] = _part(row.harm, kind, status, dimension, value)
    return shown


def _first_two(alleged: Sequence[Mapping[str, str]]) -> tuple[Mapping[str, str] | None, ...]:
    """The alleged perpetrator and one other: what the form has room for."""
    mine = [a for a in alleged if a.get("role") == "alleged_perpetrator"]
    others = [a for a in alleged if a not in mine[:1]]
    return (mine[0] if mine else None, others[0] if others else None)


def _part(
    rows: Sequence[harm.Row], kind: str, status: str, dimension: str, value: str
) -> int | None:
    wanted = {"kind": kind, "status": status, "sex": harm.ALL, "age": harm.ALL, dimension: value}
    for row in rows:
        if all(row[name] == code for name, code in wanted.items()):
            number: int | None = row.get("best")
            return number
    return None


def fits(row: Incident) -> bool:
    """Has the form room for all that the incident says of actors and harm?

    What an import brought may be finer; the form then leaves those parts as they are.
    """
    shown = {(r["kind"], r["status"], r["sex"], r["age"]) for r in row.harm}
    room = {(kind, status, harm.ALL, harm.ALL) for kind, status in HARMS} | {
        (kind, harm.CIVILIAN, *((value, harm.ALL) if d == "sex" else (harm.ALL, value)))
        for kind, status in HARMS
        for d, value in PARTS.values()
        if status == harm.CIVILIAN
    }
    first, other = _first_two(row.alleged)
    return shown <= room and len(row.alleged) == sum(a is not None for a in (first, other))
