"""Section 6 of an assessment: what the alerts of the month came to, with every denominator."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from rempart.kernel.policy import NO_COMPARTMENT
from rempart.register.alerts import metrics
from rempart.threats.words import Words


def section(office: int, month: date) -> dict[str, Any] | None:
    """The month's figures as the snapshot keeps them; None where there is nothing to count.

    A month without an alert, but with verified incidents, is one that nobody warned of. What is
    in a compartment stays out: the document reaches readers who are in none.
    """
    last = (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    found = metrics.measured(month, last, office, NO_COMPARTMENT)
    if not (found.received or found.missed.whole or found.untimed):
        return None
    names = ("received", "duplicates", "not_actionable", "awaiting", "within_clock", "actionable",
             "responded", "by_mission", "by_host", "by_others", "untimed", "marking")  # fmt: skip
    kept: dict[str, Any] = {name: getattr(found, name) for name in names}
    kept["prevented"] = [found.prevented.part, found.prevented.whole]
    kept["missed"] = [found.missed.part, found.missed.whole]
    kept["percent"] = found.response.percent
    return kept


def lines(said: Mapping[str, Any] | None, words: Words) -> list[str]:
    """The figures in sentences, each with its terms; none where nothing was recorded."""
    if said is None:
        return []
    terms = {name: words.number(value) for name, value in said.items() if isinstance(value, int)}
    terms["percent"] = words.percent(said["percent"])
    for name in ("prevented", "missed"):
        part, whole = said[name]
        terms |= {name: words.number(part), f"{name}_of": words.number(whole)}
    return words.row("alerts_lines", **terms)
