"""What the walls cost: pages, counts and searches of two readers among a million incidents.

The most restricted reader is an expert in one office, cleared for unclassified rows only and in no
compartment; the least restricted is the senior adviser, cleared for everything and in every
compartment. Each surface is timed as that reader, through the same queries as the pages, and the
list page once more through the whole door.

    python benchmarks/access.py --rows 1000000 --json access.json
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import instances

FIRST, DAYS = date(2008, 1, 1), 3650
ROWS = """
INSERT INTO register_incident (id, reference, office, component, marking, compartment, author,
  created_at, recorded_at, language, revision, starts_on, ends_on, date_precision, area,
  area_approximate, place, point_precision, latitude, longitude, threat_type, ucdp_type,
  acled_type, acled_subtype, alleged, harm, killed_min, killed_best, killed_max, deaths_min,
  deaths_best, deaths_max, source, reliability, credibility, verification, summary, known_from,
  external_key, edited_by_hand)
SELECT gen_random_uuid(), 'B' || lpad(n::text, 12, '0'), 1 + n %% 5, 1,
  CASE WHEN n %% 10 < 7 THEN 1 WHEN n %% 10 < 9 THEN 2 ELSE 3 END,
  CASE WHEN n %% 40 = 0 THEN 1 + n %% 5 ELSE 0 END,
  '00000000-0000-0000-0000-000000000000', now(), now(), 'fr', 1, d, d, '', 'ML0' || (1 + n %% 50),
  false, 'Lieu ' || n %% 4000, '', 12 + (n %% 900) / 100.0, -6 + (n %% 1000) / 100.0,
  (ARRAY['killing', 'injury', 'abduction', 'intimidation', 'displacement'])[1 + n %% 5],
  CASE WHEN n %% 3 = 0 THEN 1 + n %% 3 END, '', '', '[]', '[]',
  n %% 4, n %% 5 + n %% 4, n %% 9 + 12,
  n %% 4, n %% 5 + n %% 4, n %% 9 + 12, '', '', '', 'reported',
  'Récit ' || CASE WHEN n %% 3 = 0 THEN 'attaque marché' ELSE 'vol bétail' END
    || CASE WHEN n %% 20000 = 0 THEN ' hyène' ELSE '' END, d, '', '{}'
FROM (SELECT n, date '2008-01-01' + (n::bigint * 7919 %% 3650)::int AS d
      FROM generate_series(1, %s) n) x
"""


def main() -> None:
    """Fill, measure and print."""
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--rows", type=int, default=1_000_000)
    given.add_argument("--rounds", type=int, default=15)
    given.add_argument("--json", type=Path)
    options = given.parse_args()
    with instances.folder(), instances.instance("mali") as superuser:
        superuser.execute(ROWS, [options.rows])
        superuser.execute("VACUUM ANALYZE register_incident")
        print(f"{options.rows:,} rows laid", file=sys.stderr)
        report = {"rows": options.rows, "surfaces": measure(superuser, options.rounds)}
    table(report)
    if options.json:
        options.json.write_text(json.dumps(report, indent=1) + "\n")


def reader(role: str, office: int, clearance: int, compartments: list[int]) -> Any:
    """Somebody with one post."""
    from rempart.people.models import Post, User

    user = User.objects.create(email=f"{role}@example.org", name=role)
    Post.objects.create(
        holder=user,
        role=role,
        component=1,
        office=office,
        clearance=clearance,
        compartments=compartments,
        begins=datetime(2008, 1, 1, tzinfo=UTC),
    )
    return user


def surfaces() -> dict[str, Callable[[Any], Any]]:
    """What is timed, by name; each takes a client and leaves nothing behind."""
    from rempart.register.figures import by_month
    from rempart.register.queries import Filters, count, page, visible

    middle = FIRST.replace(year=2012)
    whole = Filters()

    def deep(_client: Any) -> Any:
        return page(whole, (middle, visible().values_list("id", flat=True)[0]), 25)

    def months(_client: Any) -> Any:
        return by_month(Filters(since=middle, until=middle.replace(year=2013)))

    return {
        "first page": lambda _c: page(whole, None, 25),
        "deep page": deep,
        "filter: kind and cercle": lambda _c: page(
            Filters(threat_type="killing", area="ML026"), None, 25
        ),
        "count, bounded": lambda _c: count(whole),
        "thirteen months of figures": months,
        "search, rare word": lambda _c: page(Filters(words="hyène"), None, 25),
        "search, common word": lambda _c: page(Filters(words="marché"), None, 25),
        "search, word and filter": lambda _c: page(
            Filters(words="marché", threat_type="killing"), None, 25
        ),
        "the list page, whole": lambda client: client.get("/incidents/"),
        "the list page, searching": lambda client: client.get("/incidents/?q=marché"),
    }


def measure(superuser: Any, rounds: int) -> list[dict[str, Any]]:
    """The median milliseconds of each surface for both readers."""
    from django.test import Client

    from rempart.kernel.actor import acting_as, actor_of
    from rempart.people import entry

    people = {
        "restricted": reader("poc_expert", 1, 1, []),
        "unrestricted": reader("senior_adviser", 0, 3, [1, 2, 3, 4, 5]),
    }
    found: dict[str, dict[str, Any]] = {}
    for who, user in people.items():
        client = Client(SERVER_NAME="localhost")
        client.force_login(user)
        session = client.session
        entry.mark(session)
        session.save()
        for name, ask in surfaces().items():
            taken = []
            for _round in range(rounds):
                actor = actor_of(user.pk)
                began = time.perf_counter()
                if "the list page" in name:
                    assert ask(client).status_code == 200
                else:
                    with acting_as(actor):
                        ask(client)
                taken.append((time.perf_counter() - began) * 1000)
            found.setdefault(name, {"surface": name})[who] = round(statistics.median(taken), 1)
            print(f"{who}: {name}: {found[name][who]} ms", file=sys.stderr)
    return list(found.values())


def table(report: dict[str, Any]) -> None:
    """Print the report as a Markdown table."""
    print(f"{report['rows']:,} incidents; medians in ms\n")
    print("| surface | most restricted | least restricted | ratio |\n|---|---:|---:|---:|")
    for row in report["surfaces"]:
        ratio = row["restricted"] / max(row["unrestricted"], 0.05)
        print(f"| {row['surface']} | {row['restricted']} | {row['unrestricted']} | {ratio:.2f} |")


if __name__ == "__main__":
    main()
