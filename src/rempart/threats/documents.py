"""The monthly assessment as a document: a pure function of its snapshot and the language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from shapely.geometry import shape

from rempart.documents import charts, maps, pdf, svg
from rempart.documents.snapshot import content_hash
from rempart.documents.typography import typeset
from rempart.kernel.policy import MARKINGS
from rempart.threats.sections import NON_STATE, ONE_SIDED, STATE_BASED, TYPES
from rempart.threats.words import Words, first_day, upper_first

TEMPLATE = Path(__file__).parent / "typ" / "assessment.typ"
COLOURS = {ONE_SIDED: svg.HARM, STATE_BASED: svg.STATE, NON_STATE: svg.NON_STATE}
ROWS_A_PICTURE = 14
"""How many areas one picture of small multiples holds; more areas make more pictures."""

Snapshot = Mapping[str, Any]
Run = dict[str, Any]


def assessment_pdf(snapshot: Snapshot, language: str) -> bytes:
    """The assessment as a tagged PDF: the same bytes for the same snapshot and language."""
    return pdf.render(TEMPLATE, context(snapshot, language), language)


def file_name(snapshot: Snapshot, language: str, suffix: str = "pdf") -> str:
    """evaluation-mopti-2018-06-fr.pdf; assessment-mopti-2018-06-en.pdf."""
    stem = "assessment" if language.startswith("en") else "evaluation"
    return f"{stem}-{snapshot['office']['code']}-{snapshot['month']}-{language}.{suffix}"


def context(snapshot: Snapshot, language: str) -> dict[str, Any]:
    """All the words, figures and pictures of the document, typeset, in the order of the page."""
    words = Words(language)
    digest = content_hash(snapshot)
    month = words.month(snapshot["month"])
    office = snapshot["office"][words.language]
    last = _last_day(snapshot["month"])
    return {
        "lang": words.language,
        "labels": words.plain,
        "title": words("title"),
        "subtitle": f"{office} – {month}",
        "short": f"{words('title')} – {office} – {month}",
        "author": snapshot["mission"]["name"][words.language],
        "description": snapshot["mission"]["title"][words.language],
        "date": [last.year, last.month, last.day],
        "mission": snapshot["mission"]["name"][words.language],
        "kicker": f"{snapshot['mission']['title'][words.language]} · {office}",
        "exercise": snapshot["exercise"],
        "draft": snapshot["status"] == "draft",
        "level": snapshot["marking"],
        "marking": _marking(snapshot, words),
        "hash": " ".join(digest[i : i + 8] for i in range(0, 64, 8)),
        "hash_short": " ".join(digest[i : i + 4] for i in range(0, 16, 4)),
        "meta": _meta(snapshot, words),
        "keys": _keys(snapshot, words),
        "findings": _findings(snapshot, words),
        "bars": _bars(snapshot, words),
        "source": _source(snapshot, words),
        "change": _change(snapshot, words),
        "pending": [{"n": str(n), "title": words(f"s{n}")} for n in (3, 4, 6, 7, 8, 9, 10)],
        "map": _map(snapshot, words),
        "actors": _actors(snapshot, words),
        "multiples": _multiples(snapshot, words),
        "harm": _harm(snapshot, words),
        "deadliest": _deadliest(snapshot, words),
        "limits": _limits(snapshot, words),
    }


_MARKING_FR = {1: "Non classifié", 2: "Confidentiel", 3: "Strictement confidentiel"}


def _marking(snapshot: Snapshot, words: Words) -> str:
    level = snapshot["marking"]
    return _MARKING_FR[level] if words.language == "fr" else str(MARKINGS[level])


def _last_day(code: str) -> date:
    first = first_day(code)
    return (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def _sources(snapshot: Snapshot, words: Words) -> str:
    return words.listing(list(snapshot["sources"]))


def _source(snapshot: Snapshot, words: Words) -> str:
    if not snapshot["sources"]:
        return words("no_source")
    return words("source", sources=_sources(snapshot, words))


def _meta(snapshot: Snapshot, words: Words) -> list[list[str]]:
    first, last = first_day(snapshot["month"]), _last_day(snapshot["month"])
    months = snapshot["months"]
    return [
        [
            words("period"),
            words("period_value", first=_numbered(first, words), last=words.day(last)),
        ],
        [
            words("compared"),
            words("compared_value", first=words.month(months[0]), last=words.month(months[11])),
        ],
        [words("version"), words("version_draft")],
        [words("data"), _sources(snapshot, words) or words("no_source")],
        [words("reference"), snapshot["reference"]],
    ]


def _numbered(first: date, words: Words) -> str:
    return "1ᵉʳ" if words.language == "fr" else str(first.day)


def _keys(snapshot: Snapshot, words: Words) -> list[dict[str, Any]]:
    figures, months = snapshot["figures"], snapshot["months"]
    before = words.month(months[11], year=False)
    killed, deaths = figures["civilians_killed"], figures["deaths"]
    attacked = figures["areas_attacked"]
    names = _names(snapshot, words)
    earlier = sum(snapshot["types"][kind]["events"][11] for kind in TYPES)
    return [
        _key(
            killed["best"],
            words.some("key_killed", killed["best"]),
            words(
                "key_killed_beside",
                range=words.range(killed),
                month=before,
                before=words.number(snapshot["civilians"][11]["best"]),
            ),
            harm=True,
        ),
        _key(
            figures["one_sided"],
            words.some(
                "key_attacks", figures["one_sided"], events=words.some("events", figures["events"])
            ),
            words(
                "key_attacks_beside",
                month=before,
                events_before=words.number(earlier),
                before=words.number(snapshot["types"][ONE_SIDED]["events"][11]),
            ),
        ),
        _key(
            len(attacked),
            words.some("key_areas", len(attacked), all=figures["areas"]),
            ", ".join(names.get(code, code) for code in attacked) or words("key_areas_none"),
        ),
        _key(
            deaths["best"],
            words.some("key_deaths", deaths["best"]),
            words("key_deaths_beside", range=words.range(deaths)),
        ),
    ]


def _key(figure: int, what: str, beside: str, harm: bool = False) -> dict[str, Any]:
    return {
        "figure": f"{figure:,}".replace(",", "\u202f"),
        "what": what,
        "beside": beside,
        "harm": harm,
    }


def _names(snapshot: Snapshot, words: Words) -> dict[str, str]:
    return {place["code"]: place["name"][words.language] for place in snapshot["places"]}


def _text(said: str, words: Words, *, bold: bool = False) -> Run:
    return {"t": typeset(said, words.language), "b": bold}


def _findings(snapshot: Snapshot, words: Words) -> list[list[Run]]:
    """The paragraphs that the figures themselves write."""
    figures, month = snapshot["figures"], words.month(snapshot["month"])
    if not figures["events"]:
        return [[_text(words("find_none", month=month), words)]]
    killed = figures["civilians_killed"]
    office = snapshot["office"][words.language]
    first = [
        _text(words("find_month", month=month, office=office), words),
        _text(words.some("events", figures["events"]), words, bold=True),
    ]
    if figures["one_sided"]:
        first += [
            _text(words("find_of_which"), words),
            _text(words.some("attacks", figures["one_sided"]), words, bold=True),
            _text(words("find_killed"), words),
            _text(words.some("killed", killed["best"]), words, bold=True),
            _text(words("find_best", range=words.range(killed)), words),
        ]
    else:
        first.append(_text(".", words))
    return [
        [*first, _text(_against_past(snapshot, words), words)],
        [_text(_where(snapshot, words) + _unknown(snapshot, words), words)],
    ]


def _against_past(snapshot: Snapshot, words: Words) -> str:
    counts = [month["best"] for month in snapshot["civilians"]]
    past, now = counts[:12], counts[12]
    name = "find_most" if now and now > max(past) else "find_level"
    return words(
        name,
        before=words.number(past[-1]),
        year=words.number(sum(past)),
        mean=words.mean(round(sum(past) / 12, 1)),
    )


def _where(snapshot: Snapshot, words: Words) -> str:
    names = _names(snapshot, words)
    areas = sorted(snapshot["areas"], key=lambda a: (-a["now"]["civilians"], a["code"]))
    total = snapshot["figures"]["civilians_killed"]["best"]
    said = ""
    if total:
        top, share = [], 0
        for area in areas:
            if share * 3 >= total * 2 or not area["now"]["civilians"]:
                break
            top.append(names[area["code"]])
            share += area["now"]["civilians"]
        if top:
            said = words(
                "find_where",
                areas=words.listing(top),
                share=words.number(share),
                all=words.number(total),
            )
    quiet = [names[area["code"]] for area in snapshot["areas"] if not area["now"]["events"]]
    if quiet:
        said += words(
            "find_quiet",
            month=words.month(snapshot["month"], year=False),
            areas=words.listing(quiet),
        )
    return said.strip()


def _unknown(snapshot: Snapshot, words: Words) -> str:
    n = snapshot["figures"]["fighting_unknown"]
    return words.some("find_unknown", n) if n else ""


def _bars(snapshot: Snapshot, words: Words) -> dict[str, str]:
    counts = snapshot["civilians"]
    bars = [
        charts.Bar(
            words.month(code, short=True),
            count["best"],
            count["min"],
            count["max"],
            now=place == 12,
        )
        for place, (code, count) in enumerate(zip(snapshot["months"], counts, strict=True))
    ]
    best = [count["best"] for count in counts]
    month = upper_first(words.month(snapshot["month"]))
    title = (
        words("bars_title_most", month=month) if best[12] > max(best[:12]) else words("bars_title")
    )
    values = ", ".join(
        f"{words.month(code)} {words.number(value)}"
        for code, value in zip(snapshot["months"], best, strict=True)
    )
    return {
        "title": title,
        "sub": words("bars_sub"),
        "alt": words("bars_alt", values=values),
        "svg": charts.paper_bars(bars, words.language),
    }


def _change(snapshot: Snapshot, words: Words) -> dict[str, Any]:
    month, before = snapshot["month"], snapshot["months"][11]
    rows = [[words(kind), *_compared(snapshot["types"][kind], words)] for kind in TYPES]
    whole = {
        name: [sum(snapshot["types"][kind][name][place] for kind in TYPES) for place in range(13)]
        for name in ("events", "deaths")
    }
    rows.append([words("change_total"), *_compared(whole, words)])
    attacks = snapshot["types"][ONE_SIDED]["events"]
    title = words(
        "change_title",
        now=words.some("events", attacks[12]),
        month=words.month(month, year=False),
        mean=words.mean(round(sum(attacks[:12]) / 12, 1)),
    )
    head = words.row(
        "change_head",
        before=upper_first(words.month(before)),
        month=upper_first(words.month(month)),
    )
    return {
        "title": title,
        "head": head,
        "sub": words.row("change_sub"),
        "rows": rows,
        "note": f"{words('change_note')} {_source(snapshot, words)}",
    }


def _compared(series: Mapping[str, Sequence[int]], words: Words) -> list[str]:
    events, deaths = series["events"], series["deaths"]
    cells = [words.number(figure) for figure in (events[11], deaths[11], events[12], deaths[12])]
    return [*cells, words.number(sum(events[:12]) / 12, 1), words.number(sum(deaths[:12]) / 12, 1)]


def _situation(area: Mapping[str, Any], words: Words) -> str:
    if not area["now"]["events"]:
        return words("no_event")
    said = words.some("events", area["now"]["events"])
    deaths = area["now"]["deaths"]
    return f"{said} · {words.some('deaths', deaths)}" if deaths else said


def _map(snapshot: Snapshot, words: Words) -> dict[str, str]:
    names, language = _names(snapshot, words), words.language
    situations = {area["code"]: _situation(area, words) for area in snapshot["areas"]}
    regions = [
        maps.Region(
            names[p["code"]],
            situations[p["code"]],
            shape(p["outline"]),
            p["town"],
            p["longitude"],
            p["latitude"],
        )
        for p in snapshot["places"]
        if p["outline"]
    ]
    said = "; ".join(f"{names[code]}: {text}" for code, text in situations.items())
    month = words.month(snapshot["month"])
    mission = snapshot["mission"]
    result = {
        "title": _map_title(snapshot, words),
        "sub": words("map_sub", month=month),
        "alt": words("map_alt", office=snapshot["office"][language], areas=said),
        "disclaimer": mission["disclaimer"][language],
        "source": words(
            "map_source",
            sources=_sources(snapshot, words),
            zone=mission["utm_zone"],
            edition=snapshot["edition"],
        ),
        "none": words("map_none"),
        "svg": "",
    }
    if regions:
        key = maps.Key(
            tuple((kind, words(kind)) for kind in TYPES),
            words("map_counts"),
            mission["country"][language],
            language,
        )
        spots = [
            maps.Spot(s["longitude"], s["latitude"], s["type"], s["deaths"])
            for s in snapshot["spots"]
        ]
        around = [(a["code"], shape(a["outline"])) for a in snapshot["around"]]
        country = shape(snapshot["country"]) if snapshot["country"] else None
        result["svg"] = maps.paper_map(
            regions, around, spots, key, zone=mission["utm_zone"], country=country
        )
    return result


def _map_title(snapshot: Snapshot, words: Words) -> str:
    total = snapshot["figures"]["deaths"]["best"]
    places: dict[tuple[float, float], int] = {}
    for spot in snapshot["spots"]:
        point = spot["longitude"], spot["latitude"]
        places[point] = places.get(point, 0) + spot["deaths"]
    top = sorted(places.values(), reverse=True)
    share, count = 0, 0
    while count < len(top) and share * 3 < total * 2 and top[count]:
        share, count = share + top[count], count + 1
    if not total or not count:
        return words("map_title_none")
    return words.some("map_title", count, share=words.number(share), all=words.number(total))


def _actors(snapshot: Snapshot, words: Words) -> dict[str, Any]:
    names = _names(snapshot, words)
    rows = [
        [
            actor["name"] or words("actors_unnamed"),
            ", ".join(names.get(code, code) for code in actor["areas"]) or "–",
            words.number(actor["events"]),
            *(words.number(actor["killed"][end]) for end in ("min", "best", "max")),
        ]
        for actor in snapshot["actors"]
    ]
    if rows:
        figures = snapshot["figures"]
        killed = figures["civilians_killed"]
        rows.append(
            [
                words("actors_total"),
                "",
                words.number(figures["one_sided"]),
                *(words.number(killed[end]) for end in ("min", "best", "max")),
            ]
        )
    month = words.month(snapshot["month"])
    return {
        "title": words("actors_title", month=month),
        "head": words.row("actors_head"),
        "rows": rows,
        "note": words("actors_note" if rows else "actors_none"),
    }


def _multiples(snapshot: Snapshot, words: Words) -> dict[str, Any]:
    names = _names(snapshot, words)
    months = [words.month(code, short=True) for code in snapshot["months"]]
    areas = sorted(
        snapshot["areas"],
        key=lambda a: (-a["types"][ONE_SIDED]["deaths"][12], -a["deaths"], a["code"]),
    )
    strips = [_strip(area, names, months, words) for area in areas]
    titles = [(words(kind), COLOURS[kind]) for kind in TYPES]
    parts = [
        {
            "svg": charts.multiples(chunk, titles, words.language),
            "alt": words("multiples_alt", areas="; ".join(f"{s.name}: {s.note}" for s in chunk)),
        }
        for i in range(0, len(strips), ROWS_A_PICTURE)
        if (chunk := strips[i : i + ROWS_A_PICTURE])
    ]
    month = words.month(snapshot["month"], year=False)
    return {
        "title": _multiples_title(areas, names, month, words),
        "sub": words("multiples_sub", month=words.month(snapshot["month"])),
        "parts": parts,
        "note": f"{_source(snapshot, words)} {_outside(snapshot, words)}".strip(),
    }


def _multiples_title(
    areas: Sequence[Mapping[str, Any]], names: Mapping[str, str], month: str, words: Words
) -> str:
    if not areas or not areas[0]["types"][ONE_SIDED]["deaths"][12]:
        return words("multiples_title_none")
    deaths = areas[0]["types"][ONE_SIDED]["deaths"]
    return words(
        "multiples_title",
        area=names[areas[0]["code"]],
        month=month,
        now=words.some("deaths", deaths[12]),
        past=words.number(sum(deaths[:12])),
    )


def _strip(
    area: Mapping[str, Any], names: Mapping[str, str], months: Sequence[str], words: Words
) -> charts.Strip:
    note = words("no_event")
    if area["events"]:
        note = f"{words.some('events', area['events'])} · {words.some('deaths', area['deaths'])}"
    columns = tuple(
        tuple(
            charts.Bar(
                label,
                area["types"][kind]["deaths"][place],
                now=place == 12,
                events=area["types"][kind]["events"][place],
            )
            for place, label in enumerate(months)
        )
        for kind in TYPES
    )
    return charts.Strip(names[area["code"]], note, columns)


def _outside(snapshot: Snapshot, words: Words) -> str:
    outside = snapshot["outside"]
    if not outside["events"]:
        return ""
    return words.some("outside", outside["events"], deaths=words.some("deaths", outside["deaths"]))


def _harm(snapshot: Snapshot, words: Words) -> dict[str, Any]:
    rows = []
    for row in snapshot["harm"]:
        cells = [
            *row["sex"].values(),
            *row["age"].values(),
            *(row["count"][end] for end in ("min", "best", "max")),
        ]
        share = row["unknown_share"]
        percent = (
            "–"
            if share is None
            else typeset(f"{share} %" if words.language == "fr" else f"{share}%", words.language)
        )
        rows.append([words(f"{row['kind']}_kind"), *(words.number(c) for c in cells), percent])
    return {
        "title": words("harm_title", month=words.month(snapshot["month"])),
        "head": words.row("harm_head"),
        "rows": rows,
        "note": words("harm_note" if rows else "harm_none"),
    }


def _deadliest(snapshot: Snapshot, words: Words) -> dict[str, Any]:
    names, events = _names(snapshot, words), snapshot["deadliest"]
    rows = [
        [
            words.day(date.fromisoformat(event["day"])).rsplit(" ", 1)[0],
            names.get(event["area"], "–"),
            words(event["type"]),
            " – ".join(event["parties"]) or "–",
            *(words.number(event["deaths"][end]) for end in ("min", "best", "max")),
            event["key"],
        ]
        for event in events
    ]
    title = words.some(
        "deadliest_title",
        len(events),
        month=words.month(snapshot["month"], year=False),
        share=words.number(sum(event["deaths"]["best"] for event in events)),
        all=words.number(snapshot["figures"]["deaths"]["best"]),
    )
    return {
        "title": title,
        "head": words.row("deadliest_head"),
        "rows": rows,
        "note": words("deadliest_note"),
    }


def _limits(snapshot: Snapshot, words: Words) -> list[list[Run]]:
    figures = snapshot["figures"]
    values = {
        "sources": _sources(snapshot, words) or words("no_source"),
        "edition": snapshot["edition"] or "–",
        "events": words.some("events", figures["events"]),
        "verified": words.number(figures["verified"]),
        "approximate": words.number(figures["approximate"]),
    }
    found = []
    for name in ("limits_sources", "limits_limits", "limits_hash"):
        head, body = words.row(name, **values)
        found.append([_text(head, words, bold=True), _text(body, words)])
    return found
