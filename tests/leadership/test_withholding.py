"""Withheld counts, against somebody who tries every figure that fits what is shown."""

from __future__ import annotations

from itertools import pairwise, product

from hypothesis import given, settings
from hypothesis import strategies as some

from rempart.leadership.releases.withholding import Counts, Given, Sum, ranges, withheld

THRESHOLD = 5
MOST = 12


@some.composite
def tables(draw: some.DrawFn) -> Counts:
    """A whole with two breakdowns, one of which has a whole of its own below it."""
    parts = draw(some.lists(some.integers(0, MOST), min_size=1, max_size=4))
    values = {"whole": sum(parts)} | {f"a{n}": value for n, value in enumerate(parts)}
    sums = [Sum("whole", tuple(f"a{n}" for n in range(len(parts))))]
    left = values["whole"]
    other = []
    for _turn in range(draw(some.integers(0, 2))):
        other.append(draw(some.integers(0, left)))
        left -= other[-1]
    other.append(left)
    values |= {f"b{n}": value for n, value in enumerate(other)}
    sums.append(Sum("whole", tuple(f"b{n}" for n in range(len(other)))))
    silent = frozenset()
    if draw(some.booleans()):
        more = draw(some.integers(0, MOST))
        values |= {"above": values["whole"] + more, "between": more}
        sums.append(Sum("above", ("whole", "between")))
        silent = frozenset({"between"})
    return Counts(values, tuple(sums), silent)


def fits(counts: Counts, hidden: frozenset[str]) -> list[dict[str, int]]:
    """Every way to fill in what is not shown, tried one by one: what an outsider can do."""
    open_ = [n for n in counts.values if n in hidden or n in counts.silent]
    wholes = [one.whole for one in counts.sums if one.whole in open_]
    free = [name for name in open_ if name not in wholes]
    most = max(counts.values.values(), default=0) + 3
    found = []
    for tried in product(*(range(most + 1) for _name in free)):
        filled = {**counts.values, **dict(zip(free, tried, strict=True))}
        for one in counts.sums:
            if one.whole in wholes:
                filled[one.whole] = sum(filled[part] for part in one.parts)
        if all(filled[s.whole] == sum(filled[p] for p in s.parts) for s in counts.sums) and all(
            filled[name] for name in hidden
        ):
            found.append(filled)
    return found


@given(tables())
@settings(max_examples=150, deadline=None)
def test_no_withheld_count_can_be_worked_out(counts: Counts) -> None:
    hidden = withheld(counts, THRESHOLD)
    small = {n for n, v in counts.values.items() if 0 < v < THRESHOLD and n not in counts.silent}
    assert small <= hidden
    ends = ranges(counts, hidden)
    for name in hidden | {n for n in counts.silent if 0 < counts.values[n] < THRESHOLD}:
        assert ends[name][0] < ends[name][1], (name, counts, hidden)
        assert ends[name][0] <= counts.values[name] <= ends[name][1]


@given(tables())
@settings(max_examples=40, deadline=None)
def test_somebody_who_tries_everything_finds_two_figures_for_each(counts: Counts) -> None:
    hidden = withheld(counts, THRESHOLD)
    open_ = hidden | counts.silent
    if not hidden or len(open_) > 4:
        return
    found = fits(counts, hidden)
    assert counts.values in found
    for name in hidden:
        assert len({one[name] for one in found}) > 1, (name, counts, hidden)


def test_a_lone_small_count_takes_its_smallest_neighbour_with_it() -> None:
    counts = Counts({"t": 31, "a": 3, "b": 20, "c": 8, "d": 0}, (Sum("t", ("a", "b", "c", "d")),))
    assert withheld(counts) == {"a", "c"}


def test_zero_and_what_needs_no_withholding_are_shown() -> None:
    counts = Counts({"t": 20, "a": 12, "b": 8, "c": 0}, (Sum("t", ("a", "b", "c")),))
    assert withheld(counts) == frozenset()


def test_two_ones_take_their_whole_with_them() -> None:
    counts = Counts({"t": 2, "a": 1, "b": 1}, (Sum("t", ("a", "b")),))
    assert withheld(counts) == {"t", "a", "b"}


def test_a_small_difference_between_two_wholes_is_not_given_either() -> None:
    counts = Counts(
        {"all": 22, "attacks": 20, "between": 2, "f": 8, "m": 14},
        (Sum("all", ("attacks", "between")), Sum("all", ("f", "m"))),
        frozenset({"between"}),
    )
    hidden = withheld(counts)
    assert hidden
    assert ranges(counts, hidden)["between"] != (2, 2)


# --- what was released before ---------------------------------------------------------------------

Release = tuple[Counts, frozenset[str]]


@some.composite
def histories(draw: some.DrawFn) -> list[Counts]:
    """A table and how it stood when it was released again, once or twice, some counts corrected."""
    width = draw(some.integers(2, 3))
    leaves = draw(some.lists(some.integers(0, 6), min_size=width, max_size=width))
    found = [_table(leaves)]
    for _turn in range(draw(some.integers(1, 2))):
        place = draw(some.integers(0, width - 1))
        leaves = [draw(some.integers(0, 6)) if n == place else v for n, v in enumerate(leaves)]
        found.append(_table(leaves))
    return found


def _table(leaves: list[int]) -> Counts:
    """A whole by its parts; two kinds, of which one holds the first part and the other the rest."""
    values = {"whole": sum(leaves)} | {f"a{n}": value for n, value in enumerate(leaves)}
    values |= {"k0": leaves[0], "k1": sum(leaves[1:])}
    parts = tuple(f"a{n}" for n in range(len(leaves)))
    return Counts(values, (Sum("whole", parts), Sum("whole", ("k0", "k1"))))


def released(tables: list[Counts]) -> list[Release]:
    """Each table as it was released after those before it."""
    given: list[Release] = []
    for one in tables:
        given.append((one, withheld(one, 3, [Given(*other) for other in given])))
    return given


def told(given: list[Release]) -> dict[str, int]:
    """Every count that somebody who keeps all releases has read, by its name and figure."""
    return {
        f"{name}={value}": value
        for counts, hidden in given
        for name, value in counts.values.items()
        if name not in hidden
    }


def guesses(given: list[Release]) -> list[dict[str, int]]:
    """Every way to fill in what no release shows, a count that has not moved being one count."""
    known = told(given)
    names = {f"{n}={v}" for counts, _hidden in given for n, v in counts.values.items()}
    wholes = {name for name in names - set(known) if name.startswith("whole")}
    free = sorted(names - set(known) - wholes)
    maybe_nought: set[str] = set()
    before: set[str] = set()
    for counts, hidden in given:
        maybe_nought |= {f"{n}={counts.values[n]}" for n in hidden & before}
        maybe_nought |= {f"{n}={counts.values[n]}" for n in hidden if not counts.values[n]}
        before |= hidden
    sums = [
        (f"whole={counts.values['whole']}", [f"{p}={counts.values[p]}" for p in one.parts])
        for counts, _hidden in given
        for one in counts.sums
    ]
    most = max(max(counts.values.values()) for counts, _hidden in given) + 2
    found = []
    for tried in product(*(range(0 if n in maybe_nought else 1, most + 1) for n in free)):
        filled = {**known, **dict(zip(free, tried, strict=True))}
        for whole, parts in sums:
            if whole in wholes:
                filled[whole] = sum(filled[part] for part in parts)
        if all(filled[whole] == sum(filled[part] for part in parts) for whole, parts in sums):
            found.append(filled)
    return found


@given(histories())
@settings(max_examples=60, deadline=None)
def test_no_release_can_be_taken_away_from_another(tables: list[Counts]) -> None:
    given = released(tables)
    known = told(given)
    assert len(known) < 30
    missing = {f"{n}={c.values[n]}" for c, hidden in given for n in hidden} - set(known)
    free = [name for name in missing if not name.startswith("whole")]
    if not missing or len(free) > 4:
        return
    found = guesses(given)
    counts, hidden = given[-1]
    silent = hidden >= set(counts.values)
    for name in missing:
        assert silent or len({one[name] for one in found}) > 1, (name, given)


@given(histories())
@settings(max_examples=40, deadline=None)
def test_what_was_withheld_once_stays_withheld(tables: list[Counts]) -> None:
    given = released(tables)
    for (_earlier, before), (counts, hidden) in pairwise(given):
        assert before <= hidden
        assert {n for n, value in counts.values.items() if 0 < value < 3} <= hidden
