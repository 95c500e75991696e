"""Wall 3 for stories: of a chain of records each reader is told what they may see, and no more."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date
from typing import Any

import psycopg
import pytest
from oracle import NOW, Record, sees, sees_action, sees_alert, sees_assessment
from sampling import seeds

from doors import open_as
from planting import incident, plant
from rempart.kernel import ids
from rempart.kernel.models import Link
from rempart.plans.models import Action, ActionVersion
from rempart.register.models import Alert, AlertVersion
from rempart.threats.models import Threat, ThreatVersion

SEES = {"incident": sees, "alert": sees_alert, "threat": sees_assessment, "action": sees_action}
VERSIONS = {"alert": AlertVersion, "threat": ThreatVersion, "action": ActionVersion}
CHAIN = (("alert", "warned-of", "incident"), ("threat", "evidence:history", "incident"),
         ("threat", "led_to", "action"))  # fmt: skip


def planted(house: psycopg.Connection, chance: random.Random) -> dict[str, tuple[Record, Any, str]]:
    """An alert, an incident, a threat and an action in a chain, each anywhere in the walls."""
    made = {}
    for kind in SEES:
        record = Record(chance.choice([1, 1, 2]), chance.choice([1, 1, 2, 3]),
                        chance.choice([0, 0, 2]), component=chance.choice([1, 2]))  # fmt: skip
        word = f"canari{chance.randrange(16**10):010x}"
        where: dict[str, Any] = {
            "office": record.office, "marking": record.marking,
            "compartment": record.compartment, "component": record.component,
            "author": ids.new_id(), "reference": ids.new_reference("GAO", 2014),
        }  # fmt: skip
        made[kind] = (record, _row(house, kind, word, where), word)
    for source, relation, target in CHAIN:
        plant(house, Link(
            source_kind=source, source_id=made[source][1].pk, relation=relation,
            target_kind=target, target_id=made[target][1].pk, author=ids.new_id(),
        ))  # fmt: skip
    return made


def _row(house: psycopg.Connection, kind: str, word: str, where: dict[str, Any]) -> Any:
    if kind == "incident":
        return incident(house, place=word, **where)
    row: Any = {
        "alert": lambda: Alert(title=word, priority="p1", **where),
        "threat": lambda: Threat(title=word, perpetrator="criminal", threat_type="killing",
                                 area="ML0702", population="x", state="active", **where),
        "action": lambda: Action(statement=word, volet="t2", phases=["response"], in_danger=True,
                                 indicator="x", due_on=date(2014, 11, 1), **where),
    }[kind]()  # fmt: skip
    plant(house, row)
    values = {"state": row.state, "received_at": NOW.isoformat()}
    plant(house, VERSIONS[kind](
        object_id=row.pk, number=1, action=f"{kind}.record", actor=row.author, actor_name="x",
        reason=f"motif {word}", values=values, office=row.office, component=row.component,
        marking=row.marking, compartment=row.compartment,
    ))  # fmt: skip
    return row


@pytest.mark.parametrize("seed", seeds(2, 7, 12))
def test_a_story_holds_what_its_reader_sees(
    seed: int, house: psycopg.Connection, mission: Callable[..., Any]
) -> None:
    readers = mission(seed, records=1).readers
    chance = random.Random(seed)
    chains = [planted(house, chance) for _number in range(3)]
    shown = hidden = 0
    for reader, user in readers:
        client = open_as(user)
        for made in chains:
            seen = {k: SEES[k](reader, record, NOW) for k, (record, *_rest) in made.items()}
            start = chance.choice(list(made))
            answer = client.get(f"/histoire/{made[start][1].reference}/")
            assert (answer.status_code == 200) == seen[start], (reader, start)
            text = answer.content.decode()
            for kind, (_record, row, word) in made.items():
                reached = seen[start] and seen[kind] and _joined(start, kind, seen)
                assert (word in text) == reached, (reader, start, kind)
                assert reached or kind == start or row.reference not in text
                shown += reached
                hidden += not reached
    assert shown
    assert hidden


def _joined(start: str, end: str, seen: dict[str, bool]) -> bool:
    """Is there a way from one to the other by records that the reader sees?"""
    reached = {start}
    for _step in SEES:
        for source, _relation, target in CHAIN:
            if seen[source] and seen[target] and reached & {source, target}:
                reached |= {source, target}
    return end in reached
