"""An action's life: where it comes from, who takes each step, what is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from months import CERCLES, timbuktu
from rempart.kernel.actor import Actor, acting_as
from rempart.kernel.errors import BadInput, Refused
from rempart.kernel.links import around
from rempart.kernel.navigation import notices
from rempart.plans import actions, presenting, queries
from rempart.plans.models import Action
from rempart.threats import actions as threats
from rempart.threats.models import Threat

FORCE, POLICE = 2, 3
SAID: actions.Said = {
    "statement": "Patrouille au marché de Léré",
    "volet": "t2",
    "phases": ["preemption", "response"],
    "component": FORCE,
    "support": [4],
    "indicator": "Marchés couverts",
    "begins_on": date(2014, 11, 1),
    "due_on": date(2014, 11, 30),
}


@pytest.fixture
def cast(house: Any, appoint: Callable[..., Actor]) -> dict[str, Actor]:
    """Timbuktu's people, with the component that leads and a second expert."""
    return timbuktu(appoint) | {
        "second": appoint("poc_expert", "tombouctou"),
        "force": appoint("force", "tombouctou", component="force"),
        "police": appoint("unpol", "tombouctou", component="unpol", clearance=1),
    }


@pytest.fixture
def threat(cast: dict[str, Actor]) -> Threat:
    """A threat of the office."""
    assert CERCLES
    with acting_as(cast["expert"]):
        return threats.draft_threat(
            said={"title": "Léré", "perpetrator": "criminal", "threat_type": "killing",
                  "area": "ML0601", "population": "Riverains"}
        )  # fmt: skip


def proposed(cast: dict[str, Actor], threat: Threat, **said: Any) -> Action:
    """An action of the office that answers the threat."""
    with acting_as(cast["expert"]):
        whole: Any = SAID | said
        return actions.propose_action(said=whole, office=threat.office, origin=threat)


def take(actor: Actor, row: Action, step: str, **said: Any) -> str:
    """Take one step as that person."""
    with acting_as(actor):
        return actions.advance_action(target=row.pk, step=step, **said)


def test_an_action_goes_from_a_threat_to_an_effect_that_another_verified(
    cast: dict[str, Actor], threat: Threat
) -> None:
    row = proposed(cast, threat)
    take(cast["head"], row, "endorse")
    take(cast["force"], row, "accept")
    take(cast["force"], row, "start")
    take(cast["force"], row, "block", reason="Pas de carburant")
    take(cast["force"], row, "resume")
    with pytest.raises(BadInput):
        take(cast["force"], row, "complete")
    take(cast["force"], row, "complete", text="Trois patrouilles, compte rendu du 14")
    with pytest.raises(Refused):
        take(cast["expert"], row, "verify", text="Le marché se tient")
    with pytest.raises(BadInput):
        take(cast["second"], row, "verify")
    assert take(cast["second"], row, "verify", text="Le marché se tient") == "effect_verified"
    with acting_as(cast["expert"]):
        (strand,) = around("action", row.pk)
        assert (strand.end.kind, strand.outward) == ("threat", False)


def test_where_there_is_one_expert_the_adviser_verifies(
    cast: dict[str, Actor], threat: Threat
) -> None:
    row = proposed(cast, threat)
    take(cast["head"], row, "endorse")
    for step in ("accept", "start", "complete"):
        take(cast["force"], row, step, text="fait")
    with pytest.raises(Refused):
        take(cast["head"], row, "verify_above", text="x")
    assert take(cast["adviser"], row, "verify_above", text="Calme") == "effect_verified"


def test_the_expert_records_an_acceptance_only_with_who_gave_it(
    cast: dict[str, Actor], threat: Threat
) -> None:
    row = proposed(cast, threat)
    take(cast["head"], row, "endorse")
    with pytest.raises(BadInput):
        take(cast["expert"], row, "accept")
    said = "Le chef des opérations, par téléphone"
    assert take(cast["expert"], row, "accept", reason=said) == "assigned"


def test_preemption_and_response_need_a_threat(cast: dict[str, Actor], threat: Threat) -> None:
    with acting_as(cast["expert"]):
        with pytest.raises(BadInput) as caught:
            actions.propose_action(said=SAID, office=threat.office)
        assert caught.value.problems[0].code == "no-danger"
        assert not Action.objects.exists()
        prevention: Any = SAID | {"phases": ["prevention"]}
        row = actions.propose_action(said=prevention, office=threat.office)
        with pytest.raises(BadInput):
            actions.describe_action(target=row.pk, said={"phases": ["response"]})


def test_an_end_before_its_start_and_illegal_moves_are_refused(
    cast: dict[str, Actor], threat: Threat
) -> None:
    with pytest.raises(BadInput):
        proposed(cast, threat, due_on=date(2014, 10, 1))
    row = proposed(cast, threat)
    with pytest.raises(Refused):
        take(cast["force"], row, "complete", text="fait")
    with pytest.raises(Refused):
        take(cast["expert"], row, "cancel")


def test_a_late_action_is_told_to_the_component_that_leads(
    cast: dict[str, Actor], threat: Threat
) -> None:
    row = proposed(cast, threat, due_on=date(2014, 11, 10))
    assert row.overdue
    with acting_as(cast["force"]):
        assert [n for n in notices(cast["force"]) if row.reference in n.sentence]
    with acting_as(cast["expert"]):
        assert not [n for n in notices(cast["expert"]) if row.reference in n.sentence]
    with acting_as(cast["police"]):
        assert not Action.objects.exists()


def test_a_lead_who_may_not_see_the_threat_is_named(cast: dict[str, Actor], threat: Threat) -> None:
    with acting_as(cast["expert"]):
        assert not queries.blind(threat, POLICE, threat.office)
        threat.marking = 2
        assert not queries.blind(threat, FORCE, threat.office)
        assert queries.blind(threat, POLICE, threat.office)


def test_holes_are_where_no_action_stands(cast: dict[str, Actor], threat: Threat) -> None:
    row = proposed(cast, threat)
    with acting_as(cast["expert"]):
        lines = presenting.coverage(Action.objects.all(), [threat.office])
        filled = {(line.volet, line.phase) for line in lines if line.counts[0]}
        assert filled == {("t2", "preemption"), ("t2", "response")}
        take(cast["expert"], row, "cancel", reason="Le marché est fermé")
        lines = presenting.coverage(Action.objects.all(), [threat.office])
        assert not any(line.counts[0] for line in lines)


def test_who_supports_sees_the_action_and_its_past(cast: dict[str, Actor], threat: Threat) -> None:
    row = proposed(cast, threat, support=[POLICE])
    with acting_as(cast["police"]):
        seen = Action.objects.get(pk=row.pk)
        assert seen.versions.count() == 1
    with acting_as(cast["head"]):
        actions.advance_action(target=row.pk, step="endorse")
    with acting_as(cast["police"]):
        with pytest.raises(BadInput):
            actions.advance_action(target=row.pk, step="accept")
        accepted = "Accepté par la Force à la réunion de neuf heures"
        assert actions.advance_action(target=row.pk, step="accept", reason=accepted) == "assigned"
    with acting_as(cast["expert"]):
        actions.describe_action(target=row.pk, said={"support": []})
    with acting_as(cast["police"]):
        assert not Action.objects.exists()
