"""Text comes out as a French or an English printer would set it, and only once."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rempart.documents.typography import (
    day,
    listing,
    month,
    number,
    span,
    typeset,
    typeset_all,
)

PARTS = st.sampled_from(
    [
        *("l'eau", "«", "»", ";", "!", "?", ":", " ", "  ", "%", "12 000", "2018", "7", "07:42"),
        *("%(name)s", "{place}", "<b>", "</b>", "`a'b ; c`", "https://x.org/a?b=1;c", "morts"),
        *("66–88", "...", "n° 4", "a@b.org", "&nbsp;", "**fort**", "\u00a0", "\u202f", "\ue000"),
    ]
)
PIECES = st.lists(PARTS, max_size=14)
KEPT = re.compile(r"%\(name\)s|\{place\}|</?b>|`a'b ; c`|https://x\.org/a\?b=1;c\S*|07:42")


@pytest.mark.parametrize(
    ("given", "set_"),
    [
        ("Qui ? Quand ! Où; ici", "Qui\u202f? Quand\u202f! Où\u202f; ici"),
        ("Dit « non » puis «oui»", "Dit «\u202fnon\u202f» puis «\u202foui\u202f»"),
        ("Source : registre", "Source\u00a0: registre"),
        ("Source: registre", "Source\u00a0: registre"),
        ("à 07:42 et 12 000 morts", "à 07:42 et 12\u202f000\u00a0morts"),
        ("en 2018 150 morts", "en 2018 150\u00a0morts"),
        ("25 % et {n} %", "25\u00a0% et {n}\u00a0%"),
        ("l'%(name)s d'<b>ici</b>", "l’%(name)s d’<b>ici</b>"),
        ("<b>prêt ?</b>", "<b>prêt\u202f?</b>"),
        ("fourchette 66–88...", "fourchette 66\u2060–\u206088…"),
    ],
)
def test_french_is_set_as_printed(given: str, set_: str) -> None:
    assert typeset(given, "fr") == set_


def test_english_keeps_its_spaces() -> None:
    assert typeset("The office's range: 66–88; why?", "en") == (
        "The office’s range: 66\u2060–\u206088; why?"
    )


@given(PIECES, st.sampled_from(["fr", "en"]))
def test_setting_twice_changes_nothing(pieces: list[str], language: str) -> None:
    once = typeset(" ".join(pieces), language)
    assert typeset(once, language) == once


@given(PIECES, st.sampled_from(["fr", "en"]))
def test_what_programs_read_is_untouched(pieces: list[str], language: str) -> None:
    text = " ".join(pieces)
    assert KEPT.findall(typeset(text, language)) == KEPT.findall(text)


@given(st.text(max_size=60), st.sampled_from(["fr", "en"]))
def test_any_text_keeps_its_letters(text: str, language: str) -> None:
    letters = re.findall(r"[^\W_]", text)
    assert re.findall(r"[^\W_]", typeset(text, language)) == letters


@given(st.integers(0, 10**9))
def test_numbers_read_back(value: int) -> None:
    assert int(number(value, "fr").replace("\u202f", "")) == value
    assert int(number(value, "en").replace(",", "")) == value


def test_numbers_dates_and_ranges() -> None:
    assert number(12000, "fr") == "12\u202f000"
    assert number(12000, "en") == "12,000"
    assert number(2.25, "fr", 1) == "2,2"
    assert number(None, "fr") == "–"
    assert day(date(2018, 6, 1), "fr") == "1ᵉʳ\u00a0juin 2018"
    assert day(date(2018, 8, 2), "en", short=True) == "2\u00a0Aug 2018"
    assert month(date(2018, 8, 1), "fr") == "août 2018"
    assert span(66, 88, "fr") == "66\u2060–\u206088"
    assert span(7, 7, "en") == "7"
    assert listing(["a", "b", "c"], "fr") == "a, b et c"
    assert listing(["a", "b"], "en") == "a and b"


def test_nested_values_are_set_and_keys_are_not() -> None:
    assert typeset_all({"l'a": ["l'eau", 3, None]}, "fr") == {"l'a": ["l’eau", 3, None]}
