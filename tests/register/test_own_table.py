"""The mission's own table: its template, what is understood, and what strangers send."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from rempart.doctrine.loader import current
from rempart.kernel.errors import BadInput
from rempart.register import sheets, template, workbooks
from rempart.register.figures import tally
from rempart.register.imports import import_events, withdraw_batch
from rempart.register.models import Batch, Incident, StagedRow
from rempart.register.queries import Filters
from rempart.register.sheets import COLUMNS, both, choices, entry

GOOD = {"starts_on": "17/11/2014", "area": "Mopti", "summary": "Men came."}


def by_code(code: str) -> sheets.Column:
    return next(column for column in COLUMNS if column.code == code)


def build(path: Path, rows, headings=None, lines_before: int = 0, **sheet_options) -> Path:
    """A workbook of rows given by column code."""
    book = xlsxwriter.Workbook(path, {"strings_to_formulas": False})
    page = book.add_worksheet("A")
    days = book.add_format({"num_format": "dd/mm/yyyy"})
    named = headings or [column.heading for column in COLUMNS]
    for number, heading in enumerate(named):
        page.write(lines_before, number, heading)
    for line, row in enumerate(rows, lines_before + 1):
        for code, value in row.items():
            number = [column.code for column in COLUMNS].index(code)
            if isinstance(value, str) and value.startswith("=="):
                page.write_formula(line, number, value[1:])
            elif isinstance(value, date):
                page.write_datetime(line, number, value, days)
            else:
                page.write(line, number, value)
    for merge in sheet_options.get("merged", ()):
        page.merge_range(merge, "")
    book.close()
    return path


@pytest.fixture
def load(squares, operator, tmp_path):
    """Import a table as the operator: rows by column code, or a file."""

    def do(rows, dry_run=False, **options):
        path = rows if isinstance(rows, Path) else build(tmp_path / "t.xlsx", rows, **options)
        return import_events(path=path, format="table", dry_run=dry_run)

    return do


def test_the_template_is_its_own_input(house, tmp_path, load):
    path = tmp_path / "template.xlsx"
    template.write(path, current())
    assert str(load(path)) == "0 new, 0 changed, 0 unchanged, 0 refused"
    book = openpyxl.load_workbook(path)
    page = book.worksheets[0]
    assert [cell.value for cell in page[1]] == [column.heading for column in COLUMNS]
    assert page["B1"].value == "Premier jour | First day *"
    lists = {str(v.sqref).split(":")[0]: v.formula1 for v in page.data_validations.dataValidation}
    assert len(lists) == sum(1 for c in COLUMNS if choices(c, current()))
    said = [cell.value for cell in book.worksheets[2]["K"] if cell.value]
    assert "Meurtre | Killing" in said
    notes = " ".join(str(c.value) for row in book.worksheets[1] for c in row if c.value)
    assert "Ne fusionnez pas" in notes
    assert "Do not merge" in notes


def test_a_row_becomes_an_incident(load):
    kind, office = by_code("threat_type"), by_code("reliability")
    row = {
        "number": 12,
        "starts_on": date(2014, 6, 25),
        "latitude": 14.35,
        "longitude": -3.61,
        "place": "Sévaré",
        "threat_type": entry(kind, choices(kind, current())[0]),
        "perpetrator": "Group A",
        "perpetrator_type": "Criminals",
        "civilian_killed_min": 2,
        "civilian_killed_best": 3,
        "civilian_injured_best": "4",
        "not_civilian_killed_best": 1.0,
        "source": "S044",
        "reliability": entry(office, choices(office, current())[1]),
        "credibility": "2",
        "summary": "Men came.",
        "language": "anglais",
    }
    assert str(load([row])) == "1 new, 0 changed, 0 unchanged, 0 refused"
    found = Incident.objects.get()
    assert (found.external_key, found.office, found.area) == ("table:-:12", 4, "ML0501")
    assert (found.starts_on, found.ends_on) == (date(2014, 6, 25), date(2014, 6, 25))
    assert (found.threat_type, found.reliability, found.credibility) == ("killing", "b", "c2")
    assert found.alleged == [{"role": "alleged_perpetrator", "name": "Group A", "type": "criminal"}]
    assert (found.killed_min, found.killed_best, found.killed_max) == (2, 3, None)
    assert (found.deaths_best, found.language, found.source) == (4, "en", "S044")


@pytest.mark.parametrize("column", [c for c in COLUMNS if c.vocabulary], ids=lambda c: c.code)
def test_every_entry_of_a_list_is_understood_in_every_writing(column, house):
    known = sheets.codes(column, current())
    for item in choices(column, current()):
        for written in (entry(column, item), item.fr, item.en.upper(), item.code):
            assert known[sheets.alike(written)] == item.code


def test_headings_are_known_in_one_language_in_any_order_and_lower_down(load, tmp_path):
    headings = [both(column.label).split(" | ")[-1].upper() for column in COLUMNS]
    path = build(tmp_path / "t.xlsx", [GOOD], headings=headings, lines_before=3)
    assert load(path).new == 1


def test_what_is_never_stored_is_refused_with_its_channel(load):
    rows = [GOOD, GOOD | {"perpetrator": "Moussa Traoré"}, GOOD | {"source": "Tél. 20 21 45 67"}]
    outcome = load(rows)
    assert str(outcome) == "1 new, 0 changed, 0 unchanged, 2 refused"
    assert [(row.line, row.raw, row.problems[0].code) for row in outcome.withheld] == [
        (3, "", "identity"), (4, "", "phone"),
    ]  # fmt: skip


def test_a_number_lets_a_row_be_corrected_and_a_digest_does_not_double(load):
    rows = [GOOD | {"number": "A-7"}, GOOD]
    assert str(load(rows)) == "2 new, 0 changed, 0 unchanged, 0 refused"
    assert str(load(rows)) == "0 new, 0 changed, 2 unchanged, 0 refused"
    later = [GOOD | {"number": "A-7", "summary": "Men came at dawn."}]
    assert str(load(later)) == "0 new, 1 changed, 0 unchanged, 0 refused"
    newest = Batch.objects.order_by("-created_at", "-id")[0]
    assert withdraw_batch(target=newest.pk) == 1
    assert Incident.objects.get(external_key="table:-:A-7").summary == "Men came."
    first = Batch.objects.order_by("created_at", "id")[0]
    assert withdraw_batch(target=first.pk) == 2
    assert tally(Filters()).events == 0


def test_two_offices_may_use_the_same_number(load):
    rows = [GOOD | {"number": 1, "office": "Gao"}, GOOD | {"number": 1, "office": "Mopti"}]
    assert load(rows).new == 2
    assert sorted(Incident.objects.values_list("office", flat=True)) == [1, 4]


@pytest.mark.parametrize(
    ("wrong", "place", "value"),
    [
        ({"starts_on": ""}, "starts_on", ""),
        ({"starts_on": "31/02/2014"}, "starts_on", "31/02/2014"),
        ({"ends_on": "16/11/2014"}, "ends_on", "16/11/2014"),
        ({"area": "Moptie"}, "area", "Moptie"),
        ({"area": ""}, "area", ""),
        ({"latitude": 164, "longitude": 3}, "latitude", "164"),
        ({"latitude": 14}, "longitude", ""),
        ({"threat_type": "Vandalism"}, "threat_type", "Vandalism"),
        ({"civilian_killed_best": "several"}, "civilian_killed_best", "several"),
        ({"civilian_killed_best": -1}, "civilian_killed_best", "-1"),
        ({"civilian_killed_min": 5, "civilian_killed_max": 3}, "civilian_killed", "5, ?, 3"),
        ({"civilian_killed_best": "==1+1"}, "civilian_killed_best", "=1+1"),
        ({"office": "Bamako"}, "office", "Bamako"),
    ],
)
def test_a_fault_names_line_column_and_value_and_the_others_are_kept(load, wrong, place, value):
    outcome = load([GOOD, GOOD | wrong])
    assert (outcome.new, outcome.refused) == (1, 1)
    (problem,) = [p for p in outcome.refusals[0].problems if p.value != ""] or list(
        outcome.refusals[0].problems
    )[:1]
    assert (outcome.refusals[0].line, str(problem.value)) == (3, value)
    assert str(problem.place) == str(sheets.LABELS[place])


def test_a_cercle_that_is_nearly_right_is_offered(load):
    (refusal,) = load([GOOD | {"area": "Ansongoh"}]).refusals
    assert "Ansongo" in str(refusal.problems[0].remedy)


def test_the_same_row_twice_is_told(load):
    outcome = load([GOOD, GOOD])
    assert (outcome.new, outcome.refused) == (1, 1)
    assert "2" in str(outcome.refusals[0].problems[0])


def test_formulas_stay_text(load):
    formula = '==HYPERLINK("http://x","y")'
    assert load([GOOD | {"summary": formula}]).new == 1
    assert Incident.objects.get().summary == formula[1:]
    assert "HYPERLINK" in StagedRow.objects.get().raw


def test_merged_cells_are_named(load):
    outcome = load([GOOD, GOOD | {"number": 2}, GOOD | {"number": 3}], merged=["G3:G4"])
    assert (outcome.new, outcome.refused) == (1, 2)
    assert {str(r.problems[0].value) for r in outcome.refusals} == {"G3:G4"}


def test_a_missing_column_is_named_with_its_line(load, tmp_path):
    headings = [c.heading for c in COLUMNS]
    headings[1] = "When"
    path = build(tmp_path / "t.xlsx", [GOOD], headings=headings, lines_before=1)
    with pytest.raises(BadInput) as error:
        load(path)
    assert "First day" in str(error.value)
    assert "2" in str(error.value)


def test_columns_of_their_own_are_told(load, tmp_path):
    headings = [*(c.heading for c in COLUMNS), "Our remarks"]
    outcome = load(build(tmp_path / "t.xlsx", [GOOD], headings=headings))
    assert outcome.new == 1
    assert "Our remarks" in str(outcome.notes[0])


def test_a_million_blank_rows_are_not_read_through(load, tmp_path):
    path = tmp_path / "blank.xlsx"
    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    page = book.add_worksheet()
    page.write_row(0, 0, [c.heading for c in COLUMNS])
    page.write(1, 1, "17/11/2014")
    page.write(1, 5, "Mopti")
    grey = book.add_format({"bg_color": "#cccccc"})
    for line in range(2, 1_000_000):
        page.write_blank(line, 0, None, grey)
    book.close()
    outcome = load(path)
    assert outcome.new == 1
    assert "1002" in str(outcome.notes[0]) or "1003" in str(outcome.notes[0])


def test_a_bomb_is_refused_before_it_is_unpacked(load, tmp_path):
    path = build(tmp_path / "t.xlsx", [GOOD])
    bomb = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(part, old.read(part))
        with new.open("xl/media/x.bin", "w", force_zip64=True) as part:
            for _mebibyte in range(workbooks.WHOLE // 2**20 + 1):
                part.write(b"\0" * 2**20)
    assert bomb.stat().st_size < 2**20
    with pytest.raises(BadInput, match=str(workbooks.WHOLE // 2**20)):
        load(bomb)


def test_entities_are_not_expanded(load, tmp_path):
    path = build(tmp_path / "t.xlsx", [GOOD])
    laughs = tmp_path / "laughs.xlsx"
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "ha"}">' for n in range(10))
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(laughs, "w") as new:
        for part in old.infolist():
            text = old.read(part)
            if part.filename.endswith("sheet1.xml"):
                text = text.replace(b"<worksheet", f"<!DOCTYPE x [{entities}]><worksheet".encode())
            new.writestr(part, text)
    with pytest.raises(BadInput):
        load(laughs)


@pytest.mark.parametrize("name", ["t.xlsm", "t.xls", "t.ods", "t.csv", "t"])
def test_other_files_are_refused_by_name(load, tmp_path, name):
    path = build(tmp_path / "t.xlsx", [GOOD])
    with pytest.raises(BadInput, match=r"xlsx"):
        load(path.rename(tmp_path / name))


def test_macros_are_found_under_another_name(load, tmp_path):
    path = build(tmp_path / "t.xlsx", [GOOD])
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
    with pytest.raises(BadInput, match="macros"):
        load(path)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"a,b\n1,2\n"])
def test_what_is_no_workbook_is_refused(load, tmp_path, content):
    path = tmp_path / "t.xlsx"
    path.write_bytes(content)
    with pytest.raises(BadInput):
        load(path)


def test_a_zip_that_is_no_workbook_is_refused(load, tmp_path):
    text = io.BytesIO()
    with zipfile.ZipFile(text, "w") as archive:
        archive.writestr("readme.txt", "x")
    (tmp_path / "t.xlsx").write_bytes(text.getvalue())
    with pytest.raises(BadInput):
        load(tmp_path / "t.xlsx")
