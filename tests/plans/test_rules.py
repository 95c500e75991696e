"""The language of triggers: one grammar in two languages, faults that say where and what mends."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doors import words
from rempart.doctrine import loader
from rempart.kernel.errors import BadInput
from rempart.plans.contingency import rules
from rempart.plans.contingency.reading import read
from rempart.plans.contingency.rules import Comparison, Figure, Joined, Measure, Place
from rempart.plans.contingency.wording import figure, written

pytestmark = pytest.mark.usefixtures("mali")

DISPLACED = Comparison(
    Figure(Measure(rules.COUNT, quantity="displaced"), 72, Place("cercle", "ML0704")), ">", 5000
)


@pytest.fixture
def mali(cluster: object) -> None:
    """The profile whose words the rules use."""
    loader.choose("mali")


@pytest.mark.parametrize(
    "text",
    [
        "déplacés > 5000 en 72 h à Ménaka",
        "displaced > 5,000 in 72 h in Menaka",
        "Personnes déplacées plus de 5 000 en 3 jours dans le cercle de Ménaka",
        "displaced people more than 5000 in 3 days in the cercle of Ménaka",
    ],
)
def test_both_languages_say_the_same_rule(text: str) -> None:
    assert read(text) == DISPLACED
    assert written(DISPLACED, "fr") == (
        "Personnes déplacées > 5\u202f000 en 72 h dans le cercle de Ménaka"
    )
    assert written(DISPLACED, "en") == "Displaced people > 5,000 in 72 h in the cercle of Ménaka"
    assert figure(DISPLACED.figure, "en").startswith("Displaced people in 72 h")


def test_incidents_alerts_and_brackets() -> None:
    rule = read(
        "incidents « Meurtre » par groupe armé terroriste ≥ 3 en 7 jours dans le cercle d’Ansongo"
        " et (civils tués au moins 10 en 2 semaines ou alertes P1 > 2 en 48 h au bureau de Gao)"
    )
    assert isinstance(rule, Joined)
    killing, either = rule.parts
    assert isinstance(killing, Comparison)
    assert killing.figure.measure == Measure(
        rules.INCIDENTS, threat_type="killing", perpetrator="terrorist_group"
    )
    assert isinstance(either, Joined)
    assert either.word == "or"
    assert [one.figure.days for one in rules.comparisons(rule)] == [7, 14, 2]


@pytest.mark.parametrize(
    ("text", "code", "value", "remedy"),
    [
        ("", "empty", "", "déplacés"),
        ("chats > 3 en 72 h", "measure", "chats", "incidents"),
        ("déplacés beaucoup en 72 h", "sign", "beaucoup", "≥"),
        ("déplacés > beaucoup", "number", "beaucoup", "nombre entier"),
        ("déplacés > 5000", "window", "", "72 h"),
        ("déplacés > 5000 en 3 lunes", "unit", "lunes", "jours"),
        ("déplacés > 5000 en 2 h", "window", "2", "24 h"),
        ("déplacés > 5000 en 72 h à Mnaka", "place", "Mnaka", "Menaka"),
        ("incidents par martiens > 3 en 7 jours", "code", "martiens", "Criminels"),
        ("(incidents > 3 en 7 jours", "bracket", "", ")"),
        ("incidents > 3 en 7 jours puis rien", "rest", "puis", "ou"),
        (" ou ".join(["incidents > 3 en 7 jours"] * 7), "too-long", "", "deux"),
    ],
)
def test_a_fault_names_the_place_the_value_and_the_remedy(
    text: str, code: str, value: str, remedy: str
) -> None:
    with pytest.raises(BadInput) as refused:
        read(text)
    (problem,) = refused.value.problems
    assert problem.code == code
    assert problem.value == value
    assert remedy in words(str(problem.remedy))
    assert str(problem.place)


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("incidents >= 0 en 7 jours", rules.ALWAYS),
        ("civils tués < 0 en 3 jours", rules.NEVER),
        ("incidents > 5 en 7 jours et incidents < 3 en 7 jours", rules.NEVER),
        ("incidents > 2 en 7 jours ou incidents < 5 en 7 jours", rules.ALWAYS),
        ("incidents > 5 en 7 jours et alertes P1 < 3 en 7 jours", rules.SOMETIMES),
        ("déplacés > 5000 en 72 h", rules.SOMETIMES),
    ],
)
def test_a_rule_that_never_or_always_holds_is_known_without_any_data(
    text: str, verdict: str
) -> None:
    assert rules.verdict(read(text)) == verdict


_TYPES, _ACTORS = ["", "killing", "looting", "siege"], ["", "criminal", "host_forces"]
measures = st.one_of(
    st.builds(
        Measure,
        st.sampled_from([rules.INCIDENTS, rules.KILLED]),
        threat_type=st.sampled_from(_TYPES),
        perpetrator=st.sampled_from(_ACTORS),
    ),
    st.builds(Measure, st.just(rules.ALERTS), priority=st.sampled_from(["", "p1", "p2", "p3"])),
    st.builds(
        Measure,
        st.just(rules.COUNT),
        quantity=st.sampled_from(["displaced", "returned", "millet_price", "dry_wells"]),
    ),
)
places = st.one_of(
    st.none(),
    st.builds(Place, st.just("cercle"), st.sampled_from(["ML0704", "ML0702", "ML0103"])),
    st.builds(Place, st.just("region"), st.sampled_from(["ML07", "ML06"])),
    st.builds(Place, st.just("office"), st.sampled_from(["gao", "tombouctou", "menaka"])),
)
one = st.builds(
    Comparison,
    st.builds(Figure, measures, st.integers(24, 8784), places),
    st.sampled_from(rules.OPERATORS),
    st.integers(0, 10_000_000),
)


def _flat(word: str, parts: list[rules.Rule]) -> rules.Rule:
    inner = [
        part
        for found in parts
        for part in (found.parts if isinstance(found, Joined) and found.word == word else (found,))
    ]
    return Joined(word, tuple(inner))


whole = st.recursive(
    one,
    lambda deeper: st.builds(
        _flat, st.sampled_from(["and", "or"]), st.lists(deeper, min_size=2, max_size=2)
    ),
    max_leaves=4,
)


@settings(max_examples=150, deadline=None)
@given(whole)
def test_what_is_written_is_read_back_as_the_same_rule_in_both_languages(
    rule: rules.Rule,
) -> None:
    assert rules.restored(rules.stored(rule)) == rule
    for language in ("fr", "en"):
        assert read(written(rule, language)) == rule
