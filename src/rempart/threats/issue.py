"""Issuing documents: the files of an approved content, and whether a file is one of them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from rempart.kernel.genuine import Genuine
from rempart.threats.documents import assessment_pdf, context, pdf_of
from rempart.threats.models import Approval
from rempart.threats.paper import assessment_docx, docx_of

LANGUAGES = ("fr", "en")
FORMATS: dict[str, Callable[[Mapping[str, Any], str], bytes]] = {
    "pdf": assessment_pdf,
    "docx": assessment_docx,
}
"""How to make each format of a content in a language."""

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def files_of(content: Mapping[str, Any]) -> dict[str, str]:
    """The SHA-256 of each document of a content, by "fr.pdf", "en.docx"."""
    found = {}
    for language in LANGUAGES:
        said = context(content, language)
        found[f"{language}.pdf"] = digest(pdf_of(said))
        found[f"{language}.docx"] = digest(docx_of(said))
    return found


def digest(file: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(file).hexdigest()


@dataclass(frozen=True)
class Finding:
    """What is known of a file: `genuine`, `superseded` or `unknown`, and which document it is."""

    verdict: str
    approval: Approval | None = None
    name: str = ""


def verify(file: bytes) -> Finding:
    """Is this file a document that was approved here, to the byte? Of those the reader may see."""
    wanted = digest(file)
    for language in LANGUAGES:
        for suffix in FORMATS:
            name = f"{language}.{suffix}"
            found = _approval(name, wanted)
            if found:
                gone = found.assessment.state == "superseded"
                return Finding("superseded" if gone else "genuine", found, name)
    return Finding("unknown")


def genuine(name: str, wanted: str) -> Genuine | None:
    """The assessment that gave, under that name, a file of that SHA-256."""
    found = _approval(name, wanted)
    if found is None:
        return None
    gone = found.assessment.state == "superseded"
    return Genuine(found.assessment.reference, found.at, gone)


def _approval(name: str, wanted: str) -> Approval | None:
    found: Approval | None = (
        Approval.objects.filter(files__contains={name: wanted}).select_related("assessment").first()
    )
    return found
