"""Access classes of doors: every view, job and export says who may come in.

* `public`: anybody, and nothing of the mission is shown (sign-in, health);
* `signed-in`: anybody with a post in force; the rows shown are those the walls let through;
* `account`: those who manage accounts; no content;
* `audit`: the auditor's trail.

A door that declares nothing fails the suite and is closed by the middleware.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest

from rempart.kernel.actor import Actor

CLASSES = ("public", "signed-in", "account", "audit")

KINDS = {"account": "account", "audit": "journal"}
"""The kind of row behind a class that a post in force alone does not open."""

Door = TypeVar("Door", bound=Callable[..., Any])


class Request(HttpRequest):
    """A request as a view gets it: with whoever is bound, and whether htmx asks."""

    actor: Actor
    htmx: Any


def declares(access: str) -> Callable[[Door], Door]:
    """Declare the access class of a view, a job or an export.

    Raises:
        ValueError: there is no such class.
    """
    if access not in CLASSES:
        raise ValueError(f"{access!r} is no access class; take one of {', '.join(CLASSES)}")

    def mark(door: Door) -> Door:
        door.access = access  # type: ignore[attr-defined]
        return door

    return mark


def declared(door: Callable[..., Any]) -> str | None:
    """The access class that a door declares, through class-based views and wrappers; or None."""
    for candidate in (door, getattr(door, "view_class", None), getattr(door, "__wrapped__", None)):
        access = getattr(candidate, "access", None)
        if access is not None:
            return str(access)
    return None
