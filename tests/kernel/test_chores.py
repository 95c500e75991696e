"""The worker's rounds: every chore in its time, whatever befalls another."""

from __future__ import annotations

import threading

import pytest

from rempart.kernel import chores


def test_a_chore_that_stumbles_takes_no_other_with_it(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    stop = threading.Event()
    done: list[str] = []
    mine = chores.Registry[chores.Chore]("chores")

    def stumble() -> None:
        done.append("first")
        raise ValueError("CANARI")

    def last() -> None:
        done.append("last")
        if len(done) >= 4:
            stop.set()

    mine.add("first", chores.Chore(0.0, stumble))
    mine.add("last", chores.Chore(0.0, last))
    mine.add("rare", chores.Chore(3600.0, lambda: done.append("rare")))
    monkeypatch.setattr(chores, "chores", mine)
    monkeypatch.setattr(chores, "SEALING", 0.001)
    chores.work(stop)
    assert done[:3] == ["first", "last", "rare"]
    assert done.count("rare") == 1
    assert "CANARI" not in caplog.text


def test_the_journal_and_the_courier_go_round() -> None:
    assert {"seal", "courier"} <= {name for name, _chore in chores.chores}
