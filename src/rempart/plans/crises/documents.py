"""The situation report on paper, PDF and DOCX; one of an exercise says so in its title."""

from __future__ import annotations

from django.utils.translation import gettext

from rempart.doctrine.loader import current as profile
from rempart.documents.reports import FORMATS, Report
from rempart.plans.crises import presenting
from rempart.plans.crises.models import Sitrep


def report(row: Sitrep, language: str) -> Report:
    """What stands in a situation report, in the words of the language in force."""
    mission, crisis = profile().mission, row.crisis
    title = gettext("Situation report %(n)d") % {"n": row.number}
    if crisis.exercise:
        title = f"{gettext('EXERCISE')} – {title}"
    return Report(
        title=title,
        subtitle=f"{crisis.title} – {presenting.place_of(crisis)}",
        author=mission.name.label(language),
        kicker=mission.title.label(language),
        reference=f"{crisis.reference} / {row.number}",
        marking=row.marking,
        day=row.at.date(),
        sections=presenting.sitrep(row),
    )


def made(row: Sitrep, language: str, suffix: str) -> tuple[bytes, str]:
    """The file in a format, and its name: sitrep-MEN-14-7K3QXM-2-fr.pdf."""
    name = f"sitrep-{row.crisis.reference}-{row.number}-{language}.{suffix}"
    return FORMATS[suffix](lambda words: report(row, words), language), name
