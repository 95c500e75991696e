"""What the pages of accounts, posts, grants and delegations show. No content of the mission."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import CharField, F, Func, Prefetch, Q, QuerySet, Value

from rempart.doctrine.loader import current as profile
from rempart.kernel import clock
from rempart.kernel.actor import Actor
from rempart.kernel.policy import APART, MARKINGS, OUTSIDE
from rempart.people.models import Charge, Delegation, Grant, Period, Post, User
from rempart.people.readers import posts_in_force
from rempart.people.standing import label

SIZE = 50
DECIDED_SHOWN = 30


def _fold(what: F | Value) -> Func:
    """Text without accents and capitals, as the database sorts and finds it."""
    return Func(what, function="kernel.fold", output_field=CharField())


@dataclass(frozen=True)
class Page:
    """Some accounts in the order of their names; `next` is the id after which the rest comes."""

    rows: tuple[User, ...]
    next: str = ""
    first: bool = True


def _posts_to_show() -> Prefetch[str]:
    """Posts in force or to come, with those of an account at `to_show`."""
    coming = Post.objects.filter(Q(ends__isnull=True) | Q(ends__gt=clock.now()))
    return Prefetch("posts", coming.order_by("begins", "id"), to_attr="to_show")


def accounts(words: str = "", after: str = "", closed: bool = False) -> Page:
    """Accounts by name: open ones, or closed ones; `words` are sought in names and addresses."""
    rows = User.objects.filter(is_active=not closed).annotate(folded=_fold(F("name")))
    for word in words.split():
        rows = rows.filter(Q(folded__contains=_fold(Value(word))) | Q(email__icontains=word))
    last = User.objects.annotate(folded=_fold(F("name"))).filter(pk__in=_uuid(after)).first()
    if last is not None:
        rows = rows.filter(Q(folded__gt=last.folded) | Q(folded=last.folded, id__gt=last.pk))
    listed = list(rows.order_by("folded", "id").prefetch_related(_posts_to_show())[: SIZE + 1])
    onward = str(listed[SIZE - 1].pk) if len(listed) > SIZE else ""
    return Page(tuple(listed[:SIZE]), onward, first=last is None)


def _uuid(text: str) -> list[UUID]:
    try:
        return [UUID(text)]
    except ValueError:
        return []


def tally() -> dict[str, int]:
    """How many accounts are open, posts in force, and proposals waiting."""
    return {
        "accounts": User.objects.filter(is_active=True).count(),
        "posts": posts_in_force().count(),
        "waiting": Grant.objects.filter(state=Grant.PROPOSED).count(),
    }


def posts_of(user: User) -> list[Post]:
    """Every post of a person, the latest first."""
    return list(Post.objects.filter(holder=user).order_by("-begins", "-id"))


def waiting(holder: User | None = None) -> QuerySet[Grant]:
    """Proposals on which nobody has decided, the oldest first."""
    rows = Grant.objects.filter(state=Grant.PROPOSED).select_related("holder", "proposed_by")
    rows = rows.filter(holder=holder) if holder else rows
    return rows.order_by("proposed_at", "id")


def decided() -> QuerySet[Grant]:
    """The latest proposals that were decided on or taken back."""
    rows = Grant.objects.exclude(state=Grant.PROPOSED)
    rows = rows.select_related("holder", "proposed_by", "decided_by")
    return rows.order_by("-decided_at", "-id")[:DECIDED_SHOWN]


def lent_by(user: UUID) -> QuerySet[Delegation]:
    """What a person lends now or will lend, and has lent: the latest first."""
    rows = Delegation.objects.filter(post__holder=user).select_related("post", "holder")
    return rows.order_by("-ends", "-id")[:SIZE]


def borrowed_by(user: UUID) -> QuerySet[Delegation]:
    """What a person borrows now or has borrowed: the latest first."""
    rows = Delegation.objects.filter(holder=user).select_related("post__holder")
    return rows.order_by("-ends", "-id")[:SIZE]


def colleagues(actor: Actor) -> list[tuple[UUID, str, list[Post]]]:
    """Whom a power may be lent to: id, name and posts in force of everybody else, by name.

    Roles that are kept apart lend to their own kind only, and the others never to them.
    """
    mine = {s.role for s in actor.standings if s.on_behalf_of is None}
    found: dict[UUID, list[Post]] = {}
    for post in posts_in_force().exclude(holder=actor.id).order_by("holder__name", "id"):
        found.setdefault(post.holder_id, []).append(post)
    return [
        (holder, held[0].holder.name, held)
        for holder, held in found.items()
        if mine | {post.role for post in held} == mine
        or not APART & (mine | {post.role for post in held})
    ]


def in_words(charge: Charge, language: str) -> str:
    """A charge in words: "Expert(e) PDC, Gao – Confidentiel – Enfants"."""
    mission = profile()
    said = [label(charge.role, charge.office, language)]
    if charge.organisation:
        said.append(mission.organisation(charge.organisation).label(language))
    said.append(str(MARKINGS[charge.clearance]))
    said += [mission.compartment(number).label(language) for number in charge.compartments]
    return " – ".join(said)


def condition(charge: Period) -> str:
    """Where a period stands by the clock: `coming`, `current` or `over`."""
    now = clock.now()
    if charge.begins > now:
        return "coming"
    return "current" if charge.ends is None or charge.ends > now else "over"


def partners_of(organisations: Iterable[int]) -> int:
    """How many people hold a post of some organisations now: who reads what is released to them."""
    return (
        posts_in_force()
        .filter(organisation__in=list(organisations), role__in=OUTSIDE)
        .values("holder")
        .distinct()
        .count()
    )
