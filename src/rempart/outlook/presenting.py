"""Forecasts in words and pictures: chances in a hundred, what they are worth, what they lean on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import shapely
from django.utils.translation import get_language, gettext, ngettext, pgettext

from rempart.doctrine.loader import current as profile
from rempart.documents import ahead, charts, shades, sheets, typography
from rempart.outlook.computed import REFERENCE, after
from rempart.outlook.models import Forecast, Run
from rempart.outlook.others import CELL, COUNTRY, REGION, SOURCES
from rempart.outlook.queries import AreaOutlook, Other
from rempart.places.models import Area

DETAIL = 0.01
"""Outlines are kept to this many degrees: finer is not seen on a map 400 units wide."""
_WORTH_SAYING = 0.0005
_SHOWN_MONTHS = 24


def language() -> str:
    """The language of the page."""
    return (get_language() or "fr")[:2]


def percent(share: float, decimals: int = 0) -> str:
    """42 %; under one, that it is under one."""
    if 0 <= share < 0.01 and not decimals:
        return typography.typeset("< 1 %" if language() == "fr" else "< 1%", language())
    figure = typography.number(100 * share, language(), decimals)
    return typography.typeset(f"{figure} %" if language() == "fr" else f"{figure}%", language())


def points(value: float) -> str:
    """+3.8; −0.4: hundredths with their sign."""
    said = typography.number(100 * abs(value), language(), 1)
    return f"{'−' if value < 0 else '+'}{said}"


@dataclass(frozen=True)
class Row:
    """An area in a watch-list."""

    pcode: str
    name: str
    chance: str
    mix: str
    most: int
    mix_most: int
    step: int


@dataclass(frozen=True)
class Listed:
    """A watch-list: the month that it is about, its areas, and what was issued for it is worth."""

    lead: int
    month: str
    rows: tuple[Row, ...]
    worth: str


def listed(run: Run, lead: int, forecasts: Sequence[Forecast], names: Mapping[str, str]) -> Listed:
    """A lead's forecasts as a watch-list, the likeliest first."""
    return Listed(
        lead,
        typography.month(after(run.month, lead), language()),
        tuple(
            Row(
                one.area,
                names.get(one.area, one.area),
                percent(one.probability),
                percent(one.mix_probability),
                one.most,
                one.mix_most,
                shades.step(one.probability),
            )
            for one in forecasts
        ),
        worth(run.standings[str(lead)]),
    )


def worth(standing: Mapping[str, Any]) -> str:
    """What is issued at a lead, and what it was worth on the months before."""
    if standing["skill"] is None:
        return gettext(
            "Too little is known of the past to try a model: what is issued is counting, half"
            " here, half around."
        )
    tried = {
        "skill": points(standing["skill"]),
        "low": points(standing["low"]),
        "high": points(standing["high"]),
        "months": standing["months"],
        "events": standing["events"],
    }
    if standing["issued"] == REFERENCE:
        return (
            gettext(
                "No model did better than counting on the %(months)s months tried:"
                " counting is issued."
            )
            % tried
        )
    if standing["low"] == standing["high"] == 0:
        return (
            gettext(
                "A model is newly issued. On the %(months)s months tried counting had been: what"
                " the model is worth is not known yet."
            )
            % tried
        )
    said = gettext(
        "A model is issued. On the %(months)s months tried (%(events)s area-months with"
        " killing), what was issued did %(skill)s%% better than counting, interval %(low)s to"
        " %(high)s%%."
    )
    if standing["low"] <= 0:
        said += " " + gettext("The interval holds zero: it may be no better.")
    return said % tried


def opening(run: Run, forecasts: Sequence[Forecast], names: Mapping[str, str]) -> str:
    """The sentence on which the page opens: where people are likeliest to be killed next month."""
    if not forecasts:
        return gettext("No area of this office was forecast.")
    first = forecasts[0]
    said = {
        "month": typography.month(first.month, language()),
        "name": names.get(first.area, first.area),
        "chance": percent(first.probability),
        "mix": percent(first.mix_probability),
    }
    return (
        gettext(
            "In %(month)s, %(name)s is where civilians are likeliest to be killed: %(chance)s by"
            " the forecast, %(mix)s by counting."
        )
        % said
    )


def drawn(areas: Sequence[Area], forecasts: Sequence[Forecast], finding: str) -> str:
    """The office's cercles shaded by the chance of any killing; empty without outlines."""
    chances = {one.area: one.probability for one in forecasts}
    shaded = [
        shades.Shaded(
            sheets.Region(
                area.display(language()),
                percent(chances[area.pcode]),
                shapely.simplify(shapely.geometry.shape(area.outline), DETAIL),
            ),
            chances[area.pcode],
        )
        for area in areas
        if area.outline and area.pcode in chances
    ]
    if not shaded:
        return ""
    return shades.page_shades(shaded, finding, zone=profile().mission.utm_zone)


def chart(found: AreaOutlook, name: str) -> str:
    """An area's last two years, and what is forecast of it beside what counting says."""
    past = found.ground.past[-_SHOWN_MONTHS:]
    first = len(past) - 1
    bars = [
        charts.Bar(
            typography.month(after(found.run.month, at - first), language(), short=True),
            deaths,
            now=at == first,
        )
        for at, deaths in enumerate(past)
    ]
    coming = [
        ahead.Ahead(
            typography.month(one.month, language(), short=True, year=False),
            ahead.Range(one.expected, one.most),
            ahead.Range(one.mix_expected, one.mix_most),
        )
        for one in found.forecasts
    ]
    return ahead.page_ahead(bars, coming, past_words(found, name), language())


def past_words(found: AreaOutlook, name: str) -> str:
    """What the last twelve months were here and next door, in a sentence."""
    ground = found.ground
    if not ground.active_months:
        return gettext("%(name)s: nobody was killed in the twelve months before.") % {"name": name}
    said = gettext(
        "%(name)s: civilians were killed in %(n)s of the twelve months before (%(deaths)s deaths)."
    )
    return said % {
        "name": name,
        "n": ground.active_months,
        "deaths": typography.number(ground.deaths, language()),
    }


def near_words(found: AreaOutlook, names: Mapping[str, str]) -> str:
    """The worst neighbours of the last twelve months, with their dead."""
    listed = [
        f"{names.get(area, area)} ({typography.number(deaths, language())})"
        for area, deaths in found.ground.near
    ]
    if not listed:
        return gettext("Around it, nobody was killed in those months.")
    return gettext("Around it: %(areas)s.") % {"areas": typography.listing(listed, language())}


def families() -> dict[str, str]:
    """The parts of the past that a forecast leans on, as they are called."""
    return {
        "own": gettext("what happened here"),
        "near": gettext("what happened next door"),
        "region": gettext("what happened in the region around"),
        "country": gettext("what happened in the country"),
    }


def leaning(one: Forecast) -> list[tuple[str, str]]:
    """On which past a forecast leans: the part, and by how many points it moves the chance."""
    called = families()
    weights = sorted(one.weights.items(), key=lambda pair: -abs(pair[1]))
    return [
        (called[family], points(weight))
        for family, weight in weights
        if abs(weight) >= _WORTH_SAYING and family in called
    ]


def issued_words(one: Forecast) -> str:
    """What was issued: a model, or counting."""
    return gettext("counting") if one.is_mix else pgettext("forecast", "model")


def blind_spots() -> list[str]:
    """What the models cannot see; on every page that shows a forecast."""
    return [
        gettext("Anything but past killing: no movements, prices, rains, talks, bases closed."),
        gettext("A first massacre where nothing happened for years, near or far."),
        gettext("What is not reported: abduction, sexual violence, threats, remote places."),
        gettext("What was learnt late: the last months known are still incomplete."),
        gettext("Causes: the reasons shown say on which past a figure leans, not why people die."),
    ]


def known_words(run: Run) -> str:
    """What was known when the run was made: the reference, the register, the edition."""
    vintage = run.vintage
    said = []
    if vintage.get("reference"):
        learnt = date.fromisoformat(f"{vintage['learnt_until']}-01")
        month = typography.month(learnt, language())
        said.append(gettext("Learnt from reference events until %(month)s.") % {"month": month})
    count = vintage.get("incidents", 0)
    said.append(
        ngettext("%(n)s incident of the register.", "%(n)s incidents of the register.", count)
        % {"n": typography.number(count, language())}
    )
    return " ".join(said)


def other_words(one: Other) -> tuple[str, str, str, str]:
    """Another's figure: who, of what place, what it counts, and the figure itself."""
    level = {
        CELL: gettext("cells here (%(n)s)") % {"n": one.places},
        REGION: gettext("the region around"),
        COUNTRY: gettext("the whole country"),
    }[one.level]
    measures = {
        "deaths_state_based": gettext("deaths in fighting with the State, expected"),
        "deaths_non_state": gettext("deaths in fighting between groups, expected"),
        "deaths_one_sided": gettext("deaths in attacks on civilians, expected"),
        "chance_state_based": gettext("chance of fighting with the State"),
        "chance_non_state": gettext("chance of fighting between groups"),
        "chance_one_sided": gettext("chance of attacks on civilians"),
        "events": gettext("political violence, events"),
        "battles": gettext("battles, events"),
        "explosions": gettext("explosions and remote violence, events"),
        "attacks": gettext("violence against civilians, events"),
    }
    chance = one.measure.startswith("chance")
    figure = percent(one.value) if chance else typography.number(one.value, language(), 1)
    return f"{SOURCES[one.source]}, {one.run}", level, measures[one.measure], figure
