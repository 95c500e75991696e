"""Imports among others: who may, who sees what came, and two at once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.db import connections

import rempart
from rempart.kernel.actor import SystemActor, acting_as
from rempart.kernel.errors import Refused
from rempart.kernel.models import JournalEntry
from rempart.register import imports
from rempart.register.actions import advance_incident, mark_incident
from rempart.register.models import Batch, Incident, StagedRow

OPERATOR = SystemActor("operator:tests", ceiling=1)


def test_an_import_is_one_entry_of_the_journal(load, appoint):
    load([{}, {}])
    with acting_as(appoint("auditor", component="audit")):
        (entry,) = JournalEntry.objects.filter(action="incident.import")
    assert (entry.rows, entry.actor_name, entry.kind) == (2, "operator:tests", "batch")


def test_a_higher_marking_is_given_within_the_importers_own_rights(load, appoint, tmp_path, table):
    with pytest.raises(Refused):
        load([{}], marking=2)
    (tmp_path / "ged.csv").write_text(table([{}]))
    officer = appoint("imo", clearance=2)
    with acting_as(officer):
        imports.import_events(path=tmp_path / "ged.csv", marking=2)
        assert Incident.objects.get().marking == 2
    with acting_as(OPERATOR):
        assert not Incident.objects.exists(), "the operator reads unclassified rows only"


@pytest.mark.parametrize("role", ["poc_expert", "duty_officer", "human_rights", "administrator"])
def test_only_information_management_imports(load, appoint, tmp_path, role, table):
    (tmp_path / "ged.csv").write_text(table([{}]))
    with acting_as(appoint(role, "mopti")), pytest.raises(Refused):
        imports.import_events(path=tmp_path / "ged.csv")


def test_an_event_that_stands_out_of_sight_is_neither_doubled_nor_betrayed(load, appoint):
    load([{}, {}])
    with acting_as(appoint("poc_expert", "mopti", clearance=3)):
        secret = Incident.objects.order_by("external_key")[0].pk
        mark_incident(target=secret, marking=3)
    assert str(load([{"best": "6"}, {}])) == "0 new, 0 changed, 2 unchanged, 0 refused"
    with acting_as(OPERATOR):
        assert set(StagedRow.objects.values_list("fate", flat=True)) == {"new", "unchanged"}


KILLED = """
import os, signal, sys
from pathlib import Path
import django
django.setup()
from rempart.kernel.actor import SystemActor, acting_as
from rempart.register import imports

def die(rows):
    os.kill(os.getpid(), signal.SIGKILL)

imports.STEP = 2
with acting_as(SystemActor("operator:killed", ceiling=1)):
    imports.import_events(path=Path(sys.argv[1]), progress=die)
"""


def test_a_process_killed_in_the_middle_leaves_nothing_half_written(load, tmp_path, table):
    path = tmp_path / "ged.csv"
    path.write_text(table([{}] * 5))
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "rempart.settings"}
    environment["PYTHONPATH"] = str(Path(rempart.__file__).parents[1])
    ran = subprocess.run([sys.executable, "-c", KILLED, str(path)], env=environment, check=False)
    assert ran.returncode == -signal.SIGKILL
    with acting_as(OPERATOR):
        assert not Incident.objects.exists()
        assert not Batch.objects.exists()
    assert load([{}] * 5).new == 5, "and nothing of it stands in the way"


def test_two_imports_at_once_serialise(house, tmp_path, table):
    path = tmp_path / "ged.csv"
    path.write_text(table([{}] * 50))
    outcomes = []

    def run() -> None:
        with acting_as(SystemActor("operator:tests", ceiling=1)):
            outcomes.append(str(imports.import_events(path=path)))
        connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(outcomes) == [
        "0 new, 0 changed, 50 unchanged, 0 refused",
        "50 new, 0 changed, 0 unchanged, 0 refused",
    ]


def test_what_comes_back_is_as_verified_as_it_was(load, appoint):
    load([{}])
    with acting_as(appoint("human_rights", "mopti", component="human_rights")):
        advance_incident(target=Incident.objects.get().pk, step="verify")
    with acting_as(OPERATOR):
        imports.withdraw_batch(target=Batch.objects.get().pk)
        assert Incident.objects.get().verification == "withdrawn"
    load([{}])
    with acting_as(OPERATOR):
        assert Incident.objects.get().verification == "verified"
