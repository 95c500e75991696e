"""The register at a million incidents: pages, filters, search, facets, exports; beside Datasette.

Each surface is asked through the whole door, over HTTP on this machine, as the most restricted
reader (an expert in one office, unclassified only) and the least restricted (the senior adviser).
The thread that answers stays, and with it its connection to the database, as in `./rempart run`.
Then pairs of incidents are merged, and the pages asked again.
Datasette serves the same rows from SQLite, with the same indexes and no need-to-know at all; its
command is named with `--datasette`, and its part is left out, and said to be, without it.

    pip install datasette            # anywhere but in Rempart's own environment
    python benchmarks/register.py --rows 1000000 --datasette datasette --json register.json
"""

from __future__ import annotations

import argparse
import hashlib
import http.client
import json
import resource
import socket
import sqlite3
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import access
import instances

PAGES = {
    "first page": "/incidents/?office=",
    "deep page": "/incidents/?office=&after={deep}",
    "filter: kind": "/incidents/?office=&kind=threat:killing",
    "filter: cercle and kind": "/incidents/?office=&area=ML026&kind=threat:killing",
    "filter: three months": "/incidents/?office=&since=1/1/2012&until=31/3/2012",
    "search, rare word": "/incidents/?office=&q=hyène",
    "search, common word": "/incidents/?office=&q=marché",
    "facets": "/incidents/repartition/?office=",
}
EXPORTS = ("csv", "geojson", "xlsx")
COLUMNS = (
    "reference", "starts_on", "ends_on", "area", "place", "latitude", "longitude", "threat_type",
    "killed_min", "killed_best", "killed_max", "deaths_min", "deaths_best", "deaths_max",
    "verification", "office", "marking", "summary",
)  # fmt: skip
MERGED = """
INSERT INTO register_twins (id, reference, office, component, marking, compartment, author,
  created_at, recorded_at, language, revision, leads_id, follows_id, state, alike)
SELECT gen_random_uuid(), 'T' || lpad(n::text, 12, '0'), a.office, 1, a.marking, a.compartment,
  a.author, now(), now(), 'fr', 1, a.id, b.id, 'merged', '{}'
FROM generate_series(1, %(pairs)s) n
JOIN register_incident a ON a.reference = 'B' || lpad((2 * n * %(step)s)::text, 12, '0')
JOIN register_incident b ON b.reference = 'B' || lpad((2 * n * %(step)s - %(step)s)::text, 12, '0')
"""
BESIDE = {
    "list": ("/incidents/?office=", "/rows/incident?_sort_desc=starts_on&_size=25"),
    "filter": (
        "/incidents/?office=&area=ML026&kind=threat:killing",
        "/rows/incident?_sort_desc=starts_on&_size=25&area=ML026&threat_type=killing",
    ),
    "CSV": ("csv", "/rows/incident.csv?_stream=on&_size=max"),
}


def main() -> None:
    """Fill, measure and print."""
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--rows", type=int, default=1_000_000)
    given.add_argument("--pairs", type=int, default=2_000)
    given.add_argument("--rounds", type=int, default=9)
    given.add_argument("--datasette", help="the command of Datasette, to stand beside")
    given.add_argument("--json", type=Path)
    options = given.parse_args()
    with instances.folder() as folder, instances.instance("mali") as superuser:
        superuser.execute(access.ROWS, [options.rows])
        superuser.execute("VACUUM ANALYZE register_incident")
        said(f"{options.rows:,} rows laid")
        report: dict[str, Any] = {"rows": options.rows}
        with served() as port:
            people = {
                "restricted": access.reader("poc_expert", 1, 1, []),
                "unrestricted": access.reader("senior_adviser", 0, 3, [1, 2, 3, 4, 5]),
            }
            readers = {who: session(user) for who, user in people.items()}
            report["pages"] = pages(port, readers, options.rounds)
            report["pairs"] = merge(superuser, options.rows, options.pairs)
            report["merged"] = pages(port, readers, options.rounds)
            report["exports"] = exports(port, people)
            if options.datasette:
                report["beside"] = beside(
                    port, people["unrestricted"], options.datasette, folder, superuser
                )
    table(report)
    if options.json:
        options.json.write_text(json.dumps(report, indent=1) + "\n")


def said(text: str) -> None:
    """Progress, beside the table."""
    print(text, file=sys.stderr)


@contextmanager
def served() -> Iterator[int]:
    """The pages on a port of this machine."""
    from django.core.servers.basehttp import WSGIRequestHandler, WSGIServer
    from django.core.wsgi import get_wsgi_application

    class Silent(WSGIRequestHandler):
        def log_message(self, *args: Any) -> None:
            """Say nothing."""

    server = WSGIServer(("127.0.0.1", 0), Silent)
    server.set_app(get_wsgi_application())
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1]
    server.shutdown()


def merge(superuser: Any, rows: int, pairs: int) -> int:
    """Merge so many pairs of incidents, each of one office; how many were."""
    step = max(rows // (2 * pairs) // 5 * 5, 5)
    found = superuser.execute(MERGED, {"pairs": pairs, "step": step}).rowcount
    superuser.execute("VACUUM ANALYZE register_twins")
    said(f"{found:,} pairs merged")
    return int(found)


def session(user: Any) -> dict[str, str]:
    """The cookies of somebody who has just given all that is asked."""
    from django.test import Client

    from rempart.people import entry

    client = Client(SERVER_NAME="localhost")
    client.force_login(user)
    kept = client.session
    entry.mark(kept)
    kept.save()
    token = "a" * 32
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    return {
        "Cookie": "; ".join(f"{n}={v}" for n, v in {**cookies, "csrftoken": token}.items()),
        "X-CSRFToken": token,
    }


def asked(
    port: int, path: str, headers: dict[str, str], body: str | None = None
) -> tuple[float, int, str, int]:
    """Seconds, bytes, the last thousand characters and the queries of an answer."""
    from urllib.parse import quote

    line = http.client.HTTPConnection("127.0.0.1", port, timeout=900)
    began = time.perf_counter()
    form = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
    line.request("POST" if body else "GET", quote(path, safe="/?=&:."), body, headers | form)
    answer = line.getresponse()
    assert answer.status == 200, f"{path}: {answer.status}"
    size, last = 0, b""
    while piece := answer.read(1 << 16):
        size += len(piece)
        last = (last + piece)[-1000:]
    line.close()
    return time.perf_counter() - began, size, last.decode(errors="replace"), answer.status


def pages(port: int, readers: dict[str, dict[str, str]], rounds: int) -> list[dict[str, Any]]:
    """The median milliseconds of each page for both readers, turn by turn."""
    from datetime import date
    from uuid import UUID

    from rempart.kernel.paging import write_key

    deep = write_key((date(2012, 1, 1), UUID(int=0)))
    found = []
    for name, path in PAGES.items():
        row: dict[str, Any] = {"surface": name}
        taken: dict[str, list[float]] = {who: [] for who in readers}
        for _round in range(rounds):
            for who, headers in readers.items():
                seconds, *_rest = asked(port, path.format(deep=deep), headers)
                taken[who].append(seconds * 1000)
        row |= {who: round(statistics.median(times), 1) for who, times in taken.items()}
        said(str(row))
        found.append(row)
    return found


def exports(port: int, people: dict[str, Any]) -> list[dict[str, Any]]:
    """Seconds, rows a second and megabytes of each format for both readers; peak memory so far.

    Each is asked by somebody who has just proved who they are: an export wants it fresh.
    """
    found = []
    for kind in EXPORTS:
        for who, user in people.items():
            seconds, size, last, _status = asked(
                port, "/sorties/incidents/", session(user), f"format={kind}"
            )
            rows = _rows(last) if kind != "xlsx" else None
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            row = {
                "format": kind, "reader": who, "seconds": round(seconds, 1), "rows": rows,
                "rows_per_second": round(rows / seconds) if rows else None,
                "megabytes": round(size / 2**20, 1), "peak_megabytes": round(peak),
            }  # fmt: skip
            said(str(row))
            found.append(row)
    return found


def _rows(last: str) -> int:
    """The number of rows that a file's closing says."""
    _before, mark, rest = last.rpartition("rows=")
    if not mark:
        _before, mark, rest = last.rpartition('"rows": ')
    assert mark, f"no closing: {last[-200:]}"
    return int("".join(c for c in rest[:12].split(",")[0].split(";")[0] if c.isdigit()))


def beside(
    port: int, user: Any, command: str, folder: Path, superuser: Any
) -> list[dict[str, Any]]:
    """List, filter and CSV: ours as the reader who sees all, Datasette's, and the ratio."""
    path = folder / "rows.db"
    lay(path, superuser)
    free = socket.socket()
    free.bind(("127.0.0.1", 0))
    theirs = free.getsockname()[1]
    free.close()
    limits = ["--setting", "max_csv_mb", "0", "--setting", "sql_time_limit_ms", "60000"]
    server = subprocess.Popen(
        [command, "serve", str(path), "--port", str(theirs), *limits],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(theirs)
        return [
            _pair(name, port, session(user), ours, theirs, other)
            for name, (ours, other) in BESIDE.items()
        ]
    finally:
        server.terminate()
        server.wait()


def _pair(
    name: str, port: int, headers: dict[str, str], ours: str, theirs: int, other: str
) -> dict[str, Any]:
    mine, his = [], []
    for _round in range(1 if name == "CSV" else 7):
        if name == "CSV":
            mine.append(asked(port, "/sorties/incidents/", headers, "format=csv")[0])
        else:
            mine.append(asked(port, ours, headers)[0])
        his.append(asked(theirs, other, {})[0])
    one, two = statistics.median(mine), statistics.median(his)
    row = {"what": name, "rempart_s": round(one, 3), "datasette_s": round(two, 3),
           "ratio": round(one / two, 2)}  # fmt: skip
    said(str(row))
    return row


def lay(path: Path, superuser: Any) -> None:
    """The same rows in SQLite, with the indexes that the same questions want."""
    base = sqlite3.connect(path)
    base.execute(f"CREATE TABLE incident (id INTEGER PRIMARY KEY, {', '.join(COLUMNS)})")
    marks = ", ".join("?" * len(COLUMNS))
    with superuser.transaction(), superuser.cursor("laying") as cursor:
        cursor.itersize = 20_000
        cursor.execute(f"SELECT {', '.join(COLUMNS)} FROM register_incident")
        plain = ([str(v) if hasattr(v, "isoformat") else v for v in row] for row in cursor)
        base.executemany(f"INSERT INTO incident ({', '.join(COLUMNS)}) VALUES ({marks})", plain)
    for columns in ("starts_on", "area, threat_type, starts_on", "threat_type, starts_on"):
        name = hashlib.md5(columns.encode()).hexdigest()[:6]
        base.execute(f"CREATE INDEX i{name} ON incident ({columns})")
    base.execute("ANALYZE")
    base.commit()
    base.close()


def _wait(port: int) -> None:
    for _try in range(240):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.25)
    raise SystemExit("Datasette did not start")


def table(report: dict[str, Any]) -> None:
    """Print the report as Markdown tables."""
    print(f"{report['rows']:,} incidents; whole pages over HTTP, medians in ms;")
    print(f"“merged”: with {report['pairs']:,} pairs merged as one event each\n")
    print("| page | most restricted | least restricted | ratio | merged: most | least |")
    print("|---|---:|---:|---:|---:|---:|")
    for row, then in zip(report["pages"], report["merged"], strict=True):
        one, other = row["restricted"], row["unrestricted"]
        cells = (row["surface"], one, other, f"{one / max(other, 0.05):.2f}",
                 then["restricted"], then["unrestricted"])  # fmt: skip
        print("| " + " | ".join(str(cell) for cell in cells) + " |")
    print("\n| export | reader | rows | s | rows/s | MB sent | peak MB |")
    print("|---|---|---:|---:|---:|---:|---:|")
    for row in report["exports"]:
        cells = ("format", "reader", "rows", "seconds", "rows_per_second", "megabytes",
                 "peak_megabytes")  # fmt: skip
        print("| " + " | ".join("–" if row[c] is None else str(row[c]) for c in cells) + " |")
    if "beside" not in report:
        print("\nDatasette was not named: nothing is compared.")
        return
    print("\n| the same rows | Rempart, s | Datasette, s | ratio |\n|---|---:|---:|---:|")
    for row in report["beside"]:
        print(f"| {row['what']} | {row['rempart_s']} | {row['datasette_s']} | {row['ratio']} |")


if __name__ == "__main__":
    main()
