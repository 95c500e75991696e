"""The reports of the field on paper: the sections of the page, as PDF and as DOCX.

A pure function of what the record says and the language; a report that is not validated yet
prints DRAFT. The restricted annex is a document of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.translation import gettext, pgettext

from rempart.doctrine.loader import current as profile
from rempart.documents import blocks, pdf
from rempart.documents.docx import Frame, Sheet
from rempart.documents.snapshot import content_hash
from rempart.documents.typography import typeset, typeset_all
from rempart.field import presenting
from rempart.field.models import Annex
from rempart.field.presenting import Section
from rempart.kernel.models import Instance
from rempart.kernel.policy import MARKINGS

TEMPLATE = Path(__file__).parent / "typ" / "report.typ"

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


def context(row: Any, language: str) -> dict[str, Any]:
    """All the words of a report, typeset, in the order of the page."""
    with translation.override(language):
        said: dict[str, Any] = _annexed(row) if isinstance(row, Annex) else _reported(row)
        mission = profile().mission
        said |= {
            "lang": language,
            "author": mission.name.label(language),
            "kicker": mission.title.label(language),
            "reference": row.reference,
            "marking": str(MARKINGS[row.marking]),
            "level": row.marking,
            "exercise": gettext("Exercise") if Instance.is_exercise() else "",
            "draft": "" if getattr(row, "state", "") in _DONE[row.kind] else pgettext(
                "document", "Draft"),
            "page": gettext("page"),
            "of": pgettext("page 2 of 5", "of"),
        }  # fmt: skip
        said = typeset_all(said, language)
    return said | {"hash": content_hash(said)[:16]}


def _reported(row: Any) -> dict[str, Any]:
    titles = {
        "round_table": gettext("Round-table report"),
        "engagement": gettext("Report of an engagement"),
        "mission": gettext("Mission report"),
    }
    shown = [s for s in presenting.SECTIONS[row.kind](row) if s.code not in _ONLY_ON_PAGES]
    on = getattr(row, "held_on", None) or row.ends_on
    return {
        "title": titles[row.kind],
        "subtitle": f"{presenting.title_of(row)} – {presenting.place_of(row)}",
        "date": [on.year, on.month, on.day],
        "sections": [_section(section) for section in shown],
    }


def _annexed(row: Annex) -> dict[str, Any]:
    on = row.mission.ends_on
    return {
        "title": gettext("Protection of sources"),
        "subtitle": gettext("Annex to the report of mission %(reference)s")
        % {"reference": row.mission.reference},
        "date": [on.year, on.month, on.day],
        "sections": [_section(Section(gettext("Protection of sources"), text=row.text))],
    }


def _section(section: Section) -> dict[str, Any]:
    empty = not (section.text or section.facts or section.rows or section.note)
    return {
        "title": section.title,
        "blocks": blocks.read(section.text),
        "facts": [list(fact) for fact in section.facts],
        "head": list(section.head) if section.rows else [],
        "rows": [list(row) for row in section.rows],
        "note": gettext("Nothing is written here.") if empty else section.note,
    }


def report_pdf(row: Any, language: str) -> bytes:
    """The report as a tagged PDF: the same bytes for the same record and language."""
    return pdf.render(TEMPLATE, context(row, language), language)


def _noon(year: int, month: int, day: int) -> datetime:
    """The day of the document, as its properties want it."""
    return datetime(year, month, day, 12, tzinfo=UTC)


def report_docx(row: Any, language: str) -> bytes:
    """The report as a word-processor file: the words of its PDF."""
    said = context(row, language)
    marks = " · ".join(m for m in (said["exercise"], said["marking"], said["draft"]) if m).upper()
    sheet = Sheet(
        Frame(
            title=f"{said['title']} – {said['subtitle']}",
            author=said["author"],
            language=said["lang"],
            day=_noon(*said["date"]),
            head=f"{marks}   {said['title']}",
            foot=f"{marks}   {said['reference']}   {said['hash']}",
        )
    )
    sheet.title(said["title"], said["subtitle"])
    for number, part in enumerate(said["sections"], 1):
        sheet.heading(f"{number} {part['title']}")
        for name, value in part["facts"]:
            sheet.runs([{"t": typeset(f"{name} : ", language), "b": True}, {"t": value}])
        sheet.blocks(part["blocks"])
        if part["rows"]:
            sheet.table(part["head"], part["rows"])
        if part["note"]:
            sheet.paragraph(part["note"])
    return sheet.file()


FORMATS: dict[str, Callable[[Any, str], bytes]] = {"pdf": report_pdf, "docx": report_docx}
"""How to make each format of a report in a language."""

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def file_name(row: Any, language: str, suffix: str) -> str:
    """table-ronde-MOP-14-7K3QXM-fr.pdf; round-table-MOP-14-7K3QXM-en.pdf."""
    return f"{_STEMS[row.kind][language]}-{row.reference}-{language}.{suffix}"
