"""Is a file one that was approved here, to the byte? Each room that approves documents answers."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from rempart.kernel.registry import Registry

NAMES = tuple(f"{language}.{suffix}" for language in ("fr", "en") for suffix in ("pdf", "docx"))
"""What the documents of one content are called in the record of its approval."""


@dataclass(frozen=True)
class Genuine:
    """The approved document that a file is: its reference, when it was approved, if it stands."""

    reference: str
    at: datetime
    superseded: bool = False


finders: Registry[Callable[[str, str], Genuine | None]] = Registry("genuine documents")
"""By kind: how to find what gave a file, by a document's name and the SHA-256 of its bytes."""


def look(file: bytes) -> Genuine | None:
    """What a file is, among the approved documents that whoever acts may see; None for none."""
    digest = hashlib.sha256(file).hexdigest()
    for _kind, find in finders:
        for name in NAMES:
            found = find(name, digest)
            if found is not None:
                return found
    return None
