"""How good, fast and lean the forecasting library is, beside the field's own software.

Four parts: scores against views-evaluation and scoringrules on the same draws (both are installed
into a folder that goes away; if that fails it is said); whole backtests of cercles, first-level
units and 13,110 grid cells in processes of their own; the same bytes from every executor; and
30 million made events binned. Real data is read from REMPART_TEST_DATA.

    python benchmarks/foresight.py --rows 30000000 --json foresight.json
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import platform
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
import polars as pl

from rempart.foresight import executors, scores
from rempart.foresight.baselines import conflictology_mix
from rempart.foresight.events import Kind, read_events
from rempart.foresight.months import read_month
from rempart.foresight.outlines import read_areas
from rempart.foresight.panel import build_panel

EVENTS = "ucdp_ged/ged211_prec12_1989_2018.parquet"
CERCLES = "boundaries/mli_adm2_2017.geojson"
FIRST_LEVEL = "boundaries/ne_admin1_africa.geojson"
GRID = "priogrid/africa_me_legacy_pgids.json"
RUNS = (
    ("cercles alone (50)", CERCLES, (), "7 s, 0.23 GB"),
    ("cercles (50), pooled with first level", CERCLES, (FIRST_LEVEL,), "46 s"),
    ("first level (892)", FIRST_LEVEL, (), "24 s, 0.65 GB"),
    ("grid (13,110 cells)", GRID, (), "185 s, 3.9 GB (10,231 cells)"),
    ("grid (13,110 cells), pooled with first level", GRID, (FIRST_LEVEL,), "–"),
)
CHALLENGE_EDGES = [0, 1, 3, 6, 11, 26, 51, 101, 251, 501, 1001, 10_000_000]
PEERS = ("views-evaluation", "scoringrules")
SCORED_MONTHS = 12
REPEATS = 5
Rows = list[dict[str, Any]]


def main() -> None:
    """Run the parts that are asked for and print their tables."""
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--rows", type=int, default=30_000_000, help="made events to bin")
    given.add_argument("--json", type=Path)
    given.add_argument("--only", choices=("scores", "backtests", "executors", "bins"))
    options = given.parse_args()
    parts: dict[str, Callable[[Path], Rows]] = {
        "scores": side_by_side,
        "backtests": backtests,
        "executors": same_bytes,
        "bins": lambda folder: bins(folder, options.rows),
    }
    report: dict[str, Any] = {"machine": machine()}
    print(f"{report['machine']}\n")
    for name, part in parts.items():
        if options.only in (None, name):
            with tempfile.TemporaryDirectory(prefix="rempart-bench-") as folder:
                report[name] = part(Path(folder))
            print(f"## {name}\n\n{markdown(report[name])}\n", flush=True)
    if options.json:
        options.json.write_text(json.dumps(report, indent=1) + "\n")


def machine() -> str:
    """What it ran on."""
    cores = len(os.sched_getaffinity(0))
    load = os.getloadavg()[0]
    return (
        f"{platform.machine()}, {cores} cores, Python {platform.python_version()}, load {load:.1f}"
    )


def data(name: str) -> Path:
    """A real file."""
    return Path(os.environ["REMPART_TEST_DATA"]) / name


def markdown(rows: Rows) -> str:
    """Rows as a Markdown table."""
    heads = list(rows[0])
    lines = [heads, ["---"] * len(heads), *([str(row[head]) for head in heads] for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def side_by_side(folder: Path) -> Rows:
    """Each score by us and by others: on the mix's draws for a year of cells, and on dense ones.

    The values compared are means over all rows.
    """
    trouble = install(folder)
    if trouble:
        return [{"part": "scores", "not compared": f"the peers cannot be installed: {trouble}"}]
    sys.path.append(str(folder))
    rows: Rows = []
    for name, (outcome, draws) in {"grid year": grid_year(), "dense": dense()}.items():
        rows += compared(name, outcome, draws)
    return rows


def install(folder: Path) -> str:
    """Put the peers, without what they depend on, into a folder; returns what went wrong."""
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(folder)]
    done = subprocess.run([*pip, *PEERS], capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else done.stderr.strip().splitlines()[-1]


def grid_year() -> tuple[np.ndarray, np.ndarray]:
    """A year of outcomes of 13,110 cells and the mix's draws for them: nearly all zeros."""
    areas = read_areas(data(GRID))
    panel = build_panel(read_events(data(EVENTS)), areas)
    origins = range(read_month("2017-12"), read_month("2017-12") + SCORED_MONTHS)
    forecasts = [conflictology_mix(panel, Kind.ONE_SIDED, origin) for origin in origins]
    outcomes = [panel.outcome(Kind.ONE_SIDED, origin + 1) for origin in origins]
    return np.concatenate(outcomes), np.concatenate([one.draws for one in forecasts])


def dense() -> tuple[np.ndarray, np.ndarray]:
    """20,000 outcomes and 200 draws for each, few of them zero."""
    generator = np.random.default_rng(1)
    draws = generator.negative_binomial(0.5, 0.02, size=(20_000, 200)).astype(np.float32)
    return generator.negative_binomial(0.5, 0.02, 20_000).astype(np.int32), np.sort(draws, axis=1)


def compared(name: str, outcome: np.ndarray, draws: np.ndarray) -> Rows:
    """Time and value of each score by each library."""
    import scoringrules
    from views_evaluation.evaluation import native_metric_calculators as views

    seen, wide = outcome.astype(np.float64), draws.astype(np.float64)
    chance = (draws > 0).mean(axis=1, dtype=np.float64)
    size = draws.shape[1]
    challenge = {"bins": CHALLENGE_EDGES, "low_bin": 0, "high_bin": 10_000}
    pairs: list[tuple[str, str, Callable[[], Any], Callable[[], Any]]] = [
        (
            "CRPS",
            "views-evaluation",
            lambda: scores.crps(outcome, draws).mean(),
            lambda: views.calculate_crps_native(seen, wide),
        ),
        (
            "CRPS",
            "scoringrules",
            lambda: scores.crps(outcome, draws).mean(),
            lambda: scoringrules.crps_ensemble(seen, wide, estimator="qd", backend="numpy").mean(),
        ),
        (
            "IGN",
            "views-evaluation",
            lambda: scores.ignorance(outcome, draws, draw_equivalent=size).mean(),
            lambda: views.calculate_ignorance_score_native(seen, wide, **challenge),
        ),
        (
            "MIS",
            "views-evaluation",
            lambda: scores.interval_score(outcome, draws).mean(),
            lambda: views.calculate_mean_interval_score_native(seen, wide, alpha=0.1),
        ),
        (
            "Brier",
            "views-evaluation",
            lambda: scores.brier(outcome > 0, chance).mean(),
            lambda: views.calculate_brier_cls_point_native(seen, chance, threshold=0),
        ),
        (
            "AP",
            "views-evaluation",
            lambda: scores.ranking(outcome > 0, chance).average_precision,
            lambda: views.calculate_ap_native((seen > 0).astype(int), chance),
        ),
    ]
    rows: Rows = []
    for score, peer, ours, theirs in pairs:
        mine, my_time = timed(ours)
        other, other_time = timed(theirs)
        rows.append(
            {
                "draws": f"{name}, {len(outcome):,} × {size}",
                "score": score,
                "ours": f"{mine:.9g}",
                "peer": peer,
                "difference": f"{abs(mine - other):.1e}",
                "ours, ms": f"{1000 * my_time:.0f}",
                "peer, ms": f"{1000 * other_time:.0f}",
                "times faster": f"{other_time / my_time:.1f}",
            }
        )
        if not abs(mine - other) < 1e-9:
            raise SystemExit(f"{score} differs from {peer}: {mine!r} and {other!r}")
    return rows


def timed(work: Callable[[], Any]) -> tuple[float, float]:
    """The value, and the best of a few times; once only where one takes seconds."""
    best, value = float("inf"), 0.0
    for _ in range(REPEATS):
        began = time.perf_counter()
        value = float(work())
        best = min(best, time.perf_counter() - began)
        if best > 2:
            break
    return value, best


def backtests(folder: Path) -> Rows:
    """Whole commands: panel, 48 months of warm-up, yearly refits, 60 origins, 3 leads, tables."""
    rows: Rows = []
    for name, areas, others, prototype in RUNS:
        out = folder / str(len(rows))
        command = [sys.executable, "-m", "rempart", "foresight", "backtest"]
        command += ["--events", str(data(EVENTS)), "--areas", str(data(areas))]
        command += [word for one in others for word in ("--train-areas", str(data(one)))]
        command += ["--leads", "1,3,6", "--origins", "2014-01..2018-12"]
        command += ["--train-from", "1995-01", "--out", str(out)]
        seconds, peak = watched(command)
        table = pl.read_csv(out / "scores.csv").filter(model="issued")
        rows.append(
            {
                "backtest": name,
                "time, s": f"{seconds:.0f}",
                "memory, GB": f"{peak / 1e9:.2f}",
                "prototype": prototype,
                **{
                    f"CRPS skill, {row['lead']} months": f"{row['crps_skill']:+.1%} "
                    f"[{row['crps_skill_low']:+.1%}, {row['crps_skill_high']:+.1%}]"
                    for row in table.iter_rows(named=True)
                },
            }
        )
    return rows


def watched(command: list[str]) -> tuple[float, int]:
    """Seconds of a command and the peak of its whole family's memory, shared pages counted once."""
    began = time.perf_counter()
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE}
    process = subprocess.Popen(command, **quiet, text=True)
    peak = 0

    def watch() -> None:
        nonlocal peak
        while process.poll() is None:
            peak = max(peak, sum(map(proportional_memory, family(process.pid))))
            time.sleep(0.2)

    watcher = threading.Thread(target=watch)
    watcher.start()
    _, said = process.communicate()
    watcher.join()
    if process.returncode:
        raise SystemExit(said)
    return time.perf_counter() - began, peak


def family(parent: int) -> list[int]:
    """A process and all that it started."""
    found = [parent]
    for one in found:
        try:
            tasks = list(Path(f"/proc/{one}/task").iterdir())
            found += [int(c) for task in tasks for c in (task / "children").read_text().split()]
        except OSError:
            continue
    return found


def proportional_memory(process: int) -> int:
    """Bytes that a process holds, pages shared with others in equal parts; 0 once it is gone."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)


def same_bytes(folder: Path) -> Rows:
    """One short backtest of the cercles by every executor: time, and a digest of all its files."""
    names = ["in-process", "processes"] + (["ray"] if executors.ray else [])
    rows: Rows = []
    for name in names:
        out = folder / name
        command = [sys.executable, "-m", "rempart", "foresight", "backtest", "--executor", name]
        command += ["--events", str(data(EVENTS)), "--areas", str(data(CERCLES))]
        command += ["--origins", "2016-01..2018-12", "--train-from", "1995-01", "--out", str(out)]
        seconds, _ = watched(command)
        # a panel's folder stands in the plan, but only its content in what names the tasks
        files = sorted(one for one in out.rglob("*") if one.is_file())
        said = hashlib.sha256()
        for one in files:
            said.update(str(one.relative_to(out)).encode() + one.read_bytes())
        rows.append(
            {
                "executor": name,
                "time, s": f"{seconds:.1f}",
                "files": len(files),
                "digest": said.hexdigest()[:16],
            }
        )
    if executors.ray is None:
        rows.append({"executor": "ray", "time, s": "not installed", "files": "–", "digest": "–"})
    if len({row["digest"] for row in rows} - {"–"}) > 1:
        raise SystemExit(f"executors differ: {rows}")
    return rows


def bins(folder: Path, rows: int) -> Rows:
    """Made events over 13,110 cells and thirty years, from Parquet to the dense panel."""
    path = folder / "events.parquet"
    make_events(path, rows)
    code = (
        "import sys, time, resource; from pathlib import Path\n"
        "from rempart.foresight.events import read_events\n"
        "from rempart.foresight.outlines import read_areas\n"
        "from rempart.foresight.panel import build_panel\n"
        "areas = read_areas(Path(sys.argv[2])); began = time.perf_counter()\n"
        "panel = build_panel(read_events(Path(sys.argv[1])), areas)\n"
        "print(time.perf_counter() - began, panel.counts.sum(),"
        " resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)"
    )
    command = [sys.executable, "-c", code, str(path), str(data(GRID))]
    seconds, count, peak = subprocess.run(
        command, capture_output=True, text=True, check=True
    ).stdout.split()
    if int(count) != rows:
        raise SystemExit(f"{count} events binned of {rows}")
    return [
        {
            "events": f"{rows:,}",
            "time, s": f"{float(seconds):.1f}",
            "memory, GB": f"{int(peak) / 1e9:.2f}",
            "aim": "30,000,000 in 5 s and 3 GB",
        }
    ]


def make_events(path: Path, rows: int, part: int = 3_000_000) -> None:
    """Events at random over the cells of the grid, in parts joined to one file."""
    areas = read_areas(data(GRID))
    generator = np.random.default_rng(1)
    kinds = np.array(["State-based violence", "Non-state violence", "One-sided violence"])
    for start in range(0, rows, part):
        count = min(part, rows - start)
        unit = generator.integers(0, len(areas), count)
        month = generator.integers(0, 360, count)
        pl.DataFrame(
            {
                "year": (1989 + month // 12).astype(np.int32),
                "month": (month % 12 + 1).astype(np.int32),
                "type_of_violence": kinds[generator.integers(0, 3, count)],
                "latitude": areas.latitude[unit] + generator.random(count) * 0.4 - 0.2,
                "longitude": areas.longitude[unit] + generator.random(count) * 0.4 - 0.2,
                "best_death": generator.geometric(0.2, count).astype(np.int32),
            }
        ).write_parquet(path.with_name(f"part-{start:012d}.parquet"))
    pl.scan_parquet(path.with_name("part-*.parquet")).sink_parquet(path)
    for one in path.parent.glob("part-*.parquet"):
        one.unlink()


if __name__ == "__main__":
    main()
