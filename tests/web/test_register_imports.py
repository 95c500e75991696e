"""Bringing data in through the pages: look first, confirm, take back; nobody else comes near."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from playwright.sync_api import Page, expect

from browsing import fit
from doors import words
from rempart.kernel.actor import Actor, acting_as
from rempart.register.models import Batch, Incident, StagedRow

HEAD = "event_id_cnty,event_date,event_type,country,latitude,longitude,fatalities,notes"
ROWS = (
    'MLI1,25/06/2014,Remote violence,Mali,14.35,-3.61,2,"=HYPERLINK(1)"',
    "MLI2,31/02/2014,Battles,Mali,14.35,-3.61,2,x",
    '"=1+1",25/06/2014,Battles,Mali,14.35,-3.61,2,x',
)
ACLED = "\ufeff" + "\n".join([HEAD, *ROWS]) + "\n"


@pytest.fixture
def officer(house: Any, appoint: Callable[..., Actor]) -> Actor:
    shutil.rmtree(Path(settings.REMPART_HOME) / "uploads", ignore_errors=True)
    return appoint("imo", clearance=2)


def send(client: Client, content: str | bytes, name: str = "acled.csv", **said: Any) -> Any:
    body = content.encode() if isinstance(content, str) else content
    form = {"format": "acled", "country": "", "marking": "1", **said}
    return client.post("/incidents/importations/", form | {"file": SimpleUploadedFile(name, body)})


def uploads() -> list[Path]:
    return [p for p in (Path(settings.REMPART_HOME) / "uploads").glob("*/*/*") if p.is_file()]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_file_is_looked_at_confirmed_and_taken_back(
    language: str, officer: Actor, door: Callable[..., Client]
) -> None:
    client = door(officer, language)
    sent = send(client, ACLED)
    assert sent.status_code == 302
    trial = client.get(sent.headers["Location"])
    page = words(trial.content.decode())
    assert {"fr": "3 lignes lues. Nouvelles : 1", "en": "3 rows read. New: 1"}[language] in page
    assert "31/02/2014" in page
    assert "Remote violence" in page
    with acting_as(officer):
        assert not Incident.objects.exists()
    refused = client.get(sent.headers["Location"] + "refus.csv").content.decode("utf-8-sig")
    assert "'=1+1" in refused
    done = client.post(sent.headers["Location"], {"confirm": "1"})
    assert done.status_code == 302
    assert uploads() == []
    page = words(client.get(done.headers["Location"]).content.decode())
    assert {"fr": "En vigueur", "en": "In force"}[language] in page
    refused = client.get(done.headers["Location"] + "refus.csv").content.decode("utf-8-sig")
    assert len(refused.splitlines()) >= 3
    assert client.get(sent.headers["Location"]).status_code == 404, "a second confirmation"
    without = client.post(done.headers["Location"] + "retrait/", {"reason": " "})
    assert without.status_code == 400
    client.post(done.headers["Location"] + "retrait/", {"reason": "Wrong release"})
    page = words(client.get(done.headers["Location"]).content.decode())
    assert {"fr": "Retirée", "en": "Withdrawn"}[language] in page
    with acting_as(officer):
        assert Incident.objects.get().verification == "withdrawn"
    assert "acled.csv" in client.get("/incidents/importations/").content.decode()


@pytest.mark.parametrize(
    ("language", "channel", "apart"),
    [("fr", "la conseillère ou au conseiller pour la protection des femmes", "jamais gardé ici"),
     ("en", "the Women Protection Adviser", "Never stored here")],
)  # fmt: skip
def test_what_is_never_stored_is_refused_apart_and_kept_nowhere(
    language: str, channel: str, apart: str, officer: Actor, door: Callable[..., Client]
) -> None:
    rows = (
        "MLI1,25/06/2014,Battles,Mali,14.35,-3.61,2,Deux motos près du gué",
        "MLI2,25/06/2014,Battles,Mali,14.35,-3.61,2,Trois filles violées à Djebock",
        "MLI3,31/02/2014,Battles,Mali,14.35,-3.61,2,Rappeler au 76 12 34 56",
    )
    client = door(officer, language)
    trial = send(client, "\n".join([HEAD, *rows]) + "\n").headers["Location"]
    pages = [client.get(trial), client.get(f"{trial}refus.csv")]
    done = client.post(trial, {"confirm": "1"}).headers["Location"]
    pages += [client.get(done), client.get(f"{done}refus.csv")]
    for page in pages:
        assert channel in words(page.content.decode())
        assert "violées" not in page.content.decode()
    assert all(apart in words(page.content.decode()) for page in pages[::2])
    with acting_as(officer):
        assert [row.summary for row in Incident.objects.all()] == ["Deux motos près du gué"]
        kept = [(row.line, row.raw, row.problem) for row in StagedRow.objects.order_by("line")]
    assert [raw for _line, raw, _problem in kept[1:]] == ["", "…"]
    for word in ("violées", "76 12"):
        assert not any(word in text for row in kept for text in row[1:])


def test_a_dropped_file_leaves_nothing(officer: Actor, door: Callable[..., Client]) -> None:
    client = door(officer)
    sent = send(client, ACLED)
    assert len(uploads()) == 1
    assert oct(uploads()[0].stat().st_mode)[-3:] == "600"
    client.post(sent.headers["Location"], {"drop": "1"})
    assert uploads() == []
    with acting_as(officer):
        assert not Batch.objects.exists()


def test_a_file_belongs_to_its_session(
    officer: Actor, appoint: Callable[..., Actor], door: Callable[..., Client]
) -> None:
    sent = send(door(officer), ACLED)
    other = door(appoint("imo", clearance=2))
    assert other.get(sent.headers["Location"]).status_code == 404
    assert other.post(sent.headers["Location"], {"confirm": "1"}).status_code == 404


def test_a_table_goes_from_its_template_to_the_register(
    officer: Actor, door: Callable[..., Client]
) -> None:
    client = door(officer)
    book = openpyxl.load_workbook(
        io.BytesIO(client.get("/incidents/importations/modele.xlsx").content)
    )
    page = book.worksheets[0]
    page["B2"], page["F2"] = "17/11/2014", "Mopti"
    content = io.BytesIO()
    book.save(content)
    said = {"format": "table", "marking": "2", "known_from": "1er nov. 2014", "country": "Mali"}
    sent = send(client, content.getvalue(), "t.xlsx", **said)
    done = client.post(sent.headers["Location"], {"confirm": "1"})
    assert done.status_code == 302
    with acting_as(officer):
        row = Incident.objects.get()
    assert (row.marking, f"{row.known_from}") == (2, "2014-11-01")


@pytest.mark.parametrize("name", ["t.xlsm", "bomb.xlsx", "../../etc/passwd.xlsx"])
def test_what_cannot_be_taken_is_said(
    name: str, officer: Actor, door: Callable[..., Client]
) -> None:
    client = door(officer)
    sent = send(client, b"PK\x03\x04 nothing", name, format="table")
    response = client.get(sent.headers["Location"])
    assert response.status_code == 400
    assert "Ce fichier ne peut pas être pris" in response.content.decode()
    assert all("uploads" in path.parts for path in uploads())


def test_a_large_file_is_refused_in_words(officer: Actor, door: Callable[..., Client]) -> None:
    response = send(door(officer), b"x" * (10 * 2**20 + 1), "large.csv")
    assert "11 Mo" in words(response.content.decode())
    assert uploads() == []


def test_a_marking_above_ones_own_is_not_offered(
    officer: Actor, door: Callable[..., Client]
) -> None:
    assert send(door(officer), ACLED, marking="3").status_code == 200


@pytest.mark.parametrize("role", ["poc_expert", "cla", "head_of_office", "srsg", "administrator"])
def test_others_are_refused_in_words(
    role: str, house: Any, appoint: Callable[..., Actor], door: Callable[..., Client]
) -> None:
    client = door(appoint(role, "gao"))
    for path in ("", "modele.xlsx", "MIS-14-7K3QX/", "MIS-14-7K3QX/refus.csv"):
        response = client.get(f"/incidents/importations/{path}")
        assert response.status_code == 403
        assert "Votre rôle ne fait pas cela" in words(response.content.decode())
    assert send(client, ACLED).status_code == 403
    assert "importations" not in client.get("/incidents/").content.decode()


@pytest.mark.parametrize(("language", "width"), [("fr", 1280), ("en", 360)])
def test_the_pages_hold_in_a_browser_without_script(
    language: str, width: int, officer: Actor, visit: Callable[..., Page], tmp_path: Path
) -> None:
    (tmp_path / "acled.csv").write_text(ACLED)
    page = visit(officer, "/incidents/importations/", language=language, width=width)

    def sound() -> None:
        fit(page)

    sound()
    page.check("[name=format][value=acled]")
    page.set_input_files("[name=file]", tmp_path / "acled.csv")
    page.click("form:has([name=file]) button")
    sound()
    page.click("[name=confirm]")
    expect(page.locator("h1")).to_have_text("acled.csv")
    sound()
    page.fill("[name=reason]", "Wrong release")
    page.click(".btn.stop")
    expect(page.locator(".st")).to_have_attribute("data-tone", "warn")
    sound()
