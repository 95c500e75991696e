"""Wall 3 for plans: regional and community plans, their pages, versions, documents and my day."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date
from typing import Any

import psycopg
import pytest
from oracle import NOW, Reader, Record, sees_action
from sampling import asks, seeds

from doors import open_as
from planting import plant
from rempart.kernel import ids
from rempart.kernel.actor import acting_as
from rempart.plans.models import CommunityPlan, CommunityPlanVersion, Plan, PlanVersion

PATHS: dict[str, Any] = {"plans-regionaux": Plan, "plans-communautaires": CommunityPlan}
VERSIONS: dict[str, Any] = {
    "plans-regionaux": PlanVersion,
    "plans-communautaires": CommunityPlanVersion,
}


def _line(word: str) -> dict[str, Any]:
    return {
        "n": 1, "threat": "", "menace": word, "objective": word, "action": word, "volet": "t1",
        "phases": ["prevention"], "lead": "force", "due_on": "2014-12-01", "indicator": word,
        "template": "",
    }  # fmt: skip


def _made(path: str, word: str, record: Record, where: dict[str, Any]) -> Any:
    past = {"state": "in_force", "begins_on": date(2013, 1, 1), "review_on": date(2014, 1, 1)}
    if path == "plans-regionaux":
        where = where | {"support": list(record.support)}
        return Plan(title=word, purpose=word, area=word[:20], lines=[_line(word)], **past, **where)
    return CommunityPlan(title=word, locality=word, area="ML0702", watch=word, **past, **where)


@pytest.fixture
def planted(house: psycopg.Connection) -> Callable[..., dict[str, list[Any]]]:
    """`planted(seed, readers)` puts plans everywhere: by path, (record, row, canary)."""

    def draw(seed: int, readers: list[tuple[Reader, Any]]) -> dict[str, list[Any]]:
        chance = random.Random(seed)
        found: dict[str, list[Any]] = {path: [] for path in PATHS}
        for number in range(14):
            author, user = chance.choice(readers)
            record = Record(
                chance.choice([1, 1, 2, 4]), chance.choice([1, 1, 2, 3]),
                chance.choice([0, 0, 5]), author.name, component=chance.choice([1, 2]),
                support=chance.choice([(), (1,), (2, 3)]) if number % 2 == 0 else (),
            )  # fmt: skip
            word = f"canari{chance.randrange(16**10):010x}"
            where = {
                "office": record.office, "marking": record.marking,
                "compartment": record.compartment, "component": record.component,
                "author": user.pk, "reference": ids.new_reference("GAO", 2014),
            }  # fmt: skip
            path = list(PATHS)[number % 2]
            row = plant(house, _made(path, word, record, where))
            version = VERSIONS[path](
                object_id=row.pk, number=1, action="plan.propose", actor=user.pk, actor_name="x",
                values={"title": f"autrefois {word}"}, office=row.office, marking=row.marking,
                component=row.component, compartment=row.compartment,
            )  # fmt: skip
            plant(house, version)
            found[path].append((record, row, word))
        return found

    return draw


@pytest.mark.parametrize("seed", seeds(5, 17))
def test_rows_pages_versions_and_documents_hold_what_is_due_and_nothing_else(
    seed: int, mission: Callable[..., Any], actor: Callable[..., Any],
    planted: Callable[..., Any],
) -> None:  # fmt: skip
    drawn = mission(seed, records=1)
    rows = planted(seed, drawn.readers)
    shown = hidden = 0
    for reader, user in drawn.readers:
        client = open_as(user)
        holes = client.get("/actions/couverture/").content.decode()
        day = client.get("/").content.decode()
        for path, model in PATHS.items():
            due = {row.pk for record, row, _word in rows[path] if sees_action(reader, record, NOW)}
            with acting_as(actor(user)):
                assert set(model.objects.values_list("pk", flat=True)) == due, (reader, path)
                kept = VERSIONS[path].objects.values_list("object_id", flat=True)
                assert set(kept) == due, (reader, path)
            listed = client.get(f"/{path}/").content.decode()
            for record, row, word in rows[path]:
                mine = sees_action(reader, record, NOW)
                shown, hidden = shown + mine, hidden + (not mine)
                assert (word in listed) == mine, (reader, record, path)
                assert (row.reference in holes) == mine, (reader, record, path)
                assert mine or row.reference not in day
                if not asks(reader, word):
                    continue
                answer = client.get(f"/{path}/{row.reference}/")
                assert (answer.status_code == 200) == mine
                assert (word in answer.content.decode()) == mine
                compared = client.get(f"/{path}/{row.reference}/comparer/")
                assert (compared.status_code == 200) == mine
                if row.pk.int % 5 == 0:
                    file = client.get(f"/{path}/{row.reference}/fr.docx")
                    assert (file.status_code == 200) == mine
    assert shown
    assert hidden
