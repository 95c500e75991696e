"""The tasks of a note or a meeting, which a decision turns into actions.

Who decides makes no actions by their role, and who would lead them reads no note: so a system
actor, the clerk, makes them for whoever decided; the journal names both.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, TypedDict, cast

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from rempart.doctrine.loader import current as profile
from rempart.field.placing import code_problems
from rempart.kernel import clock
from rempart.kernel.actor import SystemActor, acting_as, current
from rempart.kernel.errors import BadInput, Problem
from rempart.kernel.models import Guarded
from rempart.kernel.nameless import names_in
from rempart.kernel.policy import UNCLASSIFIED
from rempart.leadership.advice.facts import rows_of
from rempart.plans import actions
from rempart.plans.origins import origins


class Task(TypedDict, total=False):
    """An action to be: office is a code, or empty for the mission as a whole."""

    statement: str
    volet: str
    phases: list[str]
    component: int
    office: str
    due_on: date
    indicator: str
    marking: int


def clerk() -> SystemActor:
    """The clerk, for whoever acts: the journal and the history name both."""
    who = current()
    return SystemActor(f"clerk:{who.name}", language=who.language, acting_for=who.id)


def endangered(facts: list[dict[str, Any]]) -> Guarded | None:
    """The first threat or alert among some facts: what pre-emption and response must stand on."""
    pressing = [f for f in facts if f["kind"] in origins and origins[f["kind"]].danger]
    found = rows_of(pressing[:1])
    return next(iter(found.values()), None)


def checked(said: Task, facts: list[dict[str, Any]]) -> dict[str, Any]:
    """A task as it is kept until it is ordered; `facts` are what it rests on.

    Raises:
        BadInput: a pre-emption or a response that rests on no threat or alert, a day gone by, an
            unknown code, or a person seems named.
    """
    problems = names_in([(_("What is done"), said["statement"])])
    codes = {phase: ("phase", phase) for phase in said["phases"]}
    problems += code_problems({"volet": ("volet", said["volet"]), **codes})
    if said["due_on"] < clock.today():
        message, remedy = _("has gone by"), _("Choose a day to come.")
        problems.append(Problem(_("Due"), said["due_on"].isoformat(), message, remedy, "past"))
    if problems:
        raise BadInput.of(problems)
    if actions.URGENT & set(said["phases"]) and endangered(facts) is None:
        message = _("pre-emption and response answer a threat or an alert")
        remedy = _("Cite the threat or the alert among the facts, or choose prevention.")
        raise BadInput(Problem(_("Phases"), ", ".join(said["phases"]), message, remedy, "danger"))
    kept: dict[str, Any] = {"marking": UNCLASSIFIED, **said}
    return kept | {"due_on": said["due_on"].isoformat()}


def order(origin: Guarded, tasks: Iterable[dict[str, Any]], facts: list[dict[str, Any]]) -> None:
    """Make the actions of some tasks, tied to their origin; the urgent also to what they answer."""
    threat = endangered(facts)
    with transaction.atomic(using=current().alias):
        for task in tasks:
            urgent = bool(actions.URGENT & set(task["phases"]))
            made = actions.propose_action(
                said=cast(actions.Said, _said(task)),
                office=profile().office(task["office"]).number if task["office"] else 0,
                marking=task["marking"],
                origin=threat if urgent else origin,
            )
            if urgent:
                actions.link_origin(target=made.pk, origin=origin)


def _said(task: dict[str, Any]) -> dict[str, Any]:
    kept = {name: task[name] for name in ("statement", "volet", "phases", "component")}
    return kept | {
        "indicator": task["indicator"], "due_on": date.fromisoformat(task["due_on"]),
    }  # fmt: skip


def order_as_clerk(
    by: SystemActor, origin: Guarded, tasks: list[dict[str, Any]], facts: list[dict[str, Any]]
) -> None:
    """Do so as the clerk, once what orders them is committed."""
    with acting_as(by):
        order(origin, tasks, facts)
