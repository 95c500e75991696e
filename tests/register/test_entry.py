"""Entering an incident on a page: nothing lost, its readers told, raised beyond one's own sight."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from doors import words
from planting import incident
from rempart.kernel.actor import Actor, acting_as
from rempart.kernel.models import Draft, JournalEntry, Receipt
from rempart.places.models import Locality
from rempart.register.models import Incident, IncidentVersion

NEW = "/incidents/nouvel-incident/"
SAID = {
    "do": "save", "starts_on": "16/11/2014", "date_precision": "day", "place": "Labbezanga",
    "point": "14.95, 0.70", "area": "", "threat_type": "killing",
    "perpetrator_type": "unidentified", "killed_civilian_min": "2", "killed_civilian_best": "3",
    "killed_civilian_f": "1", "summary": "Tirs au marché.", "source": "patrouille",
    "reliability": "b", "credibility": "c2", "marking": "1", "compartment": "0", "office": "gao",
}  # fmt: skip


def send(client: Client, **changed: str) -> Any:
    return client.post(NEW, SAID | changed)


@pytest.fixture
def expert(house: Any, appoint: Callable[..., Actor]) -> Actor:
    return appoint("poc_expert", "gao", clearance=2)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_an_incident_is_entered(language: str, expert: Actor, door: Callable[..., Client]) -> None:
    client = door(expert, language)
    page = words(client.get(NEW).content.decode())
    assert {"fr": "1 personne verra ceci", "en": "1 person will see this"}[language] in page
    answer = send(client)
    assert answer.status_code == 302
    with acting_as(expert):
        row = Incident.objects.get()
    assert answer.headers["Location"] == f"/incidents/{row.reference}/"
    assert (row.latitude, row.longitude, row.office) == (14.95, 0.70, 1)
    assert (row.killed_min, row.killed_best, row.killed_max) == (2, 3, None)
    assert row.alleged == [{"role": "alleged_perpetrator", "name": "", "type": "unidentified"}]
    assert "Tirs au marché." in client.get(answer.headers["Location"]).content.decode()


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    expert: Actor, door: Callable[..., Client]
) -> None:
    client = door(expert)
    answer = send(
        client, starts_on="31/02/2014", point="12 km XX", killed_civilian_min="9",
        summary="Long récit" * 9,
    )  # fmt: skip
    page = words(answer.content.decode())
    assert answer.status_code == 400
    assert "31/02/2014" in page
    assert "12 km XX" in page
    assert "Long récit" * 9 in page
    tomorrow = send(client, starts_on="18/11/2014")
    assert "à venir" in words(tomorrow.content.decode())
    disorder = send(client, killed_civilian_min="9")
    assert "ordre" in words(disorder.content.decode())
    with acting_as(expert):
        assert not Incident.objects.exists()
    again = words(client.get(NEW).content.decode())
    assert "Tirs au marché." in again, "the draft waits for its writer"


def test_a_draft_is_its_writers_alone_and_goes_when_saved(
    expert: Actor, door: Callable[..., Client], appoint: Callable[..., Actor]
) -> None:
    client, other = door(expert), appoint("poc_expert", "gao")
    kept = client.post(NEW, {"do": "keep", "summary": "CANARI à moitié"})
    assert "personne d’autre" in words(kept.content.decode())
    assert "CANARI" in client.get(NEW).content.decode()
    assert "CANARI" not in door(other).get(NEW).content.decode()
    with acting_as(other):
        assert not Draft.objects.exists()
    send(client)
    with acting_as(expert):
        assert not Draft.objects.exists()


def test_those_who_will_see_it_are_counted_before_it_is_saved(
    expert: Actor, door: Callable[..., Client], appoint: Callable[..., Actor]
) -> None:
    appoint("human_rights", "gao", component="human_rights", clearance=2)
    appoint("poc_expert", "mopti")
    appoint("senior_adviser")
    page = words(door(expert).post(NEW, SAID | {"do": "who"}).content.decode())
    assert "3 personnes verront ceci" in page
    strict = words(door(expert).post(NEW, SAID | {"do": "who", "marking": "3"}).content.decode())
    assert "1 personne verra ceci" in strict
    assert "Vous ne le verrez pas" in strict


def test_a_compartment_takes_it_out_of_the_writers_sight(
    expert: Actor, door: Callable[..., Client], appoint: Callable[..., Actor]
) -> None:
    protected = appoint("women_protection", "gao", component="women_protection",
                        compartments=("crsv",))  # fmt: skip
    client = door(expert)
    answer = send(client, compartment="2", summary="Mes mots")
    assert answer.headers["Location"] == "/recus/"
    page = client.get("/recus/").content.decode()
    assert "Mes mots" in page
    with acting_as(expert):
        assert not Incident.objects.exists()
        receipt = Receipt.objects.get()
    assert client.get(f"/incidents/{receipt.reference}/").status_code == 404
    with acting_as(protected):
        row = Incident.objects.get(reference=receipt.reference)
        assert (row.compartment, row.author) == (2, expert.id)
        raised = IncidentVersion.objects.get(object=row, action="incident.hand-over")
        assert raised.on_behalf_of == expert.id
        assert not Receipt.objects.exists()
    with acting_as(appoint("auditor")):
        assert JournalEntry.objects.filter(action="incident.hand-over").count() == 1


def test_a_transfer_needs_a_reason_and_tells_both_heads(
    expert: Actor, house: Any, door: Callable[..., Client], appoint: Callable[..., Actor]
) -> None:
    heads = [appoint("head_of_office", office) for office in ("gao", "mopti", "kidal")]
    row = incident(house, office=1, author=expert.id)
    client, path = door(expert), f"/incidents/{row.reference}/"
    silent = client.post(path, {"do": "transfer", "office": "mopti", "reason": " "})
    assert silent.status_code == 400
    done = client.post(path, {"do": "transfer", "office": "mopti", "reason": "Fait à Mopti"})
    assert done.headers["Location"] == "/recus/"
    told = []
    for head in heads:
        with acting_as(head):
            told.append(Receipt.objects.filter(reference=row.reference).count())
    assert told == [1, 1, 0]
    assert door(heads[1]).get(path).status_code == 200
    assert client.get(path).status_code == 404


def test_nobody_hands_over_what_they_may_only_read(
    expert: Actor, house: Any, door: Callable[..., Client], appoint: Callable[..., Actor]
) -> None:
    row = incident(house, office=1, author=expert.id)
    head = appoint("head_of_office", "gao")
    said = {"do": "hand-over", "marking": "3", "compartment": "2", "reason": "non"}
    path = f"/incidents/{row.reference}/"
    assert door(head).post(path, said).status_code == 403
    assert door(appoint("poc_expert", "mopti")).post(path, said).status_code == 404
    with acting_as(head):
        assert Incident.objects.get().compartment == 0


def test_verification_is_taken_from_the_page_by_those_who_may(
    expert: Actor, house: Any, door: Callable[..., Client], appoint: Callable[..., Actor]
) -> None:
    row = incident(house, office=1, author=expert.id)
    path = f"/incidents/{row.reference}/"
    assert door(expert).post(path, {"do": "step", "step": "verify"}).status_code == 403
    rights = door(appoint("human_rights", "gao", component="human_rights"))
    assert "Vérifier" in rights.get(path).content.decode()
    assert rights.post(path, {"do": "step", "step": "verify"}).status_code == 302
    with acting_as(expert):
        assert Incident.objects.get().verification == "verified"
    assert rights.post(path, {"do": "step", "step": "merge", "reason": "x"}).status_code == 403


def test_correcting_keeps_what_it_does_not_show_and_shows_two_versions(
    expert: Actor, door: Callable[..., Client]
) -> None:
    client = door(expert)
    path = send(client).headers["Location"]
    with acting_as(expert):
        row = Incident.objects.get()
    form = SAID | {"point": "14.95000, 0.70000", "revision": str(row.revision)}
    assert client.post(path + "correction/", form | {"summary": "Corrigé"}).status_code == 302
    late = client.post(path + "correction/", form | {"summary": "Trop tard"})
    page = words(late.content.decode())
    assert late.status_code == 409
    assert "Corrigé" in page
    assert "Trop tard" in page
    with acting_as(expert):
        row = Incident.objects.get()
        assert row.summary == "Corrigé"
        assert "summary" in row.edited_by_hand
        assert "latitude" not in row.edited_by_hand


def test_a_place_is_kept_with_its_spellings_but_not_a_secret_one(
    expert: Actor, door: Callable[..., Client]
) -> None:
    client = door(expert)
    place = "Labbezanga (Labezanga, Labazenga)"
    refused = send(client, place=place, remember="on", marking="2")
    assert refused.status_code == 400
    assert not Locality.objects.exists()
    assert send(client, place=place, remember="on").status_code == 302
    assert Locality.objects.get().aliases == ["Labezanga", "Labazenga"]
    assert send(client, place="Fafa", point="5 km E de Labazenga").status_code == 302
