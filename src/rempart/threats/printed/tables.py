"""The tables of a month: what changed, where, by whom, who was harmed, the deadliest attacks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from rempart.threats.printed import gist
from rempart.threats.printed.gist import Snapshot
from rempart.threats.sections import ONE_SIDED
from rempart.threats.words import Words, upper_first


def change(snapshot: Snapshot, words: Words) -> dict[str, Any]:
    """Each type of event against the month before and its own past."""
    month, before = snapshot["month"], snapshot["months"][11]
    rows = [
        [words(kind), *_compared(snapshot["types"][kind], words)] for kind in gist.kinds(snapshot)
    ]
    whole = {
        "events": [sum(gist.whole(snapshot, "events", place)) for place in range(13)],
        "deaths": [gist.whole_deaths(snapshot, place) for place in range(13)],
    }
    rows.append([words("change_total"), *_compared(whole, words)])
    attacks = snapshot["types"][ONE_SIDED]["events"]
    heads = {"before": upper_first(words.month(before)), "month": upper_first(words.month(month))}
    return {
        "title": words(
            "change_title",
            now=words.some("events", attacks[12]),
            month=words.month(month, year=False),
            mean=gist.mean(attacks[:12], words),
        ),
        "head": words.row("change_head", **heads),
        "sub": words.row("change_sub"),
        "rows": rows,
        "note": f"{words('change_note')} {gist.source(snapshot, words)}",
    }


def _compared(series: Mapping[str, Sequence[int | None]], words: Words) -> list[str]:
    events, deaths = series["events"], series["deaths"]
    cells = [words.figure(figure) for figure in (events[11], deaths[11], events[12], deaths[12])]
    return [*cells, gist.mean(events[:12], words), gist.mean(deaths[:12], words)]


def areas(snapshot: Snapshot, words: Words) -> dict[str, Any]:
    """Every area against the month before and the year before; the last row is the office's."""
    names = gist.names(snapshot, words)
    areas = sorted(snapshot["areas"], key=lambda a: (-gist.civilians(a), -a["now"]["events"]))
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
        "note": f"{note} {gist.source(snapshot, words)} {gist.outside(snapshot, words)}".strip(),
    }


def _past_and_now(values: Sequence[int | None], words: Words) -> list[str]:
    return [words.figure(values[11]), words.figure(values[12]), gist.mean(values[:12], words)]


def _rise(
    areas: Sequence[Mapping[str, Any]], names: Mapping[str, str], snapshot: Snapshot, words: Words
) -> str:
    """The area whose civilian deaths rose most above their mean of the year before."""

    def risen(area: Mapping[str, Any]) -> float:
        past = [count for count in area["civilians"][:12] if count is not None]
        return gist.civilians(area) - (sum(past) / len(past) if past else 0)

    top = max(areas, key=risen, default=None)
    if top is None or risen(top) <= 0:
        return words("areas_title_none")
    return words(
        "areas_title",
        name=names[top["code"]],
        now=words.some("deaths", gist.civilians(top)),
        month=words.month(snapshot["month"], year=False),
        mean=gist.mean(top["civilians"][:12], words),
    )


def actors(snapshot: Snapshot, words: Words) -> dict[str, Any]:
    """Who attacked, and whom."""
    names, figures = gist.names(snapshot, words), snapshot["figures"]
    rows = [
        [
            gist.called(snapshot, actor["name"], words) or words("actors_unnamed"),
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


def harm(snapshot: Snapshot, words: Words) -> dict[str, Any]:
    """Who was harmed, as far as it is known."""
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


def deadliest(snapshot: Snapshot, words: Words) -> dict[str, Any]:
    """The attacks that killed most."""
    names, events = gist.names(snapshot, words), snapshot["deadliest"]
    rows = [
        [
            words.day(date.fromisoformat(event["day"]), year=False),
            names.get(event["area"], "–"),
            words(event["type"]),
            " – ".join(gist.called(snapshot, party, words) for party in event["parties"]) or "–",
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
