"""The pages of the field in both languages: lists, typing, two devices, documents, commitments."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import docx
import pytest
from django.test import Client

from doors import words
from rempart.field import commitments, engagements, missions, round_tables
from rempart.field.models import Commitment, Engagement, FieldMission, RoundTable
from rempart.kernel.actor import Actor, acting_as
from rempart.kernel.errors import BadInput, Refused
from rempart.kernel.models import Draft
from rempart.threats.actions import advance_threat, draft_threat, score_threat

TABLE = {
    "do": "save", "title": "Transhumance", "held_on": "14/11/2014", "area": "ML0506",
    "place": "Mopti", "marking": "1", "agenda": "Couloirs.", "women_herders": "22",
    "men_herders": "38", "care_seen": "a", "care_retaliation": "b", "care_promises": "c",
    "care_measures": "d", "minutes": "Trois mesures.",
}  # fmt: skip


@pytest.fixture
def expert(house: Any, appoint: Callable[..., Actor]) -> Actor:
    from rempart.places.models import Area

    for pcode, name in (("ML0506", "Mopti"), ("ML0704", "Ménaka")):
        Area.objects.create(pcode=pcode, level=2, name=name, display_fr=name, display_en=name)
    return appoint("poc_expert", "mopti")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_round_table_is_typed_listed_and_printed(
    language: str, expert: Actor, door: Callable[..., Client]
) -> None:
    client = door(expert, language)
    assert client.get("/tables-rondes/ajout/").status_code == 200
    answer = client.post("/tables-rondes/ajout/", TABLE)
    assert answer.status_code == 302, words(answer.content.decode())
    path = answer.headers["Location"]
    page = words(client.get(path).content.decode())
    assert {"fr": "60 personnes ont participé, dont 22 femmes",
            "en": "60 people took part, 22 of them women"}[language] in page  # fmt: skip
    assert "Transhumance" in client.get("/tables-rondes/").content.decode()
    for said in ("fr.pdf", "en.pdf", "fr.docx", "en.docx"):
        first, again = client.get(path + said), client.get(path + said)
        assert first.status_code == 200
        assert first.content == again.content
    text = "\n".join(p.text for p in docx.Document(io.BytesIO(first.content)).paragraphs)
    assert "60 people took part" in words(text)
    for said in ("fr.pdf", "en.docx", f"{language}.docx"):
        sent = client.get(f"{path}invitation-{said}")
        assert sent.status_code == 200
        assert f"{path}invitation-{said}" in page
    letter = words("\n".join(p.text for p in docx.Document(io.BytesIO(sent.content)).paragraphs))
    assert {"fr": "bureau de la Mission à Mopti vous invite",
            "en": "office of the Mission in Mopti invites you"}[language] in letter  # fmt: skip
    assert "Couloirs." in letter
    assert "Trois mesures" not in letter
    assert client.get(f"{path}invitation-de.pdf").status_code == 404


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    expert: Actor, door: Callable[..., Client]
) -> None:
    client = door(expert)
    answer = client.post("/tables-rondes/ajout/", TABLE | {"minutes": "Mme Coulibaly a parlé"})
    page = words(answer.content.decode())
    assert answer.status_code == 400
    assert "Mme Coulibaly a parlé" in page
    assert "ressemble au nom" in page
    with acting_as(expert):
        assert not RoundTable.objects.exists()
        assert Draft.objects.count() == 1
    assert "22" in client.get("/tables-rondes/ajout/").content.decode()


def test_two_devices_are_shown_both_versions(expert: Actor, door: Callable[..., Client]) -> None:
    client = door(expert)
    path = client.post("/tables-rondes/ajout/", TABLE).headers["Location"]
    sent = TABLE | {"revision": "1"}
    assert client.post(path + "ecrire/", sent | {"minutes": "Le premier."}).status_code == 302
    answer = client.post(path + "ecrire/", sent | {"minutes": "Le second."})
    page = words(answer.content.decode())
    assert answer.status_code == 409
    assert "Le premier." in page
    assert "Le second." in page


def test_elements_and_commitments_are_typed_on_the_page(
    expert: Actor, door: Callable[..., Client]
) -> None:
    client = door(expert)
    path = client.post("/tables-rondes/ajout/", TABLE).headers["Location"]
    said = {"do": "element", "who": "Éleveurs de Dialloubé", "perpetrator": "self_defence",
            "threat_type": "intercommunal", "coping": "passent de nuit"}  # fmt: skip
    assert client.post(path, said).status_code == 302
    assert client.post(path, {"do": "turn", "turn": "1-threat"}).status_code == 302
    promise = {"do": "commit", "sort": "measure", "text": "Baliser", "owner": "force"}
    undated = client.post(path, promise)
    assert undated.status_code == 400
    assert "sans date" in words(undated.content.decode())
    assert client.post(path, promise | {"due_on": "01/11/2014"}).status_code == 302
    register = words(client.get("/engagements/").content.decode())
    assert "1 engagement est en retard" in register
    assert "en retard" in words(client.get("/").content.decode())
    with acting_as(expert):
        row = Commitment.objects.get()
    one = f"/engagements/{row.reference}/"
    assert client.post(one, {"do": "step", "step": "keep"}).status_code == 400
    done = {"do": "step", "step": "keep", "evidence": "vu le 10"}
    assert client.post(one, done).status_code == 302
    moved = client.post(one, {"do": "postpone", "due_on": "pas une date", "reason": "x"})
    assert moved.status_code == 400


def met(**said: Any) -> engagements.Met:
    return {
        "counterpart": "leader", "group": "Conseil des sages", "purpose": "Médiation",
        "held_on": date(2014, 11, 10), "area": "ML0506", "heard": "Accord de principe", **said,
    }  # type: ignore[return-value]  # fmt: skip


def test_armed_movements_stand_in_their_compartment(
    expert: Actor, appoint: Callable[..., Actor]
) -> None:
    with acting_as(expert), pytest.raises(Refused):
        engagements.plan_engagement(said=met(counterpart="armed_movement"))
    inside = appoint("poc_expert", "mopti", compartments=("armed_movements",))
    with acting_as(inside):
        made = engagements.plan_engagement(said=met(counterpart="armed_movement"))
        assert made.compartment == 5
        with pytest.raises(BadInput):
            engagements.plan_engagement(said=met(counterpart="armed_movement"), openly=True)
        promised = commitments.COMMIT["engagement"](
            target=made.pk,
            said={"text": "Libre passage", "by_whom": "Le mouvement",
                  "due_on": date(2014, 12, 1)},
        )  # fmt: skip
    assert promised.compartment == 5
    with acting_as(expert):
        assert not Engagement.objects.exists()
        assert not Commitment.objects.exists()


def test_support_to_host_forces_waits_for_due_diligence(expert: Actor) -> None:
    with acting_as(expert):
        row = engagements.plan_engagement(said=met(counterpart="host_forces"))
        step = engagements.advance_engagement
        step(target=row.pk, step="hold")
        with pytest.raises(Refused):
            step(target=row.pk, step="follow")
        engagements.describe_engagement(target=row.pk, said={"supports": True})
        with pytest.raises(Refused) as error:
            step(target=row.pk, step="follow")
        assert error.value.problems[0].code == "hrddp"
        engagements.describe_engagement(target=row.pk, said={"hrddp": "done"})
        assert step(target=row.pk, step="follow") == "followed"


def test_a_component_enters_and_answers_what_it_promises_or_hears_in_its_own_meetings(
    expert: Actor, appoint: Callable[..., Actor], door: Callable[..., Client]
) -> None:
    civil = appoint("civil_affairs", "mopti", component="civil_affairs")
    with acting_as(civil):
        row = engagements.plan_engagement(said=met())
        engagements.advance_engagement(target=row.pk, step="hold")
    client, path = door(civil), f"/rencontres/{row.reference}/"
    page = client.get(path).content.decode()
    assert 'value="civil_affairs"' in page
    assert 'value="force"' not in page
    said = {"do": "commit", "sort": "promise", "text": "Relire le procès-verbal à tous",
            "due_on": "20/11/2014", "owner": "civil_affairs"}  # fmt: skip
    assert client.post(path, said).status_code == 302
    heard = said | {"owner": "", "by_whom": "Le conseil", "text": "Rouvrir le marché"}
    assert client.post(path, heard).status_code == 302
    assert client.post(path, said | {"owner": "force"}).status_code == 400
    with acting_as(civil):
        ours, theirs = Commitment.objects.order_by("pk")
        assert ours.component == theirs.component == civil.standings[0].component
        with pytest.raises(Refused):
            commitments.COMMIT["engagement"](target=row.pk, said={
                "text": "Escorter", "owner": "force", "due_on": date(2014, 11, 20)})  # fmt: skip
    one = f"/engagements/{theirs.reference}/"
    assert "Accepter" not in client.get(one).content.decode()
    broken = {"do": "step", "step": "fail", "reason": "Le marché reste fermé"}
    assert client.post(one, broken).status_code == 302
    kept = {"do": "step", "step": "do", "evidence": "Lu le 18 devant le conseil"}
    assert client.post(f"/engagements/{ours.reference}/", kept).status_code == 302
    with acting_as(expert):
        commitments.COMMIT["engagement"](target=row.pk, said={
            "text": "Escorter", "owner": "force", "due_on": date(2014, 11, 20)})  # fmt: skip
    client.post(path, {"do": "step", "step": "follow"})
    refused = client.post(path, {"do": "step", "step": "close"})
    assert refused.status_code == 403
    assert "1 que vous ne voyez pas" in words(refused.content.decode())


def test_what_was_recorded_by_mistake_is_withdrawn_unless_something_hangs_on_it(
    expert: Actor,
) -> None:
    with acting_as(expert):
        row = engagements.plan_engagement(said=met())
        engagements.advance_engagement(target=row.pk, step="hold")
        promised = commitments.COMMIT["engagement"](
            target=row.pk, said={"text": "Passage", "by_whom": "Le conseil",
                                 "due_on": date(2014, 12, 1)},
        )  # fmt: skip
        with pytest.raises(Refused) as hanging:
            engagements.advance_engagement(target=row.pk, step="withdraw", reason="En double")
        commitments.advance_commitment(target=promised.pk, step="refuse", reason="En double")
        step = engagements.advance_engagement
        assert step(target=row.pk, step="withdraw", reason="En double") == "cancelled"
    assert hanging.value.problems[0].code == "promised"


def planned(**said: Any) -> missions.Planned:
    return {
        "title": "Équipe à Ménaka", "trigger": "Déplacements", "area": "ML0704",
        "starts_on": date(2014, 11, 17), "ends_on": date(2014, 11, 20),
        "team": [{"component": "poc", "people": 3, "women": 1, "languages": "tamasheq"}],
        "do_no_harm": dict.fromkeys(("seen", "retaliation", "promises", "measures"), "dit"),
        **said,
    }  # type: ignore[return-value]  # fmt: skip


def test_a_mission_leaves_only_with_clearance_escort_and_check(
    house: Any, appoint: Callable[..., Actor]
) -> None:
    expert, head = appoint("poc_expert", "menaka"), appoint("head_of_office", "menaka")
    security, force = appoint("undss", "menaka"), appoint("force", "menaka")
    step = missions.advance_mission
    with acting_as(expert):
        row = missions.request_mission(said=planned(do_no_harm={}))
    with acting_as(head):
        step(target=row.pk, step="approve")
    with acting_as(security):
        step(target=row.pk, step="refuse_clearance", reason="Engins sur la piste")
    with acting_as(expert):
        with pytest.raises(Refused) as error:
            step(target=row.pk, step="deploy")
        assert {p.code for p in error.value.problems} == {"clearance", "escort", "do-no-harm"}
        assert "Engins" in str(error.value)
        with pytest.raises(Refused):
            step(target=row.pk, step="clear")
        missions.plan_mission(target=row.pk, said={"do_no_harm": planned()["do_no_harm"]})
    with acting_as(force):
        with pytest.raises(BadInput):
            missions.decide_escort(target=row.pk, escort="none")
        missions.decide_escort(target=row.pk, escort="force")
    with acting_as(security):
        step(target=row.pk, step="clear")
    with acting_as(expert):
        assert step(target=row.pk, step="deploy") == "deployed"


def test_a_way_that_changes_asks_for_clearance_again(
    house: Any, appoint: Callable[..., Actor]
) -> None:
    expert, head = appoint("poc_expert", "menaka"), appoint("head_of_office", "menaka")
    security = appoint("undss", "menaka")
    with acting_as(expert):
        row = missions.request_mission(said=planned())
    with acting_as(head):
        missions.advance_mission(target=row.pk, step="approve")
    with acting_as(security):
        missions.advance_mission(target=row.pk, step="clear")
    with acting_as(expert):
        missions.plan_mission(target=row.pk, said={"ends_on": date(2014, 11, 25)})
        row.refresh_from_db()
    assert (row.state, row.clearance) == ("approved", "")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_mission_is_typed_with_its_way_and_terms(
    language: str, expert: Actor, appoint: Callable[..., Actor], door: Callable[..., Client]
) -> None:
    writer = appoint("poc_expert", "menaka")
    client = door(writer, language)
    said = {
        "do": "save", "title": "Équipe", "sort": "jpt", "starts_on": "17/11/2014",
        "ends_on": "20/11/2014", "area": "ML0704", "marking": "1", "trigger": "Déplacements",
        "way": "16.27, -0.05\n15.92, 2.40", "people_poc": "3", "women_poc": "1",
    }  # fmt: skip
    answer = client.post("/missions/ajout/", said)
    assert answer.status_code == 302, words(answer.content.decode())
    page = words(client.get(answer.headers["Location"]).content.decode())
    assert {"fr": "cercle de Ménaka (région de Gao)", "en": "cercle of Ménaka (region of Gao)"}[
        language
    ] in page
    assert "265" in page, "km between the two stops on the ellipsoid"
    with acting_as(writer):
        assert FieldMission.objects.get().terms
    assert client.get(answer.headers["Location"] + f"{language}.pdf").status_code == 200
    sent = client.get(answer.headers["Location"] + f"termes-{language}.docx")
    text = "\n".join(p.text for p in docx.Document(io.BytesIO(sent.content)).paragraphs)
    assert {"fr": "Ce qu’elle rapporte", "en": "What it brings back"}[language] in words(text)
    assert client.get("/missions/").status_code == 200


def test_the_annex_is_for_few(house: Any, appoint: Callable[..., Actor]) -> None:
    writer, other = appoint("poc_expert", "menaka"), appoint("poc_expert", "menaka", clearance=2)
    with acting_as(writer):
        row = missions.request_mission(said=planned())
        annex = missions.write_annex(mission=row, text="Ne pas exposer les femmes du puits.")
        assert annex.marking == 3
        assert row.annexes.count() == 1
    with acting_as(other):
        assert FieldMission.objects.count() == 1
        assert not row.annexes.exists()


def test_tables_of_another_office_are_not_there(
    expert: Actor, appoint: Callable[..., Actor], door: Callable[..., Client]
) -> None:
    with acting_as(expert):
        row = round_tables.plan_round_table(
            said={"title": "CANARI", "area": "ML0506", "held_on": date(2014, 11, 14)}
        )
    client = door(appoint("poc_expert", "gao"))
    for path in ("", "ecrire/", "fr.pdf"):
        assert client.get(f"/tables-rondes/{row.reference}/{path}").status_code == 404
    assert "CANARI" not in client.get("/tables-rondes/").content.decode()


def test_two_missions_of_the_same_days_are_told_what_they_share(
    house: Any, appoint: Callable[..., Actor], door: Callable[..., Client]
) -> None:
    expert = appoint("poc_expert", "menaka")
    with acting_as(expert):
        missions.request_mission(said=planned(title="Une"))
        missions.request_mission(said=planned(title="Deux", starts_on=date(2014, 11, 19)))
        later = {"starts_on": date(2014, 12, 1), "ends_on": date(2014, 12, 2)}
        missions.request_mission(said=planned(title="Trois", **later))
    page = words(door(expert).get("/missions/").content.decode())
    assert page.count("Mêmes jours") == 2
    assert "Unité Protection des civils" in page


def test_terms_are_drawn_from_threats_that_the_mission_may_carry(
    house: Any, appoint: Callable[..., Actor]
) -> None:
    expert = appoint("poc_expert", "menaka")
    civil = appoint("civil_affairs", "menaka", component="civil_affairs")
    said: Any = {"perpetrator": "criminal", "threat_type": "looting", "area": "ML0704",
                 "population": "Éleveurs"}  # fmt: skip
    with acting_as(expert):
        for title, marking in (("Vol de bétail", 1), ("CANARI", 3)):
            row = draft_threat(said={**said, "title": title}, marking=marking)
            score_threat(target=row.pk, scores={"severity": 2})
            advance_threat(target=row.pk, step="open", reason="Relevé")
    with acting_as(civil):
        made = missions.request_mission(said=planned())
        assert FieldMission.objects.get() == made
    assert "Vol de bétail" in made.terms
    assert "À élucider" in made.terms
    assert "CANARI" not in made.terms
