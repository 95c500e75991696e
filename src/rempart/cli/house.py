"""What every command that touches an instance shares: Django, the cluster, errors, the operator."""

from __future__ import annotations

import functools
import getpass
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, ParamSpec, TypeVar

from django.conf import settings
from django.db import OperationalError, ProgrammingError
from django.utils import translation
from django.utils.translation import gettext as _

from rempart.kernel import clock, journal, renewal
from rempart.kernel.actor import SystemActor
from rempart.kernel.cluster import Cluster
from rempart.kernel.errors import Problem, RempartError, Setup
from rempart.kernel.models import Instance
from rempart.kernel.policy import STRICT

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
    ceiling = STRICT if Instance.is_exercise() else settings.REMPART_OPERATOR_MARKING
    return SystemActor(f"operator:{name}", ceiling=ceiling, language=_language())


def _language() -> str:
    return (translation.get_language() or "fr")[:2]


@contextmanager
def instance(*, alone: bool = False) -> Iterator[Cluster | None]:
    """The instance's database, started if need be, and the journal sealed at the end.

    With DATABASE_URL the server is the operator's own and None is given. `alone` keeps every
    other command out for as long.

    Raises:
        Setup: there is no instance in REMPART_HOME.
    """
    if os.environ.get("DATABASE_URL"):
        _live()
        yield None
        journal.seal()
        return
    made = Cluster(settings.REMPART_HOME)
    if not made.made:
        raise Setup(
            Problem(
                "REMPART_HOME",
                settings.REMPART_HOME,
                _("holds no instance"),
                _("Run “./rempart init --profile NAME” first."),
            )
        )
    with renewal.using_the_house(made.home, alone=alone), made.serving() as cluster:
        _live()
        yield cluster
        journal.seal()


def _live() -> None:
    """Live at the instance's own time: an exercise has its clock, which goes on."""
    try:
        here = Instance.here()
    except ProgrammingError:  # no tables yet: `migrate` will make them
        return
    if here is not None and here.clock_shift is not None:
        clock.shift_to(datetime.now(UTC) + here.clock_shift)


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
