"""Words of the interface in the other language: a page speaks one, but for what people wrote."""

from __future__ import annotations

from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import polib
from django.conf import settings

from rempart.doctrine.loader import current as profile
from rempart.people.standing import label

SHORTEST = 4
"""Shorter texts mean something in both languages."""
_SPOKEN = ("aria-label", "title", "placeholder", "alt", "content")
_VOID = frozenset({"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})
_SILENT = frozenset({"script", "style", "textarea"})


def _plain(text: str) -> str:
    for bound, free in (("\u00a0", " "), ("\u202f", " "), ("\u2060", ""), ("\u2011", "-")):
        text = text.replace(bound, free)
    return " ".join(text.split())


class _Texts(HTMLParser):
    """Every text of a page that is shown or read aloud, but what is marked as another language."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self._language = language
        self._open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Go into an element; note what it says in its attributes."""
        said = dict(attrs)
        ours = self._open[-1][1] if self._open else True
        if said.get("lang") and tag != "html":
            ours = said["lang"] == self._language
        if ours:
            self.found += [_plain(said[name] or "") for name in _SPOKEN if said.get(name)]
        if tag not in _VOID:
            self._open.append((tag, ours and tag not in _SILENT))

    def handle_endtag(self, tag: str) -> None:
        """Come out of it."""
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        """Note a text."""
        if self._open and self._open[-1][1]:
            self.found.append(_plain(data))


@cache
def foreign(language: str) -> frozenset[str]:
    """Whole texts of the interface and of the profile that only the other language has."""
    path = Path(settings.REMPART_HOME) / "locale" / "fr" / "LC_MESSAGES" / "django.mo"
    pairs = [(entry.msgid, entry.msgstr) for entry in polib.mofile(str(path)) if entry.msgstr]
    mission = profile()
    items = [item for vocabulary in mission.vocabularies.values() for item in vocabulary]
    for item in (*items, *mission.roles, *mission.offices, *mission.components):
        pairs.append((item.en, item.fr))
    places = (0, *(office.number for office in mission.offices))
    posts = [(role.code, place) for role in mission.roles for place in places]
    pairs += [(label(role, office, "en"), label(role, office, "fr")) for role, office in posts]
    english = {_plain(one) for one, _other in pairs}
    french = {_plain(other) for _one, other in pairs}
    mine, others = (english, french) if language == "en" else (french, english)
    return frozenset(text for text in others - mine if len(text) >= SHORTEST)


def strays(page: str, language: str) -> list[str]:
    """The texts of a page that are the other language's."""
    read = _Texts(language)
    read.feed(page)
    return [text for text in read.found if text.rstrip(" :.") in foreign(language)
            or text in foreign(language)]  # fmt: skip
