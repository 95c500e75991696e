"""Keys and the references people quote.

A key is a UUIDv7 made here, so that no INSERT needs RETURNING. A reference (`GAO-14-7K3QXM`) is
office + year + five random characters + a check character: never a sequence, whose gaps would
tell of hidden records.
"""

from __future__ import annotations

import re
import secrets
from uuid import UUID

import uuid_utils

NAMESPACE = UUID("6f1d6a52-52b1-5c0e-9a39-1f0c0a3c7d11")
"""For keys that must come out the same for the same name (UUIDv5)."""

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no I, L, O, U
_SHAPE = re.compile(r"^([A-Z]{3})-(\d{2})-([0-9A-Z]{5})([0-9A-Z])$")
_MISREAD = str.maketrans("ILO", "110")


def new_id() -> UUID:
    """A fresh UUIDv7: unique everywhere, and in the order of its making."""
    return UUID(bytes=uuid_utils.uuid7().bytes)


_VALUES = {character: value for value, character in enumerate(ALPHABET)} | {
    character: ord(character) for character in "ILOU"
}


def check_character(text: str) -> str:
    """The character that catches a wrong character or two swapped ones in nearly all cases.

    A sum weighted by place, modulo the prime 31: only 0 and Z stand for each other.
    """
    characters = text.replace("-", "")
    total = sum(place * _VALUES[c] for place, c in enumerate(characters, start=1))
    return ALPHABET[total % 31]


def new_reference(prefix: str, year: int) -> str:
    """A fresh reference for the office whose prefix is `prefix` (three capitals)."""
    drawn = secrets.randbelow(32**5)
    body = "".join(ALPHABET[drawn >> shift & 31] for shift in (20, 15, 10, 5, 0))
    stem = f"{prefix}-{year % 100:02d}-{body}"
    return stem + check_character(stem)


def read_reference(typed: str) -> str | None:
    """The reference that a person meant (case, spaces, O for 0), or None if it cannot be one."""
    text = re.sub(r"[\s–—−]+", "-", typed.strip().upper())
    match = _SHAPE.match(text)
    if match is None:
        return None
    prefix, year, body, check = match.groups()
    stem = f"{prefix}-{year}-{body.translate(_MISREAD)}"
    return stem + check if check_character(stem) == check else None
