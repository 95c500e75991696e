"""What else is played once the months are written: one file a part, in this order.

A part is told the stage and plays its scenes, each at its own moment before the exercise ends;
its texts and figures stand in the profile, under `exercise/<part>.toml`.
"""

from __future__ import annotations

from collections.abc import Callable

from rempart.exercise.stage import Stage

PARTS: dict[str, Callable[[Stage], None]] = {}
"""By the word that the progress shows: how it is played."""
