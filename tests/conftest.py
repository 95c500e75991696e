"""A real cluster for the whole session; each test finds an empty, walled database.

The database is made once, as `init` makes it. After a test that touched it, every table but the
reference ones is emptied by the superuser: transactions and roles in tests are the real ones.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

_HOME = tempfile.mkdtemp(prefix="rempart-tests-")
os.chmod(_HOME, 0o755)
os.environ["REMPART_HOME"] = _HOME
os.environ["REMPART_OPERATOR_MARKING"] = "1"
os.environ["OMP_NUM_THREADS"] = "1"
for _name in ("DATABASE_URL", "REMPART_KEY_FILE", "REMPART_DATABASE", "REMPART_LANG"):
    os.environ.pop(_name, None)

os.environ["DJANGO_SETTINGS_MODULE"] = "rempart.settings"

import django
import psycopg
import pytest

from rempart.web.translations import catalogues

catalogues(Path(_HOME))
django.setup()

from django.apps import apps
from django.conf import settings
from django.db import connections
from django.utils import translation

from browsing import chromium, door, port, site, visit
from rempart.doctrine import loader
from rempart.kernel import building, clock, keys, roles
from rempart.kernel.actor import Actor, acting_as, actor_of
from rempart.kernel.cluster import Cluster
from rempart.kernel.models import forget_exercise
from rempart.people.models import Post, User

__all__ = ["chromium", "door", "port", "site", "visit"]

NOON = datetime(2014, 11, 17, 12, tzinfo=UTC)
KEPT = frozenset(
    {
        "kernel_right",
        "kernel_systemright",
        "kernel_scopecode",
        "kernel_period",
        "kernel_instance",
        "django_migrations",
        "django_content_type",
        "auth_permission",
    }
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what drives Chromium: the older server need not see it."""
    for item in items:
        if "chromium" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A running cluster with the four roles and one migrated, walled database."""
    made = Cluster(Path(_HOME), fast=True)
    made.initialise()
    keys.make_key(Path(settings.REMPART_KEY_FILE))
    with made.serving():
        passwords = roles.new_passwords()
        with made.connect() as superuser:
            building.found(superuser, settings.DATABASES["default"]["NAME"], passwords)
        made.remember(passwords)
        with made.connect(settings.DATABASES["default"]["NAME"]) as superuser:
            building.lay_schema(superuser)
        building.migrate()
        loader.choose("mali")
        mission = loader.current()
        building.settle("mali", mission.codes(), periods=mission.periods())
        yield made
        connections.close_all()


@pytest.fixture(scope="session")
def superuser(cluster: Cluster) -> Iterator[psycopg.Connection]:
    """A superuser's connection to the tests' database: past every wall, for arranging only."""
    with cluster.connect(settings.DATABASES["default"]["NAME"]) as connection:
        yield connection


@pytest.fixture
def house(superuser: psycopg.Connection) -> Iterator[psycopg.Connection]:
    """An empty database at noon on 17 November 2014; emptied again afterwards."""
    with clock.frozen(NOON):
        yield superuser
    _empty(superuser)


def _empty(superuser: psycopg.Connection) -> None:
    """Take away every row but the reference ones; most tables of a test hold none."""
    tables = {m._meta.db_table for m in apps.get_models(include_auto_created=True)} - KEPT
    asked = (f"SELECT '{t}' WHERE EXISTS (SELECT FROM {t})" for t in sorted(tables))
    filled = [name for (name,) in superuser.execute(" UNION ALL ".join(asked)).fetchall()]
    superuser.execute("SET session_replication_role = replica")
    superuser.execute(
        "".join(
            f"ALTER TABLE {t} DISABLE TRIGGER USER; DELETE FROM {t};"
            f" ALTER TABLE {t} ENABLE TRIGGER USER;"
            for t in filled
        )
    )
    superuser.execute("SET session_replication_role = origin")


@pytest.fixture(autouse=True)
def french() -> Iterator[None]:
    """French to begin with, whatever language the test before left."""
    with translation.override("fr"):
        yield


@pytest.fixture
def exercise(house: psycopg.Connection) -> Iterator[None]:
    """The instance is an exercise for this test."""
    house.execute("UPDATE kernel_instance SET exercise = true")
    forget_exercise()
    yield
    house.execute("UPDATE kernel_instance SET exercise = false")
    forget_exercise()


@pytest.fixture
def appoint(house: psycopg.Connection) -> Callable[..., Actor]:
    """Make somebody with posts: `appoint("poc_expert", "gao", clearance=2)` gives their Actor."""
    count = iter(range(10_000))

    def one(
        role: str,
        office: str = "",
        *,
        clearance: int = 3,
        component: str = "poc",
        compartments: tuple[str, ...] = (),
        organisation: str = "",
        holder: User | None = None,
        begins: datetime | None = None,
        ends: datetime | None = None,
    ) -> Actor:
        mission = loader.current()
        number = next(count)
        user = holder or User.objects.create(
            email=f"{role}-{number}@example.org", name=f"{role} {number}"
        )
        Post.objects.create(
            holder=user,
            role=role,
            component=mission.component(component).number,
            office=mission.office(office).number if office else 0,
            organisation=mission.organisation(organisation).number if organisation else 0,
            clearance=clearance,
            compartments=[mission.compartment(code).number for code in compartments],
            begins=begins or datetime(2014, 1, 1, tzinfo=UTC),
            ends=ends,
        )
        actor = actor_of(user.pk)
        assert actor is not None
        return actor

    return one


@pytest.fixture
def as_actor() -> Callable[[Actor], Any]:
    """`with as_actor(reader): ...`"""
    return acting_as


@pytest.fixture(scope="session")
def real_data() -> Callable[[str], Path]:
    """The path of a real file; skips loudly without REMPART_TEST_DATA, fails if it lacks one."""
    folder = os.environ.get("REMPART_TEST_DATA")

    def find(name: str) -> Path:
        if not folder:
            pytest.skip("REMPART_TEST_DATA is not set: real data was NOT tested")
        path = Path(folder) / name
        assert path.exists(), f"{name} is missing from REMPART_TEST_DATA"
        return path

    return find
