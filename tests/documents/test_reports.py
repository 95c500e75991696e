"""A report of sections: the same words in PDF and DOCX, in both languages, with its pictures."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import docx
import pytest
from pypdf import PdfReader

from rempart.documents import reports, svg
from rempart.documents.reports import Picture, Report, Section


def made(language: str) -> Report:
    """A report with everything in it."""
    drawing = svg.picture(40, 20, [svg.tag("rect", x=1, y=1, width=9, height=9, fill="#17475C")])
    return Report(
        title="Note", subtitle="Patrouilles", author="Mission", kicker="Division", marking=2,
        reference="MIS-14-7K3QXM", day=date(2014, 11, 17), draft=True,
        sections=[
            Section("Faits", text="Deux marchés **fermés**.", facts=[("Lieu", "Gossi")]),
            Section("Suite", head=["Quoi", "Quand"], rows=[["Patrouille", "lundi"]],
                    pictures=[Picture(drawing, "un carré", "Un carré sombre")]),
            Section("Vide"),
        ],
    )  # fmt: skip


@pytest.mark.parametrize("language", ["fr", "en"])
def test_pdf_and_docx_say_the_same(language: str, house: Any) -> None:
    pdf = reports.report_pdf(made, language)
    assert pdf == reports.report_pdf(made, language)
    paper = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    sheet = docx.Document(io.BytesIO(reports.report_docx(made, language)))
    text = "\n".join(p.text for p in sheet.paragraphs) + sheet.tables[0].rows[1].cells[0].text
    nothing = "Rien" if language == "fr" else "Nothing is"
    for said in ("Patrouilles", "Gossi", "Patrouille", "Un carré sombre", nothing):
        assert said in paper
        assert said in text
    assert ("PROJET" if language == "fr" else "DRAFT") in paper
