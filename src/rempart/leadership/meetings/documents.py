"""The agenda or the minutes of a meeting on paper, as far as whoever prints them may read."""

from __future__ import annotations

from rempart.doctrine.loader import current as profile
from rempart.documents import reports
from rempart.documents.reports import Report
from rempart.leadership.meetings import presenting
from rempart.leadership.meetings.models import Meeting


def _report(row: Meeting, language: str) -> Report:
    mission = profile().mission
    kept = presenting.sections(row)
    if row.state in ("planned", "convened"):
        kept = [section for section in kept if section.code in ("seats", "agenda")]
    marks = [action.marking for action in presenting.issued(row)]
    return Report(
        title=presenting.document_title(row),
        subtitle=f"{presenting.body_of(row)} – {row.title}",
        author=mission.name.label(language),
        kicker=mission.title.label(language),
        reference=row.reference,
        marking=max([row.marking, *marks]),
        day=row.held_on,
        sections=kept,
        draft=row.state not in ("convened", "adopted"),
    )


def meeting_file(row: Meeting, language: str, suffix: str) -> bytes:
    """The agenda or the minutes in a language and a format."""
    return reports.FORMATS[suffix](lambda words: _report(row, words), language)


def file_name(row: Meeting, language: str, suffix: str) -> str:
    """reunion-MIS-14-7K3QXM-fr.pdf; meeting-MIS-14-7K3QXM-en.pdf."""
    stem = "meeting" if language == "en" else "reunion"
    return f"{stem}-{row.reference}-{language}.{suffix}"
