"""Sealed envelopes: bytes that the database keeps and cannot read.

Each is encrypted for its own row (age: X25519, ChaCha20-Poly1305) under an identity that is derived
from the instance's key, held outside the database. Who takes the database alone reads none; an
envelope that was moved to another row, or altered, does not open.
"""

from __future__ import annotations

from collections.abc import Iterator

import pyrage
from django.utils.translation import gettext_lazy as _

from rempart.kernel.errors import Problem, Setup
from rempart.kernel.keys import derived

_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_PREFIX = "age-secret-key-"


def seal(content: bytes, purpose: str, of: str) -> bytes:
    """`content` in an envelope that only this instance opens, for the row `of` alone."""
    sealed: bytes = pyrage.encrypt(content, [_identity(purpose, of).to_public()])
    return sealed


def unseal(sealed: bytes, purpose: str, of: str) -> bytes:
    """What stands in the envelope of the row `of`.

    Raises:
        Setup: it was sealed for another row or under another key, or altered.
    """
    try:
        content: bytes = pyrage.decrypt(bytes(sealed), [_identity(purpose, of)])
    except pyrage.DecryptError as error:
        raise Setup(
            Problem(
                place=_("Sealed content"),
                value=None,
                message=_("does not open with the key of this instance"),
                remedy=_("Restore the key file that was in force when it was written."),
                code="sealed",
            )
        ) from error
    return content


def _identity(purpose: str, of: str) -> pyrage.x25519.Identity:
    return pyrage.x25519.Identity.from_str(_bech32(derived(purpose, of)).upper())


def _bech32(secret: bytes) -> str:
    """A secret of 32 bytes as age writes its keys (BIP 173)."""
    values = list(_fives(secret))
    check = _checksum([*_expanded(), *values, *[0] * 6]) ^ 1
    values += [check >> 5 * (5 - place) & 31 for place in range(6)]
    return f"{_PREFIX}1{''.join(_BECH32[value] for value in values)}"


def _fives(secret: bytes) -> Iterator[int]:
    """The bits of `secret` in groups of five, filled up with zeros."""
    bits = "".join(f"{byte:08b}" for byte in secret)
    for start in range(0, len(bits), 5):
        yield int(bits[start : start + 5].ljust(5, "0"), 2)


def _expanded() -> list[int]:
    return [ord(c) >> 5 for c in _PREFIX] + [0] + [ord(c) & 31 for c in _PREFIX]


def _checksum(values: list[int]) -> int:
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for place, term in enumerate(_GENERATOR):
            check ^= term if top >> place & 1 else 0
    return check
