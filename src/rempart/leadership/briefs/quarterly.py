"""The input to the Secretary-General’s report in sections: trends, tiers, response, gaps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext, pgettext

from rempart.doctrine.loader import current as profile
from rempart.documents import typography
from rempart.documents.reports import Section
from rempart.leadership.briefs.saying import (
    Content,
    alerts_said,
    averted,
    missed,
    rated,
    words,
)


def quarterly(said: Content, language: str, whole: bool) -> list[Section]:
    """The sections of a quarterly input, which are the same on the page."""
    return [
        _trends(said, language),
        _tiers(said, language),
        _response(said, language),
        _gaps(said, language),
    ]


def _trends(said: Content, language: str) -> Section:
    months = [
        typography.month(date.fromisoformat(f"{month}-01"), language, short=True)
        for month in said["months"]
    ]
    head = (
        gettext("Office"),
        *(gettext("Incidents, %(month)s") % {"month": month} for month in months),
        gettext("Quarter before"),
        gettext("Civilians killed in the quarter"),
        gettext("Risk at its end"),
    )
    rows = [
        (
            one["office"][language],
            *("?" if n is None else str(n) for n in one["events"]),
            "?" if one["before"] is None else str(one["before"]),
            _killed(one["killed"], language),
            rated(one, language) if one["risk"] else "–",
        )
        for one in said["trends"]
    ]
    n = len(months)
    return Section(
        gettext("Trends"), text=words(said, language), head=head, rows=rows,
        widths=(4, *([3] * n), 3, 4, 5), numeric=tuple(range(1, n + 3)), code="trends",
        note=gettext("From approved assessments; “?” where a month has none that is approved."),
    )  # fmt: skip


def _killed(counts: Sequence[Mapping[str, Any] | None], language: str) -> str:
    known = [count for count in counts if count and count.get("max") is not None]
    if not known:
        return "?"
    least, most = (sum(count[end] for count in known) for end in ("min", "max"))
    said = typography.span(least, most, language)
    if len(known) == len(counts):
        return said
    return gettext("%(said)s (%(n)d of %(all)d months)") % {
        "said": said, "n": len(known), "all": len(counts)
    }  # fmt: skip


def _tiers(said: Content, language: str) -> Section:
    head = (
        gettext("Tier"), gettext("Actions"), gettext("In hand"), gettext("Completed"),
        gettext("Effect verified"), gettext("Overdue"),
    )  # fmt: skip
    rows = [
        (
            profile().label("volet", one["volet"], language),
            str(one["all"]),
            str(sum(one["states"].get(s, 0) for s in ("assigned", "in_progress", "blocked"))),
            str(one["states"].get("completed", 0)),
            str(one["states"].get("effect_verified", 0)),
            str(one["late"]),
        )
        for one in said["tiers"]
    ]
    return Section(
        gettext("Mission action by tier"), head=head, rows=rows, widths=(9, 2, 2, 2, 3, 2),
        numeric=(1, 2, 3, 4, 5), code="tiers",
    )  # fmt: skip


def _response(said: Content, language: str) -> Section:
    found = said["alerts"]
    reasons = [
        f"{profile().label('no_response_reason', code, language)} {n}"
        for code, n in found["reasons"].items()
    ]
    facts = [
        (gettext("Alerts"), alerts_said(found, language)),
        (gettext("Averted or reduced"), averted(found)),
        (gettext("Without a warning"), missed(found)),
    ]
    if reasons:
        facts.append((gettext("Why there was no response"), ", ".join(reasons)))
    return Section(gettext("Response rate"), facts=facts, code="response")


def _gaps(said: Content, language: str) -> Section:
    gaps = said["gaps"]
    bare = [f"{one['area'][language]}" for one in gaps["bare"]]
    months: dict[str, list[str]] = {}
    for one in gaps["missing"]:
        months.setdefault(one["month"], []).append(one["office"][language])
    absent = [
        f"{typography.month(date.fromisoformat(f'{month}-01'), language)} "
        f"({typography.listing(names, language)})"
        for month, names in months.items()
    ]
    nothing = pgettext("gap", "none")
    apart = " ; " if language == "fr" else "; "
    facts = [
        (gettext("“Must” without an action"), typography.listing(bare, language) or nothing),
        (
            gettext("Threats with an unknown score"),
            gettext("%(part)d of %(whole)d") % {"part": gaps["unknown"], "whole": gaps["threats"]},
        ),
        (
            gettext("Months not approved"),
            apart.join(absent) or nothing,
        ),
    ]
    return Section(gettext("Gaps"), facts=facts, code="gaps")
