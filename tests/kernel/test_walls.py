"""The roles and the forced walls, as the database itself tells them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest
from django.apps import apps
from django.conf import settings
from django.db import connections, transaction
from django.db.utils import ProgrammingError

from planting import incident
from rempart.kernel import building, clock, examination, walls
from rempart.kernel.actor import SystemActor, acting_as
from rempart.kernel.cluster import Cluster
from rempart.kernel.errors import NoActor
from rempart.kernel.models import JournalEntry
from rempart.register.models import Incident, IncidentVersion

NAME = settings.DATABASES["default"]["NAME"]


def test_every_model_declares_its_access_class() -> None:
    undeclared = [
        m._meta.label
        for m in apps.get_models(include_auto_created=True)
        if walls.access_of(m) is None and m._meta.app_label != "auth"
    ]
    assert undeclared == []


def test_walls_are_forced_on_every_walled_table(house: psycopg.Connection) -> None:
    said = [str(finding) for finding in examination._walls()]
    assert len(said) == 1
    assert said[0].startswith(examination.WELL)
    assert {
        "register_incident",
        "register_incidentversion",
        "kernel_journalentry",
        "kernel_link",
        "register_batch",
    } <= set(walls.walled_tables())


def test_doctor_sees_a_wall_that_was_let_down(house: psycopg.Connection) -> None:
    house.execute("ALTER TABLE register_incident NO FORCE ROW LEVEL SECURITY")
    try:
        assert any(finding.grave for finding in examination._walls())
    finally:
        house.execute("ALTER TABLE register_incident FORCE ROW LEVEL SECURITY")


def test_the_roles_have_their_rights_and_no_more(house: psycopg.Connection) -> None:
    assert not any(finding.grave for finding in examination._roles())
    house.execute("GRANT DELETE ON register_incident TO rempart_app")
    try:
        assert any(finding.grave for finding in examination._roles())
    finally:
        house.execute("REVOKE DELETE ON register_incident FROM rempart_app")


def test_guarded_rows_raise_without_an_actor() -> None:
    with pytest.raises(NoActor):
        Incident.objects.count()


def test_a_statement_without_an_actor_raises_in_the_database(house: psycopg.Connection) -> None:
    incident(house)
    with (
        pytest.raises(ProgrammingError, match="nobody is bound"),
        transaction.atomic(),
        connections["default"].cursor() as cursor,
    ):
        cursor.execute("SELECT count(*) FROM register_incident")


def test_nobody_deletes_guarded_rows(
    house: psycopg.Connection, appoint: Callable[..., Any]
) -> None:
    incident(house, office=1)
    who = appoint("poc_expert", "gao")
    with pytest.raises(TypeError, match="never deleted"), acting_as(who):
        Incident.objects.all().delete()
    for actor in (who, SystemActor("operator:test")):
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            acting_as(actor),
            connections[actor.alias].cursor() as cursor,
        ):
            cursor.execute("DELETE FROM register_incident")


@pytest.mark.parametrize("table", ["kernel_journalentry", "register_incidentversion"])
@pytest.mark.parametrize("verb", ["UPDATE {} SET action = 'x'", "DELETE FROM {}", "TRUNCATE {}"])
def test_not_even_the_superuser_rewrites_what_is_append_only(
    table: str, verb: str, house: psycopg.Connection
) -> None:
    incident(house)
    with pytest.raises(psycopg.Error, match=r"append-only|referenced in a foreign key"):
        house.execute(verb.format(table) + (" CASCADE" if verb.startswith("TRUNC") else ""))


def test_the_owner_touches_no_row_in_silence_but_through_the_gate(
    house: psycopg.Connection,
) -> None:
    incident(house, place="Gao")
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute("UPDATE register_incident SET place = 'x'")
        assert cursor.rowcount == 0
    with building.rls_suspended("register_incident", rows=1) as cursor:
        cursor.execute("UPDATE register_incident SET place = 'Bourem'")
    with (
        pytest.raises(RuntimeError, match="0 rows touched where 3 were meant"),
        building.rls_suspended("register_incident", rows=3) as cursor,
    ):
        cursor.execute("UPDATE register_incident SET place = 'y' WHERE place = 'nowhere'")
    assert house.execute("SELECT place FROM register_incident").fetchall() == [("Bourem",)]
    assert not any(finding.grave for finding in examination._walls())


def test_an_app_session_may_not_claim_a_system_actor(
    house: psycopg.Connection, cluster: Cluster
) -> None:
    incident(house)
    with cluster.connect(NAME, "rempart_app") as app:
        app.execute(
            "SELECT set_config('rempart.actor', 'operator:x', false),"
            " set_config('rempart.now', '2014-11-17', false)"
        )
        with pytest.raises(psycopg.Error, match="invalid input syntax"):
            app.execute("SELECT count(*) FROM register_incident")


def test_no_role_reaches_the_role_that_reads_past_the_walls(cluster: Cluster) -> None:
    for role in ("rempart_app", "rempart_system", "rempart_owner"):
        with (
            cluster.connect(NAME, role) as connection,
            pytest.raises(psycopg.Error, match="permission denied"),
        ):
            connection.execute("SET ROLE rempart_dump")
    with cluster.connect(NAME, "rempart_app") as app, pytest.raises(psycopg.Error):
        app.execute("SET SESSION AUTHORIZATION rempart_dump")


def test_the_system_reads_up_to_its_ceiling(house: psycopg.Connection) -> None:
    for marking in (1, 2, 3):
        incident(house, marking=marking)
    for ceiling in (1, 2, 3):
        with acting_as(SystemActor("operator:test", ceiling=ceiling)):
            assert Incident.objects.count() == ceiling
    with acting_as(SystemActor("sealer")):
        assert Incident.objects.count() == 0
    with acting_as(SystemActor("stranger")):
        assert Incident.objects.count() == 0


def test_rights_end_by_the_clock(house: psycopg.Connection, appoint: Callable[..., Any]) -> None:
    incident(house, office=1)
    midnight = datetime(2014, 11, 18, tzinfo=UTC)
    who = appoint("poc_expert", "gao", ends=midnight)
    with acting_as(who):
        assert Incident.objects.count() == 1
    with clock.frozen(midnight), acting_as(who):
        assert Incident.objects.count() == 0
        assert IncidentVersion.objects.count() == 0


def test_the_auditor_reads_the_trail_and_no_content(
    house: psycopg.Connection, appoint: Callable[..., Any]
) -> None:
    incident(house, office=1)
    auditor, expert = appoint("auditor"), appoint("poc_expert", "gao")
    with acting_as(auditor):
        assert Incident.objects.count() == 0
        JournalEntry.objects.count()
    with acting_as(expert):
        assert JournalEntry.objects.count() == 0


def test_building_twice_changes_nothing(house: psycopg.Connection) -> None:
    before = house.execute("SELECT polrelid::regclass::text, polname FROM pg_policy ORDER BY 1, 2")
    known = before.fetchall()
    building.lay_schema(house)
    building.migrate()
    after = house.execute("SELECT polrelid::regclass::text, polname FROM pg_policy ORDER BY 1, 2")
    assert after.fetchall() == known
    assert building.pending() == []
    building.up_to_date()
