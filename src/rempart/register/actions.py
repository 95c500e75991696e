"""Recording, correcting and verifying incidents: the only ways to change one by hand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from typing import Any, TypedDict

from django.utils.translation import gettext_lazy as _

from rempart.doctrine.loader import current as profile
from rempart.kernel.actions import Run, advance_by, changes, creates
from rempart.kernel.actor import MISSION, Actor, Standing
from rempart.kernel.errors import BadInput, Problem
from rempart.kernel.policy import MARKINGS, NO_COMPARTMENT, UNCLASSIFIED
from rempart.places.queries import area_at, office_of
from rempart.register import harm
from rempart.register.models import Incident
from rempart.register.refusing import refused
from rempart.register.workflow import VERIFICATION


class Said(TypedDict, total=False):
    """What a person says of an incident; what is left out stays unknown, or as it was."""

    starts_on: date
    ends_on: date
    date_precision: str
    time_of_day: time | None
    area: str
    area_approximate: bool
    place: str
    latitude: float | None
    longitude: float | None
    point_precision: str
    threat_type: str
    alleged: list[dict[str, str]]
    harm: list[dict[str, Any]]
    source: str
    reliability: str
    credibility: str
    summary: str
    language: str
    known_from: date


_VOCABULARIES = {
    "date_precision": "date_precision",
    "point_precision": "point_precision",
    "threat_type": "threat_type",
    "reliability": "reliability",
    "credibility": "credibility",
}
_IN_ALLEGED = {"role": "actor_role", "type": "actor_type"}


@creates(Incident, "incident.record")
def record_incident(
    run: Run,
    *,
    said: Said,
    office: int | None = None,
    marking: int = UNCLASSIFIED,
    compartment: int = NO_COMPARTMENT,
) -> Incident:
    """Record an incident. Its office is the one given, else that of the place on its day.

    Raises:
        BadInput: something said is impossible or unknown to the profile; each problem is told.
    """
    row = Incident(marking=marking, compartment=compartment, recorded_at=run.now)
    row.known_from = run.now.date()
    _say(row, said)
    post = writing_post(run)
    row.component = (
        post.component if post else profile().component(profile().mission.owner_component).number
    )
    row.office = _office(row, post) if office is None else office
    return row


@changes(Incident, "incident.edit")
def edit_incident(run: Run, row: Incident, *, said: Said) -> tuple[str, ...]:
    """Correct an incident; the names of the fields that changed.

    An import never again touches what was corrected here: it lists it instead.

    Raises:
        BadInput: something said is impossible or unknown to the profile.
    """
    before = {name: getattr(row, name) for name in said}
    _say(row, said)
    changed = tuple(name for name, value in before.items() if getattr(row, name) != value)
    by_hand = set(row.edited_by_hand) | set(changed)
    if "harm" in changed:
        by_hand |= set(harm.TOTALS)
    row.edited_by_hand = sorted(by_hand)
    return changed


@changes(Incident, "incident.mark")
def mark_incident(run: Run, row: Incident, *, marking: int) -> None:
    """Give an incident another marking; lowering it needs a reason.

    Raises:
        BadInput: there is no such marking, or the reason is missing.
    """
    if marking not in MARKINGS:
        known = ", ".join(str(label) for label in MARKINGS.values())
        raise BadInput(Problem(_("Marking"), marking, _("there is no such marking"), known))
    if marking < row.marking and not run.reason.strip():
        raise BadInput(
            Problem(
                _("Reason"),
                "",
                _("lowering a marking needs a reason"),
                _("Say in a sentence why; it stays with the record."),
                "reason",
            )
        )
    row.marking = marking


@advance_by(VERIFICATION, Incident, "incident")
def advance_incident(run: Run, row: Incident) -> None:
    """Take a step in the verification of an incident."""


def _say(row: Incident, said: Mapping[str, Any]) -> None:
    """Write what was said on the row, once all of it holds."""
    problems = _problems(said)
    if problems:
        raise BadInput.of(problems)
    for name, value in said.items():
        setattr(row, name, value)
    if row.ends_on is None or (row.ends_on < row.starts_on and "ends_on" not in said):
        row.ends_on = row.starts_on
    if row.ends_on < row.starts_on:
        raise BadInput(
            Problem(
                _("Last day"),
                row.ends_on,
                _("is before the first day"),
                _("Correct one of the two dates."),
                "period",
            )
        )
    if "harm" in said:
        for name, number in harm.sums(row.harm).items():
            setattr(row, name, number)


def _problems(said: Mapping[str, Any]) -> list[Problem]:
    problems = []
    unknown = said.keys() - Said.__annotations__.keys()
    problems += [
        Problem(name, "", _("is not something to say of an incident"), _("Leave it out."))
        for name in sorted(unknown)
    ]
    for name, vocabulary in _VOCABULARIES.items():
        problems += _code(name, said.get(name, ""), vocabulary)
    for actor in said.get("alleged", ()):
        for name, vocabulary in _IN_ALLEGED.items():
            problems += _code("alleged", actor.get(name, ""), vocabulary)
    for name, limit in (("latitude", 90), ("longitude", 180)):
        value = said.get(name)
        if value is not None and not -limit <= value <= limit:
            message = _("is not a place on Earth")
            problems.append(Problem(name, value, message, _("Write decimal degrees: 14.35.")))
    return [*problems, *harm.check(said.get("harm", ())), *refused(said)]


def _code(field: str, code: str, vocabulary: str) -> list[Problem]:
    known = profile().vocabulary(vocabulary)
    if not code or known.get(code):
        return []
    remedy = ", ".join(item.code for item in known)
    return [Problem(field, code, _("the profile knows no such code"), remedy, "unknown-code")]


def writing_post(run: Run) -> Standing | None:
    """The post under which a person writes: the one they chose, else their first."""
    if not isinstance(run.actor, Actor) or not run.actor.standings:
        return None
    chosen = [s for s in run.actor.standings if s.post == run.actor.post]
    return (chosen or list(run.actor.standings))[0]


def _office(row: Incident, post: Standing | None) -> int:
    """The office of the place on that day; where no place tells, that of the writer's post."""
    if not row.area and row.latitude is not None and row.longitude is not None:
        around = area_at(row.longitude, row.latitude, row.starts_on)
        row.area = around.pcode if around else ""
    by_place = office_of(row.area, row.starts_on) if row.area else MISSION
    return by_place or (post.office if post else MISSION)
