"""Missions beside each other: those that want the same people or escort on the same days."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from uuid import UUID

from django.utils.translation import gettext

from rempart.doctrine.loader import current as profile
from rempart.field import presenting
from rempart.field.models import FieldMission

GONE = ("cancelled", "postponed", "closed", "returned", "report_submitted",
        "recommendations_tracked")  # fmt: skip
"""States in which a mission holds nobody and no escort."""


def clashes(rows: Sequence[FieldMission]) -> dict[UUID, list[str]]:
    """What each mission shares with another of the same days in the same office, in words.

    Of those that the reader sees: another that is hidden makes no clash here.
    """
    found: dict[UUID, list[str]] = {}
    for a, b in combinations([row for row in rows if row.state not in GONE], 2):
        if a.office != b.office or a.ends_on < b.starts_on or b.ends_on < a.starts_on:
            continue
        for what in _shared(a, b):
            found.setdefault(a.pk, []).append(f"{b.reference}: {what}")
            found.setdefault(b.pk, []).append(f"{a.reference}: {what}")
    return found


def _shared(a: FieldMission, b: FieldMission) -> list[str]:
    shared = []
    if a.escort and a.escort == b.escort and a.escort != "none":
        shared.append(gettext("the same escort"))
    both = {t["component"] for t in a.team} & {t["component"] for t in b.team}
    words = presenting.language()
    shared += [profile().component(code).label(words) for code in sorted(both)]
    return shared
