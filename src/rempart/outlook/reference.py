"""Reference events and the areas of other countries: files below REMPART_HOME, never rows.

Models learn from a continent; the mission's own register is too short. The files are brought once
and kept, with their digest in every run that used them.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from rempart.kernel.errors import BadInput, Problem

EVENT_SUFFIXES = (".parquet", ".csv")


@dataclass(frozen=True)
class Reference:
    """The file of events, if one was brought, and the files of areas that help to learn."""

    events: Path | None
    areas: tuple[Path, ...]


def folder() -> Path:
    """Where the files are kept."""
    return Path(settings.REMPART_HOME) / "reference"


def kept() -> Reference:
    """What was brought and is used when nothing else is given."""
    events = [path for path in sorted(folder().glob("events.*")) if path.suffix in EVENT_SUFFIXES]
    return Reference(events[0] if events else None, tuple(sorted(folder().glob("areas/*"))))


def keep(events: Path | None, areas: list[Path]) -> Reference:
    """Keep these files in place of those kept before; what is not given stays as it is.

    Raises:
        BadInput: a file is missing, or the events are of no known format.
    """
    for path in (*([events] if events else []), *areas):
        if not path.is_file():
            remedy = _("Check the path.")
            raise BadInput(Problem(path.name, path, _("is not there"), remedy, "no-file"))
    if events and events.suffix.lower() not in EVENT_SUFFIXES:
        message = _("is neither Parquet nor CSV")
        remedy = _("Give the 14-column Parquet or UCDP GED’s own CSV.")
        raise BadInput(Problem(events.name, events.suffix, message, remedy, "format"))
    folder().mkdir(parents=True, exist_ok=True)
    if events:
        for old in folder().glob("events.*"):
            old.unlink()
        shutil.copyfile(events, folder() / f"events{events.suffix.lower()}")
    if areas:
        shutil.rmtree(folder() / "areas", ignore_errors=True)
        (folder() / "areas").mkdir()
        for path in areas:
            shutil.copyfile(path, folder() / "areas" / path.name)
    return kept()
