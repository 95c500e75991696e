"""The monthly assessment as a document: a pure function of its snapshot and the language.

`context` words, typesets and orders everything once; the PDF is set from it by the template, the
DOCX is built from it, so that both say the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from rempart.documents import pdf
from rempart.documents.snapshot import content_hash
from rempart.documents.typography import typeset_all
from rempart.threats import reading
from rempart.threats.printed import findings, gist, pictures, tables
from rempart.threats.printed.gist import NAMED, Snapshot
from rempart.threats.sections import ONE_SIDED
from rempart.threats.words import Words, first_day

TEMPLATE = Path(__file__).parent / "typ" / "assessment.typ"


def assessment_pdf(snapshot: Snapshot, language: str) -> bytes:
    """The assessment as a tagged PDF: the same bytes for the same snapshot and language."""
    return pdf_of(context(snapshot, language))


def pdf_of(said: Mapping[str, Any]) -> bytes:
    """The PDF of what `context` said."""
    return pdf.render(TEMPLATE, said, said["lang"])


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
        "findings": findings.paragraphs(snapshot, words),
        "bars": pictures.bars(snapshot, words),
        "source": gist.source(snapshot, words),
        "change": tables.change(snapshot, words),
        "areas": tables.areas(snapshot, words),
        "pending": _pending(snapshot, words),
        "map": pictures.drawn_map(snapshot, words),
        "actors": tables.actors(snapshot, words),
        "multiples": pictures.multiples(snapshot, words),
        "harm": tables.harm(snapshot, words),
        "deadliest": tables.deadliest(snapshot, words),
        "read": typeset_all(words.labels["read_rows"], words.language),
        "limits": findings.limits(snapshot, words),
        **reading.context(snapshot, words),
    }


def _pending(snapshot: Snapshot, words: Words) -> list[dict[str, str]]:
    """The sections that figures alone do not fill; none in a whole assessment."""
    if "narrative" in snapshot:
        return []
    return [{"n": str(n), "title": words(f"s{n}")} for n in (3, 4, 6, 7, 8, 9, 10)]


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
        [words("data"), gist.sources(snapshot, words)],
        [words("reference"), snapshot["reference"]],
    ]
    return [row for row in rows if row[1]]


def _keys(snapshot: Snapshot, words: Words) -> list[dict[str, Any]]:
    figures, attacks = snapshot["figures"], snapshot["types"][ONE_SIDED]["events"]
    killed, deaths = figures["civilians_killed"], figures["deaths"]
    events, attacked = words.some("events", figures["events"]), figures["areas_attacked"]
    before = {"month": words.month(snapshot["months"][11], year=False)}
    beside = before | {
        "before": words.number(attacks[11]),
        "events_before": words.number(sum(gist.whole(snapshot, "events", 11))),
    }
    past, past_killed = gist.whole_deaths(snapshot, 11), snapshot["civilians"][11]["best"]
    return [
        _key(words, "key_killed", killed["best"], harm=True)
        | {"beside": _ranged(words, "key_killed", killed, past_killed, before)},
        _key(words, "key_attacks", figures["one_sided"], events=events)
        | {"beside": words("key_attacks_beside", **beside)},
        _key(words, "key_areas", len(attacked), all=figures["areas"])
        | {"beside": _attacked(attacked, gist.names(snapshot, words), words)},
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
