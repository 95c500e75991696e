"""The commands of the operator who brings data in: what they print, and where."""

from __future__ import annotations

import csv
import json
from contextlib import contextmanager
from pathlib import Path

import openpyxl
import pytest
from django.conf import settings
from typer.testing import CliRunner

from rempart.cli import assessments, imports
from rempart.kernel.actor import SystemActor, acting_as
from rempart.places.models import Area
from rempart.register.ged import COLUMNS
from rempart.register.models import Batch, Incident

HEAD = ",".join(COLUMNS)
OPERATOR = SystemActor("operator:tests", ceiling=1)


def row(**said: str) -> str:
    """A row of GED: an attack in a square cercle of Mopti, but for what is said."""
    usual = {
        "id": "1", "type_of_violence": "3", "side_a": "Group A", "side_b": "Civilians",
        "latitude": "14.5", "longitude": "-3.5", "country": "Mali",
        "date_start": "2018-06-23", "date_end": "2018-06-23",
        "low": "3", "best": "5", "high": "8",
    }  # fmt: skip
    return ",".join((usual | said).get(name, "") for name in COLUMNS)


@pytest.fixture
def run(house, monkeypatch, tmp_path):
    """Run a command on the tests' instance: (exit status, standard output, standard error)."""
    for module in (imports, assessments):
        monkeypatch.setattr(module, "instance", contextmanager(lambda: (yield)))
    ring = [[-4, 14], [-3, 14], [-3, 15], [-4, 15], [-4, 14]]
    Area.objects.create(
        pcode="ML0501", level=2, name="A", display_fr="A", display_en="A",
        outline={"type": "Polygon", "coordinates": [ring]}, west=-4, south=14, east=-3, north=15,
    )  # fmt: skip

    def do(*arguments: str) -> tuple[int, list[str], str]:
        app = assessments.app if arguments[0] == "assess" else imports.app
        found = CliRunner().invoke(app, list(arguments))
        return found.exit_code, found.stdout.splitlines(), found.stderr

    return do


@pytest.fixture
def ged(tmp_path: Path):
    """Write rows under GED's header."""

    def write(*rows: str) -> str:
        path = tmp_path / "ged.csv"
        path.write_text("\n".join([HEAD, *rows]) + "\n")
        return str(path)

    return write


def test_the_last_line_counts_and_the_one_before_says_what_was_left_out(run, ged):
    path = ged(row(), row(id="2", country="Niger"), row(id="3", latitude="164"))
    status, said, progress = run("import", "ucdp-ged", path, "--country", "Mali")
    assert status == 0
    assert said[-1] == "1 new, 0 changed, 0 unchanged, 1 refused"
    assert said[-2].split()[0] == "1"
    assert "3" in progress


def test_the_refused_rows_are_in_the_file_that_is_named(run, ged, tmp_path):
    where = tmp_path / "bad" / "rows.csv"
    path = ged(row(latitude="164"), row(id="=1+1"))
    _status, said, _progress = run("import", "ucdp-ged", path, "--refused", str(where))
    with where.open(encoding="utf-8-sig", newline="") as file:
        _head, first, second = csv.reader(file)
    assert first[:3] == ["2", "latitude", "164"]
    assert second[:3] == ["3", "id", "'=1+1"]
    assert any(str(where) in line for line in said)


def test_without_a_name_the_file_goes_below_the_instances_home(run, ged):
    _status, said, _progress = run("import", "ucdp-ged", ged(row(latitude="164")))
    assert any(str(Path(settings.REMPART_HOME) / "imports") in line for line in said)


def test_a_dry_run_says_so_and_writes_nothing(run, ged):
    status, said, _progress = run("import", "ucdp-ged", ged(row()), "--dry-run")
    assert (status, said[-1]) == (0, "1 new, 0 changed, 0 unchanged, 0 refused")
    with acting_as(OPERATOR):
        assert not Incident.objects.exists()


def test_a_withdrawn_import_is_named_by_its_reference(run, ged):
    run("import", "ucdp-ged", ged(row()))
    with acting_as(OPERATOR):
        reference = Batch.objects.get().reference
    status, said, _progress = run("import", "withdraw", reference.lower())
    assert (status, said[-1]) == (0, "0 new, 1 changed, 0 unchanged, 0 refused")
    assert run("import", "withdraw", reference)[1][-1] == "0 new, 0 changed, 0 unchanged, 0 refused"
    assert run("import", "withdraw", "MIS-14-000000")[0] == 2


def test_a_marking_above_the_operators_own_is_refused(run, ged):
    status, said, why = run("import", "ucdp-ged", ged(row()), "--marking", "confidential")
    assert (status, said) == (2, [])
    assert why


def test_what_is_no_file_of_ged_is_refused_with_a_remedy(run, tmp_path):
    (tmp_path / "page.csv").write_text("<html>")
    status, said, why = run("import", "ucdp-ged", str(tmp_path / "page.csv"))
    assert (status, said) == (2, [])
    assert "page.csv" in why


def test_since_when_it_was_known(run, ged):
    run("import", "ucdp-ged", ged(row()), "--known-from", "2018-07-15")
    with acting_as(OPERATOR):
        assert f"{Incident.objects.get().known_from}" == "2018-07-15"


def test_boundaries_place_the_events_anew(run, ged, tmp_path):
    run("import", "ucdp-ged", ged(row(longitude="-2.5")))
    ring = [[-3, 14], [-2, 14], [-2, 15], [-3, 15], [-3, 14]]
    feature = {
        "type": "Feature",
        "properties": {"admin2Pcode": "ML0502", "admin2Name": "B", "admin1Pcode": "ML05"},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    path = tmp_path / "b.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    status, said, _progress = run("import", "boundaries", str(path), "--level", "2")
    assert (status, said[-1]) == (0, "1 new, 0 changed, 0 unchanged, 0 refused")
    with acting_as(OPERATOR):
        assert Incident.objects.get().area == "ML0502"


def test_assess_prints_one_object_and_writes_a_document_a_language(run, ged, tmp_path):
    run("import", "ucdp-ged", ged(row()))
    out = tmp_path / "out"
    status, said, progress = run(
        "assess", "--month", "2018-06", "--office", "Mopti", "--lang", "fr", "--lang", "en",
        "--out", str(out), "--json",
    )  # fmt: skip
    assert status == 0, progress
    assert json.loads("\n".join(said)) == {
        "events": 1,
        "one_sided": 1,
        "civilians_killed": {"min": 3, "best": 5, "max": 8},
        "deaths": 5,
    }
    names = sorted(path.name for path in out.iterdir())
    assert names == ["assessment-mopti-2018-06-en.pdf", "evaluation-mopti-2018-06-fr.pdf"]
    assert all(name in progress for name in names)


@pytest.mark.parametrize(
    "wrong",
    [("--month", "juin"), ("--office", "atlantis"), ("--lang", "de"), ("--out", "/dev/null/x")],
)
def test_assess_refuses_with_the_option_at_fault(run, tmp_path, wrong):
    given = {"--month": "2018-06", "--office": "mopti", "--out": str(tmp_path), "--lang": "fr"}
    arguments = [part for option in (given | dict([wrong])).items() for part in option]
    status, said, why = run("assess", *arguments)
    assert (status, said) == (2, [])
    assert wrong[1] in why


ACLED = """event_id_cnty,event_date,event_type,country,latitude,longitude,fatalities
MLI1,25 June 2014,Remote violence,Mali,14.5,-3.5,2
MLI2,31/02/2014,Battles,Mali,14.5,-3.5,2
"""


def test_acled_is_imported_with_its_old_labels_told_and_its_deletions_applied(run, tmp_path):
    path = tmp_path / "acled.csv"
    path.write_text(ACLED, encoding="utf-8-sig")
    status, said, progress = run("import", "acled", str(path), "--known-from", "2014-07-01")
    assert (status, said[-1]) == (0, "1 new, 0 changed, 0 unchanged, 1 refused")
    assert any(line.startswith("  Remote violence → ") and line.endswith("(1)") for line in said)
    assert "31/02/2014" in progress
    gone = tmp_path / "deleted.csv"
    gone.write_text("event_id_cnty\nMLI1\n")
    status, said, _progress = run("import", "acled-deleted", str(gone), "--dry-run")
    assert (status, said[-1]) == (0, "0 new, 1 changed, 0 unchanged, 0 refused")
    run("import", "acled-deleted", str(gone))
    with acting_as(OPERATOR):
        assert Incident.objects.get().verification == "withdrawn"


def test_the_template_is_written_filled_in_and_imported(run, tmp_path):
    path = tmp_path / "incidents.xlsx"
    status, said, _progress = run("import", "template", str(path))
    assert (status, said[-1].endswith(str(path))) == (0, True)
    book = openpyxl.load_workbook(path)
    page = book.worksheets[0]
    page["B2"], page["F2"], page["F3"] = "17/11/2014", "Mopti", "Mopti"
    book.save(path)
    status, said, progress = run("import", "incidents", str(path), "--dry-run")
    assert (status, said[-1]) == (0, "1 new, 0 changed, 0 unchanged, 1 refused")
    assert "3, Premier jour" in progress
    assert run("import", "incidents", str(path))[0] == 0
    assert run("import", "incidents", str(path))[1][-1].startswith("0 new, 0 changed, 1 unchanged")
    assert run("import", "template", str(tmp_path / "incidents.csv"))[0] == 2
    assert run("import", "incidents", str(path.rename(tmp_path / "t.xlsm")))[0] == 2
