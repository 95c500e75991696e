"""The thread of the exercise: actions in every state, one of them from a warning to its effect."""

from __future__ import annotations

import tomllib
from datetime import timedelta
from typing import Any

from pydantic import BaseModel, ConfigDict

from rempart.exercise.stage import ADVISER, EXPERT, HEAD, RIGHTS, Stage
from rempart.plans import actions as plans
from rempart.plans.models import Action
from rempart.register.alerts.actions import advance_alert, link_incident, record_alert
from rempart.register.models import Incident
from rempart.threats import actions as threats
from rempart.threats.models import Threat

WARNED = 52
"""Days before the end at which the one alert that is carried through was received."""

_CALLED_BY = "Dit par la composante à la réunion du groupe régional"
Step = tuple[str, str, int, dict[str, Any]]
"""Role, step, minutes after the alert was received, and what is chosen with it."""

_ANSWERED: tuple[Step, ...] = (
    (EXPERT, "triage", 18, {"priority": "p1"}),
    (HEAD, "decide", 50, {}),
    (HEAD, "task", 65, {"responders": ["force", "civil"]}),
    (EXPERT, "note_departure", 120, {}),
    (EXPERT, "note_arrival", 185, {}),
    (EXPERT, "record_outcome", 2900, {"outcome": "averted"}),
    (EXPERT, "close", 4400, {}),
)


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Carried(_Part):
    """The one that goes from a warning to its effect, and what then weighs less in the threat."""

    office: str
    alert: str
    facts: str
    statement: str
    resources: str
    indicator: str
    evidence: str
    effect: str
    less: dict[str, str]


class Planned(_Part):
    """An action of every office: what, by whom, by when, and how far it came."""

    statement: str
    volet: str
    phases: tuple[str, ...]
    lead: str
    support: tuple[str, ...] = ()
    consulted: tuple[str, ...] = ()
    informed: tuple[str, ...] = ()
    indicator: str
    due: int
    steps: tuple[str, ...]
    reason: str = ""


class Script(_Part):
    """The actions of a profile's exercise."""

    carried: Carried
    actions: tuple[Planned, ...]


def play(stage: Stage) -> None:
    """Play the actions of the offices on stage, then the one that is carried through."""
    path = stage.profile.folder / "exercise" / "thread.toml"
    if not path.exists():
        return
    told = Script.model_validate(tomllib.loads(path.read_text("utf-8")))
    for office in sorted(stage.offices):
        for number, one in enumerate(told.actions):
            _plan(stage, office, one, number)
    if told.carried.office in stage.offices:
        _carry(stage, told.carried)


def _number(stage: Stage, office: str) -> int:
    return stage.profile.office(office).number


def _component(stage: Stage, code: str) -> int:
    return stage.profile.component(code).number


def _threats(stage: Stage, office: str) -> list[Threat]:
    found = Threat.objects.filter(office=_number(stage, office), state="active")
    return list(found.order_by("created_at", "reference"))


def _plan(stage: Stage, office: str, one: Planned, number: int) -> None:
    with stage.scene(EXPERT, office, stage.days_before(40 - number, 10)):
        held = _threats(stage, office)
        said: Any = {
            "statement": one.statement,
            "volet": one.volet,
            "phases": list(one.phases),
            "component": _component(stage, one.lead),
            "support": [_component(stage, code) for code in one.support],
            "consulted": [_component(stage, code) for code in one.consulted],
            "informed": [_component(stage, code) for code in one.informed],
            "accountable": HEAD,
            "indicator": one.indicator,
            "due_on": stage.until + timedelta(days=one.due),
        }
        origin = held[number % len(held)] if held else None
        row = plans.propose_action(said=said, office=_number(stage, office), origin=origin)
    for place, step in enumerate(one.steps):
        _step(stage, office, row, step, 38 - number - 2 * place, one.reason)


def _step(
    stage: Stage, office: str, row: Action, step: str, days: int, reason: str = "", text: str = ""
) -> None:
    """Take a step: the head endorses; the expert notes what the component that leads has said."""
    role, of = (HEAD, office) if step == "endorse" else (EXPERT, office)
    if step.startswith("verify"):
        role, of = ADVISER, ""
    with stage.scene(role, of, stage.days_before(days, 15)):
        said = {"block": reason, "cancel": reason, "accept": _CALLED_BY}.get(step, "")
        plans.advance_action(target=row.pk, step=step, reason=said, text=text)


def _carry(stage: Stage, told: Carried) -> None:
    """A warning, a decision, an arrival; then an action, an effect, and a risk that is lower."""
    office, received = told.office, stage.days_before(WARNED, 6, 10)
    with stage.scene(RIGHTS, office, received + timedelta(minutes=4)):
        alert = record_alert(
            heard={"priority": "p1", "title": told.alert, "facts": told.facts,
                   "threat_type": "looting", "perpetrator": "criminal", "channel": "phone",
                   "caller_type": "resident", "people_at_risk": 120, "received_at": received,
                   "language": "fr"},
            office=_number(stage, office),
        )  # fmt: skip
    for role, step, after, chosen in _ANSWERED:
        moment = received + timedelta(minutes=after)
        with stage.scene(role, office, moment + timedelta(minutes=2)):
            said: Any = {"at": moment, **chosen}
            reason = "La foire est pleine, et trois voix concordent" if step == "decide" else ""
            advance_alert(target=alert.pk, step=step, reason=reason, told=said)
    with stage.scene(EXPERT, office, stage.days_before(WARNED - 4)):
        threat = _threats(stage, office)[0]
        later = Incident.objects.filter(
            office=threat.office, area=threat.area, threat_type=threat.threat_type,
            starts_on__gt=received.date(),
        )  # fmt: skip
        if (fact := later.order_by("starts_on").first()) is not None:
            threats.cite_evidence(target=threat.pk, factor="history", record=fact)
            link_incident(target=alert.pk, incident=fact)
        said = {
            "statement": told.statement, "volet": "t2", "phases": ["preemption", "response"],
            "component": _component(stage, "force"),
            "support": [_component(stage, "civil_affairs"), _component(stage, "unpol")],
            "informed": [_component(stage, "jmac")], "accountable": HEAD,
            "resources": told.resources, "indicator": told.indicator,
            "due_on": stage.until - timedelta(days=10),
        }  # fmt: skip
        row = plans.propose_action(said=said, office=threat.office, origin=threat)
        plans.link_origin(target=row.pk, origin=alert)
    for step, days, text in (
        ("endorse", 46, ""), ("accept", 45, ""), ("start", 43, ""),
        ("complete", 12, told.evidence), ("verify_above", 5, told.effect),
    ):  # fmt: skip
        _step(stage, office, row, step, days, text=text)
    with stage.scene(EXPERT, office, stage.days_before(4)):
        for factor, why in told.less.items():
            held = Threat.objects.get(pk=threat.pk).scores.get(factor) or 3
            threats.score_threat(
                target=threat.pk, scores={factor: max(1, held - 1)}, reasons={factor: why}
            )
