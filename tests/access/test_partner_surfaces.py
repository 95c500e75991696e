"""Wall 3's line for partners: every address there is, asked by a partner, gives nothing away.

Records of the mission and releases that are not theirs each carry a canary; every route is asked
with every reference. What is theirs is found, so that silence is not what is tested.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import psycopg
import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from oracle import NOW

from approved import CANARY, SOURCE, approve, content
from planting import incident, plant
from rempart.kernel import ids
from rempart.kernel.actor import Actor, acting_as
from rempart.leadership.releases import actions
from rempart.leadership.releases.content import Chosen, released
from rempart.leadership.releases.models import Release, Released
from rempart.plans.actions import propose_action
from rempart.register.alerts.actions import record_alert

WORD = "canarimission"
SOUGHT = "zibou"
"""What is searched for: it stands beside the canary, and a page may repeat it."""
KEPT = (WORD, CANARY, SOURCE, "canariacteur", "canariautre", "canariecoule", "canariretire")
SKIPPED = ("static", "quitter", "healthz")


def routes(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[str]:
    """Every route there is."""
    for pattern in (resolver or get_resolver()).url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern, route)
        elif isinstance(pattern, URLPattern):
            yield route


FILLED = {"language": "fr", "suffix": "docx", "month": "2014-10", "office": "gao", "section": "map",
          "kind": "incident"}  # fmt: skip


def address(route: str, reference: str) -> str:
    """A path that fits a route, about a record."""
    parts = []
    for part in route.split("<"):
        name, closed, rest = part.partition(">")
        if not closed:
            parts.append(part)
            continue
        kind, _colon, called = name.rpartition(":")
        usual = ids.new_id() if kind == "uuid" else "1" if kind == "int" else "x" * 8
        filled = reference if called == "reference" else FILLED.get(called, usual)
        parts.append(f"{filled}{rest}")
    return "/" + "".join(parts)


@pytest.fixture
def partner(appoint: Callable[..., Actor]) -> Actor:
    """A partner of the Protection Cluster, whose post covers the whole mission."""
    return appoint("partner", component="humanitarian", clearance=3,
                   organisation="protection_cluster")  # fmt: skip


@pytest.fixture
def planted(
    house: psycopg.Connection, appoint: Callable[..., Actor], partner: Actor
) -> tuple[list[str], str, str]:
    """References of what is not theirs, of what was released to them, and of what they sent."""
    whole = approve(house)
    expert = appoint("poc_expert", "gao")
    other = appoint("partner", "gao", component="humanitarian", organisation="ngo_forum")
    row = incident(house, office=1, marking=1, place=f"{SOUGHT} {WORD}", summary=WORD)
    with acting_as(expert):
        alert = record_alert(heard={"priority": "p1", "title": f"{SOUGHT} {WORD}", "facts": WORD})
        act = propose_action(
            said={"statement": f"{SOUGHT} {WORD}", "volet": "t2", "phases": ["prevention"],
                  "component": 1, "indicator": WORD, "due_on": date(2014, 12, 1)},
            office=1,
        )  # fmt: skip
    with acting_as(other):
        sent = actions.send_submission(sort="alert", said={"text": WORD}, office=1)
    with acting_as(partner):
        own = actions.send_submission(sort="report", said={"text": "le mien"}, office=1)
    soon, past = NOW + timedelta(days=1), NOW - timedelta(days=1)
    hidden = [
        _given(house, whole, [5], soon, "canariautre"),
        _given(house, whole, [1], NOW, "canariecoule"),
        _given(house, whole, [1], soon, "canariretire", revoked_at=past),
    ]
    mine = _given(house, whole, [1, 2], soon, "permis")
    kept = [row.reference, alert.reference, act.reference, sent.reference, whole.reference, *hidden]
    return kept, mine, own.reference


def _given(house: Any, whole: Any, to: list[int], until: Any, word: str, **more: Any) -> str:
    """What was released to some organisations, until a moment, with a word in its summary."""
    reference = ids.new_reference("GAO", 2014)
    row = plant(
        house,
        Release(
            assessment=whole, organisations=to, sections=["summary"], purpose=WORD,
            expires_on=date(2014, 12, 1), state="approved", author=ids.new_id(), office=1,
            marking=1, component=1, reference=reference,
        ),
    )  # fmt: skip
    chosen = Chosen(
        sections=("summary", "figures"), addressees=[{"fr": "x", "en": "x"}],
        expires=date(2014, 12, 1), marking=1, reference=reference,
        words={"summary": {"fr": word, "en": word}},
    )  # fmt: skip
    plant(
        house,
        Released(
            release=row, reference=reference, organisations=to, expires_at=until,
            opens_at=NOW - timedelta(days=9), content=released(content(), chosen)[0],
            content_hash="0" * 64, post_label="Conseillère", seal="5" * 64, **more,
        ),
    )  # fmt: skip
    return reference


def test_no_address_gives_a_partner_anything_but_what_is_theirs(
    planted: tuple[list[str], str, str], partner: Actor, door: Callable[..., Client]
) -> None:
    kept, mine, own = planted
    client = door(partner)
    asked = 0
    for route in sorted(set(routes())):
        if route.startswith(SKIPPED):
            continue
        references = [*kept, mine, own] if "reference" in route else [""]
        for reference in references:
            answer = client.get(address(route, reference), {"q": SOUGHT})
            asked += 1
            text = _text(answer)
            for word in (*KEPT, *(r for r in kept if r != reference)):
                assert word not in text, (route, reference, word)
            if reference in kept:
                assert answer.status_code != 200, (route, reference)
    assert asked > 200
    assert "permis" in client.get(f"/partage/{mine}/").content.decode()
    assert mine in client.get("/partage/").content.decode()
    assert "le mien" in client.get(f"/envois/{own}/").content.decode()
    assert client.get(f"/partage/{mine}/fr.docx").status_code == 200


def _text(answer: Any) -> str:
    if answer.streaming:
        return b"".join(answer.streaming_content).decode(errors="replace")
    return str(answer.content.decode(errors="replace"))
