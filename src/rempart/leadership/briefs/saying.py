"""What all briefs have in common, in words: ranges, bands, days, actions, the response rate."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext, ngettext, pgettext

from rempart.doctrine.loader import current as profile
from rempart.documents import typography
from rempart.plans.workflow import ACTION

Content = Mapping[str, Any]
LANGUAGES = ("fr", "en")
MATRIX, MOVES, RANKS, COMING = 14, 9, 10, 8
"""How many rows of each table the two pages hold; the page shows the others, and they are said."""


def span(interval: Mapping[str, int] | None, language: str) -> str:
    """16; 16–20; a dash where there is none."""
    return typography.span(interval["low"], interval["high"], language) if interval else "–"


def people(count: Mapping[str, Any] | None, language: str) -> str:
    """How many people: 4–6; a question mark where it is unknown."""
    if count is None or count.get("max") is None:
        return "?"
    return typography.span(count["min"], count["max"], language)


def day(text: str | None, language: str, *, year: bool = True) -> str:
    """A day of the content in words."""
    if not text:
        return ""
    return typography.day(date.fromisoformat(text), language, short=True, year=year)


def band(interval: Mapping[str, int] | None, language: str) -> str:
    """High; moderate–high; a dash where there is none."""
    if interval is None:
        return "–"
    items = profile().vocabulary("band").items
    low, high = (items[interval[end] - 1].label(language) for end in ("low", "high"))
    return high if low == high else f"{low}–{high.lower()}"


def rated(one: Mapping[str, Any], language: str) -> str:
    """High, 12."""
    return f"{band(one['band'], language)}, {span(one['risk'], language)}"


def cut(rows: Sequence[Any], most: int | None) -> tuple[list[Any], str]:
    """The first rows, and how many are left for the page."""
    if most is None or len(rows) <= most:
        return list(rows), ""
    left = len(rows) - most
    note = ngettext(
        "%(n)d more stands on the page.", "%(n)d more stand on the page.", left
    ) % {"n": left}  # fmt: skip
    return list(rows[:most]), note


def actions_said(actions: Iterable[Mapping[str, Any]], language: str) -> tuple[str, str, str]:
    """The actions of a row in its three columns: lead, action, status."""
    listed = list(actions)
    if not listed:
        return "–", pgettext("action", "no action"), "–"
    leads = dict.fromkeys(one["lead"][language] for one in listed)
    states = []
    for one in listed:
        state = str(ACTION.labels[one["state"]])
        late = gettext("overdue, was due %(day)s") % {"day": day(one["due"], language, year=False)}
        states.append(f"{state}, {late}" if one["late"] else state)
    apart = " ; " if language == "fr" else "; "
    return ", ".join(leads), apart.join(one["statement"] for one in listed), apart.join(states)


def words(said: Content, language: str) -> str:
    """What somebody wrote at its head; in the other language where that is all there is."""
    held = said["words"]
    found = held.get(language) or next((held[one] for one in LANGUAGES if held.get(one)), "")
    return str(found)


def alerts_said(found: Mapping[str, Any], language: str) -> str:
    """The response rate with all of its terms."""
    figures = {name: value for name, value in found.items() if isinstance(value, int)}
    said = (
        gettext(
            "Alerts received %(received)d; left out: duplicates %(duplicates)d, not actionable "
            "%(not_actionable)d, awaiting information %(awaiting)d, within their clock "
            "%(within_clock)d. Actionable %(actionable)d, responded %(responded)d (mission "
            "%(by_mission)d, host State %(by_host)d, others %(by_others)d)"
        )
        % figures
    )
    percent = found["percent"]
    if percent is None:
        return f"{said}."
    rate = f"{percent} %" if language == "fr" else f"{percent}%"
    return gettext("%(said)s: %(rate)s.") % {"said": said, "rate": rate}


def untimed(number: int) -> str:
    """How many verified incidents stand in no figure of what was missed."""
    return ngettext(
        "%(n)d without a time of day is counted apart",
        "%(n)d without a time of day are counted apart",
        number,
    ) % {"n": number}  # fmt: skip


def no_timed(number: int) -> str:
    """That no verified incident can be held against the alerts, and how many stand apart."""
    nothing = gettext("No verified incident with a time of day")
    return f"{nothing} ({untimed(number)})." if number else f"{nothing}."


def missed(found: Mapping[str, Any]) -> str:
    """How many verified incidents had no alert before them."""
    part, whole = found["missed"]
    apart = found.get("untimed", 0)
    if not whole:
        return no_timed(apart)
    said = ngettext(
        "%(part)d of %(whole)d verified incident had no alert before it",
        "%(part)d of %(whole)d verified incidents had no alert before them",
        whole,
    ) % {"part": part, "whole": whole}
    return f"{said} ({untimed(apart)})" if apart else said


def averted(found: Mapping[str, Any]) -> str:
    """How many responded alerts were averted or reduced, of those whose outcome is known."""
    part, whole = found["prevented"]
    if not whole:
        return gettext("Of no responded alert is the outcome known.")
    return ngettext(
        "%(part)d of %(whole)d responded alert whose outcome is known",
        "%(part)d of %(whole)d responded alerts whose outcome is known",
        whole,
    ) % {"part": part, "whole": whole}
