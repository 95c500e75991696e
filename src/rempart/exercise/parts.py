"""What else is played once the months are written: one file a part, in this order.

A part is told the stage and plays its scenes, each at its own moment before the exercise ends;
its texts and figures stand in the profile, under `exercise/<part>.toml`.
"""

from __future__ import annotations

from collections.abc import Callable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rempart.exercise.stage import Stage

PARTS: dict[str, Callable[[Stage], None]] = {}
"""By name: how it is played."""

WORDS: dict[str, str | Promise] = {
    "incidents": _("incidents"),
    "assessments": _("assessments"),
}
"""What the progress calls each part, the months' own two included."""
