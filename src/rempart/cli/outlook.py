"""`rempart outlook`: forecast the mission's areas from a month, and keep what is issued."""

from __future__ import annotations

import os
import shutil
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Annotated

# one thread a task, before NumPy is loaded: many threads on few cores made 0.3 s into 29
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import typer
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rempart.cli.assessments import month_of
from rempart.cli.house import instance, operator, plainly, say
from rempart.cli.main import language
from rempart.kernel import clock
from rempart.kernel.actor import acting_as
from rempart.kernel.errors import BadInput
from rempart.outlook import ground, queries, reference
from rempart.outlook.actions import issue_month, unfinished
from rempart.outlook.computed import after
from rempart.outlook.models import Run

try:
    from rempart.foresight import executors
    from rempart.foresight.errors import ForesightError
    from rempart.outlook.running import compute, reference_until
except ImportError as error:
    missing = _("rempart: %(name)s is missing. Run “./rempart install foresight”.")
    raise SystemExit(missing % {"name": error.name}) from error

app = typer.Typer(no_args_is_help=True, add_completion=False)
group = typer.Typer(no_args_is_help=True)
app.add_typer(group, name="outlook")
CORES = len(os.sched_getaffinity(0))
_EVER = date(1900, 1, 1)
_REFUSED = 2


@app.callback()
def _root() -> None:
    """Keep `outlook` a command of its own."""


@group.command()
@plainly
def run(
    month: Annotated[str, typer.Option(help="2014-10: the last month known whole")],
    events: Annotated[
        Path | None, typer.Option("--reference", help="events of a continent, kept for later")
    ] = None,
    train_areas: Annotated[
        list[Path] | None, typer.Option(help="areas of other countries, kept; may be repeated")
    ] = None,
    executor: Annotated[
        str, typer.Option(help="how the work is done: in-process, processes or ray")
    ] = "processes",
    workers: Annotated[int, typer.Option(min=0, help="processes side by side; 0: all cores")] = 0,
) -> None:
    """Forecast one, three and six months on, and issue what has earned its place."""
    origin = month_of(month)
    if after(origin, 1) > clock.today():
        raise BadInput(unfinished(month))
    with instance(), acting_as(operator()):
        files = reference.keep(events, train_areas or [])
        try:
            made = _issued(origin, files, executor, workers or CORES)
        except ForesightError as error:
            say(error.render("en" if language() == "en" else "fr"))
            raise SystemExit(_REFUSED) from error
    for one in made:
        print(f"{one.reference}  {queries.office_name(one.office, language())}")
    print(ngettext("%(n)d office has its outlook.", "%(n)d offices have their outlook.", len(made))
          % {"n": len(made)})  # fmt: skip


def _issued(origin: date, files: reference.Reference, name: str, workers: int) -> list[Run]:
    until = reference_until(files)
    first = after(until, 1) if until else _EVER
    work = Path(settings.REMPART_HOME) / "outlook" / f"{origin:%Y-%m}"
    runner = executors.choose(name, workers)
    with closing(runner):
        computed = compute(
            origin, ground.features(origin), files, ground.incidents(first, origin),
            runner, work, _progress,
        )  # fmt: skip
    made = issue_month(computed=computed)
    shutil.rmtree(work, ignore_errors=True)
    return made


def _progress(done: int, total: int, stage: str) -> None:
    if done == total or done % max(total // 5, 1) == 0:
        say(f"{_stage(stage)} {done}/{total}")


def _stage(code: str) -> str:
    """What is being done, in the operator's language."""
    return {"fit": _("learning"), "score": _("trying"), "issue": _("forecasting")}[code]
