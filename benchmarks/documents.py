"""How long the month's documents take: five offices in two formats and two languages; one draft.

Loads the real events (folder REMPART_TEST_DATA) into an instance of its own, has each office's
expert score six threats and write every section of June 2018, and times the twenty documents. Then
lays rows until there are as many as asked, and times the draft of one office's month among them.

    python benchmarks/documents.py --rows 1000000 --json documents.json
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import instances
from access import ROWS

JUNE = date(2018, 6, 1)
ROUNDS = 7
WORDS = "Les foires ont repris, les axes restent coupés deux jours sur trois. " * 12


def main() -> None:
    """Write, measure and print."""
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--rows", type=int, default=1_000_000)
    given.add_argument("--json", type=Path)
    options = given.parse_args()
    with instances.folder(), instances.instance("mali") as superuser:
        experts = fill()
        report: dict[str, Any] = {"rows": options.rows, "documents": documents(experts)}
        superuser.execute(ROWS, [options.rows])
        superuser.execute("VACUUM ANALYZE register_incident")
        report["draft"] = drafts(experts)
    table(report)
    if options.json:
        options.json.write_text(json.dumps(report, indent=1) + "\n")


def fill() -> dict[str, Any]:
    """Boundaries, real events, and an expert in each office with a written month."""
    from rempart.kernel import clock
    from rempart.kernel.actor import SystemActor, acting_as
    from rempart.places.actions import import_boundaries
    from rempart.register.imports import import_events

    data = Path(os.environ["REMPART_TEST_DATA"])
    with acting_as(SystemActor("operator:bench", ceiling=1)):
        import_boundaries(path=data / "boundaries/mli_adm2_2017.geojson", level=2)
        events = data / "ucdp_ged/GEDEvent_v21_1_mli_bfa_ner_until_2018.csv"
        import_events(path=events, country="Mali")
    clock.shift_to(datetime(2018, 7, 3, tzinfo=UTC))
    from rempart.doctrine.loader import current

    return {office.code: _expert(office) for office in current().offices}


def _expert(office: Any) -> Any:
    """An expert of an office whose month stands written."""
    from rempart.kernel.actor import acting_as, actor_of
    from rempart.people.models import Post, User
    from rempart.places.queries import areas_of_office
    from rempart.threats import actions, rubric

    user = User.objects.create(email=f"{office.code}@example.org", name=office.code)
    Post.objects.create(
        holder=user, role="poc_expert", component=1, office=office.number, clearance=3,
        begins=datetime(2014, 1, 1, tzinfo=UTC),
    )  # fmt: skip
    areas = [area.pcode for area in areas_of_office(office.code, JUNE)]
    with acting_as(actor_of(user.pk)):
        for number in range(6):
            said = {
                "title": f"Menace {number} sur les axes", "perpetrator": "terrorist_group",
                "threat_type": "killing", "area": areas[number % len(areas)],
                "population": "Riverains des axes",
            }  # fmt: skip
            row = actions.draft_threat(said=said)
            actions.score_threat(
                target=row.pk,
                scores={f: 2 + (number + n) % 4 for n, f in enumerate(rubric.FACTORS)},
                reasons=dict.fromkeys(rubric.FACTORS, "relevé à la table ronde"),
            )
            actions.advance_threat(target=row.pk, step="open", reason="relevé")
        whole = actions.begin_assessment(office=office.code, month=JUNE)
        for section in whole.sections.all():
            actions.write_section(target=section.pk, text=WORDS)
    return user.pk


def documents(experts: dict[str, Any]) -> list[dict[str, Any]]:
    """The seconds and the size of every office's documents, each drawn from the records anew."""
    from rempart.kernel.actor import acting_as, actor_of
    from rempart.threats import assessing, issue
    from rempart.threats.models import Assessment

    rows = []
    for code, user in experts.items():
        began = time.perf_counter()
        with acting_as(actor_of(user)):
            content = assessing.issued(Assessment.objects.get(month=JUNE))
        row = {"office": code, "content": time.perf_counter() - began}
        for name, make in issue.FORMATS.items():
            began = time.perf_counter()
            sizes = [len(make(content, language)) for language in issue.LANGUAGES]
            row[name] = time.perf_counter() - began
            row[f"{name}_kb"] = sum(sizes) / len(sizes) / 1024
        rows.append({key: _short(value) for key, value in row.items()})
        print(f"{code}: {rows[-1]}", file=sys.stderr)
    return rows


def _short(value: Any) -> Any:
    return round(value, 2) if isinstance(value, float) else value


def drafts(experts: dict[str, Any]) -> dict[str, Any]:
    """The median seconds of one office's data sections among all the rows."""
    from rempart.kernel.actor import acting_as, actor_of
    from rempart.threats.queries import draft

    taken, events = [], 0
    for _round in range(ROUNDS):
        began = time.perf_counter()
        with acting_as(actor_of(experts["mopti"])):
            events = draft("mopti", date(2014, 6, 1))["figures"]["events"]
        taken.append(time.perf_counter() - began)
    return {"seconds": round(statistics.median(taken), 2), "events": events}


def table(report: dict[str, Any]) -> None:
    """Print the report as Markdown."""
    print("| office | content, s | PDF fr+en, s | DOCX fr+en, s | PDF, KB | DOCX, KB |")
    print("|---|---:|---:|---:|---:|---:|")
    whole = 0.0
    for row in report["documents"]:
        whole += row["content"] + row["pdf"] + row["docx"]
        print("| {office} | {content} | {pdf} | {docx} | {pdf_kb} | {docx_kb} |".format(**row))
    said = report["draft"]
    print(f"\nTwenty documents of five offices: {whole:.1f} s.")
    print(
        f"Draft of an office's month of {said['events']:,} events, and the twelve before,"
        f" among {report['rows']:,} incidents: {said['seconds']} s (median of {ROUNDS})."
    )


if __name__ == "__main__":
    main()
