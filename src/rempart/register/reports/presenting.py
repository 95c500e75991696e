"""Reports and sources in words: lines of lists, what was told of an incident and how it differs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from rempart.doctrine.loader import current as profile
from rempart.documents import typography
from rempart.kernel.links import End
from rempart.register import confidence, harm
from rempart.register.models import Incident, Report, Source
from rempart.register.reports.actions import range_of
from rempart.register.reports.queries import told_of

EXCERPT = 160

ACTIONS = {
    "report.record": _("Taken in"),
    "report.grade": _("Graded or placed anew"),
    "source.register": _("Registered"),
    "source.correct": _("Graded or corrected"),
    "source.retire": _("Taken out of the lists"),
}
"""What each change is called in a history."""


def language() -> str:
    """The language of the page."""
    return (get_language() or "fr")[:2]


@dataclass(frozen=True)
class Line:
    """A report in a list."""

    report: Report
    days: str
    where: str
    kind: str
    excerpt: str
    figures: str


def lines(reports: Iterable[Report], names: Mapping[str, str]) -> list[Line]:
    """Reports in words, in the order given."""
    return [
        Line(
            one, days(one), where(one, names), kind_of(one),
            Truncator(one.told).chars(EXCERPT), figures(one),
        )
        for one in reports
    ]  # fmt: skip


def days(report: Report) -> str:
    """The day of what is told, or the first and the last; words where it is not known."""
    if report.starts_on is None:
        return gettext("day not stated")
    first = typography.day(report.starts_on, language(), short=True)
    if report.ends_on in (None, report.starts_on):
        return first
    assert report.ends_on is not None
    return f"{first} – {typography.day(report.ends_on, language(), short=True)}"


def where(report: Report, names: Mapping[str, str]) -> str:
    """The place and its cercle; words where neither is known."""
    parts = [report.place, names.get(report.area, "")]
    return ", ".join(part for part in parts if part) or gettext("place not stated")


def kind_of(report: Report) -> str:
    """What is told, in the mission's words."""
    kind = profile().label("threat_type", report.threat_type, language())
    return kind or gettext("Kind not stated")


def title(report: Report, names: Mapping[str, str]) -> str:
    """The heading of a report: what, and where as exactly as it is told."""
    place = report.place or names.get(report.area, "")
    return f"{kind_of(report)}, {place}" if place else kind_of(report)


def figures(report: Report) -> str:
    """What is told of harm, in its own words: "killed: 4; injured: several"."""
    colon = f"{typography.HARD}: " if language() == "fr" else ": "
    said = [f"{label.lower()}{colon}{words}" for label, words in told_figures(report)]
    return f"{typography.HARD if language() == 'fr' else ''}; ".join(said)


def told_figures(report: Report) -> list[tuple[str, str]]:
    """Each kind of harm with what was said of it."""
    return [(profile().label("harm_kind", f["kind"], language()), f["said"])
            for f in report.figures]  # fmt: skip


def grade_words(report: Report) -> str:
    """The two grades in words."""
    words = [
        profile().label("reliability", report.reliability, language()),
        profile().label("credibility", report.credibility, language()).lower(),
    ]
    return ", ".join(word for word in words if word)


@dataclass(frozen=True)
class Together:
    """What several reports tell of one incident: line by line, their range, and how far it goes."""

    lines: list[Line]
    ranges: list[tuple[str, str, harm.Range]]
    confidence: confidence.Confidence
    differs: bool


def together(
    incident: Incident, event: Sequence[Incident], names: Mapping[str, str], on: date
) -> Together:
    """What is told of an incident and of the others that tell its event, the first received first.

    Whether the range differs from what the incident says is a matter of its own reports.
    """
    told = told_of([one.pk for one in event])
    reports = sorted({r.pk: r for rows in told.values() for r in rows}.values(), key=_received)
    shown = [
        (kind, profile().label("harm_kind", kind, language()), found)
        for kind, found in range_of(reports).items()
    ]
    mine = range_of(told[incident.pk])
    stands = {kind: harm.total(incident.harm, kind, harm.CIVILIAN) for kind in mine}
    differs = any(found.known and stands[kind] != found for kind, found in mine.items())
    weighed = confidence.confidence(confidence.accounts(event, told), 0, on)
    return Together(lines(reports, names), shown, weighed, differs)


def _received(report: Report) -> tuple[datetime, UUID]:
    return report.received_at, report.pk


def history(versions: Iterable[Any]) -> list[tuple[datetime, Any, str, str]]:
    """What was done and when: when, what, under which post, why."""
    return [
        (one.at, ACTIONS.get(one.action, one.action), one.post_label or one.actor_name, one.reason)
        for one in versions
    ]


def told_count(sources: Iterable[Source]) -> dict[UUID, int]:
    """How many reports that the reader sees came from each source. One query."""
    ids = [row.pk for row in sources]
    found: dict[UUID, int] = dict.fromkeys(ids, 0)
    for key in Report.objects.filter(source__in=ids).values_list("source_id", flat=True):
        found[key] += 1
    return found


def ends(wanted: Iterable[UUID]) -> dict[UUID, End]:
    """Reports as they are named at the other end of a link."""
    return {
        one.pk: End("report", f"{kind_of(one)} ({one.grade})", one.reference,
                    reverse("reports:report", args=[one.reference]), one.received_at.date())
        for one in Report.objects.filter(pk__in=list(wanted))
    }  # fmt: skip
