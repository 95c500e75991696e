"""`rempart foresight` from files to tables, as an operator runs it."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from foresight import worlds
from rempart.cli import foresight

RUN = CliRunner()


@pytest.fixture
def files(tmp_path: Path, monkeypatch) -> Path:
    areas = worlds.cells()
    worlds.write_parquet(worlds.frame(areas), tmp_path / "events.parquet")
    (tmp_path / "areas.json").write_text(str([int(one) for one in areas.ids]))
    (tmp_path / "others.json").write_text("[140000, 140001, 140002]")
    monkeypatch.setenv("REMPART_LANG", "en")
    return tmp_path


def run(command: str, files: Path, *options: str):
    """Run a command on the made files, in this process."""
    given = ["--events", str(files / "events.parquet"), "--areas", str(files / "areas.json")]
    given += ["--executor", "in-process"] if command != "score" else []
    return RUN.invoke(foresight.app, ["foresight", command, *given, *options])


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as held:
        return list(csv.DictReader(held))


def test_from_backtest_to_forecast_to_score(files: Path):
    out, issued = files / "backtest", files / "issued"
    others = ("--train-areas", str(files / "others.json"))
    asked = ("--leads", "1,3", "--origins", "2007-01..2008-12", "--out", str(out), *others)
    result = run("backtest", files, *asked)
    assert result.exit_code == 0, result.output
    assert "1 → 1, 3 → 3" in result.output.replace("\u00a0", " ")
    assert "fitting" in result.stderr
    assert {row["model"] for row in rows(out / "scores.csv")} >= {"conflictology_mix", "issued"}
    assert all((out / f"{name}.svg").stat().st_size < 25_000 for name in ("skill", "reliability"))

    result = run(
        "forecast",
        files,
        "--leads",
        "1,3",
        "--until",
        "2008-06",
        "--backtest",
        str(out),
        "--out",
        str(issued),
        *others,
    )
    assert result.exit_code == 0, result.output
    table = rows(issued / "forecast.csv")
    assert len(table) == 2 * 25
    assert {row["month"] for row in table} == {"2008-07", "2008-09"}
    assert all("months with deaths here" in row["why"] for row in table)
    assert all(0 <= float(row["probability"]) <= 1 for row in table)

    result = run("score", files, "--forecast", str(issued))
    assert result.exit_code == 0, result.output
    scored = rows(issued / "hindsight.csv")
    assert [row["model"] for row in scored] == ["issued", "conflictology_mix"] * 2


def test_without_a_backtest_the_mix_is_issued_and_said(files: Path):
    result = run("forecast", files, "--out", str(files / "out"))
    assert result.exit_code == 0, result.output
    assert "the mix is issued everywhere" in result.stderr
    statement = json.loads((files / "out" / "forecast.json").read_text())
    assert set(statement["issued"].values()) == {"conflictology_mix"}
    assert all(
        row["probability"] == row["mix_probability"] for row in rows(files / "out" / "forecast.csv")
    )


def test_a_forecast_of_another_version_or_edition_is_refused(files: Path):
    out = files / "out"
    run("forecast", files, "--until", "2008-06", "--out", str(out))
    statement = json.loads((out / "forecast.json").read_text())
    for changed, said in (
        ({"format": 0}, "another version"),
        ({"edition": "x"}, "another edition"),
        ({"origin": "2008-12"}, "no target is known"),
    ):
        (out / "forecast.json").write_text(json.dumps(statement | changed))
        result = run("score", files, "--forecast", str(out))
        assert (result.exit_code, said in result.stderr) == (2, True), result.stderr


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--events", "nowhere.csv"), "no such file"),
        (("--target", "genocide"), "one-sided"),
        (("--leads", "0"), "from 1 to 36"),
        (("--executor", "spark"), "in-process"),
        (("--origins", "1997-01"), "five years"),
        (("--origins", "2008-12"), "no target is known"),
        (("--until", "2999-01"), "not over"),
    ],
)
def test_refusals_name_value_and_remedy_and_exit_with_two(files: Path, options, said):
    result = run("backtest", files, "--origins", "2008-01", "--out", str(files / "out"), *options)
    assert result.exit_code == 2
    assert said in result.stderr
    assert "Traceback" not in result.output


def test_refusals_are_french_by_default(files: Path, monkeypatch):
    monkeypatch.delenv("REMPART_LANG")
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.setenv("LANG", "fr_FR.UTF-8")
    result = run("forecast", files, "--out", str(files), "--target", "guerre")
    assert "violence inconnue" in result.stderr


def test_an_interruption_is_said_and_can_be_resumed(files: Path, monkeypatch):
    asked = ("--leads", "1", "--origins", "2008-01..2008-06", "--out", str(files / "out"))
    seen: list[int] = []

    def stop(self, done: int, total: int, stage: str) -> None:
        seen.append(done)
        if len(seen) == 2:
            raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(foresight.Progress, "__call__", stop)
        result = run("backtest", files, *asked)
    assert result.exit_code == foresight.INTERRUPTED
    assert "goes on where it stopped" in result.stderr
    kept = {path: path.stat().st_mtime_ns for path in (files / "out").rglob("fit-*.npz")}
    assert len(kept) == 2
    assert run("backtest", files, *asked).exit_code == 0
    assert all(path.stat().st_mtime_ns == moment for path, moment in kept.items())


def test_progress_says_what_is_left(capsys, monkeypatch):
    monkeypatch.setenv("REMPART_LANG", "en")
    progress = foresight.Progress()
    progress(4, 10, "fit")
    progress(5, 10, "fit")
    said = capsys.readouterr().err
    assert "5/10" in said
    assert "0 s left" in said


@pytest.mark.real_data
def test_the_cercles_of_mali_in_short(real_data, tmp_path: Path):
    result = RUN.invoke(
        foresight.app,
        [
            "foresight",
            "backtest",
            "--events",
            str(real_data("ucdp_ged/ged211_prec12_1989_2018.parquet")),
            "--areas",
            str(real_data("boundaries/mli_adm2_2017.geojson")),
            "--leads",
            "6",
            "--origins",
            "2018-01..2018-12",
            "--train-from",
            "2010-01",
            "--executor",
            "in-process",
            "--out",
            str(tmp_path),
        ],
    )
    assert result.exit_code == 0, result.output
    mix = next(row for row in rows(tmp_path / "scores.csv") if row["model"] == "conflictology_mix")
    assert (mix["months"], mix["unit_months"]) == ("6", "300")
    assert "6 → 6" in result.stdout.replace("\u00a0", " ")
