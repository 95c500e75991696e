"""French and English are equals: no text without its French, and one French for each English."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import polib
import pytest

from rempart.web import translations


@pytest.mark.parametrize("room", translations.rooms(), ids=lambda room: room.name)
def test_every_text_of_a_room_has_its_french(room: Path) -> None:
    lacking = translations.refreshed(room).untranslated_entries()
    assert not [entry.msgid for entry in lacking]


def test_a_text_has_the_same_french_in_every_room() -> None:
    """All rooms share one compiled catalogue: two meanings need a context (`pgettext`)."""
    said: dict[tuple[str | None, str], set[str]] = defaultdict(set)
    for room in translations.rooms():
        path = room / translations.CATALOGUE
        for entry in polib.pofile(str(path)) if path.exists() else ():
            french = entry.msgstr or " | ".join(entry.msgstr_plural.values())
            said[entry.msgctxt, entry.msgid].add(french)
    assert not {text: french for text, french in said.items() if len(french) > 1}
