"""The commands of the README on real events, each in a process of its own, one after the other."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyrage
import pytest

from ground import reachable

GED = "ucdp_ged/GEDEvent_v21_1_mli_bfa_ner_until_2018.csv"
OUTLINES = "boundaries/mli_adm2_2017.geojson"
JUNE = {"events": 17, "one_sided": 11, "deaths": 97,
        "civilians_killed": {"min": 66, "best": 72, "max": 88}}  # fmt: skip
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """`run("init", ..., home="other")` runs a command on an instance of the module's own."""
    place = reachable(tmp_path_factory.mktemp("whole"))

    def one(*words: Any, home: str = "home") -> subprocess.CompletedProcess[str]:
        environment = os.environ | {"REMPART_HOME": str(place / home), "REMPART_LANG": "en"}
        environment.pop("DJANGO_SETTINGS_MODULE", None)
        return subprocess.run(
            [sys.executable, "-m", "rempart", *map(str, words)],
            env=environment, cwd=place, capture_output=True, text=True, check=False,
        )  # fmt: skip

    return one


@pytest.fixture(scope="module")
def june(run: Run, real_data: Callable[[str], Path]) -> Run:
    """The instance with boundaries and events in it."""
    outlines, events = real_data(OUTLINES), real_data(GED)
    assert run("init", "--profile", "mali").returncode == 0
    placed = run("import", "boundaries", outlines, "--level", "2")
    assert last_line(placed) == "50 new, 0 changed, 0 unchanged, 0 refused"
    loaded = run("import", "ucdp-ged", events, "--country", "Mali")
    assert last_line(loaded) == "586 new, 0 changed, 0 unchanged, 0 refused"
    again = run("import", "ucdp-ged", events, "--country", "Mali")
    assert last_line(again) == "0 new, 0 changed, 586 unchanged, 0 refused"
    return run


def last_line(ran: subprocess.CompletedProcess[str]) -> str:
    """The last line that a command printed; its complaints where it failed."""
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.splitlines()[-1]


def assess(run: Run, out: Path, home: str = "home") -> dict[str, Any]:
    """Mopti's June 2018 as a document in `out` and as figures."""
    ran = run("assess", "--month", "2018-06", "--office", "Mopti", "--lang", "fr",
              "--out", out, "--json", home=home)  # fmt: skip
    figures: dict[str, Any] = json.loads(last_line(ran))
    return figures


def text_of(pdf: Path) -> str:
    """What a reader finds in a PDF."""
    return subprocess.run(
        ["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=True
    ).stdout


def test_june_2018_in_mopti_is_what_was_counted_by_hand(june: Run, tmp_path: Path) -> None:
    assert assess(june, tmp_path) == JUNE
    (pdf,) = tmp_path.glob("*.pdf")
    said = text_of(pdf)
    for figure in ("17", "11", "72", "66", "88", "97"):
        assert figure in said
    assert assess(june, tmp_path / "again") == JUNE
    assert next((tmp_path / "again").glob("*.pdf")).read_bytes() == pdf.read_bytes()


def test_a_backup_comes_back_with_the_same_rows_and_documents(june: Run, tmp_path: Path) -> None:
    first, second = pyrage.x25519.Identity.generate(), pyrage.x25519.Identity.generate()
    key = tmp_path / "second.key"
    key.write_text(str(second))
    file = tmp_path / "house.age"
    alone = june("backup", "--to", first.to_public(), file)
    assert alone.returncode != 0
    assert not file.exists()
    kept = june("journal", "anchor").stdout.strip()
    made = june("backup", "--to", first.to_public(), "--to", second.to_public(), file)
    assert made.returncode == 0, made.stderr
    assert b"PGDMP" not in file.read_bytes()
    back = june("restore", file, "--identity", key, home="restored")
    assert back.returncode == 0, back.stderr
    assert june("journal", "verify", "--anchor", kept, home="restored").returncode == 0
    before, after = tmp_path / "before", tmp_path / "after"
    assert assess(june, before) == assess(june, after, home="restored") == JUNE
    (one,), (other,) = before.glob("*.pdf"), after.glob("*.pdf")
    assert one.read_bytes() == other.read_bytes()
    refused = june("restore", file, "--identity", key)
    assert refused.returncode != 0
    assert "holds an instance already" in refused.stderr


def test_the_doctor_and_the_journal_agree_that_all_is_well(june: Run) -> None:
    said = june("doctor")
    assert said.returncode == 0, said.stdout
    assert "Row-level security is forced" in said.stdout
    assert june("journal", "verify").returncode == 0
    strange = june("journal", "verify", "--anchor", "1-ffffffffffffffff")
    assert strange.returncode == 1


def test_a_batch_can_be_withdrawn_and_comes_back_with_its_file(
    run: Run, real_data: Callable[[str], Path]
) -> None:
    assert run("init", "--profile", "mali", home="batch").returncode == 0
    events = real_data(GED)
    tried = run("import", "ucdp-ged", events, "--country", "Mali", "--dry-run", home="batch")
    assert last_line(tried) == "586 new, 0 changed, 0 unchanged, 0 refused"
    loaded = run("import", "ucdp-ged", events, "--country", "Mali", home="batch")
    assert last_line(loaded) == "586 new, 0 changed, 0 unchanged, 0 refused"
    batch = next(line.split()[1] for line in loaded.stdout.splitlines() if "withdraw" in line)
    gone = run("import", "withdraw", batch, "--reason", "wrong file", home="batch")
    assert last_line(gone) == "0 new, 586 changed, 0 unchanged, 0 refused"


def test_founders_are_made_once(run: Run) -> None:
    assert run("init", "--profile", "mali", home="founded").returncode == 0
    made = run("founders", "a@example.org", "b@example.org", home="founded")
    assert [line.split()[0] for line in made.stdout.splitlines()] == [
        "a@example.org", "b@example.org",
    ]  # fmt: skip
    assert run("founders", "c@example.org", "d@example.org", home="founded").returncode != 0
    back = run("readmit", "b@example.org", home="founded")
    assert back.stdout.startswith("b@example.org  /compte/"), back.stderr
    assert run("readmit", "c@example.org", home="founded").returncode != 0


def test_a_command_without_an_instance_says_what_to_do(run: Run, tmp_path: Path) -> None:
    ran = run("assess", "--month", "2018-06", "--office", "mopti", "--out", tmp_path, home="none")
    assert ran.returncode != 0
    assert "init" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_the_register_forecasts_as_the_file_that_it_was_filled_from(
    june: Run, real_data: Callable[[str], Path], tmp_path: Path
) -> None:
    said = {}
    for name, events in (("file", real_data(GED)), ("house", "register")):
        ran = june("foresight", "forecast", "--events", events, "--areas", real_data(OUTLINES),
                   "--until", "2018-11", "--train-from", "2012-01", "--out",
                   tmp_path / name)  # fmt: skip
        assert ran.returncode == 0, ran.stderr
        statement = json.loads((tmp_path / name / "forecast.json").read_text())
        said[name] = statement["origin"], statement["issued"]
    assert said["file"] == said["house"]
    assert said["house"][0] == "2018-11"
    table = (tmp_path / "house" / "forecast.csv").read_text().splitlines()
    assert len(table) == 1 + 3 * 50
    assert "Mopti" in "".join(table)
