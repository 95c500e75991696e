"""What the forms of the room choose from, in the language of the page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from rempart.doctrine.loader import current as profile
from rempart.field.presenting import language
from rempart.kernel.policy import MARKINGS

Choices = list[tuple[str, Any]]


def items(vocabulary: str, blank: bool = False) -> Choices:
    """The codes of a list with their labels; first none, where `blank`."""
    found = [(item.code, item.label(language())) for item in profile().vocabulary(vocabulary)]
    return [("", "–"), *found] if blank else found


def components() -> list[tuple[int, str]]:
    """The components by their numbers."""
    return [(c.number, c.label(language())) for c in profile().at_work]


def offices(mission: Any) -> Choices:
    """The mission as a whole, called `mission`, and its offices by their codes."""
    return [("", mission), *((o.code, o.label(language())) for o in profile().offices)]


def roles(codes: Iterable[str]) -> Choices:
    """Some roles."""
    return [(code, profile().role(code).label(language())) for code in codes]


def markings() -> Choices:
    """The three markings."""
    return [(str(level), name) for level, name in MARKINGS.items()]


def give(form: forms.Form, **lists: Sequence[tuple[Any, Any]]) -> None:
    """Give fields of a form their choices."""
    for name, found in lists.items():
        form.fields[name].choices = found  # type: ignore[attr-defined]


def long(label: Any, rows: int = 3, help_text: Any = "", required: bool = False) -> forms.CharField:
    """A field for several lines."""
    return forms.CharField(
        label=label, required=required, max_length=20_000, help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
    )  # fmt: skip


def office_number(code: str) -> int:
    """The number of an office by its code; 0 for the mission as a whole."""
    return profile().office(code).number if code else 0


def office_code(number: int) -> str:
    """The code of an office by its number; empty for the mission as a whole."""
    return profile().office(number).code if number else ""


def office_name(number: int, mission: Any) -> str:
    """What an office is called; the mission as a whole is called `mission`."""
    return profile().office(number).label(language()) if number else str(mission)
