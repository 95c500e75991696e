"""The pages of the outlook, section 8 on paper and the threat's box: beside, never inside."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import docx
import pytest
from django.utils import translation

from doors import words
from outlook import made
from rempart.documents.shades import step
from rempart.kernel.actor import SystemActor, acting_as
from rempart.outlook.actions import issue_month
from rempart.outlook.computed import Standing
from rempart.outlook.presenting import worth
from rempart.threats import actions, assessing, outlooks
from rempart.threats.documents import assessment_pdf
from rempart.threats.paper import assessment_docx
from rempart.threats.words import Words
from threats.test_reading import text_of

OPERATOR = SystemActor("operator:test", ceiling=1)


@pytest.fixture
def mission(house):
    with acting_as(OPERATOR):
        made.areas()
        issue_month(computed=made.computed())
    return house


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_watch_list_opens_on_the_likeliest_area(mission, appoint, door, language):
    page = words(
        door(appoint("poc_expert", "gao"), language).get("/perspectives/").content.decode()
    )
    sentence = {
        "fr": "En novembre 2014, c’est à Gao que des civils risquent le plus d’être tués : 42 %"
        " selon la prévision, 34 % selon le décompte.",
        "en": "In November 2014, Gao is where civilians are likeliest to be killed: 42% by the"
        " forecast, 34% by counting.",
    }[language]
    assert sentence in page
    assert page.index("Ansongo</a>") < page.index("Bourem</a>")
    assert "Diré" not in page
    assert "<svg" in page
    assert 'data-q="3"' in page
    assert {"fr": "Ce que les modèles ne voient pas", "en": "What the models cannot see"}[
        language
    ] in page


def test_an_office_without_a_run_is_told_the_command(mission, appoint, door):
    page = words(door(appoint("poc_expert", "kidal"), "en").get("/perspectives/").content.decode())
    assert "No forecast for this office" in page
    assert "./rempart outlook run" in page


@pytest.mark.parametrize("language", ["fr", "en"])
def test_one_area_shows_its_past_the_range_and_what_it_leans_on(mission, appoint, door, language):
    client = door(appoint("poc_expert", "gao"), language)
    page = words(client.get("/perspectives/ML0703/").content.decode())
    assert {
        "fr": "des civils y ont été tués lors de 2 des douze mois précédents (7 morts).",
        "en": "civilians were killed in 2 of the twelve months before (7 deaths).",
    }[language] in page
    assert "Ansongo (3)" in page
    assert 'href="/zones/ML0703/"' in page
    assert {"fr": "+10,0", "en": "+10.0"}[language] in page
    assert {"fr": '<td data-l="Émis">décompte', "en": '<td data-l="Issued">counting'}[
        language
    ] in page


def test_areas_of_other_offices_and_pages_of_no_post_do_not_exist(mission, appoint, door):
    assert door(appoint("poc_expert", "gao")).get("/perspectives/ML0601/").status_code == 404
    assert door(appoint("poc_expert", "gao")).get("/perspectives/ML9999/").status_code == 404
    assert door(appoint("partner", "gao")).get("/perspectives/ML0703/").status_code == 404
    page = door(appoint("partner", "gao"), "en").get("/perspectives/").content.decode()
    assert "42%" not in page
    assert "Ansongo" not in page


def test_the_threats_page_shows_its_areas_forecast_beside_the_rubric(mission, appoint, door):
    expert = appoint("poc_expert", "gao")
    with acting_as(expert):
        row = actions.draft_threat(
            said={"title": "Marché", "perpetrator": "terrorist_group", "threat_type": "killing",
                  "area": "ML0703", "population": "Marchands"}
        )  # fmt: skip
        before = row.result
    page = words(door(expert, "en").get(f"/menaces/{row.reference}/").content.decode())
    assert "Forecast for the cercle" in page
    assert "42%" in page
    assert "It does not enter the rubric." in page
    assert 'href="/zones/ML0703/"' in page
    assert 'href="/zones/ML0703/"' in door(expert).get("/menaces/?state=draft").content.decode()
    assert row.result == before


@pytest.mark.parametrize("language", ["fr", "en"])
def test_section_eight_is_in_the_pdf_and_the_docx(mission, appoint, language, tmp_path: Path):
    expert = appoint("poc_expert", "gao")
    with acting_as(expert):
        whole = actions.begin_assessment(office="gao", month=made.MONTH)
        content = assessing.issued(whole)
    assert content["forecasts"]["reference"]
    pdf = text_of(assessment_pdf(content, language), tmp_path)
    file = docx.Document(io.BytesIO(assessment_docx(content, language)))
    paper = words(
        " ".join(p.text for p in file.paragraphs)
        + " ".join(cell.text for table in file.tables for row in table.rows for cell in row.cells)
    )
    title = {
        "fr": "Où des civils risquent d’être tués, vu d’octobre 2014",
        "en": "Where civilians are likeliest to be killed, seen from October 2014",
    }[language]
    for said in (pdf, paper):
        assert title in said
        assert {"fr": "42 %", "en": "42%"}[language] in said
        assert {"fr": "n’y entrent jamais", "en": "never enter it"}[language] in said


def test_a_month_without_a_run_stays_not_yet_recorded(mission, appoint):
    with acting_as(appoint("poc_expert", "gao")):
        whole = actions.begin_assessment(office="gao", month=date(2014, 9, 1))
        content = assessing.issued(whole)
    assert content["forecasts"] is None
    assert outlooks.table(content["forecasts"], Words("en")) is None


def test_every_standing_is_said_as_it_is():
    """A model that earned its place, one that may be no better, one not proved, and counting."""
    standings = {
        "good": Standing("hybrid", 0.038, 0.005, 0.067, 59, 61),
        "unsure": Standing("hybrid", 0.01, -0.02, 0.03, 59, 61),
        "new": Standing("hybrid", 0.0, 0.0, 0.0, 60, 10),
        "mix": Standing("conflictology_mix", 0.0, 0.0, 0.0, 60, 10),
        "short": Standing("conflictology_mix"),
    }
    with translation.override("en"):
        said = {name: worth(vars(standing)) for name, standing in standings.items()}
    assert len(set(said.values())) == 5
    assert "+3.8% better" in said["good"]


def test_shades_part_where_the_words_of_probability_do():
    assert [step(share) for share in (0, 0.049, 0.05, 0.2, 0.45, 0.8, 1)] == [1, 1, 2, 3, 4, 5, 5]


@pytest.mark.parametrize("width", [1280, 360])
def test_the_pages_fit_and_pass_in_a_browser(mission, appoint, visit, width):
    expert = appoint("poc_expert", "gao")
    for path in ("/perspectives/", "/perspectives/ML0703/"):
        page = visit(expert, path, language="fr", width=width)
        assert page.locator("main svg").count() >= 1
