"""Appointing, delegating, and the founding of an instance: each change is journaled.

Accounts are not guarded rows, so these actions are set-wise ones of the kernel's runner with an
entry each. Two-person grants stand on `appoint`: the approval is what calls it.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from rempart.doctrine.loader import current as profile
from rempart.kernel import clock, journal
from rempart.kernel.actions import Run, bulk, permit, refuse
from rempart.kernel.actor import MISSION, SystemActor
from rempart.kernel.errors import BadInput, NotThere, Problem
from rempart.kernel.keys import keyed_hash
from rempart.kernel.policy import RIGHTS, STRICT, UNCLASSIFIED, Denied, Whereabouts
from rempart.people.models import Delegation, OneTimeLink, Post, User

FOUNDER = SystemActor("founder", ceiling=UNCLASSIFIED)
LINK_LASTS = timedelta(days=3)
_EVERYTHING = Whereabouts("account", office=MISSION)


def _enter(run: Run, target: UUID, said: dict, changed: Collection[str]) -> None:
    journal.write(
        run.name,
        "account",
        standing=run.standing,
        object_id=target,
        changed=sorted(changed),
        after=keyed_hash(said),
        reason_code=run.reason_code,
    )


def _may_grant(run: Run) -> None:
    right = "account" if isinstance(run.actor, SystemActor) else "approve"
    permit(run, right, _EVERYTHING)


@bulk("account.open", "account", "approve")
def open_account(run: Run, *, email: str, name: str, language: str = "fr") -> User:
    """Open an account that may sign in and sees nothing until it holds a post."""
    _may_grant(run)
    if User.objects.filter(email__iexact=email).exists():
        raise BadInput(
            Problem(
                place=_("E-mail address"),
                value=email,
                message=_("an account has this address already"),
                remedy=_("Appoint its holder, or give another address."),
                code="account-exists",
            )
        )
    user = User(email=email.strip().lower(), name=name.strip(), language=language)
    user.set_unusable_password()
    user.full_clean(exclude=["password"])
    user.save()
    _enter(run, user.pk, {"email": user.email, "name": user.name}, ["email", "name"])
    return user


@bulk("account.close", "account", "approve")
def close_account(run: Run, *, user: UUID) -> None:
    """Close an account and end its posts at once: nothing of it works from this moment."""
    _may_grant(run)
    found = User.objects.select_for_update().filter(pk=user).first()
    if found is None:
        raise NotThere
    found.is_active = False
    found.save(update_fields=["is_active"])
    open_posts = Post.objects.filter(holder=found, begins__lt=run.now).exclude(ends__lt=run.now)
    open_posts.update(ends=run.now)
    _enter(run, found.pk, {"is_active": False}, ["is_active"])


@bulk("post.appoint", "account", "approve")
def appoint(
    run: Run,
    *,
    holder: UUID,
    role: str,
    component: str,
    office: str = "",
    clearance: int = UNCLASSIFIED,
    compartments: Collection[str] = (),
    begins: datetime | None = None,
    ends: datetime | None = None,
) -> Post:
    """Give a person a post from `begins` until just before `ends`; codes are the profile's."""
    _may_grant(run)
    mission = profile()
    post = Post(
        holder_id=holder,
        role=mission.role(role).code,
        component=mission.component(component).number,
        office=mission.office(office).number if office else MISSION,
        clearance=clearance,
        compartments=sorted(mission.compartment(code).number for code in compartments),
        begins=begins or run.now,
        ends=ends,
    )
    _in_order(post.begins, post.ends)
    post.save()
    said = {"role": role, "office": office, "clearance": clearance, "holder": holder}
    _enter(run, post.pk, said, ["role", "office", "clearance", "holder", "compartments"])
    return post


@bulk("post.end", "account", "approve")
def end_post(run: Run, *, post: UUID, ends: datetime | None = None) -> None:
    """End a post, at once or at `ends`: every right of it stops at that moment."""
    _may_grant(run)
    found = Post.objects.select_for_update().filter(pk=post).first()
    if found is None:
        raise NotThere
    moment = ends or run.now
    _in_order(found.begins, moment)
    found.ends = moment
    found.save(update_fields=["ends"])
    _enter(run, found.pk, {"ends": moment}, ["ends"])


@bulk("post.delegate", "account", "delegate")
def delegate(
    run: Run,
    *,
    post: UUID,
    holder: UUID,
    powers: Collection[str],
    ends: datetime,
    begins: datetime | None = None,
) -> Delegation:
    """Lend powers of one's own post to somebody for a time that must end, with a reason."""
    found = Post.objects.filter(pk=post).first()
    if found is None:
        raise NotThere
    if run.author not in (found.holder_id, UUID(int=0)):
        raise refuse(Denied(_("Only the holder of a post may delegate it."), "own"), run.name)
    _powers_of(found.role, powers)
    if not run.reason.strip():
        raise BadInput(
            Problem(_("Reason"), "", _("a delegation needs a reason"), _("Say why in a sentence."))
        )
    begins = begins or run.now
    _in_order(begins, ends)
    lent = Delegation.objects.create(
        post=found,
        holder_id=holder,
        powers=sorted(powers),
        reason=run.reason,
        begins=begins,
        ends=ends,
    )
    said = {"post": post, "holder": holder, "powers": sorted(powers)}
    _enter(run, lent.pk, said, ["post", "holder", "powers", "begins", "ends"])
    return lent


@bulk("post.end-delegation", "account", "delegate")
def end_delegation(run: Run, *, delegation: UUID) -> None:
    """Take a delegation back at once: its grantor or its holder may."""
    lent = Delegation.objects.select_for_update().filter(pk=delegation).first()
    if lent is None or run.author not in (lent.post.holder_id, lent.holder_id, UUID(int=0)):
        raise NotThere
    lent.ends = max(run.now, lent.begins + timedelta(microseconds=1))
    lent.save(update_fields=["ends"])
    _enter(run, lent.pk, {"ends": lent.ends}, ["ends"])


def _powers_of(role: str, powers: Collection[str]) -> None:
    held = {right.act for right in RIGHTS if right.role == role}
    lacking = sorted(set(powers) - held)
    if lacking or not powers:
        raise BadInput(
            Problem(
                place=_("Powers"),
                value=", ".join(lacking),
                message=_("the post does not hold these powers"),
                remedy=_("Choose among those that it holds: ") + ", ".join(sorted(held)),
                code="powers",
            )
        )


def _in_order(begins: datetime, ends: datetime | None) -> None:
    if ends is not None and ends <= begins:
        raise BadInput(
            Problem(
                place=_("End"),
                value=ends.isoformat(),
                message=_("the end is not after the beginning"),
                remedy=_("Give an end after the beginning, or none."),
                code="period",
            )
        )


def digest_of(token: str) -> str:
    """What is kept of a one-time link: the SHA-256 of its token."""
    return hashlib.sha256(token.encode()).hexdigest()


@bulk("account.invite", "account", "approve")
def invite(run: Run, *, user: UUID) -> str:
    """Make a one-time link for a person to set their password; returns its token, once."""
    _may_grant(run)
    token = secrets.token_urlsafe(24)
    OneTimeLink.objects.create(digest=digest_of(token), user_id=user, expires=run.now + LINK_LASTS)
    _enter(run, user, {"link": True}, ["link"])
    return token


def link_holder(token: str) -> User | None:
    """Whom a one-time link is for, while it is neither used nor expired."""
    link = OneTimeLink.objects.select_related("user").filter(digest=digest_of(token)).first()
    if link is None or link.used_at or link.expires <= clock.now() or not link.user.is_active:
        return None
    return link.user


@bulk("account.accept", "account", "account")
def accept(run: Run, *, token: str, password: str) -> User:
    """Set the password of the link's holder and use the link up."""
    link = OneTimeLink.objects.select_for_update().filter(digest=digest_of(token)).first()
    if link is None or link_holder(token) is None:
        raise NotThere
    link.used_at = run.now
    link.save(update_fields=["used_at"])
    link.user.set_password(password)
    link.user.save(update_fields=["password"])
    _enter(run, link.user_id, {"password": True}, ["password"])
    return link.user


@bulk("instance.found", "account", "account")
def found_instance(run: Run, *, administrator: str, adviser: str) -> dict[str, str]:
    """Make the two founding grants, once: a system administrator and the Senior POC Adviser.

    Returns the token of a one-time link for each e-mail address.

    Raises:
        BadInput: the instance has its founders, or both would be the same person.
    """
    permit(run, "account", _EVERYTHING)
    if Post.objects.exists():
        raise BadInput(
            Problem(
                place=_("Founders"),
                value=administrator,
                message=_("this instance has its founders already"),
                remedy=_("Ask its administrator and its Senior POC Adviser for a post."),
                code="founded",
            )
        )
    if administrator.strip().lower() == adviser.strip().lower():
        raise BadInput(
            Problem(
                place=_("Founders"),
                value=adviser,
                message=_("both founders are the same person"),
                remedy=_("Give two addresses: nobody may grant rights alone."),
                code="same-founder",
            )
        )
    tokens = {}
    for email, role, component, clearance in (
        (administrator, "administrator", "administration", UNCLASSIFIED),
        (adviser, "senior_adviser", "poc", STRICT),
    ):
        user = open_account(email=email, name=profile().role(role).label("fr"))
        appoint(holder=user.pk, role=role, component=component, clearance=clearance)
        tokens[email] = invite(user=user.pk)
    return tokens
