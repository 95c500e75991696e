"""An instance of a benchmark's own: a durable cluster in a folder that goes away afterwards."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


@contextmanager
def folder() -> Iterator[Path]:
    """A folder for everything, with REMPART_HOME inside; to be entered before Django is set up."""
    with tempfile.TemporaryDirectory(prefix="rempart-bench-") as name:
        Path(name).chmod(0o755)
        os.environ |= {
            "REMPART_HOME": f"{name}/home",
            "DJANGO_SETTINGS_MODULE": "rempart.settings",
        }
        yield Path(name)


@contextmanager
def instance(profile: str | Path) -> Iterator[Any]:
    """A founded, migrated, walled and served instance; gives a superuser's connection to it."""
    import django

    from rempart.web.translations import catalogues

    catalogues(Path(os.environ["REMPART_HOME"]))
    django.setup()
    from django.conf import settings

    from rempart.doctrine import loader
    from rempart.kernel import building, keys, roles
    from rempart.kernel.cluster import Cluster

    cluster = Cluster(Path(settings.REMPART_HOME))
    cluster.initialise()
    keys.make_key(Path(settings.REMPART_KEY_FILE))
    name = settings.DATABASES["default"]["NAME"]
    passwords = roles.new_passwords()
    with cluster.serving():
        with cluster.connect() as superuser:
            building.found(superuser, name, passwords)
        cluster.remember(passwords)
        with cluster.connect(name) as superuser:
            building.lay_schema(superuser)
            building.migrate()
            building.settle(str(profile), loader.choose(profile).codes())
            yield superuser
