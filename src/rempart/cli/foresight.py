"""`rempart foresight`: backtest, forecast, score. Given files, it needs no instance."""

from __future__ import annotations

import functools
import importlib
import os
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Annotated, ParamSpec

# one thread a task, before NumPy is loaded: many threads on few cores made 0.3 s into 29
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import typer

from rempart.cli.main import language
from rempart.cli.start import set_up
from rempart.kernel import clock

try:
    from rempart.foresight import executors, report
    from rempart.foresight.backtest import Backtest
    from rempart.foresight.engine import WHY_NOT_LIGHTGBM
    from rempart.foresight.errors import ForesightError
    from rempart.foresight.evaluate import evaluate
    from rempart.foresight.events import Kind
    from rempart.foresight.hindsight import score_issue
    from rempart.foresight.issue import issue, issue_plan, read_issue
    from rempart.foresight.messages import Language, say
    from rempart.foresight.months import month_of, read_leads, read_month, read_span
    from rempart.foresight.outlines import read_areas
    from rempart.foresight.panel import whole_until
    from rempart.foresight.workspace import Workspace, backtest_plan, lay_out, lay_out_events
except ImportError as error:
    missing = {
        "fr": f"rempart : {error.name} manque. Lancez « ./rempart install foresight »",
        "en": f"rempart: {error.name} is missing. Run “./rempart install foresight”",
    }
    raise SystemExit(missing[language()]) from error

P = ParamSpec("P")
TARGETS = {kind.name.lower().replace("_", "-"): kind for kind in Kind}
REGISTER = "register"
DEFAULT_LEADS = "1,3,6"
SHOWN_AREAS = 10
INTERRUPTED = 130
_REFUSED = 2


def tongue() -> Language:
    """The operator's language, as the messages know it."""
    return "en" if language() == "en" else "fr"


def remark(text: str) -> None:
    """Progress and remarks go to standard error, so that standard output can be piped."""
    print(text, file=sys.stderr, flush=True)


def helped(key: str) -> str:
    """The help of a command or option."""
    return say(f"help-{key}", tongue())


app = typer.Typer(add_completion=False, no_args_is_help=True)
group = typer.Typer(no_args_is_help=True, help=helped("foresight"))
app.add_typer(group, name="foresight")

Events = Annotated[str, typer.Option(help=helped("events"))]
AreaFile = Annotated[Path, typer.Option(help=helped("areas"))]
TrainAreas = Annotated[list[Path] | None, typer.Option(help=helped("train-areas"))]
Leads = Annotated[str, typer.Option(help=helped("leads"))]
Target = Annotated[str, typer.Option(help=helped("target"))]
TrainFrom = Annotated[str, typer.Option(help=helped("train-from"))]
Until = Annotated[str, typer.Option(help=helped("until"))]
ExecutorName = Annotated[str, typer.Option("--executor", help=helped("executor"))]
Workers = Annotated[int, typer.Option(min=0, help=helped("workers"))]
RayAddress = Annotated[str, typer.Option(help=helped("ray-address"))]
Out = Annotated[Path, typer.Option(help=helped("out"))]
CORES = len(os.sched_getaffinity(0))


@app.callback()
def _root() -> None:
    """Keep `foresight` a command of its own."""


def plainly(command: Callable[P, None]) -> Callable[P, None]:
    """Say refusals and interruptions in the operator's language, without a traceback."""

    @functools.wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            if WHY_NOT_LIGHTGBM:
                remark(say("engine-fallback", tongue(), why=WHY_NOT_LIGHTGBM))
            command(*args, **kwargs)
        except ForesightError as error:
            remark(error.render(tongue()))
            raise SystemExit(_REFUSED) from error
        except KeyboardInterrupt as error:
            remark("\n" + say("interrupted", tongue()))
            raise SystemExit(INTERRUPTED) from error

    return run


class Progress:
    """Says how far a stage is and how long it has left, on one line that renews itself."""

    def __init__(self) -> None:
        self._stage = ""
        self._began = 0.0
        self._before = 0

    def __call__(self, done: int, total: int, stage: str) -> None:
        """Note that `done` tasks of `total` are done; what an earlier run did costs no time."""
        now = time.monotonic()
        if stage != self._stage:
            self._stage, self._began, self._before = stage, now, done
        each = (now - self._began) / max(done - self._before, 1)
        left = _duration(each * (total - done)) if done > self._before else "…"
        line = say(
            "progress", tongue(), stage=say(stage, tongue()), done=done, total=total, left=left
        )
        last = "\n" if done == total else ""
        if sys.stderr.isatty():
            print(f"\r\x1b[K{line}{last}", end="", file=sys.stderr, flush=True)
        elif done == total or done % max(total // 10, 1) == 0:
            remark(line)


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02d} s" if minutes else f"{rest} s"


@group.command(help=helped("backtest"))
@plainly
def backtest(
    events: Events,
    areas: AreaFile,
    origins: Annotated[str, typer.Option(help=helped("origins"))],
    out: Out,
    train_areas: TrainAreas = None,
    leads: Leads = DEFAULT_LEADS,
    target: Target = "one-sided",
    train_from: TrainFrom = "",
    until: Until = "",
    executor: ExecutorName = "processes",
    workers: Workers = 0,
    ray_address: RayAddress = "",
    seed: Annotated[int, typer.Option(help=helped("seed"))] = 1,
) -> None:
    """Forecast past months as one could have at the time, and score them."""
    runner = executors.choose(executor, workers or CORES, ray_address or None)
    workspace = _laid_out(events, areas, train_areas, out, until)
    plan = backtest_plan(
        workspace,
        target=_kind(target),
        leads=read_leads(leads),
        origins=read_span(origins),
        train_from=read_month(train_from) if train_from else None,
        seed=seed,
    )
    with closing(runner):
        results = Backtest(plan, workspace.data, out / "work", Progress()).run(runner)
    evaluation = evaluate(plan, results)
    known = (len(workspace.areas), workspace.areas.edition)
    report.write_report(evaluation, plan, known, out, tongue())
    print(report.markdown(evaluation, plan, known[0], tongue()))
    remark(say("written", tongue(), place=out))


@group.command(help=helped("forecast"))
@plainly
def forecast(
    events: Events,
    areas: AreaFile,
    out: Out,
    train_areas: TrainAreas = None,
    backtest: Annotated[Path | None, typer.Option(help=helped("guard"))] = None,
    leads: Leads = DEFAULT_LEADS,
    target: Target = "one-sided",
    train_from: TrainFrom = "",
    until: Until = "",
    executor: ExecutorName = "in-process",
    workers: Workers = 0,
    ray_address: RayAddress = "",
) -> None:
    """Forecast the months after the last one known; the guard decides what is issued."""
    runner = executors.choose(executor, workers or CORES, ray_address or None)
    workspace = _laid_out(events, areas, train_areas, out, until)
    if backtest is None:
        remark(say("no-skill-known", tongue()))
        choices = {}
    else:
        choices = report.read_guard(backtest, workspace.areas.edition, _kind(target))
    start = read_month(train_from) if train_from else workspace.panel.start
    plan = issue_plan(
        workspace.folders, _kind(target), read_leads(leads), workspace.known_until, start
    )
    with closing(runner):
        table = issue(plan, choices, runner, out, tongue())
    for lead in plan.leads:
        for row in table.filter(lead=lead).head(SHOWN_AREAS).iter_rows(named=True):
            print(
                f"{row['month']}  {row['probability']:6.1%}  ({row['mix_probability']:6.1%})  "
                f"{row['name']}  [{row['why']}]"
            )
    remark(say("written", tongue(), place=out))


@group.command(help=helped("score"))
@plainly
def score(
    issued: Annotated[Path, typer.Option("--forecast", help=helped("issue"))],
    events: Events,
    areas: AreaFile,
    until: Until = "",
) -> None:
    """Score an issued forecast against what happened."""
    forecasts = read_issue(issued)
    workspace = _laid_out(events, areas, None, issued, until)
    table, waiting = score_issue(forecasts, workspace.panel)
    table.write_csv(issued / "hindsight.csv", float_precision=6)
    print(report.plain_table(table))
    if waiting:
        remark(say("waiting", tongue(), leads=", ".join(map(str, waiting))))


def _laid_out(
    events: str, areas: Path, others: list[Path] | None, out: Path, until: str
) -> Workspace:
    today = clock.today()
    running = month_of(today.year, today.month)
    last = read_month(until) if until else None
    if events == REGISTER:
        workspace = _of_register(areas, others or (), out / "work", last, running)
    else:
        workspace = lay_out(
            Path(events), areas, others or (), out / "work", last=last, running=running
        )
    for note in workspace.areas.notes:
        kind, _, place = note.partition(":")
        remark(say(kind, tongue(), place=place))
    if workspace.panel.outside:
        remark(say("outside", tongue(), count=workspace.panel.outside))
    if workspace.panel.later:
        remark(say("later", tongue(), count=workspace.panel.later))
    return workspace


def _of_register(
    areas: Path, others: Sequence[Path], folder: Path, last: int | None, running: int
) -> Workspace:
    """The register's incidents over the areas: the only events that need an instance."""
    set_up(language())
    source, digest = importlib.import_module("rempart.cli.register_events").read()
    until = whole_until(source.span()[1], last, running)
    geographies = [read_areas(path) for path in (areas, *others)]
    return lay_out_events([(source, one) for one in geographies], digest, folder, until)


def _kind(name: str) -> Kind:
    if name not in TARGETS:
        raise ForesightError("--target", name, "target-unknown", known=", ".join(TARGETS))
    return TARGETS[name]
