"""The ground that instances of tests stand on."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def reachable(place: Path) -> Path:
    """Let the database's user pass through `place` and every folder of ours above it."""
    ground = Path(tempfile.gettempdir())
    for folder in (place, *place.parents):
        if ground in folder.parents and folder.stat().st_uid == os.getuid():
            folder.chmod(0o755)
    return place
