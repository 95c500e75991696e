"""The formats that an import reads: how each is parsed, and what it says of an incident."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rempart.doctrine.coding import acled_of
from rempart.doctrine.loader import Profile
from rempart.kernel.errors import Problem, Setup
from rempart.register import acled, ged, mapping, own_table
from rempart.register.acled import Renamed
from rempart.register.placing import Whereabout


class Row(Protocol):
    """One row that can be taken: what every format must know of it.

    A `revision` above 0 says which of two versions of the same key is newer. `office` is the
    number of the office that the row itself names, or None: the point tells it.
    """

    line: int
    raw: str
    remarks: tuple[Problem, ...]
    office: int | None
    revision: int
    starts_on: date
    country: str
    latitude: float
    longitude: float

    @property
    def key(self) -> str:
        """The idempotency key."""
        ...


class Reading(Protocol):
    """One pass over a file, and what it counted besides its rows."""

    left_out: int
    superseded: int
    renamed: Counter[Renamed]
    notes: list[Any]

    def __iter__(self) -> Iterator[Any]: ...


@dataclass(frozen=True)
class Given:
    """What a reader is given: the file, and how the person wants it read."""

    path: Path
    country: str
    encoding: str


@dataclass(frozen=True)
class Format:
    """A format of files: its code, what people call it, its parser, its mapping.

    `columns` are those of an incident that a later file may change; `say` tells them of a row.
    A `revised` format says of each row how new it is.
    """

    code: str
    label: str | Promise
    suffix: str
    columns: tuple[str, ...]
    read: Callable[[Given, Profile], Reading]
    say: Callable[[Any, Whereabout, Profile], dict[str, Any]]
    revised: bool = False


def _read_ged(given: Given, profile: Profile) -> Reading:
    return ged.Reading(given.path, given.country, given.encoding)


def _read_acled(given: Given, profile: Profile) -> Reading:
    coding = acled_of(profile.folder)
    if not coding:
        raise Setup(
            Problem(
                _("Profile"),
                profile.folder.name,
                _("does not say how it reads ACLED"),
                _("Add acled.toml to its folder, as the reference of profiles shows."),
                "no-acled",
            )
        )
    types = profile.vocabulary("acled_type")
    return acled.Reading(given.path, coding, types, given.country, given.encoding)


GED = Format("ucdp-ged", "UCDP GED", ".csv", mapping.COLUMNS, _read_ged, mapping.columns)
ACLED = Format(
    "acled",
    "ACLED",
    ".csv",
    mapping.ACLED_COLUMNS,
    _read_acled,
    mapping.acled_columns,
    revised=True,
)
TABLE = Format(
    "table",
    _("Table of incidents"),
    ".xlsx",
    own_table.COLUMNS,
    lambda given, profile: own_table.Reading(given.path, profile),
    own_table.columns,
)
FORMATS = {one.code: one for one in (TABLE, ACLED, GED)}
DELETED = "acled-deleted"
"""The batch of a deletions feed: it withdraws, and brings nothing."""
