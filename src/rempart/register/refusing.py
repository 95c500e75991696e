"""What is never stored here: case-level sexual violence, allegations against our own, identities.

The rules are the profile's (`refusals.toml`). A refusal names the channel that takes the matter
instead; the page gives back what was typed, and no draft of it is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from rempart.doctrine import wording
from rempart.doctrine.loader import current as profile
from rempart.doctrine.schema import Refusal, Sign
from rempart.doctrine.schema import Text as Words
from rempart.kernel import clock, drafts
from rempart.kernel.errors import BadInput, Problem, Text

NAMES: dict[str, Text] = {
    "summary": _("What happened"), "place": _("Place"), "source": _("Source"),
    "title": _("What is feared, in one line"), "facts": _("What is said"),
    "told": _("As told"), "text": _("The text, as it came"),
    "origin": _("Where the source has it from"), "figures": _("Figures"),
    "name": _("File"), "why": _("Reason"), "perpetrator": _("Alleged perpetrator"),
}  # fmt: skip
"""What the fields are called in which people write freely."""


class _InBoth:
    """A text of the profile, in the language in force when it is read."""

    def __init__(self, text: Words) -> None:
        self.text = text

    def __str__(self) -> str:
        return self.text.label((get_language() or "fr")[:2])


def refused(said: Mapping[str, object]) -> list[Problem]:
    """Why some of these texts, by the name of their field, cannot be stored; empty: they can."""
    return [
        Problem(NAMES[name], found, _InBoth(rule.what), _InBoth(rule.channel), rule.code)
        for name, text in said.items()
        if name in NAMES and isinstance(text, str) and text
        for rule, found in _met(text)
    ]


def check(said: Mapping[str, object]) -> None:
    """Let these texts pass.

    Raises:
        BadInput: one of them holds what is never stored here; the channel is named.
    """
    if problems := refused(said):
        raise BadInput.of(problems)


def withheld(said: Mapping[str, object]) -> tuple[Problem, ...]:
    """Why a row of a file cannot be stored: as for typed texts, but no word of it is repeated."""
    texts = "\n".join(text for text in said.values() if isinstance(text, str))
    if not _sieve(profile().folder).holds(texts):
        return ()
    return tuple(replace(problem, value=None) for problem in refused(said))


_SHORT = 5
"""A word of fewer letters stands inside too many others: it is looked for where a word begins."""


@dataclass(frozen=True)
class _Sieve:
    """What a text must hold to meet any rule of a profile: a word, the start of one, or a shape."""

    words: tuple[str, ...]
    starts: re.Pattern[str]
    shapes: tuple[re.Pattern[str], ...]

    def holds(self, text: str) -> bool:
        """Is a text worth looking at sentence by sentence? One look, for files of many rows."""
        small = wording.plain(text)
        return (
            any(word in small for word in self.words)
            or self.starts.search(small) is not None
            or any(shape.search(text) for shape in self.shapes)
        )


@cache
def _sieve(folder: Path) -> _Sieve:
    """The sieve of the profile in force, whose folder that is."""
    signs = [sign for rule in profile().refusals for sign in rule.signs]
    words = {wording.stem(phrase) for sign in signs for phrase in next(iter(sign.together), ())}
    short = sorted(word for word in words if len(word) < _SHORT)
    return _Sieve(
        tuple(sorted(words.difference(short))),
        re.compile(rf"(?<![a-z0-9])(?:{'|'.join(short)})" if short else r"(?!)"),
        tuple(re.compile(shape) for sign in signs for shape in sign.shapes),
    )


def _met(text: str) -> Iterator[tuple[Refusal, str]]:
    """The rules that a text meets, each once, and the words that meet it."""
    if not _sieve(profile().folder).holds(text):
        return
    listed = [(sentence, wording.bare(sentence)) for sentence in wording.sentences(text)]
    covered: set[str] = set()
    for rule in profile().refusals:
        shown = (
            found
            for sentence, bare in listed
            for sign in rule.signs
            if (found := _shown(sign, rule.few, sentence, bare))
        )
        if rule.code not in covered and (words := next(shown, "")):
            covered.update(rule.covers)
            yield rule, words


def _shown(sign: Sign, few: int, sentence: str, bare: str) -> str:
    """The words by which a sentence shows a sign; empty where it shows none."""
    if wording.met(sign.unless, bare, few):
        return ""
    for shape in sign.shapes:
        if match := re.search(shape, sentence):
            return match[0]
    if not sign.together:
        return ""
    found = [wording.met(group, bare, few) for group in sign.together]
    return " … ".join(found) if all(found) else ""


def keep_draft(place: str, sent: QueryDict) -> list[Text]:
    """Keep what stands in a form, but for the texts that may not be stored here: the names of
    those fields."""
    typed = drafts.typed(sent)
    left_out = [name for name, text in typed.items() if refused({name: text})]
    drafts.keep(place, {name: text for name, text in typed.items() if name not in left_out})
    return [NAMES[name] for name in left_out]


def kept(request: HttpRequest, place: str) -> HttpResponse:
    """Keep what a form says so far, and say what was kept and what could not be."""
    left_out = keep_draft(place, request.POST)
    return render(request, "web/parts/kept.html", {"at": clock.now(), "left_out": left_out})


def put_aside(request: HttpRequest, place: str) -> HttpResponse | None:
    """Keep what is half-typed, or drop it, where that is what the form asks."""
    do = request.POST.get("do", "")
    if do == "keep":
        return kept(request, place)
    if do == "drop":
        drafts.drop(place)
        return redirect(request.get_full_path())
    return None
