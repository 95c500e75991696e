"""`rempart upgrade` for real: each command in a process, with versions of the program to come.

A version to come is this one with a further migration, laid in a folder and named by a settings
module of its own. Versions that were tagged are taken out of the repository and upgraded from.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent, indent

import pyrage
import pytest

from ground import reachable
from planting import incident
from rempart.kernel import renewal
from rempart.kernel.cluster import Cluster

HOUSE = Path(__file__).resolve().parents[2]
GROWING = HOUSE / "src" / "rempart" / "learning" / "migrations"
DATABASE = "rempart"
HOLDERS = [str(pyrage.x25519.Identity.generate().to_public()) for _ in range(2)]

MIGRATION = """
from django.db import migrations
from rempart.kernel.building import rls_suspended


def grow(apps, editor):
{body}


class Migration(migrations.Migration):
    dependencies = [("learning", {last!r}), ("register", {incidents!r})]
    atomic = False
    operations = [migrations.RunPython(grow)]
"""

VERSIONS = {
    "well": """
        with rls_suspended("register_incident", 3) as cursor:
            cursor.execute("ALTER TABLE register_incident ADD COLUMN grown integer")
            cursor.execute("UPDATE register_incident SET grown = 7")
        """,
    "broken": 'raise RuntimeError("this migration fails half-way")',
    "lossy": """
        from django.db import connections
        connections["owner"].cursor().execute("DELETE FROM people_attempt")
        """,
    "slow": """
        import time
        time.sleep(120)
        """,
}
"""By the name of a version to come: what its migration does."""


@dataclass
class Instance:
    """An instance in a home of its own, and the command line of any version on it."""

    home: Path
    versions: Path

    def start(self, *words: object, version: str = "") -> subprocess.Popen[str]:
        """A command of a version, begun."""
        environment = os.environ | {"REMPART_HOME": str(self.home), "REMPART_LANG": "en"}
        environment.pop("DJANGO_SETTINGS_MODULE", None)
        if version:
            environment["DJANGO_SETTINGS_MODULE"] = f"version_{version}"
            environment["PYTHONPATH"] = f"{self.versions}:{HOUSE / 'src'}"
        return subprocess.Popen(
            [sys.executable, "-m", "rempart", *map(str, words)], env=environment, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def run(self, *words: object, version: str = "") -> subprocess.CompletedProcess[str]:
        """A command of a version, to its end."""
        began = self.start(*words, version=version)
        out, err = began.communicate(timeout=120)
        return subprocess.CompletedProcess(words, began.returncode, out, err)

    def upgrade(self, version: str, file: Path) -> subprocess.CompletedProcess[str]:
        """Upgrade to a version to come."""
        to = [word for holder in HOLDERS for word in ("--to", holder)]
        return self.run("upgrade", file, *to, version=version)

    def ask(self, query: str, database: str = DATABASE) -> list[tuple[object, ...]]:
        """What the database says past every wall."""
        cluster = Cluster(self.home)
        with cluster.serving(), cluster.connect(database) as superuser:
            return superuser.execute(query).fetchall()

    def databases(self) -> list[str]:
        """The databases of the cluster that are ours."""
        found = self.ask("SELECT datname FROM pg_database WHERE datname LIKE 'rempart%' ORDER BY 1")
        return [str(name) for (name,) in found]


def lay(folder: Path, name: str, body: str) -> None:
    """Lay a version to come: this one's migrations of a room, and one more."""
    package = folder / f"grown_{name}"
    shutil.copytree(GROWING, package)
    last = sorted(path.stem for path in package.glob("0*.py"))[-1]
    incidents = sorted(p.stem for p in (GROWING.parents[1] / "register/migrations").glob("0*.py"))
    text = MIGRATION.format(
        body=indent(dedent(body).strip(), "    "), last=last, incidents=incidents[-1]
    )
    (package / "0999_grown.py").write_text(text)
    (folder / f"version_{name}.py").write_text(
        f"from rempart.settings import *\nMIGRATION_MODULES = {{'learning': 'grown_{name}'}}\n"
    )


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """An instance with founders, journal entries and three incidents."""
    place = reachable(tmp_path_factory.mktemp("upgrade"))
    made = Instance(place / "home", place / "versions")
    made.versions.mkdir()
    for name, body in VERSIONS.items():
        lay(made.versions, name, body)
    assert made.run("init", "--profile", "mali").returncode == 0
    assert made.run("founders", "a@example.org", "b@example.org").returncode == 0
    cluster = Cluster(made.home)
    with cluster.serving(), cluster.connect(DATABASE) as superuser:
        for reference in ("GAO-14-7K3QX", "GAO-14-7K3QY", "GAO-14-7K3QZ"):
            incident(superuser, office=1, reference=reference, place="Djebock")
        superuser.execute("INSERT INTO people_attempt VALUES ('x', 1, now())")
    yield made
    Cluster(made.home).stop()


def as_before(instance: Instance) -> None:
    """The old database is there alone, whole, and the old program goes on with it."""
    assert instance.databases() == [DATABASE]
    assert instance.ask("SELECT count(*) FROM register_incident") == [(3,)]
    doctor = instance.run("doctor")
    assert doctor.returncode == 0, doctor.stdout
    assert instance.run("journal", "verify").returncode == 0


@pytest.mark.parametrize(
    ("version", "said"),
    [("broken", "this migration fails half-way"), ("lossy", "people_attempt: 1 → 0")],
)
def test_what_fails_leaves_the_old_database_and_the_new_program_refuses_to_start(
    instance: Instance, version: str, said: str, tmp_path: Path
) -> None:
    file = tmp_path / "before.age"
    failed = instance.upgrade(version, file)
    assert failed.returncode != 0
    assert said in failed.stderr
    assert "untouched" in failed.stderr
    assert "Traceback" not in failed.stderr
    assert file.exists()
    as_before(instance)
    refused = instance.run("serve", "--port", "0", version=version)
    assert refused.returncode != 0
    assert "is not up to date" in refused.stderr
    assert instance.run("doctor", version=version).returncode == 1


def test_what_is_cut_off_leaves_the_old_database(instance: Instance, tmp_path: Path) -> None:
    to = [word for holder in HOLDERS for word in ("--to", holder)]
    begun = instance.start("upgrade", tmp_path / "cut.age", *to, version="slow")
    assert begun.stderr
    for line in begun.stderr:
        if "migrating" in line:
            break
    busy = instance.run("doctor")
    assert busy.returncode != 0
    assert "is being upgraded" in busy.stderr
    begun.send_signal(signal.SIGKILL)
    begun.wait(10)
    assert instance.databases() == [DATABASE, f"{DATABASE}_next"]
    assert "left the database rempart_next" in instance.run("doctor").stdout
    assert instance.ask("SELECT count(*) FROM register_incident") == [(3,)]


def test_an_upgrade_waits_for_nobody_and_pushes_nobody_out(
    instance: Instance, tmp_path: Path
) -> None:
    with renewal.using_the_house(instance.home):
        refused = instance.upgrade("well", tmp_path / "busy.age")
    assert refused.returncode != 0
    assert "is in use" in refused.stderr
    assert not (tmp_path / "busy.age").exists()


def test_what_succeeds_takes_the_old_ones_place(instance: Instance, tmp_path: Path) -> None:
    anchor = instance.run("journal", "anchor").stdout.strip()
    done = instance.upgrade("well", tmp_path / "before.age")
    assert done.returncode == 0, done.stderr
    assert "learning.0999_grown" in done.stderr
    assert instance.databases() == [DATABASE]
    assert instance.ask("SELECT DISTINCT grown FROM register_incident") == [(7,)]
    doctor = instance.run("doctor", version="well")
    assert doctor.returncode == 0, doctor.stdout
    kept = instance.run("journal", "verify", "--anchor", anchor, version="well")
    assert kept.returncode == 0, kept.stdout
    again = instance.upgrade("well", tmp_path / "again.age")
    assert again.returncode == 0, again.stderr
    assert "migrations: none" in again.stderr


# --- from every version that was released -------------------------------------------------------


def tags() -> list[str]:
    """The released versions, oldest first."""
    said = subprocess.run(
        ["git", "tag", "--list", "v[0-9]*", "--sort=version:refname"],
        cwd=HOUSE, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return said.stdout.split() if said.returncode == 0 else []


BEFORE_ANY = "21eb47f7eb2e6f5a320bd19bf873e2d44e297dbe"
"""Until a version is released: a state of the house from before its rooms multiplied."""


def versions() -> list[str]:
    """What is upgraded from: every released version, or the early state while there is none."""
    held = subprocess.run(
        ["git", "cat-file", "-e", BEFORE_ANY], cwd=HOUSE, capture_output=True, check=False
    )
    return tags() or ([BEFORE_ANY] if held.returncode == 0 else [])


def tree_of(commit: str, folder: Path) -> Path:
    """The tree of a commit, taken out into `folder`."""
    packed = subprocess.run(
        ["git", "archive", "--format=tar", commit], cwd=HOUSE, capture_output=True, check=True
    ).stdout
    subprocess.run(["tar", "-x", "-C", str(folder)], input=packed, check=True)
    return folder


def upgraded_from(commit: str, place: Path) -> None:
    """Make an instance with an old version, upgrade it with this one, and examine it."""
    tree, home = place / "tree", place / "home"
    tree.mkdir()
    tree_of(commit, tree)
    old = os.environ | {
        "REMPART_HOME": str(home), "REMPART_LANG": "en", "PYTHONPATH": str(tree / "src"),
    }  # fmt: skip
    old.pop("DJANGO_SETTINGS_MODULE", None)
    for words in (["init", "--profile", "mali"], ["founders", "a@example.org", "b@example.org"]):
        made = subprocess.run(
            [sys.executable, "-m", "rempart", *words],
            env=old, capture_output=True, text=True, check=False, cwd=tree,
        )  # fmt: skip
        assert made.returncode == 0, made.stderr
    instance = Instance(home, place)
    before = instance.ask("SELECT count(*) FROM kernel_journalentry")
    done = instance.upgrade("", place / "before.age")
    assert done.returncode == 0, done.stderr
    doctor = instance.run("doctor")
    assert doctor.returncode == 0, doctor.stdout
    assert instance.ask("SELECT count(*) FROM kernel_journalentry") == before
    assert instance.ask("SELECT count(*) FROM people_user") == [(2,)]


def test_every_released_version_can_be_upgraded_from(tmp_path: Path) -> None:
    found = versions()
    if not found:
        pytest.skip("NO HISTORY HERE: upgrading from an earlier version was NOT tested")
    reachable(tmp_path)
    for version in found:
        place = tmp_path / version[:12]
        place.mkdir()
        upgraded_from(version, place)
