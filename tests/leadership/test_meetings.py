"""Bodies meet: posts sit there, the agenda fills itself, decisions make actions, minutes stand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from counsel import SAID, TASK
from months import timbuktu
from planting import incident
from rempart.kernel import agenda
from rempart.kernel.actor import Actor, acting_as
from rempart.kernel.errors import BadInput, Refused
from rempart.kernel.navigation import notices
from rempart.leadership.advice import actions as advice
from rempart.leadership.meetings import actions, documents, presenting
from rempart.leadership.meetings.models import Meeting
from rempart.leadership.meetings.seats import seats_of
from rempart.plans import actions as plans
from rempart.plans.models import Action

PLAN: actions.Said = {"title": "Réunion de novembre", "held_on": date(2014, 11, 17)}
DONE: plans.Said = {
    "statement": "Patrouille de nuit", "volet": "t2", "phases": ["prevention"], "component": 2,
    "indicator": "Nuits", "due_on": date(2014, 11, 3),
}  # fmt: skip


@pytest.fixture
def cast(house: Any, appoint: Callable[..., Actor]) -> dict[str, Actor]:
    """Timbuktu's people, the leadership, and a post of the Force for the whole Mission."""
    return timbuktu(appoint) | {
        "srsg": appoint("srsg", component="srsg_office"),
        "cla": appoint("cla", "gao", component="civil_affairs", clearance=1),
        "force": appoint("force", component="force"),
    }


def planned(cast: dict[str, Actor], **said: Any) -> Meeting:
    """A meeting of the Senior Management Group."""
    with acting_as(cast["adviser"]):
        whole: Any = PLAN | said
        return actions.plan_meeting(body="smg_poc", said=whole)


def overdue(cast: dict[str, Actor], marking: int = 1) -> Action:
    """An action of Timbuktu that is late."""
    with acting_as(cast["expert"]):
        return plans.propose_action(said=DONE, office=2, marking=marking)


def test_posts_sit_not_people(cast: dict[str, Actor]) -> None:
    row = planned(cast)
    seats = seats_of(row)
    assert sum(seat.role == "head_of_office" for seat in seats) == 5
    with acting_as(cast["adviser"]):
        regional = actions.plan_meeting(body="regional_group", office=2, said=PLAN)
        assert {seat.office for seat in seats_of(regional)} == {2}
        for wrong in ({"body": "smg_poc", "office": 2}, {"body": "regional_group", "office": 0}):
            with pytest.raises(BadInput):
                actions.plan_meeting(said=PLAN, **wrong)  # type: ignore[arg-type]
        with pytest.raises(BadInput):
            actions.record_attendance(target=row.pk, seats={("cla", 1): "present"})


def test_the_agenda_fills_itself_and_each_reads_what_they_may(
    cast: dict[str, Actor], house: Any
) -> None:
    row, late, apart = planned(cast), overdue(cast), overdue(cast, marking=2)
    fact = incident(house, office=2, area="ML0601")
    with acting_as(cast["adviser"]):
        note = advice.write_note(said=SAID)
        advice.cite_fact(target=note.pk, reference=fact.reference, words="Vols")
        advice.advance_note(target=note.pk, step="submit")
        assert {"actions", "advice", "assessments", "commitments"} <= {
            n for n, _s in agenda.sources
        }
        assert actions.fill_agenda(target=row.pk) == 3
        assert actions.fill_agenda(target=row.pk) == 0
        actions.add_point(target=row.pk, words="Calendrier de la saison sèche")
        held = Meeting.objects.get()
        assert len(presenting.points(held)) == 4
    with acting_as(cast["cla"]):
        said = [p.words or str(p.end and p.end.reference) for p in presenting.points(held)]
        assert said == ["Calendrier de la saison sèche"]
    with acting_as(cast["srsg"]):
        seen = {p.end.reference for p in presenting.points(held) if p.end}
        assert seen == {late.reference, apart.reference, note.reference}
    with acting_as(cast["adviser"]):
        actions.strike_point(target=row.pk, number=1)
        assert len(Meeting.objects.get().agenda) == 3


def take(actor: Actor, row: Meeting, step: str, reason: str = "") -> str:
    """Take one step as that person."""
    with acting_as(actor):
        return actions.advance_meeting(target=row.pk, step=step, reason=reason)


def test_a_decision_makes_an_action_and_the_chair_adopts_the_minutes(
    cast: dict[str, Actor],
) -> None:
    row, adviser = planned(cast), cast["adviser"]
    with pytest.raises(Refused):
        take(adviser, row, "convene")
    with acting_as(adviser):
        actions.add_point(target=row.pk, words="Patrouilles")
        with pytest.raises(Refused):
            actions.record_decision(target=row.pk, words="Rien encore")
    take(adviser, row, "convene")
    with pytest.raises(Refused):
        take(adviser, row, "hold")
    with acting_as(adviser):
        actions.record_attendance(target=row.pk, seats={("srsg", 0): "present",
                                                        ("dsrsg", 0): "absent"})  # fmt: skip
    take(adviser, row, "hold")
    with acting_as(adviser):
        with pytest.raises(BadInput):
            actions.record_decision(target=row.pk, words="x", task=TASK | {"phases": ["response"]})
        actions.record_decision(target=row.pk, words="Prolonger les patrouilles", task=TASK)
    with acting_as(cast["force"]):
        (made,) = Action.objects.all()
        assert made.statement == TASK["statement"]
        assert [a.pk for a in presenting.issued(Meeting.objects.get())] == [made.pk]
    with acting_as(adviser):
        actions.describe_meeting(target=row.pk, said={"minutes": "Le groupe décide de prolonger."})
    take(adviser, row, "submit_minutes")
    with pytest.raises(Refused):
        take(adviser, row, "record_adoption", "Adopté")
    take(cast["srsg"], row, "adopt")
    with acting_as(cast["cla"]):
        held = Meeting.objects.get()
        assert held.adopted_on == date(2014, 11, 17)
        for language in ("fr", "en"):
            assert documents.meeting_file(held, language, "pdf")[:5] == b"%PDF-"
            assert documents.meeting_file(held, language, "docx")[:2] == b"PK"


def test_a_seat_is_told_of_its_next_meeting(cast: dict[str, Actor]) -> None:
    row = planned(cast, held_on=date(2014, 11, 20))
    with acting_as(cast["force"]):
        assert [n for n in notices(cast["force"]) if row.reference in n.sentence]
    with acting_as(cast["cla"]):
        assert not [n for n in notices(cast["cla"]) if row.reference in n.sentence]


def test_pages_ask_as_much_for_thirty_as_for_three(
    cast: dict[str, Actor], door: Callable[..., Client]
) -> None:
    client = door(cast["adviser"])
    row = planned(cast)
    counts: list[int] = []
    for more in (3, 12):
        for _n in range(more):
            planned(cast)
            overdue(cast)
        with acting_as(cast["adviser"]):
            actions.fill_agenda(target=row.pk)
        for path in ("/reunions/", f"/reunions/{row.reference}/"):
            with CaptureQueriesContext(connections["default"]) as asked:
                assert client.get(path).status_code == 200
            counts.append(len(asked))
    assert counts[:2] == counts[2:]
