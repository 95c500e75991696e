"""Lists as files: what a reader may see and no more, counted, hashed, harmless in a spreadsheet."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.test import Client

from doors import words
from planting import incident
from rempart.kernel.actor import acting_as
from rempart.register import harm
from rempart.register.duplicates import actions as twins

ADDRESS = "/sorties/incidents/"
Door = Callable[..., Client]


def taken(client: Client, kind: str = "csv", query: str = "", **said: str) -> bytes:
    """The bytes of an export."""
    answer = client.post(f"{ADDRESS}{query}", {"format": kind, **said})
    assert answer.status_code == 200, answer.content
    return b"".join(answer) if answer.streaming else answer.content  # type: ignore[attr-defined]


def rows_of(content: bytes) -> tuple[list[dict[str, str]], str]:
    """The rows of a CSV export, and its closing line."""
    *lines, closing = content.decode("utf-8-sig").splitlines(keepends=True)
    return list(csv.DictReader(io.StringIO("".join(lines), newline=""))), closing.strip()


@pytest.fixture
def planted(house: Any) -> None:
    """Four incidents of Gao, one of them secret, and one of Mopti."""
    for number in range(3):
        incident(
            house, office=1, marking=1, area="ML0703", latitude=16.3, longitude=-0.1 * number,
            summary="=HYPERLINK(1)" if number else "Récit", killed_min=4, killed_best=4,
            killed_max=6, harm=[
                harm.row(harm.KILLED, harm.CIVILIAN, (4, 4, 6)),
                harm.row(harm.KILLED, harm.CIVILIAN, (None, 1, None), sex="f"),
            ],
        )  # fmt: skip
    incident(house, office=1, marking=3, place="CANARI")
    incident(house, office=4, marking=1, place="CANARI")


def test_csv_holds_what_the_reader_sees_and_ends_on_its_count_and_hash(
    planted: None, appoint: Callable[..., Any], door: Door
) -> None:
    content = taken(door(appoint("poc_expert", "gao", clearance=1)))
    rows, closing = rows_of(content)
    assert len(rows) == 3
    assert "CANARI" not in content.decode()
    before = content[: content.rindex(b"# rows=")]
    assert f"rows=3; sha256={hashlib.sha256(before).hexdigest()}" in closing
    assert "rows_when_asked" not in closing
    assert rows[0]["killed_best"] == "4"
    assert rows[0]["killed_f"] == "1"
    assert rows[0]["killed_m"] == ""
    assert rows[0]["region"] == "ML07"
    assert {row["summary"] for row in rows} == {"Récit", "'=HYPERLINK(1)"}


def test_geojson_and_workbook_say_the_same(
    planted: None, appoint: Callable[..., Any], door: Door
) -> None:
    client = door(appoint("poc_expert", "gao", clearance=1))
    whole = json.loads(taken(client, "geojson"))
    assert len(whole["features"]) == whole["closing"]["rows"] == 3
    assert whole["features"][0]["geometry"]["coordinates"][1] == 16.3
    book = openpyxl.load_workbook(io.BytesIO(taken(client, "xlsx")))
    sheet, closing = book.worksheets
    assert sheet.max_row == 4
    assert all(cell.data_type != "f" for row in sheet for cell in row)
    said = {row[0].value: row[1].value for row in closing}
    assert said["rows"] == 3


def test_what_tells_one_event_goes_out_as_one_row_with_its_range(
    house: Any, appoint: Callable[..., Any], door: Door
) -> None:
    """Told three times, 4, 6 and 3 to 5 killed: one row 3–4–6, marked as the highest of them."""
    told = [
        incident(
            house, office=1, marking=marking, area="ML0703", latitude=16.3, longitude=-0.1,
            killed_min=least, killed_best=best, killed_max=most,
            harm=[harm.row(harm.KILLED, harm.CIVILIAN, (least, best, most))],
        )
        for marking, least, best, most in ((1, 4, 4, 4), (1, 6, 6, 6), (2, 3, None, 5))
    ]  # fmt: skip
    expert = appoint("poc_expert", "gao")
    with acting_as(expert):
        for other in told[1:]:
            twins.merge(leads=told[0], follows=other, reason="Un seul fait")
    (row,), closing = rows_of(taken(door(expert)))
    assert [row[f"killed_{end}"] for end in ("min", "best", "max")] == ["3", "4", "6"]
    assert row["merged"].split("; ") == [other.reference for other in told[1:]]
    assert row["marking"] == "Confidentiel"
    assert "rows=1" in closing
    (feature,) = json.loads(taken(door(expert), "geojson"))["features"]
    assert feature["properties"]["killed_max"] == 6
    book = openpyxl.load_workbook(io.BytesIO(taken(door(expert), "xlsx")))
    head, cells = book.worksheets[0].iter_rows(values_only=True)
    assert dict(zip(head, cells, strict=True))["killed_min"] == 3
    (open_row,), _closing = rows_of(taken(door(appoint("poc_expert", "gao", clearance=1))))
    assert (open_row["killed_min"], open_row["marking"]) == ("4", "Non classifié")


def test_filters_and_words_narrow_the_file_as_they_narrow_the_list(
    planted: None, appoint: Callable[..., Any], door: Door
) -> None:
    client = door(appoint("senior_adviser"))
    assert len(rows_of(taken(client))[0]) == 5
    assert len(rows_of(taken(client, query="?office=mopti"))[0]) == 1
    assert len(rows_of(taken(client, query="?q=canari"))[0]) == 2
    assert len(rows_of(taken(client, query="?q=nulle-part"))[0]) == 0


def test_tags_stand_in_the_second_row_of_what_is_unclassified_only(
    planted: None, appoint: Callable[..., Any], door: Door
) -> None:
    open_rows, _closing = rows_of(taken(door(appoint("poc_expert", "gao", clearance=1)), hxl="1"))
    assert open_rows[0]["starts_on"] == "#date+occurred"
    marked, _closing = rows_of(taken(door(appoint("senior_adviser")), hxl="1"))
    assert not any(row["starts_on"].startswith("#") for row in marked)


def test_an_export_is_asked_for_twice_and_stands_in_the_journal(
    planted: None, appoint: Callable[..., Any], door: Door, superuser: Any
) -> None:
    client = door(appoint("poc_expert", "gao"))
    page = words(client.get(ADDRESS).content.decode())
    assert "4 lignes sortiraient" in page
    taken(client)
    found = superuser.execute(
        "SELECT rows, reason_code FROM kernel_journalentry WHERE category = 'export'"
    ).fetchall()
    assert found == [(4, "csv")]
    session = client.session
    session.pop("proved_at")
    session.save()
    refused = client.post(ADDRESS, {"format": "csv"})
    assert refused.status_code == 403
    assert "proof-password" in refused.content.decode()


@pytest.mark.parametrize("role", ["srsg", "administrator", "auditor", "partner"])
def test_who_reads_no_incident_takes_none_out(
    role: str, planted: None, appoint: Callable[..., Any], door: Door
) -> None:
    assert door(appoint(role)).get(ADDRESS).status_code == 404
    assert door(appoint(role)).post(ADDRESS, {"format": "csv"}).status_code == 404


def test_every_file_of_an_exercise_says_so(
    planted: None, exercise: None, appoint: Callable[..., Any], door: Door
) -> None:
    client = door(appoint("poc_expert", "gao"))
    answer = client.post(ADDRESS, {"format": "csv"})
    assert 'filename="EXERCICE-incidents-2014-11-17.csv"' in answer.headers["Content-Disposition"]
    assert b"exercise=EXERCICE" in b"".join(answer)  # type: ignore[arg-type]
