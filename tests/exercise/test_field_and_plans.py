"""The field and the plans of the exercise: what is played, by whom, and that it names nobody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from rempart.doctrine.loader import current as profile
from rempart.exercise import field, plans
from rempart.exercise.staging import play
from rempart.field.models import Commitment, Engagement, FieldMission, RoundTable
from rempart.kernel import clock
from rempart.kernel.actor import Actor, acting_as
from rempart.kernel.nameless import personal
from rempart.plans.models import Action, CommunityPlan, Plan

UNTIL = date(2014, 11, 30)


def test_what_is_written_keeps_the_missions_codes_and_names_nobody(house: Any) -> None:
    script = field.told(profile())
    whole = str(script) + str(plans.told(profile()))
    assert not personal(whole)
    came = script["table"]["participants"]
    assert sum(line["women"] + line["men"] for line in came) == 60
    assert sum(line["women"] for line in came) == 22
    assert len(script["table"]["measures"]) == 3
    assert len(script["tracked"]["recommendations"]) == 4
    assert sum(len(one["places"]) for one in script["engagements"]) == 30
    outcomes = {p["outcome"] for one in script["engagements"] for p in one["promises"]}
    assert {"kept", "late", "broken", "refused"} <= outcomes
    counterparts = {item.code for item in profile().vocabulary("counterpart")}
    assert {one["counterpart"] for one in script["engagements"]} == counterparts
    assert {one["office"] for one in plans.told(profile())["plans"]} == {
        office.code for office in profile().offices
    }


@pytest.fixture
def played(exercise: None, appoint: Callable[..., Actor]) -> Actor:
    """The two parts played; read by the senior adviser who sees all of it."""
    parts = ("field", "plans")
    cast = play(profile(), UNTIL, 1, lambda *_said: None, only=_OFFICES, parts=parts)
    return cast.actor("senior_adviser")


_OFFICES = ("gao", "tombouctou", "mopti", "menaka")
"""All but one: every scene of the two parts but Kidal's."""


def test_the_field_and_the_plans_are_played(played: Actor) -> None:
    with clock.frozen(clock.now().replace(year=2014, month=11, day=30)), acting_as(played):
        table = RoundTable.objects.get()
        assert (table.people, table.women, table.state) == (60, 22, "actions_created")
        missions = {row.state: row for row in FieldMission.objects.all()}
        assert missions["approved"].clearance == "refused"
        assert missions["recommendations_tracked"].escort == "force"
        assert Engagement.objects.count() >= 23
        civil = profile().component("civil_affairs").number
        assert Commitment.objects.filter(component=civil, owner="", state="kept").count() == 2
        states = Counter(Commitment.objects.values_list("state", flat=True))
        assert {"kept", "broken", "refused", "taken_up", "open"} <= set(states)
        assert sum(row.late(UNTIL) for row in Commitment.objects.all()) >= 3
        reached = {row.office: row.state for row in Plan.objects.all()}
        assert sorted(reached.values()) == [
            "consulted", "in_force", "in_force", "in_force",
        ]  # fmt: skip
        assert sum(row.stale(UNTIL) for row in Plan.objects.all()) == 1
        assert CommunityPlan.objects.get().state == "in_force"
        assert Action.objects.filter(state="completed").exists()
