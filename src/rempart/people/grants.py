"""Two people for every right: one proposes, another approves or refuses; only then is it held.

Whoever proposes (an administrator) and whoever approves (the Senior POC Adviser) are never the
same person, in person or by delegation, and nobody approves a right of their own. The database
holds the last of these too (`grant_takes_two`).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from rempart.kernel.actions import Run, bulk, permit
from rempart.kernel.errors import BadInput, NotThere, Problem, Refused, Text
from rempart.kernel.policy import RIGHTS
from rempart.people.actions import EVERYTHING, charge, enter, hold, keep_apart, may, new_link
from rempart.people.models import Grant, User
from rempart.people.readers import posts_in_force
from rempart.people.second_factor import forget

GIVERS = frozenset(
    r.role for r in RIGHTS if r.kind == "account" and r.act in ("propose", "approve")
)
"""Roles that propose or approve rights."""

TERMS = (
    "role", "component", "office", "organisation", "clearance", "compartments", "begins", "ends",
)  # fmt: skip
"""What a grant and the post that comes of it have in common."""


@bulk("grant.propose", "account", "propose")
def propose(run: Run, *, holder: UUID, begins: datetime | None = None, **said: Any) -> Grant:
    """Propose that a person hold a post; `said` is the charge in the profile's codes."""
    may(run, "propose")
    return proposal(run, holder, charge(begins=begins or run.now, **said))


def proposal(run: Run, holder: UUID, terms: dict[str, Any]) -> Grant:
    """Write a proposal of a post that may be held; the proposer is whoever runs.

    Raises:
        BadInput: the account is closed, or the role must be kept apart from what it holds.
    """
    _open_account(holder)
    keep_apart(holder, terms["role"], terms["begins"], terms["ends"])
    return _write(run, Grant(purpose=Grant.POST, holder_id=holder, **terms))


@bulk("grant.propose-access", "account", "propose")
def propose_access(run: Run, *, holder: UUID) -> Grant:
    """Propose a new way in for somebody who lost their password or their second factor."""
    may(run, "propose")
    _open_account(holder)
    nothing = {"role": "", "component": 0, "office": 0}
    return _write(run, Grant(purpose=Grant.ACCESS, holder_id=holder, begins=run.now, **nothing))


def _write(run: Run, grant: Grant) -> Grant:
    if not run.reason.strip():
        raise _wrong(_("Reason"), _("a grant needs a reason"), _("Say why in a sentence."))
    grant.reason = run.reason
    grant.proposed_by_id = run.author
    grant.proposed_for = run.standing.on_behalf_of if run.standing else None
    grant.proposed_at = run.now
    grant.save()
    said = {name: getattr(grant, name) for name in (*TERMS, "purpose")}
    enter(run, grant.pk, {**said, "holder": grant.holder_id}, [*TERMS, "holder", "purpose"])
    return grant


def _open_account(holder: UUID) -> None:
    if not User.objects.filter(pk=holder, is_active=True).exists():
        raise _wrong(_("Account"), _("this account is closed"), _("Open an account first."))


def _wrong(place: Text, message: Text, remedy: Text) -> BadInput:
    return BadInput(Problem(place, "", message, remedy, "grant"))


def _waiting(grant: UUID) -> Grant:
    """The proposal under lock, while nobody has decided on it.

    Raises:
        NotThere: there is none.
        Refused: it has been decided on.
    """
    found = Grant.objects.select_for_update().filter(pk=grant).first()
    if found is None:
        raise NotThere
    if found.state != Grant.PROPOSED:
        message = _("this proposal has been decided on")
        remedy = _("Look at the list again; propose anew if it is still wanted.")
        raise Refused(Problem(_("Grant"), "", message, remedy, "decided"))
    return found


def hands(run: Run) -> set[UUID]:
    """Who acts: the person, and whoever lent them the power."""
    lender = run.standing.on_behalf_of if run.standing else None
    return {run.author} | ({lender} if lender else set())


def _other_hands(run: Run, grant: Grant) -> None:
    """Nobody approves what they proposed, or what is for themselves, also under delegation."""
    if hands(run) & {grant.proposed_by_id, grant.proposed_for, grant.holder_id}:
        message = _("you proposed this grant, or it is for you")
        remedy = _("Someone else must approve it.")
        raise Refused(Problem(_("Grant"), "", message, remedy, "four-eyes"))


def _decide(run: Run, grant: Grant, state: str, changed: Collection[str]) -> None:
    grant.state = state
    grant.decided_by_id = run.author
    grant.decided_for = run.standing.on_behalf_of if run.standing else None
    grant.decided_at = run.now
    grant.decision_reason = run.reason
    grant.save()
    enter(run, grant.pk, {"state": state}, ["state", *changed])


@bulk("grant.approve", "account", "approve")
def approve(run: Run, *, grant: UUID) -> tuple[Grant, str]:
    """Approve what another person proposed: the post is held from its beginning, or from now on.

    Returns the grant, and the token of the one-time link where it is a new way in.
    """
    may(run, "approve")
    found = _waiting(grant)
    _other_hands(run, found)
    _open_account(found.holder_id)
    token = ""
    if found.purpose == Grant.ACCESS:
        forget(found.holder_id)
        token = new_link(run, found.holder_id)
    else:
        terms = {name: getattr(found, name) for name in TERMS}
        terms["begins"] = max(found.begins, run.now)
        if found.ends is not None and found.ends <= run.now:
            message = _("the post would be over already")
            raise _wrong(_("End"), message, _("Refuse it, and let a new one be proposed."))
        found.post = hold(run, found.holder_id, terms)
    _decide(run, found, Grant.APPROVED, ["post"])
    return found, token


@bulk("account.readmit", "account", "account")
def readmit(run: Run, *, email: str) -> str:
    """Let somebody in again whom nobody is left to readmit; returns a one-time link's token.

    For the operator of the machine, and for those two roles alone that give rights: everybody else
    is readmitted by two people.

    Raises:
        BadInput: no such account, or it holds neither role.
    """
    permit(run, "account", EVERYTHING)
    found = User.objects.filter(email__iexact=email.strip(), is_active=True).first()
    givers = posts_in_force().filter(holder=found, role__in=GIVERS)
    if found is None or not givers.exists():
        message = _("this account gives no rights")
        remedy = _("Propose a new way in on the pages; another person approves it.")
        raise BadInput(Problem(_("E-mail address"), email, message, remedy, "readmit"))
    forget(found.pk)
    return new_link(run, found.pk)


@bulk("grant.refuse", "account", "approve")
def refuse_grant(run: Run, *, grant: UUID) -> Grant:
    """Refuse a proposal, with a reason that its proposer reads."""
    may(run, "approve")
    found = _waiting(grant)
    if not run.reason.strip():
        raise _wrong(_("Reason"), _("a refusal needs a reason"), _("Say why in a sentence."))
    _decide(run, found, Grant.REFUSED, [])
    return found


@bulk("grant.withdraw", "account", "propose")
def withdraw(run: Run, *, grant: UUID) -> Grant:
    """Take a proposal back before anybody has decided on it."""
    may(run, "propose")
    found = _waiting(grant)
    _decide(run, found, Grant.WITHDRAWN, [])
    return found
