"""How a report grows out of a record further down: what a round table heard, a team found."""

from __future__ import annotations

from rempart.kernel.models import Guarded
from rempart.kernel.offspring import Seed, offspring
from rempart.register.reports.actions import record_report


def grow(seed: Seed) -> Guarded:
    """Take in as a report what was said there; its grade and day are for whoever reads it next.

    Raises:
        BadInput: nothing is told, or what is never stored here.
    """
    origin = seed.origin
    return record_report(
        told={"told": seed.said, "area": seed.area},
        office=origin.office,
        marking=origin.marking,
        compartment=origin.compartment,
    )


def register() -> None:
    """Let rooms further down have reports made."""
    offspring.add("report", grow)
