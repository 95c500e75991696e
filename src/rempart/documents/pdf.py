"""PDF by Typst: a template and a context in, the same bytes out.

The files are tagged and checked under Typst's PDF/UA-1 rules. Only the fonts passed here are used,
so that a document is the same on every machine: Libertinus Serif, which Typst carries, and Source
Sans Pro.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import typst

from rempart.documents.snapshot import canonical_json


@cache
def fonts() -> Path:
    """The folder of Source Sans Pro.

    Raises:
        RuntimeError: the package of the fonts is not installed.
    """
    spec = find_spec("font_source_sans_pro")
    if spec is None or spec.origin is None:
        raise RuntimeError("font-source-sans-pro is not installed; run the launcher again")
    return Path(spec.origin).parent


def render(template: Path, context: Mapping[str, Any], language: str) -> bytes:
    """The PDF of `template` filled with `context`, which must hold no clock and no random key."""
    return bytes(
        typst.compile(
            str(template),
            root=str(template.parent),
            font_paths=[str(fonts())],
            ignore_system_fonts=True,
            sys_inputs={"context": canonical_json(context).decode(), "language": language},
            pdf_standards=["ua-1"],
        )
    )
