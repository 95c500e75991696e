"""Round tables: prepared with care, said without names, closed when promises are answered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from rempart.field import commitments, round_tables
from rempart.field.models import Commitment, RoundTable
from rempart.kernel.actor import Actor, acting_as
from rempart.kernel.errors import BadInput, Conflict, Refused
from rempart.kernel.links import around

CARE = {
    "seen": "Les chefs de fraction, par les groupes armés de la rive.",
    "retaliation": "Les éleveurs qui parlent de la zone inondée.",
    "promises": "Ni escorte du bétail, ni patrouille fixe.",
    "measures": "Salle de la mairie, arrivée séparée, aucun nom.",
}
CAME = [
    {"category": "herders", "women": 12, "men": 20},
    {"category": "farmers", "women": 10, "men": 18},
]


def prepared(**said: Any) -> round_tables.Prepared:
    return {
        "title": "Table ronde sur la transhumance", "area": "ML0506", "place": "Mopti",
        "held_on": date(2014, 11, 14), "agenda": "Couloirs, dégâts, alerte.",
        "do_no_harm": CARE, "participants": CAME, **said,
    }  # type: ignore[return-value]  # fmt: skip


SAID: round_tables.Element = {
    "who": "Éleveurs en transhumance vers Dialloubé", "perpetrator": "self_defence",
    "threat_type": "intercommunal", "place": "Dialloubé", "when": "à la décrue",
    "coping": "Ils passent de nuit, par groupes.", "words": "On nous attend au couloir.",
}  # fmt: skip


@pytest.fixture
def expert(house: Any, appoint: Callable[..., Actor]) -> Actor:
    return appoint("poc_expert", "mopti")


@pytest.fixture
def head(house: Any, appoint: Callable[..., Actor]) -> Actor:
    return appoint("head_of_office", "mopti")


@pytest.fixture
def table(expert: Actor) -> RoundTable:
    with acting_as(expert):
        return round_tables.plan_round_table(said=prepared())


def step(row: Any, name: str, reason: str = "") -> str:
    return round_tables.advance_round_table(target=row.pk, step=name, reason=reason)


def test_its_office_is_that_of_its_place_and_an_unknown_place_is_refused(expert: Actor) -> None:
    with acting_as(expert):
        row = round_tables.plan_round_table(said=prepared())
        assert (row.office, row.people, row.women) == (4, 60, 22)
        with pytest.raises(BadInput, match=r"bureau|office"):
            round_tables.plan_round_table(said=prepared(area="XX99"))


@pytest.mark.parametrize(
    "text",
    ["Mme Coulibaly a dit", "le colonel Touré", "El Hadj Oumar", "appeler le 76 12 34 56",
     "a.traore@example.org", "Mr. Diallo said"],
)  # fmt: skip
def test_what_reads_like_a_person_is_refused(text: str, expert: Actor, table: RoundTable) -> None:
    with acting_as(expert):
        with pytest.raises(BadInput):
            round_tables.describe_round_table(target=table.pk, said={"minutes": text})
        with pytest.raises(BadInput):
            round_tables.note_element(target=table.pk, said={**SAID, "words": text})


def test_places_dates_and_numbers_are_no_persons(expert: Actor, table: RoundTable) -> None:
    text = "Le 14 novembre 2014, 60 personnes (22 femmes) ; 14/11/2014 ; 12 000 têtes, 4 500 km."
    with acting_as(expert):
        round_tables.describe_round_table(target=table.pk, said={"minutes": text})


def test_nobody_is_invited_before_the_check_is_done(expert: Actor) -> None:
    with acting_as(expert):
        row = round_tables.plan_round_table(said=prepared(do_no_harm={"seen": "x"}, agenda=""))
        with pytest.raises(Refused) as error:
            step(row, "invite")
    assert {p.code for p in error.value.problems} == {"do-no-harm", "agenda"}


def held(expert: Actor, row: RoundTable) -> None:
    with acting_as(expert):
        step(row, "invite")
        step(row, "hold")
        round_tables.note_element(target=row.pk, said=SAID)
        round_tables.describe_round_table(target=row.pk, said={"minutes": "Trois mesures."})
        step(row, "write_minutes")


def promise(row: RoundTable, **said: Any) -> Commitment:
    whole = {"sort": "measure", "text": "Baliser le couloir", "owner": "force",
             "due_on": date(2014, 12, 1), **said}  # fmt: skip
    return commitments.COMMIT["round_table"](target=row.pk, said=whole)


def test_the_chair_validates_and_not_the_writer(
    expert: Actor, head: Actor, table: RoundTable, appoint: Callable[..., Actor]
) -> None:
    held(expert, table)
    with acting_as(expert), pytest.raises(Refused):
        step(table, "validate")
    with acting_as(head):
        step(table, "validate")
    with acting_as(expert), pytest.raises(Refused, match="valid"):
        round_tables.describe_round_table(target=table.pk, said={"minutes": "autre"})


def test_a_commitment_without_a_date_is_refused(expert: Actor, table: RoundTable) -> None:
    with acting_as(expert):
        with pytest.raises(BadInput) as error:
            promise(table, due_on=None)
        assert not Commitment.objects.exists()
    assert [p.code for p in error.value.problems] == ["no-date"]


def test_it_closes_only_when_every_commitment_has_its_answer(
    expert: Actor, head: Actor, table: RoundTable
) -> None:
    held(expert, table)
    with acting_as(head):
        step(table, "validate")
    with acting_as(expert):
        first, second = promise(table), promise(table, owner="", by_whom="Conseil de cercle")
        with pytest.raises(Refused) as error:
            step(table, "create_actions")
        assert error.value.problems[0].code == "unanswered"
        assert first.reference in str(error.value.problems[0].value)
        with pytest.raises(Refused):
            commitments.advance_commitment(target=second.pk, step="refuse")
        commitments.advance_commitment(target=second.pk, step="refuse", reason="Pas de budget")
        commitments.advance_commitment(target=first.pk, step="take_up")
        assert step(table, "create_actions") == "actions_created"
        assert step(table, "close") == "closed"
        with pytest.raises(Refused):
            promise(table)
        second.refresh_from_db()
        assert (second.state, second.answer) == ("refused", "Pas de budget")


def test_kept_needs_evidence_and_the_component_that_owes_it_may_say_so(
    expert: Actor, table: RoundTable, appoint: Callable[..., Actor]
) -> None:
    force = appoint("force", "mopti", component="force")
    police = appoint("unpol", "mopti", component="unpol")
    with acting_as(expert):
        made = promise(table)
    with acting_as(police):
        assert not Commitment.objects.exists()
    with acting_as(force):
        assert Commitment.objects.get() == made
        with pytest.raises(BadInput, match=r"montre|shows"):
            commitments.advance_commitment(target=made.pk, step="do")
        commitments.advance_commitment(target=made.pk, step="do", evidence="Balises posées le 10")
        made.refresh_from_db()
    assert (made.state, made.settled_on) == ("kept", date(2014, 11, 17))


def test_an_element_becomes_a_threat_and_a_report_each_with_its_link(
    expert: Actor, table: RoundTable
) -> None:
    with acting_as(expert):
        round_tables.note_element(target=table.pk, said=SAID)
        threat = round_tables.turn_element(target=table.pk, number=1, into="threat")
        assert (threat.kind, threat.state, threat.population) == ("threat", "draft", SAID["who"])
        with pytest.raises(BadInput) as error:
            round_tables.turn_element(target=table.pk, number=1, into="incident")
        assert [p.code for p in error.value.problems] == ["gap"]
        dated = {**SAID, "day": date(2014, 11, 2)}
        round_tables.note_element(target=table.pk, said=dated, number=1)
        report = round_tables.turn_element(target=table.pk, number=1, into="incident")
        assert report.starts_on == date(2014, 11, 2)
        strands = around("round_table", table.pk)
    assert {s.end.kind for s in strands} == {"threat", "incident"}


def test_two_devices_do_not_overwrite_each_other(expert: Actor, table: RoundTable) -> None:
    with acting_as(expert):
        round_tables.describe_round_table(target=table.pk, revision=1, said={"minutes": "Un."})
        with pytest.raises(Conflict):
            round_tables.describe_round_table(
                target=table.pk, revision=1, said={"minutes": "Deux."}
            )
        table.refresh_from_db()
    assert table.minutes == "Un."


def test_other_offices_do_not_know_of_it(table: RoundTable, appoint: Callable[..., Actor]) -> None:
    with acting_as(appoint("poc_expert", "gao")):
        assert not RoundTable.objects.exists()
    with acting_as(appoint("cla", "mopti")):
        assert RoundTable.objects.count() == 1
