"""Alerts: every step and who takes it, clocks, times said, four eyes, one form one alert."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from planting import incident
from rempart.kernel import clock
from rempart.kernel.actor import Actor, acting_as
from rempart.kernel.errors import BadInput, Conflict, Refused
from rempart.kernel.links import around
from rempart.register.alerts import actions, clocks
from rempart.register.models import Alert

HEARD: actions.Heard = {"priority": "p1", "title": "Hommes armés près du marché"}


@pytest.fixture
def cast(appoint: Callable[..., Actor]) -> dict[str, Actor]:
    """Those of Gao who handle an alert."""
    roles = ("cla", "duty_officer", "poc_expert", "head_of_office", "sector_commander", "force")
    return {role: appoint(role, "gao") for role in roles}


def taken(actor: Actor, alert: Alert, step: str, reason: str = "", **told: Any) -> str:
    """Take one step as somebody; the state it leads to."""
    with acting_as(actor):
        return actions.advance_alert(target=alert.pk, step=step, reason=reason, told=told)


def called(actor: Actor, **heard: Any) -> Alert:
    """An alert taken in by somebody."""
    with acting_as(actor):
        return actions.record_alert(heard={**HEARD, **heard})  # type: ignore[typeddict-item]


def test_an_alert_goes_from_a_call_to_its_end(cast: dict[str, Actor]) -> None:
    now = clock.now()
    alert = called(cast["cla"], received_at=now - timedelta(hours=3))
    early = now - timedelta(hours=2)
    assert taken(cast["duty_officer"], alert, "triage", priority="p1", at=early) == "triaged"
    assert taken(cast["sector_commander"], alert, "decide", at=early) == "response_decided"
    assert (
        taken(cast["sector_commander"], alert, "task", responders=["force"], at=early) == "tasked"
    )
    assert taken(cast["force"], alert, "set_out", at=early) == "responding"
    arrived = now - timedelta(hours=1)
    with pytest.raises(BadInput, match="En route"):
        taken(cast["poc_expert"], alert, "note_arrival", at=early - timedelta(minutes=1))
    assert taken(cast["poc_expert"], alert, "note_arrival", at=arrived) == "responded"
    assert taken(cast["poc_expert"], alert, "record_outcome", outcome="averted")
    assert taken(cast["poc_expert"], alert, "close") == "closed"
    assert taken(cast["poc_expert"], alert, "reopen", "Ils reviennent") == "triaged"
    with acting_as(cast["poc_expert"]):
        arrival = alert.versions.get(action="alert.note_arrival")
        again = Alert.objects.get()
    assert arrival.at == now
    assert arrival.values["responded_at"].startswith(arrived.isoformat()[:16])
    assert (again.responded_at, again.outcome, again.responders) == (None, "", [])


@pytest.mark.parametrize(
    ("role", "step"),
    [("cla", "triage"), ("head_of_office", "triage"), ("duty_officer", "decide"),
     ("force", "decide"), ("duty_officer", "close"), ("poc_expert", "refer")],
)  # fmt: skip
def test_a_step_belongs_to_some(role: str, step: str, cast: dict[str, Actor]) -> None:
    alert = called(cast["duty_officer"] if role != "cla" else cast["cla"])
    with acting_as(cast["duty_officer"]):
        if step in ("decide", "refer"):
            actions.advance_alert(target=alert.pk, step="triage", told={"priority": "p1"})
        if step == "close":
            actions.advance_alert(target=alert.pk, step="set_aside", reason="Hors mandat")
    with pytest.raises(Refused):
        taken(cast[role], alert, step, "Parce que", priority="p1")


def test_an_illegal_step_is_refused_with_those_there_are(cast: dict[str, Actor]) -> None:
    alert = called(cast["cla"])
    with pytest.raises(Refused, match="triage"):
        taken(cast["poc_expert"], alert, "close")


def test_verification_never_holds_back_the_first_priority(cast: dict[str, Actor]) -> None:
    first, second = called(cast["cla"]), called(cast["cla"], priority="p2")
    with pytest.raises(Refused) as refused:
        taken(cast["duty_officer"], first, "ask", "Qui le dit ?")
    assert refused.value.problems[0].code == "p1-waits"
    assert taken(cast["duty_officer"], second, "ask", "Qui le dit ?") == "needs_info"


def test_no_response_needs_a_reason_and_its_code(cast: dict[str, Actor]) -> None:
    alert = called(cast["cla"])
    taken(cast["duty_officer"], alert, "triage", priority="p1")
    with pytest.raises(BadInput):
        taken(cast["head_of_office"], alert, "decline", "Trop loin")
    with pytest.raises(Refused):
        taken(cast["head_of_office"], alert, "decline", no_response="out_of_reach")
    assert taken(
        cast["head_of_office"], alert, "decline", "Trop loin", no_response="out_of_reach"
    ) == "no_response"  # fmt: skip


def test_whoever_wrote_an_alert_does_not_close_it(
    cast: dict[str, Actor], appoint: Callable[..., Actor]
) -> None:
    alert = called(cast["poc_expert"])
    taken(cast["duty_officer"], alert, "set_aside", "Hors mandat")
    with pytest.raises(Refused) as refused:
        taken(cast["poc_expert"], alert, "close")
    assert refused.value.problems[0].code == "four-eyes"
    assert taken(appoint("poc_expert", "gao"), alert, "close") == "closed"


def test_a_duplicate_names_the_first_alert(cast: dict[str, Actor]) -> None:
    first, again = called(cast["cla"]), called(cast["cla"])
    with pytest.raises(BadInput):
        taken(cast["duty_officer"], again, "duplicate", original="GAO-14-7K3QX")
    assert taken(cast["duty_officer"], again, "duplicate", original=first.reference) == "duplicate"


def test_times_that_cannot_be_are_refused(cast: dict[str, Actor]) -> None:
    alert = called(cast["cla"])
    for wrong in (timedelta(minutes=1), timedelta(minutes=-1)):
        with pytest.raises(BadInput):
            taken(
                cast["duty_officer"], alert, "triage", priority="p1", at=alert.received_at + wrong
            )
    with pytest.raises(BadInput):
        called(cast["cla"], received_at=clock.now() + timedelta(minutes=1))
    with pytest.raises(BadInput):
        called(cast["cla"], caller_type="Moussa")


def test_the_clocks_are_those_of_the_profile(cast: dict[str, Actor]) -> None:
    now = clock.now()
    alert = called(cast["cla"])
    for minutes, said in ((0, "ok"), (25, "due"), (31, "late")):
        found = clocks.running(alert, now + timedelta(minutes=minutes))
        assert found is not None
        assert found.condition == said
        assert found.due == now + timedelta(minutes=30)
    taken(cast["duty_officer"], alert, "triage", priority="p2")
    with acting_as(cast["duty_officer"]):
        assert clocks.deadline(Alert.objects.get()) == now + timedelta(hours=24)


def test_two_who_edit_one_alert_are_told(cast: dict[str, Actor]) -> None:
    alert = called(cast["cla"])
    with acting_as(cast["duty_officer"]):
        actions.edit_alert(target=alert.pk, revision=1, heard={"place": "Ansongo"})
        with pytest.raises(Conflict):
            actions.edit_alert(target=alert.pk, revision=1, heard={"place": "Gao"})


def test_times_are_corrected_in_their_order_only(cast: dict[str, Actor]) -> None:
    now = clock.now()
    alert = called(cast["cla"], received_at=now - timedelta(hours=2))
    taken(cast["duty_officer"], alert, "triage", priority="p1", at=now - timedelta(hours=1))
    with acting_as(cast["poc_expert"]):
        with pytest.raises(BadInput, match="Triée"):
            actions.edit_alert(target=alert.pk, heard={"triaged_at": now - timedelta(hours=3)})
        with pytest.raises(BadInput, match="à venir"):
            actions.edit_alert(target=alert.pk, heard={"triaged_at": now + timedelta(hours=3)})
        actions.edit_alert(target=alert.pk, heard={"triaged_at": now - timedelta(minutes=90)})
        assert Alert.objects.get().triaged_at == now - timedelta(minutes=90)


def test_a_closed_alert_is_reopened_before_it_is_corrected(cast: dict[str, Actor]) -> None:
    alert = called(cast["cla"])
    taken(cast["duty_officer"], alert, "set_aside", "Hors mandat")
    taken(cast["poc_expert"], alert, "close")
    with acting_as(cast["poc_expert"]), pytest.raises(Refused, match="reste"):
        actions.edit_alert(target=alert.pk, heard={"place": "Gao"})


def test_an_incident_is_linked_after_the_fact(house: Any, cast: dict[str, Actor]) -> None:
    alert = called(cast["cla"])
    row = incident(house, office=1)
    with acting_as(cast["duty_officer"]):
        actions.link_incident(target=alert.pk, incident=row)
        assert [s.relation for s in around("alert", alert.pk)] == ["warned-of"]
