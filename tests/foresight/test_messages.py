"""Every refusal and remark, in both languages, with its blanks and its typography."""

from __future__ import annotations

import ast
import re
import string
from pathlib import Path

import pytest

import rempart.cli.foresight as door
import rempart.foresight as library
from rempart.foresight.messages import MESSAGES, WORDS, say

SOURCES = [*Path(library.__file__).parent.glob("*.py"), Path(door.__file__)]
TEXTS = MESSAGES | WORDS


def _called(name: str, position: int) -> set[str]:
    """The literal keys that calls of `name` carry at an argument's position."""
    return {
        call.args[position].value
        for path in SOURCES
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
        and getattr(call.func, "id", "") == name
        and len(call.args) > position
        and isinstance(call.args[position], ast.Constant)
    }


def test_every_refusal_has_its_message_and_every_message_its_refusal():
    raised = _called("ForesightError", 2) | _called("_refuse", 4)
    assert raised == set(MESSAGES)


def test_every_word_that_is_asked_for_is_there():
    assert _called("say", 0) <= set(WORDS)
    assert {f"help-{key}" for key in _called("helped", 0)} <= set(WORDS)


@pytest.mark.parametrize("key", TEXTS)
def test_both_languages_fill_the_same_blanks(key):
    blanks = [
        {name for _, name, _, _ in string.Formatter().parse(TEXTS[key][language]) if name}
        for language in ("fr", "en")
    ]
    assert blanks[0] == blanks[1]


@pytest.mark.parametrize("key", TEXTS)
def test_french_spaces_do_not_break(key):
    assert not re.search(r" [;:!?»]|« |'", TEXTS[key]["fr"])


def test_words_are_said_in_the_language_asked():
    assert say("family-near", "fr") == "les voisins"
    assert say("family-near", "en") == "the neighbours"
