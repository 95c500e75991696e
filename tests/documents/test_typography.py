"""French and English typography: what it mends, what it never touches, and that once is enough."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rempart.documents import typography as t

PIECES = [
    *("l'État", "«mot»", "« mot »", "quoi ?", "quoi!", "fin;", "Source : x", "mot:", "50 %", "50%"),
    *("12 000", "1 234 567", "4–6", "07 h 42", "1er juin", "n° 4", "...", "12 morts", "2018 2019"),
    *(
        "%(name)s",
        "{name}",
        "{n:d}",
        "<a href='x?y=1;z'>",
        "</a>",
        "https://un.org/a?b;c",
        "&nbsp;",
    ),
    *("[lien](page?x=1)", "`a'b ; c`", "x@y.org", "\ue000", "\ue0010\ue001", "– ", "\u202f", "?"),
    *("%", ":", ";", "«", "»", "  ", "07:42", "**fort**", "\u00a0", "7"),
]
texts = (
    st.lists(st.sampled_from(PIECES), max_size=10).map(" ".join)
    | st.lists(st.sampled_from(PIECES), max_size=10).map("".join)
    | st.text(max_size=60)
)
languages = st.sampled_from(["fr", "en"])


@pytest.mark.parametrize(
    ("plain", "printed"),
    [
        ("l'aire d'Ansongo", "l’aire d’Ansongo"),
        ("« doit protéger »", "«\u202fdoit protéger\u202f»"),
        ("«doit»", "«\u202fdoit\u202f»"),
        ("Vraiment ? Oui ; non !", "Vraiment\u202f? Oui\u202f; non\u202f!"),
        ("Où; ici", "Où\u202f; ici"),
        ("Source : registre", "Source\u00a0: registre"),
        ("Source: registre", "Source\u00a0: registre"),
        ("à 07:42", "à 07:42"),
        ("à 07 h 42", "à 07\u00a0h\u00a042"),
        ("50%, 4 %", "50\u00a0%, 4\u00a0%"),
        ("25 % et {n} %", "25\u00a0% et {n}\u00a0%"),
        ("12 000 personnes", "12\u202f000\u00a0personnes"),
        ("1 234 567", "1\u202f234\u202f567"),
        ("juin 2018 100 morts", "juin 2018 100\u00a0morts"),
        ("66–88", "66\u2060–\u206088"),
        ("le 1er octobre", "le 1ᵉʳ octobre"),
        ("la 1re alerte", "la 1ʳᵉ alerte"),
        ("n° 12, § 4", "n°\u00a012, §\u00a04"),
        ("suite...", "suite…"),
        ("%(n)s : %(what)s ?", "%(n)s\u00a0: %(what)s\u202f?"),
        ("100 %% de", "100\u00a0%% de"),
        ("%(share).1f %%", "%(share).1f\u00a0%%"),
        ("l'%(name)s d'<b>ici</b>", "l’%(name)s d’<b>ici</b>"),
        ('<b title="a ; b">x</b> ;', '<b title="a ; b">x</b>\u202f;'),
        ("<b>prêt ?</b>", "<b>prêt\u202f?</b>"),
        ("voir https://un.org/a?b=c;d !", "voir https://un.org/a?b=c;d\u202f!"),
        ("[lien](page?a=1) ; fin", "[lien](page?a=1)\u202f; fin"),
        ("tapez `rempart doctor ?`", "tapez `rempart doctor ?`"),
        ("a & b &eacute; &#39; c", "a & b &eacute; &#39; c"),
    ],
)
def test_french(plain, printed):
    assert t.typeset(plain, "fr") == printed


def test_english_keeps_its_spaces():
    said = t.typeset("The office's range: 66–88; why? 50%", "en")
    assert said == "The office’s range: 66\u2060–\u206088; why? 50%"


@given(texts, languages)
def test_twice_is_once(text, language):
    once = t.typeset(text, language)
    assert t.typeset(once, language) == once


@given(st.lists(st.sampled_from(PIECES), max_size=10).map(" ".join), languages)
def test_what_a_program_reads_is_never_touched(text, language):
    kept = re.compile(r"%\(\w+\)s|\{\w*\}|<[^<>]+>|https?://\S+|`[^`]*`|&\w+;|\]\([^)]*\)|07:42")
    assert kept.findall(t.typeset(text, language)) == kept.findall(text)


@given(texts, languages)
def test_only_spaces_quotes_dashes_and_dots_ever_change(text, language):
    def letters(said: str) -> str:
        said = said.replace("ᵉʳ", "er").replace("ʳᵉ", "re").replace("…", "...").replace("’", "'")
        return re.sub(rf"[\s{t.JOIN}]", "", said)

    assert letters(t.typeset(text, language)) == letters(text)


def test_a_nested_context_is_typeset_but_not_its_keys_and_numbers():
    said = {"quoi ?": ["l'an", 3, None, {"x": "50 %"}], "n": 1.5}
    printed = {"quoi ?": ["l’an", 3, None, {"x": "50\u00a0%"}], "n": 1.5}
    assert t.typeset_all(said, "fr") == printed


@given(st.integers(-(10**9), 10**9))
def test_numbers_read_back(value):
    assert int(t.number(value, "fr").replace(t.THIN, "").replace("−", "-")) == value
    assert int(t.number(value, "en").replace(",", "").replace("−", "-")) == value


def test_numbers():
    assert t.number(12000, "fr") == "12\u202f000"
    assert t.number(12000, "en") == "12,000"
    assert t.number(7.75, "fr", 1) == "7,8"
    assert t.number(-3, "en") == "−3"
    assert t.number(None, "fr") == "–"


def test_ranges_and_counts():
    assert t.span(66, 88, "fr") == "66\u2060–\u206088"
    assert t.span(25, 25, "fr") == "25"
    assert t.counted(0, "mort", "morts", "fr") == "0\u00a0mort"
    assert t.counted(0, "death", "deaths", "en") == "0\u00a0deaths"
    assert t.counted(1200, "mort", "morts", "fr") == "1\u202f200\u00a0morts"


def test_dates():
    assert t.day(date(2018, 6, 1), "fr") == "1ᵉʳ\u00a0juin 2018"
    assert t.day(date(2018, 6, 1), "en") == "1\u00a0June 2018"
    assert t.day(date(2018, 7, 2), "fr", short=True, year=False) == "2\u00a0juil."
    assert t.month(date(2018, 8, 1), "fr") == "août 2018"
    assert t.month(date(2018, 8, 1), "en", short=True, year=False) == "Aug"


@pytest.mark.parametrize(
    ("name", "said"),
    [("Mopti", "de Mopti"), ("Ansongo", "d’Ansongo"), ("Évian", "d’Évian"), ("", "de ")],
)
def test_a_name_after_its_preposition(name, said):
    assert t.of(name, "fr") == said
    assert t.of(name, "en") == f"of {name}"


def test_lists():
    assert t.listing(["a", "b", "c"], "fr") == "a, b et c"
    assert t.listing(["a", "b"], "en") == "a and b"
    assert t.listing([], "fr") == ""
