"""Envelopes open for the row they were sealed for, and for no other."""

from __future__ import annotations

from typing import Any

import pytest

from rempart.kernel.envelopes import seal, unseal
from rempart.kernel.errors import Setup


def test_an_envelope_opens_for_its_own_row_and_tells_nothing_else(cluster: Any) -> None:
    words = "Un nom que la base ne connaît pas".encode()
    sealed = seal(words, "identity", "one")
    assert words not in sealed
    assert seal(words, "identity", "one") != sealed
    assert unseal(sealed, "identity", "one") == words
    for purpose, of in (("identity", "another"), ("attachment", "one")):
        with pytest.raises(Setup) as refusal:
            unseal(sealed, purpose, of)
        assert refusal.value.problems[0].code == "sealed"


def test_an_altered_envelope_does_not_open(cluster: Any) -> None:
    sealed = bytearray(seal(b"x" * 1000, "attachment", "one"))
    sealed[-1] ^= 1
    with pytest.raises(Setup):
        unseal(bytes(sealed), "attachment", "one")
