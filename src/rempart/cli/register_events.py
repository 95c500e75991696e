"""The register's incidents as events for `rempart foresight --events register`."""

from __future__ import annotations

import hashlib
from datetime import date

import polars as pl

from rempart.cli.house import instance, operator
from rempart.foresight.events import EventSource, from_frame
from rempart.kernel import clock
from rempart.kernel.actor import acting_as
from rempart.outlook import ground
from rempart.outlook.computed import after

_EVER = date(1900, 1, 1)


def read() -> tuple[EventSource, str]:
    """What the operator may read of the register until the last whole month, and its digest.

    Compartments are left out, and incidents without a known number of deaths.
    """
    with instance(), acting_as(operator()):
        last = after(clock.today().replace(day=1), -1)
        found = ground.incidents(_EVER, last)
    digest = hashlib.sha256(repr(found.events).encode()).hexdigest()[:16]
    frame = pl.DataFrame(found.events, schema=ground.COLUMNS, orient="row")
    return from_frame(frame, "register"), digest
