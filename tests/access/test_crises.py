"""Wall 3 for contingency plans, crises and what is written in them: rows, pages, documents, day."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date
from typing import Any

import psycopg
import pytest
from oracle import NOW, Record, sees_action, sees_crisis
from sampling import asks, seeds

from doors import open_as
from planting import plant
from rempart.kernel import ids
from rempart.kernel.actor import acting_as
from rempart.plans.contingency.models import Contingency
from rempart.plans.crises.models import Crisis, CrisisTask, LogEntry, Sitrep


def _placed(record: Record) -> dict[str, Any]:
    return {
        "office": record.office, "marking": record.marking, "compartment": record.compartment,
        "component": record.component, "author": ids.new_id(),
        "reference": ids.new_reference("GAO", 2014),
    }  # fmt: skip


@pytest.fixture
def planted(house: psycopg.Connection) -> Callable[[int], list[Any]]:
    """`planted(seed)`: (record, plan, its canary, crisis, its canary) everywhere."""

    def draw(seed: int) -> list[Any]:
        chance = random.Random(seed)
        found = []
        for _number in range(18):
            record = Record(
                chance.choice([0, 1, 1, 2, 4]), chance.choice([1, 1, 2, 3]),
                chance.choice([0, 0, 2]), component=chance.choice([1, 2]),
            )  # fmt: skip
            word, secret = (f"canari{chance.randrange(16**10):010x}" for _n in range(2))
            plan = plant(house, Contingency(
                title=word, scenario=word, state="approved", review_on=date(2014, 1, 1),
                **_placed(record),
            ))  # fmt: skip
            crisis = plant(house, Crisis(
                title=secret, why=secret, state="active", activated_at=NOW, level="local",
                **_placed(record),
            ))  # fmt: skip
            for part in (
                LogEntry(crisis=crisis, sort="event", text=secret, **_placed(record)),
                CrisisTask(crisis=crisis, number=1, role="force", text=secret, due_at=NOW,
                           **_placed(record)),
                Sitrep(crisis=crisis, number=1, situation=secret, **_placed(record)),
            ):  # fmt: skip
                plant(house, part)
            found.append((record, plan, word, crisis, secret))
        return found

    return draw


@pytest.mark.parametrize("seed", seeds(5, 17))
def test_plans_and_crises_are_seen_where_they_are_due_and_nowhere_else(
    seed: int, mission: Callable[..., Any], actor: Callable[..., Any],
    planted: Callable[[int], list[Any]],
) -> None:  # fmt: skip
    readers = mission(seed, records=1).readers
    rows = planted(seed)
    shown = 0
    for reader, user in readers:
        plans = {plan.pk for record, plan, *_rest in rows if sees_action(reader, record, NOW)}
        crises = {one[3].pk for one in rows if sees_crisis(reader, one[0], NOW)}
        with acting_as(actor(user)):
            assert set(Contingency.objects.values_list("pk", flat=True)) == plans, reader
            assert set(Crisis.objects.values_list("pk", flat=True)) == crises, reader
            for part in (LogEntry, CrisisTask, Sitrep):
                assert set(part.objects.values_list("crisis", flat=True)) == crises, reader
        client = open_as(user)
        listed = {
            path: client.get(path).content.decode() for path in ("/plans-urgence/", "/crises/")
        }
        day = client.get("/").content.decode()
        for record, plan, word, crisis, secret in rows:
            of_plan = sees_action(reader, record, NOW)
            of_crisis = sees_crisis(reader, record, NOW)
            shown += of_plan + of_crisis
            assert (word in listed["/plans-urgence/"]) == of_plan, (reader, record)
            assert (secret in listed["/crises/"]) == of_crisis, (reader, record)
            assert word not in day
            assert secret not in day
            if asks(reader, word):
                for path, due, canary in (
                    (f"/plans-urgence/{plan.reference}/", of_plan, word),
                    (f"/plans-urgence/{plan.reference}/essai/?rule=alertes+%3E+1+en+7+jours",
                     of_plan, ""),
                    (f"/crises/{crisis.reference}/", of_crisis, secret),
                    (f"/crises/{crisis.reference}/deroule/", of_crisis, secret),
                ):  # fmt: skip
                    answer = client.get(path)
                    assert (answer.status_code == 200) == due, (reader, record, path)
                    assert not canary or (canary in answer.content.decode()) == due
                file = client.get(f"/crises/{crisis.reference}/sitrep-1/fr.docx")
                assert (file.status_code == 200) == of_crisis
    assert shown
