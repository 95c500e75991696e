"""Events read from files: the columns a forecast needs, checked, in batches that fit in memory.

Two layouts are read: the 14-column Parquet of the reference set and UCDP GED's own CSV.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from rempart.foresight.errors import ForesightError
from rempart.foresight.months import Month

BATCH_ROWS = 1_000_000
_FIRST_YEAR, _LAST_YEAR = 1900, 2200


class Kind(IntEnum):
    """UCDP's three types of organised violence, numbered as in its codebook, less one."""

    STATE_BASED = 0
    NON_STATE = 1
    ONE_SIDED = 2


_NAMED = ("State-based violence", "Non-state violence", "One-sided violence")
_NUMBERED = ("1", "2", "3")
_WRITTEN = pl.Enum([*_NAMED, *_NUMBERED])
"""How the three kinds are written, each list in the order of `Kind`."""
_PARQUET = ("year", "month", "type_of_violence", "latitude", "longitude", "best_death")
_GED = ("date_start", "type_of_violence", "latitude", "longitude", "best")


@dataclass(frozen=True)
class EventBatch:
    """Some events as arrays of equal length n.

    `month` counts months since year 0, `kind` is a `Kind`, `deaths` the best estimate of
    fatalities; longitudes and latitudes are WGS 84 degrees.
    """

    month: NDArray[np.int64]
    kind: NDArray[np.int64]
    longitude: NDArray[np.float64]
    latitude: NDArray[np.float64]
    deaths: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.month)


@dataclass(frozen=True)
class EventSource:
    """A file of events, scanned lazily: nothing is read before it is needed."""

    name: str
    frame: pl.LazyFrame

    def span(self) -> tuple[Month, Month]:
        """The first and last months that hold an event."""
        first, last = (
            self.frame.select(pl.col("month").min().alias("a"), pl.col("month").max().alias("b"))
            .collect(engine="streaming")
            .row(0)
        )
        if first is None:
            raise ForesightError(self.name, 0, "no-events")
        return int(first), int(last)

    def batches(self, rows: int = BATCH_ROWS) -> Iterator[EventBatch]:
        """The events, `rows` at a time, each batch checked."""
        read = 0
        for frame in self.frame.collect_batches(chunk_size=rows, maintain_order=False):
            if frame.height:
                yield _checked(frame, self.name)
                read += frame.height
        if not read:
            raise ForesightError(self.name, 0, "no-events")


def read_events(path: Path) -> EventSource:
    """Open a Parquet of 14 columns or a GED CSV.

    Raises ForesightError when the file is missing, of another layout, or cannot be read.
    """
    if not path.is_file():
        raise ForesightError("events", path, "file-missing")
    try:
        if path.suffix == ".parquet":
            return EventSource(path.name, _from_parquet(path))
        return EventSource(path.name, _from_ged(path))
    except pl.exceptions.PolarsError as error:
        raise ForesightError(path.name, error, "file-unreadable") from error


def from_frame(frame: pl.DataFrame, name: str = "events") -> EventSource:
    """Take events already in memory: columns month, kind, longitude, latitude, deaths."""
    _require(frame.columns, ("month", "kind", "longitude", "latitude", "deaths"), name)
    return EventSource(name, frame.lazy())


def _from_parquet(path: Path) -> pl.LazyFrame:
    scanned = pl.scan_parquet(path)
    _require(scanned.collect_schema().names(), _PARQUET, path.name)
    return scanned.select(
        month=pl.col("year").cast(pl.Int64) * 12 + pl.col("month") - 1,
        kind=_kind(),
        longitude=pl.col("longitude").cast(pl.Float64),
        latitude=pl.col("latitude").cast(pl.Float64),
        deaths=pl.col("best_death").cast(pl.Float64),
    )


def _from_ged(path: Path) -> pl.LazyFrame:
    scanned = pl.scan_csv(path, infer_schema=False)
    _require(scanned.collect_schema().names(), _GED, path.name)
    day = pl.col("date_start")
    return scanned.select(
        month=day.str.slice(0, 4).cast(pl.Int64, strict=False) * 12
        + day.str.slice(5, 2).cast(pl.Int64, strict=False)
        - 1,
        kind=_kind(),
        longitude=pl.col("longitude").cast(pl.Float64, strict=False),
        latitude=pl.col("latitude").cast(pl.Float64, strict=False),
        deaths=pl.col("best").cast(pl.Float64, strict=False),
    )


def _kind() -> pl.Expr:
    # an enumeration reads 30 million texts in a third of the time of a dictionary
    written = pl.col("type_of_violence").cast(pl.String).cast(_WRITTEN, strict=False)
    return written.to_physical().cast(pl.Int64) % len(Kind)


def _require(found: list[str], needed: tuple[str, ...], name: str) -> None:
    missing = [column for column in needed if column not in found]
    if missing:
        raise ForesightError(name, ", ".join(found), "columns-missing", missing=", ".join(missing))


def _checked(frame: pl.DataFrame, name: str) -> EventBatch:
    """The batch as arrays, or the first thing that is wrong with it."""
    for column, count in zip(frame.columns, frame.null_count().row(0), strict=True):
        if count:
            raise ForesightError(name, column, "cell-unreadable", count=count)
    arrays = {column: frame[column].to_numpy() for column in frame.columns}
    _refuse(name, "deaths", arrays["deaths"], arrays["deaths"] < 0, "deaths-negative")
    _refuse(name, "deaths", arrays["deaths"], ~np.isfinite(arrays["deaths"]), "deaths-unbounded")
    year = arrays["month"] // 12
    _refuse(name, "month", year, (year < _FIRST_YEAR) | (year > _LAST_YEAR), "year-impossible")
    for axis, limit in (("latitude", 90), ("longitude", 180)):
        # NaN fails every comparison, hence the negation
        _refuse(name, axis, arrays[axis], ~(np.abs(arrays[axis]) <= limit), "off-the-globe")
    return EventBatch(
        month=arrays["month"].astype(np.int64),
        kind=arrays["kind"].astype(np.int64),
        longitude=arrays["longitude"].astype(np.float64),
        latitude=arrays["latitude"].astype(np.float64),
        deaths=np.rint(arrays["deaths"]).astype(np.int64),
    )


def _refuse(
    name: str, column: str, values: NDArray[np.generic], wrong: NDArray[np.bool_], key: str
) -> None:
    if wrong.any():
        raise ForesightError(f"{name}, {column}", values[wrong][0], key, count=int(wrong.sum()))
