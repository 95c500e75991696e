"""Maps whose areas are shaded by a share: five steps, and the figure printed in each area."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rempart.documents import svg
from rempart.documents.sheets import Region, Sheet, path

STEPS = (0.05, 0.20, 0.45, 0.80)
"""Where one shade ends and the next begins: the probability bands of ICD 203, the middle joined."""


@dataclass(frozen=True)
class Shaded:
    """An area and its share between 0 and 1; the region's note is the figure printed in it."""

    region: Region
    share: float


def step(share: float) -> int:
    """The shade of a share, 1 to 5."""
    return 1 + sum(share >= edge for edge in STEPS)


def page_shades(
    areas: Sequence[Shaded], label: str, *, zone: int, width: float = 420, height: float = 338
) -> str:
    """A map for the page: the shade and the figure say the same, so that a photocopy reads."""
    sheet = Sheet(width, height, zone)
    sheet.fit([one.region.outline for one in areas], 0.04)
    drawn = [(one, sheet.drawn(one.region.outline, 1.0)) for one in areas]
    parts = [
        svg.tag("path", class_="a", data_q=step(one.share), d=path(shape)) for one, shape in drawn
    ]
    for one, shape in drawn:
        if shape.is_empty:
            continue
        heart = shape.representative_point()
        parts += [
            svg.text(one.region.name, heart.x, heart.y - 2, class_="halo", text_anchor="middle"),
            svg.text(one.region.note, heart.x, heart.y + 11, class_="halo v", text_anchor="middle"),
        ]
    return svg.picture(width, sheet.height, parts, label=label, class_="ch")
