"""The month's run as a chore of the worker: once the month is over, in a process of its own."""

from __future__ import annotations

import importlib.util
import logging
import subprocess
import sys
from datetime import date

from rempart.kernel import clock
from rempart.kernel.actor import SystemActor, acting_as
from rempart.kernel.watch import tell
from rempart.outlook.computed import after
from rempart.outlook.models import Run
from rempart.places.models import Area

DRAFTER = SystemActor("drafter", ceiling=3)
ROUND = 6 * 3600.0
PATIENCE = 600.0
"""Seconds between two looks, and before the first: a run takes a processor for minutes."""
SETTLED = 2
"""The day of a month from which the one before counts as known whole."""
EXTRA = ("polars", "sklearn")


def possible() -> bool:
    """Is the extra `foresight` installed?"""
    return all(importlib.util.find_spec(name) for name in EXTRA)


def due() -> date | None:
    """The month from which a run should be made now; None where there is nothing to do.

    Nothing is due without outlines, without the extra `foresight`, or where the month has its run.
    """
    today = clock.today()
    if today.day < SETTLED or not possible():
        return None
    month = after(today.replace(day=1), -1)
    with acting_as(DRAFTER):
        if not Area.objects.filter(outline__isnull=False).exists():
            return None
        return None if Run.objects.filter(month=month).exists() else month


def run_if_due() -> bool:
    """Make the month's run where it is due; was one made?"""
    month = due()
    if month is None:
        return False
    command = [sys.executable, "-m", "rempart", "outlook", "run", "--month", f"{month:%Y-%m}"]
    ran = subprocess.run(command, capture_output=True, check=False)
    if ran.returncode:
        tell("outlook run failed", level=logging.ERROR, status=ran.returncode)
    return ran.returncode == 0
