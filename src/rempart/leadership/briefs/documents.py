"""Briefs on paper, PDF and DOCX: pure functions of their content and the language."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date

from django.utils.translation import gettext

from rempart.documents import typography
from rempart.documents.reports import Report, Section, report_docx, report_pdf
from rempart.leadership.briefs.consolidating import consolidation
from rempart.leadership.briefs.models import Brief
from rempart.leadership.briefs.quarterly import quarterly
from rempart.leadership.briefs.saying import LANGUAGES, Content
from rempart.leadership.briefs.weekly import weekly

_STEMS = {
    Brief.CONSOLIDATION: {"fr": "consolidation", "en": "consolidation"},
    Brief.WEEKLY: {"fr": "point-hebdomadaire", "en": "weekly-brief"},
    Brief.QUARTERLY: {"fr": "contribution-trimestrielle", "en": "quarterly-input"},
}

_MADE: dict[str, Callable[[Content, str, bool], list[Section]]] = {
    Brief.CONSOLIDATION: consolidation,
    Brief.WEEKLY: weekly,
    Brief.QUARTERLY: quarterly,
}


def sections(said: Content, language: str, *, whole: bool = False) -> list[Section]:
    """The sections of a brief; on the page `whole`, on paper what the pages hold."""
    return _MADE[said["kind"]](said, language, whole)


def title(said: Content) -> str:
    """What a brief is called, in the language in force."""
    return str(Brief.SORTS[said["kind"]])


def subtitle(said: Content, language: str) -> str:
    """What a brief covers, and of whom."""
    first, last = (date.fromisoformat(said[end]) for end in ("first", "last"))
    about = said.get("about", said["mission"]["short"])[language]
    if said["kind"] == Brief.CONSOLIDATION:
        return f"{about} – {typography.month(first, language)}"
    ends = (typography.day(first, language), typography.day(last, language))
    return f"{about} – " + gettext("from %(first)s to %(last)s") % dict(
        zip(("first", "last"), ends, strict=True)
    )


def report(said: Content, language: str) -> Report:
    """The whole brief in words of the language in force."""
    parts = sections(said, language)
    approval = said["approval"]
    if approval:
        on = typography.day(date.fromisoformat(approval["day"]), language)
        facts = [
            (gettext("Approved"), f"{approval['by']}, {on}"),
            (gettext("Seal"), approval["seal"][:32]),
        ]
        parts.append(Section(gettext("Approval"), facts=facts, code="approval"))
    return Report(
        title=title(said),
        subtitle=subtitle(said, language),
        author=said["mission"]["name"][language],
        kicker=said["mission"]["title"][language],
        reference=said["reference"],
        marking=said["marking"],
        day=date.fromisoformat(said["last"]),
        sections=parts,
        draft=approval is None,
        dense=True,
    )


def brief_pdf(said: Content, language: str) -> bytes:
    """The brief as a tagged PDF: the same bytes for the same content and language."""
    return report_pdf(lambda one: report(said, one), language)


def brief_docx(said: Content, language: str) -> bytes:
    """The brief as a word-processor file: the words of its PDF."""
    return report_docx(lambda one: report(said, one), language)


FORMATS: dict[str, Callable[[Content, str], bytes]] = {"pdf": brief_pdf, "docx": brief_docx}


def files_of(said: Content) -> dict[str, str]:
    """The SHA-256 of each document of a brief, by "fr.pdf", "en.docx"."""
    return {
        f"{language}.{suffix}": hashlib.sha256(make(said, language)).hexdigest()
        for language in LANGUAGES
        for suffix, make in FORMATS.items()
    }


def file_name(said: Content, language: str, suffix: str) -> str:
    """point-hebdomadaire-2014-11-17-fr.pdf."""
    mark = {"fr": "EXERCICE-", "en": "EXERCISE-"}[language] if said["exercise"] else ""
    return f"{mark}{_STEMS[said['kind']][language]}-{said['first']}-{language}.{suffix}"
