"""What the worker does by itself, over and over: each room registers its chores in its `apps.py`.

A chore that stumbles is logged by its name and its error's class, never by its words, and comes
round again; the others go on.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from rempart.kernel import journal, retention
from rempart.kernel.registry import Registry
from rempart.kernel.watch import tell


@dataclass(frozen=True)
class Chore:
    """Something to be done every so many seconds, by whichever system actor it names itself.

    A heavy one waits `first` seconds after the worker began.
    """

    every: float
    do: Callable[[], object]
    first: float = 0.0


SEALING = 2.0
"""Seconds between two rounds of the sealer, the quickest of all chores."""

chores: Registry[Chore] = Registry("chores")
chores.add("seal", Chore(SEALING, journal.seal))
chores.add("retention", Chore(24 * 3600.0, retention.by_itself, first=900.0))


def work(stop: threading.Event) -> None:
    """Do every chore when its time has come, until told to stop."""
    due = {name: time.monotonic() + chore.first for name, chore in chores}
    while not stop.wait(SEALING):
        for name, chore in chores:
            if time.monotonic() >= due[name]:
                once(name)
                due[name] = time.monotonic() + chore.every


def once(name: str) -> bool:
    """Do one chore now; did it go well?"""
    try:
        chores[name].do()
    except Exception as error:  # a chore must not take the others with it
        tell("chore stumbled", level=logging.ERROR, chore=name, fault=type(error).__name__)
        return False
    return True
