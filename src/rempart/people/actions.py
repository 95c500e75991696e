"""Accounts, posts, one-time links, and the founding of an instance: each change is journaled.

Accounts are not guarded rows, so these actions are set-wise ones of the kernel's runner with an
entry each. Nobody gives a right alone: `grants` proposes and approves, and ends in `hold` here.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rempart.doctrine.loader import current as profile
from rempart.kernel import clock, journal
from rempart.kernel.actions import Run, bulk, permit, refuse
from rempart.kernel.actor import MISSION, SystemActor
from rempart.kernel.errors import BadInput, NotThere, Problem
from rempart.kernel.keys import keyed_hash
from rempart.kernel.policy import (
    APART,
    OUTSIDE,
    STRICT,
    UNCLASSIFIED,
    Denied,
    Whereabouts,
    verdict,
)
from rempart.people.models import Delegation, OneTimeLink, Post, User

FOUNDER = SystemActor("founder", ceiling=UNCLASSIFIED)
LINK_LASTS = timedelta(days=3)
INSTANT = timedelta(microseconds=1)
"""The shortest period there is: what is ended before it began is over as it begins."""
EVERYTHING = Whereabouts("account", office=MISSION)


def enter(run: Run, target: UUID, said: dict[str, Any], changed: Collection[str]) -> None:
    """Journal what was done to an account, a post or a grant; `said` is kept as a hash alone."""
    journal.write(
        run.name,
        "account",
        standing=run.standing,
        object_id=target,
        changed=sorted(changed),
        after=keyed_hash(said),
        reason_code=run.reason_code,
    )


def may(run: Run, *rights: str) -> None:
    """Let the run go on under the first of `rights` over accounts that the actor holds.

    Raises:
        Refused: they hold none of them.
    """
    if isinstance(run.actor, SystemActor):
        rights = ("account",)
    held = [right for right in rights if verdict(run.actor, right, EVERYTHING)]
    permit(run, (held or list(rights))[0], EVERYTHING)


def _may_manage(run: Run) -> None:
    """Those who propose rights and those who approve them look after accounts."""
    may(run, "propose", "approve")


@bulk("account.open", "account", "propose")
def open_account(run: Run, *, email: str, name: str, language: str = "fr") -> User:
    """Open an account that may sign in and sees nothing until it holds a post."""
    _may_manage(run)
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
    enter(run, user.pk, {"email": user.email, "name": user.name}, ["email", "name"])
    return user


@bulk("account.close", "account", "propose")
def close_account(run: Run, *, user: UUID) -> None:
    """Close an account and end its posts at once: nothing of it works from this moment."""
    _may_manage(run)
    found = User.objects.select_for_update().filter(pk=user).first()
    if found is None:
        raise NotThere
    if found.pk == run.author:
        raise refuse(Denied(_("Nobody closes their own account."), "own"), run.name)
    found.is_active = False
    found.save(update_fields=["is_active"])
    open_posts = Post.objects.filter(holder=found, begins__lt=run.now).exclude(ends__lt=run.now)
    open_posts.update(ends=run.now)
    enter(run, found.pk, {"is_active": False}, ["is_active"])


def charge(
    *,
    role: str,
    component: str,
    office: str = "",
    organisation: str = "",
    clearance: int = UNCLASSIFIED,
    compartments: Collection[str] = (),
    begins: datetime,
    ends: datetime | None = None,
) -> dict[str, Any]:
    """The fields of a charge, from the profile's codes.

    Raises:
        BadInput: the profile knows no such code, the period ends before it begins, or a post of the
            mission would belong to an organisation.
    """
    mission = profile()
    in_order(begins, ends)
    if organisation and role not in OUTSIDE:
        raise BadInput(
            Problem(
                place=_("Organisation"),
                value=organisation,
                message=_("a post of the mission belongs to no other organisation"),
                remedy=_("Leave it empty, or choose the partner’s role."),
                code="organisation",
            )
        )
    return {
        "organisation": mission.organisation(organisation).number if organisation else 0,
        "role": mission.role(role).code,
        "component": mission.component(component).number,
        "office": mission.office(office).number if office else MISSION,
        "clearance": clearance,
        "compartments": sorted(mission.compartment(code).number for code in compartments),
        "begins": begins,
        "ends": ends,
    }


def keep_apart(holder: UUID, role: str, begins: datetime, ends: datetime | None) -> None:
    """Nobody holds a partner's, an auditor's or an account manager's post beside another one.

    Raises:
        BadInput: the post would stand beside one that it must not meet, or beside a borrowed one.
    """
    within = Q(ends__isnull=True) | Q(ends__gt=max(begins, clock.now()))
    if ends is not None:
        within &= Q(begins__lt=ends)
    roles = Post.objects.filter(within, holder=holder).values_list("role", flat=True)
    borrowed = Delegation.objects.filter(within, holder=holder).values_list("post__role", flat=True)
    met = {role, *roles, *borrowed}
    if len(met) > 1 and met & APART:
        raise BadInput(
            Problem(
                place=_("Role"),
                value=role,
                message=_("this role and another would be in the same hands"),
                remedy=_("Partners, auditors and managers of accounts hold nothing else."),
                code="apart",
            )
        )


def hold(run: Run, holder: UUID, terms: dict[str, Any]) -> Post:
    """Let `holder` hold a charge from now on or later; journaled, checked, never asked for here.

    Raises:
        BadInput: the role must be kept apart from what the holder has.
    """
    keep_apart(holder, terms["role"], terms["begins"], terms["ends"])
    post = Post(holder_id=holder, **terms)
    post.save()
    said = {"role": post.role, "office": post.office, "clearance": post.clearance, "holder": holder}
    enter(run, post.pk, said, ["role", "office", "clearance", "holder", "compartments"])
    return post


@bulk("post.appoint", "account", "account")
def appoint(run: Run, *, holder: UUID, begins: datetime | None = None, **said: Any) -> Post:
    """Give a person a post without a second pair of eyes: the founding of an instance alone may.

    Everybody else proposes a grant (`grants.propose`), which another person approves.
    """
    permit(run, "account", EVERYTHING)
    return hold(run, holder, charge(begins=begins or run.now, **said))


@bulk("post.end", "account", "propose")
def end_post(run: Run, *, post: UUID, ends: datetime | None = None) -> None:
    """End a post, at once or at `ends`: every right of it stops at that moment."""
    _may_manage(run)
    found = Post.objects.select_for_update().filter(pk=post).first()
    if found is None:
        raise NotThere
    moment = ends or max(run.now, found.begins + INSTANT)
    in_order(found.begins, moment)
    if found.ends is not None and moment > found.ends:
        raise BadInput(
            Problem(
                place=_("End"),
                value=moment.isoformat(),
                message=_("the post ends before that"),
                remedy=_("Propose a new post: nobody prolongs one alone."),
                code="prolonged",
            )
        )
    found.ends = moment
    found.save(update_fields=["ends"])
    enter(run, found.pk, {"ends": moment}, ["ends"])


def in_order(begins: datetime, ends: datetime | None) -> None:
    """Let a period pass that ends after it begins.

    Raises:
        BadInput: it does not.
    """
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


def new_link(run: Run, user: UUID) -> str:
    """Make a one-time link, and void those that were not used; its token, which is kept nowhere."""
    token = secrets.token_urlsafe(24)
    OneTimeLink.objects.filter(user_id=user, used_at__isnull=True).update(used_at=run.now)
    OneTimeLink.objects.create(digest=digest_of(token), user_id=user, expires=run.now + LINK_LASTS)
    enter(run, user, {"link": True}, ["link"])
    return token


def opens_nothing(user: UUID) -> bool:
    """Has the account neither a password nor a post, so that its first link needs one person?"""
    found = User.objects.filter(pk=user, is_active=True).first()
    return (
        found is not None
        and not found.has_usable_password()
        and not Post.objects.filter(holder=user).exists()
    )


@bulk("account.invite", "account", "propose")
def invite(run: Run, *, user: UUID) -> str:
    """Make the first one-time link of a person, to set their password; returns its token, once.

    Raises:
        BadInput: the account has a password or a post: a link would hand them to one person alone.
    """
    _may_manage(run)
    if not isinstance(run.actor, SystemActor) and not opens_nothing(user):
        raise BadInput(
            Problem(
                place=_("One-time link"),
                value="",
                message=_("this account has a password or a post already"),
                remedy=_("Propose a new way in; another person approves it."),
                code="in-use",
            )
        )
    return new_link(run, user)


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
    enter(run, link.user_id, {"password": True}, ["password"])
    return link.user


@bulk("password.change", "account", "own")
def change_password(run: Run, *, password: str) -> User:
    """Change one's own password; the page has asked for the old one."""
    user = User.objects.select_for_update().get(pk=run.author)
    user.set_password(password)
    user.save(update_fields=["password"])
    enter(run, user.pk, {"password": True}, ["password"])
    return user


@bulk("instance.found", "account", "account")
def found_instance(run: Run, *, administrator: str, adviser: str) -> dict[str, str]:
    """Make the two founding grants, once: a system administrator and the Senior POC Adviser.

    Returns the token of a one-time link for each e-mail address.

    Raises:
        BadInput: the instance has its founders, or both would be the same person.
    """
    permit(run, "account", EVERYTHING)
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
        tokens[email] = new_link(run, user.pk)
    return tokens
