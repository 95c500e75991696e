"""The mission’s consolidation of a month in sections: offices, matrix, moves, ranking, lessons."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext, ngettext

from rempart.doctrine.loader import current as profile
from rempart.documents import typography
from rempart.documents.reports import Section
from rempart.leadership.briefs.saying import (
    MATRIX,
    MOVES,
    RANKS,
    Content,
    actions_said,
    band,
    cut,
    people,
    rated,
    span,
    words,
)


def lede(said: Content, language: str) -> str:
    """What a consolidation says first: how many musts, how many without an action, what rose."""
    counts = said["counts"]
    rose = sum(row["how"] in ("up", "new") for row in said["moved"])
    must = ngettext(
        "%(n)d place must be protected", "%(n)d places must be protected", counts["must"]
    ) % {"n": counts["must"]}
    bare = ngettext(
        "%(n)d has no action", "%(n)d have no action", counts["bare"]
    ) % {"n": counts["bare"]}  # fmt: skip
    moved = ngettext(
        "%(n)d threat rose or is new", "%(n)d threats rose or are new", rose
    ) % {"n": rose}  # fmt: skip
    late = ngettext(
        "%(n)d action is overdue", "%(n)d actions are overdue", counts["late"]
    ) % {"n": counts["late"]}  # fmt: skip
    parts = [
        must,
        bare if counts["bare"] else gettext("none is without an action"),
        moved if rose else gettext("no threat rose or is new"),
        late if counts["late"] else gettext("no action is overdue"),
    ]
    if not counts["must"]:
        parts[:2] = [gettext("No place must be protected")]
    return ", ".join(parts) + "."


def missing(said: Content, language: str) -> str:
    """The offices without an approved assessment, which nothing here counts."""
    if not said["missing"]:
        return ""
    names = typography.listing([one[language] for one in said["missing"]], language)
    return gettext("Not approved for this month, and counted nowhere here: %(names)s.") % {
        "names": names
    }


def consolidation(said: Content, language: str, whole: bool) -> list[Section]:
    """The sections of a consolidation; on the page `whole`."""
    return [
        Section(
            gettext("In brief"),
            text="\n\n".join(filter(None, (lede(said, language), words(said, language)))),
            note=missing(said, language),
            code="brief",
        ),
        offices(said, language),
        matrix(said, language, None if whole else MATRIX),
        moved(said, language, None if whole else MOVES),
        ranking(said, language, None if whole else RANKS),
        *learnt(said, language),
    ]


def learnt(said: Content, language: str) -> list[Section]:
    """What chances stated before were worth; nothing where none has been answered yet."""
    if not said.get("learnt"):
        return []
    words = {
        "people": gettext("analysts"),
        "model": gettext("forecast issued"),
        "counting": gettext("counting"),
        "climate": gettext("base rate of the area"),
    }
    rows = [
        (
            words[one["source"]],
            typography.number(one["trials"], language),
            typography.number(one["events"], language),
            _brier(one, language),
        )
        for one in said["learnt"]
    ]
    head = (gettext("Who"), gettext("Statements"), gettext("Came true"), gettext("Brier score"))
    note = gettext(
        "A year of chances that civilians would be killed, of the places and months on which all"
        " four spoke: nearer 0 is better, a coin has 0.25. In brackets, 95 times in 100."
    )
    title = gettext("What foresight was worth")
    return [
        Section(title, head=head, rows=rows, widths=(6, 3, 3, 5), numeric=(1, 2, 3),
                note=note, code="learnt")
    ]  # fmt: skip


def _brier(one: Mapping[str, Any], language: str) -> str:
    mean = typography.number(one["brier"], language, 3)
    if one["low"] is None:
        return mean
    ends = (typography.number(one[end], language, 3) for end in ("low", "high"))
    return f"{mean} ({'–'.join(ends)})"


def offices(said: Content, language: str) -> Section:
    """The offices in a line each."""
    rows = [
        (
            one["office"][language],
            f"{band(threat['band'], language)}, {span(threat['risk'], language)}"
            if threat
            else "–",
            threat["title"] if threat else gettext("no threat stands"),
            span(one["before"], language),
            typography.number(one["events"], language),
            people(one["killed"], language),
        )
        for one in said["offices"]
        for threat in [one["threat"]]
    ]
    head = (
        gettext("Office"), gettext("Risk"), gettext("Gravest threat"), gettext("Month before"),
        gettext("Incidents"), gettext("Civilians killed"),
    )  # fmt: skip
    return Section(
        gettext("The offices"), head=head, rows=rows, widths=(4, 5, 9, 3, 3, 3), numeric=(3, 4, 5),
        code="offices",
    )  # fmt: skip


def matrix(said: Content, language: str, most: int | None = None) -> Section:
    """The mission matrix: location, category, lead, action, status."""
    shown, note = cut(said["rows"], most)
    rows = [
        (
            f"{row['area'][language]}",
            _category(row, language),
            *actions_said(row["actions"], language),
        )
        for row in shown
    ]
    head = (
        gettext("Location"), gettext("Category"), gettext("Lead"), gettext("Action"),
        gettext("Status"),
    )  # fmt: skip
    none = gettext("Nothing was decided for this month.")
    decided = said["body"].get(language, "")
    by = gettext("Decided by: %(body)s.") % {"body": decided} if decided else ""
    return Section(
        gettext("Mission matrix"), head=head, rows=rows, widths=(6, 4, 5, 9, 6),
        note=" ".join(filter(None, (by if rows else none, note))), code="matrix",
    )  # fmt: skip


def _category(row: Mapping[str, Any], language: str) -> str:
    said = profile().label("category", row["category"], language)
    if row["category"] != row["proposal"]:
        proposal = profile().label("category", row["proposal"], language).lower()
        return gettext("%(said)s (proposed: %(proposal)s)") % {"said": said, "proposal": proposal}
    return said


def moved(said: Content, language: str, most: int | None = None) -> Section:
    """What moved since the month before, and why."""
    shown, note = cut(said["moved"], most)
    rows = [
        (
            row["office"][language],
            row["what"] or row["area"][language],
            _move(row, language),
            row["why"] or gettext("no reason given"),
        )
        for row in shown
    ]
    none = gettext("Nothing moved since the month before.")
    head = (gettext("Office"), gettext("What"), gettext("From, to"), gettext("Why"))
    return Section(
        gettext("What moved, and why"), head=head, rows=rows, widths=(4, 8, 5, 9),
        note=note if rows else none, code="moved",
    )  # fmt: skip


def _move(row: Mapping[str, Any], language: str) -> str:
    if row["how"] == "decided":
        before, now = (profile().label("category", row[end], language) for end in ("from", "to"))
        return f"{before} → {now}"
    how = profile().label("trend", row["how"], language)
    ends = [span(row[end], language) for end in ("from", "to") if row[end]]
    return f"{how} ({' → '.join(ends)})"


def ranking(said: Content, language: str, most: int | None = None) -> Section:
    """Every threat by its risk; equals share a rank."""
    shown, note = cut(said["ranking"], most)
    rows = [
        (
            f"{row['rank']}{' =' if row['tie'] else ''}",
            row["title"],
            row["area"][language],
            rated(row, language),
            profile().label("trend", row["trend"], language),
        )
        for row in shown
    ]
    ties = gettext("Equals share a rank (=); an unknown score counts by its upper end.")
    head = (
        gettext("Rank"), gettext("Threat"), gettext("Cercle"), gettext("Risk"), gettext("Trend"),
    )  # fmt: skip
    return Section(
        gettext("Ranking"), head=head, rows=rows, widths=(2, 9, 6, 5, 3),
        note=" ".join(filter(None, (ties, note))), code="ranking",
    )  # fmt: skip
