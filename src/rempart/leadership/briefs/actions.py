"""Drafting, submitting and approving briefs: the only ways to change one."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from rempart.doctrine.loader import current as profile
from rempart.documents import prose
from rempart.documents.snapshot import content_hash
from rempart.kernel import history
from rempart.kernel.actions import Run, advance_by, changes, creates
from rempart.kernel.actor import MISSION
from rempart.kernel.errors import BadInput, Conflict, Problem, Refused
from rempart.kernel.keys import keyed_hash
from rempart.leadership.briefs import queries
from rempart.leadership.briefs.documents import files_of
from rempart.leadership.briefs.drawing import drawn
from rempart.leadership.briefs.gathering import end_of, months_between
from rempart.leadership.briefs.models import Brief, BriefApproval, Edition
from rempart.leadership.briefs.workflow import APPROVED, BRIEF, DRAFT, SUPERSEDED

Words = dict[str, str]


def period(sort: str, day: date) -> tuple[date, date]:
    """The month, the week from its Monday, or the quarter in which a day lies."""
    if sort == Brief.WEEKLY:
        first = day - timedelta(days=day.weekday())
        return first, first + timedelta(days=6)
    first = day.replace(day=1)
    if sort == Brief.QUARTERLY:
        first = first.replace(month=first.month - (first.month - 1) % 3)
        return first, end_of(first.replace(month=first.month + 2))
    return first, end_of(first)


@creates(Brief, "brief.draft")
def draft_brief(
    run: Run, *, sort: str, day: date, office: int = MISSION, words: Words | None = None
) -> Brief:
    """Draft the brief of the period in which a day lies.

    Raises:
        BadInput: there is no such brief, the period has not begun, or one is being drafted.
    """
    if sort not in Brief.SORTS:
        raise _wrong(_("Brief"), sort, _("there is no such brief"), ", ".join(Brief.SORTS))
    first, last = period(sort, day)
    if first > run.now.date():
        raise _wrong(_("Day"), day, _("has not begun"), _("Give a day of a period that has begun."))
    if sort == Brief.CONSOLIDATION and office != MISSION:
        remedy = _("Choose the mission as a whole.")
        raise _wrong(_("Office"), office, _("a consolidation is the whole mission’s"), remedy)
    found = queries.under_way(sort, office, first)
    if found is not None:
        remedy = _("Go on with that one.")
        raise _wrong(_("Day"), found.reference, _("is being drafted already"), remedy)
    owner = profile().component(profile().mission.owner_component).number
    return Brief(
        sort=sort, first=first, last=last, office=office, component=owner, words=_clean(words or {})
    )


def _clean(words: Words) -> Words:
    return {language: prose.clean(text) for language, text in words.items() if text.strip()}


def _wrong(place: Any, value: object, message: Any, remedy: Any) -> BadInput:
    return BadInput(Problem(place, value, message, remedy, "brief"))


@changes(Brief, "brief.write", right="create")
def write_brief(run: Run, row: Brief, *, words: Words) -> None:
    """Write the few words that stand at the head of a brief.

    Raises:
        Refused: it has been submitted.
    """
    if row.state != DRAFT:
        raise Refused(
            Problem(
                row.reference, None, _("it has been submitted: it is read and approved as it is"),
                _("Whoever approves may return it."), "submitted",
            )
        )  # fmt: skip
    row.words = _clean(words)


@advance_by(BRIEF, Brief, "brief")
def advance_brief(run: Run, row: Brief, *, seen: str = "") -> None:
    """Take a step with a brief: submitting freezes its content, approving seals what was shown.

    Raises:
        Refused: nothing was approved to draw it from.
        Conflict: what is being approved is not what was shown.
    """
    step = run.name.rpartition(".")[2]
    if step == "submit":
        _freeze(run, row)
    if step == "approve":
        _approve(run, row, seen)


def _freeze(run: Run, row: Brief) -> None:
    content = drawn(row)
    if row.sort == Brief.CONSOLIDATION and not content["offices"]:
        months = ", ".join(f"{month:%Y-%m}" for month in months_between(row.first, row.last))
        raise Refused(
            Problem(
                _("Month"), months, _("no office has an approved assessment"),
                _("Wait for the first approval, or choose another month."), "nothing-approved",
            )
        )  # fmt: skip
    row.marking = int(content["marking"])
    Edition(brief=row, taken_at=run.now, content=content, content_hash=content_hash(content)).save(
        using=run.actor.alias, force_insert=True
    )


def _approve(run: Run, row: Brief, seen: str) -> None:
    taken = queries.submitted(row)
    if taken is None or seen != taken.content_hash:
        raise Conflict(
            Problem(
                row.reference, None, _("its content has changed since you opened it"),
                _("Read it again, then approve."), "content-changed",
            )
        )  # fmt: skip
    label = run.standing.label if run.standing else run.actor.name
    approval = BriefApproval(
        brief=row,
        edition=taken,
        at=run.now,
        post_label=label,
        seal=keyed_hash([taken.content_hash, label, run.now.isoformat()]),
    )
    approval.files = files_of(queries.signed(taken, approval))
    approval.save(using=run.actor.alias, force_insert=True)
    _supersede(run, row)


def _supersede(run: Run, row: Brief) -> None:
    """The brief that was approved before for the same period stands no more."""
    older = Brief.objects.filter(
        sort=row.sort, office=row.office, first=row.first, state=APPROVED
    ).exclude(pk=row.pk)
    for one in older:
        one.state = SUPERSEDED
        one.revision += 1
        one.save(using=run.actor.alias, update_fields=["state", "revision"])
        history.keep(run.name, one, ["state"], "", run.standing)
