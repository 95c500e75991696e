"""What every command that touches an instance shares: Django, the cluster, errors, the operator."""

from __future__ import annotations

import functools
import getpass
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, ParamSpec, TypeVar

from django.conf import settings
from django.db import OperationalError
from django.utils import translation
from django.utils.translation import gettext as _

from rempart.kernel import journal
from rempart.kernel.actor import SystemActor
from rempart.kernel.cluster import Cluster
from rempart.kernel.errors import Problem, RempartError, Setup

P = ParamSpec("P")
R = TypeVar("R")


def say(text: str) -> None:
    """Progress and remarks go to standard error, so that standard output can be piped."""
    print(text, file=sys.stderr, flush=True)


def operator() -> SystemActor:
    """The system actor of whoever runs the command, with the marking that the mission allows."""
    try:
        name = getpass.getuser()
    except (KeyError, OSError):
        name = str(os.getuid())
    return SystemActor(
        f"operator:{name}", ceiling=settings.REMPART_OPERATOR_MARKING, language=_language()
    )


def _language() -> str:
    return (translation.get_language() or "fr")[:2]


@contextmanager
def instance() -> Iterator[Cluster | None]:
    """The instance's database, started if need be, and the journal sealed at the end.

    With DATABASE_URL the server is the operator's own and None is given.

    Raises:
        Setup: there is no instance in REMPART_HOME.
    """
    if os.environ.get("DATABASE_URL"):
        yield None
        journal.seal()
        return
    made = Cluster(settings.REMPART_HOME)
    if not (made.data / "PG_VERSION").exists():
        raise Setup(
            Problem(
                "REMPART_HOME",
                settings.REMPART_HOME,
                _("holds no instance"),
                _("Run “./rempart init --profile NAME” first."),
            )
        )
    with made.serving() as cluster:
        yield cluster
        journal.seal()


def plainly(command: Callable[P, R]) -> Callable[P, R]:
    """Say refusals in the operator's language and exit with a status, instead of a traceback."""

    @functools.wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> Any:
        try:
            return command(*args, **kwargs)
        except RempartError as error:
            say(str(error))
            raise SystemExit(error.exit_code) from error
        except OperationalError as error:
            say(_("The database cannot be reached. Run “./rempart init --profile NAME” first."))
            say(f"  {str(error).strip().splitlines()[-1]}")
            raise SystemExit(3) from error

    return run
