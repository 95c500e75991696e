"""Long lists: pages by key, which cost the same at any depth, and counts that stop in time."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from rempart.kernel.errors import BadInput, Problem

Row = TypeVar("Row", bound=Model)

PAGE = 50
ENOUGH = 1000
"""A bounded count looks no further than this: "1,000+"."""


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some rows in order, the key after which the next page begins, and whether it is the first."""

    rows: Sequence[Row]
    next: str
    first: bool


def _write_key(row: Model, names: Sequence[str]) -> str:
    values = [str(getattr(row, name)) for name in names]
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def _read_key(key: str, model: type[Model], names: Sequence[str]) -> list[Any]:
    try:
        values = json.loads(base64.urlsafe_b64decode(key + "=" * (-len(key) % 4)))
        if not isinstance(values, list) or len(values) != len(names):
            raise ValueError(key)
        fields = [model._meta.get_field(name) for name in names]
        return [f.to_python(v) for f, v in zip(fields, values, strict=True)]  # type: ignore[union-attr]
    except (ValueError, binascii.Error, UnicodeDecodeError, ValidationError) as error:
        raise BadInput(
            Problem(
                place=_("Page"),
                value=key[:40],
                message=_("this address of a page was cut or changed"),
                remedy=_("Start again from the first page of the list."),
                code="page-key",
            )
        ) from error


def page(
    rows: QuerySet[Row], order: tuple[str, str], after: str = "", size: int = PAGE
) -> Page[Row]:
    """One page of `rows`, newest first.

    `order` names the two columns that are walked downwards, the second unique: (day, id). `after`
    is the `next` of the page before. One query, whatever the depth.

    Raises:
        BadInput: `after` is no key that this made.
    """
    first, unique = order
    found = rows.order_by(f"-{first}", f"-{unique}")
    if after:
        value, last = _read_key(after, rows.model, order)
        # The first condition lets the index find its place; the second cuts within the day.
        found = found.filter(
            Q(**{f"{first}__lte": value}),
            Q(**{f"{first}__lt": value}) | Q(**{f"{unique}__lt": last}),
        )
    some = list(found[: size + 1])
    more = len(some) > size
    return Page(some[:size], _write_key(some[size - 1], order) if more else "", not after)


def bounded_count(rows: QuerySet[Any], enough: int = ENOUGH) -> int:
    """How many rows, counted up to `enough` + 1: shown as "1,000+" beyond."""
    return rows.order_by()[: enough + 1].count()
