"""The pictures of a month: bars of its past, the map, and small multiples of its areas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from shapely.geometry import shape

from rempart.documents import charts, maps, sheets
from rempart.threats.printed import gist
from rempart.threats.printed.gist import Snapshot
from rempart.threats.sections import ONE_SIDED
from rempart.threats.words import Words, upper_first

ROWS_A_PICTURE = 14
"""How many areas one picture of small multiples holds; more areas make more pictures."""


def bars(snapshot: Snapshot, words: Words) -> dict[str, str]:
    """The civilians killed each month of the past year."""
    counts, attacks = snapshot["civilians"], snapshot["types"][ONE_SIDED]["events"]
    labels = [words.month(code, short=True) for code in snapshot["months"]]
    bars = [
        charts.Bar(
            labels[place],
            count["best"] or 0,
            count["min"],
            count["max"],
            now=place == 12,
            events=attacks[place],
        )
        for place, count in enumerate(counts)
    ]
    values = ", ".join(
        f"{words.month(code)} {words.figure(count['best'])}"
        for code, count in zip(snapshot["months"], counts, strict=True)
    )
    most = bars[12].value > max(bar.value for bar in bars[:12])
    month = upper_first(words.month(snapshot["month"]))
    return {
        "title": words("bars_title_most", month=month) if most else words("bars_title"),
        "sub": words("bars_sub"),
        "alt": words("bars_alt", values=values, range=words.range(counts[12])),
        "svg": charts.paper_bars(bars, words.language),
    }


def drawn_map(snapshot: Snapshot, words: Words) -> dict[str, str]:
    """The map of the month, with its title and what it says."""
    names, mission = gist.names(snapshot, words), snapshot["mission"]
    office = snapshot["office"][words.language]
    situations = {area["code"]: gist.situation(area["now"], words) for area in snapshot["areas"]}
    said = "; ".join(f"{names[code]}: {text}" for code, text in situations.items())
    return {
        "title": _map_title(snapshot, words),
        "sub": words("map_sub", month=words.month(snapshot["month"])),
        "alt": words("map_alt", office=office, of_office=words.of(office), areas_said=said),
        "disclaimer": mission["disclaimer"][words.language],
        "source": words(
            "map_source",
            sources=gist.sources(snapshot, words),
            zone=f"{mission['utm_zone']}N",
            edition=gist.edition(snapshot, words),
        ),
        "none": words("map_none"),
        "svg": _drawn(snapshot, names, situations, words),
    }


def _drawn(
    snapshot: Snapshot, names: Mapping[str, str], situations: Mapping[str, str], words: Words
) -> str:
    """The map itself; empty where no outline is known."""
    mission, country = snapshot["mission"], snapshot["country"]
    regions = [
        sheets.Region(
            names[place["code"]],
            situations[place["code"]],
            shape(place["outline"]),
            place["town"],
            place["longitude"],
            place["latitude"],
        )
        for place in snapshot["places"]
        if place["outline"]
    ]
    if not regions:
        return ""
    return maps.paper_map(
        regions,
        [(near["code"], shape(near["outline"])) for near in snapshot["around"]],
        [
            sheets.Spot(spot["longitude"], spot["latitude"], spot["type"], spot["deaths"])
            for spot in snapshot["spots"]
        ],
        sheets.Key(
            tuple((kind, words(kind)) for kind in gist.kinds(snapshot)),
            words("map_counts"),
            mission["country"][words.language],
            words.language,
        ),
        zone=mission["utm_zone"],
        country=shape(country) if country else None,
    )


def _map_title(snapshot: Snapshot, words: Words) -> str:
    total = snapshot["figures"]["deaths"]["best"]
    places: dict[tuple[float, float], int] = {}
    for spot in snapshot["spots"]:
        point = spot["longitude"], spot["latitude"]
        places[point] = places.get(point, 0) + spot["deaths"]
    top = sorted(places.values(), reverse=True)
    share, count = 0, 0
    while total and count < len(top) and share * 3 < total * 2 and top[count]:
        share, count = share + top[count], count + 1
    if not count:
        return words("map_title_none")
    return words.some("map_title", count, share=words.number(share), all=words.number(total))


def multiples(snapshot: Snapshot, words: Words) -> dict[str, Any]:
    """The past year of each area, side by side."""
    names, kinds = gist.names(snapshot, words), gist.kinds(snapshot)
    labels = [words.month(code, short=True) for code in snapshot["months"]]
    areas = sorted(
        snapshot["areas"], key=lambda a: (-gist.civilians(a), -(a["deaths"] or 0), a["code"])
    )
    month = words.month(snapshot["month"], year=False)
    titles = [(words(kind), maps.COLOURS[kind]) for kind in kinds]
    parts = []
    for i in range(0, len(areas), ROWS_A_PICTURE):
        some = areas[i : i + ROWS_A_PICTURE]
        strips = [_strip(area, names, kinds, labels, words) for area in some]
        said = [_strip_said(area, names, month, words) for area in some]
        alt = words("multiples_alt", areas_said=". ".join(said))
        parts.append({"svg": charts.multiples(strips, titles, words.language), "alt": alt})
    return {
        "title": _multiples_title(areas, names, month, words),
        "sub": words("multiples_sub", month=words.month(snapshot["month"])),
        "parts": parts,
        "note": f"{gist.source(snapshot, words)} {gist.outside(snapshot, words)}".strip(),
    }


def _strip_said(area: Mapping[str, Any], names: Mapping[str, str], month: str, words: Words) -> str:
    now = words.some("deaths", area["civilians"][12])
    note = gist.situation(area, words).replace(" · ", ", ")
    return words("strip_said", name=names[area["code"]], note=note, month=month, now=now)


def _multiples_title(
    areas: Sequence[Mapping[str, Any]], names: Mapping[str, str], month: str, words: Words
) -> str:
    if not areas or not gist.civilians(areas[0]):
        return words("multiples_title_none")
    counts = areas[0]["civilians"]
    past = [count for count in counts[:12] if count is not None]
    return words(
        "multiples_title",
        name=names[areas[0]["code"]],
        month=month,
        now=words.some("deaths", counts[12]),
        past=words.figure(sum(past) if past else None),
    )


def _strip(
    area: Mapping[str, Any],
    names: Mapping[str, str],
    kinds: Sequence[str],
    labels: Sequence[str],
    words: Words,
) -> charts.Strip:
    columns = tuple(
        tuple(
            charts.Bar(label, deaths or 0, now=place == 12, events=events)
            for place, (label, deaths, events) in enumerate(
                zip(labels, series["deaths"], series["events"], strict=True)
            )
        )
        for series in (area["types"][kind] for kind in kinds)
    )
    return charts.Strip(names[area["code"]], gist.situation(area, words), columns)
