"""The pages of threats, places and assessments: who may come, what they weigh, what they lose."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from playwright.sync_api import Page, expect

from browsing import fit
from doors import words
from months import six_threats, timbuktu, write_everything
from rempart.kernel.actor import Actor, acting_as
from rempart.register.reports import actions as report_actions
from rempart.threats import actions
from rempart.threats.models import Assessment, Section, Threat

FRAME = ("SELECT set_config", "BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")


@pytest.fixture
def cast(house: Any, appoint: Callable[..., Actor]) -> dict[str, Actor]:
    """Timbuktu's people, with a colleague of each kind."""
    return timbuktu(appoint) | {
        "second": appoint("poc_expert", "tombouctou"),
        "rights": appoint("human_rights", "tombouctou", component="human_rights"),
        "elsewhere": appoint("poc_expert", "gao"),
        "liaison": appoint("cla", "tombouctou"),
        "srsg": appoint("srsg"),
    }


@pytest.fixture
def month(cast: dict[str, Actor]) -> Assessment:
    """October of Timbuktu, written."""
    six_threats(cast["expert"])
    with acting_as(cast["expert"]):
        whole = actions.begin_assessment(office="tombouctou", month=date(2014, 10, 1))
        context = whole.sections.get(code="context")
        actions.write_section(target=context.pk, text="Contexte.")
    write_everything(cast["expert"], whole)
    return whole


def pages(month: Assessment, threat: str) -> list[str]:
    """Every page of the room."""
    return [
        "/menaces/", "/menaces/nouvelle/", f"/menaces/{threat}/", f"/menaces/{threat}/decrire/",
        "/lieux/", "/evaluations/", f"/evaluations/{month.reference}/threats/",
        f"/evaluations/{month.reference}/incidents/",
        f"/evaluations/{month.reference}/recommendations/",
    ]  # fmt: skip


def one_threat(actor: Actor) -> Threat:
    """A threat of the office."""
    with acting_as(actor):
        row = Threat.objects.order_by("reference").first()
    assert row is not None
    return row


def test_pages_ask_little_and_weigh_little(
    cast: dict[str, Actor], month: Assessment, door: Callable[..., Client]
) -> None:
    client = door(cast["expert"])
    for path in pages(month, one_threat(cast["expert"]).reference):
        client.get(path)
        with CaptureQueriesContext(connections["default"]) as asked:
            response = client.get(path)
        assert response.status_code == 200, path
        assert len(gzip.compress(response.content)) <= 30 * 1024, path
        sent = [q["sql"] for q in asked if not q["sql"].startswith(FRAME)]
        most = 28 if "/evaluations/TOM" in path else 14
        assert len(sent) <= most, (path, len(sent), "\n".join(s[:200] for s in sent))


def test_two_who_describe_one_threat_see_both_versions(
    cast: dict[str, Actor], door: Callable[..., Client]
) -> None:
    six_threats(cast["expert"])
    row = one_threat(cast["expert"])
    path = f"/menaces/{row.reference}/decrire/"
    said = {"title": row.title, "perpetrator": row.perpetrator, "threat_type": row.threat_type,
            "area": row.area, "population": "Familles", "marking": "1",
            "revision": str(row.revision)}  # fmt: skip
    client, second = door(cast["expert"]), door(cast["second"])
    second.post(path, {**said, "do": "keep", "place": "Les puits"})
    assert client.post(path, {**said, "place": "Les marchés"}).status_code == 302
    half = second.get(path).content.decode()
    assert 'value="Les puits"' in half
    assert f'name="revision" value="{row.revision}"' in half
    stale = second.post(path, {**said, "place": "Les puits", "marking": "2"})
    shown = words(stale.content.decode())
    assert stale.status_code == 409
    assert "Voici les deux versions." in shown
    assert "Les marchés" in shown
    assert 'value="Les puits"' in shown
    again = {**said, "place": "Les puits", "revision": str(row.revision + 1)}
    assert second.post(path, {**again, "marking": "2"}).status_code == 302
    half = {**again, "place": "Les gués", "marking": "1", "revision": str(row.revision + 3)}
    assert second.post(path, half).status_code == 400
    assert one_threat(cast["expert"]).place == "Les puits"


@pytest.mark.parametrize(
    ("who", "seen"),
    [("rights", True), ("head", True), ("adviser", True), ("srsg", True),
     ("elsewhere", False), ("liaison", False)],
)  # fmt: skip
def test_threats_and_assessments_are_seen_by_whom_they_are_due(
    who: str, seen: bool, cast: dict[str, Actor], month: Assessment, door: Callable[..., Client]
) -> None:
    threat = one_threat(cast["expert"])
    client = door(cast[who])
    assert (threat.reference in client.get("/menaces/").content.decode()) == seen
    assert (month.reference in client.get("/evaluations/").content.decode()) == seen
    for path in pages(month, threat.reference)[2:3] + pages(month, threat.reference)[6:]:
        assert (client.get(path).status_code == 200) == seen, path
    for name in ("fr.pdf", "en.pdf"):
        response = client.get(f"/evaluations/{month.reference}/{name}")
        assert (response.status_code == 200) == seen


def test_a_marked_threat_is_in_no_page_of_who_is_not_cleared(
    cast: dict[str, Actor], month: Assessment, door: Callable[..., Client],
    appoint: Callable[..., Actor],
) -> None:  # fmt: skip
    threat = one_threat(cast["expert"])
    with acting_as(cast["expert"]):
        actions.describe_threat(target=threat.pk, said={"title": "CANARI des roseaux"})
        actions.mark_threat(target=threat.pk, marking=3)
    client = door(appoint("human_rights", "tombouctou", clearance=2))
    for path in ("/menaces/", "/lieux/", *pages(month, threat.reference)[5:]):
        assert "CANARI" not in client.get(path).content.decode(), path
    assert client.get(f"/menaces/{threat.reference}/").status_code == 404
    pdf = client.get(f"/evaluations/{month.reference}/fr.pdf").content
    assert b"CANARI" not in pdf


def test_what_was_typed_is_never_lost(
    cast: dict[str, Actor], month: Assessment, door: Callable[..., Client]
) -> None:
    with acting_as(cast["expert"]):
        section = Section.objects.get(assessment=month, code="context")
    path = f"/evaluations/{month.reference}/context/"
    first, second = door(cast["expert"]), door(cast["second"])
    said = {"do": "write", "revision": section.revision, "language": "fr"}
    assert second.post(path, said | {"text": "La seconde."}).status_code == 302
    late = first.post(path, said | {"text": "La première, plus longue."})
    page = words(late.content.decode())
    assert late.status_code == 409
    assert "La première, plus longue." in page
    assert "La seconde." in page
    assert "Voici les deux versions" in page


def test_a_paste_from_a_word_processor_is_cleaned_and_nothing_is_lost(
    cast: dict[str, Actor], month: Assessment, door: Callable[..., Client]
) -> None:
    path = f"/evaluations/{month.reference}/context/"
    lines = [f"•\tLe {n}ᵉ fait, <b>grave</b>, à Diré\u00ad\u200b" for n in range(5000)]
    pasted = "<p class=MsoNormal>Mots</p>" + "\u000b".join(lines) + "<script>alert(1)</script>"
    assert len(pasted.encode()) > 200_000
    client = door(cast["expert"])
    with acting_as(cast["expert"]):
        held = Section.objects.get(assessment=month, code="context")
    said = {"do": "write", "revision": held.revision, "text": pasted, "language": "fr"}
    assert client.post(path, said).status_code == 302
    with acting_as(cast["expert"]):
        text = Section.objects.get(assessment=month, code="context").text
    assert text.count("Diré") == 5000
    assert "- Le 4999ᵉ fait, grave, à Diré" in text
    assert "<" not in text
    assert "alert" not in text
    page = client.get(path).content.decode()
    assert "<script>alert" not in page


def test_markup_in_a_text_stays_text(
    cast: dict[str, Actor], month: Assessment, door: Callable[..., Client]
) -> None:
    path = f"/evaluations/{month.reference}/context/"
    with acting_as(cast["expert"]):
        held = Section.objects.get(assessment=month, code="context")
    text = "**gras** [lien](javascript:alert(1)) ![i](http://x.example/i.png) a < b & `c`"
    door(cast["expert"]).post(path, {"do": "write", "revision": held.revision, "text": text,
                                     "language": "fr"})  # fmt: skip
    page = door(cast["rights"]).get(path).content.decode()
    assert "<strong>gras</strong>" in page
    assert 'href="javascript' not in page
    assert "x.example" not in re.sub(r"!\[i\]\(http://x.example/i.png\)", "", page)


def test_who_may_not_write_is_shown_no_field_and_refused_by_name(
    cast: dict[str, Actor], month: Assessment, door: Callable[..., Client]
) -> None:
    path = f"/evaluations/{month.reference}/context/"
    client = door(cast["rights"])
    assert 'id="text"' not in client.get(path).content.decode()
    assert client.post(path, {"do": "write", "text": "x"}).status_code == 403
    assert client.post(path, {"do": "step", "step": "submit"}).status_code == 403
    assert client.post(path, {"do": "nothing"}).status_code == 404
    assert client.post(path, {"do": "remark", "remark": "Et Léré ?"}).status_code == 302


@pytest.mark.parametrize(("language", "width"), [("fr", 1280), ("en", 360)])
def test_axe_finds_nothing_and_nothing_overflows(
    language: str, width: int, cast: dict[str, Actor], month: Assessment,
    visit: Callable[..., Page],
) -> None:  # fmt: skip
    threat = one_threat(cast["expert"]).reference
    page = visit(cast["expert"], "/", language=language, width=width)
    base = page.url.rstrip("/")
    for path in pages(month, threat):
        page.goto(base + path)
        fit(page, path)


def test_a_factor_is_scored_from_the_keyboard(
    cast: dict[str, Actor], month: Assessment, visit: Callable[..., Page]
) -> None:
    threat = one_threat(cast["expert"])
    page = visit(cast["expert"], f"/menaces/{threat.reference}/")
    page.locator("#f-scale input").first.focus()
    page.keyboard.press("4")
    expect(page.locator("#f-scale input[value='4']")).to_be_checked()
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    with acting_as(cast["expert"]):
        assert Threat.objects.get(pk=threat.pk).scores["scale"] == 4


def test_writing_is_kept_without_a_button(
    cast: dict[str, Actor], month: Assessment, visit: Callable[..., Page]
) -> None:
    """The form saves by itself; here its delay is not waited for, but asked for at once."""
    page = visit(cast["expert"], f"/evaluations/{month.reference}/context/")
    page.fill("#text", "Écrit pendant la coupure.")
    page.evaluate("htmx.trigger('#write', 'keep')")
    expect(page.locator("#kept")).to_contain_text("Enregistré à")
    page.fill("#text", "Écrit deux fois.")
    page.evaluate("htmx.trigger('#write', 'keep')")
    expect(page.locator("#kept [name=revision]")).to_have_value("4")
    with acting_as(cast["expert"]):
        held = Section.objects.get(assessment=month, code="context")
        assert held.text == "Écrit deux fois."


def test_a_threat_says_why_its_confidence_is_what_it_is(
    cast: dict[str, Actor], month: Assessment, door: Callable[..., Client]
) -> None:
    """Two sources tell of what proves it, and a third repeats one of them: it counts once."""
    threat = one_threat(cast["expert"])
    with acting_as(cast["expert"]):
        told = {"starts_on": date(2014, 11, 10), "credibility": "c2"}
        first = report_actions.record_report(told={**told, "told": "a", "reliability": "a",
                                                   "origin": "Visite commune"})  # fmt: skip
        event = report_actions.incident_of(first)
        for text, origin in (("b", "Radio locale"), ("c", "Radio locale")):
            row = report_actions.record_report(told={**told, "told": text, "reliability": "b",
                                                     "origin": origin})  # fmt: skip
            report_actions.link_report(target=row.pk, to=event)
        actions.cite_evidence(target=threat.pk, factor="history", record=event)
    page = words(door(cast["expert"]).get(f"/menaces/{threat.reference}/").content.decode())
    assert "3 témoignages ; 2 sources indépendantes cotées B2 ou mieux" in page
    assert "1 témoignage reprend l’origine d’un autre" in page
