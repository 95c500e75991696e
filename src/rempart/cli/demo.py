"""`rempart demo`: the exercise on a fresh machine, from nothing to a page and twenty documents."""

from __future__ import annotations

import json
import logging
import shutil
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings
from django.db import connections
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from rempart.cli.assessments import write_documents
from rempart.cli.house import instance, operator, plainly, say
from rempart.cli.instance import build, serve_until_stopped
from rempart.doctrine import loader
from rempart.doctrine.loader import Profile
from rempart.exercise.parts import WORDS
from rempart.exercise.staging import play
from rempart.exercise.story import has_story
from rempart.kernel import building, clock, watch
from rempart.kernel.actor import acting_as
from rempart.kernel.cluster import Cluster
from rempart.kernel.errors import BadInput, Problem, Setup
from rempart.kernel.models import Instance
from rempart.people.readers import posts_in_force
from rempart.people.standing import label

app = typer.Typer(add_completion=False)
MARK = "exercise.json"
"""In REMPART_HOME: which exercise this is, and whether it was played to its end."""

MORNING = time(8, tzinfo=UTC)
CHECKED = (date(2014, 11, 30), 1)
"""The date and seed for which the tests prove that no invented event meets a real one."""


@app.callback()
def group() -> None:
    """The exercise."""


@app.command()
@plainly
def demo(
    profile: Annotated[str, typer.Option(help="the mission profile: a name or a folder")] = "",
    day: Annotated[
        str, typer.Option("--date", help="the day of the exercise: 2014-11-30, or today")
    ] = "2014-11-30",
    seed: Annotated[int, typer.Option(help="another seed, another story")] = CHECKED[1],
    out: Annotated[Path, typer.Option(help="the folder of the documents")] = Path("out"),
    port: Annotated[int, typer.Option(help="the port to listen on")] = 8000,
    serve: Annotated[bool, typer.Option(help="serve the pages when all is made")] = True,
) -> None:
    """Make the exercise in one command, write its documents, and serve it on this machine."""
    _hush()
    until, told = _date(day), _profiles_with_a_story()
    profile = profile or told[0]
    wanted = {"profile": profile, "date": day, "seed": seed}
    mission = loader.load(profile)
    if not has_story(mission.folder):
        message, remedy = _("has no exercise"), _("Take one of: %(names)s.")
        remedy %= {"names": ", ".join(told)}
        raise BadInput(Problem("--profile", profile, message, remedy, "story"))
    if _standing(wanted):
        say(_("The exercise is there already: it goes on."))
    else:
        _make(mission, profile, until, seed, wanted)
    with instance():
        building.up_to_date()
        if (until, seed) != CHECKED:
            say(_("This date and seed were not checked against real events."))
        _documents(out, until)
        if serve:
            _introduce(port)
            serve_until_stopped("127.0.0.1", port)


def _hush() -> None:
    """Keep the watchman's lines off the terminal, but for faults; the server sets them up anew."""
    settings.LOGGING["loggers"][watch.LOG]["level"] = "ERROR"
    logging.getLogger(watch.LOG).setLevel(logging.ERROR)


def _profiles_with_a_story() -> list[str]:
    """The shipped profiles that have an exercise."""
    return sorted(folder.name for folder in loader.PROFILES.iterdir() if has_story(folder))


def _date(given: str) -> date:
    if given in ("today", "aujourd’hui", "aujourd'hui"):
        return datetime.now(UTC).date()
    try:
        return date.fromisoformat(given)
    except ValueError as error:
        message, remedy = _("is no day of the calendar"), _("Write it as 2014-11-30.")
        raise BadInput(Problem("--date", given, message, remedy, "day")) from error


def _standing(wanted: dict[str, object]) -> bool:
    """Is the exercise that is wanted there, whole? What was cut off half-way is taken away.

    Raises:
        Setup: the home holds a real instance, or another exercise.
    """
    home = Path(settings.REMPART_HOME)
    mark = home / MARK
    if not mark.exists():
        if Cluster(home).made:
            message, remedy = _("holds a real instance"), _("Give another REMPART_HOME.")
            raise Setup(Problem("REMPART_HOME", home, message, remedy, "not-an-exercise"))
        return False
    said = json.loads(mark.read_text())
    if said.pop("whole"):
        if said != wanted:
            message = _("holds another exercise: %(said)s") % {"said": said}
            remedy = _("Give another REMPART_HOME, or delete this one.")
            raise Setup(Problem("REMPART_HOME", home, message, remedy, "other-exercise"))
        return True
    say(_("The exercise was cut off half-way: it is made anew."))
    Cluster(home).stop()
    shutil.rmtree(home)
    return False


def _make(mission: Profile, name: str, until: date, seed: int, wanted: dict[str, object]) -> None:
    home = Path(settings.REMPART_HOME)
    say(_("Making the instance…"))
    cluster = build(name, mission, exercise=True, before=lambda: _mark(home, wanted, whole=False))
    with cluster.serving():
        _commit_without_waiting()
        play(mission, until, seed, _progress)
        begins = datetime.combine(until, MORNING)
        shift = None if until == datetime.now(UTC).date() else begins - datetime.now(UTC)
        Instance.objects.using("owner").filter(pk=1).update(clock_shift=shift)
        connections.close_all()
    _mark(home, wanted, whole=True)


def _commit_without_waiting() -> None:
    """Let the play's own sessions commit without waiting for the disk.

    A play that is cut off is made anew; when it ends, the instance's own row is committed by
    another session, which waits for the disk and so for all that was committed before it.
    """
    for alias in ("default", "system"):
        with connections[alias].cursor() as cursor:
            cursor.execute("SET synchronous_commit = off")


def _mark(home: Path, wanted: dict[str, object], *, whole: bool) -> None:
    (home / MARK).write_text(json.dumps(wanted | {"whole": whole}) + "\n")


def _progress(what: str, done: int, of: int) -> None:
    words = WORDS[what]
    end = "\n" if done == of or not sys.stderr.isatty() else "\r"
    print(f"  {words}: {done}/{of}", end=end, file=sys.stderr, flush=True)


def _documents(out: Path, until: date) -> None:
    """The month in draft of every office, in both languages and formats."""
    with acting_as(operator()):
        for office in loader.current().offices:
            write_documents(office.code, until.replace(day=1), out, ["fr", "en"], ["pdf", "docx"])


def _introduce(port: int) -> None:
    """The address, the accounts and where the documents are."""
    print(f"\nhttp://127.0.0.1:{port}/\n")
    print(_("One click signs you in as any of these; it works on this machine only:"))
    for line in _accounts():
        print(f"  {line}")
    print(_("It is %(day)s in the exercise. Ctrl-C stops everything.") % {
        "day": f"{clock.now():%Y-%m-%d %H:%M}"
    })  # fmt: skip


def _accounts() -> Iterator[str]:
    words = (get_language() or "fr")[:2]
    for post in posts_in_force().order_by("office", "role"):
        yield f"{post.holder.email:<42} {label(post.role, post.office, words)}"
