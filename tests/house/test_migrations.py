"""The migrations: one way forward, and nothing in the models that they do not know."""

from __future__ import annotations

from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.utils import translation


def test_there_is_one_way_forward() -> None:
    conflicts = MigrationLoader(None, ignore_no_migrations=True).detect_conflicts()
    assert not conflicts, "give the later one the next number, and let it depend on the other"


def test_the_models_are_what_the_migrations_make() -> None:
    with translation.override(None):
        loader = MigrationLoader(None, ignore_no_migrations=True)
        before, after = loader.project_state(), ProjectState.from_apps(apps)
        found = MigrationAutodetector(before, after).changes(graph=loader.graph)
    assert {room: [str(m) for m in made] for room, made in found.items()} == {}
