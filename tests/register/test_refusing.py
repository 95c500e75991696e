"""What is never stored: each matter names its channel, and ordinary wording passes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import translation

from rempart.kernel.actor import Actor, acting_as
from rempart.kernel.errors import BadInput
from rempart.kernel.models import Draft
from rempart.register.actions import edit_incident, record_incident
from rempart.register.alerts.actions import edit_alert, record_alert
from rempart.register.models import Alert, Incident
from rempart.register.refusing import refused

REFUSED = [
    ("sexual_violence", "Une femme a été violée par deux hommes armés près du puits."),
    ("sexual_violence", "Trois filles auraient subi des violences sexuelles à Djebock."),
    ("sexual_violence", "A girl aged 14 was raped on her way to the market."),
    ("sexual_violence", "Two women were sexually assaulted at a checkpoint."),
    ("sexual_violence", "Mariage forcé d’une fille de 13 ans avec un combattant."),
    ("sexual_violence", "Viol collectif sur la survivante, enceinte de six mois"),
    ("sea", "Un Casque bleu aurait eu des relations sexuelles contre de la nourriture."),
    ("sea", "Allegation of sexual exploitation by a peacekeeper in Gao."),
    ("sea", "Trois femmes disent avoir été violées par des soldats du contingent."),
    ("phone", "Rappeler au 76 12 34 56 avant midi."),
    ("phone", "Appelant joignable au +223 66 12 34 56."),
    ("phone", "Tél. 20 21 45 67"),
    ("phone", "His phone is 7612 3456."),
    ("identity", "L’appelant, Moussa Traoré, dit avoir vu trois motos."),
    ("identity", "La victime est M. Diallo, commerçant."),
    ("identity", "Un berger nommé Alhousseini a été enlevé."),
    ("identity", "Abducted: Mohamed Ag Intalla, trader."),
    ("identity", "The caller, Mrs Keita, is afraid."),
]
PASSED = [
    "12 cas de violences sexuelles liées aux conflits en octobre dans le cercle de Gao.",
    "Au moins 6 femmes ont subi des violences sexuelles entre août et octobre.",
    "Formation sur la prévention de l’exploitation et des atteintes sexuelles, 40 Casques bleus.",
    "Sensitisation training on sexual exploitation and abuse for mission personnel.",
    "Le groupe a violé l’accord de cessez-le-feu à Ménaka.",
    "The ceasefire was violated twice; four women were killed.",
    "Une femme et deux enfants ont été blessés par une mine.",
    "Un chef de village de Djebock a appelé Gao à 06 h 10.",
    "Point 30QXD 45236 71342 ; 14.3512, -3.6101 ; 12 km au NE d’Ansongo.",
    "Du 12/10/2014 au 17-11-2014, 1 250 déplacés, 75 000 FCFA exigés.",
    "20141117 : 3 motos, 2 véhicules ; référence GAO-14-7K3QXM.",
    "Le campement nommé Tin-Hama est vide ; le village appelé Fafa aussi.",
    "Attaque à la foire d’Ansongo, au PK 45, sur la RN17.",
    "Trois hommes enlevés au marché par des hommes à moto, 65 têtes de bétail emportées.",
    "A patrol of the Force and UNPOL met the women’s group; sexual violence was not raised.",
    "65 12 femmes et 40 hommes, 70 10 enfants",
]


@pytest.mark.parametrize(("code", "text"), REFUSED)
def test_what_may_not_be_stored_is_refused_with_its_channel(
    code: str, text: str, house: Any
) -> None:
    found = refused({"told": text})
    assert [problem.code for problem in found] == [code], text
    for language in ("fr", "en"):
        with translation.override(language):
            assert len(str(found[0].remedy)) > 40
            assert str(found[0].message)


def test_all_that_may_not_be_stored_is_said_in_one_go(house: Any) -> None:
    text = "Vu par Amadou Coulibaly, tél. 76 12 34 56. Une fille de 12 ans a été violée."
    codes = [problem.code for problem in refused({"told": text})]
    assert codes == ["sexual_violence", "phone", "identity"]


@pytest.mark.parametrize("text", PASSED)
def test_ordinary_wording_passes(text: str, house: Any) -> None:
    assert refused({"told": text, "summary": text, "facts": text}) == []


def test_alerts_and_incidents_refuse_it_in_every_text(
    appoint: Callable[..., Actor],
) -> None:
    name = "Vu par Amadou Coulibaly"
    with acting_as(appoint("poc_expert", "gao")):
        alert = record_alert(heard={"priority": "p1", "title": "Rumeur"})
        incident = record_incident(said={"starts_on": alert.received_at.date()}, office=1)
        for heard in ({"title": name}, {"facts": name}, {"place": name}):
            with pytest.raises(BadInput) as refusal:
                edit_alert(target=alert.pk, heard=heard)
            assert refusal.value.problems[0].code == "identity"
        for said in ({"summary": name}, {"place": name}, {"source": name}):
            with pytest.raises(BadInput) as refusal:
                edit_incident(target=incident.pk, said=said)
            assert refusal.value.problems[0].code == "identity"
        with pytest.raises(BadInput):
            record_alert(heard={"priority": "p1", "title": name})
        assert Alert.objects.count() == Incident.objects.count() == 1


@pytest.mark.parametrize(("path", "field"), [
    ("/alertes/nouvelle/", "facts"), ("/incidents/nouvel-incident/", "summary"),
])  # fmt: skip
def test_the_page_gives_back_what_was_typed_and_keeps_no_draft_of_it(
    path: str, field: str, appoint: Callable[..., Actor], door: Callable[..., Client]
) -> None:
    expert = appoint("poc_expert", "gao")
    text = "Une fille de 14 ans a été violée."
    said = {"token": str(uuid4()), "priority": "p2", "title": "Alerte", "starts_on": "3/11/2014",
            "date_precision": "day", "marking": "1", "place": "Djebock", field: text}  # fmt: skip
    client = door(expert)
    answer = client.post(path, said)
    assert answer.status_code == 400
    page = answer.content.decode()
    assert page.count(text) >= 1
    assert "MARA" in page
    kept_page = client.post(path, {**said, "do": "keep"}).content.decode()
    assert "Non gardé" in kept_page
    with acting_as(expert):
        kept = [draft.said for draft in Draft.objects.all()]
    assert any(draft.get("place") == "Djebock" for draft in kept)
    assert not any(field in draft for draft in kept)
