"""What the register's tests share: a square mission, GED's layout, and who imports."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from rempart.kernel.actor import SystemActor, acting_as
from rempart.places.models import Area
from rempart.register.ged import COLUMNS
from rempart.register.imports import Outcome, import_events

ROW = {
    "id": "270001",
    "year": "2018",
    "type_of_violence": "3",
    "side_a": "Group A",
    "side_b": "Civilians",
    "latitude": "14.35",
    "longitude": "-3.61",
    "country": "Mali",
    "date_start": "2018-06-23 00:00:00.000",
    "date_end": "2018-06-24 00:00:00.000",
    "low": "3",
    "best": "5",
    "high": "8",
}


OPERATOR = SystemActor("operator:tests", ceiling=1)
SQUARES = {"ML0501": (-4.0, 14.0), "ML0502": (-3.0, 14.0), "ML0701": (0.0, 16.0)}
"""Cercles of one degree by their south-west corner; the first two are Mopti's, the last Gao's."""


@pytest.fixture(scope="session")
def table() -> Callable[..., str]:
    """GED's layout of some rows, each given as what differs from an attack in Mopti."""

    def lay_out(
        rows: Iterable[Mapping[str, str]], header: bool = True, separator: str = ","
    ) -> str:
        text = io.StringIO()
        writer = csv.DictWriter(text, COLUMNS, restval="", delimiter=separator, lineterminator="\n")
        if header:
            writer.writeheader()
        for number, row in enumerate(rows):
            writer.writerow(ROW | {"id": str(270001 + number)} | row)
        return text.getvalue()

    return lay_out


@pytest.fixture
def operator(house: Any) -> Iterator[SystemActor]:
    """The operator, bound: what a command of theirs does."""
    with acting_as(OPERATOR):
        yield OPERATOR


@pytest.fixture
def squares(house: Any) -> None:
    """Three square cercles, valid always."""
    for pcode, (west, south) in SQUARES.items():
        ring = [[west, south], [west + 1, south], [west + 1, south + 1], [west, south + 1]]
        Area.objects.create(
            pcode=pcode, level=2, name=pcode, display_fr=pcode, display_en=pcode,
            outline={"type": "Polygon", "coordinates": [[*ring, ring[0]]]},
            west=west, south=south, east=west + 1, north=south + 1,
        )  # fmt: skip


@pytest.fixture
def load(squares: None, table: Any, tmp_path: Path) -> Callable[..., Outcome]:
    """Import some rows as the operator: `load([{"best": "6"}], country="Mali")`."""

    def do(rows: Iterable[Mapping[str, str]] | str, **options: Any) -> Outcome:
        path = tmp_path / "ged.csv"
        path.write_text(rows if isinstance(rows, str) else table(rows), encoding="utf-8")
        with acting_as(OPERATOR):
            return import_events(path=path, **options)

    return do
