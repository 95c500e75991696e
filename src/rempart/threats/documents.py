"""The monthly assessment as a document: a pure function of its snapshot and the language.

`context` words, typesets and orders everything once; the PDF is set from it by the template, the
DOCX is built from it, so that both say the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from shapely.geometry import shape

from rempart.documents import charts, maps, pdf
from rempart.documents.snapshot import content_hash
from rempart.documents.typography import typeset, typeset_all
from rempart.threats import reading
from rempart.threats.sections import ONE_SIDED, OTHER, TYPES
from rempart.threats.words import Words, first_day, upper_first

TEMPLATE = Path(__file__).parent / "typ" / "assessment.typ"
ROWS_A_PICTURE = 14
"""How many areas one picture of small multiples holds; more areas make more pictures."""

NAMED = 4
"""How many areas a sentence names; of more it says how many they are."""

Snapshot = Mapping[str, Any]
Run = dict[str, Any]


def assessment_pdf(snapshot: Snapshot, language: str) -> bytes:
    """The assessment as a tagged PDF: the same bytes for the same snapshot and language."""
    return pdf.render(TEMPLATE, context(snapshot, language), language)


def file_name(snapshot: Snapshot, language: str, suffix: str = "pdf") -> str:
    """evaluation-mopti-2018-06-fr.pdf; assessment-mopti-2018-06-en.pdf."""
    stem = "assessment" if language.startswith("en") else "evaluation"
    mark = "" if not snapshot["exercise"] else "EXERCISE-" if stem == "assessment" else "EXERCICE-"
    return f"{mark}{stem}-{snapshot['office']['code']}-{snapshot['month']}-{language}.{suffix}"


def context(snapshot: Snapshot, language: str) -> dict[str, Any]:
    """All the words, figures and pictures of the document, typeset, in the order of the page."""
    level = snapshot["mission"].get("level", {})
    words = Words(language, level.get("en" if language.startswith("en") else "fr", ""))
    return {
        **_cover(snapshot, words),
        **_foot(snapshot, words),
        "keys": _keys(snapshot, words),
        "findings": _findings(snapshot, words),
        "bars": _bars(snapshot, words),
        "source": _source(snapshot, words),
        "change": _change(snapshot, words),
        "areas": _areas(snapshot, words),
        "pending": _pending(snapshot, words),
        "map": _map(snapshot, words),
        "actors": _actors(snapshot, words),
        "multiples": _multiples(snapshot, words),
        "harm": _harm(snapshot, words),
        "deadliest": _deadliest(snapshot, words),
        "read": typeset_all(words.labels["read_rows"], words.language),
        "limits": _limits(snapshot, words),
        **reading.context(snapshot, words),
    }


def _pending(snapshot: Snapshot, words: Words) -> list[dict[str, str]]:
    """The sections that figures alone do not fill; none in a whole assessment."""
    if "narrative" in snapshot:
        return []
    return [{"n": str(n), "title": words(f"s{n}")} for n in (3, 4, 6, 7, 8, 9, 10)]


# ------------------------------------------------------------------- what stands on every page


def _cover(snapshot: Snapshot, words: Words) -> dict[str, Any]:
    language, mission = words.language, snapshot["mission"]
    office, month = snapshot["office"][language], words.month(snapshot["month"])
    last = _last_day(snapshot["month"])
    return {
        "lang": language,
        "labels": words.plain,
        "title": words("title"),
        "subtitle": words("subtitle", office=office, of_office=words.of(office), month=month),
        "short": f"{words('title')} – {office} – {month}",
        "author": mission["name"][language],
        "description": mission["title"][language],
        "date": [last.year, last.month, last.day],
        "mission": mission["name"][language],
        "kicker": f"{mission['title'][language]} · {office}",
        "meta": _meta(snapshot, words),
    }


def _foot(snapshot: Snapshot, words: Words) -> dict[str, Any]:
    digest = snapshot.get("hash") or content_hash(snapshot)
    approval = snapshot.get("approval")
    return {
        "exercise": snapshot["exercise"],
        "draft": approval is None,
        "level": snapshot["marking"],
        "marking": words.labels["markings"][snapshot["marking"] - 1],
        "hash": _grouped(digest, 8),
        "hash_short": _grouped(digest[:16], 4),
        "seal": _grouped(approval["seal"], 8) if approval else "",
        "approver": approval.get("by", "") if approval else "",
        "seal_short": _grouped(approval["seal"][:16], 4) if approval else "",
    }


def _grouped(digest: str, size: int) -> str:
    return " ".join(digest[i : i + size] for i in range(0, len(digest), size))


def _last_day(code: str) -> date:
    first = first_day(code)
    return (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def _sources(snapshot: Snapshot, words: Words) -> str:
    return words.listing(list(snapshot["sources"])) or words("own_register")


def _source(snapshot: Snapshot, words: Words) -> str:
    if not snapshot["sources"]:
        return words("own_source")
    return words("source", sources=_sources(snapshot, words))


def _edition(snapshot: Snapshot, words: Words) -> str:
    return snapshot["edition"] or words("map_unknown_edition")


def _meta(snapshot: Snapshot, words: Words) -> list[list[str]]:
    first, last = first_day(snapshot["month"]), _last_day(snapshot["month"])
    months, approval = snapshot["months"], snapshot.get("approval")
    begins = "1ᵉʳ" if words.language == "fr" else str(first.day)
    version = words("draft").lower() if "narrative" in snapshot else words("version_draft")
    if approval:
        version = words("version_approved", day=words.day(date.fromisoformat(approval["day"])))
    compared = {"first": words.month(months[0]), "last": words.month(months[11])}
    rows = [
        [words("period"), words("period_value", first=begins, last=words.day(last))],
        [words("compared"), words("compared_value", **compared)],
        [words("version"), version],
        [words("data"), _sources(snapshot, words)],
        [words("reference"), snapshot["reference"]],
    ]
    return [row for row in rows if row[1]]


# ---------------------------------------------------------------------------------- first page


def _keys(snapshot: Snapshot, words: Words) -> list[dict[str, Any]]:
    figures, attacks = snapshot["figures"], snapshot["types"][ONE_SIDED]["events"]
    killed, deaths = figures["civilians_killed"], figures["deaths"]
    events, attacked = words.some("events", figures["events"]), figures["areas_attacked"]
    before = {"month": words.month(snapshot["months"][11], year=False)}
    beside = before | {
        "before": words.number(attacks[11]),
        "events_before": words.number(sum(_whole(snapshot, "events", 11))),
    }
    past, past_killed = _whole_deaths(snapshot, 11), snapshot["civilians"][11]["best"]
    return [
        _key(words, "key_killed", killed["best"], harm=True)
        | {"beside": _ranged(words, "key_killed", killed, past_killed, before)},
        _key(words, "key_attacks", figures["one_sided"], events=events)
        | {"beside": words("key_attacks_beside", **beside)},
        _key(words, "key_areas", len(attacked), all=figures["areas"])
        | {"beside": _attacked(attacked, _names(snapshot, words), words)},
        _key(words, "key_deaths", deaths["best"])
        | {"beside": _ranged(words, "key_deaths", deaths, past, before)},
    ]


def _key(
    words: Words, name: str, figure: int | None, *, harm: bool = False, **values: object
) -> dict[str, Any]:
    return {
        "figure": words.figure(figure),
        "what": words.some(name, figure, **values),
        "harm": harm,
    }


def _ranged(
    words: Words,
    name: str,
    count: Mapping[str, int | None],
    before: int | None,
    values: Mapping[str, str],
) -> str:
    said = {**values, "before": words.figure(before)}
    if count["best"] is None:
        return words(f"{name}_unknown", **said)
    return words(f"{name}_beside", range=words.range(count), **said)


def _attacked(codes: Sequence[str], names: Mapping[str, str], words: Words) -> str:
    named = [names.get(code, code) for code in codes]
    if not named:
        return words("key_areas_none")
    if len(named) <= NAMED:
        return ", ".join(named)
    first = ", ".join(named[: NAMED - 1])
    return words("key_areas_more", first=first, n=words.number(len(named) - NAMED + 1))


def _names(snapshot: Snapshot, words: Words) -> dict[str, str]:
    return {place["code"]: place["name"][words.language] for place in snapshot["places"]}


def _whole(snapshot: Snapshot, name: str, month: int) -> list[Any]:
    """The figures of a month, a type each."""
    return [snapshot["types"][kind][name][month] for kind in TYPES]


def _whole_deaths(snapshot: Snapshot, month: int, kinds: Sequence[str] = TYPES) -> int | None:
    """The deaths of a month over several types; None where there were events, all unknown."""
    series = [snapshot["types"][kind] for kind in kinds]
    found = [s["deaths"][month] for s in series if s["events"][month]]
    known = [deaths for deaths in found if deaths is not None]
    return None if found and not known else sum(known)


def _mean(values: Iterable[int | None], words: Words) -> str:
    """The monthly mean of the months whose figure is known."""
    known = [value for value in values if value is not None]
    return words.number(sum(known) / len(known), 1 if any(known) else 0) if known else "?"


def _text(said: str, words: Words, *, bold: bool = False) -> Run:
    return {"t": typeset(said, words.language), "b": bold}


def _findings(snapshot: Snapshot, words: Words) -> list[list[Run]]:
    """The paragraphs that the figures themselves write."""
    figures, office = snapshot["figures"], snapshot["office"][words.language]
    values = {
        "month": words.month(snapshot["month"]),
        "office": office,
        "of_office": words.of(office),
    }
    if not figures["events"]:
        return [[_text(words("find_none", **values), words)]]
    paragraphs = [
        [
            _text(words("find_month", **values), words),
            _text(words.some("events", figures["events"]), words, bold=True),
            *_attacks(snapshot, words),
            _text(_against_past(snapshot, words), words),
        ]
    ]
    for said in (_where(snapshot, words), _fighting(snapshot, words)):
        if said:
            paragraphs.append([_text(said, words)])
    return paragraphs


def _attacks(snapshot: Snapshot, words: Words) -> list[Run]:
    figures = snapshot["figures"]
    killed = figures["civilians_killed"]
    if not figures["one_sided"]:
        return [_text(".", words)]
    end = ""
    if killed["best"] is not None:
        end = words("find_best", range=words.range(killed))
        if killed["unknown"]:
            end += words.some("find_unstated", killed["unknown"])
    return [
        _text(words("find_of_which"), words),
        _text(words.some("attacks", figures["one_sided"]), words, bold=True),
        _text(words("find_killed"), words),
        _text(words.some("killed", killed["best"]), words, bold=True),
        _text(f"{end}.", words),
    ]


def _against_past(snapshot: Snapshot, words: Words) -> str:
    counts = [month["best"] for month in snapshot["civilians"]]
    past, now = counts[:12], counts[12]
    known = [count for count in past if count is not None]
    return words(
        "find_most" if now and now > max(known, default=0) else "find_level",
        before=words.figure(past[-1]),
        previous=words.month(snapshot["months"][11], year=False),
        year=words.figure(sum(known) if known else None),
        mean=_mean(past, words),
    )


def _civilians(area: Mapping[str, Any]) -> int:
    """For ordering: the civilians known to have been killed in an area this month."""
    return area["now"]["civilians"]["best"] or 0


def _where(snapshot: Snapshot, words: Words) -> str:
    """Where most civilians were killed, how many attacks where, and where nothing was recorded."""
    names = _names(snapshot, words)
    said = _most_of_it(snapshot, names, words)
    attacked = sorted(
        (area for area in snapshot["areas"] if area["now"]["attacks"]),
        key=lambda area: (-area["now"]["attacks"], names[area["code"]]),
    )
    if 1 < len(attacked) <= 2 * NAMED:
        counts = [f"{names[a['code']]} {words.number(a['now']['attacks'])}" for a in attacked]
        said += words("find_spread", counts=", ".join(counts))
    return (said + _quiet(snapshot, names, words)).strip()


def _most_of_it(snapshot: Snapshot, names: Mapping[str, str], words: Words) -> str:
    """The fewest areas that hold two thirds of the civilians killed; empty where none does."""
    total = snapshot["figures"]["civilians_killed"]["best"] or 0
    top: list[Mapping[str, Any]] = []
    for area in sorted(snapshot["areas"], key=lambda a: (-_civilians(a), a["code"])):
        if 3 * sum(map(_civilians, top)) >= 2 * total or not _civilians(area):
            break
        top.append(area)
    if not top or len(top) > NAMED:
        return ""
    return words(
        "find_where_one" if len(top) == 1 else "find_where",
        N=words.spelled(len(top)),
        names=words.listing([names[area["code"]] for area in top]),
        share=words.number(sum(map(_civilians, top))),
        all=words.number(total),
        attacks=words.some("attacks", sum(area["now"]["attacks"] for area in top)),
    )


def _quiet(snapshot: Snapshot, names: Mapping[str, str], words: Words) -> str:
    quiet = [names[area["code"]] for area in snapshot["areas"] if not area["now"]["events"]]
    if not quiet:
        return ""
    many = words.some("find_quiet_many", len(quiet))
    month = words.month(snapshot["month"], year=False)
    return words(
        "find_quiet", month=month, names=words.listing(quiet) if len(quiet) <= NAMED else many
    )


def _fighting(snapshot: Snapshot, words: Words) -> str:
    """What else happened, and what is not known of it."""
    figures = snapshot["figures"]
    others = figures["events"] - figures["one_sided"]
    said = ""
    if others:
        deaths = _whole_deaths(snapshot, 12, [kind for kind in TYPES if kind != ONE_SIDED])
        said = words.some("find_fighting", others, deaths=words.some("deaths", deaths))
    if figures["fighting_unknown"]:
        said += words.some("find_unknown", figures["fighting_unknown"])
    if figures["fighting_civilians"]["best"]:
        said += words.some("find_known", figures["fighting_civilians"]["best"])
    for row in snapshot["harm"]:
        if row["kind"] == "killed" and row["unknown_share"]:
            said += words("find_who", share=words.percent(row["unknown_share"]))
    return said.strip()


def _bars(snapshot: Snapshot, words: Words) -> dict[str, str]:
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


# ------------------------------------------------------------------------- context and change


def _kinds(snapshot: Snapshot) -> list[str]:
    """The types to be shown: those that the practice knows, and others where there are any."""
    return [kind for kind in TYPES if kind != OTHER or any(snapshot["types"][kind]["events"])]


def _change(snapshot: Snapshot, words: Words) -> dict[str, Any]:
    month, before = snapshot["month"], snapshot["months"][11]
    rows = [[words(kind), *_compared(snapshot["types"][kind], words)] for kind in _kinds(snapshot)]
    whole = {
        "events": [sum(_whole(snapshot, "events", place)) for place in range(13)],
        "deaths": [_whole_deaths(snapshot, place) for place in range(13)],
    }
    rows.append([words("change_total"), *_compared(whole, words)])
    attacks = snapshot["types"][ONE_SIDED]["events"]
    heads = {"before": upper_first(words.month(before)), "month": upper_first(words.month(month))}
    return {
        "title": words(
            "change_title",
            now=words.some("events", attacks[12]),
            month=words.month(month, year=False),
            mean=_mean(attacks[:12], words),
        ),
        "head": words.row("change_head", **heads),
        "sub": words.row("change_sub"),
        "rows": rows,
        "note": f"{words('change_note')} {_source(snapshot, words)}",
    }


def _compared(series: Mapping[str, Sequence[int | None]], words: Words) -> list[str]:
    events, deaths = series["events"], series["deaths"]
    cells = [words.figure(figure) for figure in (events[11], deaths[11], events[12], deaths[12])]
    return [*cells, _mean(events[:12], words), _mean(deaths[:12], words)]


def _areas(snapshot: Snapshot, words: Words) -> dict[str, Any]:
    """Every area against the month before and the year before; the last row is the office's."""
    names = _names(snapshot, words)
    areas = sorted(snapshot["areas"], key=lambda a: (-_civilians(a), -a["now"]["events"]))
    rows = [
        [
            names[area["code"]],
            *_past_and_now(area["types"][ONE_SIDED]["events"], words),
            *_past_and_now(area["civilians"], words),
            words.figure(area["now"]["events"]),
            words.figure(area["now"]["deaths"]),
        ]
        for area in areas
    ]
    figures = snapshot["figures"]
    total = [
        words("change_total"),
        *_past_and_now(snapshot["types"][ONE_SIDED]["events"], words),
        *_past_and_now([count["best"] for count in snapshot["civilians"]], words),
        words.figure(figures["events"]),
        words.figure(figures["deaths"]["best"]),
    ]
    short = {
        "before": upper_first(words.month(snapshot["months"][11], short=True, year=False)),
        "month": upper_first(words.month(snapshot["month"], short=True, year=False)),
    }
    note = words("areas_note", month=words.month(snapshot["month"]))
    return {
        "title": _rise(areas, names, snapshot, words),
        "head": words.row("areas_head"),
        "sub": words.row("areas_sub", **short),
        "rows": [*rows, total],
        "note": f"{note} {_source(snapshot, words)} {_outside(snapshot, words)}".strip(),
    }


def _past_and_now(values: Sequence[int | None], words: Words) -> list[str]:
    return [words.figure(values[11]), words.figure(values[12]), _mean(values[:12], words)]


def _rise(
    areas: Sequence[Mapping[str, Any]], names: Mapping[str, str], snapshot: Snapshot, words: Words
) -> str:
    """The area whose civilian deaths rose most above their mean of the year before."""

    def risen(area: Mapping[str, Any]) -> float:
        past = [count for count in area["civilians"][:12] if count is not None]
        return _civilians(area) - (sum(past) / len(past) if past else 0)

    top = max(areas, key=risen, default=None)
    if top is None or risen(top) <= 0:
        return words("areas_title_none")
    return words(
        "areas_title",
        name=names[top["code"]],
        now=words.some("deaths", _civilians(top)),
        month=words.month(snapshot["month"], year=False),
        mean=_mean(top["civilians"][:12], words),
    )


def _outside(snapshot: Snapshot, words: Words) -> str:
    outside = snapshot["outside"]
    if not outside["events"]:
        return ""
    return words.some("outside", outside["events"], deaths=words.some("deaths", outside["deaths"]))


# ----------------------------------------------------------------------- incidents and trends


def _situation(area: Mapping[str, Any], words: Words) -> str:
    """4 événements · 9 décès."""
    if not area["events"]:
        return words("no_event")
    said = words.some("events", area["events"])
    return said if area["deaths"] == 0 else f"{said} · {words.some('deaths', area['deaths'])}"


def _map(snapshot: Snapshot, words: Words) -> dict[str, str]:
    names, mission = _names(snapshot, words), snapshot["mission"]
    office = snapshot["office"][words.language]
    situations = {area["code"]: _situation(area["now"], words) for area in snapshot["areas"]}
    said = "; ".join(f"{names[code]}: {text}" for code, text in situations.items())
    return {
        "title": _map_title(snapshot, words),
        "sub": words("map_sub", month=words.month(snapshot["month"])),
        "alt": words("map_alt", office=office, of_office=words.of(office), areas_said=said),
        "disclaimer": mission["disclaimer"][words.language],
        "source": words(
            "map_source",
            sources=_sources(snapshot, words),
            zone=f"{mission['utm_zone']}N",
            edition=_edition(snapshot, words),
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
        maps.Region(
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
            maps.Spot(spot["longitude"], spot["latitude"], spot["type"], spot["deaths"])
            for spot in snapshot["spots"]
        ],
        maps.Key(
            tuple((kind, words(kind)) for kind in _kinds(snapshot)),
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


def _actors(snapshot: Snapshot, words: Words) -> dict[str, Any]:
    names, figures = _names(snapshot, words), snapshot["figures"]
    rows = [
        [
            _called(snapshot, actor["name"], words) or words("actors_unnamed"),
            ", ".join(names.get(code, code) for code in actor["areas"]) or "–",
            words.number(actor["events"]),
            *words.counts(actor["killed"]),
        ]
        for actor in snapshot["actors"]
    ]
    if rows:
        total = words.counts(figures["civilians_killed"])
        rows.append([words("actors_total"), "", words.number(figures["one_sided"]), *total])
    return {
        "title": words("actors_title", month=words.month(snapshot["month"])),
        "head": words.row("actors_head"),
        "rows": rows,
        "note": words("actors_note" if rows else "actors_none"),
    }


def _multiples(snapshot: Snapshot, words: Words) -> dict[str, Any]:
    names, kinds = _names(snapshot, words), _kinds(snapshot)
    labels = [words.month(code, short=True) for code in snapshot["months"]]
    areas = sorted(
        snapshot["areas"], key=lambda a: (-_civilians(a), -(a["deaths"] or 0), a["code"])
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
        "note": f"{_source(snapshot, words)} {_outside(snapshot, words)}".strip(),
    }


def _strip_said(area: Mapping[str, Any], names: Mapping[str, str], month: str, words: Words) -> str:
    now = words.some("deaths", area["civilians"][12])
    note = _situation(area, words).replace(" · ", ", ")
    return words("strip_said", name=names[area["code"]], note=note, month=month, now=now)


def _multiples_title(
    areas: Sequence[Mapping[str, Any]], names: Mapping[str, str], month: str, words: Words
) -> str:
    if not areas or not _civilians(areas[0]):
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
    return charts.Strip(names[area["code"]], _situation(area, words), columns)


def _harm(snapshot: Snapshot, words: Words) -> dict[str, Any]:
    month = words.month(snapshot["month"])
    rows = [
        [
            words.kind(row["kind"]),
            *(words.number(cell) for cell in (*row["sex"].values(), *row["age"].values())),
            *words.counts(row["count"]),
            words.percent(row["unknown_share"]),
        ]
        for row in snapshot["harm"]
    ]
    return {
        "title": words("harm_title_unknown" if _nobody_known(snapshot) else "harm_title",
                       month=month),
        "head": words.row("harm_head"),
        "rows": rows,
        "note": words("harm_note" if rows else "harm_none"),
    }  # fmt: skip


def _nobody_known(snapshot: Snapshot) -> bool:
    """Is neither sex nor age known of anybody who was killed?"""
    return any(
        row["kind"] == "killed"
        and row["count"]["best"]
        and row["sex"]["unknown"] == row["age"]["unknown"] == row["count"]["best"]
        for row in snapshot["harm"]
    )


def _called(snapshot: Snapshot, names: str, words: Words) -> str:
    """Actors as they are called; of whom only the kind is known ("@code"), the kind."""
    kinds = snapshot["actor_types"]
    return " + ".join(
        kinds.get(name[1:], {}).get(words.language, name[1:]) if name.startswith("@") else name
        for name in names.split(" + ")
    )


def _deadliest(snapshot: Snapshot, words: Words) -> dict[str, Any]:
    names, events = _names(snapshot, words), snapshot["deadliest"]
    rows = [
        [
            words.day(date.fromisoformat(event["day"]), year=False),
            names.get(event["area"], "–"),
            words(event["type"]),
            " – ".join(_called(snapshot, party, words) for party in event["parties"]) or "–",
            *words.counts(event["deaths"]),
            event["key"].rpartition(":")[2],
        ]
        for event in events
    ]
    title = words.some(
        "deadliest_title",
        len(events),
        of_month=words.of(words.month(snapshot["month"], year=False)),
        share=words.number(sum(event["deaths"]["best"] for event in events)),
        all=words.figure(snapshot["figures"]["deaths"]["best"]),
    )
    return {
        "title": title,
        "head": words.row("deadliest_head"),
        "rows": rows,
        "note": words("deadliest_note"),
    }


def _limits(snapshot: Snapshot, words: Words) -> list[list[Run]]:
    figures, cited = snapshot["figures"], words.labels["citations"]
    sources = words.listing([cited.get(source, source) for source in snapshot["sources"]])
    values = {
        "sources": sources or words("own_register"),
        "edition": _edition(snapshot, words),
    }
    counted = words.some(
        "limits_verified", figures["verified"], all=words.number(figures["events"])
    )
    counted += words.some("limits_approximate", figures["approximate"])
    found = []
    for name in ("limits_sources", "limits_limits", "limits_hash"):
        head, body = words.row(name, **values)
        if name == "limits_limits":
            body = f"{body}{counted}{words('limits_late')}" if sources else counted
        found.append([_text(head, words, bold=True), _text(body, words)])
    return found
