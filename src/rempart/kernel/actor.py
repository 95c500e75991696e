"""Who acts: a person in their posts, or a named system actor; bound once per request or command.

The database learns only the actor's and the post's id and the clock; it looks the rights up itself
(`rempart.kernel.policy`). The `Actor` value here serves the reasons shown to people.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from uuid import UUID

from django.db import connections, transaction

from rempart.kernel import clock
from rempart.kernel.errors import NoActor

MISSION = 0
"""The office number of what belongs to the mission as a whole."""


@dataclass(frozen=True)
class Standing:
    """One post in force, or one that another holder has delegated for a time.

    `powers` lists the rights that a delegation carries; None means all those of the role.
    """

    post: UUID
    role: str
    component: int
    office: int
    clearance: int
    compartments: frozenset[int] = frozenset()
    label: str = ""
    on_behalf_of: UUID | None = None
    powers: frozenset[str] | None = None

    @property
    def broken_glass(self) -> bool:
        """Is this one's own post, widened for some hours to read more, and nothing else?"""
        return self.powers is not None and self.on_behalf_of is None


@dataclass(frozen=True)
class Actor:
    """A person at work: their id, the name shown, and what they may stand on right now."""

    id: UUID
    name: str
    standings: tuple[Standing, ...] = ()
    language: str = "fr"
    post: UUID | None = None

    alias = "default"

    @property
    def post_label(self) -> str:
        """The post under which the person acts, as the journal copies it."""
        chosen = [s for s in self.standings if s.post == self.post] or list(self.standings)
        return chosen[0].label if chosen else ""


@dataclass(frozen=True)
class SystemActor:
    """A named part of the system (`operator:root`, `sealer`) with rights of its own.

    `ceiling` is the highest marking that it reads; the database holds the ceiling of each kind of
    system actor and takes the lower of the two. `acting_for` is the person whose decision it
    carries out, where there is one: the journal names them.
    """

    name: str
    ceiling: int = 3
    language: str = "fr"
    standings: tuple[Standing, ...] = field(default=(), repr=False)
    acting_for: UUID | None = None

    alias = "system"
    id = UUID(int=0)
    post: UUID | None = None

    @property
    def kind(self) -> str:
        """What stands before the colon: the name under which the database knows its rights."""
        return self.name.partition(":")[0]

    @property
    def post_label(self) -> str:
        """System actors hold no post."""
        return ""


Anyone = Actor | SystemActor

_current: ContextVar[Anyone | None] = ContextVar("rempart_actor", default=None)
_builder: list[Callable[[UUID, UUID | None], Actor | None]] = []


def built_by(builder: Callable[[UUID, UUID | None], Actor | None]) -> None:
    """Let `people` say how an Actor is made of a user id and a chosen post: the one inversion."""
    _builder[:] = [builder]


def actor_of(user: UUID, post: UUID | None = None) -> Actor | None:
    """The Actor of a user who may sign in, with the posts in force now; None for nobody."""
    if not _builder:
        raise NoActor("no room has said how an Actor is built; is rempart.people installed?")
    return _builder[0](user, post)


def current() -> Anyone:
    """The actor bound here.

    Raises:
        NoActor: nobody is bound; the code forgot `acting_as`.
    """
    actor = _current.get()
    if actor is None:
        raise NoActor("nobody is bound: wrap the work in acting_as(actor)")
    return actor


def someone() -> Anyone | None:
    """The actor bound here, or None outside of any."""
    return _current.get()


def _tell(actor: Anyone) -> None:
    """Tell the session who acts, in which post, when, and no more."""
    name = actor.name if isinstance(actor, SystemActor) else str(actor.id)
    ceiling = actor.ceiling if isinstance(actor, SystemActor) else 0
    with connections[actor.alias].cursor() as cursor:
        cursor.execute(
            "SELECT set_config('rempart.actor', %s, true), set_config('rempart.post', %s, true),"
            " set_config('rempart.now', %s, true), set_config('rempart.ceiling', %s, true)",
            [name, str(actor.post or ""), clock.now().isoformat(), str(ceiling)],
        )


@contextmanager
def acting_as(actor: Anyone) -> Iterator[Anyone]:
    """Open a transaction on the actor's connection and act as them inside it.

    Nested, it is a savepoint; the outer actor is told to the session again on the way out.
    """
    outer = _current.get()
    token = _current.set(actor)
    try:
        with transaction.atomic(using=actor.alias):
            _tell(actor)
            yield actor
    finally:
        _current.reset(token)
    if outer is not None and connections[outer.alias].in_atomic_block:
        _tell(outer)


class RoleRouter:
    """People go through `rempart_app`, system actors through `rempart_system`."""

    def db_for_read(self, model: object, **hints: object) -> str:
        """The alias of whoever acts; the door's own when nobody does."""
        actor = _current.get()
        return "default" if actor is None else actor.alias

    db_for_write = db_for_read

    def allow_relation(self, *args: object, **hints: object) -> bool:
        """All aliases are one database."""
        return True

    def allow_migrate(self, db: str, *args: object, **hints: object) -> bool:
        """Only the owner changes the shape of the house."""
        return db == "owner"
