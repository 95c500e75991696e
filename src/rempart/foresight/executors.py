"""Where tasks run: in this process, in a pool of processes, or on a Ray cluster.

A task is a pure function of its argument. All three backings therefore give the same bytes on
machines of one type, in whatever order the results arrive.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from typing import Any, Protocol, TypeVar

from rempart.foresight.errors import ForesightError

try:
    import ray
except ImportError:
    ray = None  # type: ignore[assignment,unused-ignore]

T = TypeVar("T")
R = TypeVar("R")

ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "POLARS_MAX_THREADS": "1"}
QUIET_RAY = {"RAY_USAGE_STATS_ENABLED": "0", "RAY_DISABLE_IMPORT_WARNING": "1"}


class Executor(Protocol):
    """Runs one function over many tasks; `close` gives back what it held meanwhile."""

    def run(self, function: Callable[[T], R], tasks: Sequence[T]) -> Iterator[tuple[int, R]]:
        """Yield (position of the task, its result) as results arrive, in any order."""

    def close(self) -> None:
        """End workers; tasks that have not begun are dropped."""


class InProcess:
    """One task after the other, here."""

    def run(self, function: Callable[[T], R], tasks: Sequence[T]) -> Iterator[tuple[int, R]]:
        """Yield results in the order of the tasks."""
        for position, task in enumerate(tasks):
            yield position, function(task)

    def close(self) -> None:
        """Nothing is held."""


class Processes:
    """A pool of fresh processes, each on one thread; started by the first run, kept for others."""

    def __init__(self, workers: int) -> None:
        self._workers = workers
        self._pool: ProcessPoolExecutor | None = None

    def run(self, function: Callable[[T], R], tasks: Sequence[T]) -> Iterator[tuple[int, R]]:
        """Yield results as workers finish."""
        with _environment(ONE_THREAD):
            pool = self._started()
            waiting = {pool.submit(function, task): at for at, task in enumerate(tasks)}
        for done in as_completed(waiting):
            yield waiting[done], done.result()

    def close(self) -> None:
        """End the pool."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None

    def _started(self) -> ProcessPoolExecutor:
        if self._pool is None:
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(
                self._workers, mp_context=context, initializer=_leave_interrupts_to_the_parent
            )
        return self._pool


class Ray:
    """A Ray cluster: `address` of one that runs, or None to start one on this machine.

    Nothing is reported to anybody: usage statistics and the dashboard are off.
    """

    def __init__(self, address: str | None = None, workers: int | None = None) -> None:
        if ray is None:
            raise ForesightError("executor", "ray", "ray-missing")
        self._address = address
        self._workers = workers

    def run(self, function: Callable[[T], R], tasks: Sequence[T]) -> Iterator[tuple[int, R]]:
        """Yield results as the cluster finishes them."""
        self._start()
        remote: Any = ray.remote(num_cpus=1, runtime_env={"env_vars": ONE_THREAD})(function)
        waiting = {remote.remote(task): at for at, task in enumerate(tasks)}
        while waiting:
            done, _ = ray.wait(list(waiting), num_returns=1)
            yield waiting.pop(done[0]), ray.get(done[0])

    def close(self) -> None:
        """Leave the cluster, or end the one that was started here."""
        ray.shutdown()

    def _start(self) -> None:
        if ray.is_initialized():
            return
        quiet: dict[str, Any] = {"logging_level": "ERROR", "log_to_driver": False}
        with _environment(QUIET_RAY):
            if self._address:
                ray.init(address=self._address, **quiet)
            else:
                ray.init(num_cpus=self._workers, include_dashboard=False, **quiet)


def choose(name: str, workers: int, address: str | None = None) -> Executor:
    """The executor of this name: `in-process`, `processes` or `ray`."""
    if name == "in-process":
        return InProcess()
    if name == "processes":
        return Processes(workers)
    if name == "ray":
        return Ray(address, workers)
    raise ForesightError("executor", name, "executor-unknown")


def _leave_interrupts_to_the_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@contextmanager
def _environment(values: dict[str, str]) -> Iterator[None]:
    """Set variables that child processes inherit; put back what was there."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
