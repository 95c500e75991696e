"""The pages of duplicates: proposed while typing and for imports, looked at side by side."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from doors import words
from planting import incident
from rempart.kernel.actor import Actor, SystemActor, acting_as
from rempart.places.models import Area
from rempart.register import harm
from rempart.register.duplicates import actions
from rempart.register.duplicates.matching import twins_of_batch
from rempart.register.imports import import_events
from rempart.register.models import Batch, Incident, Twins

NEW = "/incidents/nouvel-incident/"
TYPED = {
    "starts_on": "14/11/2014", "date_precision": "day", "place": "Djebock", "area": "ML0703",
    "threat_type": "killing", "perpetrator_type": "terrorist_group", "killed_civilian_best": "6",
    "summary": "Attaque du campement.", "source": "ONG", "marking": "1", "compartment": "0",
    "office": "gao",
}  # fmt: skip


@pytest.fixture
def first(house: Any) -> Incident:
    """The attack as Human Rights told it first."""
    Area.objects.create(pcode="ML0703", level=2, name="Gao", display_fr="Gao", display_en="Gao")
    return incident(
        house, office=1, day=date(2014, 11, 14), area="ML0703", source="Droits de l’homme",
        alleged=[{"role": "alleged_perpetrator", "type": "terrorist_group", "name": ""}],
        harm=[harm.row("killed", "civilian", (4, 4, 4))], killed_min=4, killed_best=4,
        killed_max=4, deaths_min=4, deaths_best=4, deaths_max=4,
    )  # fmt: skip


def test_twins_are_proposed_while_typing_with_their_reasons_and_saving_stays_possible(
    first: Incident, appoint: Callable[..., Actor], door: Callable[..., Client]
) -> None:
    expert = appoint("poc_expert", "gao")
    client = door(expert)
    part = words(
        client.post(NEW, TYPED | {"do": "twins"}, headers={"HX-Request": "true"}).content.decode()
    )
    assert first.reference in part
    assert "probable" in part
    assert "les mêmes jours" in part
    assert "4-6" in part or "4–6" in part
    assert "<html" not in part
    whole = words(client.post(NEW, TYPED | {"do": "twins"}).content.decode())
    assert first.reference in whole
    assert "Attaque du campement." in whole
    assert client.post(NEW, TYPED | {"do": "save"}).status_code == 302
    with acting_as(expert):
        waiting = Twins.objects.get()
        assert waiting.state == "waiting"
    assert first.reference in words(client.get("/doublons/").content.decode())
    assert "un seul fait dit deux fois" in words(client.get("/").content.decode())


def test_what_one_may_not_see_is_not_proposed(
    house: Any, first: Incident, appoint: Callable[..., Actor], door: Callable[..., Client]
) -> None:
    house.execute("UPDATE register_incident SET marking = 3")
    client = door(appoint("poc_expert", "gao", clearance=1))
    part = client.post(NEW, TYPED | {"do": "twins"}, headers={"HX-Request": "true"})
    assert first.reference not in part.content.decode()
    assert "Rien de ce que vous pouvez voir" in part.content.decode()


def test_half_typed_forms_find_nothing_and_break_nothing(
    first: Incident, appoint: Callable[..., Actor], door: Callable[..., Client]
) -> None:
    client = door(appoint("poc_expert", "gao"))
    for typed in (
        {}, {"starts_on": "31/02/2014"}, {"starts_on": "14/11/2014", "point": "nulle part"},
        {"starts_on": "14/11/2014", "ends_on": "01/01/2014", "killed_civilian_min": "x"},
    ):  # fmt: skip
        answer = client.post(NEW, typed | {"do": "twins"}, headers={"HX-Request": "true"})
        assert answer.status_code == 200


@pytest.mark.parametrize("language", ["fr", "en"])
def test_side_by_side_merge_and_part(
    language: str, house: Any, first: Incident, appoint: Callable[..., Actor],
    door: Callable[..., Client],
) -> None:  # fmt: skip
    expert = appoint("poc_expert", "gao")
    client = door(expert, language)
    client.post(NEW, TYPED | {"do": "save"})
    with acting_as(expert):
        second = Incident.objects.exclude(pk=first.pk).get()
    path = f"/doublons/{first.reference}/{second.reference}/"
    page = words(client.get(path).content.decode())
    assert "Droits de l’homme" in page
    assert page.count("≠") > 3
    said = {"do": "merge", "which": first.reference}
    refused = client.post(path, said)
    assert refused.status_code in (400, 403)
    assert client.post(path, said | {"reason": "Même attaque"}).status_code == 302
    listed = words(client.get("/incidents/").content.decode())
    assert second.reference not in listed
    assert "4-6" in listed.replace("–", "-")
    behind = words(client.get(f"/incidents/{second.reference}/").content.decode())
    assert {"fr": "Fusionné", "en": "Merged"}[language] in behind
    assert first.reference in behind
    assert client.post(path, said | {"reason": "Encore"}).status_code == 302
    part = {"do": "unmerge", "which": second.reference, "reason": "Deux attaques"}
    assert client.post(path, part).status_code == 302
    assert second.reference in client.get("/incidents/").content.decode()
    apart = {"do": "tell_apart", "reason": "Deux campements"}
    assert client.post(path, apart).status_code == 302
    assert "Deux campements" in client.get(path).content.decode()
    assert client.post(path, {"do": "reopen", "reason": "À revoir"}).status_code == 302


def test_addresses_made_by_hand_are_refused(
    first: Incident, appoint: Callable[..., Actor], door: Callable[..., Client]
) -> None:
    client = door(appoint("poc_expert", "gao"))
    assert client.get(f"/doublons/{first.reference}/{first.reference}/").status_code == 404
    assert client.get(f"/doublons/{first.reference}/GAO-14-7K3QX/").status_code == 404
    other = client.post(f"/doublons/{first.reference}/GAO-14-7K3QX/", {"do": "merge"})
    assert other.status_code == 404


def test_the_queue_costs_the_same_for_one_pair_and_for_many(
    house: Any, first: Incident, appoint: Callable[..., Actor], door: Callable[..., Client]
) -> None:
    expert = appoint("poc_expert", "gao")
    client = door(expert)

    def cost() -> int:
        with CaptureQueriesContext(connections["default"]) as asked:
            assert client.get("/doublons/").status_code == 200
        return len(asked)

    others = [
        incident(house, office=1, day=date(2014, 11, 14), area="ML0703") for _number in range(12)
    ]
    with acting_as(expert):
        actions.propose(leads=first, follows=others[0])
    client.get("/doublons/")
    few = cost()
    with acting_as(expert):
        for other in others[1:]:
            actions.propose(leads=first, follows=other)
    assert cost() == few


def test_an_import_s_page_lists_its_likely_twins_by_the_index(
    house: Any, table: Callable[..., str], tmp_path: Path,
    appoint: Callable[..., Actor], door: Callable[..., Client],
) -> None:  # fmt: skip
    standing = incident(
        house, office=2, day=date(2018, 6, 23), latitude=14.36, longitude=-3.6,
        point_precision="exact", harm=[harm.row("killed", "civilian", (5, 5, 5))],
    )  # fmt: skip
    path = tmp_path / "ged.csv"
    path.write_text(
        table(
            [
                {"date_prec": "1", "where_prec": "1", "side_a": "Groupe"},
                {"latitude": "15.9", "date_start": "2018-01-01 00:00:00.000"},
            ]
        )
    )
    with acting_as(SystemActor("operator:tests", ceiling=1)):
        outcome = import_events(path=path)
        batch = Batch.objects.get(reference=outcome.batch)
        portion = twins_of_batch(batch.pk)
        assert [pair.twin.incident for pair in portion.pairs] == [standing]
        assert portion.looked_at == outcome.new
        first_half = twins_of_batch(batch.pk, size=1)
        assert first_half.after is not None
        rest = twins_of_batch(batch.pk, after=first_half.after, size=5)
        assert len(first_half.pairs) + len(rest.pairs) == 1
    keeper = appoint("imo")
    client = door(keeper)
    page = f"/incidents/importations/{batch.reference}/"
    assert "Proposer cette paire à l’examen" in words(client.get(page).content.decode())
    queue = client.post(page, follow=True)
    assert standing.reference in queue.content.decode()
    assert "à l’examen" not in words(client.get(page).content.decode())
    client.post(page)
    with acting_as(keeper):
        assert Twins.objects.get().leads == standing
    assert door(appoint("poc_expert", "mopti")).post(page).status_code == 403


def test_the_french_and_the_english_of_the_queue_open_on_a_sentence(
    first: Incident, appoint: Callable[..., Actor], door: Callable[..., Client]
) -> None:
    expert = appoint("poc_expert", "gao")
    for language, said in (("fr", "rien n’est jamais fusionné"), ("en", "nothing is ever merged")):
        assert said in words(door(expert, language).get("/doublons/").content.decode())
        assert door(expert, language).get("/doublons/?state=distinct").status_code == 200
        assert door(expert, language).get("/doublons/?state=nonsense").status_code == 200
