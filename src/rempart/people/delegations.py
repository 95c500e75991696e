"""Lending the powers of one's own post: for a time that must end, with a reason, to a colleague."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from rempart.kernel.actions import Run, bulk, refuse
from rempart.kernel.errors import BadInput, NotThere, Problem
from rempart.kernel.policy import RIGHT_NAMES, RIGHTS, Denied
from rempart.people.actions import INSTANT, enter, in_order, keep_apart
from rempart.people.models import Delegation, Post, User


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
    _lendable(found.role, powers)
    if not run.reason.strip():
        raise BadInput(
            Problem(_("Reason"), "", _("a delegation needs a reason"), _("Say why in a sentence."))
        )
    begins = begins or run.now
    in_order(begins, ends)
    if not User.objects.filter(pk=holder, is_active=True).exclude(pk=found.holder_id).exists():
        raise BadInput(
            Problem(
                place=_("To whom"),
                value="",
                message=_("this account is closed, or your own"),
                remedy=_("Choose a colleague who holds a post."),
                code="holder",
            )
        )
    keep_apart(holder, found.role, begins, ends)
    lent = Delegation.objects.create(
        post=found,
        holder_id=holder,
        powers=sorted(powers),
        reason=run.reason,
        begins=begins,
        ends=ends,
    )
    said = {"post": post, "holder": holder, "powers": sorted(powers)}
    enter(run, lent.pk, said, ["post", "holder", "powers", "begins", "ends"])
    return lent


@bulk("post.end-delegation", "account", "delegate")
def end_delegation(run: Run, *, delegation: UUID) -> None:
    """Take a delegation back at once: its grantor or its holder may."""
    lent = Delegation.objects.select_for_update().filter(pk=delegation).first()
    if lent is None or run.author not in (lent.post.holder_id, lent.holder_id, UUID(int=0)):
        raise NotThere
    lent.ends = min(lent.ends, max(run.now, lent.begins + INSTANT))
    lent.save(update_fields=["ends"])
    enter(run, lent.pk, {"ends": lent.ends}, ["ends"])


def powers_of(role: str) -> list[str]:
    """What a holder of `role` may lend; reading goes with every power and is not lent alone."""
    held = {right.act for right in RIGHTS if right.role == role}
    return sorted(held - {"read", "read_own", "summary"})


def _lendable(role: str, powers: Collection[str]) -> None:
    held = powers_of(role)
    lacking = sorted(set(powers) - set(held))
    if lacking or not powers:
        raise BadInput(
            Problem(
                place=_("Powers"),
                value=power_names(lacking),
                message=_("the post does not hold these powers"),
                remedy=_Powers(held),
                code="powers",
            )
        )


def power_names(powers: Collection[str]) -> str:
    """Powers in words, in the language in force."""
    return ", ".join(str(RIGHT_NAMES[power]) for power in powers)


class _Powers:
    """A lazy remedy that lists the powers that may be lent."""

    def __init__(self, held: Collection[str]) -> None:
        self.held = held

    def __str__(self) -> str:
        return str(_("Choose among those that it holds: ")) + power_names(self.held)
