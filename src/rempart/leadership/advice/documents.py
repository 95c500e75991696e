"""The note on paper: the six sections of the page, as PDF and as DOCX.

Texts stand in the language in which they were written; a note printed in the other says so.
"""

from __future__ import annotations

from django.utils.translation import gettext

from rempart.doctrine.loader import current as profile
from rempart.documents import reports
from rempart.documents.reports import Report
from rempart.leadership.advice import presenting
from rempart.leadership.advice.models import AdviceNote


def _report(row: AdviceNote, language: str) -> Report:
    mission = profile().mission
    told = gettext("Note to the %(who)s") % {"who": presenting.short(row.addressee)}
    original = {"fr": gettext("French original"), "en": gettext("English original")}
    subject = row.subject
    if row.language != language:
        subject = f"{subject} ({original[row.language]})"
    return Report(
        title=told,
        subtitle=subject,
        author=mission.name.label(language),
        kicker=mission.title.label(language),
        reference=row.reference,
        marking=row.marking,
        day=row.decided_on or row.submitted_on or row.created_at.date(),
        sections=presenting.sections(row),
        draft=row.state == "draft",
    )


def note_file(row: AdviceNote, language: str, suffix: str) -> bytes:
    """The note in a language and a format; the same bytes for the same note."""
    return reports.FORMATS[suffix](lambda words: _report(row, words), language)


def file_name(row: AdviceNote, language: str, suffix: str) -> str:
    """note-MIS-14-7K3QXM-fr.pdf; the same stem in both languages."""
    return f"note-{row.reference}-{language}.{suffix}"
