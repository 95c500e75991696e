"""The GED parser on good files, and on every kind of bad one."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rempart.kernel.errors import BadInput
from rempart.register.ged import COLUMNS, Estimate, Event, Reading
from rempart.register.tabular import Refusal


@pytest.fixture
def read(tmp_path: Path):
    """Write a file and read it: text in UTF-8, or bytes as they are."""

    def do(content: str | bytes, **options: str) -> list[Event | Refusal]:
        path = tmp_path / "ged.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return list(Reading(path, **options))

    return do


def refusal(found: list[Event | Refusal]) -> Refusal:
    """The only refusal among what was read."""
    (only,) = [row for row in found if isinstance(row, Refusal)]
    return only


def test_a_row_is_read_with_its_unknowns_kept_unknown(read, table):
    (event,) = read(table([{}]))
    assert (event.line, event.key) == (2, "ucdp-ged:270001")
    assert (event.starts_on, event.ends_on) == (date(2018, 6, 23), date(2018, 6, 24))
    assert (event.latitude, event.longitude) == (14.35, -3.61)
    assert event.deaths == Estimate(3, 5, 8)
    assert event.where_precision is event.date_precision is event.deaths_civilians is None


def test_the_row_keeps_its_text_as_it_stood(read, table):
    text = table([{"source_headline": 'a "quoted",\nbroken line'}, {}])
    first, second = read(text)
    assert text == ",".join(COLUMNS) + "\n" + first.raw + "\n" + second.raw + "\n"
    assert second.line == 4


@pytest.mark.parametrize(
    ("row", "civilians"),
    [
        ({"type_of_violence": "3"}, Estimate(3, 5, 8)),
        ({"type_of_violence": "1"}, Estimate(None, None, None)),
        ({"type_of_violence": "2"}, Estimate(None, None, None)),
        ({"type_of_violence": "1", "deaths_civilians": "2"}, Estimate(None, 2, None)),
        ({"type_of_violence": "2", "deaths_civilians": "0"}, Estimate(None, 0, None)),
    ],
)
def test_the_civilian_rule(read, row, civilians, table):
    (event,) = read(table([row]))
    assert event.civilians_killed == civilians


def test_the_header_may_be_missing_marked_reordered_or_separated_otherwise(read, table):
    rows = [{}, {"best": "6"}]
    plain = [event._replace(line=0, raw="") for event in read(table(rows))]

    def bare(content: str | bytes) -> list[Event]:
        return [event._replace(line=0, raw="") for event in read(content)]

    assert bare(table(rows, header=False)) == plain
    assert bare("\ufeff" + table(rows)) == plain
    assert bare("\ufeff" + table(rows, header=False)) == plain
    assert bare(table(rows, separator=";")) == plain
    assert bare(table(rows).replace("\n", "\r\n")) == plain
    turned = [",".join(reversed(line.split(","))) for line in table(rows).splitlines()]
    assert bare("\n".join(turned)) == plain
    short = [line.removesuffix(",,") for line in table(rows).replace(",gwnoa,gwnob", ",,").split()]
    assert len(short) >= 3


def test_optional_columns_may_be_absent(read):
    (event,) = read(
        "id,type_of_violence,latitude,longitude,country,date_start,date_end,best,high,low\n"
        "7,3,14,-3,Mali,2018-06-01,2018-06-01,1,2,0\n"
    )
    assert event.side_a == ""
    assert event.deaths == Estimate(0, 1, 2)


@pytest.mark.parametrize("day", ["2018-06-23 00:00:00.000", "2018-06-23T00:00:00", "2018-06-23"])
def test_every_way_in_which_ged_writes_a_day(read, day, table):
    (event,) = read(table([{"date_start": day, "date_end": day}]))
    assert event.starts_on == date(2018, 6, 23)


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ({"id": ""}, "id"),
        ({"id": "a b"}, "id"),
        ({"date_start": "31/02/2014"}, "date_start"),
        ({"date_start": "2014-02-31"}, "date_start"),
        ({"date_start": ""}, "date_start"),
        ({"date_start": "0218-06-01"}, "date_start"),
        ({"date_end": "2018-06-22"}, "date_end"),
        ({"latitude": "164"}, "latitude"),
        ({"latitude": "14,35"}, "latitude"),
        ({"longitude": "nan"}, "longitude"),
        ({"longitude": ""}, "longitude"),
        ({"best": "-1"}, "best"),
        ({"best": "five"}, "best"),
        ({"best": "5.5"}, "best"),
        ({"high": "99999999999"}, "high"),
        ({"type_of_violence": "4"}, "type_of_violence"),
        ({"type_of_violence": ""}, "type_of_violence"),
        ({"country": ""}, "country"),
        ({"where_prec": "9"}, "where_prec"),
        ({"date_prec": "0"}, "date_prec"),
        ({"deaths_civilians": "-1"}, "deaths_civilians"),
    ],
)
def test_a_bad_cell_is_refused_with_its_line_column_value_and_remedy(read, row, column, table):
    found = read(table([{}, row, {}]))
    refused = refusal(found)
    assert len(found) == 3, "the good rows around it are kept"
    assert refused.line == 3
    (problem,) = refused.problems
    assert problem.place == column
    assert str(problem.value) == row[column]
    assert str(problem.message)
    assert str(problem.remedy)


def test_every_fault_of_a_row_is_told_at_once(read, table):
    refused = refusal(read(table([{"id": "", "latitude": "164", "date_start": "31/02/2014"}])))
    assert {problem.place for problem in refused.problems} == {"id", "latitude", "date_start"}


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        (("7", "0", "7"), (0, 0, 7)),
        (("12", "12", "0"), (12, 12, 12)),
        (("9", "3", ""), (3, 3, None)),
    ],
)
def test_figures_out_of_order_are_taken_widened_with_a_remark(read, given, taken, table):
    (event,) = read(table([dict(zip(("low", "best", "high"), given, strict=True))]))
    assert event.deaths == Estimate(*taken)
    assert [remark.code for remark in event.remarks] == ["widened"]


def test_the_same_id_twice_is_refused_the_second_time(read, table):
    found = read(table([{"id": "5"}, {}, {"id": "5", "best": "6"}]))
    assert refusal(found).line == 4
    assert refusal(found).key == "ucdp-ged:5"
    assert "2" in str(refusal(found).problems[0].message)


def test_rows_of_other_countries_are_left_out_and_counted_not_refused(read, tmp_path, table):
    text = table([{}, {"country": "Niger", "latitude": "164"}, {"country": "MALI"}])
    (tmp_path / "ged.csv").write_text(text)
    reading = Reading(tmp_path / "ged.csv", country="mali")
    assert [event.country for event in reading] == ["Mali", "MALI"]
    assert reading.left_out == 1


def test_a_formula_stays_text(read, table):
    (event,) = read(table([{"source_headline": "=HYPERLINK(1)", "side_a": "@SUM(A1)"}]))
    assert (event.headline, event.side_a) == ("=HYPERLINK(1)", "@SUM(A1)")


def test_a_file_cut_off_in_a_row_keeps_the_rows_before(read, table):
    text = table([{}, {}])
    cut = text[: text.rindex("2018-06-24")]
    first, last = read(cut)
    assert isinstance(first, Event)
    assert (last.line, last.problems[0].code) == (3, "shape")


def test_a_file_cut_off_within_a_character_keeps_the_rows_before(read, table):
    text = table([{}, {"side_a": "é"}]).encode()
    first, last = read(text[: text.index("é".encode()) + 1])
    assert isinstance(first, Event)
    assert isinstance(last, Refusal)


def test_an_open_quotation_mark_is_said_with_the_line_where_it_opens(read, table):
    text = table([{}, {"side_a": "X"}, {}, {}]).replace(",X,", ',"X,')
    refused = refusal(read(text))
    assert refused.line == 3
    assert "+2" in str(refused.problems[0].value)


def test_a_nul_byte_is_refused_and_never_kept(read, table):
    refused = refusal(read(table([{}, {"side_a": "a\0b"}])))
    assert "\0" not in refused.raw
    assert str(refused.problems[-1].value) == "\\0"


def test_text_saved_otherwise_is_refused_with_a_remedy_and_read_when_told(read, table):
    text = table([{"side_a": "Tombouctou, côté"}]).encode("latin-1")
    with pytest.raises(BadInput) as refused:
        read(text)
    (problem,) = refused.value.problems
    assert "2" in str(problem.message)
    assert "latin-1" in str(problem.remedy)
    (event,) = read(text, encoding="latin-1")
    assert event.side_a == "Tombouctou, côté"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xef\xbb\xbf \n",
        b"PK\x03\x04 a workbook",
        b"%PDF-1.7",
        "id,relid".encode("utf-16"),
        b"<html><body>Not found</body></html>",
        b"id,name\n1,a\n",
        b"\x00\x01\x02\x03" * 40,
        ",".join(c for c in COLUMNS if c not in ("best", "country")).encode() + b"\n",
    ],
)
def test_what_is_no_ged_file_is_refused_as_a_whole(read, content):
    with pytest.raises(BadInput) as refused:
        read(content)
    (problem,) = refused.value.problems
    assert problem.place == "ged.csv"
    assert str(problem.remedy)


def test_a_missing_column_is_named(read):
    without = [name for name in COLUMNS if name not in ("best", "country")]
    with pytest.raises(BadInput) as refused:
        read(",".join(without) + "\n")
    assert refused.value.problems[0].value == "country, best"


def test_a_missing_file_is_a_refusal_too(tmp_path):
    with pytest.raises(BadInput, match=r"none\.csv"):
        list(Reading(tmp_path / "none.csv"))


@given(st.binary(max_size=400))
def test_no_bytes_do_anything_but_be_read_or_refused(tmp_path_factory, table, noise):
    path = tmp_path_factory.mktemp("ged") / "noise.csv"
    path.write_bytes(table([{}]).encode() + noise)
    try:
        found = list(Reading(path))
    except BadInput:
        return
    assert isinstance(found[0], Event)
    assert all(isinstance(row, Event | Refusal) for row in found)


@given(st.dictionaries(st.sampled_from(COLUMNS), st.text(max_size=12), max_size=6))
def test_an_event_that_is_taken_is_always_in_order(tmp_path_factory, table, row):
    path = tmp_path_factory.mktemp("ged") / "row.csv"
    path.write_text(table([row]), encoding="utf-8", newline="")
    for event in Reading(path):
        if isinstance(event, Event):
            known = [number for number in event.deaths if number is not None]
            assert known == sorted(known)
            assert event.starts_on <= event.ends_on
            assert -90 <= event.latitude <= 90
            assert -180 <= event.longitude <= 180
