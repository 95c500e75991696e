"""What the field leads to: actions at once, reports and evidence, own records, days and clashes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from doors import words
from rempart.field import calendar, commitments, engagements, missions, round_tables
from rempart.field.models import Annex, Commitment, FieldMission, RoundTable
from rempart.kernel.actor import Actor, acting_as
from rempart.kernel.errors import BadInput, Refused
from rempart.kernel.links import around
from rempart.places.models import Area
from rempart.plans import actions as plans
from rempart.plans.models import Action
from rempart.register.models import Report
from rempart.threats.actions import advance_threat, draft_threat, score_threat
from rempart.threats.evidence import links_of

DAY = date(2014, 11, 14)
DUE = date(2014, 12, 15)
TABLE: round_tables.Prepared = {"title": "Transhumance", "area": "ML0506", "held_on": DAY}
MISSION: missions.Planned = {
    "title": "Équipe", "trigger": "Départs", "area": "ML0506", "starts_on": DAY, "ends_on": DAY,
    "team": [{"component": "poc", "people": 2, "women": 0, "languages": "peul"}],
}  # fmt: skip


@pytest.fixture
def expert(house: Any, appoint: Callable[..., Actor]) -> Actor:
    Area.objects.create(pcode="ML0506", level=2, name="Mopti", display_fr="Mopti", display_en="M")
    return appoint("poc_expert", "mopti")


@pytest.fixture
def civil(house: Any, appoint: Callable[..., Actor]) -> Actor:
    return appoint("civil_affairs", "mopti", component="civil_affairs")


def table(actor: Actor, **said: Any) -> RoundTable:
    with acting_as(actor):
        return round_tables.plan_round_table(said={**TABLE, **said})  # type: ignore[typeddict-item]


def promise(row: Any, **said: Any) -> Commitment:
    whole = {"text": "Baliser le couloir", "owner": "force", "due_on": DUE, **said}
    return commitments.COMMIT[row.kind](target=row.pk, said=whole)


def test_a_promise_of_the_mission_makes_its_action_in_one_gesture(expert: Actor) -> None:
    row = table(expert)
    with acting_as(expert):
        made = promise(row, act=True, volet="t3", phases=["consolidation"])
        action = Action.objects.get()
        assert made.state == "taken_up"
        assert (action.component, action.volet, action.due_on) == (2, "t3", DUE)
        assert [strand.words for strand in around("commitment", made.pk) if strand.outward] == [
            "A donné lieu à"
        ]
        other = promise(row, owner="", by_whom="La commune")
        assert (other.state, Action.objects.count()) == ("open", 1)


def test_what_a_component_accepts_waits_for_its_action(
    expert: Actor, appoint: Callable[..., Actor]
) -> None:
    force = appoint("force", "mopti", component="force")
    row = table(expert)
    with acting_as(expert):
        made = promise(row)
    with acting_as(force):
        assert commitments.advance_commitment(target=made.pk, step="accept") == "taken_up"
    with acting_as(expert):
        problem = round_tables.ROUND_TABLE.step("create_actions", "minutes_validated").guards[0]
        assert problem(row) is not None
        commitments.act_on_commitment(target=made.pk)
        assert problem(row) is None
        with pytest.raises(Refused):
            commitments.act_on_commitment(target=made.pk)


def test_what_waits_for_itself_through_others_is_refused(expert: Actor) -> None:
    row = table(expert)
    with acting_as(expert):
        one, two, three = (promise(row, text=text, act=True) for text in ("Un", "Deux", "Trois"))
        commitments.wait_for(target=one.pk, on=two)
        commitments.wait_for(target=two.pk, on=three)
        for late, on in ((three, one), (one, one)):
            with pytest.raises(Refused) as caught:
                commitments.wait_for(target=late.pk, on=on)
            assert caught.value.problems[0].code == "circular"
        first, second, *_rest = Action.objects.order_by("id")
        plans.wait_for(target=first.pk, on=second)
        with pytest.raises(Refused):
            plans.wait_for(target=second.pk, on=first)


def test_an_element_becomes_an_action_of_its_lead(
    expert: Actor, door: Callable[..., Client]
) -> None:
    row = table(expert)
    with acting_as(expert):
        round_tables.note_element(target=row.pk, said={"who": "Éleveurs", "words": "On attend"})
        with pytest.raises(BadInput):
            round_tables.turn_element(target=row.pk, number=1, into="action")
    said = {"do": "task", "element": "1", "owner": "civil_affairs", "due_on": "15/12/2014",
            "volet": "t1", "phase": "prevention"}  # fmt: skip
    answer = door(expert).post(f"/tables-rondes/{row.reference}/", said)
    assert answer.status_code == 302, words(answer.content.decode())
    with acting_as(expert):
        action = Action.objects.get()
        assert "On attend" in action.statement
        assert "Élément 1" in [s.words for s in around("round_table", row.pk)]


def test_an_element_is_kept_as_a_report_in_the_words_in_which_it_was_said(
    expert: Actor, door: Callable[..., Client]
) -> None:
    row = table(expert)
    with acting_as(expert):
        said: round_tables.Element = {"who": "Éleveurs", "words": "On nous attend au couloir."}
        round_tables.note_element(target=row.pk, said=said)
    path = f"/tables-rondes/{row.reference}/"
    page = words(door(expert).get(path).content.decode())
    assert "garder comme renseignement" in page
    assert 'href="/zones/ML0506/"' in page
    assert door(expert).post(path, {"do": "turn", "turn": "1-report"}).status_code == 302
    with acting_as(expert):
        report = Report.objects.get()
        assert report.told.startswith("On nous attend")
        assert (report.area, report.office) == ("ML0506", row.office)
    assert report.reference in door(expert).get(path).content.decode()


def test_the_register_and_the_calendar_ask_as_much_for_many_as_for_few(
    expert: Actor, door: Callable[..., Client]
) -> None:
    client = door(expert)

    def cost(path: str) -> int:
        client.get(path)
        with CaptureQueriesContext(connections["default"]) as asked:
            assert client.get(path).status_code == 200
        return len(asked)

    def more(number: int) -> None:
        for _n in range(number):
            row = table(expert)
            with acting_as(expert):
                promise(row)
                missions.request_mission(said=MISSION)

    more(1)
    paths = ("/engagements/", "/calendrier-terrain/?month=2014-11", "/missions/",
             "/tables-rondes/")  # fmt: skip
    few = {path: cost(path) for path in paths}
    more(4)
    assert {path: cost(path) for path in paths} == few


def test_a_finding_is_evidence_of_its_threat(expert: Actor, door: Callable[..., Client]) -> None:
    with acting_as(expert):
        threat = draft_threat(
            said={"title": "Barrages", "perpetrator": "criminal", "threat_type": "siege",
                  "area": "ML0506", "population": "Marchands"}
        )  # fmt: skip
        score_threat(target=threat.pk, scores={"severity": 2})
        advance_threat(target=threat.pk, step="open", reason="Relevé")
        row = missions.request_mission(said=MISSION)
        row.state = "returned"
        row.save(using=expert.alias)
        found = [
            {"threat": threat.reference, "text": "Trois barrages"},
            {"threat": "", "text": "x"},
        ]
        missions.report_mission(target=row.pk, said={"findings": found})
        with pytest.raises(BadInput):
            missions.feed_finding(target=row.pk, number=2, into="evidence", factor="intent")
        with pytest.raises(BadInput):
            missions.feed_finding(target=row.pk, number=1, into="evidence", factor="x")
        with pytest.raises(Refused):
            missions.feed_finding(target=row.pk, number=3, into="evidence", factor="intent")
    said = {"do": "feed", "finding": "1", "factor": "intent", "into": "evidence"}
    assert door(expert).post(f"/missions/{row.reference}/", said).status_code == 302
    with acting_as(expert):
        told = missions.feed_finding(target=row.pk, number=1, into="report")
        assert (told.kind, told.office) == ("report", row.office)
        (link,) = links_of(threat)[threat.pk]
        assert (link.relation, link.target_id) == ("evidence:intent", row.pk)
        assert "Constat 1" in [s.words for s in around("mission", row.pk)]
    assert row.reference in door(expert).get(f"/menaces/{threat.reference}/").content.decode()


def test_two_devices_writing_one_report_are_shown_both(
    expert: Actor, door: Callable[..., Client]
) -> None:
    with acting_as(expert):
        row = missions.request_mission(said=MISSION)
        row.state = "returned"
        row.save(using=expert.alias)
    client, path = door(expert), f"/missions/{row.reference}/"
    said = {"do": "report", "revision": "1", "met": "Douze femmes"}
    assert client.post(path, said).status_code == 302
    answer = client.post(path, said | {"met": "Trente hommes"})
    page = words(answer.content.decode())
    assert answer.status_code == 409
    assert page.count("Trente hommes") > 1
    assert "Douze femmes" in page


def test_a_component_keeps_its_own_record_in_hand_and_no_other(
    expert: Actor, civil: Actor, door: Callable[..., Client]
) -> None:
    mine, other = table(civil), table(expert)
    client = door(civil)
    path = f"/tables-rondes/{mine.reference}/"
    typed = {"do": "save", "title": "Couloirs", "held_on": "14/11/2014", "area": "ML0506",
             "revision": "1", "agenda": "Trois points"}  # fmt: skip
    assert "ecrire" in client.get(path).content.decode()
    assert client.post(path + "ecrire/", typed).status_code == 302
    assert client.get(f"/tables-rondes/{other.reference}/").status_code == 404
    assert client.get(f"/tables-rondes/{other.reference}/ecrire/").status_code == 404
    with acting_as(civil):
        assert RoundTable.objects.get().title == "Couloirs"
        with pytest.raises(Refused):
            round_tables.advance_round_table(target=mine.pk, step="validate")
    with acting_as(expert):
        assert RoundTable.objects.count() == 2


def test_nothing_is_promised_to_host_forces_before_the_question_is_answered(
    expert: Actor,
) -> None:
    with acting_as(expert):
        row = engagements.plan_engagement(
            said={"counterpart": "host_forces", "group": "Brigade", "purpose": "Patrouilles",
                  "held_on": DAY, "area": "ML0506"}
        )  # fmt: skip
        with pytest.raises(Refused) as caught:
            promise(row)
        assert caught.value.problems[0].code == "hrddp-question"
        assert promise(row, owner="", by_whom="La brigade").state == "open"
        engagements.describe_engagement(target=row.pk, said={"supports": True})
        with pytest.raises(Refused) as caught:
            promise(row)
        assert caught.value.problems[0].code == "hrddp"
        engagements.describe_engagement(target=row.pk, said={"supports": False})
        assert promise(row).owner == "force"


def test_the_calendar_says_who_is_wanted_twice(expert: Actor, door: Callable[..., Client]) -> None:
    row = table(expert)
    with acting_as(expert):
        team = missions.request_mission(said=MISSION)
        found = calendar.clashes([row, team])
    assert set(found) == {row.pk, team.pk}
    page = words(door(expert).get("/calendrier-terrain/?month=2014-11").content.decode())
    assert "2 veulent des gens" in page
    assert page.count("Demandé deux fois") == 2
    empty = words(door(expert).get("/calendrier-terrain/?month=2014-10").content.decode())
    assert "Rien que vous puissiez voir" in empty
    assert door(expert).get("/calendrier-terrain/?month=x").status_code == 200


def test_a_team_without_women_says_so(expert: Actor, door: Callable[..., Client]) -> None:
    with acting_as(expert):
        row = missions.request_mission(said=MISSION)
    assert "Aucune femme" in words(door(expert).get(f"/missions/{row.reference}/").content.decode())


def test_the_register_is_filtered_and_counts_what_became_of_promises(
    expert: Actor, door: Callable[..., Client]
) -> None:
    row = table(expert)
    with acting_as(expert):
        kept, _late = promise(row, text="TENU"), promise(row, text="RETARD", due_on=DAY)
        commitments.advance_commitment(target=kept.pk, step="keep", evidence="vu")
    client = door(expert)
    page = words(client.get("/engagements/").content.decode())
    assert "Au registre : 2 ; en attente : 1 ; tenus : 1" in page
    assert "TENU" not in page
    assert "TENU" in client.get("/engagements/?state=kept").content.decode()
    assert "RETARD" in client.get("/engagements/?state=late&owner=force").content.decode()
    assert "RETARD" not in client.get("/engagements/?owner=unpol").content.decode()


def test_those_who_escort_or_clear_a_mission_do_not_read_its_annex(
    expert: Actor, appoint: Callable[..., Actor], door: Callable[..., Client]
) -> None:
    with acting_as(expert):
        row = missions.request_mission(said=MISSION)
        annex = missions.write_annex(mission=row, text="CANARI")
    for role in ("force", "undss", "cla", "duty_officer", "srsg"):
        reader = appoint(role, "" if role == "srsg" else "mopti")
        with acting_as(reader):
            assert FieldMission.objects.count() == 1, role
            assert not Annex.objects.exists(), role
        assert door(reader).get(f"/annexes/{annex.reference}/fr.pdf").status_code == 404
        assert "CANARI" not in door(reader).get(f"/missions/{row.reference}/").content.decode()
