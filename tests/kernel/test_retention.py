"""Deletion really deletes, by one part of the system alone, and only when everything says so."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.conf import settings
from django.db import connections
from django.db.utils import ProgrammingError

from planting import incident, plant
from rempart.cli import retention as command
from rempart.doctrine import check, loader
from rempart.kernel import chores, clock, examination, ids, journal, retention
from rempart.kernel.actor import Actor, SystemActor, acting_as
from rempart.kernel.cluster import Cluster
from rempart.kernel.errors import BadInput, Refused
from rempart.kernel.models import JournalEntry, Link, Receipt
from rempart.people.models import Follow, Notification
from rempart.register.models import (
    Alert,
    AlertVersion,
    Identity,
    IdentityVersion,
    Report,
    ReportFile,
    ReportVersion,
    Source,
    SourceVersion,
)

NAME = settings.DATABASES["default"]["NAME"]
LONG_AGO = datetime(2012, 11, 1, tzinfo=UTC)
"""More than twenty-four months before the noon of the tests."""
TRACES = (
    "register_alert", "register_alertversion", "kernel_link", "kernel_receipt",
    "people_notification", "people_follow",
)  # fmt: skip
Plant = Callable[..., Any]


@pytest.fixture
def deletes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The operator has said that retention deletes."""
    monkeypatch.setattr(settings, "REMPART_RETENTION", True)


def _row(superuser: psycopg.Connection, model: Any, version: Any, **said: Any) -> Any:
    at = said.pop("at", LONG_AGO)
    said.setdefault("reference", ids.new_reference("GAO", 2012))
    row = model(author=UUID(int=7), component=1, recorded_at=at, created_at=at, **said)
    plant(superuser, row)
    where = {name: getattr(row, name) for name in ("office", "component", "marking", "compartment")}
    plant(superuser, version(object_id=row.pk, number=1, at=at, action="x", actor=row.author,
                             actor_name="x", values={"title": "CANARI"}, **where))  # fmt: skip
    return row


def alert(superuser: psycopg.Connection, **said: Any) -> Alert:
    """A closed alert of long ago, unless told otherwise, with all the traces that one leaves."""
    usual = {"state": "closed", "priority": "p2", "title": "CANARI", "office": 1,
             "received_at": said.get("at", LONG_AGO), "marking": 3}  # fmt: skip
    row: Alert = _row(superuser, Alert, AlertVersion, **usual | said)
    ends = {"source_kind": "alert", "source_id": row.pk, "target_kind": "incident",
            "target_id": incident(superuser, office=1).pk}  # fmt: skip
    plant(superuser, Link(relation="warned-of", author=row.author, **ends))
    mine = {"holder": row.author, "reference": row.reference}
    plant(superuser, Receipt(what="alert.record", words="CANARI", **mine))
    about = {"holder": row.author, "record_kind": "alert", "record_id": row.pk}
    plant(superuser, Follow(**about))
    plant(superuser, Notification(topic="alert-clock", key="1", reference=row.reference, **about))
    return row


def rows(superuser: psycopg.Connection, *tables: str) -> dict[str, int]:
    """How many rows each table holds."""
    found = {}
    for table in tables:
        one = superuser.execute(f"SELECT count(*) FROM {table}").fetchone()  # type: ignore[arg-type]
        found[table] = one[0] if one else 0
    return found


def test_nothing_goes_unless_the_operator_says_so(house: psycopg.Connection) -> None:
    alert(house)
    before = rows(house, *TRACES)
    assert [(f.kind, len(f.due)) for f in retention.look()] == [("alert", 1), ("identity", 0)]
    with pytest.raises(Refused, match="REMPART_RETENTION"):
        retention.delete_due()
    assert retention.by_itself() == 0
    assert chores.once("retention")
    assert rows(house, *TRACES) == before


def test_row_history_and_traces_go_and_the_journal_still_verifies(
    house: psycopg.Connection, deletes: None
) -> None:
    gone, open_one = alert(house), alert(house, state="monitor")
    young = alert(house, at=clock.now() - timedelta(days=700))
    journal.seal()
    anchor = journal.anchor()
    assert retention.delete_due() == 1
    left = {row[0] for row in house.execute("SELECT id FROM register_alert")}
    assert left == {open_one.pk, young.pk}
    assert set(rows(house, *TRACES).values()) == {2}
    with acting_as(journal.SEALER):
        said = JournalEntry.objects.get(action="retention.delete")
    assert (said.kind, said.object_id, said.actor_name) == ("alert", gone.pk, "retention")
    assert len(said.before) == 64
    journal.seal()
    assert journal.verify(anchor).anchored
    assert retention.delete_due() == 0


def test_files_and_sealed_identities_go_too(house: psycopg.Connection, deletes: None) -> None:
    house.execute("INSERT INTO kernel_period VALUES ('report', 12)")
    try:
        report = _row(house, Report, ReportVersion, told="CANARI", handling="internal",
                      received_at=LONG_AGO, office=1)  # fmt: skip
        plant(house, ReportFile(report=report, name="a.pdf", media_type="application/pdf", size=3,
                                digest="0" * 64, sealed=b"abc", added_by="x"))  # fmt: skip
        for retired in (date(2014, 1, 1), date(2014, 9, 1), None):
            source = _row(house, Source, SourceVersion, type="elder", consent="internal",
                          retired_on=retired, office=1)  # fmt: skip
            _row(house, Identity, IdentityVersion, marking=2, source=source, sealed=b"abc",
                 office=1, compartment=1)  # fmt: skip
        assert retention.delete_due() == 2
        assert rows(house, "register_report", "register_reportversion", "register_reportfile") == {
            "register_report": 0, "register_reportversion": 0, "register_reportfile": 0,
        }  # fmt: skip
        kept = rows(house, "register_identity", "register_identityversion", "register_source")
        assert list(kept.values()) == [2, 2, 3]
    finally:
        house.execute("DELETE FROM kernel_period WHERE kind = 'report'")


def test_a_hold_keeps_a_record_until_it_is_released(
    house: psycopg.Connection, deletes: None
) -> None:
    row = alert(house)
    retention.hold(row.reference)
    assert [(f.due, f.held) for f in retention.look() if f.kind == "alert"] == [((), 1)]
    assert retention.delete_due() == 0
    before = rows(house, *TRACES)
    with pytest.raises(RuntimeError, match="nothing is deleted"), acting_as(retention.RETENTION):
        retention._take_away(Alert.objects.get())
    assert rows(house, *TRACES) == before
    retention.release(row.reference)
    with pytest.raises(BadInput):
        retention.release(row.reference)
    with pytest.raises(BadInput):
        retention.hold(ids.new_reference("GAO", 2012))
    assert retention.delete_due() == 1


def test_the_database_itself_lets_nothing_young_or_held_go(
    house: psycopg.Connection, deletes: None
) -> None:
    """A fault in our own counting would delete nothing within the period."""
    alert(house, at=clock.now() - timedelta(days=700))
    with acting_as(retention.RETENTION), connections["system"].cursor() as cursor:
        for table in ("register_alertversion", "register_alert"):
            cursor.execute(f"DELETE FROM {table}")
            assert cursor.rowcount == 0
    house.execute("DELETE FROM kernel_period WHERE kind = 'alert'")
    try:
        with acting_as(retention.RETENTION), connections["system"].cursor() as cursor:
            cursor.execute("DELETE FROM register_alertversion")
            assert cursor.rowcount == 0
    finally:
        house.execute("INSERT INTO kernel_period VALUES ('alert', 24)")


def test_no_other_role_or_actor_deletes(
    house: psycopg.Connection, appoint: Callable[..., Actor], cluster: Cluster
) -> None:
    alert(house)
    before = rows(house, *TRACES)
    senior = appoint("senior_adviser")
    for table in ("register_alert", "register_alertversion", "kernel_link"):
        with (
            acting_as(senior), connections["default"].cursor() as cursor,
            pytest.raises(ProgrammingError, match="permission denied"),
        ):  # fmt: skip
            cursor.execute(f"DELETE FROM {table}")
    for name in ("operator:x", "courier", "sealer", "matcher", "usher"):
        with acting_as(SystemActor(name)), connections["system"].cursor() as cursor:
            for table in ("register_alert", "kernel_link", "kernel_receipt"):
                cursor.execute(f"DELETE FROM {table}")
                assert cursor.rowcount == 0
            with pytest.raises(ProgrammingError, match="append-only"):
                cursor.execute("DELETE FROM register_alertversion")
    with acting_as(retention.RETENTION), connections["system"].cursor() as cursor:
        cursor.execute("SAVEPOINT here")
        for table in ("register_incident", "kernel_journalentry", "kernel_seal", "threats_threat"):
            with pytest.raises(ProgrammingError, match="permission denied"):
                cursor.execute(f"DELETE FROM {table}")
            cursor.execute("ROLLBACK TO here")
    with cluster.connect(NAME, "rempart_owner") as owner:
        assert owner.execute("DELETE FROM register_alert").rowcount == 0
        with pytest.raises(psycopg.Error, match="append-only"):
            owner.execute("DELETE FROM register_alertversion")
    with cluster.connect(NAME, "rempart_dump") as dump:
        for table in TRACES:
            with pytest.raises(psycopg.Error, match="permission denied"):
                dump.execute(f"DELETE FROM {table}")  # type: ignore[arg-type]
    with pytest.raises(psycopg.Error, match="append-only"):
        house.execute("DELETE FROM register_alertversion")
    assert rows(house, *TRACES) == before


def test_doctor_knows_who_may_delete_what(house: psycopg.Connection) -> None:
    assert not any(finding.grave for finding in examination._roles())
    for grant in ("register_alert TO rempart_app", "register_incident TO rempart_system"):
        house.execute(f"GRANT DELETE ON {grant}")  # type: ignore[arg-type]
        assert any(finding.grave for finding in examination._roles()), grant
        house.execute(f"REVOKE DELETE ON {grant.replace(' TO ', ' FROM ')}")  # type: ignore[arg-type]


def test_the_command_shows_before_it_deletes(
    house: psycopg.Connection, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "instance", contextmanager(lambda: (yield)))
    row = alert(house)
    command.apply(dry_run=True)
    told = capsys.readouterr()
    assert row.reference in told.out
    assert "24" in told.out
    assert "REMPART_RETENTION" in told.err
    with pytest.raises(SystemExit):
        command.apply()
    monkeypatch.setattr(settings, "REMPART_RETENTION", True)
    command.hold(row.reference)
    command.apply()
    command.release(row.reference)
    command.apply()
    told = capsys.readouterr()
    assert "0 enregistrement" in told.out
    assert "1 enregistrement supprimé" in told.out


def test_periods_are_the_profiles_and_proposed(tmp_path: Any) -> None:
    mission = loader.load("mali")
    assert mission.periods() == {"alert": 24, "identity": 6}
    assert {one.status for one in mission.keeping} == {"proposed"}
    strange = replace(mission, keeping=(mission.keeping[0].model_copy(update={"kind": "threat"}),))
    said = check._keeping(mission.folder, strange)
    assert [problem.code for problem in said] == ["retention"]


@pytest.mark.parametrize(
    ("moment", "months", "before"),
    [((2014, 11, 17), 24, (2012, 11, 17)), ((2016, 2, 29), 12, (2015, 2, 28)),
     ((2014, 3, 31), 1, (2014, 2, 28)), ((2014, 1, 5), 1, (2013, 12, 5))],
)  # fmt: skip
def test_months_are_counted_by_the_calendar(
    moment: tuple[int, ...], months: int, before: tuple[int, ...]
) -> None:
    found = retention.months_before(datetime(*moment, tzinfo=UTC), months)
    assert found == datetime(*before, tzinfo=UTC)
