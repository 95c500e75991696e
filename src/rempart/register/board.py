"""The month chart and the map over the list of incidents, each with its finding and its table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from uuid import UUID

import shapely.geometry
from django.utils.translation import gettext, ngettext

from rempart.doctrine.loader import current as profile
from rempart.documents import charts, maps, sheets, typography
from rempart.kernel import clock
from rempart.places.models import Area
from rempart.register.figures import (
    Ground,
    Spot,
    Tally,
    by_month,
    by_point,
    merged,
    on_the_ground,
)
from rempart.register.presenting import capital, language, period_words, sentence, unknowns
from rempart.register.queries import Filters

MONTHS = 13
"""The month in question and the twelve before it."""

DETAIL = 0.008
"""Outlines are kept to this many degrees: finer is not seen on a map 400 units wide."""


@dataclass(frozen=True)
class Figure:
    """A drawing with the finding that heads it, what it counts, and its rows as a table."""

    finding: str
    drawing: str
    caption: str
    rows: Sequence[tuple[str, Tally]]


@dataclass(frozen=True)
class Board:
    """What opens the page: a sentence, what it leaves unknown, a chart, and a map if outlined."""

    sentence: str
    unknown: str
    chart: Figure
    map: Figure | None


def _month_end(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _months_until(last: date) -> list[date]:
    """The first days of the months up to that of `last`."""
    whole = last.year * 12 + last.month - 1
    return [date(m // 12, m % 12 + 1, 1) for m in range(whole - MONTHS + 1, whole + 1)]


def period(filters: Filters, latest: date) -> tuple[date, date]:
    """The days that the sentence and the map count: those filtered, else the latest month."""
    last = filters.until or (max(filters.since, latest) if filters.since else _month_end(latest))
    return filters.since or last.replace(day=1), last


def board(filters: Filters, latest: date, areas: Sequence[Area]) -> Board:
    """The figures of what `filters` let pass; `latest` is the day of the newest of them.

    `areas` are those to draw, their outlines not yet fetched. Five queries at most.
    """
    first, last = period(filters, latest)
    months = _months_until(last)
    whole = replace(filters, since=min(months[0], first), until=last)
    merging = merged(whole)
    late = merging.between(first, last)
    counted = by_month(
        replace(filters, since=months[0], until=last), merging.between(months[0], last)
    )
    of_period = replace(filters, since=first, until=last)
    ground, spots = on_the_ground(of_period, late), by_point(of_period, late)
    words = period_words(first, last)
    return Board(
        sentence(words, ground.whole),
        unknowns(ground.whole),
        _chart(months, counted, last),
        _map(areas, spots, ground, words) if areas else None,
    )


# --- the chart ----------------------------------------------------------------------------------


def _chart(months: Sequence[date], counted: Mapping[date, Tally], last: date) -> Figure:
    words = language()
    rows = [(month, counted.get(month, Tally())) for month in months]
    before = [found.events for _month, found in rows[:-1]]
    mean = sum(before) / len(before)
    bars = [
        charts.Bar(
            typography.month(month, words, short=True, year=False),
            found.events,
            solid=found.verified,
            now=month == months[-1],
            events=found.events,
        )
        for month, found in rows
    ]
    mean_words = gettext("mean %(n)s") % {"n": typography.number(mean, words, 1)}
    finding = _month_finding(months[-1], rows[-1][1].events, before, mean)
    label = f"{finding}. {capital(mean_words)}."
    return Figure(
        finding,
        charts.page_bars(bars, label, words, mean=mean, mean_label=mean_words),
        _chart_caption(months[-1], last),
        [(typography.month(month, words), found) for month, found in reversed(rows)],
    )


def _month_finding(month: date, events: int, before: Sequence[int], mean: float) -> str:
    said = {"month": capital(typography.month(month, language())), "n": events}
    if events > max(before):
        text = ngettext(
            "%(month)s: %(n)s incident, the most in thirteen months",
            "%(month)s: %(n)s incidents, the most in thirteen months",
            events,
        )
    elif events > mean:
        text = ngettext(
            "%(month)s: %(n)s incident, above the mean of the twelve months before",
            "%(month)s: %(n)s incidents, above the mean of the twelve months before",
            events,
        )
    elif events == mean:
        text = ngettext(
            "%(month)s: %(n)s incident, as the mean of the twelve months before",
            "%(month)s: %(n)s incidents, as the mean of the twelve months before",
            events,
        )
    else:
        text = ngettext(
            "%(month)s: %(n)s incident, below the mean of the twelve months before",
            "%(month)s: %(n)s incidents, below the mean of the twelve months before",
            events,
        )
    return text % said


def _chart_caption(month: date, last: date) -> str:
    said = [gettext("Incidents by month of their first day. Solid: verified. Hatched: not yet.")]
    unfinished = min(last, clock.today())
    if month <= unfinished < _month_end(month):
        said.append(
            gettext("%(month)s is counted until the %(day)s.")
            % {
                "month": capital(typography.month(month, language(), year=False)),
                "day": unfinished.day,
            }
        )
    return " ".join(said)


# --- the map ------------------------------------------------------------------------------------


@lru_cache(maxsize=32)
def _regions(areas: tuple[tuple[UUID, str], ...], words: str) -> tuple[sheets.Region, ...]:
    """Outlines to draw, fetched once a process: keyed by area and edition of the boundaries."""
    found = Area.objects.filter(pk__in=[key for key, _edition in areas], outline__isnull=False)
    return tuple(
        sheets.Region(
            area.display(words),
            "",
            shapely.simplify(shapely.geometry.shape(area.outline), DETAIL),
            area.chief_town,
            area.town_longitude,
            area.town_latitude,
        )
        for area in found.order_by("pcode", "name")
    )


def _map(areas: Sequence[Area], spots: Sequence[Spot], ground: Ground, words: str) -> Figure | None:
    regions = _regions(tuple((area.pk, area.edition) for area in areas), language())
    if not regions:
        return None
    names = {area.pcode: area.display(language()) for area in areas}
    by_area = _gathered(ground.placed, names)
    placed = sum(tally.events for tally in ground.placed.values())
    finding = _place_finding(by_area, ground.whole.events)
    drawn = [
        sheets.Spot(
            spot.longitude,
            spot.latitude,
            "",
            spot.events,
            spot.verified == spot.events,
        )
        for spot in spots
    ]
    drawing = maps.page_map(regions, drawn, finding, zone=profile().mission.utm_zone)
    caption = [
        gettext(
            "%(period)s: %(placed)s of %(n)s incidents have a point. Disc: number of incidents at"
            " one point. Solid: verified; hollow: not all."
        )
        % {"period": words, "placed": placed, "n": ground.whole.events},
        profile().mission.disclaimer.label(language()),
    ]
    return Figure(finding, drawing, " ".join(caption), by_area)


def _gathered(areas: Mapping[str, Tally], names: Mapping[str, str]) -> list[tuple[str, Tally]]:
    """The tally of each area by its name, the most incidents first."""
    sums: dict[str, Tally] = {}
    for area, tally in areas.items():
        name = names.get(area, gettext("elsewhere"))
        sums[name] = sums.get(name, Tally()) + tally
    return sorted(sums.items(), key=lambda pair: (-pair[1].events, pair[0]))


def _place_finding(by_area: Sequence[tuple[str, Tally]], events: int) -> str:
    if not by_area:
        return gettext("No incident with a point in this period")
    name, most = by_area[0]
    text = ngettext(
        "%(most)s of %(n)s incident in %(area)s",
        "%(most)s of %(n)s incidents in %(area)s",
        events,
    )
    return text % {"most": most.events, "n": events, "area": name}
