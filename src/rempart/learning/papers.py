"""The room's reports on paper: one frame for trainings, reviews, tools, handovers, inductions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from rempart.doctrine.loader import current as profile
from rempart.documents import reports
from rempart.documents.reports import Report, Section


def paper(
    language: str,
    suffix: str,
    *,
    words: Callable[[], tuple[str, str, Sequence[Section]]],
    reference: str,
    marking: int,
    day: date,
    draft: bool = False,
) -> bytes:
    """A document; `words` gives title, subtitle and sections with its language in force."""

    def made(wanted: str) -> Report:
        title, subtitle, sections = words()
        mission: Any = profile().mission
        return Report(
            title=title,
            subtitle=subtitle,
            author=mission.name.label(wanted),
            kicker=mission.title.label(wanted),
            reference=reference,
            marking=marking,
            day=day,
            sections=sections,
            draft=draft,
        )

    return reports.FORMATS[suffix](made, language)
