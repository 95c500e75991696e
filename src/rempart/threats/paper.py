"""The assessment as a word-processor file: the words and figures of its PDF, to go on writing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from rempart.documents.docx import Frame, Sheet
from rempart.threats.assessing import SECTIONS
from rempart.threats.documents import context

_DATA = ("incidents",)


CLOSE = "No Spacing"
"""The style of lines that belong together: what the document is, its key figures."""


def assessment_docx(snapshot: Mapping[str, Any], language: str) -> bytes:
    """The assessment as DOCX: the same bytes for the same snapshot and language."""
    return docx_of(context(snapshot, language))


def docx_of(said: Mapping[str, Any]) -> bytes:
    """The DOCX of what `documents.context` said."""
    labels = said["labels"]
    marks = [labels["exercise"]] if said["exercise"] else []
    marks += [said["marking"], *([labels["draft"]] if said["draft"] else [])]
    seal = f"   {labels['seal']} {said['seal_short']}" if said["seal"] else ""
    sheet = Sheet(
        Frame(
            title=said["title"],
            author=said["author"],
            language=said["lang"],
            day=_noon(*said["date"]),
            head=" · ".join(marks).upper() + f"   {said['short']}",
            foot=f"{' · '.join(marks).upper()}   {labels['hash']} {said['hash_short']}{seal}",
        )
    )
    sheet.title(said["title"], said["subtitle"])
    for name, value in said["meta"]:
        sheet.runs([{"t": f"{name} ", "b": True}, {"t": value}], CLOSE)
    sheet.paragraph("", CLOSE)
    _figures(sheet, said)
    if said["whole"]:
        for number, code in enumerate(SECTIONS, 1):
            sheet.heading(f"{number} {labels[f's{number}']}")
            _section(sheet, said, code)
    else:
        sheet.heading(f"1 {labels['s1']}")
        _findings(sheet, said)
        sheet.heading(f"5 {labels['s5']}")
        _incidents(sheet, said)
    _closing(sheet, said)
    return sheet.file()


def _noon(year: int, month: int, day: int) -> datetime:
    """The day of the document, as its properties want it."""
    return datetime(year, month, day, 12, tzinfo=UTC)


def _figures(sheet: Sheet, said: Mapping[str, Any]) -> None:
    for key in said["keys"]:
        sheet.runs(
            [{"t": f"{key['figure']} ", "b": True}, {"t": f"{key['what']} ({key['beside']})"}],
            CLOSE,
        )


def _findings(sheet: Sheet, said: Mapping[str, Any]) -> None:
    for runs in said["findings"]:
        sheet.runs(runs)
    sheet.picture(said["bars"]["svg"], said["bars"]["alt"], said["bars"]["title"], 8.0)


def _section(sheet: Sheet, said: Mapping[str, Any], code: str) -> None:
    labels = said["labels"]
    if code == "summary":
        _findings(sheet, said)
    if code in said["not_yet"]:
        sheet.paragraph(f"{labels['pending'][:1].upper()}{labels['pending'][1:]}.")
    if code == "alerts":
        for line in said["answers"]:
            sheet.paragraph(line)
    written = said["sections"][code]
    if written["note"]:
        sheet.paragraph(written["note"])
    sheet.blocks(written["blocks"])
    if code == "context":
        head = [said["change"]["head"][0]]
        for name in said["change"]["head"][1:4]:
            head += [f"{name}, {part}" for part in said["change"]["sub"]]
        sheet.table(head, said["change"]["rows"], said["change"]["title"])
    elif code == "threats":
        _threats(sheet, said)
    elif code in _DATA:
        _incidents(sheet, said)
    elif code == "forecasts" and said["outlook"]:
        outlook = said["outlook"]
        sheet.table(outlook["head"], outlook["rows"], outlook["title"])
        for note in outlook["notes"]:
            sheet.paragraph(note)
    elif code == "recommendations":
        for listed, title in (("requests", "requests_title"), ("followed", "followed_title")):
            if said[listed]["rows"]:
                sheet.table(said[listed]["head"], said[listed]["rows"], labels[title])
            else:
                sheet.paragraph(f"{labels[title]} – {said[listed]['none']}")


def _threats(sheet: Sheet, said: Mapping[str, Any]) -> None:
    threats, places = said["threats"], said["places"]
    if threats["rows"]:
        sheet.table(threats["head"], threats["rows"], threats["title"])
        sheet.paragraph(threats["note"])
    for one in threats["paragraphs"]:
        sheet.heading(one["title"], 2)
        sheet.blocks(one["blocks"])
        sheet.paragraph(one["facts"])
    sheet.table(places["head"], places["rows"], places["title"])


def _incidents(sheet: Sheet, said: Mapping[str, Any]) -> None:
    if said["map"]["svg"]:
        sheet.picture(said["map"]["svg"], said["map"]["alt"], said["map"]["title"])
    sheet.paragraph(f"{said['map']['disclaimer']} {said['map']['source']}")
    for name in ("actors", "deadliest"):
        if said[name]["rows"]:
            sheet.table(said[name]["head"], said[name]["rows"], said[name]["title"])
        sheet.paragraph(said[name]["note"])
    for part in said["multiples"]["parts"]:
        sheet.picture(part["svg"], part["alt"], said["multiples"]["title"])
    if said["harm"]["rows"]:
        sheet.table(said["harm"]["head"], said["harm"]["rows"], said["harm"]["title"])
    sheet.paragraph(said["harm"]["note"])


def _closing(sheet: Sheet, said: Mapping[str, Any]) -> None:
    labels = said["labels"]
    sheet.heading(labels["limits_title"], 2)
    for runs in said["limits"]:
        sheet.runs(runs)
    sheet.paragraph(f"{labels['hash']} {said['hash']}")
    if said["seal"]:
        sheet.paragraph(
            f"{labels['seal']} {said['seal']} – {labels['approved_by']} {said['approver']}"
        )
