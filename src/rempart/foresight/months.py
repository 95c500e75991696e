"""Months as plain integers, so that leads are additions: year x 12 + month - 1."""

from __future__ import annotations

import re

from rempart.foresight.errors import ForesightError

Month = int
LONGEST_LEAD = 36

_WRITTEN = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


def month_of(year: int, month: int) -> Month:
    """The number of a calendar month."""
    return year * 12 + month - 1


def read_month(text: str) -> Month:
    """Read `YYYY-MM`; refuse anything else."""
    found = _WRITTEN.fullmatch(text.strip())
    if found is None:
        raise ForesightError("month", text, "month-unreadable")
    return month_of(int(found[1]), int(found[2]))


def written(month: Month) -> str:
    """A month as `YYYY-MM`."""
    return f"{month // 12:04d}-{month % 12 + 1:02d}"


def read_leads(text: str) -> tuple[int, ...]:
    """Read leads in months, `1,3,6`, in ascending order and each once; refuse anything else."""
    try:
        leads = sorted({int(part) for part in text.split(",")})
    except ValueError as error:
        raise ForesightError("leads", text, "leads-unreadable") from error
    if leads[0] < 1 or leads[-1] > LONGEST_LEAD:
        raise ForesightError("leads", text, "leads-unreadable")
    return tuple(leads)


def read_span(text: str) -> range:
    """Read `YYYY-MM..YYYY-MM`, both ends included, or one month alone."""
    first, _, last = text.partition("..")
    start, end = read_month(first), read_month(last or first)
    if end < start:
        raise ForesightError("origins", text, "span-backwards")
    return range(start, end + 1)
