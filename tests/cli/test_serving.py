"""`rempart serve` in a process of its own: it answers, and Ctrl-C stops all of it, quietly."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from ground import reachable
from rempart.kernel.cluster import Cluster


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of an instance."""
    place = reachable(tmp_path_factory.mktemp("serving"))
    subprocess.run(
        [sys.executable, "-m", "rempart", "init", "--profile", "mali"],
        env=environment(place / "home"), check=True, capture_output=True,
    )  # fmt: skip
    return place / "home"


def environment(home: Path) -> dict[str, str]:
    """Of a command on that home."""
    found = os.environ | {"REMPART_HOME": str(home), "REMPART_LANG": "en"}
    found.pop("DJANGO_SETTINGS_MODULE", None)
    return found


def answer(port: int, path: str) -> str:
    """What the server says, once it does."""
    for _attempt in range(300):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as said:
                return str(said.read().decode())
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"nothing answers on port {port}")


@pytest.mark.parametrize("to_all", [True, False])
def test_ctrl_c_stops_all_of_it(to_all: bool, home: Path, tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    told = tmp_path / "told"
    with told.open("w") as file:
        server = subprocess.Popen(
            [sys.executable, "-m", "rempart", "serve", "--port", str(port)],
            env=environment(home), stderr=file, start_new_session=True,
        )  # fmt: skip
    assert answer(port, "/healthz") == "ok\n"
    assert "rempart_journal_unsealed" in answer(port, "/metrics")
    if to_all:
        os.killpg(server.pid, signal.SIGINT)
    else:
        server.send_signal(signal.SIGINT)
    assert server.wait(60) == 0
    assert Cluster(home).process() is None
    said = told.read_text()
    assert "Traceback" not in said
    assert "OperationalError" not in said
