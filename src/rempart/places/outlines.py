"""The profile's own coarse outline of its regions, for what is drawn before any boundary comes."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from rempart.doctrine.loader import current as profile


@cache
def _outlines(folder: Path) -> tuple[tuple[str, BaseGeometry], ...]:
    path = folder / "outline.geojson"
    if not path.exists():
        return ()
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    drawn = {f["properties"]["iso"]: shape(f["geometry"]) for f in features}
    rows = profile().table("regions")
    return tuple((r["pcode"], drawn[r["iso"]]) for r in rows if r["iso"] in drawn)


def regions() -> tuple[tuple[str, BaseGeometry], ...]:
    """P-code and shape of each region that the profile draws; empty without an outline."""
    return _outlines(profile().folder)
