"""How long the world's events take: parse, place, compare, write, version, stage, journal.

Lays the Parquet of UCDP GED (folder REMPART_TEST_DATA) out in GED's 49 columns, makes an instance
of its own with a profile of one office and no outline, and times the phases of an operator:
a first import, the same file again, a release in which a tenth of the events changed, withdrawal.

    python benchmarks/import.py --rows 160000 --json import.json
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import resource
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import instances

VIOLENCE = {"State-based violence": 1, "Non-state violence": 2, "One-sided violence": 3}
PROFILE = """
[mission]
short = "BENCH"
name = { fr = "Banc", en = "Bench" }
title = { fr = "Banc", en = "Bench" }
country = { fr = "Monde", en = "World" }
countries = []
disclaimer = { fr = "–", en = "–" }

[[offices]]
number = 1
code = "only"
prefix = "ONE"
fr = "Seul"
en = "Only"

[[components]]
number = 1
code = "poc"
fr = "PDC"
en = "POC"

[vocabularies.threat_type]
title = { fr = "Menace", en = "Threat" }
items = [{ code = "killing", fr = "Meurtre", en = "Killing" }]
"""


def main() -> None:
    """Run the phases and print them."""
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--rows", type=int, default=160_000)
    given.add_argument("--json", type=Path)
    options = given.parse_args()
    with instances.folder() as folder:
        report = measure(folder, options.rows)
    table(report)
    if options.json:
        options.json.write_text(json.dumps(report, indent=1) + "\n")


def events(rows: int) -> Iterator[dict[str, Any]]:
    """The events of the Parquet as dictionaries, again from the start with new ids if it ends."""
    import polars

    path = Path(os.environ["REMPART_TEST_DATA"]) / "ucdp_ged/ged211_prec12_1989_2018.parquet"
    frame = polars.read_parquet(path)
    for number in range(rows):
        lap, position = divmod(number, frame.height)
        row = frame.row(position, named=True)
        yield row | {"id": row["id"] + lap * 10_000_000}


def lay_out(path: Path, rows: int, every_tenth_more: bool = False) -> None:
    """Write events in GED's official layout; in the later release a tenth has one more death."""
    from rempart.register.ged import COLUMNS

    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, restval="")
        writer.writeheader()
        for number, row in enumerate(events(rows)):
            day = f"{row['year']}-{row['month']:02}-{row['day']:02} 00:00:00.000"
            high = int(row["high_death"]) + (every_tenth_more and number % 10 == 0)
            writer.writerow(
                {
                    "id": row["id"],
                    "year": row["year"],
                    "type_of_violence": VIOLENCE[row["type_of_violence"]],
                    "conflict_name": row["conflict_name"],
                    "side_a": row["side_a"],
                    "side_b": row["side_b"],
                    "latitude": row["latitude"],
                    "longitude": row["longitude"],
                    "country": row["country"],
                    "date_start": day,
                    "date_end": day,
                    "low": int(row["low_death"]),
                    "best": int(row["best_death"]),
                    "high": high,
                }
            )


def measure(folder: Path, rows: int) -> dict[str, Any]:
    """The seconds and the outcome of each phase, on a durable cluster made for it."""
    profile = folder / "profile"
    profile.mkdir()
    (profile / "profile.toml").write_text(PROFILE)
    first, later = folder / "ged.csv", folder / "later.csv"
    lay_out(first, rows)
    lay_out(later, rows, every_tenth_more=True)
    phases: list[dict[str, Any]] = []

    def timed(name: str, work: Callable[[], Any]) -> None:
        from rempart.kernel.actor import SystemActor, acting_as

        began = time.perf_counter()
        with acting_as(SystemActor("operator:bench", ceiling=1)):
            said = str(work())
        seconds = time.perf_counter() - began
        phases.append({"phase": name, "seconds": round(seconds, 1), "outcome": said})
        print(f"{name}: {seconds:.1f} s, {said}", file=sys.stderr)

    with instances.instance(profile):
        from rempart.register.imports import import_events, withdraw_batch
        from rempart.register.models import Batch

        timed("first import", lambda: import_events(path=first))
        timed("the same again", lambda: import_events(path=first))
        timed("a tenth changed", lambda: import_events(path=later))
        timed("withdraw the first", lambda: withdraw_batch(target=_earliest(Batch)))
    return {
        "rows": rows,
        "file_mb": round(first.stat().st_size / 2**20, 1),
        "phases": phases,
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def _earliest(batch: Any) -> Any:
    return batch.objects.order_by("created_at", "id").values_list("id", flat=True)[0]


def table(report: dict[str, Any]) -> None:
    """Print the report as a Markdown table."""
    print(
        f"{report['rows']:,} events, {report['file_mb']} MB; peak memory {report['peak_mb']} MB\n"
    )
    print("| phase | seconds | rows/s | outcome |\n|---|---:|---:|---|")
    for phase in report["phases"]:
        pace = report["rows"] / max(phase["seconds"], 0.1)
        print(f"| {phase['phase']} | {phase['seconds']} | {pace:,.0f} | {phase['outcome']} |")


if __name__ == "__main__":
    main()
