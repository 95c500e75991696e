"""The pages of reports, quick entry, sources and files: what is typed, sent, opened and told."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from doors import words
from leaks import strays
from planting import incident
from rempart.kernel.actor import Actor, acting_as
from rempart.kernel.models import Draft
from rempart.people import entry
from rempart.people.models import User
from rempart.places.actions import add_locality
from rempart.register.models import Alert, Incident, Opening, Report, ReportFile
from rempart.register.reports import actions, sources

SAID = {
    "told": "Quatre civils tués à Djebock", "credibility": "c2", "reliability": "b",
    "handling": "mission", "starts_on": "15/11/2014", "date_precision": "day",
    "place": "Djebock", "threat_type": "killing", "figure_killed": "4", "marking": "1",
}  # fmt: skip
LINE = "SITREP 16/11 : 4 à 6 civils tués et plusieurs blessés à Djebock par des hommes armés."


@pytest.fixture
def expert(appoint: Callable[..., Actor]) -> Actor:
    """Gao's protection expert."""
    return appoint("poc_expert", "gao")


def test_a_report_is_taken_in_once_listed_graded_and_made_an_incident(
    expert: Actor, door: Callable[..., Client]
) -> None:
    client = door(expert)
    assert "Aucun rapport" in words(client.get("/rapports/").content.decode())
    said = {**SAID, "form_token": str(uuid4())}
    first, again = (client.post("/rapports/nouveau/", said) for _ in range(2))
    assert first.status_code == again.status_code == 302
    path = first.headers["Location"]
    assert again.headers["Location"] == path
    listed = words(client.get("/rapports/").content.decode())
    assert listed.count("Quatre civils tués à Djebock") == 1
    assert "tué(e)s: 4" in listed.replace(" :", ":") or "4" in listed
    graded = client.post(path, {**SAID, "do": "grade", "credibility": "c3", "revision": "1"})
    assert graded.status_code == 302
    stale = client.post(path, {**SAID, "do": "grade", "credibility": "c1", "revision": "1"})
    assert stale.status_code == 409
    page = words(client.get(path).content.decode())
    assert "B3" in page
    opened = client.post(path, {"do": "open"})
    found = words(client.get(opened.headers["Location"]).content.decode())
    assert "1 rapport, gardé tel qu’il a été dit" in found
    assert "Confiance : moyenne" in found
    other = client.post("/rapports/nouveau/", {**SAID, "told": "Six morts", "figure_killed": "6"})
    with acting_as(expert):
        event = Incident.objects.get()
    linked = client.post(other.headers["Location"], {"do": "link", "incident": event.reference})
    assert linked.status_code == 302
    found = words(client.get(f"/incidents/{event.reference}/").content.decode())
    assert "4–6" in found
    assert "Reprendre cette fourchette" in found
    taken = client.post(
        f"/incidents/{event.reference}/", {"do": "take-range", "revision": str(event.revision)}
    )
    assert taken.status_code == 302
    with acting_as(expert):
        event.refresh_from_db()
        assert (event.killed_min, event.killed_max) == (4, 6)
    undo = {"do": "unlink", "tied": event.reference, "reason": "Un autre fait"}
    assert "Défaire un rattachement" in words(client.get(path).content.decode())
    assert client.post(path, undo).status_code == 302
    assert event.reference not in client.get(path).content.decode()
    nowhere = client.post(path, {"do": "link", "incident": "GAO-14-7K3QXM"})
    assert nowhere.status_code == 400
    assert "GAO-14-7K3QXM" in nowhere.content.decode()


def test_nothing_typed_is_lost_when_a_report_does_not_hold(
    expert: Actor, door: Callable[..., Client]
) -> None:
    client = door(expert)
    wrong = client.post("/rapports/nouveau/", {**SAID, "starts_on": "hier soir", "origin": "Radio"})
    assert wrong.status_code == 400
    assert "hier soir" in wrong.content.decode()
    assert "Radio" in client.get("/rapports/nouveau/").content.decode()
    name = client.post("/rapports/nouveau/", {**SAID, "told": "Vu par Amadou Coulibaly"})
    assert name.status_code == 400
    page = name.content.decode()
    assert "Vu par Amadou Coulibaly" in page
    assert "Écrivez une catégorie" in page
    with acting_as(expert):
        assert "told" not in Draft.objects.get().said
        assert not Report.objects.exists()


@pytest.mark.parametrize(
    ("into", "more", "path"),
    [("report", {}, "/rapports/"), ("incident", {}, "/incidents/"),
     ("alert", {"title": "Hommes armés à Djebock", "priority": "p1"}, "/alertes/")],
)  # fmt: skip
def test_a_pasted_text_becomes_what_the_person_says_and_is_kept(
    into: str, more: dict[str, str], path: str, expert: Actor, door: Callable[..., Client]
) -> None:
    with acting_as(expert):
        add_locality(name="Djebock", office=1, area="ML0703", latitude=16.5, longitude=0.3,
                     precision="exact", source="x")  # fmt: skip
    client = door(expert)
    assert "Collez une ligne" in words(client.get("/saisie-rapide/").content.decode())
    read = client.post("/saisie-rapide/", {"do": "read", "text": LINE})
    page = read.content.decode()
    for shown in ('value="16/11/2014"', 'value="Djebock"', 'value="4 à 6"', 'value="plusieurs"',
                  'value="killing" selected', 'value="unidentified" selected', LINE):  # fmt: skip
        assert shown in page, shown
    client.post("/saisie-rapide/", {"do": "keep", "told": LINE, "place": "Djebok", "into": into})
    assert 'value="Djebok"' in client.get("/saisie-rapide/").content.decode()
    text = client.get("/saisie-rapide/?text=").content.decode()
    assert LINE in text
    assert "Djebok" not in text
    confirmed = {**SAID, "told": LINE, "figure_killed": "4 à 6", "do": "save", "into": into, **more}
    answer = client.post("/saisie-rapide/", {**confirmed, "form_token": str(uuid4())})
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(path)
    with acting_as(expert):
        kept = Report.objects.get()
        assert kept.told == LINE
        assert (Incident.objects.count(), Alert.objects.count()) == (
            int(into == "incident"), int(into == "alert"),
        )  # fmt: skip
    assert kept.reference in client.get(answer.headers["Location"]).content.decode()


def test_quick_entry_says_what_is_missing_and_refuses_what_is_never_stored(
    expert: Actor, door: Callable[..., Client]
) -> None:
    client = door(expert)
    lacking = client.post("/saisie-rapide/", {**SAID, "into": "alert", "title": "", "do": "save"})
    assert lacking.status_code == 400
    assert "Nécessaire pour ce que vous avez choisi" in words(lacking.content.decode())
    read = client.post(
        "/saisie-rapide/", {"do": "read", "text": "Une femme violée près de Gao, tél. 76 12 34 56"}
    )
    assert "MARA" in read.content.decode()
    with acting_as(expert):
        assert not Draft.objects.exists()
        assert not Report.objects.exists()
    head = door(expert, "en").post("/saisie-rapide/", {"do": "read", "text": "Nothing new."})
    assert "Nothing was read with certainty" in words(head.content.decode())


def test_the_list_asks_as_much_for_forty_as_for_four(
    expert: Actor, door: Callable[..., Client], appoint: Callable[..., Actor]
) -> None:
    client, counted = door(expert), []
    for many in (4, 36):
        with acting_as(expert):
            for number in range(many):
                actions.record_report(
                    told={"told": f"Dit {number}", "starts_on": date(2014, 11, 3)}
                )
        with CaptureQueriesContext(connection) as queries:
            page = client.get("/rapports/")
        counted.append(len(queries))
        assert len(page.content) < 90_000
    assert counted[0] == counted[1]
    assert client.get("/rapports/?loose=on&office=1&since=jamais").status_code == 200
    reader = door(appoint("head_of_office", "gao"))
    assert reader.get("/rapports/").status_code == 200
    assert reader.get("/saisie-rapide/").status_code == 404


def test_who_will_read_a_report_is_said_before_it_is_saved(
    appoint: Callable[..., Actor], door: Callable[..., Client]
) -> None:
    rights = appoint("human_rights", "gao", component="human_rights", compartments=("detention",))
    for _number in range(2):
        appoint("duty_officer", "gao", clearance=1)
    client = door(rights)
    page = words(client.get("/rapports/nouveau/").content.decode())
    assert "3 personnes verront ceci" in page
    assert "Détention" in page
    asked = client.post("/rapports/nouveau/", {**SAID, "do": "who", "compartment": "4"})
    assert "1 personne verra ceci" in words(asked.content.decode())
    saved = client.post("/rapports/nouveau/", {**SAID, "compartment": "4"})
    with acting_as(rights):
        assert Report.objects.get().compartment == 4
    assert "Qui le voit" in client.get(saved.headers["Location"]).content.decode()


def test_my_day_says_which_reports_wait(expert: Actor, door: Callable[..., Client]) -> None:
    with acting_as(expert):
        row = actions.record_report(told={"told": "Dit", "starts_on": date(2014, 11, 3)})
    waiting = "1 rapport des deux dernières semaines n’est rattaché à rien"
    assert waiting in words(door(expert).get("/").content.decode())
    with acting_as(expert):
        actions.incident_of(row)
    assert waiting not in words(door(expert).get("/").content.decode())


# --- sources ------------------------------------------------------------------------------------


def test_an_identity_is_shown_once_after_a_reason_and_the_password_and_the_head_is_told(
    appoint: Callable[..., Actor], door: Callable[..., Client]
) -> None:
    keeper = appoint("civil_affairs", "gao", component="civil_affairs",
                     compartments=("source_identity",))  # fmt: skip
    adviser = appoint("senior_adviser")
    user = User.objects.get(pk=keeper.id)
    user.set_password("une longue phrase de passe")
    user.save()
    client = door(keeper)
    made = client.post("/sources/", {"type": "resident", "reliability": "b", "consent": "internal",
                                     "protected": "on", "form_token": str(uuid4())})  # fmt: skip
    path = made.headers["Location"]
    assert client.post(path, {"do": "seal", "identity": "Le nom scellé"}).status_code == 302
    assert "Le nom scellé" not in client.get(path).content.decode()
    session = client.session
    session["proved_at"] = "2014-11-17T08:00:00+00:00"
    session.save()
    asked = client.post(f"{path}identite/", {"reason": "Le prévenir d’un danger"})
    assert asked.status_code == 403
    assert "Le prévenir d’un danger" in asked.content.decode()
    assert "Le nom scellé" not in asked.content.decode()
    entry.prove(session)
    session.save()
    assert client.post(f"{path}identite/", {"reason": " "}).status_code == 400
    opened = client.post(f"{path}identite/", {"reason": "Le prévenir d’un danger"})
    assert "Le nom scellé" in opened.content.decode()
    assert opened.headers["Cache-Control"] == "no-store"
    assert client.get(f"{path}identite/").status_code == 405
    told = door(adviser)
    day = words(told.get("/").content.decode())
    assert "L’identité de la source" in day
    noted = words(told.get("/sources/ouvertures/").content.decode())
    for language in ("fr", "en"):
        told.cookies["django_language"] = language
        for page in ("/", "/sources/ouvertures/"):
            assert strays(told.get(page).content.decode(), language) == []
    told.cookies["django_language"] = "fr"
    assert "Le prévenir d’un danger" in noted
    assert "Le nom scellé" not in noted
    with acting_as(adviser):
        opening = Opening.objects.get()
    assert client.post(f"/sources/ouvertures/{opening.pk}/").status_code == 403
    assert told.post(f"/sources/ouvertures/{opening.pk}/").status_code == 302
    assert "L’identité de la source" not in words(told.get("/").content.decode())
    assert door(appoint("imo")).get("/sources/ouvertures/").status_code == 404


def test_a_reader_of_incidents_learns_the_grade_and_no_code(
    expert: Actor, appoint: Callable[..., Actor], door: Callable[..., Client]
) -> None:
    with acting_as(expert):
        source = sources.register_source(
            said={"type": "resident", "reliability": "a", "consent": "internal"}
        )
        row = actions.record_report(
            told={"told": "Dit", "source": source, "credibility": "c2",
                  "starts_on": date(2014, 11, 3)}
        )  # fmt: skip
    for actor, seen in ((expert, True), (appoint("duty_officer", "gao"), False)):
        page = door(actor).get(f"/rapports/{row.reference}/").content.decode()
        assert "A2" in page
        assert (source.reference in page) == seen
        again = door(actor).get(f"/sources/{source.reference}/")
        assert (again.status_code == 200) == seen


# --- files --------------------------------------------------------------------------------------


def photo() -> bytes:
    """A JPEG that says where it was taken, and by whom."""

    def segment(marker: int, said: bytes) -> bytes:
        return bytes([0xFF, marker]) + (len(said) + 2).to_bytes(2, "big") + said

    told = segment(0xE1, b"Exif\0\0II*\0 GPS 16.27N") + segment(0xFE, b"Somebody")
    image = segment(0xDB, bytes(65)) + segment(0xDA, b"\x01\x01\0\0\x3f\0") + b"\x12\x34"
    return b"\xff\xd8" + told + image + b"\xff\xd9"


def macros() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<document/>")
        archive.writestr("word/vbaProject.bin", "Sub Document_Open()")
    return packed.getvalue()


def test_a_photo_is_stripped_sealed_and_served_to_be_saved(
    expert: Actor, appoint: Callable[..., Actor], door: Callable[..., Client], house: Any
) -> None:
    client = door(expert)
    sent = SimpleUploadedFile("../../Marché <b>.JPG", photo(), "text/html")
    made = client.post("/rapports/nouveau/", {**SAID, "files": [sent]})
    with acting_as(expert):
        piece = ReportFile.objects.get()
    raw = bytes(house.execute("SELECT sealed FROM register_reportfile").fetchone()[0])
    assert b"\xff\xdb" not in raw
    page = client.get(made.headers["Location"]).content.decode()
    assert f"/pieces/{piece.pk}/" in page
    assert "retiré : EXIF, comment" in words(page)
    file = client.get(f"/pieces/{piece.pk}/")
    assert b"GPS" not in file.content
    assert b"Somebody" not in file.content
    assert file.content.startswith(b"\xff\xd8\xff\xdb")
    assert file.headers["Content-Type"] == "application/octet-stream"
    assert file.headers["Content-Disposition"].startswith("attachment; filename=")
    assert "<" not in file.headers["Content-Disposition"]
    assert file.headers["X-Content-Type-Options"] == "nosniff"
    assert file.headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in file.headers["Content-Security-Policy"]
    assert door(appoint("poc_expert", "mopti")).get(f"/pieces/{piece.pk}/").status_code == 404
    gone = client.post(made.headers["Location"], {"do": "detach", "file": str(piece.pk)})
    assert gone.status_code == 302
    assert client.get(f"/pieces/{piece.pk}/").status_code == 404
    assert not bytes(house.execute("SELECT sealed FROM register_reportfile").fetchone()[0])


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [("plan.docx", macros(), "contient des macros"),
     ("plan.docm", macros(), "contient des macros"),
     ("grand.jpg", b"\xff\xd8\xff" + bytes(40 * 2**20), "10 Mo est le plus"),
     ("page.jpg", b"<html></html>", "n’est d’aucun type"),
     ("M. Diallo.txt", b"Un texte", "nomme une personne")],
    ids=["macros", "docm", "large", "html", "name"],
)  # fmt: skip
def test_a_file_that_is_not_taken_is_named_and_nothing_is_half_saved(
    name: str, content: bytes, said: str, expert: Actor, door: Callable[..., Client], house: Any
) -> None:
    client = door(expert)
    answer = client.post(
        "/rapports/nouveau/", {**SAID, "files": [SimpleUploadedFile(name, content)]}
    )
    assert answer.status_code == 400
    page = words(answer.content.decode())
    assert said in page
    assert name.rpartition(".")[0] in page
    assert "Quatre civils tués à Djebock" in page
    with acting_as(expert):
        assert not Report.objects.exists()
    row = incident(house, office=1)
    answer = client.post(
        f"/incidents/{row.reference}/",
        {"do": "attach", "files": [SimpleUploadedFile(name, content)]},
    )
    assert answer.status_code == 400
    assert said in words(answer.content.decode())


def test_an_incident_takes_files_and_a_reader_may_not_withdraw_them(
    expert: Actor, appoint: Callable[..., Actor], door: Callable[..., Client], house: Any
) -> None:
    row = incident(house, office=1)
    path = f"/incidents/{row.reference}/"
    client = door(expert)
    file = SimpleUploadedFile("note.txt", b"Un texte")
    assert client.post(path, {"do": "attach", "files": [file]}).status_code == 302
    page = client.get(path).content.decode()
    assert "note.txt" in page
    number = page.partition("/pieces/")[2].partition("/")[0]
    assert client.get(f"/pieces/{number}/").content == b"Un texte"
    head = door(appoint("head_of_office", "gao"))
    assert head.post(path, {"do": "detach", "file": number}).status_code == 403
    assert head.get(f"/pieces/{number}/").status_code == 200
    assert client.post(path, {"do": "attach"}).status_code == 400
