"""A word-processor file: real styles, repeated heads, captions, alternative texts, no clock.

The file is for those who must go on working with the text; the PDF is what is signed.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import docx
import typst
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from rempart.documents.pdf import fonts

_EPOCH = (1980, 1, 1, 0, 0, 0)
_INK = RGBColor(0x1A, 0x1D, 0x21)
_DOTS = 144.0
"""Dots per inch of pictures: sharp on paper, light on a slow link."""

LOCALES = {"fr": "fr-FR", "en": "en-GB"}


@dataclass(frozen=True)
class Frame:
    """What stands on every page and in the properties of the file; `wide` lays the page across."""

    title: str
    author: str
    language: str
    day: datetime
    head: str
    foot: str
    wide: bool = False


class Sheet:
    """A document that is being written, from top to bottom."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        self._made = docx.Document()
        self._names: dict[str, str | None] = {}
        self._properties()
        self._styles()
        self._margins()

    def _properties(self) -> None:
        said = self._made.core_properties
        said.title, said.author = self._frame.title, self._frame.author
        said.language = LOCALES[self._frame.language]
        said.created = said.modified = self._frame.day
        said.last_modified_by, said.comments = self._frame.author, ""
        said.revision = 1

    def _styles(self) -> None:
        normal = self._made.styles["Normal"]
        normal.font.name, normal.font.size = "Liberation Serif", Pt(10.5)
        for name in ("Title", "Subtitle", "Heading 1", "Heading 2", "Heading 3", "Caption"):
            style = self._made.styles[name]
            style.font.color.rgb = _INK
            style.paragraph_format.keep_with_next = True
        language = OxmlElement("w:lang")
        language.set(qn("w:val"), LOCALES[self._frame.language])
        normal.element.get_or_add_rPr().append(language)

    def _margins(self) -> None:
        section = self._made.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        if self._frame.wide:
            section.orientation = WD_ORIENT.LANDSCAPE
            section.page_width, section.page_height = Cm(29.7), Cm(21)
        section.left_margin = section.right_margin = Cm(2)
        head = section.header.paragraphs[0]
        head.text = self._frame.head
        head.runs[0].bold = True
        foot = section.footer.paragraphs[0]
        foot.text = f"{self._frame.foot}   "
        _field(foot, "PAGE")
        foot.add_run(" / ")
        _field(foot, "NUMPAGES")

    def _paragraph(self, text: str, style: str) -> Any:
        """A paragraph in a style, whose name in the file is looked up once."""
        if style not in self._names:
            kind = WD_STYLE_TYPE.PARAGRAPH
            self._names[style] = self._made.part.get_style_id(style, kind)
        paragraph = self._made.add_paragraph(text)
        paragraph._p.style = self._names[style]
        return paragraph

    def title(self, text: str, subtitle: str) -> None:
        """The title of the document, and what it is about."""
        self._paragraph(text, "Title")
        self._paragraph(subtitle, "Subtitle")

    def heading(self, text: str, level: int = 1) -> None:
        """A heading of level 1 or 2."""
        self._paragraph(text, f"Heading {level}")

    def paragraph(self, text: str, style: str = "Normal") -> None:
        """A plain paragraph."""
        self._paragraph(text, style)

    def runs(self, runs: Iterable[Mapping[str, Any]], style: str = "Normal") -> None:
        """A paragraph of runs, some bold or italic."""
        paragraph = self._paragraph("", style)
        for run in runs:
            said = paragraph.add_run(run["t"])
            said.bold, said.italic = bool(run.get("b")) or None, bool(run.get("i")) or None

    def blocks(self, blocks: Iterable[Mapping[str, Any]], style: str = "Normal") -> None:
        """What somebody wrote: the blocks of `documents.blocks`."""
        for block in blocks:
            kind = block["kind"]
            if kind == "list":
                bullet = "List Number" if block["start"] else "List Bullet"
                for item in block["items"]:
                    self.blocks(item, bullet)
            elif kind == "quote":
                self.blocks(block["blocks"], "Quote")
            elif kind == "table":
                cells = [["".join(r["t"] for r in c) for c in row] for row in block["rows"]]
                self.table(["".join(r["t"] for r in c) for c in block["head"]], cells)
            else:
                self.runs(block["runs"], "Heading 3" if kind == "heading" else style)

    def table(self, head: Sequence[str], rows: Sequence[Sequence[str]], caption: str = "") -> None:
        """A table whose head is repeated on every page, under its caption."""
        if caption:
            self._paragraph(caption, "Caption")
        table = self._made.add_table(rows=1, cols=len(head), style="Table Grid")
        for cell, text in zip(table.rows[0].cells, head, strict=True):
            cell.text = text
            cell.paragraphs[0].runs[0].bold = True
        _repeat(table.rows[0])
        for cell in table.rows[0].cells:
            cell.paragraphs[0].runs[0].font.size = Pt(8.5)
        for row in rows:
            for cell, text in zip(table.add_row()._tr.tc_lst, row, strict=True):
                paragraph = Paragraph(cell.p_lst[0], table)
                run = paragraph.add_run()
                run.text, run.font.size = text, Pt(8.5)
                if text[:1].isdigit():
                    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        self._made.add_paragraph()

    def picture(self, drawing: str, alternative: str, caption: str, wide: float = 16.5) -> None:
        """A drawing, `wide` centimetres, with its words for those who do not see it."""
        self._paragraph(caption, "Caption")
        self._made.add_picture(io.BytesIO(_png(drawing)), width=Cm(wide))
        shape = self._made.inline_shapes[-1]
        described = shape._inline.docPr
        described.set("descr", alternative)
        described.set("title", caption)

    def file(self) -> bytes:
        """The finished file: the same bytes for the same content, on any day."""
        raw = io.BytesIO()
        self._made.save(raw)
        made = io.BytesIO()
        with zipfile.ZipFile(raw) as given, zipfile.ZipFile(made, "w") as kept:
            for name in sorted(given.namelist(), key=lambda name: (name[0] != "[", name)):
                entry = zipfile.ZipInfo(name, _EPOCH)
                entry.compress_type = zipfile.ZIP_DEFLATED
                kept.writestr(entry, given.read(name))
        return made.getvalue()


def _png(drawing: str) -> bytes:
    """A drawing as a bitmap, set by Typst with the documents' fonts."""
    source = (
        "#set page(width: auto, height: auto, margin: 0pt)\n"
        '#image(bytes(sys.inputs.svg), format: "svg", width: 16.5cm)'
    )
    made = typst.compile(
        source.encode(),
        format="png",
        ppi=_DOTS,
        font_paths=[str(fonts())],
        ignore_system_fonts=True,
        sys_inputs={"svg": drawing},
    )
    return bytes(made)


def _field(paragraph: Any, code: str) -> None:
    """A field that the reader computes: the number of the page."""
    run = paragraph.add_run()
    for kind, text in (("begin", None), (None, code), ("end", None)):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._r.append(element)


def _repeat(row: Any) -> None:
    """Let a row head every page of its table."""
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)
