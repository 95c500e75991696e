"""Writing SVG as text: small, without style attributes, the same bytes for the same picture."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

INK, INK2, INK3, HAIR, PAPER = "#1A1D21", "#4A5058", "#646B73", "#D3D7DA", "#F5F3EE"
PETROL, HARM, STATE, NON_STATE = "#17475C", "#A3271B", "#66737D", "#D9A441"
"""The documents' colours: harm to civilians alone is red."""

SANS = "Source Sans Pro"


def figure(value: float) -> str:
    """A coordinate with one decimal at most, without a trailing zero."""
    text = f"{value:.1f}"
    return text.removesuffix(".0") if text != "-0.0" else "0"


def tag(name: str, content: str = "", **attributes: object) -> str:
    """One element; an underscore in a name is a hyphen, and None leaves the attribute out."""
    pairs = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{_value(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{pairs}>{content}</{name}>" if content else f"<{name}{pairs}/>"


def _value(value: object) -> str:
    return figure(value) if isinstance(value, float) else escape(str(value), quote=True)


def text(said: str, x: float, y: float, **attributes: object) -> str:
    """Words at a place."""
    return tag("text", escape(said, quote=False), x=x, y=y, **attributes)


def picture(
    wide: float, tall: float, parts: Iterable[str], *, label: str = "", **attributes: object
) -> str:
    """A whole picture. `label` is what it tells to those who do not see it."""
    seen = {"role": "img", "aria_label": label} if label else {"aria_hidden": "true"}
    return tag(
        "svg",
        "".join(parts),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {figure(wide)} {figure(tall)}",
        **seen,
        **attributes,
    )
