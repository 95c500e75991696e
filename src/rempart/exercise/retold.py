"""Events told again by another component: some merged, one found distinct, others waiting."""

from __future__ import annotations

import tomllib
from datetime import timedelta
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from rempart.exercise.stage import EXPERT, Stage
from rempart.register import harm
from rempart.register.actions import Said, record_incident
from rempart.register.duplicates import actions as twins
from rempart.register.models import Incident
from rempart.register.queries import Filters, visible

_KINDS = ("killing", "injury", "looting", "abduction", "intercommunal", "explosive")
_OLD_ENOUGH = 5
"""Days before the end after which nothing is told again: the last ones are for whoever learns."""

_ASIDE = 0.01
"""Degrees by which another telling points beside the first: a kilometre."""


class Again(BaseModel):
    """A second telling: of the how-manieth latest event of an office, by whom, how otherwise."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    office: str
    event: int = Field(ge=0)
    role: str
    source: str
    told: str
    more: int = 0
    later: int = 0
    found: Literal["waiting", "merged", "distinct"] = "waiting"
    reason: str = ""


def again(stage: Stage) -> list[Again]:
    """What the profile says is told again."""
    path = stage.profile.folder / "exercise" / "retold.toml"
    if not path.exists():
        return []
    said = tomllib.loads(path.read_text(encoding="utf-8"))
    return [Again.model_validate(one) for one in said["again"]]


def play(stage: Stage) -> None:
    """Tell events again in each office, and let its expert look at some of the pairs."""
    for number, one in enumerate(again(stage)):
        if one.office in stage.offices:
            _tell(stage, one, number)


def _tell(stage: Stage, one: Again, number: int) -> None:
    with stage.scene(EXPERT, one.office, stage.days_before(4, 7, number)):
        first = _event(stage, one)
    with stage.scene(one.role, one.office, stage.days_before(3, 10, number)):
        second = record_incident(said=_otherwise(first, one))
        twins.look_for_twins(second.pk)
    if one.found == "waiting":
        return
    with stage.scene(EXPERT, one.office, stage.days_before(2, 15, number)):
        if one.found == "merged":
            twins.merge(leads=first, follows=second, reason=one.reason)
        else:
            twins.tell_apart(one=first, other=second, reason=one.reason)


def _event(stage: Stage, one: Again) -> Incident:
    """The event that is told again: open to all of the office, with a point and a kind."""
    office = stage.profile.office(one.office).number
    until = stage.until - timedelta(days=_OLD_ENOUGH)
    rows = visible(Filters(office=office, until=until, open_only=True))
    rows = rows.filter(threat_type__in=_KINDS, marking=1, latitude__isnull=False)
    found: Incident = rows.order_by("-starts_on", "place", "threat_type")[one.event]
    return found


def _otherwise(first: Incident, one: Again) -> Said:
    day = first.starts_on + timedelta(days=one.later)
    assert first.latitude is not None
    assert first.longitude is not None
    said: dict[str, Any] = {
        "starts_on": day, "ends_on": day, "date_precision": "days" if one.later else "day",
        "area": first.area, "place": first.place, "threat_type": first.threat_type,
        "latitude": round(first.latitude + _ASIDE, 4), "longitude": first.longitude,
        "point_precision": "near", "alleged": first.alleged, "harm": _more(first, one.more),
        "source": one.source, "reliability": "c", "credibility": "c3",
        "summary": one.told.format(place=first.place), "language": "fr",
    }  # fmt: skip
    return said  # type: ignore[return-value]


def _more(first: Incident, more: int) -> list[dict[str, Any]]:
    """The civilian victims of each kind that was stated, and so many more of them."""
    return [
        harm.row(kind, harm.CIVILIAN, (known.best + more,) * 3)
        for kind in harm.VALUES["kind"]
        if (known := harm.total(first.harm, kind, harm.CIVILIAN)).best
    ]
