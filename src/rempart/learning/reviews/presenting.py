"""After-action reviews in words: the same four parts on the page and in the document."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext, pgettext

from rempart.documents import typography
from rempart.documents.reports import Section
from rempart.field.presenting import language
from rempart.kernel import links
from rempart.kernel.links import End, Strand
from rempart.leadership import choices
from rempart.learning.reviews.actions import RELATION
from rempart.learning.reviews.models import Review
from rempart.learning.reviews.workflow import PARTS, REVIEW
from rempart.learning.trainings.presenting import WHOLE


def state_of(row: Review) -> tuple[str, str]:
    """A review's state in words, and its tone."""
    return str(REVIEW.labels[row.state]), "good" if row.state == "adopted" else "warn"


def lede(row: Review, about: list[Strand]) -> str:
    """What a review looks back on and what it changes, in a sentence."""
    changes = gettext("Changes that became actions: %(n)d.") % {"n": len(row.changes)}
    if not about:
        return gettext("It does not say yet what it looks back on.") + " " + changes
    refs = ", ".join(strand.end.reference for strand in about)
    return gettext("It looks back on %(refs)s.") % {"refs": refs} + " " + changes


def about(row: Review) -> list[Strand]:
    """What the review looks back on, as far as the reader sees it."""
    return [s for s in links.around("review", row.pk) if s.outward and s.relation == RELATION]


def sections(row: Review, looked_at: list[Strand]) -> list[Section]:
    """Planned, happened, why, change."""
    facts = [
        (gettext("Held on"), typography.day(row.held_on, language())),
        (gettext("Office"), choices.office_name(row.office, WHOLE)),
        *((gettext("Looks back on"), f"{s.end.reference} · {s.end.title}") for s in looked_at),
    ]
    said = [Section(str(title), text=getattr(row, name)) for name, title in PARTS.items()]
    changes = [[one["words"], one["action"]] for one in row.changes]
    return [
        Section(gettext("The review"), facts=facts),
        *said,
        Section(
            gettext("What changes"),
            head=[pgettext("review", "Change"), gettext("Action")] if changes else (),
            rows=changes,
            code="changes",
        ),
    ]


def listed(rows: Iterable[Review]) -> list[tuple[Review, str, str, str]]:
    """Reviews in a list: office, state and its tone."""
    return [(row, choices.office_name(row.office, WHOLE), *state_of(row)) for row in rows]


def review_ends(wanted: Iterable[UUID]) -> dict[UUID, End]:
    """Reviews as they are named at the other end of a link."""
    return {
        row.pk: End("review", row.title, row.reference,
                    reverse("learning:review", args=[row.reference]), row.held_on)
        for row in Review.objects.filter(pk__in=list(wanted))
    }  # fmt: skip
