"""Breaking the glass: reading more under one's own post for some hours, told to two people at once.

For the hour in which lives depend on a record that one is not cleared for. It needs a reason, ends
by the clock, gives no right to write, and is refused where nobody would be told.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from rempart.doctrine.loader import current as profile
from rempart.kernel import clock
from rempart.kernel.actions import Run, bulk
from rempart.kernel.errors import BadInput, NotThere, Problem, Refused, Text
from rempart.kernel.policy import APART, MARKINGS
from rempart.people.actions import INSTANT, enter
from rempart.people.models import BrokenGlass, Post, Told
from rempart.people.readers import posts_in_force

HOURS = range(1, 5)
"""What may be asked for: four hours at most, as the database holds too."""

WITNESSES = 2
_FIRST, _HEAD, _ELSE = "senior_adviser", "head_of_office", ("administrator", "dsrsg", "srsg")


@bulk("glass.break", "account", "own")
def break_glass(
    run: Run,
    *,
    post: UUID,
    clearance: int | None = None,
    compartments: Collection[str] = (),
    hours: int,
) -> BrokenGlass:
    """Read under one's own post up to `clearance`, and in `compartments`, for some hours.

    Raises:
        BadInput: no reason, nothing more to read, or not one to four hours.
        Refused: the post is one that reads no content, or there is nobody to tell.
    """
    own = _own_post(run.author, post)
    level = max(own.clearance, clearance or own.clearance)
    added = sorted({profile().compartment(code).number for code in compartments})
    _check(own, run.reason, level, added, hours)
    witnesses = _witnesses(own)
    ends = run.now + timedelta(hours=hours)
    glass = BrokenGlass.objects.create(
        post=own,
        clearance=level,
        compartments=added,
        reason=run.reason.strip(),
        begins=run.now,
        ends=min(ends, own.ends) if own.ends else ends,
    )
    Told.objects.bulk_create(
        Told(glass=glass, person_id=person, with_reason=reads) for person, reads in witnesses
    )
    said = {"clearance": level, "compartments": added, "ends": glass.ends}
    enter(run, glass.pk, said, ["clearance", "compartments", "ends", "post"])
    return glass


def _own_post(user: UUID, post: UUID) -> Post:
    mine = posts_in_force().filter(pk=post, holder=user)
    found = mine.select_for_update(of=("self",)).first()
    if found is None:
        raise NotThere
    if found.role in APART:
        message = _("this post reads no content, broken glass or not")
        raise Refused(
            Problem(_("Post"), None, message, _("Ask a colleague who is cleared."), "role")
        )
    return found


def _check(post: Post, reason: str, level: int, added: list[int], hours: int) -> None:
    problems = []
    if not reason.strip():
        remedy = _("Say whose life depends on what, without a name.")
        problems.append(_fault(_("Reason"), _("breaking the glass needs a reason"), remedy))
    if hours not in HOURS:
        remedy = _("Choose one to four hours.")
        problems.append(_fault(_("Hours"), _("the glass is broken for four hours at most"), remedy))
    if level not in MARKINGS or (level == post.clearance and set(added) <= set(post.compartments)):
        remedy = _("Choose a higher marking or a compartment that you are not in.")
        problems.append(_fault(_("What to read"), _("you read this already"), remedy))
    if in_force(post).exists():
        remedy = _("End it first, or use it.")
        problems.append(_fault(_("Post"), _("its glass is broken already"), remedy))
    if problems:
        raise BadInput.of(problems)


def _fault(place: Text, message: Text, remedy: Text) -> Problem:
    return Problem(place, "", message, remedy, "glass")


def in_force(post: Post) -> QuerySet[BrokenGlass]:
    """The glass of a post that is broken now."""
    now = clock.now()
    return BrokenGlass.objects.filter(post=post, begins__lte=now, ends__gt=now)


def _witnesses(post: Post) -> list[tuple[UUID, bool]]:
    """Who is told, and whether they read the reason too.

    The Senior POC Adviser and the heads of the office; where those are fewer than two, whoever
    manages accounts, who is not told the reason, and the mission's leaders.

    Raises:
        Refused: fewer than two people would know.
    """
    found: dict[UUID, bool] = {}
    for roles in ((_FIRST, _HEAD), _ELSE):
        if len(found) >= WITNESSES:
            break
        for other in posts_in_force().filter(role__in=roles):
            here = other.role != _HEAD or other.office == post.office
            if here and other.holder_id != post.holder_id:
                found[other.holder_id] = found.get(other.holder_id, False) or (
                    other.role not in APART
                )
    if len(found) < WITNESSES:
        message = _("fewer than two people would be told")
        remedy = _("Ask a colleague who is cleared; let a head of office be appointed.")
        raise Refused(Problem(_("Witnesses"), len(found), message, remedy, "witnesses"))
    return list(found.items())


@bulk("glass.end", "account", "own")
def end(run: Run, *, glass: UUID) -> None:
    """End it before its time: who broke it may, and who was told of it.

    Raises:
        NotThere: it is neither one's own nor one that one was told of.
    """
    found = _mine_or_told(run.author, glass).select_for_update(of=("self",)).first()
    if found is None:
        raise NotThere
    found.ends = min(found.ends, max(run.now, found.begins + INSTANT))
    found.save(update_fields=["ends"])
    enter(run, found.pk, {"ends": found.ends}, ["ends"])


@bulk("glass.read", "account", "own")
def acknowledge(run: Run, *, glass: UUID) -> None:
    """Say that one has read of it.

    Raises:
        NotThere: one was not told of it.
    """
    told = Told.objects.filter(glass=glass, person=run.author, read_at__isnull=True)
    if not told.update(read_at=run.now):
        raise NotThere
    enter(run, glass, {"read": True}, ["read_at"])


def _mine_or_told(user: UUID, glass: UUID) -> QuerySet[BrokenGlass]:
    told = Told.objects.filter(person=user).values("glass")
    return BrokenGlass.objects.filter(Q(post__holder=user) | Q(pk__in=told), pk=glass)


def own(user: UUID) -> QuerySet[BrokenGlass]:
    """What a person broke, the latest first."""
    rows = BrokenGlass.objects.filter(post__holder=user).select_related("post")
    return rows.order_by("-begins", "-id")[:20]


def told_of(user: UUID) -> QuerySet[Told]:
    """What a person was told of, the latest first."""
    rows = Told.objects.filter(person=user).select_related("glass__post__holder")
    return rows.order_by("-glass__begins", "-id")[:50]
