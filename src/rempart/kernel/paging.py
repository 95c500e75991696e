"""Addresses of pages by key: a list is walked by (day, id), which costs the same at any depth."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from rempart.kernel.errors import BadInput, Problem

Key = tuple[date, UUID]
"""Where a page ends: the day and the id of its last row."""


def write_key(key: Key | None) -> str:
    """The key as it stands in an address; empty where there is no further page."""
    return f"{key[0]:%Y%m%d}.{key[1].hex}" if key else ""


def read_key(text: str) -> Key | None:
    """The key of an address; None for the first page.

    Raises:
        BadInput: the address was cut or changed by hand.
    """
    if not text:
        return None
    day, _dot, last = text.partition(".")
    try:
        return date(int(day[:4]), int(day[4:6]), int(day[6:])), UUID(hex=last)
    except ValueError as error:
        raise BadInput(
            Problem(
                place=_("Page"),
                value=text[:40],
                message=_("this address of a page was cut or changed"),
                remedy=_("Start again from the first page of the list."),
                code="page-key",
            )
        ) from error
