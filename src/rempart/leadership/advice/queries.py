"""Notes as their readers find them, and what became of those of a period."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from rempart.doctrine.loader import current as profile
from rempart.field.presenting import language
from rempart.kernel import clock
from rempart.kernel.agenda import Due
from rempart.kernel.telling import Due as Telling
from rempart.leadership import choices
from rempart.leadership.advice import uptake as counting
from rempart.leadership.advice.models import WAITING, AdviceNote
from rempart.leadership.advice.uptake import Uptake
from rempart.leadership.forms import WHOLE

SHOWN = 200
"""Notes on one page, the latest first; a page that is full says so."""


def notes(said: Mapping[str, Any]) -> list[AdviceNote]:
    """The notes that the reader may see, narrowed by state, addressee or topic."""
    wanted = {name: said[name] for name in ("state", "addressee", "topic") if said.get(name)}
    return list(AdviceNote.objects.filter(**wanted).order_by("-created_at", "-id")[:SHOWN])


def year_ago() -> date:
    """The day a year before today: where the uptake begins unless another is asked for."""
    return clock.today() - timedelta(days=365)


@dataclass(frozen=True)
class Outcome:
    """The uptake of a period: as a whole, and split by title."""

    whole: Uptake
    tables: tuple[tuple[str, list[tuple[str, Uptake]]], ...]


def uptake(first: date | None, last: date | None) -> Outcome:
    """The uptake of the notes submitted in a period, of those that the reader may see."""
    rows = counting.submitted_between(first, last)
    words = language()

    def named(label: Any, split: list[tuple[str, Uptake]]) -> list[tuple[str, Uptake]]:
        return [(label(code), told) for code, told in split]

    return Outcome(
        counting.counted(rows),
        (
            ("addressee", named(
                lambda code: profile().role(code).label(words),
                counting.split(rows, lambda row: row.addressee))),
            ("topic", named(
                lambda code: profile().label("advice_topic", code, words),
                counting.split(rows, lambda row: row.topic))),
            ("office", named(
                lambda code: choices.office_name(choices.office_number(code), WHOLE),
                counting.split(rows, lambda row: choices.office_code(row.office)))),
        ),
    )  # fmt: skip


def awaiting(office: int | None) -> list[Due]:
    """The notes that await a decision, by their day: for the agenda of a body of the Mission."""
    rows = AdviceNote.objects.filter(state__in=WAITING)
    if office is not None:
        rows = rows.filter(office=office)
    return [Due("advice", pk) for pk in rows.order_by("answer_by").values_list("pk", flat=True)]


def to_decide() -> Iterator[Telling]:
    """The notes that await a decision, told to those who decide on advice."""
    for row in AdviceNote.objects.filter(state="submitted").order_by("answer_by"):
        yield Telling(row, f"submitted:{row.submitted_on}", "approve")
