"""The dense panel: events and deaths per kind of violence, month and area."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from rempart.foresight.areas import NOWHERE, Areas, load_areas, save_areas
from rempart.foresight.errors import ForesightError
from rempart.foresight.events import EventSource, Kind
from rempart.foresight.months import Month, month_of, read_month, written

FORMAT = 1
MANIFEST = "manifest.json"
AREAS_FILE = "areas.npz"


@dataclass(frozen=True)
class Panel:
    """Counts and fatalities, each int32 [kind, month, area]; `start` is the first month.

    `outside` counts the events that fell in no area, `later` those after the last month kept.
    """

    areas: Areas
    start: Month
    counts: NDArray[np.int32]
    deaths: NDArray[np.int32]
    outside: int = 0
    later: int = 0

    @property
    def months(self) -> int:
        """How many months the panel covers."""
        return int(self.counts.shape[1])

    @property
    def last(self) -> Month:
        """The last month the panel covers."""
        return self.start + self.months - 1

    def column(self, month: Month) -> int:
        """The position of a month; refuses one that the panel does not cover."""
        if not self.start <= month <= self.last:
            span = f"{written(self.start)}..{written(self.last)}"
            raise ForesightError("panel", written(month), "month-not-covered", span=span)
        return month - self.start

    def until(self, month: Month) -> Panel:
        """The panel as it was known at the end of `month`: everything later is gone."""
        kept = self.column(month) + 1
        return Panel(self.areas, self.start, self.counts[:, :kept], self.deaths[:, :kept])

    def outcome(self, kind: Kind, month: Month) -> NDArray[np.int32]:
        """Fatalities of `kind` per area in `month`."""
        row: NDArray[np.int32] = self.deaths[kind, self.column(month)]
        return row


def build_panel(
    source: EventSource,
    areas: Areas,
    *,
    start: Month | None = None,
    last: Month | None = None,
    running: Month | None = None,
) -> Panel:
    """Bin events into areas and months, in one pass and without a table of all events.

    `last` is the last month known whole (default: the last with an event, but never the
    `running` month of the reader's clock, which is not finished). Naming the running month or
    a later one as `last` is refused.
    """
    if areas.locate is None:
        raise ForesightError("areas", areas.edition, "areas-without-outlines")
    first_seen, last_seen = source.span()
    start = month_of(first_seen // 12, 1) if start is None else start
    last = whole_until(last_seen, last, running)
    if last < start:
        raise ForesightError("panel", f"{written(start)}..{written(last)}", "span-backwards")
    shape = (len(Kind), last - start + 1, len(areas))
    counts, deaths = np.zeros(shape, np.int32), np.zeros(shape, np.int32)
    outside = later = 0
    for batch in source.batches():
        late = batch.month > last
        inside = ~late & (batch.month >= start)
        unit = areas.locate(batch.longitude[inside], batch.latitude[inside])
        known = unit != NOWHERE
        kind, month = batch.kind[inside][known], batch.month[inside][known] - start
        cell = (kind * shape[1] + month) * shape[2] + unit[known]
        np.add.at(counts.reshape(-1), cell, np.int32(1))
        np.add.at(deaths.reshape(-1), cell, batch.deaths[inside][known].astype(np.int32))
        outside += int((~known).sum())
        later += int(late.sum())
    return Panel(areas, start, counts, deaths, outside, later)


def whole_until(last_seen: Month, last: Month | None, running: Month | None) -> Month:
    """The last month known whole: as asked, or the last seen that is over; see `build_panel`."""
    if last is None:
        return last_seen if running is None else min(last_seen, running - 1)
    if running is not None and last >= running:
        raise ForesightError("last month", written(last), "month-unfinished")
    return last


def write_panel(panel: Panel, folder: Path) -> None:
    """Write the panel: cells with an event as Parquet, a partition a year; areas; a manifest.

    The manifest comes last: a folder without one is not a panel.
    """
    kind, column, unit = np.nonzero(panel.counts)
    cells = pl.DataFrame(
        {
            "month": (column + panel.start).astype(np.int32),
            "unit": unit.astype(np.int32),
            "kind": kind.astype(np.int8),
            "count": panel.counts[kind, column, unit],
            "deaths": panel.deaths[kind, column, unit],
        }
    ).sort("month", "unit", "kind")
    rows: dict[str, int] = {}
    for year in range(panel.start // 12, panel.last // 12 + 1):
        part = cells.filter(pl.col("month") // 12 == year)
        target = folder / f"year={year}"
        target.mkdir(parents=True, exist_ok=True)
        part.write_parquet(target / "cells.parquet", statistics=False)
        rows[str(year)] = part.height
    save_areas(panel.areas, folder / AREAS_FILE)
    manifest = {
        "format": FORMAT,
        "edition": panel.areas.edition,
        "start": written(panel.start),
        "last": written(panel.last),
        "rows": rows,
        "outside": panel.outside,
        "later": panel.later,
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1), encoding="utf-8")


def read_panel(folder: Path, areas: Areas | None = None) -> Panel:
    """Read a panel back; refuse one with a hole, of another format or of other areas than these.

    Without `areas`, those kept with the panel are taken.
    """
    path = folder / MANIFEST
    if not path.is_file():
        raise ForesightError("panel", folder, "file-missing")
    manifest = json.loads(path.read_text(encoding="utf-8"))
    if manifest.get("format") != FORMAT:
        raise ForesightError("panel", manifest.get("format"), "format-other", known=FORMAT)
    areas = areas or load_areas(folder / AREAS_FILE)
    if manifest["edition"] != areas.edition:
        raise ForesightError("panel", manifest["edition"], "edition-other", known=areas.edition)
    start, last = read_month(manifest["start"]), read_month(manifest["last"])
    shape = (len(Kind), last - start + 1, len(areas))
    counts, deaths = np.zeros(shape, np.int32), np.zeros(shape, np.int32)
    for year, rows in manifest["rows"].items():
        part = folder / f"year={year}" / "cells.parquet"
        cells = pl.read_parquet(part) if part.is_file() else pl.DataFrame()
        if cells.height != rows or not part.is_file():
            raise ForesightError("panel", year, "panel-hole", rows=rows, found=cells.height)
        if rows:
            at = (
                cells["kind"].to_numpy(),
                cells["month"].to_numpy() - start,
                cells["unit"].to_numpy(),
            )
            counts[at], deaths[at] = cells["count"].to_numpy(), cells["deaths"].to_numpy()
    return Panel(areas, start, counts, deaths, manifest["outside"], manifest["later"])
