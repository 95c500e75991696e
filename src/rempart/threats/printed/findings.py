"""The paragraphs that the figures of a month write themselves, and the limits of it all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rempart.threats.printed import gist
from rempart.threats.printed.gist import NAMED, Run, Snapshot
from rempart.threats.sections import ONE_SIDED, TYPES
from rempart.threats.words import Words, upper_first


def paragraphs(snapshot: Snapshot, words: Words) -> list[list[Run]]:
    """The paragraphs that the figures themselves write."""
    figures, office = snapshot["figures"], snapshot["office"][words.language]
    values = {
        "month": words.month(snapshot["month"]),
        "office": office,
        "of_office": words.of(office),
    }
    if not figures["events"]:
        return [[gist.text(words("find_none", **values), words)]]
    paragraphs = [
        [
            gist.text(words("find_month", **values), words),
            gist.text(words.some("events", figures["events"]), words, bold=True),
            *_attacks(snapshot, words),
            gist.text(_against_past(snapshot, words), words),
        ]
    ]
    for said in (_where(snapshot, words), _fighting(snapshot, words)):
        if said:
            paragraphs.append([gist.text(said, words)])
    return paragraphs


def _attacks(snapshot: Snapshot, words: Words) -> list[Run]:
    figures = snapshot["figures"]
    killed = figures["civilians_killed"]
    if not figures["one_sided"]:
        return [gist.text(".", words)]
    end = ""
    if killed["best"] is not None:
        end = words("find_best", range=words.range(killed))
        if killed["unknown"]:
            end += words.some("find_unstated", killed["unknown"])
    return [
        gist.text(words("find_of_which"), words),
        gist.text(words.some("attacks", figures["one_sided"]), words, bold=True),
        gist.text(words("find_killed"), words),
        gist.text(words.some("killed", killed["best"]), words, bold=True),
        gist.text(f"{end}.", words),
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
        mean=gist.mean(past, words),
    )


def _where(snapshot: Snapshot, words: Words) -> str:
    """Where most civilians were killed, how many attacks where, and where nothing was recorded."""
    names = gist.names(snapshot, words)
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
    for area in sorted(snapshot["areas"], key=lambda a: (-gist.civilians(a), a["code"])):
        if 3 * sum(map(gist.civilians, top)) >= 2 * total or not gist.civilians(area):
            break
        top.append(area)
    if not top or len(top) > NAMED:
        return ""
    return words(
        "find_where_one" if len(top) == 1 else "find_where",
        N=words.spelled(len(top)),
        names=words.listing([names[area["code"]] for area in top]),
        share=words.number(sum(map(gist.civilians, top))),
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
        deaths = gist.whole_deaths(snapshot, 12, [kind for kind in TYPES if kind != ONE_SIDED])
        said = words.some("find_fighting", others, deaths=words.some("deaths", deaths))
    if figures["fighting_unknown"]:
        said += words.some("find_unknown", figures["fighting_unknown"])
    if figures["fighting_civilians"]["best"]:
        said += words.some("find_known", figures["fighting_civilians"]["best"])
    for row in snapshot["harm"]:
        if row["kind"] == "killed" and row["unknown_share"]:
            said += words("find_who", share=words.percent(row["unknown_share"]))
    return said.strip()


def limits(snapshot: Snapshot, words: Words) -> list[list[Run]]:
    """What the month does not show, and how it was counted."""
    figures, cited = snapshot["figures"], words.labels["citations"]
    sources = words.listing([cited.get(source, source) for source in snapshot["sources"]])
    values = {
        "sources": upper_first(sources or words("own_register")),
        "edition": gist.edition(snapshot, words),
    }
    counted = words.some(
        "limits_verified", figures["verified"], all=words.number(figures["events"])
    )
    if figures["approximate"] != 0:
        counted += words.some("limits_approximate", figures["approximate"])
    found = []
    for name in ("limits_sources", "limits_limits", "limits_hash"):
        head, body = words.row(name, **values)
        if name == "limits_limits":
            body = f"{body}{counted}{words('limits_late')}" if sources else counted
        found.append([gist.text(head, words, bold=True), gist.text(body, words)])
    return found
