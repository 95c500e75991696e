"""From files to a plan: events binned over each geography, kept beside the results."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rempart.foresight.areas import Areas
from rempart.foresight.errors import ForesightError
from rempart.foresight.events import EventSource, Kind, read_events
from rempart.foresight.months import Month, written
from rempart.foresight.outlines import read_areas
from rempart.foresight.panel import (
    MANIFEST,
    Panel,
    build_panel,
    read_panel,
    whole_until,
    write_panel,
)
from rempart.foresight.plan import Plan

FEWEST_MONTHS = 60
"""Five years of data at least before a model may learn from them."""
WARM_UP = 48
"""Months forecast before the first scored origin, for the guard to choose on."""
_READ_BYTES = 1 << 20


@dataclass(frozen=True)
class Workspace:
    """Events binned over geographies: the first is forecast, the others only train with it.

    `data` is a digest of all that went in; `folders` hold one panel each.
    """

    areas: Areas
    panel: Panel
    folders: tuple[str, ...]
    data: str

    @property
    def known_until(self) -> Month:
        """The last month known whole."""
        return self.panel.last


def lay_out(
    events: Path,
    areas: Path,
    others: Sequence[Path],
    folder: Path,
    *,
    last: Month | None = None,
    running: Month | None = None,
) -> Workspace:
    """Bin the events over each geography into a panel below `folder`, unless it lies there.

    `last` and `running` are as in `build_panel`. Raises ForesightError.
    """
    source = read_events(events)
    geographies = [read_areas(path) for path in (areas, *others)]
    until = whole_until(source.span()[1], last, running)
    return lay_out_events([(source, one) for one in geographies], digest_of(events), folder, until)


def lay_out_events(
    parts: Sequence[tuple[EventSource, Areas]], events: str, folder: Path, last: Month
) -> Workspace:
    """Bin events already opened, a source for each geography, into panels that end with `last`.

    `events` is a digest of all the sources. Raises ForesightError.
    """
    said = f"{events} {[areas.edition for _source, areas in parts]} {last}"
    data = hashlib.sha256(said.encode()).hexdigest()[:16]
    places = [folder / f"panel-{data}-{number}" for number in range(len(parts))]
    for (source, areas), place in zip(parts, places, strict=True):
        if not (place / MANIFEST).is_file():
            write_panel(build_panel(source, areas, last=last), place)
    first = parts[0][1]
    return Workspace(first, read_panel(places[0], first), tuple(map(str, places)), data)


def backtest_plan(
    workspace: Workspace,
    *,
    target: Kind,
    leads: Sequence[int],
    origins: range,
    train_from: Month | None = None,
    seed: int = 1,
) -> Plan:
    """The plan of a rolling-origin backtest over `origins`, all checked against the data.

    Raises ForesightError when there is too little before the first origin, or no outcome known
    for a lead.
    """
    start = max(train_from or workspace.panel.start, workspace.panel.start)
    earliest = start + FEWEST_MONTHS
    if origins[0] < earliest:
        raise ForesightError("origins", written(origins[0]), "too-early", first=written(earliest))
    for lead in leads:
        if origins[0] + lead > workspace.known_until:
            last = written(workspace.known_until)
            raise ForesightError(
                f"origins, lead {lead}", written(origins[0]), "nothing-to-score", last=last
            )
    return Plan(
        panels=workspace.folders,
        target=target,
        leads=tuple(leads),
        first_origin=origins[0],
        last_origin=origins[-1],
        known_until=workspace.known_until,
        train_from=start,
        warm_up=min(WARM_UP, origins[0] - earliest),
        seed=seed,
    )


def digest_of(file: Path) -> str:
    """A short digest of a file's bytes."""
    said = hashlib.sha256()
    with file.open("rb") as held:
        while block := held.read(_READ_BYTES):
            said.update(block)
    return said.hexdigest()[:16]
