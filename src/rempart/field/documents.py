"""The reports of the field on paper: the sections of the page, as PDF and as DOCX.

A report that is not validated yet prints DRAFT. The restricted annex is a document of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext

from rempart.doctrine.loader import current as profile
from rempart.documents import reports, typography
from rempart.documents.reports import Report, Section
from rempart.field import presenting
from rempart.field.models import Annex
from rempart.kernel import clock

_DONE = {
    "round_table": ("minutes_validated", "actions_created", "closed"),
    "engagement": ("followed", "closed"),
    "mission": ("report_submitted", "recommendations_tracked", "closed"),
    "annex": (),
}
"""States in which the report of a kind is no draft any more."""

_ONLY_ON_PAGES = frozenset({"prepare", "care"})
"""Sections that prepare the work: they stay on the page."""

_STEMS = {
    "round_table": {"fr": "table-ronde", "en": "round-table"},
    "engagement": {"fr": "rencontre", "en": "engagement"},
    "mission": {"fr": "rapport-de-mission", "en": "mission-report"},
    "annex": {"fr": "annexe", "en": "annex"},
}


def _report(row: Any, language: str) -> Report:
    said = _annexed(row) if isinstance(row, Annex) else _reported(row)
    mission = profile().mission
    return Report(
        author=mission.name.label(language),
        kicker=mission.title.label(language),
        reference=row.reference,
        marking=row.marking,
        draft=getattr(row, "state", "") not in _DONE[row.kind],
        **said,
    )


def _reported(row: Any) -> dict[str, Any]:
    titles = {
        "round_table": gettext("Round-table report"),
        "engagement": gettext("Report of an engagement"),
        "mission": gettext("Mission report"),
    }
    shown = [_dated(s) for s in presenting.SECTIONS[row.kind](row) if s.code not in _ONLY_ON_PAGES]
    return {
        "title": titles[row.kind],
        "subtitle": f"{presenting.title_of(row)} – {presenting.place_of(row)}",
        "day": getattr(row, "held_on", None) or row.ends_on,
        "sections": shown,
    }


def _dated(section: Section) -> Section:
    """What was promised, with the day of its states and whose eyes saw them."""
    if section.code != "promised" or not section.rows:
        return section
    said = gettext("States on %(day)s, as far as the post that made this document may see them.")
    day = typography.day(clock.today(), presenting.language())
    return replace(section, note=said % {"day": day})


def _annexed(row: Annex) -> dict[str, Any]:
    return {
        "title": gettext("Protection of sources"),
        "subtitle": gettext("Annex to the report of mission %(reference)s")
        % {"reference": row.mission.reference},
        "day": row.mission.ends_on,
        "sections": [Section(gettext("Protection of sources"), text=row.text)],
    }


def report_pdf(row: Any, language: str) -> bytes:
    """The report as a tagged PDF: the same bytes for the same record and language."""
    return reports.report_pdf(lambda words: _report(row, words), language)


def report_docx(row: Any, language: str) -> bytes:
    """The report as a word-processor file: the words of its PDF."""
    return reports.report_docx(lambda words: _report(row, words), language)


FORMATS: dict[str, Callable[[Any, str], bytes]] = {"pdf": report_pdf, "docx": report_docx}
"""How to make each format of a report in a language."""

MEDIA_TYPES = reports.MEDIA_TYPES


def file_name(row: Any, language: str, suffix: str) -> str:
    """table-ronde-MOP-14-7K3QXM-fr.pdf; round-table-MOP-14-7K3QXM-en.pdf."""
    return f"{_STEMS[row.kind][language]}-{row.reference}-{language}.{suffix}"
