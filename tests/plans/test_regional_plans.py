"""Regional plans: proposed from threats, consulted, approved above, one in force, reviewed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from programmes import cast, filled, in_force, prepared, step, threat
from rempart.doctrine.loader import current as profile
from rempart.kernel import clock
from rempart.kernel.actor import Actor, acting_as
from rempart.kernel.errors import BadInput, Refused
from rempart.plans.models import Action
from rempart.plans.programmes import actions, presenting, proposing, queries
from rempart.plans.programmes.models import Plan
from rempart.threats.actions import mark_threat
from rempart.threats.models import Threat

__all__ = ["cast", "threat"]


def test_lines_are_proposed_from_open_threats_and_the_environment(
    cast: dict[str, Actor], threat: Threat
) -> None:
    plan = prepared(cast["expert"])
    with acting_as(cast["expert"]):
        found = proposing.proposals(plan)
        assert {one.threat for one in found} == {threat}
        assert {one.task.volet for one in found if one.usual} == {"t1", "t2", "t3"}
        assert actions.take_proposals(target=plan.pk, codes=[found[0].code]) == 1
        plan.refresh_from_db()
        assert found[0].code not in {one.code for one in proposing.proposals(plan)}
        (line,) = plan.lines
        assert (line["threat"], line["n"]) == (threat.reference, 1)
        assert proposing.said(line, "fr", "en")["action"] == found[0].task.en
        line["action"] = "Autre chose"
        assert proposing.said(line, "fr", "en")["action"] == "Autre chose"
        with pytest.raises(BadInput):
            actions.take_proposals(target=plan.pk, codes=["X:Y"])


def test_a_threat_that_fewer_may_know_enters_no_plan(
    cast: dict[str, Actor], threat: Threat
) -> None:
    plan = prepared(cast["expert"])
    with acting_as(cast["expert"]):
        mark_threat(target=threat.pk, marking=2)
        assert proposing.proposals(plan) == []
        with pytest.raises(BadInput) as caught:
            actions.write_line(
                target=plan.pk,
                said={"threat": threat.reference, "action": "x", "volet": "t1",
                      "phases": ["prevention"]},
            )  # fmt: skip
        assert caught.value.problems[0].code == "above"


def test_every_cell_that_matters_has_something_real_to_propose(house: Any) -> None:
    volets = {item.code for item in profile().vocabulary("volet")}
    phases = {item.code for item in profile().vocabulary("phase")}
    kinds = {item.code for item in profile().vocabulary("threat_type")}
    assert len(profile().environments) == 8
    covered: set[str] = set()
    for one in profile().environments:
        assert one.status == "proposed"
        tasks = [task for answer in one.answers for task in answer.tasks]
        assert {task.volet for task in tasks} == volets
        assert {phase for task in tasks for phase in task.phases} == phases
        covered |= {kind for answer in one.answers for kind in answer.threats}
    assert covered == kinds


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"phases": ["response"]}, "no-danger"), ({"lead": "nobody"}, "unknown-code"),
        ({"action": " "}, "missing"), ({"action": "Voir Mme Coulibaly"}, "personal"),
        ({"threat": "MOP-14-XXXXXX"}, "threat"),
    ],
)  # fmt: skip
def test_a_line_that_does_not_hold_is_refused(
    said: dict[str, Any], code: str, cast: dict[str, Actor]
) -> None:
    plan = prepared(cast["expert"])
    line: Any = {"action": "Table ronde", "volet": "t1", "phases": ["prevention"], **said}
    with acting_as(cast["expert"]), pytest.raises(BadInput) as caught:
        actions.write_line(target=plan.pk, said=line)
    assert caught.value.problems[0].code == code


def test_a_line_that_answers_no_threat_is_counted_as_none(
    cast: dict[str, Actor], threat: Threat
) -> None:
    plan = prepared(cast["expert"])
    line: Any = {"action": "Table ronde", "volet": "t1", "phases": ["prevention"],
                 "lead": "poc", "indicator": "Tenue", "due_on": date(2014, 12, 1)}  # fmt: skip
    with acting_as(cast["expert"]):
        actions.write_line(target=plan.pk, said=line)
        plan.refresh_from_db()
        assert queries.answered(plan) == (0, 1)
        assert proposing.proposals(plan)


def test_a_plan_goes_up_and_comes_into_force(cast: dict[str, Actor], threat: Threat) -> None:
    plan = prepared(cast["expert"])
    with pytest.raises(Refused):
        step(cast["expert"], plan, "consult")
    filled(cast, plan)
    step(cast["expert"], plan, "consult")
    with pytest.raises(Refused):
        step(cast["head"], plan, "endorse")
    step(cast["adviser"], plan, "endorse")
    with acting_as(cast["expert"]), pytest.raises(Refused):
        actions.drop_line(target=plan.pk, number=1)
    with pytest.raises(Refused):
        step(cast["adviser"], plan, "approve")
    step(cast["srsg"], plan, "approve")
    assert step(cast["head"], plan, "enter") == "in_force"
    assert (plan.begins_on, plan.review_on) == (date(2014, 11, 17), date(2015, 11, 17))
    assert not plan.stale()
    with clock.frozen(datetime(2015, 11, 18, 9, tzinfo=UTC)):
        assert plan.stale()


def test_nobody_is_passed_over(cast: dict[str, Actor], threat: Threat) -> None:
    plan = prepared(cast["expert"])
    with acting_as(cast["expert"]):
        found = proposing.proposals(plan)
        actions.take_proposals(target=plan.pk, codes=[one.code for one in found if one.usual])
        with pytest.raises(BadInput):
            actions.note_consultation(target=plan.pk, who="force", on=None, said="oui")
    step(cast["expert"], plan, "consult")
    with pytest.raises(Refused) as caught:
        step(cast["adviser"], plan, "endorse")
    assert caught.value.problems[0].code == "unheard"


def test_one_plan_only_binds_and_its_successor_takes_its_place(
    cast: dict[str, Actor], threat: Threat
) -> None:
    first = in_force(cast, filled(cast, prepared(cast["expert"])))
    other = filled(cast, prepared(cast["expert"], title="Un autre"))
    with pytest.raises(Refused) as caught:
        in_force(cast, other)
    problem = caught.value.problems[0]
    assert (problem.code, problem.value) == ("occupied", first.reference)
    smaller = in_force(cast, filled(cast, prepared(cast["expert"], area="ML0506")))
    assert smaller.state == "in_force"
    with acting_as(cast["expert"]):
        second = actions.succeed(first)
        assert second.lines == first.lines
    filled(cast, second)
    in_force(cast, second)
    with acting_as(cast["expert"]):
        first.refresh_from_db()
    assert (first.state, second.state) == ("replaced", "in_force")


def test_a_plan_that_one_may_not_see_still_stands_in_the_way(
    cast: dict[str, Actor], threat: Threat, appoint: Callable[..., Actor]
) -> None:
    secret = prepared(cast["expert"])
    filled(cast, secret)
    with acting_as(cast["expert"]):
        row = Plan.objects.get(pk=secret.pk)
        row.marking = 3
        row.save(using=cast["expert"].alias)
    in_force(cast, secret)
    plain = filled(cast, prepared(cast["expert"]))
    low = cast | {"head": appoint("head_of_office", "mopti", clearance=1)}
    with pytest.raises(Refused) as caught:
        in_force(low, plain)
    assert caught.value.problems[0].code == "occupied"
    assert secret.reference not in str(caught.value)


def test_a_draft_made_by_mistake_is_abandoned_and_may_be_taken_up_again(
    cast: dict[str, Actor], threat: Threat
) -> None:
    plan = filled(cast, prepared(cast["expert"]))
    with pytest.raises(Refused) as bare:
        step(cast["expert"], plan, "abandon")
    step(cast["expert"], plan, "abandon", "Fait deux fois")
    with acting_as(cast["expert"]), pytest.raises(Refused) as closed:
        actions.describe_plan(target=plan.pk, said={"title": "Autre"})
    assert [e.value.problems[0].code for e in (bare, closed)] == ["reason", "frozen"]
    assert "abandonné" in str(closed.value)
    with acting_as(cast["expert"]):
        assert "abandonné" in str(presenting.ENDS["plan"]([plan.pk])[plan.pk].title)
    assert step(cast["expert"], plan, "resume", "C’était le bon") == "draft"
    assert in_force(cast, plan).stands


def test_lines_in_force_become_actions_of_their_leads(
    cast: dict[str, Actor], threat: Threat
) -> None:
    plan = filled(cast, prepared(cast["expert"]))
    with acting_as(cast["expert"]), pytest.raises(Refused):
        actions.make_action(target=plan.pk, number=1)
    in_force(cast, plan)
    with acting_as(cast["expert"]):
        assert actions.make_every_action(plan) == len(plan.lines) == 3
        assert actions.make_every_action(plan) == 0
        assert {row.in_danger for row in Action.objects.all()} == {True}
        with pytest.raises(Refused):
            actions.make_action(target=plan.pk, number=1)


def test_a_review_keeps_or_withdraws_with_a_reason(cast: dict[str, Actor], threat: Threat) -> None:
    plan = in_force(cast, filled(cast, prepared(cast["expert"])))
    step(cast["expert"], plan, "review")
    with pytest.raises(Refused):
        step(cast["head"], plan, "keep")
    step(cast["head"], plan, "keep", "Rien n’a changé")
    assert plan.state == "in_force"
    step(cast["expert"], plan, "review")
    assert step(cast["head"], plan, "withdraw", "Le couloir est fermé") == "replaced"
