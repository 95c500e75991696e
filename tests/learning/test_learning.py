"""Trainings with their gate, reviews whose changes become actions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from doors import words
from months import timbuktu
from planting import plant
from rempart.kernel import agenda, ids
from rempart.kernel.actor import Actor, acting_as
from rempart.kernel.errors import BadInput, NotThere, Refused
from rempart.kernel.navigation import notices
from rempart.learning.handover.actions import hand_over
from rempart.learning.handover.gathering import ACTIONS, FOLLOWED, HEADINGS, OWN
from rempart.learning.library.actions import publish_tool
from rempart.learning.library.shelf import shelf
from rempart.learning.reviews import actions as reviews
from rempart.learning.reviews.models import Review
from rempart.learning.trainings import actions as trainings
from rempart.learning.trainings.models import Training
from rempart.people import telling
from rempart.plans.actions import propose_action
from rempart.plans.models import Action
from rempart.register.alerts.actions import record_alert
from rempart.register.models import Alert
from rempart.threats import actions as threats

DAY = date(2014, 11, 24)
OFFICE = 2
FDSM: Any = {
    "topic": "Protection des civils aux points de contrôle", "audience": "host_forces",
    "recipients": "Unité des FDSM de Tombouctou", "held_on": DAY,
}  # fmt: skip
CHECKED = {"check_outcome": "with_measures", "check_reference": "DDH-14-031"}
CHANGE = {
    "statement": "Tenir la liste des relais à jour", "volet": "t2", "phases": ["prevention"],
    "component": 1, "due_on": date(2014, 12, 15), "indicator": "Liste revue chaque mois",
}  # fmt: skip


@pytest.fixture
def cast(house: Any, appoint: Callable[..., Actor]) -> dict[str, Actor]:
    """Timbuktu's people and Human Rights."""
    rights = appoint("human_rights", "tombouctou", component="human_rights")
    return timbuktu(appoint) | {"rights": rights}


def step(who: Actor, row: Training, name: str, **said: Any) -> None:
    """Take a step as that person."""
    with acting_as(who):
        trainings.advance_training(target=row.pk, step=name, said=said)


def _told(who: Actor, row: Review) -> bool:
    with acting_as(who):
        return any(row.reference in notice.sentence for notice in notices(who))


def test_a_training_of_host_state_forces_stops_at_its_gate(
    cast: dict[str, Actor], door: Callable[..., Client]
) -> None:
    with acting_as(cast["expert"]):
        row = trainings.propose_training(office=OFFICE, said=FDSM)
    with pytest.raises(Refused) as refused:
        step(cast["head"], row, "approve")
    assert "hrddp" in {problem.code for problem in refused.value.problems}
    with pytest.raises(Refused):
        step(cast["expert"], row, "screen", **CHECKED)
    with acting_as(cast["rights"]):
        assert any(row.reference in notice.sentence for notice in notices(cast["rights"]))
    step(cast["rights"], row, "screen", **CHECKED | {"check_outcome": "not_cleared"})
    with pytest.raises(Refused):
        step(cast["head"], row, "approve")
    step(cast["rights"], row, "screen", **CHECKED)
    with acting_as(cast["head"]):
        assert any(row.reference in notice.sentence for notice in notices(cast["head"]))
    step(cast["head"], row, "approve")
    step(cast["expert"], row, "deliver", women=0, men=22)
    with pytest.raises(BadInput):
        step(cast["expert"], row, "evaluate", after_passed=9, after_took=8, evaluation="Mieux")
    step(cast["expert"], row, "evaluate", after_passed=17, after_took=20, evaluation="Mieux")
    page = door(cast["expert"]).get(f"/formations/{row.reference}/").content.decode()
    assert "17 sur 20" in page


def test_other_recipients_void_the_check(cast: dict[str, Actor]) -> None:
    with acting_as(cast["expert"]):
        row = trainings.propose_training(office=OFFICE, said=FDSM)
    step(cast["rights"], row, "screen", **CHECKED)
    with acting_as(cast["expert"]):
        trainings.describe_training(target=row.pk, said={"recipients": "Autre unité"})
    with pytest.raises(Refused):
        step(cast["head"], row, "approve")


def test_communities_need_no_check(cast: dict[str, Actor]) -> None:
    with acting_as(cast["expert"]):
        row = trainings.propose_training(office=OFFICE, said=FDSM | {"audience": "communities"})
    with pytest.raises(NotThere):
        step(cast["rights"], row, "screen", **CHECKED)
    step(cast["head"], row, "approve")


def test_what_a_review_changes_becomes_an_action(
    cast: dict[str, Actor], house: Any, door: Callable[..., Client]
) -> None:
    looked_at = plant(house, Alert(
        title="Alerte de Diré", facts="x", priority="p1", office=OFFICE, marking=2, component=1,
        author=cast["expert"].id, reference=ids.new_reference("TOM", 2014),
    ))  # fmt: skip
    with acting_as(cast["expert"]):
        row = reviews.write_review(office=OFFICE, said={"title": "Alerte", "held_on": DAY})
        reviews.look_back_on(target=row.pk, reference=looked_at.reference)
        made = reviews.add_change(target=row.pk, said=CHANGE)
        assert Action.objects.get(reference=made).marking == 2
    with acting_as(cast["head"]), pytest.raises(Refused):
        reviews.advance_review(target=row.pk, step="adopt")
    assert not _told(cast["head"], row)
    with acting_as(cast["expert"]):
        said: Any = {"planned": "Deux heures", "happened": "Cinq heures", "why": "Inconnu"}
        reviews.describe_review(target=row.pk, said=said)
    assert _told(cast["head"], row)
    assert not _told(cast["expert"], row)
    with acting_as(cast["head"]):
        reviews.advance_review(target=row.pk, step="adopt")
        assert Review.objects.get(pk=row.pk).state == "adopted"
    assert not _told(cast["head"], row)
    with acting_as(cast["expert"]), pytest.raises(Refused):
        reviews.describe_review(target=row.pk, said=said)
    page = door(cast["expert"]).get(f"/bilans/{row.reference}/").content.decode()
    assert made in page
    assert looked_at.reference in page
    for suffix in ("pdf", "docx"):
        answer = door(cast["expert"]).get(f"/bilans/{row.reference}/fr.{suffix}")
        assert answer.status_code == 200


@pytest.mark.parametrize(
    ("path", "other"), [("/formations/", "evaluated"), ("/bilans/", "adopted")]
)
def test_a_list_is_narrowed_and_asks_as_much_for_thirty_as_for_three(
    path: str, other: str, cast: dict[str, Actor], door: Callable[..., Client]
) -> None:
    client, counts = door(cast["expert"]), []
    for more in (3, 27):
        with acting_as(cast["expert"]):
            for _n in range(more):
                trainings.propose_training(office=OFFICE, said=FDSM)
                reviews.write_review(office=OFFICE, said={"title": "Alerte", "held_on": DAY})
        with CaptureQueriesContext(connections["default"]) as asked:
            assert client.get(path).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 30
    for said, rows in (({"office": str(OFFICE)}, 30), ({"state": other}, 0)):
        assert client.get(path, said).content.decode().count('<a class="ref"') == rows


def test_an_edition_is_published_for_every_post(
    cast: dict[str, Actor], door: Callable[..., Client]
) -> None:
    with acting_as(cast["adviser"]):
        held = shelf()["round_table"][0]
    said = {"title_fr": held.fr, "title_en": held.en, "text_en": held.text("en")}
    with acting_as(cast["adviser"]):
        with pytest.raises(BadInput):
            publish_tool(code="round_table", text_fr=held.text("fr"), changed="rien", **said)
        text = held.text("fr") + "\n9. Que disent les femmes entre elles ?"
        publish_tool(code="round_table", text_fr=text, changed="Une question de plus", **said)
    with acting_as(cast["expert"]):
        with pytest.raises(Refused):
            publish_tool(code="round_table", text_fr="x", changed="y", **said)
        assert [one.number for one in shelf()["round_table"]] == [1, 0]
    reader = door(cast["expert"])
    page = reader.get("/bibliotheque/round_table/").content.decode()
    assert "Que disent les femmes" in page
    assert reader.get("/bibliotheque/round_table/0/").status_code == 200
    for suffix in ("pdf", "docx"):
        file = f"/bibliotheque/round_table/1/fr.{suffix}"
        assert file in page
        assert reader.get(file).status_code == 200
    for sort, found in (("", True), ("questionnaire", True), ("checklist", False)):
        shelved = reader.get("/bibliotheque/", {"sort": sort}).content.decode()
        assert ("/bibliotheque/round_table/" in shelved) is found


def test_a_handover_names_what_waits_and_opens_nothing(
    cast: dict[str, Actor], door: Callable[..., Client]
) -> None:
    with acting_as(cast["expert"]):
        action: Any = propose_action(said=dict(CHANGE), office=OFFICE)  # type: ignore[arg-type]
        review = reviews.write_review(office=OFFICE, said={"title": "Bilan", "held_on": DAY})
        threat = threats.draft_threat(
            said={"title": "Marché de Diré", "perpetrator": "terrorist_group",
                  "threat_type": "killing", "area": "ML0601", "population": "Marchands"}
        )  # fmt: skip
        alert = record_alert(heard={"priority": "p1", "title": "Motos près de Diré"})
        telling.follow("alert", alert.pk, wanted=True)
        row = hand_over(words="Le relais de Diré appelle le soir.", contacts="Chef de bureau")
        held = [(one["heading"], one["id"]) for one in row.waiting]
        for heading, one in ((ACTIONS, action), (OWN, review), (OWN, threat), (FOLLOWED, alert)):
            assert (heading, str(one.pk)) in held
        assert len(held) == len({pk for _heading, pk in held})
        assert not {name for name, _source in agenda.sources} & set(HEADINGS)
    for who in ("expert", "head"):
        page = door(cast[who]).get(f"/passation/{row.reference}/").content.decode()
        assert "Le relais de Diré" in page
        for one in (action, review, threat, alert):
            assert one.reference in page
        found = words(door(cast[who]).get("/recherche/", {"q": "diré appelle"}, follow=True)
                      .content.decode())  # fmt: skip
        assert row.reference in found
    reader = door(cast["rights"])
    assert reader.get(f"/passation/{row.reference}/").status_code == 404
    assert door(cast["head"]).get(f"/passation/{row.reference}/fr.pdf").status_code == 200
    assert door(cast["head"]).get("/passation/ajout/").status_code == 200


@pytest.mark.parametrize("language", ["fr", "en"])
def test_who_arrives_reads_one_page_of_the_office_and_no_name(
    cast: dict[str, Actor], door: Callable[..., Client], appoint: Callable[..., Actor],
    language: str,
) -> None:  # fmt: skip
    with acting_as(cast["expert"]):
        hand_over(words="Le dialogue reprend lundi", contacts="Permanence")
        threat = threats.draft_threat(
            said={"title": "Marché de Diré", "perpetrator": "terrorist_group",
                  "threat_type": "killing", "area": "ML0601", "population": "Marchands"}
        )  # fmt: skip
    client = door(cast["head"], language)
    with CaptureQueriesContext(connections["default"]) as asked:
        answer = client.get("/accueil/")
    assert len(asked) <= 40
    page = words(answer.content.decode())
    assert "Le dialogue reprend lundi" in page
    assert "1894" in page
    assert "Expert" in page
    assert "poc_expert 0" not in page
    for suffix in ("pdf", "docx"):
        made = client.get(f"/accueil/tombouctou/{language}.{suffix}")
        assert made.status_code == 200
    assert client.get(f"/accueil/gao/{language}.pdf").status_code == 404
    other = words(door(appoint("poc_expert", "gao"), language).get("/accueil/").content.decode())
    assert "Le dialogue reprend" not in other
    assert threat.reference not in other
    assert door(appoint("partner", "gao")).get("/accueil/").status_code == 404
