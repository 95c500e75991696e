"""Two people at one record: when and by whom it changed, and both versions field by field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms

from rempart.kernel.models import Guarded


@dataclass(frozen=True)
class Change:
    """The last change of a record: when it was saved, and under which post."""

    at: datetime
    who: str


def last_change(row: Guarded) -> Change | None:
    """When and by whom a record was last changed, as far as the reader may see."""
    found = row.versions.order_by("-number").first()  # type: ignore[attr-defined]
    return Change(found.at, found.post_label or found.actor_name) if found else None


def differing(form: forms.Form, saved: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Field by field, what is saved now and what was typed, where they differ."""
    return [
        (str(field.label), _shown(field, saved[name]), _shown(field, _typed(form, name)))
        for name, field in form.fields.items()
        if name in saved and _plain(field, saved[name]) != _plain(field, _typed(form, name))
    ]


def _typed(form: forms.Form, name: str) -> Any:
    return form[name].data


def _plain(field: forms.Field, value: Any) -> Any:
    """A value as the form would send it."""
    if isinstance(value, list | tuple):
        return sorted(str(one) for one in value)
    prepared = field.prepare_value(value)
    return "" if prepared is None else str(prepared)


def _shown(field: forms.Field, value: Any) -> str:
    """A value in words: the labels of what was chosen, a dash for nothing."""
    values = value if isinstance(value, list | tuple) else [value]
    labels = {str(code): str(label) for code, label in _flat(getattr(field, "choices", ()))}
    said = [labels.get(str(one), str(field.prepare_value(one))) for one in values if one]
    return ", ".join(said) or "–"


def _flat(choices: Any) -> Iterator[tuple[Any, Any]]:
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from _flat(label)
        else:
            yield value, label
