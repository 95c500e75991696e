"""How much of a drawn mission is asked through its pages.

Rows and lists are compared for every reader. A page is asked for by one reader in three, another
third for each row: every reader asks for some, and every row is asked for by some.
"""

from __future__ import annotations

import os
from zlib import crc32

from oracle import Reader


def asks(reader: Reader, word: str) -> bool:
    """Does this reader ask for the page of the row that holds `word`? The same at every run."""
    return crc32(f"{reader.name} {word}".encode()) % 3 == 0


def seeds(first: int, *more: int) -> tuple[int, ...]:
    """The missions to draw: all of them once, and the first anew on the older server."""
    return (first,) if "REMPART_POSTGRES_BIN" in os.environ else (first, *more)
