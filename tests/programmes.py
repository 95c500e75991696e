"""Plans as tests need them: an office with threats, a plan on its way, what a community does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from rempart.kernel.actor import Actor, acting_as
from rempart.plans.programmes import actions, community, proposing
from rempart.plans.programmes.models import CommunityPlan, Plan
from rempart.threats.actions import advance_threat, draft_threat, score_threat
from rempart.threats.models import Threat

DAY = date(2014, 11, 14)


@pytest.fixture
def cast(house: Any, appoint: Callable[..., Actor]) -> dict[str, Actor]:
    """Mopti's people, and those above who endorse and approve."""
    return {
        "expert": appoint("poc_expert", "mopti"),
        "head": appoint("head_of_office", "mopti"),
        "adviser": appoint("senior_adviser"),
        "srsg": appoint("srsg", component="srsg_office"),
        "force": appoint("force", "mopti", component="force", clearance=1),
    }


def opened(expert: Actor, kind: str = "intercommunal", **said: Any) -> Threat:
    """An open threat of Mopti."""
    with acting_as(expert):
        row = draft_threat(
            said={"title": "Heurts au couloir", "perpetrator": "self_defence", "area": "ML0506",
                  "threat_type": kind, "population": "Éleveurs", **said}
        )  # fmt: skip
        score_threat(target=row.pk, scores={"severity": 2})
        advance_threat(target=row.pk, step="open", reason="Plusieurs faits")
    return row


@pytest.fixture
def threat(cast: dict[str, Actor]) -> Threat:
    return opened(cast["expert"])


def prepared(expert: Actor, **said: Any) -> Plan:
    """A plan of Mopti on pastures."""
    whole: Any = {"title": "Plan de Mopti", "environments": ["pastoral"], **said}
    with acting_as(expert):
        return actions.prepare_plan(said=whole, office=4)


def filled(cast: dict[str, Actor], plan: Plan) -> Plan:
    """The plan with the usual proposals, everybody it counts on consulted."""
    with acting_as(cast["expert"]):
        if usual := [one.code for one in proposing.proposals(plan) if one.usual]:
            actions.take_proposals(target=plan.pk, codes=usual)
            plan.refresh_from_db()
        for who in {line["lead"] for line in plan.lines} | {"humanitarian"}:
            actions.note_consultation(target=plan.pk, who=who, on=DAY, said="D’accord")
        plan.refresh_from_db()
    return plan


def step(actor: Actor, plan: Plan, name: str, reason: str = "") -> str:
    with acting_as(actor):
        taken = actions.advance_plan(target=plan.pk, step=name, reason=reason)
        plan.refresh_from_db()
        return taken


def in_force(cast: dict[str, Actor], plan: Plan) -> Plan:
    for who, name in (("expert", "consult"), ("adviser", "endorse"), ("srsg", "approve"),
                      ("head", "enter")):  # fmt: skip
        step(cast[who], plan, name)
    return plan


TOLD: community.Told = {
    "title": "Plan de Dialloubé", "area": "ML0506", "locality": "Dialloubé",
    "environment": "pastoral", "watch": "Deux guetteurs se relaient au château d’eau.",
    "alert": "Le tambour, puis un appel de relais en relais.",
    "shelter": "L’école et les deux grandes concessions.",
    "routes": "Par le côté du bourgou, jamais par la piste du marché.",
    "relays": [{"category": "women_groups", "women": 4, "men": 0}],
    "consulted": [{"category": "herders", "women": 9, "men": 14}],
    "consulted_on": date(2014, 11, 10),
    "harm": "Le plan reste chez les relais ; aucun lieu n’est écrit sur une carte.",
}  # fmt: skip


def community_step(actor: Actor, row: CommunityPlan, name: str, reason: str = "") -> str:
    """Take a step in the life of a community's plan."""
    with acting_as(actor):
        return community.advance_community_plan(target=row.pk, step=name, reason=reason)
