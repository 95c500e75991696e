"""What may be done to a community's protection plan: it says what people do, and names nobody."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, TypedDict
from uuid import UUID

from django.db import IntegrityError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from rempart.doctrine.loader import current as profile
from rempart.kernel import links
from rempart.kernel.actions import Run, advance_by, changes, creates
from rempart.kernel.errors import BadInput, Problem, Refused
from rempart.kernel.nameless import names_in
from rempart.kernel.policy import CONFIDENTIAL
from rempart.places.queries import office_of
from rempart.plans.programmes.actions import YEAR, unknown, writable
from rempart.plans.programmes.models import STANDING, CommunityPlan
from rempart.plans.programmes.workflow import COMMUNITY

TEXTS = {
    "title": _("Title"), "locality": _("Village or site"), "watch": _("Watch"),
    "alert": _("Warning"), "shelter": _("Shelter"), "routes": _("Routes"),
    "added": _("What the Mission adds"), "harm": _("Do no harm"),
}  # fmt: skip
_POINT = re.compile(r"-?\d{1,3}[.,]\d{3,}|\b\d{2}[A-Z]{3} ?\d{2,5} ?\d{2,5}\b|\d+°")
"""What looks like coordinates: decimal degrees, a grid reference, degrees and minutes."""


class Told(TypedDict, total=False):
    """What a community plan says; what is left out stays as it was."""

    title: str
    area: str
    locality: str
    environment: str
    watch: str
    alert: str
    shelter: str
    routes: str
    relays: list[dict[str, Any]]
    added: str
    harm: str
    consulted: list[dict[str, Any]]
    consulted_on: date | None


def _pointing(said: Mapping[str, Any]) -> list[Problem]:
    """Shelters and routes are said in words: a lost sheet must lead nobody there."""
    return [
        Problem(
            TEXTS[name],
            found.group(),
            _("reads like coordinates"),
            _("Say it in words that only those who live there can follow."),
            "coordinates",
        )
        for name in ("watch", "alert", "shelter", "routes")
        if (found := _POINT.search(str(said.get(name, ""))))
    ]


def _describe(row: CommunityPlan, said: Mapping[str, Any]) -> None:
    problems = names_in((place, str(said.get(name, ""))) for name, place in TEXTS.items())
    problems += _pointing(said)
    known = [one.code for one in profile().environments]
    problems += unknown(_("Environment"), said.get("environment", ""), known)
    people = [item.code for item in profile().vocabulary("participant")]
    for name, place in (("relays", _("Relays")), ("consulted", _("Consultation"))):
        for line in said.get(name, ()):
            problems += unknown(place, line["category"], people)
    for name in ("title", "locality"):
        if not said.get(name, getattr(row, name)).strip():
            message, remedy = _("is missing"), _("Write it in a few words.")
            problems.append(Problem(TEXTS[name], "", message, remedy, "missing"))
    if problems:
        raise BadInput.of(problems)
    for name, value in said.items():
        setattr(row, name, value)


@creates(CommunityPlan, "community_plan.propose")
def prepare_community_plan(run: Run, *, said: Told, marking: int = CONFIDENTIAL) -> CommunityPlan:
    """Prepare a community's plan. Its office is that of the area today.

    Raises:
        BadInput: no office covers the area, a person seems named, or a place is given by points.
    """
    owner = profile().component(profile().mission.owner_component).number
    row = CommunityPlan(marking=marking, component=owner, language=(get_language() or "fr")[:2])
    _describe(row, said)
    office = office_of(row.area, run.now.date())
    if not office:
        message, remedy = _("belongs to no office"), _("Choose a cercle of one of your offices.")
        raise BadInput(Problem(_("Cercle"), row.area, message, remedy, "office"))
    row.office = office
    return row


@changes(CommunityPlan, "community_plan.describe")
def describe_community_plan(run: Run, row: CommunityPlan, *, said: Told) -> None:
    """Complete or correct a community's plan; its place stays.

    Raises:
        BadInput: a person seems named, or a place is given by points.
        Refused: it is endorsed.
    """
    writable(row)
    _describe(row, {name: value for name, value in said.items() if name != "area"})  # type: ignore[arg-type]


@changes(CommunityPlan, "community_plan.give_way")
def _give_way(run: Run, row: CommunityPlan) -> None:
    """Let the successor take a plan's place."""
    row.state = "replaced"


def _occupied(reference: str = "") -> Problem:
    return Problem(
        _("In force"),
        reference,
        _("another plan is in force for this community: one only guides people"),
        _("Review that one and withdraw it, or prepare this one as its successor."),
        "occupied",
    )


def _make_room(row: CommunityPlan) -> None:
    standing = (
        CommunityPlan.objects.filter(area=row.area, locality=row.locality, state__in=STANDING)
        .exclude(pk=row.pk)
        .first()
    )
    if standing is None:
        return
    if standing.pk != row.replaces_id:
        raise Refused(_occupied(standing.reference))
    _give_way(target=standing.pk, reason=f"{row.reference}: {row.title}")


@advance_by(COMMUNITY, CommunityPlan, "community_plan")
def _advance(run: Run, row: CommunityPlan) -> None:
    """Take a step in the life of a community plan; its review falls due after a year."""
    step = run.name.rpartition(".")[2]
    if step == "enter":
        _make_room(row)
        row.begins_on = run.now.date()
    if step in ("enter", "keep"):
        row.review_on = run.now.date() + YEAR


def advance_community_plan(*, target: UUID, step: str, reason: str = "") -> str:
    """Take a step.

    Raises:
        Refused: it does not lead from here, is another's, or another plan is in force.
    """
    try:
        return _advance(target=target, step=step, reason=reason)
    except IntegrityError as error:
        raise Refused(_occupied()) from error


@changes(CommunityPlan, "community_plan.succeeded")
def _mark_succession(run: Run, row: CommunityPlan, *, by: CommunityPlan) -> None:
    """Tie a plan to the successor that is being prepared."""
    links.tie(run, row, "successor", by)


@creates(CommunityPlan, "community_plan.succeed")
def _successor(run: Run, *, of: CommunityPlan) -> CommunityPlan:
    """Begin the successor of a plan with what that one says; people are consulted anew."""
    kept = ("office", "marking", "compartment", "component", "language", "title", "area",
            "locality", "environment", "watch", "alert", "shelter", "routes", "relays", "added",
            "harm")  # fmt: skip
    return CommunityPlan(replaces=of, **{name: getattr(of, name) for name in kept})


def succeed(plan: CommunityPlan) -> CommunityPlan:
    """Prepare the successor of a plan in force.

    Raises:
        Refused: the plan is not in force.
    """
    if not plan.stands:
        message, remedy = _("is not in force"), _("Prepare a new plan instead.")
        raise Refused(Problem(plan.reference, None, message, remedy, "not-in-force"))
    made: CommunityPlan = _successor(of=plan)
    _mark_succession(target=plan.pk, by=made)
    return made
