"""`rempart demo` on a fresh home: from nothing to twenty documents, once and again."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import docx
import pytest

from doors import words
from ground import reachable

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    home = reachable(tmp_path_factory.mktemp("exercise"))

    def rempart(*arguments: object, home_name: str = "demo") -> subprocess.CompletedProcess[str]:
        environment = os.environ | {
            "REMPART_HOME": str(home / home_name), "REMPART_LANG": "en", "OMP_NUM_THREADS": "1",
        }  # fmt: skip
        return subprocess.run(
            [sys.executable, "-m", "rempart", *map(str, arguments)],
            env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip

    return rempart


@pytest.fixture(scope="module")
def out(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the documents of a demo that was just made."""
    folder = tmp_path_factory.mktemp("out")
    made = run("demo", "--no-serve", "--out", folder)
    assert made.returncode == 0, made.stderr
    assert "assessments: 5/5" in made.stderr
    return folder


def test_ten_of_each_and_every_one_says_that_it_is_an_exercise(out: Path) -> None:
    pdfs, papers = sorted(out.glob("*.pdf")), sorted(out.glob("*.docx"))
    assert (len(pdfs), len(papers)) == (10, 10)
    for path in pdfs:
        said = subprocess.run(
            ["pdftotext", path, "-"], capture_output=True, text=True, check=True
        ).stdout
        mark = "EXERCISE" if path.stem.endswith("en") else "EXERCICE"
        assert path.name.startswith(mark)
        pages = [page for page in words(said).split("\f") if page.strip()]
        assert all(mark in "".join(page.upper().split()) for page in pages), path.name
    for path in papers:
        head = docx.Document(str(path)).sections[0].header.paragraphs[0].text
        assert ("EXERCISE" if path.stem.endswith("en") else "EXERCICE") in head.upper()


def test_a_second_time_goes_on_and_another_seed_is_refused(
    run: Run, out: Path, tmp_path: Path
) -> None:
    again = run("demo", "--no-serve", "--out", tmp_path)
    assert again.returncode == 0, again.stderr
    assert "incidents:" not in again.stderr
    for path in out.glob("*.pdf"):
        assert (tmp_path / path.name).read_bytes() == path.read_bytes()
    other = run("demo", "--no-serve", "--seed", "2", "--out", tmp_path)
    assert other.returncode == 3 or other.returncode == 2
    assert "another exercise" in other.stderr


def test_the_journal_holds_and_the_clock_is_the_exercises(run: Run, out: Path) -> None:
    assert run("journal", "verify").returncode == 0
    assert run("doctor").returncode == 0
    said = run("assess", "--month", "2014-10", "--office", "gao", "--out", out / "x", "--json")
    assert json.loads(said.stdout)["events"] > 0
    future = run("assess", "--month", "2014-12", "--office", "gao", "--out", out / "x", "--json")
    assert json.loads(future.stdout)["events"] == 0


def test_a_real_instance_is_never_made_an_exercise(run: Run, tmp_path: Path) -> None:
    assert run("init", "--profile", "mali", home_name="real").returncode == 0
    refused = run("demo", "--no-serve", "--out", tmp_path, home_name="real")
    assert refused.returncode != 0
    assert "holds a real instance" in refused.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("day", ["31/02/2014", "2014-02-31", "hier"])
def test_a_date_that_is_none_is_refused(run: Run, day: str, tmp_path: Path) -> None:
    refused = run("demo", "--no-serve", "--date", day, "--out", tmp_path, home_name="none")
    assert refused.returncode == 2
    assert day in refused.stderr
