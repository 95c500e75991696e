"""Errors a person can act on: each names the place, the value and the remedy.

Texts are lazy translations, so that the same error is read in French by one and in English by
another. `str(error)` renders it in the language in force.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@runtime_checkable
class Lazy(Protocol):
    """Anything that says itself in the language in force when it is read."""

    def __str__(self) -> str: ...


Text = str | Promise | Lazy


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, where it is, what stood there, and what mends it."""

    place: Text
    value: object
    message: Text
    remedy: Text
    code: str = ""

    def __str__(self) -> str:
        """The problem on one line: place: message (value). Remedy."""
        shown = "" if self.value in (None, "") else f" ({str(self.value)[:120]!r})"
        return f"{self.place}: {self.message}{shown}. {self.remedy}"


class RempartError(Exception):
    """What every room raises when it refuses; doors turn it into a page, JSON or an exit code."""

    http_status = 400
    exit_code = 2

    def __init__(self, *problems: Problem) -> None:
        super().__init__(*problems)
        self.problems: tuple[Problem, ...] = problems

    @classmethod
    def of(cls, problems: Iterable[Problem]) -> RempartError:
        """The error that carries `problems` together, so that a person mends them in one go."""
        return cls(*problems)

    def __str__(self) -> str:
        """All problems, one a line, in the language in force."""
        return "\n".join(str(problem) for problem in self.problems)


class BadInput(RempartError):
    """What was given cannot be taken as it is."""


class Conflict(RempartError):
    """Somebody else changed the record since it was read; both versions are kept."""

    http_status = 409


class NotThere(RempartError):
    """Nothing at this address for this reader: the same words whether hidden or absent."""

    http_status = 404

    def __init__(self) -> None:
        super().__init__(
            Problem(
                place=_("Address"),
                value=None,
                message=_("nothing at this address for your post"),
                remedy=_("Check the reference, or ask the office that gave it to you."),
                code="not-there",
            )
        )


class Refused(RempartError):
    """The reader may see the record but not do this to it; the problem says why."""

    http_status = 403


class NoActor(RuntimeError):
    """Guarded rows were asked for with nobody bound: a fault of ours, never shown as empty."""


class Setup(RempartError):
    """The machine or the instance is not ready; the remedy is a command."""

    http_status = 503
