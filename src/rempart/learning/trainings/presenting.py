"""Trainings in words: the same sections stand on the page and in the document."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from rempart.doctrine.loader import current as profile
from rempart.documents import typography
from rempart.documents.reports import Section
from rempart.field.presenting import language
from rempart.kernel.links import End
from rempart.leadership import choices
from rempart.learning.trainings.models import CHECKS, NOT_CLEARED, Training
from rempart.learning.trainings.workflow import TRAINING

WHOLE = gettext_lazy("the whole Mission")
_TONES = {"approved": "good", "delivered": "good", "evaluated": "good"}


def state_of(row: Training) -> tuple[str, str]:
    """A training's state in words, and its tone: what stops at the gate says so."""
    if row.gated and row.state in ("proposed", "hrddp_screened"):
        if not row.check_outcome:
            return gettext("stopped: check missing"), "bad"
        if row.check_outcome == NOT_CLEARED:
            return gettext("stopped by the check"), "bad"
    return str(TRAINING.labels[row.state]), _TONES.get(row.state, "warn")


def lede(row: Training) -> str:
    """Where a training stands, in a sentence."""
    if row.gated and row.state in ("proposed", "hrddp_screened"):
        if not row.check_outcome:
            return gettext(
                "It cannot be approved: Human Rights has recorded no due diligence check (HRDDP)."
            )
        if row.check_outcome == NOT_CLEARED:
            return gettext("It cannot be approved: the check found substantial grounds against it.")
    told = {
        "proposed": gettext("It awaits approval."),
        "hrddp_screened": gettext("It is screened and awaits approval."),
        "approved": gettext("It is approved and has still to be delivered."),
        "delivered": gettext("It was delivered; its evaluation is awaited."),
        "evaluated": gettext("It was delivered and evaluated."),
    }
    return told[row.state]


def audience(row: Training) -> str:
    """The audience in words."""
    return profile().label("training_audience", row.audience, language())


def attendance(row: Training) -> str:
    """How many came, by sex; what is not known says so."""
    if row.women is None or row.men is None:
        return gettext("not known yet")
    said = gettext("%(all)d people: %(women)d women, %(men)d men")
    return said % {"all": row.women + row.men, "women": row.women, "men": row.men}


def score(passed: int | None, took: int | None) -> str:
    """How many reached the mark, of how many who took the test."""
    if passed is None or not took:
        return gettext("not known")
    said = gettext("%(passed)d of %(took)d reached the mark (%(percent)d%%)")
    return said % {"passed": passed, "took": took, "percent": round(100 * passed / took)}


def sections(row: Training) -> list[Section]:
    """The parts of a training: what, the check, delivery, evaluation."""
    parts = [
        Section(
            gettext("What is proposed"),
            text=row.aims,
            facts=[
                (gettext("Audience"), audience(row)),
                (gettext("Recipients"), row.recipients),
                (gettext("Planned for"), typography.day(row.held_on, language())),
                (gettext("Office"), choices.office_name(row.office, WHOLE)),
            ],
        )
    ]
    if row.gated:
        parts.append(_check(row))
    if row.women is None:
        return [*parts, Section(gettext("Who came"), note=gettext("Not held yet."))]
    parts += [
        Section(gettext("Who came"), facts=[(gettext("Attendance"), attendance(row))]),
        Section(
            gettext("Before and after"),
            text=row.evaluation,
            facts=[
                (gettext("Test before"), score(row.before_passed, row.before_took)),
                (gettext("Test after"), score(row.after_passed, row.after_took)),
            ],
        ),
    ]
    return parts


def _check(row: Training) -> Section:
    title = gettext("Due diligence check (HRDDP)")
    if not row.check_outcome:
        return Section(title, note=gettext("Not recorded: the training cannot be approved."))
    facts = [
        (gettext("Outcome"), str(CHECKS[row.check_outcome])),
        (gettext("Reference of the check"), row.check_reference),
    ]
    return Section(title, text=row.check_words, facts=facts)


def listed(rows: Iterable[Training]) -> list[tuple[Training, str, str, str, str, str]]:
    """Trainings in a list: audience, office, attendance, state and its tone."""
    return [
        (row, audience(row), choices.office_name(row.office, WHOLE), attendance(row),
         *state_of(row))
        for row in rows
    ]  # fmt: skip


def training_ends(wanted: Iterable[UUID]) -> dict[UUID, End]:
    """Trainings as they are named at the other end of a link."""
    return {
        row.pk: End("training", row.topic, row.reference,
                    reverse("learning:training", args=[row.reference]), row.held_on)
        for row in Training.objects.filter(pk__in=list(wanted))
    }  # fmt: skip
