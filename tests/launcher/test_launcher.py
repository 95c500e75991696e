"""The launcher on a bare machine: stripped PATH, empty home, as an ordinary user and as root."""

from __future__ import annotations

import os
import pwd
import shutil
import stat
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parents[2]
BARE_PATH = "/usr/bin:/bin"
FILES = (
    "rempart",
    "requirements.lock",
    "requirements-dev.lock",
    "requirements-foresight.lock",
    "src",
)


def _clone(place: Path) -> Path:
    place.mkdir(parents=True)
    for name in FILES:
        source = HOUSE / name
        if source.is_dir():
            shutil.copytree(source, place / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, place / name)
    return place


def _run(
    clone: Path, *words: str, user: pwd.struct_passwd | None = None, home: Path, **more: str
) -> subprocess.CompletedProcess[str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if name.startswith(("PIP_", "HTTPS_", "HTTP_", "https_", "http_", "SSL_"))
    }
    environment = kept | {"PATH": BARE_PATH, "HOME": str(home)} | more
    given = {} if user is None else {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    return subprocess.run(
        ["./rempart", *words],
        cwd=clone,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
        **given,
    )


@pytest.fixture(scope="module")
def theirs() -> Iterator[Path]:
    """A place of an ordinary user's: the clone, an empty home; made once, removed at the end."""
    nobody = pwd.getpwnam("nobody")
    place = Path(f"/tmp/rempart-launcher-{os.getpid()}-{time.monotonic_ns()}")
    _clone(place / "clone")
    (place / "home").mkdir()
    if os.geteuid() == 0:
        subprocess.run(["chown", "-R", f"{nobody.pw_uid}:{nobody.pw_gid}", str(place)], check=True)
    yield place
    shutil.rmtree(place, ignore_errors=True)


@pytest.mark.slow
def test_from_nothing_to_an_instance_as_an_ordinary_user(theirs: Path) -> None:
    nobody = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
    clone, home = theirs / "clone", theirs / "home"
    first = _run(clone, "--help", user=nobody, home=home)
    assert first.returncode == 0, first.stderr
    assert "Rempart. Commandes" in first.stdout
    made = _run(
        clone,
        "init",
        "--profile",
        "mali",
        user=nobody,
        home=home,
        REMPART_HOME=str(theirs / "instance"),
    )
    assert made.returncode == 0, made.stderr
    doctor = _run(
        clone,
        "doctor",
        user=nobody,
        home=home,
        REMPART_LANG="en",
        REMPART_HOME=str(theirs / "instance"),
    )
    assert doctor.returncode == 0, doctor.stdout
    assert "Row-level security is forced" in doctor.stdout
    assert list(home.iterdir()) in ([], [home / ".cache"])


@pytest.mark.slow
@pytest.mark.skipif(os.geteuid() != 0, reason="needs root: a clone under /root is NOT tested")
def test_as_root_with_the_clone_under_a_closed_folder(theirs: Path, tmp_path: Path) -> None:
    closed = theirs / "root"
    closed.mkdir(mode=0o700)
    shutil.copytree(theirs / "clone", closed / "clone", symlinks=True)
    subprocess.run(["chown", "-R", "0:0", str(closed)], check=True)
    made = _run(
        closed / "clone",
        "init",
        "--profile",
        "mali",
        home=tmp_path,
        LANG="C.UTF-8",
        REMPART_HOME=str(theirs / "roots-instance"),
    )
    assert made.returncode == 0, made.stderr
    again = _run(
        closed / "clone",
        "init",
        "--profile",
        "mali",
        home=tmp_path,
        REMPART_HOME=str(theirs / "roots-instance"),
    )
    assert again.returncode == 0, again.stderr
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700


def test_everything_missing_is_said_at_once_with_what_mends_it(tmp_path: Path) -> None:
    clone = _clone(tmp_path / "clone")
    bare = tmp_path / "bin"
    bare.mkdir()
    for tool in ("sh", "cat", "cksum", "df", "awk", "uname", "dirname", "id", "sed", "mkdir", "rm"):
        (bare / tool).symlink_to(shutil.which(tool) or f"/bin/{tool}")
    for language, words in {
        "fr": ["Python 3.11 ou plus récent manque : apt install python3"],
        "en": ["Python 3.11 or newer is missing: apt install python3"],
    }.items():
        done = subprocess.run(
            ["./rempart", "doctor"],
            cwd=clone,
            capture_output=True,
            text=True,
            env={"PATH": str(bare), "REMPART_LANG": language},
            check=False,
        )
        assert done.returncode == 1
        for line in words:
            assert line in done.stderr
    assert not (clone / ".venv").exists()


def test_an_unknown_extra_is_named(tmp_path: Path) -> None:
    clone = _clone(tmp_path / "clone")
    done = _run(clone, "install", "nothing", home=tmp_path)
    assert done.returncode == 2
    assert "nothing" in done.stderr


def test_the_launcher_is_plain_shell_with_its_run_bit() -> None:
    assert os.access(HOUSE / "rempart", os.X_OK)
    assert subprocess.run(["sh", "-n", "rempart"], cwd=HOUSE, check=False).returncode == 0


def test_locks_hold_hashes_and_no_address() -> None:
    for lock in HOUSE.glob("requirements*.lock"):
        text = lock.read_text()
        assert "--hash=sha256:" in text
        assert "://" not in text
