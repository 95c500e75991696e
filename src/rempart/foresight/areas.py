"""The geography of a forecast: any set of areas, their neighbours and their distances.

Areas come from GeoJSON outlines (`rempart.foresight.outlines`) or as PRIO-GRID cells, whose
numbers, squares and neighbours are computed (Tollefsen, Strand and Buhaug 2012).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.spatial import cKDTree

from rempart.foresight.errors import ForesightError

Locator = Callable[[NDArray[np.float64], NDArray[np.float64]], NDArray[np.int64]]

NOWHERE = -1
CELL_LEVEL = 3
EARTH_KM = 6371.0088
DECAY_KM = 150.0
REACH_KM = 450.0
_COLUMNS, _ROWS, _STEP = 720, 360, 0.5


@dataclass(frozen=True)
class Areas:
    """n areas of one edition of one geography.

    `country` numbers the countries from 0 (-1 where unknown); `level` is 1 for first-level
    units, 2 for second-level ones, 3 for grid cells; `touching` is an n x n adjacency matrix;
    `edition` is a digest of identifiers and outlines; `notes` tells what was mended on reading.
    """

    ids: tuple[str, ...]
    names: tuple[str, ...]
    country: NDArray[np.int32]
    longitude: NDArray[np.float64]
    latitude: NDArray[np.float64]
    km2: NDArray[np.float32]
    level: int
    touching: csr_array
    edition: str
    notes: tuple[str, ...] = ()
    locate: Locator | None = field(default=None, compare=False, repr=False)

    def __len__(self) -> int:
        return len(self.ids)

    def neighbours(self, unit: int) -> NDArray[np.int32]:
        """The positions of the areas that touch area `unit`."""
        row: NDArray[np.int32] = self.touching.indices[
            self.touching.indptr[unit] : self.touching.indptr[unit + 1]
        ]
        return row

    def decay(self) -> csr_array:
        """Weights exp(-distance / 150 km) to the other areas within 450 km, n x n, zero to self."""
        points = _on_sphere(self.longitude, self.latitude)
        tree = cKDTree(points)
        pairs = tree.query_pairs(2 * np.sin(REACH_KM / EARTH_KM / 2), output_type="ndarray")
        chord = np.linalg.norm(points[pairs[:, 0]] - points[pairs[:, 1]], axis=1)
        weight = np.exp(-2 * EARTH_KM * np.arcsin(chord / 2) / DECAY_KM).astype(np.float32)
        rows = np.concatenate([pairs[:, 0], pairs[:, 1]])
        columns = np.concatenate([pairs[:, 1], pairs[:, 0]])
        return csr_array(
            (np.tile(weight, 2), (rows, columns)), shape=(len(self), len(self)), dtype=np.float32
        )

    def members(self) -> csr_array:
        """Which area lies in which country: a countries x areas matrix of ones."""
        known = np.flatnonzero(self.country >= 0)
        shape = (int(self.country.max(initial=-1)) + 1, len(self))
        ones = np.ones(len(known), dtype=np.float32)
        return csr_array((ones, (self.country[known], known)), shape=shape)


def grid_id(longitude: NDArray[np.float64], latitude: NDArray[np.float64]) -> NDArray[np.int64]:
    """The PRIO-GRID number of the half-degree cell that holds each point."""
    row = np.minimum(np.floor((latitude + 90) / _STEP), _ROWS - 1).astype(np.int64)
    column = np.floor((longitude + 180) / _STEP).astype(np.int64) % _COLUMNS
    return row * _COLUMNS + column + 1


def grid_areas(numbers: Sequence[int], name: str = "PRIO-GRID") -> Areas:
    """The cells of these PRIO-GRID numbers, in ascending order, touching as a queen moves.

    Raises ForesightError for an empty list, a repeated number, or one off the grid.
    """
    if not numbers:
        raise ForesightError(name, 0, "areas-none")
    cells = np.unique(np.asarray(numbers, dtype=np.int64))
    if len(cells) != len(numbers):
        raise ForesightError(name, len(numbers) - len(cells), "area-repeated")
    off = cells[(cells < 1) | (cells > _ROWS * _COLUMNS)]
    if len(off):
        raise ForesightError(name, off[0], "cell-off-grid")
    row, column = np.divmod(cells - 1, _COLUMNS)
    where = np.full(_ROWS * _COLUMNS + 1, NOWHERE, dtype=np.int64)
    where[cells] = np.arange(len(cells))
    latitude = row * _STEP - 90 + _STEP / 2
    side = np.radians(_STEP) * EARTH_KM
    ids = tuple(map(str, cells.tolist()))
    return Areas(
        ids=ids,
        names=ids,
        country=np.full(len(cells), NOWHERE, dtype=np.int32),
        longitude=column * _STEP - 180 + _STEP / 2,
        latitude=latitude,
        km2=(side**2 * np.cos(np.radians(latitude))).astype(np.float32),
        level=CELL_LEVEL,
        touching=_queen(row, column, where),
        edition=digest(ids),
        locate=lambda x, y: where[grid_id(x, y)],
    )


def read_grid(path: Path) -> Areas:
    """Read a JSON list of PRIO-GRID numbers."""
    try:
        numbers = json.loads(path.read_text(encoding="utf-8"))
        if not all(isinstance(number, int) for number in numbers):
            raise TypeError
    except (ValueError, TypeError) as error:
        raise ForesightError(path.name, error, "areas-unreadable") from error
    return grid_areas(numbers, path.name)


def save_areas(areas: Areas, path: Path) -> None:
    """Keep areas beside a panel, without their outlines: all that a forecast needs of them."""
    with path.open("wb") as held:
        np.savez(
            held,
            ids=np.array(areas.ids),
            names=np.array(areas.names),
            country=areas.country,
            longitude=areas.longitude,
            latitude=areas.latitude,
            km2=areas.km2,
            level=np.array(areas.level),
            pointers=areas.touching.indptr,
            touching=areas.touching.indices,
            edition=np.array(areas.edition),
        )


def load_areas(path: Path) -> Areas:
    """Areas as `save_areas` kept them: they can be forecast, but no longer place a point."""
    with np.load(path, allow_pickle=False) as held:
        units = len(held["ids"])
        ones = np.ones(len(held["touching"]), dtype=np.float32)
        return Areas(
            ids=tuple(held["ids"].tolist()),
            names=tuple(held["names"].tolist()),
            country=held["country"],
            longitude=held["longitude"],
            latitude=held["latitude"],
            km2=held["km2"],
            level=int(held["level"]),
            touching=csr_array((ones, held["touching"], held["pointers"]), shape=(units, units)),
            edition=str(held["edition"]),
        )


def digest(ids: Sequence[str], outlines: Sequence[bytes] = ()) -> str:
    """The edition of a geography: a short digest of its identifiers and outlines."""
    said = hashlib.sha256("\n".join(ids).encode())
    for outline in outlines:
        said.update(outline)
    return said.hexdigest()[:16]


def _queen(
    row: NDArray[np.int64], column: NDArray[np.int64], where: NDArray[np.int64]
) -> csr_array:
    """Adjacency of cells that share a side or a corner, across the date line too."""
    own, other = [], []
    for up in (-1, 0, 1):
        for right in (-1, 0, 1):
            inside = (row + up >= 0) & (row + up < _ROWS) & ((up, right) != (0, 0))
            cell = (row + up).clip(0, _ROWS - 1) * _COLUMNS + (column + right) % _COLUMNS + 1
            found = np.flatnonzero(inside & (where[cell] != NOWHERE))
            own.append(found)
            other.append(where[cell[found]])
    rows, columns = np.concatenate(own), np.concatenate(other)
    ones = np.ones(len(rows), dtype=np.float32)
    return csr_array((ones, (rows, columns)), shape=(len(row), len(row)))


def _on_sphere(
    longitude: NDArray[np.float64], latitude: NDArray[np.float64]
) -> NDArray[np.float64]:
    x, y = np.radians(longitude), np.radians(latitude)
    return np.column_stack([np.cos(y) * np.cos(x), np.cos(y) * np.sin(x), np.sin(y)])
