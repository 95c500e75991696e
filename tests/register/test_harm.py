"""The rules of harm in figures: order, breakdowns, remainders, and that blank is not zero."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rempart.register import harm
from rempart.register.harm import Range, check, remainder, row, spread, total


def codes(*rows: dict) -> list[str]:
    return [problem.code for problem in check(rows)]


def test_a_stated_total_is_the_total():
    rows = [row("killed", "civilian", (3, 5, 8)), row("killed", "civilian", (1, 2, 3), sex="f")]
    assert total(rows, "killed", "civilian") == Range(3, 5, 8)
    assert not check(rows)


def test_without_a_stated_total_the_finest_breakdown_is_summed_once():
    rows = [
        row("killed", "civilian", (1, 2, 3), sex="f"),
        row("killed", "civilian", (1, 1, 1), sex="m"),
        row("killed", "civilian", (0, 1, 1), sex="f", age="0_17"),
        row("killed", "civilian", (2, 2, 4), sex="m", age="18_59"),
    ]
    assert total(rows, "killed", "civilian") == Range(2, 3, 5)


def test_unknown_is_not_zero():
    assert total([], "killed", "civilian") == Range(None, None, None)
    assert total([row("killed", "civilian", (0, 0, 0))], "killed", "civilian") == Range(0, 0, 0)
    part = [
        row("killed", "civilian", (None, 2, None), sex="f"),
        row("killed", "civilian", (1, 1, 1), sex="m"),
    ]
    assert total(part, "killed", "civilian") == Range(None, 3, None)


def test_the_remainder_is_those_whom_the_breakdown_does_not_describe():
    rows = [
        row("killed", "civilian", (8, 10, 12)),
        row("killed", "civilian", (2, 3, 3), sex="f"),
        row("killed", "civilian", (1, 1, 1), sex="unknown"),
        row("killed", "civilian", (2, 2, 2), age="0_17"),
    ]
    assert remainder(rows, "killed", "civilian", "sex") == 7
    assert remainder(rows, "killed", "civilian", "age") == 8
    assert remainder([], "killed", "civilian", "sex") is None


def test_kinds_and_statuses_are_never_mixed():
    rows = [row("injured", "civilian", (1, 1, 1)), row("killed", "not_civilian", (4, 4, 4))]
    assert total(rows, "killed", "civilian") == Range(None, None, None)
    assert total(rows, "killed", "all") == Range(4, 4, 4)


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([row("killed", "civilian", (5, 3, 8))], "order"),
        ([row("killed", "civilian", (None, 9, 8))], "order"),
        ([row("killed", "civilian", (-1, None, None))], "number"),
        ([row("killed", "civilian", ("3", None, None))], "number"),
        ([row("killed", "civilian", (True, None, None))], "number"),
        ([row("scared", "civilian", (1, 1, 1))], "code"),
        ([row("killed", "civilian", (1, 1, 1), sex="x")], "code"),
        ([row("killed", "civilian", (1, 1, 1))] * 2, "repeated"),
    ],
)
def test_a_bad_row_is_named(rows, code):
    (problem,) = check(rows)
    assert problem.code == code
    assert "1" in str(problem.place) or "2" in str(problem.place)


def test_a_breakdown_counts_no_more_people_than_its_total():
    whole = row("killed", "civilian", (2, 3, 9))
    women = row("killed", "civilian", (1, 2, 4), sex="f")
    men = row("killed", "civilian", (1, 2, 4), sex="m")
    assert codes(whole, women, men) == ["breakdown"]
    assert codes(whole, women) == []
    young = row("killed", "civilian", (2, 3, 9), age="0_17")
    assert codes(whole, women, young) == [], "two breakdowns of the same people do not add up"


def test_statuses_are_a_breakdown_of_all():
    everybody = row("killed", "all", (5, 5, 5))
    assert codes(everybody, row("killed", "civilian", (6, 6, 6))) == ["breakdown"]


_FIGURES = st.tuples(*[st.one_of(st.none(), st.integers(0, 50))] * 3)
_ROWS = st.lists(
    st.builds(
        lambda figures, **named: {
            **named,
            **dict(zip(("min", "best", "max"), figures, strict=True)),
        },
        figures=_FIGURES,
        **{name: st.sampled_from(values) for name, values in harm.VALUES.items()},
    ),
    max_size=6,
)


@given(_ROWS)
def test_rows_that_pass_give_totals_in_order(rows):
    if check(rows):
        return
    for kind in harm.VALUES["kind"]:
        for status in harm.VALUES["status"]:
            found = [figure for figure in total(rows, kind, status) if figure is not None]
            assert found == sorted(found)


def test_everybody_is_the_sum_of_the_statuses_whatever_a_breakdown_describes() -> None:
    rows = [
        harm.row("killed", "civilian", (4, 5, 7)),
        harm.row("killed", "civilian", (None, 2, None), sex="f"),
        harm.row("killed", "not_civilian", (1, 1, None)),
    ]
    assert harm.total(rows, "killed", "civilian") == (4, 5, 7)
    assert harm.total(rows, "killed", "all") == (5, 6, None)
    assert harm.total([rows[1]], "killed", "all") == (None, 2, None)


def test_reports_of_one_event_make_a_range_and_never_a_sum() -> None:
    several = Range()
    assert spread([Range(4, 4, 4), Range(6, 6, 6), several]) == (4, 4, 6)
    assert spread([several, Range(best=6), Range(best=4)]) == (4, 6, 6)
    assert spread([Range(min=3), Range(5, 6, 8)]) == (3, 6, 8)
    assert spread([Range(min=6), Range(best=4)]) == (4, 4, 6)
    assert spread([Range(max=3), Range(min=5)]) == (3, None, 5)
    assert spread([Range(min=2)]) == (2, None, None)
    assert spread([several, several]) == spread([]) == Range()


@given(st.lists(_FIGURES, max_size=5))
def test_a_range_of_reports_holds_every_one_of_them(figures) -> None:
    told = [Range(*sorted(one)) if None not in one else Range(best=one[1]) for one in figures]
    together = spread(told)
    for one in told:
        if one.known:
            assert together.min <= one.best <= together.max
    known = [figure for figure in together if figure is not None]
    assert known == sorted(known)
