"""What else is played, before the months are written or after: one file a part, in this order.

A part is told the stage and plays its scenes, each at its own moment before the exercise ends;
its texts and figures stand in the profile, under `exercise/<part>.toml`.
"""

from __future__ import annotations

from collections.abc import Callable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rempart.exercise import (
    alerts,
    crises,
    field,
    leadership,
    learning,
    outlook,
    plans,
    releases,
    reports,
    retold,
    sites,
    thread,
)
from rempart.exercise.stage import Stage

EARLY: dict[str, Callable[[Stage], None]] = {"alerts": alerts.play}
"""What the assessments count: played once the incidents are entered, before the months."""

PARTS: dict[str, Callable[[Stage], None]] = {
    "thread": thread.play,
    "sites": sites.play,
    "retold": retold.play,
    "reports": reports.play,
    "outlook": outlook.play,
    "crises": crises.play,
    "leadership": leadership.play,
    "releases": releases.play,
    "field": field.play,
    "plans": plans.play,
    "learning": learning.play,
}
"""By name: how it is played, once the months are written."""

WORDS: dict[str, str | Promise] = {
    "incidents": _("incidents"),
    "assessments": _("assessments"),
    "alerts": _("alerts"),
    "thread": _("actions"),
    "outlook": _("months ahead"),
    "crises": _("plans for the worst, and a crisis"),
    "reports": _("reports"),
    "releases": _("briefs and releases"),
    "sites": _("places that matter"),
    "retold": _("duplicates"),
    "leadership": _("the strategy, advice and meetings"),
    "field": _("round tables, missions, engagements"),
    "plans": _("plans"),
    "learning": _("what was learned"),
}
"""What the progress calls each part, the months' own two included."""
