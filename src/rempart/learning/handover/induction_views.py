"""The pages of the induction pack: one office at a time, and its document."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from rempart.doctrine.loader import current as profile
from rempart.documents.reports import FORMATS
from rempart.field.presenting import language
from rempart.kernel import clock, journal
from rempart.kernel.access import Request, declares
from rempart.kernel.errors import NotThere
from rempart.leadership import doors
from rempart.learning.handover.induction import marking, pack
from rempart.learning.papers import paper
from rempart.people.offices import office_asked, offices_of


def _office(request: Request, code: str | None = None) -> int:
    """The office that is asked about, of those that the reader's posts cover.

    Raises:
        NotThere: they cover none, or not this one.
    """
    doors.for_the_concerned(request.actor, "handover")
    mine = offices_of(request.actor)
    found = office_asked(request, code) or (mine[0] if mine and code is None else None)
    if found is None:
        raise NotThere
    return found


@declares("signed-in")
@require_GET
def induction(request: Request) -> HttpResponse:
    """What who arrives reads first: the last month, threats, plans, posts, words of who left."""
    number = _office(request)
    office = profile().office(number)
    parts = pack(number)
    level = marking(number, parts)
    journal.note_reading("induction.page", "handover", [level])
    context: dict[str, Any] = {
        "parts": parts,
        "office": office.label(language()),
        "code": office.code,
        "marking": level,
        "offices": [
            (profile().office(n).code, profile().office(n).label(language()))
            for n in offices_of(request.actor)
        ],
        "files": [(lang, suffix) for lang in ("fr", "en") for suffix in FORMATS],
    }
    return render(request, "learning/induction.html", context)


@declares("signed-in")
@require_GET
def document(request: Request, code: str, language: str, suffix: str) -> HttpResponse:
    """The pack of an office as a document, with what its reader may see."""
    if suffix not in FORMATS or language not in ("fr", "en"):
        raise NotThere
    number = _office(request, code)
    office = profile().office(number)
    level = marking(number, pack(number))
    journal.note_reading("induction.document", "handover", [level])
    made = paper(
        language, suffix,
        words=lambda: (
            gettext("Induction pack"), office.label(language),
            [section for section, _ends in pack(number)],
        ),
        reference=f"{office.prefix}-{clock.today():%Y-%m-%d}",
        marking=level,
        day=clock.today(),
    )  # fmt: skip
    name = {"fr": "accueil", "en": "induction"}[language]
    return doors.file(made, suffix, f"{name}-{code}-{language}.{suffix}")
