"""All the checks, in stages: `./rempart test` without arguments.

Each stage prints its name and time; the last line counts the tests of all of them.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
DEBIAN_POSTGRES = Path("/usr/lib/postgresql/15/bin")
ON_BOTH = ["tests/kernel", "tests/access", "tests/people", "tests/register"]
"""Folders whose tests stand on the database's own behaviour: run on PostgreSQL 18 and, but for what
Chromium shows, on 15."""

WORKERS = str(min(4, os.cpu_count() or 1))
"""Each worker has a cluster of its own; the tests of one file stay together."""

_COUNTS = re.compile(r"(\d+) (passed|failed|errors?|skipped)")


def stages() -> list[tuple[str, list[str], dict[str, str]]]:
    """Name, command and extra environment of each stage."""
    tool = {name: str(BIN / name) for name in ("ruff", "mypy", "lint-imports", "djlint")}
    pytest = [sys.executable, "-m", "pytest", "--durations=8", "-n", WORKERS, "--dist", "loadfile"]
    listed = [
        ("style", [tool["ruff"], "check", "."], {}),
        ("format", [tool["ruff"], "format", "--check", "."], {}),
        ("types", [tool["mypy"]], {}),
        ("rooms", [tool["lint-imports"]], {}),
        ("templates", [tool["djlint"], "--lint", "src/rempart"], {}),
        ("tests on PostgreSQL 18", pytest, {}),
    ]
    both = [folder for folder in ON_BOTH if (HOUSE / folder).is_dir()]
    older = {"REMPART_POSTGRES_BIN": str(DEBIAN_POSTGRES)}
    listed.append(("tests on PostgreSQL 15", [*pytest, "-m", "not browser", *both], older))
    return listed


def run(name: str, command: list[str], extra: dict[str, str]) -> tuple[bool, dict[str, int]]:
    """Run one stage; did it pass, and the counts that pytest printed."""
    print(f"\n=== {name}", flush=True)
    began = time.monotonic()
    process = subprocess.Popen(
        command,
        cwd=HOUSE,
        env={**os.environ, "OMP_NUM_THREADS": "1", **extra},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    last = ""
    for line in process.stdout or ():
        print(line, end="", flush=True)
        last = line if _COUNTS.search(line) else last
    well = process.wait() == 0
    print(f"=== {name}: {'well' if well else 'FAILED'} in {time.monotonic() - began:.0f} s")
    counts = (
        {
            word.rstrip("s") if word.startswith("error") else word: int(number)
            for number, word in _COUNTS.findall(last)
        }
        if "tests on" in name
        else {}
    )
    return well, counts


def main() -> int:
    """Run every stage, also after a failure, so that all faults are seen at once."""
    totals = {"passed": 0, "failed": 0, "skipped": 0}
    broken = []
    for name, command, extra in stages():
        well, counts = run(name, command, extra)
        totals["passed"] += counts.get("passed", 0)
        totals["failed"] += counts.get("failed", 0) + counts.get("error", 0)
        totals["skipped"] += counts.get("skipped", 0)
        if not well:
            broken.append(name)
    if broken:
        print(f"\nBroken: {', '.join(broken)}")
        totals["failed"] = max(totals["failed"], len(broken))
    print("\n" + ", ".join(f"{number} {word}" for word, number in totals.items()))
    return 1 if broken else 0


if __name__ == "__main__":
    raise SystemExit(main())
