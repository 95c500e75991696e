"""A small made world: cells of PRIO-GRID where killing breeds killing, here and next door."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from rempart.foresight.areas import Areas, grid_areas
from rempart.foresight.events import EventSource, Kind, from_frame
from rempart.foresight.months import Month, month_of
from rempart.foresight.panel import Panel, build_panel, write_panel
from rempart.foresight.plan import Plan

START, LAST = month_of(1996, 1), month_of(2008, 12)
SIDE = 5
CORNER = 150_000
PARQUET_KINDS = {
    Kind.STATE_BASED: "State-based violence",
    Kind.NON_STATE: "Non-state violence",
    Kind.ONE_SIDED: "One-sided violence",
}


def cells(side: int = SIDE) -> Areas:
    """A square block of cells."""
    return grid_areas(
        [CORNER + row * 720 + column for row in range(side) for column in range(side)]
    )


def frame(areas: Areas, *, seed: int = 7, last: Month = LAST) -> pl.DataFrame:
    """Events of a contagious process: columns month, kind, longitude, latitude, deaths."""
    generator = np.random.default_rng(seed)
    touching = areas.touching.toarray()
    heat = generator.random(len(areas)) * 0.3
    rows: list[dict[str, Any]] = []
    for month in range(START, last + 1):
        hit = generator.random(len(areas)) < np.clip(heat, 0.01, 0.6)
        for unit in np.flatnonzero(hit):
            for kind in Kind:
                if kind is Kind.ONE_SIDED or generator.random() < 0.3:
                    rows.append(
                        {
                            "month": month,
                            "kind": int(kind),
                            "longitude": areas.longitude[unit],
                            "latitude": areas.latitude[unit],
                            "deaths": int(generator.geometric(0.15)),
                        }
                    )
        heat = 0.7 * heat + 0.25 * hit + 0.03 * (touching @ hit)
    return pl.DataFrame(rows)


def source(areas: Areas, **options: int) -> EventSource:
    """The made events as a source."""
    return from_frame(frame(areas, **options), "made")


def panel(side: int = SIDE, **options: int) -> Panel:
    """The made events as a panel."""
    areas = cells(side)
    return build_panel(source(areas, **options), areas, start=START, last=LAST)


def plan(world: Panel, folder: Path, **changed: Any) -> Plan:
    """A short backtest's plan over a panel written to `folder`."""
    write_panel(world, folder)
    terms: dict[str, Any] = {
        "panels": (str(folder),),
        "target": Kind.ONE_SIDED,
        "leads": (1, 3),
        "first_origin": month_of(2007, 1),
        "last_origin": month_of(2008, 12),
        "known_until": world.last,
        "train_from": START,
        "warm_up": 12,
    }
    return Plan(**(terms | changed))


def write_parquet(events: pl.DataFrame, path: Path) -> None:
    """The 14 columns of the reference set."""
    names = {int(kind): name for kind, name in PARQUET_KINDS.items()}
    events.select(
        id=pl.int_range(pl.len()),
        year=pl.col("month") // 12,
        month=pl.col("month") % 12 + 1,
        day=pl.lit(1),
        country=pl.lit("Nowhere"),
        type_of_violence=pl.col("kind").replace_strict(names),
        conflict_name=pl.lit(""),
        side_a=pl.lit("A"),
        side_b=pl.lit("B"),
        latitude="latitude",
        longitude="longitude",
        low_death="deaths",
        best_death="deaths",
        high_death="deaths",
    ).write_parquet(path)


def write_ged(events: pl.DataFrame, path: Path) -> None:
    """Those of GED's columns that are read, and one that is not."""
    events.select(
        id=pl.int_range(pl.len()),
        type_of_violence=pl.col("kind") + 1,
        date_start=pl.format(
            "{}-{}-03 00:00:00.000",
            pl.col("month") // 12,
            (pl.col("month") % 12 + 1).cast(pl.String).str.zfill(2),
        ),
        latitude="latitude",
        longitude="longitude",
        best="deaths",
    ).write_csv(path)
