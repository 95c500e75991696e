"""What may be done to after-action reviews; the only ways to change one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, TypedDict, cast

from django.utils.translation import gettext_lazy as _

from rempart.field.placing import component_of
from rempart.kernel import links
from rempart.kernel.actions import Run, advance_by, changes, creates
from rempart.kernel.errors import BadInput, Problem, Refused
from rempart.kernel.models import Guarded
from rempart.kernel.nameless import names_in
from rempart.kernel.policy import UNCLASSIFIED
from rempart.leadership.advice.facts import record_of
from rempart.learning.reviews.models import Review
from rempart.learning.reviews.workflow import PARTS, REVIEW
from rempart.plans import actions as plans

RELATION = "reviews"
"""The link from a review to what it looks back on."""
REVIEWED = frozenset({"alert", "crisis", "mission", "plan", "contingency", "community_plan"})


class Said(TypedDict, total=False):
    """What a review says; what is left out stays as it was."""

    title: str
    held_on: date
    planned: str
    happened: str
    why: str
    language: str
    marking: int


def _describe(row: Review, said: Mapping[str, Any]) -> None:
    places = {"title": _("Title"), **PARTS}
    problems = names_in((place, said.get(name, "")) for name, place in places.items())
    if problems:
        raise BadInput.of(problems)
    for name, value in said.items():
        setattr(row, name, value)


def _writable(row: Review) -> None:
    if row.state != "draft":
        message, remedy = _("is adopted: it stands as it is"), _("Hold another review.")
        raise Refused(Problem(row.reference, None, message, remedy, "frozen"))


@creates(Review, "review.write")
def write_review(run: Run, *, office: int, said: Said, marking: int = UNCLASSIFIED) -> Review:
    """Begin a review in an office.

    Raises:
        BadInput: a person seems named.
    """
    row = Review(office=office, component=component_of(run), marking=marking)
    _describe(row, said)
    return row


@changes(Review, "review.describe")
def describe_review(run: Run, row: Review, *, said: Said) -> None:
    """Write on, or correct.

    Raises:
        BadInput: a person seems named.
        Refused: the review is adopted.
    """
    _writable(row)
    _describe(row, said)


def _record(reference: str) -> Guarded:
    record = record_of(reference)
    if record is None or record.kind not in REVIEWED:
        message = _("is no alert, crisis, mission or plan that you may see")
        remedy = _("Copy the reference of its page.")
        raise BadInput(Problem(_("Reference"), reference, message, remedy, "reference"))
    return record


@changes(Review, "review.about")
def look_back_on(run: Run, row: Review, *, reference: str) -> None:
    """Say what the review is about; its marking rises to the record's.

    Raises:
        BadInput: there is no such record for whoever asks, or in another compartment.
        Refused: the review is adopted.
    """
    _writable(row)
    record = _record(reference)
    if record.compartment not in (0, row.compartment):
        message, remedy = _("stands in a compartment"), _("Review it within its compartment.")
        raise BadInput(Problem(_("Reference"), record.reference, message, remedy, "compartment"))
    row.marking = max(row.marking, record.marking)
    links.tie(run, row, RELATION, record)


@changes(Review, "review.change")
def add_change(run: Run, row: Review, *, said: Mapping[str, Any], tool: str = "") -> str:
    """Say what changes: it becomes an action; `tool` asks for a new edition of the library's.

    Raises:
        BadInput: an unknown code, or a person seems named.
        Refused: the review is adopted, or the office's actions are not the writer's to propose.
    """
    _writable(row)
    named = names_in([(_("What changes"), said["statement"])])
    if named:
        raise BadInput.of(named)
    made = plans.propose_action(
        said=cast(plans.Said, dict(said)), office=row.office, marking=row.marking, origin=row
    )
    number = 1 + max((one["n"] for one in row.changes), default=0)
    kept = {"n": number, "words": said["statement"], "action": made.reference, "tool": tool}
    row.changes = [*row.changes, kept]
    return made.reference


@advance_by(REVIEW, Review, "review")
def advance_review(run: Run, row: Review) -> None:
    """Adopt a review: it stands as it is from then on."""
