"""The strategy on paper, as PDF and as DOCX."""

from __future__ import annotations

from rempart.doctrine.loader import current as profile
from rempart.documents import reports
from rempart.documents.reports import Report
from rempart.leadership.strategy import presenting
from rempart.leadership.strategy.models import RUNNING, Consultation
from rempart.leadership.strategy.queries import Tree


def _report(tree: Tree, language: str) -> Report:
    mission, row = profile().mission, tree.strategy
    heard = Consultation.objects.filter(strategy=row.pk).order_by("asked_on", "party")
    return Report(
        title=presenting.title(row),
        subtitle=presenting.standing(row),
        author=mission.name.label(language),
        kicker=mission.title.label(language),
        reference=row.reference,
        marking=row.marking,
        day=row.in_force_on or row.created_at.date(),
        sections=presenting.sections(tree, heard),
        draft=row.state not in (*RUNNING, "approved", "replaced"),
    )


def strategy_file(tree: Tree, language: str, suffix: str) -> bytes:
    """The strategy in a language and a format."""
    return reports.FORMATS[suffix](lambda words: _report(tree, words), language)


def file_name(tree: Tree, language: str, suffix: str) -> str:
    """strategie-MIS-14-7K3QXM-fr.pdf; strategy-MIS-14-7K3QXM-en.pdf."""
    stem = "strategy" if language == "en" else "strategie"
    return f"{stem}-{tree.strategy.reference}-{language}.{suffix}"
