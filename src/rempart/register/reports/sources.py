"""Coded sources and the identities behind them: kept apart, sealed, opened with a reason."""

from __future__ import annotations

from typing import TypedDict
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from rempart.doctrine.loader import current as profile
from rempart.kernel.actions import Run, changes, creates
from rempart.kernel.actor import current
from rempart.kernel.envelopes import seal, unseal
from rempart.kernel.errors import BadInput, NotThere, Problem
from rempart.kernel.finding import found
from rempart.kernel.policy import CONFIDENTIAL, UNCLASSIFIED
from rempart.register.actions import writing_post
from rempart.register.models import Identity, Opening, Source
from rempart.register.refusing import check

COMPARTMENT = "source_identity"
"""The compartment of the profile in which every identity stands."""

_PURPOSE = "source identity"


class Said(TypedDict, total=False):
    """What is said of a source; what is left out stays as it was."""

    type: str
    reliability: str
    consent: str
    protected: bool


_CODED = {"type": "source_type", "reliability": "reliability", "consent": "consent_scope"}


@creates(Source, "source.register")
def register_source(
    run: Run, *, said: Said, office: int | None = None, marking: int = UNCLASSIFIED
) -> Source:
    """Register a source under a code; whoever registers it keeps it, with their component.

    Raises:
        BadInput: a code that the profile lacks.
    """
    row = Source(marking=marking)
    post = writing_post(run)
    row.component = post.component if post else 0
    row.office = office if office is not None else post.office if post else 0
    _say(row, said)
    return row


@changes(Source, "source.correct")
def correct_source(run: Run, row: Source, *, said: Said) -> None:
    """Grade a source anew, note what it agreed to, or that it needs protecting.

    Raises:
        BadInput: a code that the profile lacks.
    """
    _say(row, said)


@changes(Source, "source.retire")
def retire_source(run: Run, row: Source) -> None:
    """Take a source out of the lists; what it told stays."""
    row.retired_on = run.now.date()


def _say(row: Source, said: Said) -> None:
    problems = [
        Problem(
            name, said.get(name, ""), _("the profile knows no such code"),
            _("Choose one of the list."), "unknown-code",
        )
        for name, vocabulary in _CODED.items()
        if (name in said or not getattr(row, name))
        and profile().vocabulary(vocabulary).get(str(said.get(name, ""))) is None
    ]  # fmt: skip
    if problems:
        raise BadInput.of(problems)
    for name, value in said.items():
        setattr(row, name, value)


# --- the identity -------------------------------------------------------------------------------


def keep_identity(*, source: Source, text: str) -> None:
    """Seal who a source is; what was sealed before is replaced.

    Raises:
        BadInput: nothing was written.
        Refused: the actor is not of those who keep the source, or not in the compartment.
    """
    if not text.strip():
        remedy = _("Write who the source is and how to reach it; only this seals it.")
        raise BadInput(Problem(_("Identity"), "", _("is empty"), remedy, "empty"))
    held = Identity.objects.filter(source=source.pk).first()
    if held is None:
        _seal_new(source=source, text=text)
    else:
        _seal_anew(target=held.pk, text=text)


@creates(Identity, "identity.seal")
def _seal_new(run: Run, *, source: Source, text: str) -> Identity:
    """Seal who a source is."""
    row = Identity(
        source=source,
        office=source.office,
        component=source.component,
        marking=max(source.marking, CONFIDENTIAL),
        compartment=profile().compartment(COMPARTMENT).number,
    )
    row.sealed = _sealed(row, text)
    return row


@changes(Identity, "identity.seal-anew")
def _seal_anew(run: Run, row: Identity, *, text: str) -> None:
    """Seal anew who a source is."""
    row.sealed = _sealed(row, text)


def _sealed(row: Identity, text: str) -> bytes:
    return seal(text.strip().encode(), _PURPOSE, str(row.pk))


def open_identity(*, source: Source, reason: str) -> str:
    """Who a source is. The opening is journaled and shown to the head of the unit.

    The door asks for the password again before it comes here.

    Raises:
        NotThere: there is no identity that the actor may open.
        BadInput: the reason is missing, or names somebody.
    """
    held = Identity.objects.filter(source=source.pk).first()
    if held is None:
        raise NotThere
    if not reason.strip():
        message = _("opening an identity needs a reason")
        remedy = _("Say what for, without a name: the head of the unit reads it.")
        raise BadInput(Problem(_("Reason"), "", message, remedy, "reason"))
    check({"why": reason})
    with transaction.atomic(using=current().alias):
        _note_opening(source=source, why=reason.strip())
        return unseal(held.sealed, _PURPOSE, str(held.pk)).decode()


@creates(Opening, "identity.open")
def _note_opening(run: Run, *, source: Source, why: str) -> Opening:
    """Open the identity of a source."""
    post = writing_post(run)
    return Opening(
        office=source.office,
        component=source.component,
        code=source.reference,
        opened_by=run.actor.name,
        post_label=post.label if post else "",
        why=why,
    )


@changes(Opening, "opening.see", right="approve")
def see_opening(run: Run, row: Opening) -> None:
    """Say that one has read of an opening."""
    row.seen_at = row.seen_at or run.now


# --- asking -------------------------------------------------------------------------------------


def in_use() -> QuerySet[Source]:
    """The sources that the reader sees and that still tell, the latest first."""
    return Source.objects.filter(retired_on__isnull=True).order_by("-id")


def source(code: str) -> Source:
    """The source of a code.

    Raises:
        NotThere: none that the reader may see.
    """
    return found(Source, code)


def has_identity(of: UUID) -> bool:
    """Is there an identity that the reader could open?"""
    return Identity.objects.filter(source=of).exists()


def openings() -> QuerySet[Opening]:
    """The openings that the reader may see, those not yet read first."""
    return Opening.objects.order_by("seen_at", "-created_at")
