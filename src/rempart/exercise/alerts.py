"""The alerts of the exercise: some that warned of what happened, some that nothing followed.

They are played before the months are written, so that the assessments count them. On the last
morning one stands open in every state, with its clock running.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from rempart.exercise.stage import EXPERT, HEAD, Stage, at
from rempart.exercise.story import Happening, happenings
from rempart.register.alerts.actions import Heard, advance_alert, link_incident, record_alert
from rempart.register.models import Alert, Incident

ONE_IN = 11
"""So many incidents, and one of them was warned of the day before."""

RECENT, EARLIER = 4, 5
"""Alerts of an office that no incident followed: one in each of the last months, and before."""

_DUTY, _COMMANDER = "duty_officer", "sector_commander"
_STEPS = {"depart": ("set_out", "note_departure"), "arrive": ("arrive", "note_arrival"),
          "outcome": ("record_outcome", "record_outcome")}  # fmt: skip
_HEADS = frozenset({"decide", "monitor", "refer", "decline", "task"})


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Call(_Part):
    """What a caller fears."""

    kind: str
    by: str
    fr: str
    facts: str


class Said(_Part):
    """Through which channels, by what kind of people, and who of the mission takes it down."""

    channels: tuple[str, ...]
    callers: tuple[str, ...]
    authors: tuple[str, ...]


class Way(_Part):
    """How an alert goes: its steps with minutes, and what may be chosen with them."""

    name: str = ""
    weight: int = 1
    steps: tuple[tuple[str, int], ...]
    outcomes: tuple[str, ...] = ("unknown",)
    responders: tuple[tuple[str, ...], ...] | tuple[str, ...] = ()
    no_response: tuple[str, ...] = ()


class Open(Way):
    """An alert that stands open at the end: where, how urgent, received how many minutes before."""

    office: str
    priority: str
    ago: int


class Script(_Part):
    """The alerts of a profile's exercise."""

    calls: tuple[Call, ...]
    said: Said
    reasons: dict[str, str]
    ways: tuple[Way, ...]
    open: tuple[Open, ...]


def script(stage: Stage) -> Script | None:
    """What the profile says of alerts; None where its exercise has none."""
    path = stage.profile.folder / "exercise" / "alerts.toml"
    return Script.model_validate(tomllib.loads(path.read_text("utf-8"))) if path.exists() else None


def play(stage: Stage) -> None:
    """Play the alerts of the offices on stage."""
    told = script(stage)
    if told is None:
        return
    all_told = happenings(stage.profile, stage.until, stage.seed)
    here = [one for one in all_told if one.office in stage.offices]
    for office in sorted(stage.offices):
        _Desk(stage, told, office, [h for h in here if h.office == office]).play()
    ends = stage.ends
    for number, one in enumerate(told.open):
        places = [h for h in here if h.office == one.office][-1 - number % 7 :]
        if one.office in stage.offices and places:
            _Desk(stage, told, one.office, places).leave_open(one, number, ends)


@dataclass
class _Desk:
    """The alerts of one office."""

    stage: Stage
    told: Script
    office: str
    here: Sequence[Happening]

    def __post_init__(self) -> None:
        seed = f"{self.stage.seed}:alerts:{self.office}"
        self.chance = random.Random(seed)  # noqa: S311
        self.first: UUID | None = None

    def play(self) -> None:
        """Alerts that warned of an incident, then those that nothing followed."""
        answered = [way for way in self.told.ways if way.name in ("answered", "late", "declined")]
        for one in self.here[3::ONE_IN]:
            received = at(one.day, 0) - timedelta(minutes=self.chance.randrange(120, 900))
            self._go(received, self.chance.choice(answered), one, warned=True)
        weights = [way.weight for way in self.told.ways]
        for days in self._quiet_days():
            received = self.stage.days_before(days, self.chance.randrange(5, 21))
            way = self.chance.choices(self.told.ways, weights)[0]
            self._go(received, way, self.chance.choice(self.here))

    def _quiet_days(self) -> list[int]:
        recent = [8 + 30 * month + self.chance.randrange(20) for month in range(RECENT)]
        return sorted([*recent, *self.chance.sample(range(130, 500), EARLIER)], reverse=True)

    def leave_open(self, one: Open, number: int, ends: datetime) -> None:
        """An alert of the last hours, as far as it came."""
        self.chance = random.Random(f"{self.stage.seed}:open:{number}")  # noqa: S311
        received = ends - timedelta(minutes=one.ago)
        if any(step == "duplicate" for step, _after in one.steps):
            before = received - timedelta(minutes=25)
            self._go(before, Way(steps=()), self.here[0], one.priority)
        self._go(received, one, self.here[0], one.priority)

    # --- one alert ------------------------------------------------------------------------------

    def _go(
        self, received: datetime, way: Way, where: Happening, priority: str = "",
        warned: bool = False,
    ) -> None:  # fmt: skip
        fitting = [c for c in self.told.calls if c.kind == where.kind] or list(self.told.calls)
        call = self.chance.choice(fitting if warned else self.told.calls)
        urgent = priority or self.chance.choices(("p1", "p2", "p3"), (5, 3, 1))[0]
        heard = Heard(
            priority=urgent, title=call.fr.format(place=where.place), facts=call.facts,
            threat_type=call.kind, perpetrator=call.by, area=where.area, place=where.place,
            channel=self.chance.choice(self.told.said.channels),
            caller_type=self.chance.choice(self.told.said.callers),
            people_at_risk=self.chance.choice((None, 40, 120, 300)), received_at=received,
            language="fr",
        )  # fmt: skip
        alert = self._taken_in(heard, received)
        for step, after in way.steps:
            self._step(alert, step, received + timedelta(minutes=after), way, urgent)
        if warned:
            self._link(alert, where)
        self.first = alert

    def _taken_in(self, heard: Heard, received: datetime) -> UUID:
        users, authors = self.stage.cast.users, self.told.said.authors
        here = [role for role in authors if (role, self.office) in users]
        author = self.chance.choice(here or [EXPERT])
        with self.stage.scene(author, self.office, received + timedelta(minutes=2)):
            return record_alert(heard=heard, office=self._number).pk

    def _step(self, alert: UUID, name: str, moment: datetime, way: Way, urgent: str) -> None:
        if moment >= self.stage.ends:
            return
        role, step = self._who(name)
        told: Any = {"at": moment}
        if name == "triage":
            told["priority"] = urgent
        if name == "task":
            told["responders"] = self._responders(way)
        if name == "outcome":
            told["outcome"] = self.chance.choice(way.outcomes)
        if name == "decline":
            told["no_response"] = self.chance.choice(way.no_response or ("out_of_reach",))
        if name == "duplicate":
            told["original"] = self._original(alert)
            if not told["original"]:
                return
        reason = self.told.reasons.get(name, "")
        with self.stage.scene(role, self.office, moment + timedelta(minutes=1)):
            advance_alert(target=alert, step=step, reason=reason, told=told)

    def _responders(self, way: Way) -> list[str]:
        one = self.chance.choice(way.responders) if way.responders else "force"
        return [one] if isinstance(one, str) else list(one)

    def _who(self, name: str) -> tuple[str, str]:
        """Who of the office takes a step, and what it is called for them."""
        held = {role for role, office in self.stage.cast.users if office == self.office}
        if name in _HEADS:
            return HEAD, name
        moving, noting = _STEPS.get(name, (name, name))
        if name in ("depart", "arrive"):
            return (_COMMANDER, moving) if _COMMANDER in held else (EXPERT, noting)
        if name in ("triage", "ask", "duplicate") and _DUTY in held:
            return _DUTY, name
        return EXPERT, noting

    def _original(self, alert: UUID) -> str:
        if self.first is None or self.first == alert:
            return ""
        with self.stage.scene(EXPERT, self.office, self.stage.ends):
            return str(Alert.objects.get(pk=self.first).reference)

    def _link(self, alert: UUID, one: Happening) -> None:
        """Say after the fact what the alert warned of."""
        with self.stage.scene(EXPERT, self.office, at(one.reported, 20)):
            found = Incident.objects.filter(
                starts_on=one.day, area=one.area, place=one.place, threat_type=one.kind
            ).first()
            if found is not None:
                link_incident(target=alert, incident=found)

    @property
    def _number(self) -> int:
        return self.stage.profile.office(self.office).number
