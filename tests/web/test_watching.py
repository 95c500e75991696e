"""What the watchman writes and counts: enough to run the house, and nothing of what is in it."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from planting import incident
from rempart.kernel import watch
from rempart.kernel.actor import Actor
from rempart.register import views

CANARY = "CANARI7K3QX"
Door = Callable[..., Client]


class _Kept(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(watch.JsonLines())
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture
def lines() -> Iterator[list[str]]:
    """Every line that is logged, as it is printed."""
    kept, root = _Kept(), logging.getLogger()
    root.addHandler(kept)
    yield kept.lines
    root.removeHandler(kept)


@pytest.fixture
def expert(appoint: Callable[..., Actor], house: Any, door: Door) -> Client:
    incident(house, office=1, place=CANARY, summary=CANARY, reference="GAO-14-7K3QA")
    client = door(appoint("poc_expert", "gao"))
    client.raise_request_exception = False
    return client


def said(lines: list[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines]


def test_a_request_is_told_by_the_name_of_its_view_alone(expert: Client, lines: list[str]) -> None:
    expert.get("/incidents/GAO-14-7K3QA/", {"q": CANARY}, headers={"User-Agent": CANARY})
    expert.get(f"/incidents/{CANARY}/")
    expert.get(f"/nowhere/{CANARY}/?q={CANARY}")
    expert.post("/alertes/nouvelle/", {"title": CANARY, "facts": CANARY})
    expert.post("/connexion/", {"username": f"{CANARY}@example.org", "password": CANARY})
    expert.get("/static/web/rempart.css")
    assert len(lines) == 5
    assert CANARY not in "".join(lines)
    assert "7K3Q" not in "".join(lines)
    first = said(lines)[0]
    assert {k: first[k] for k in ("event", "view", "method", "status")} == {
        "event": "request", "view": "register:incident", "method": "GET", "status": 200,
    }  # fmt: skip


def test_a_fault_is_told_by_its_kind_and_place_without_its_text(
    expert: Client, lines: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise ValueError(CANARY)

    monkeypatch.setattr(views.queries, "opening", broken)
    assert expert.get("/incidents/", {"q": CANARY}).status_code == 500
    assert CANARY not in "".join(lines)
    (fault,) = [line for line in said(lines) if line["event"] == "fault"]
    assert fault["fault"] == "ValueError"
    assert fault["where"][-1].endswith(" broken")


def test_a_library_is_cut_down_to_its_template(lines: list[str]) -> None:
    logging.getLogger("gunicorn.error").error("Error handling request %s", f"/x/{CANARY}")
    logging.getLogger("another").error(f"spelled out already: {CANARY}")
    assert CANARY not in "".join(lines)
    assert [line["event"] for line in said(lines)] == [
        "Error handling request %s", "a library's message",
    ]  # fmt: skip


def test_a_slow_statement_is_told_by_its_shape(
    house: Any, lines: list[str], settings_slow: None
) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 'it''s {CANARY}', 4711, %s WHERE 1 IN (1, 2, 3)", [CANARY])
    assert CANARY not in "".join(lines)
    assert "4711" not in "".join(lines)
    (slow,) = [line for line in said(lines) if line["from"] == watch.SLOW]
    assert slow["statement"] == "SELECT ?, … WHERE ? IN (?, …)"
    assert slow["role"] == "default"


@pytest.fixture
def settings_slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every statement counts as slow."""
    from django.conf import settings

    monkeypatch.setattr(settings, "REMPART_SLOW_MS", 0)


@pytest.mark.parametrize(
    ("statement", "shape"),
    [
        ("SELECT a FROM t WHERE b = 'x' AND c = 12.5", "SELECT a FROM t WHERE b = ? AND c = ?"),
        ("INSERT INTO t VALUES (%s, %s, %s)", "INSERT INTO t VALUES (?, …)"),
        ('SELECT "t1"."x2" FROM t1', 'SELECT "t1"."x2" FROM t1'),
        ("DO $$ secret $$", "DO ?"),
        ("SELECT 'a\n''b' -- c", "SELECT ? -- c"),
    ],
)
def test_a_shape_holds_no_value(statement: str, shape: str) -> None:
    assert watch.shape(statement) == shape


def test_counters_are_read_here_or_with_the_token_and_hold_no_content(
    expert: Client, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    expert.get("/incidents/GAO-14-7K3QA/", {"q": CANARY})
    told = door().get("/metrics")
    assert told.status_code == 200
    text = told.content.decode()
    assert CANARY not in text
    assert "7K3Q" not in text
    assert 'rempart_requests_total{method="GET",status="200",view="register:incident"}' in text
    for name in ("rempart_journal_unsealed", "rempart_journal_sealed", "rempart_database_bytes"):
        assert f"\n{name} " in text
    for reached in ({"REMOTE_ADDR": "10.0.0.7"}, {"HTTP_X_FORWARDED_FOR": "10.0.0.7"}):
        assert door().get("/metrics", **reached).status_code == 404
    monkeypatch.setattr("django.conf.settings.REMPART_METRICS_TOKEN", "a-long-token")
    for token, status in (("a-long-token", 200), ("another", 404), ("", 404)):
        answer = door().get(
            "/metrics", REMOTE_ADDR="10.0.0.7", headers={"Authorization": f"Bearer {token}"}
        )
        assert answer.status_code == status


def test_health_says_nothing_else(house: Any, door: Door) -> None:
    assert door().get("/healthz").content == b"ok\n"
