"""Two versions of a plan side by side: what is said otherwise, lines that came, went or changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rempart.doctrine.loader import current as profile
from rempart.documents import typography
from rempart.plans.programmes.presenting import environments, language, people
from rempart.plans.programmes.workflow import LABELS

FIELDS: dict[str, str | Promise] = {
    "title": _("Title"), "state": _("State"), "purpose": _("Purpose"),
    "environments": _("Environments"), "locality": _("Village or site"), "watch": _("Watch"),
    "alert": _("Warning"), "shelter": _("Shelter"), "routes": _("Routes"), "relays": _("Relays"),
    "added": _("What the Mission adds"), "harm": _("Do no harm"),
    "consulted": _("Consultation"), "begins_on": _("In force since"), "review_on": _("Review"),
}  # fmt: skip
"""What is compared, in the order of the page."""

COLUMNS: dict[str, str | Promise] = {
    "menace": _("Threat"), "objective": _("Objective"), "action": _("Action"),
    "volet": _("Tier"), "phases": _("Phases"), "lead": _("Lead"), "due_on": _("Due"),
    "indicator": _("Indicator"),
}  # fmt: skip
"""The columns of a line."""


@dataclass(frozen=True)
class Difference:
    """One thing that is said otherwise: where, before, now."""

    place: str
    before: str
    now: str


@dataclass(frozen=True)
class LineDifference:
    """A line that came, went or changed."""

    n: int
    action: str
    what: str
    tone: str
    changed: list[Difference]


def _day(value: Any) -> str:
    return typography.day(date.fromisoformat(value), language(), short=True) if value else ""


def _counts(value: Any) -> str:
    """Counts by category, or answers by component, on a line."""
    if any("category" in one for one in value):
        said = gettext("%(who)s: %(women)d women, %(men)d men")
        lines = [said % {"who": n, "women": w, "men": m} for n, w, m, _t in people(value)]
        return typography.typeset("; ".join(lines), language())
    name = {c.code: c.label(language()) for c in profile().components}
    answers = [f"{name.get(one['who'], one['who'])}: {one['said'].rstrip('.')}" for one in value]
    return typography.typeset("; ".join(answers), language())


def _said(field: str, value: Any) -> str:
    """A value as people read it."""
    if value in (None, "", []):
        return ""
    if field == "state":
        return str(LABELS.get(value, value))
    if field == "environments":
        return environments(value)
    if field in ("relays", "consulted"):
        return _counts(value)
    if field in ("begins_on", "review_on", "due_on"):
        return _day(value)
    if field == "phases":
        return ", ".join(profile().label("phase", code, language()) for code in value)
    if field == "volet":
        return profile().label("volet", value, language())
    if field == "lead":
        return profile().component(value).label(language())
    return str(value)


def _differences(
    places: Mapping[str, str | Promise], before: Mapping[str, Any], now: Mapping[str, Any]
) -> list[Difference]:
    return [
        Difference(str(place), _said(name, before.get(name)), _said(name, now.get(name)))
        for name, place in places.items()
        if (before.get(name) or None) != (now.get(name) or None)
    ]


def differences(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[Difference]:
    """What two versions say otherwise, lines apart."""
    return _differences(FIELDS, before, now)


def line_differences(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[LineDifference]:
    """Lines that came, went or changed between two versions, by their numbers."""
    old = {line["n"]: line for line in before.get("lines") or ()}
    new = {line["n"]: line for line in now.get("lines") or ()}
    found = []
    for n in sorted(old.keys() | new.keys()):
        if n not in old:
            found.append(LineDifference(n, new[n]["action"], gettext("added"), "good", []))
        elif n not in new:
            found.append(LineDifference(n, old[n]["action"], gettext("taken out"), "bad", []))
        elif changed := _differences(COLUMNS, old[n], new[n]):
            found.append(LineDifference(n, new[n]["action"], gettext("changed"), "warn", changed))
    return found
