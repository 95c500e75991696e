"""PDF by Typst: a template and a context in, the same bytes out.

The files are tagged and checked under Typst's PDF/UA-1 rules. Only the fonts passed here are used,
so that a document is the same on every machine: Libertinus Serif, which Typst carries, and Source
Sans Pro.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import typst

from rempart.documents.snapshot import canonical_json

_LATIN = 0x250
"""Below it every printable character is in both fonts."""

_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Signs that reverse what follows: a name could pass for another."""


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
    """The PDF of `template` filled with `context`, which must hold no clock and no random key.

    A character that no font can show stands as "�": one odd name must not cost a document.
    """
    return _compile(
        str(template),
        root=str(template.parent),
        sys_inputs={"context": canonical_json(legible(context)).decode(), "language": language},
    )


def legible(value: Any) -> Any:
    """Every text inside nested mappings and lists, reduced to what the fonts can show."""
    if isinstance(value, str):
        return _legible(value)
    if isinstance(value, Mapping):
        return {key: legible(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [legible(item) for item in value]
    return value


def _legible(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    return "".join(_sign(sign) for sign in unicodedata.normalize("NFC", text))


@cache
def _sign(sign: str) -> str:
    if sign in _TURNING:
        return ""
    if unicodedata.category(sign) == "Cc":
        return " "
    return sign if ord(sign) < _LATIN or _shown(sign) else "\ufffd"


def _shown(sign: str) -> bool:
    """Does Typst find a glyph for it? Asked of Typst itself, once for each rare character."""
    try:
        _compile(b'#set document(title: "?")\n#set text(font: "Source Sans Pro")\n' + _quoted(sign))
    except typst.TypstError:
        return False
    return True


def _quoted(sign: str) -> bytes:
    return f'#"a\\u{{{ord(sign):x}}}"'.encode()


def _compile(source: str | bytes, **more: Any) -> bytes:
    return bytes(
        typst.compile(
            source,
            font_paths=[str(fonts())],
            ignore_system_fonts=True,
            pdf_standards=["ua-1"],
            **more,
        )
    )
