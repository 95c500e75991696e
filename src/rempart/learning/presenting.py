"""The ledger in words and pictures: who was how good, on what, and how sure that is."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext, ngettext

from rempart.doctrine.loader import current as profile
from rempart.documents import calibration, typography
from rempart.learning.queries import CLIMATE, COUNTING, MODEL, PEOPLE, SOURCES
from rempart.learning.scoring import Interval, Score, Trial, alike, bands, score
from rempart.outlook.presenting import language

ENOUGH_MONTHS = 12
"""With fewer months on which all spoke, the page does not say who was nearer."""


@dataclass(frozen=True)
class Line:
    """One line of the table of scores."""

    name: str
    trials: int
    events: int
    months: int
    brier: str
    log: str


def source_words(source: str) -> str:
    """Who speaks, as it is called."""
    return {
        PEOPLE: gettext("analysts"),
        MODEL: gettext("forecast issued"),
        COUNTING: gettext("counting"),
        CLIMATE: gettext("base rate of the area"),
    }[source]


def group_words(group: str) -> str:
    """A role as the mission calls it."""
    return profile().role(group).label(language()) if group else gettext("not stated")


def figure(interval: Interval) -> str:
    """0.142 (0.101–0.188); the interval only where enough months are known."""
    mean = typography.number(interval.mean, language(), 3)
    if interval.low is None or interval.high is None:
        return mean
    ends = "–".join(typography.number(end, language(), 3) for end in (interval.low, interval.high))
    return f"{mean} ({ends})"


def _line(name: str, found: Score) -> Line:
    return Line(
        name, found.trials, found.events, found.months, figure(found.brier), figure(found.log)
    )


def by_source(trials: Sequence[Trial]) -> list[Line]:
    """Everybody on all that they said."""
    return _lines(trials, lambda one: one.source, {s: source_words(s) for s in SOURCES})


def side_by_side(trials: Sequence[Trial]) -> list[Line]:
    """Analysts, forecast, counting and base rate on the same areas, months and horizons only."""
    return by_source(alike(trials, SOURCES))


def by_group(trials: Sequence[Trial]) -> list[Line]:
    """Analysts by their role."""
    people = [one for one in trials if one.source == PEOPLE]
    groups = {group: group_words(group) for group in sorted({one.group for one in people})}
    return _lines(people, lambda one: one.group, groups)


def by_office(trials: Sequence[Trial]) -> list[Line]:
    """Analysts by office."""
    people = [one for one in trials if one.source == PEOPLE]
    names = {
        office: profile().office(office).label(language())
        for office in sorted({one.office for one in people})
    }
    return _lines(people, lambda one: one.office, names)


def by_horizon(trials: Sequence[Trial], source: str) -> list[Line]:
    """One source by how far ahead it spoke."""
    mine = [one for one in trials if one.source == source]
    names = {
        ahead: ngettext("%(n)d month ahead", "%(n)d months ahead", ahead) % {"n": ahead}
        for ahead in sorted({one.horizon for one in mine})
    }
    return _lines(mine, lambda one: one.horizon, names)


def _lines(
    trials: Sequence[Trial], key: Callable[[Trial], Hashable], names: Mapping[Any, str]
) -> list[Line]:
    """A line for each name under which somebody spoke."""
    kept = {code: [one for one in trials if key(one) == code] for code in names}
    return [_line(name, score(kept[code])) for code, name in names.items() if kept[code]]


def plot(trials: Sequence[Trial]) -> str:
    """The calibration of analysts and of the forecasts issued; empty without either."""
    series = []
    for source in (PEOPLE, MODEL):
        mine = [one for one in trials if one.source == source]
        if mine:
            marks = [calibration.Mark(b.said, b.came_true, b.trials) for b in bands(mine)]
            series.append((source_words(source), marks))
    if not series:
        return ""
    return calibration.page_calibration(
        series,
        (gettext("probability stated"), gettext("share that came true")),
        finding(trials),
        "\u00a0%" if language() == "fr" else "%",
    )


def finding(trials: Sequence[Trial]) -> str:
    """What the ledger says so far, in a sentence."""
    lines = {line.name: line for line in side_by_side(trials)}
    if source_words(PEOPLE) not in lines:
        return gettext("Nothing yet on which analysts and forecasts both spoke and which is over.")
    months = len({one.month for one in alike(trials, SOURCES)})
    if months < ENOUGH_MONTHS:
        return ngettext(
            "Too early to tell who is nearer: only %(n)s month is over on which all spoke.",
            "Too early to tell who is nearer: only %(n)s months are over on which all spoke.",
            months,
        ) % {"n": months}
    people, model = (score([t for t in alike(trials, SOURCES) if t.source == s]).brier.mean
                     for s in (PEOPLE, MODEL))  # fmt: skip
    said = {
        "people": typography.number(people, language(), 3),
        "model": typography.number(model, language(), 3),
    }
    if people < model:
        text = gettext("So far analysts were nearer: Brier score %(people)s against %(model)s.")
    elif people > model:
        text = gettext(
            "So far the forecasts were nearer: Brier score %(model)s against %(people)s."
        )
    else:
        text = gettext("So far analysts and forecasts were as near: Brier score %(people)s.")
    return text % said
