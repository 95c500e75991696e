"""The weekly brief in sections: the week by office, what moved, what was decided, what comes."""

from __future__ import annotations

from django.utils.translation import gettext, pgettext

from rempart.doctrine.loader import current as profile
from rempart.documents.reports import Section
from rempart.leadership.briefs.saying import (
    COMING,
    MOVES,
    Content,
    alerts_said,
    cut,
    day,
    people,
    span,
    words,
)


def weekly(said: Content, language: str, whole: bool) -> list[Section]:
    """The sections of a weekly brief; on the page `whole`."""
    head = (
        gettext("Office"), gettext("Alerts received"), gettext("Responded, of actionable"),
        gettext("Incidents"), gettext("Verified"), gettext("Civilians killed"),
        gettext("Overdue actions"),
    )  # fmt: skip
    rows = [
        (
            line["office"][language],
            str(line["alerts"]["received"]),
            _of(line["alerts"]["responded"], line["alerts"]["actionable"], language),
            str(line["incidents"]["events"]) if line["incidents"] else "0",
            str(line["incidents"]["verified"]) if line["incidents"] else "0",
            people(line["incidents"]["killed"], language) if line["incidents"] else "0",
            str(line["late"]),
        )
        for line in said["lines"]
    ]
    return [
        Section(
            gettext("In brief"),
            text="\n\n".join(
                filter(None, (words(said, language), alerts_said(said["all"], language)))
            ),
            code="brief",
        ),
        Section(
            gettext("The week, office by office"), head=head, rows=rows,
            widths=(4, 3, 3, 3, 3, 3, 3), numeric=tuple(range(1, 7)), code="week",
            note=gettext("As recorded when the brief was drawn; incidents by the day they began."),
        ),
        provisional(said, language, None if whole else MOVES),
        _decided(said, language, None if whole else MOVES),
        _ahead(said, language, None if whole else COMING),
    ]  # fmt: skip


def _of(part: int, whole: int, language: str) -> str:
    if not whole:
        return "–"
    return gettext("%(part)d of %(whole)d") % {"part": part, "whole": whole}


def provisional(said: Content, language: str, most: int | None = None) -> Section:
    """Threats that moved since the last approved month: not approved yet, and marked so."""
    shown, note = cut(said["moved"], most)
    mark = pgettext("figure", "provisional")
    rows = [
        (
            row["office"][language],
            row["title"],
            f"{span(row['risk'], language)} ({mark})",
            profile().label("trend", row["trend"], language),
            row["trend_reason"] or gettext("no reason given"),
        )
        for row in shown
    ]
    none = gettext("No threat moved since the last approved assessment.")
    head = (
        gettext("Office"), gettext("Threat"), gettext("Risk"), gettext("Trend"), gettext("Why"),
    )  # fmt: skip
    return Section(
        gettext("Threats that moved since the last approved month"), head=head, rows=rows,
        widths=(4, 8, 4, 3, 8), note=note if rows else none, code="provisional",
    )  # fmt: skip


def _decided(said: Content, language: str, most: int | None) -> Section:
    shown, note = cut(said["decided"], most)
    rows = [
        (
            row["office"][language],
            row["area"][language],
            profile().label("category", row["category"], language),
            row["reason"],
        )
        for row in shown
    ]
    none = gettext("Nothing was decided on a place this week.")
    head = (gettext("Office"), gettext("Location"), gettext("Category"), gettext("Why"))
    return Section(
        gettext("Decided this week"), head=head, rows=rows, widths=(4, 7, 4, 9),
        note=note if rows else none, code="decided",
    )  # fmt: skip


def _ahead(said: Content, language: str, most: int | None) -> Section:
    shown, note = cut(said["ahead"], most)
    kinds = {
        "commitment": gettext("Commitment"), "action": gettext("Action"),
        "mission": gettext("Field mission"),
    }  # fmt: skip
    rows = [
        (
            day(row["day"], language, year=False),
            kinds[row["kind"]],
            row["what"],
            row["office"][language],
            row["reference"],
        )
        for row in shown
    ]
    none = gettext("Nothing falls due in the seven days that follow.")
    head = (
        gettext("Day"), gettext("What"), gettext("In words"), gettext("Office"), gettext("No."),
    )  # fmt: skip
    return Section(
        gettext("The week ahead"), head=head, rows=rows, widths=(3, 4, 10, 4, 4),
        note=note if rows else none, code="ahead",
    )  # fmt: skip
