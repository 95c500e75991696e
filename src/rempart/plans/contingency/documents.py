"""The contingency plan on paper: the sections of its page, as PDF and as DOCX."""

from __future__ import annotations

from django.utils.translation import gettext

from rempart.doctrine.loader import current as profile
from rempart.documents.reports import FORMATS, Report
from rempart.kernel import clock
from rempart.plans.contingency import presenting
from rempart.plans.contingency.models import ABANDONED, DRAFT, REVIEWED, Contingency
from rempart.plans.contingency.staffing import Staffing

_STEMS = {"fr": "plan-d-urgence", "en": "contingency-plan"}


def report(plan: Contingency, language: str) -> Report:
    """What stands in the document, in the words of the language in force."""
    mission = profile().mission
    return Report(
        title=gettext("Contingency plan"),
        subtitle=f"{plan.title} – {presenting.place_of(plan)}",
        author=mission.name.label(language),
        kicker=mission.title.label(language),
        reference=plan.reference,
        marking=plan.marking,
        day=clock.today(),
        sections=presenting.sections(plan, Staffing()),
        draft=plan.state in (DRAFT, REVIEWED, ABANDONED),
    )


def made(plan: Contingency, language: str, suffix: str) -> tuple[bytes, str]:
    """The file in a format, and its name: plan-d-urgence-MEN-14-7K3QXM-fr.pdf."""
    name = f"{_STEMS[language]}-{plan.reference}-{language}.{suffix}"
    return FORMATS[suffix](lambda words: report(plan, words), language), name
