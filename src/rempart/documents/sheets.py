"""The sheet of a map: what is drawn on it, and how degrees become points.

Geometry comes in as shapely shapes in degrees and is drawn in a UTM plane.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache

import shapely
from pyproj import Transformer
from shapely.geometry.base import BaseGeometry

from rempart.documents import svg


@dataclass(frozen=True)
class Region:
    """An area of the map: its name, a line under it, its outline, and its chief town if known."""

    name: str
    note: str
    outline: BaseGeometry
    town: str = ""
    longitude: float | None = None
    latitude: float | None = None


@dataclass(frozen=True)
class Spot:
    """What happened at one point: its kind, and the figure that its symbol's area shows."""

    longitude: float
    latitude: float
    kind: str
    value: int
    verified: bool = True


@dataclass(frozen=True)
class Key:
    """The words of a map: what each kind is called, what the area counts, the unit of the scale."""

    kinds: tuple[tuple[str, str], ...]
    counts: str
    country: str = ""
    language: str = "fr"


@cache
def _transformer(zone: int) -> Transformer:
    return Transformer.from_crs("EPSG:4326", f"EPSG:{32600 + zone}", always_xy=True)


@dataclass
class Sheet:
    """The frame of a map: how metres become points, and which places are taken."""

    width: float
    height: float
    zone: int
    west: float = 0
    north: float = 0
    scale: float = 1
    taken: list[tuple[float, float, float, float]] = field(default_factory=list)

    def fit(self, shapes: Sequence[BaseGeometry], margin: float = 0.05) -> None:
        """Set scale and origin so that `shapes` (degrees) fill the frame; shrinks its height."""
        west, south, east, north = shapely.total_bounds([self.flat(s) for s in shapes])
        wide, tall = (east - west) or 1, (north - south) or 1
        self.scale = min(
            self.width * (1 - 2 * margin) / wide, self.height * (1 - 2 * margin) / tall
        )
        self.height = min(self.height, tall * self.scale + 2 * margin * self.width)
        self.west = (west + east) / 2 - self.width / 2 / self.scale
        self.north = (north + south) / 2 + self.height / 2 / self.scale

    def flat(self, shape: BaseGeometry) -> BaseGeometry:
        """A shape in metres on the UTM plane."""
        to_plane = _transformer(self.zone).transform
        return shapely.transform(shape, to_plane, interleaved=False)

    def point(self, longitude: float, latitude: float) -> tuple[float, float]:
        """A point on the sheet."""
        x, y = _transformer(self.zone).transform(longitude, latitude)
        return (x - self.west) * self.scale, (self.north - y) * self.scale

    def drawn(self, shape: BaseGeometry, detail: float = 0.35) -> BaseGeometry:
        """A shape on the sheet, clipped to it and simplified to what can be seen."""
        plane = self.flat(shape)
        sheet = shapely.transform(
            plane, lambda xy: (xy - [self.west, self.north]) * [self.scale, -self.scale]
        )
        frame = shapely.box(0, 0, self.width, self.height)
        return shapely.intersection(shapely.make_valid(sheet.simplify(detail)), frame)

    def cost(self, box: tuple[float, float, float, float]) -> float:
        """How much of a box is taken or off the sheet, in square points."""
        x0, y0, x1, y1 = box
        off = max(0, -x0) + max(0, -y0) + max(0, x1 - self.width) + max(0, y1 - self.height)
        over = sum(
            max(0, min(x1, b[2]) - max(x0, b[0])) * max(0, min(y1, b[3]) - max(y0, b[1]))
            for b in self.taken
        )
        return over + off * 60


def path(shape: BaseGeometry) -> str:
    """The SVG path of a surface."""
    parts = []
    for surface in shapely.get_parts(shape):
        if surface.geom_type != "Polygon":
            continue
        for ring in (surface.exterior, *surface.interiors):
            points = [f"{svg.figure(x)} {svg.figure(y)}" for x, y in ring.coords[:-1]]
            parts.append("M" + " ".join(points) + "z")
    return "".join(parts)


def gathered(spots: Iterable[Spot]) -> list[Spot]:
    """Spots at one point and of one kind, summed; largest first, so that small ones stay seen."""
    sums: dict[tuple[float, float, str, bool], int] = {}
    for spot in spots:
        place = (spot.longitude, spot.latitude, spot.kind, spot.verified)
        sums[place] = sums.get(place, 0) + spot.value
    found = [Spot(x, y, kind, value, sure) for (x, y, kind, sure), value in sums.items()]
    return sorted(found, key=lambda s: (-s.value, s.kind, s.longitude, s.latitude))
