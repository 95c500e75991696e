"""What people wrote, on paper: every word of it, in its language, and nothing that acts."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import docx
import pytest

from doors import words as plain
from months import six_threats, timbuktu, write_everything
from rempart.kernel.actor import Actor, acting_as
from rempart.threats import actions, assessing, issue
from rempart.threats.documents import assessment_pdf
from rempart.threats.paper import assessment_docx

TRAPS = '#panic("x") $ \\u{41} ] #] *gras* @ref <b> `code` // fin /* */ = titre'


@pytest.fixture
def content(house: Any, appoint: Callable[..., Actor]) -> dict[str, Any]:
    """October of Timbuktu, with traps in its words."""
    cast = timbuktu(appoint)
    references = six_threats(cast["expert"])
    with acting_as(cast["expert"]):
        whole = actions.begin_assessment(office="tombouctou", month=date(2014, 10, 1))
        context = whole.sections.get(code="context")
        text = (
            f"La foire a **repris**.\n\n- un : {TRAPS}\n- deux\n\n| a | b |\n|---|---|\n| 1 | 2 |"
        )
        actions.write_section(target=context.pk, text=text)
    write_everything(cast["expert"], whole)
    with acting_as(cast["expert"]):
        said = assessing.issued(whole)
    assert {threat["reference"] for threat in said["threats"]} == set(references)
    return said


def text_of(pdf: bytes, folder: Path) -> str:
    """The words of a PDF, on one line."""
    path = folder / "a.pdf"
    path.write_bytes(pdf)
    ran = subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=True)
    return plain(" ".join(ran.stdout.split()))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_word_is_on_paper_as_it_was_written(
    language: str, content: dict[str, Any], tmp_path: Path
) -> None:
    said = text_of(assessment_pdf(content, language), tmp_path)
    for part in ("La foire a repris", '#panic("x")', "\\u{41}", "/* */ = titre",
                 "Lecture de summary", "Lecture de gaps", "Ouvrir un poste à Léré"):  # fmt: skip
        assert plain(part).replace('"', "") in said.replace('"', "").replace("« ", "").replace(
            " »", ""
        ), part
    for threat in content["threats"]:
        assert threat["title"] in said
    assert {"fr": "Tableau des menaces", "en": "Table of threats"}[language] in said
    assert {"fr": "pas encore relevé", "en": "ot yet recorded"}[language] in said.replace(
        "Pas", "pas"
    )
    original = "Original text in French; no checked translation."
    assert (original in said) == (language == "en")


def test_a_checked_translation_takes_the_place_of_the_original(
    content: dict[str, Any], tmp_path: Path
) -> None:
    for section in content["narrative"]:
        if section["code"] == "context":
            section |= {"translation": "The fair is back.", "translated": True}
    said = text_of(assessment_pdf(content, "en"), tmp_path)
    assert "The fair is back." in said
    assert "La foire" not in said


def test_the_same_content_gives_the_same_files(content: dict[str, Any]) -> None:
    once = issue.files_of(content)
    assert set(once) == {"fr.pdf", "en.pdf", "fr.docx", "en.docx"}
    assert issue.files_of(content) == once


def test_an_approved_content_bears_hash_seal_and_post(
    content: dict[str, Any], tmp_path: Path
) -> None:
    content["approval"] = {"day": "2014-11-17", "by": "Conseillère principale", "seal": "ab" * 32}
    said = text_of(assessment_pdf(content, "fr"), tmp_path)
    assert "Conseillère principale" in said
    assert "abababab" in said
    assert content["hash"][:8] in said
    assert "PROJET" not in said


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_word_processors_file_opens_and_says_the_same(
    language: str, content: dict[str, Any], tmp_path: Path
) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(assessment_docx(content, language))
    profile = f"-env:UserInstallation=file://{tmp_path}/office"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", tmp_path, path],
        check=True, capture_output=True,
    )  # fmt: skip
    ran = subprocess.run(
        ["pdftotext", tmp_path / "a.pdf", "-"], capture_output=True, text=True, check=True
    )
    said = plain(" ".join(ran.stdout.split()))
    for part in ("La foire a repris", "Lecture de gaps", "Ouvrir un poste à Léré"):
        assert part in said
    for threat in content["threats"]:
        assert threat["reference"] in said
    made = docx.Document(str(path))
    assert made.core_properties.language == {"fr": "fr-FR", "en": "en-GB"}[language]
    assert next(p.style.name for p in made.paragraphs) == "Title"
    shapes = made.inline_shapes
    assert len(shapes) >= 1
    assert all(len(s._inline.docPr.get("descr")) > 20 for s in shapes)
    heads = [table.rows[0]._tr.xpath("./w:trPr/w:tblHeader") for table in made.tables]
    assert heads
    assert all(heads)
    assert {"fr": "NON CLASSIFIÉ", "en": "UNCLASSIFIED"}[language] in (
        made.sections[0].header.paragraphs[0].text
    )


def test_a_long_section_runs_over_its_pages(content: dict[str, Any], tmp_path: Path) -> None:
    for section in content["narrative"]:
        if section["code"] == "gaps":
            section["text"] = "Une lacune de plus, et ce qu’il faudrait savoir. " * 900
    said = text_of(assessment_pdf(content, "fr"), tmp_path)
    assert said.count("lacune") == 900
