"""Who sits in the team of a crisis: by post, so that rotation keeps it staffed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from rempart.doctrine.loader import current as profile
from rempart.kernel.actions import Run, changes
from rempart.kernel.actor import Anyone, current
from rempart.kernel.errors import BadInput, Problem
from rempart.kernel.policy import roles_that_read, verdict
from rempart.plans.contingency.staffing import Staffed, Staffing
from rempart.plans.crises.models import ACTIVE, Crisis
from rempart.plans.crises.workflow import not_under_way
from rempart.plans.presenting import language


def seats() -> dict[str, str]:
    """The posts that may sit in a team, by role in the order of the mission: those that read it."""
    readers = roles_that_read(Crisis.kind)
    return {r.code: r.label(language()) for r in profile().roles if r.code in readers}


def proposed(row: Crisis, level: str) -> list[str]:
    """The posts that the profile gives a crisis of that level, then those its plan counts on."""
    given = [one.role for one in profile().crisis_team if level in one.levels]
    whole = dict.fromkeys([*given, *(row.plan.roles if row.plan is not None else [])])
    return [role for role in whole if role in seats()]


def chosen(row: Crisis, level: str, team: Sequence[str] | None) -> list[str]:
    """The team with which a crisis opens: those that were ticked, or those that are proposed.

    Raises:
        BadInput: a post is none that may sit there.
    """
    wanted = list(dict.fromkeys(team or proposed(row, level)))
    strange = [role for role in wanted if role not in seats()]
    if strange:
        message = _("is no post that may sit in the team of a crisis")
        raise BadInput(Problem(_("Crisis team"), ", ".join(strange), message, _("Choose one."),
                               "role"))  # fmt: skip
    return sorted(wanted, key=list(seats()).index)


def members(row: Crisis) -> list[tuple[Staffed, str]]:
    """The posts of the team as they are held today, each with what it does there: one query."""
    staffing = Staffing()
    does = {one.role: one.label(language()) for one in profile().crisis_team}
    return [(staffing.of(role, row.office), does.get(role, "")) for role in row.team]


def snapshot(row: Crisis) -> list[dict[str, Any]]:
    """The team as it is held at this moment, for a report that is never changed afterwards."""
    staffing = Staffing()
    return [
        {"role": role, "office": post.office, "held": post.holders}
        for role, post in ((role, staffing.of(role, row.office)) for role in row.team)
    ]


def sits(actor: Anyone, row: Crisis) -> bool:
    """Does one of the actor's posts sit in the team of a crisis?"""
    return any(s.role in row.team and s.office in (0, row.office) for s in actor.standings)


@changes(Crisis, "crisis.team", right="propose")
def _set_below(run: Run, row: Crisis, *, team: Sequence[str]) -> None:
    """Change who sits in the team of a crisis that is under way."""
    _set(row, team)


@changes(Crisis, "crisis.team_above", right="approve")
def _set_above(run: Run, row: Crisis, *, team: Sequence[str]) -> None:
    """Change who sits in the team of a crisis that is under way, as the head of mission."""
    _set(row, team)


def set_team(*, row: Crisis, team: Sequence[str]) -> None:
    """Change who sits in the team of a crisis that is under way; newcomers are told.

    Raises:
        Refused: the crisis is not under way, or the post does not run it.
        BadInput: a post is none that may sit there.
    """
    above = bool(verdict(current(), "approve", row.whereabouts))
    (_set_above if above else _set_below)(target=row.pk, team=team)


def _set(row: Crisis, team: Sequence[str]) -> None:
    if row.state != ACTIVE:
        raise not_under_way(row)
    row.team = chosen(row, row.level, team)
