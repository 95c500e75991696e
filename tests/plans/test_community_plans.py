"""Community plans: what people do themselves; no name, no coordinates, women heard."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from programmes import TOLD
from programmes import community_step as step
from rempart.kernel.actor import Actor, acting_as
from rempart.kernel.errors import BadInput, Refused
from rempart.plans.programmes import community
from rempart.plans.programmes.models import CommunityPlan


@pytest.fixture
def expert(house: Any, appoint: Callable[..., Actor]) -> Actor:
    return appoint("poc_expert", "mopti")


@pytest.fixture
def head(house: Any, appoint: Callable[..., Actor]) -> Actor:
    return appoint("head_of_office", "mopti")


def made(expert: Actor, **said: Any) -> CommunityPlan:
    whole: Any = {**TOLD, **said}
    with acting_as(expert):
        return community.prepare_community_plan(said=whole)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"watch": "Mme Coulibaly guette"}, "personal"),
        ({"alert": "Appeler le 76 12 34 56"}, "personal"),
        ({"routes": "Vers 14.8312, -4.2911"}, "coordinates"),
        ({"shelter": "En 30PVB 6512 8723"}, "coordinates"),
        ({"area": "XX99"}, "office"), ({"locality": " "}, "missing"),
        ({"relays": [{"category": "nobody", "women": 1, "men": 0}]}, "unknown-code"),
    ],
)  # fmt: skip
def test_names_points_and_strange_codes_are_refused(
    said: dict[str, Any], code: str, expert: Actor
) -> None:
    with pytest.raises(BadInput) as caught:
        made(expert, **said)
    assert code in {problem.code for problem in caught.value.problems}
    with acting_as(expert):
        assert not CommunityPlan.objects.exists()


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"routes": ""}, "incomplete"), ({"consulted": []}, "consulted"),
        ({"consulted": [{"category": "herders", "women": 0, "men": 9}]}, "no-women"),
        ({"consulted_on": None}, "day"),
    ],
)  # fmt: skip
def test_a_community_is_consulted_women_among_them(
    said: dict[str, Any], code: str, expert: Actor
) -> None:
    row = made(expert, **said)
    with pytest.raises(Refused) as caught:
        step(expert, row, "consult")
    assert caught.value.problems[0].code == code


def test_it_is_endorsed_by_another_and_one_only_guides_people(expert: Actor, head: Actor) -> None:
    row = made(expert)
    assert (row.office, row.marking, row.people, row.women) == (4, 2, 23, 9)
    step(expert, row, "consult")
    step(head, row, "endorse")
    assert step(expert, row, "enter") == "in_force"
    other = made(expert, title="Un autre")
    step(expert, other, "consult")
    step(head, other, "endorse")
    with pytest.raises(Refused) as caught:
        step(expert, other, "enter")
    assert caught.value.problems[0].code == "occupied"
    with acting_as(expert):
        row.refresh_from_db()
        second = community.succeed(row)
        assert (second.watch, second.consulted) == (row.watch, [])
        with pytest.raises(Refused):
            community.describe_community_plan(target=row.pk, said={"watch": "x"})
