"""Section 8 in words: what was forecast, beside counting and beside the rubric, never inside it.

The figures come from the outlook as plain values in the snapshot; here they become a table and the
two sentences without which it must not be read: what it was worth, and what it cannot see.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rempart.documents.typography import typeset
from rempart.threats.words import Words, upper_first

COUNTING = "conflictology_mix"

Said = Mapping[str, Any]


def table(said: Said | None, words: Words) -> dict[str, Any] | None:
    """The forecasts as a table with its notes; None where nothing was forecast."""
    if not said or not said["leads"]:
        return None
    leads, language = said["leads"], words.language
    first = leads[0]
    rows = {row["area_code"]: [row] for row in first["areas"]}
    for lead in leads[1:]:
        for row in lead["areas"]:
            rows.setdefault(row["area_code"], []).append(row)
    seen = words.month(said["month"])
    head = [words("forecast_area")]
    for lead in leads:
        month = words.month(lead["month"], short=True)
        head += [words("forecast_chance", month=month), words("forecast_counting", month=month)]
    head.append(words("forecast_most", month=words.month(first["month"], short=True)))
    return {
        "title": words("forecast_title", month=seen, of_month=words.of(seen)),
        "head": [upper_first(cell) for cell in head],
        "rows": [
            [
                typeset(upper_first(listed[0]["area"][language]), language),
                *(cell for row in listed for cell in _chances(row, words)),
                f"{words.number(listed[0]['most'])} ({words.number(listed[0]['mix_most'])})",
            ]
            for listed in rows.values()
        ],
        "notes": [words("forecast_read"), *(_worth(lead, words) for lead in leads),
                  words("forecast_blind"), words("forecast_run", reference=said["reference"])],
    }  # fmt: skip


def _chances(row: Said, words: Words) -> tuple[str, str]:
    return _chance(row["probability"], words), _chance(row["mix_probability"], words)


def _chance(share: float, words: Words) -> str:
    """42 %; under one, that it is under one."""
    if share < 0.01:
        return f"< {words.percent(1)}"
    return words.percent(round(100 * share))


def _worth(lead: Said, words: Words) -> str:
    """What is issued at a lead, and what that was worth on the months before."""
    month = words.month(lead["month"])
    if lead["skill"] is None:
        return words("forecast_untried", month=month)
    if lead["issued"] == COUNTING:
        return words("forecast_counted", month=month, months=lead["months"])
    if lead["low"] == lead["high"] == 0:
        return words("forecast_unproved", month=month, months=lead["months"])
    return words(
        "forecast_worth",
        month=month,
        months=lead["months"],
        skill=_points(lead["skill"], words),
        low=_points(lead["low"], words),
        high=_points(lead["high"], words),
    )


def _points(value: float, words: Words) -> str:
    return f"{'−' if value < 0 else '+'}{words.number(abs(100 * value), 1)}"
