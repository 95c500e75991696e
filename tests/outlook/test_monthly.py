"""The month's run as a chore: due once, when the month is over, and never on the first day."""

from __future__ import annotations

from datetime import UTC, date, datetime

from outlook import made
from rempart.kernel import clock
from rempart.kernel.actor import SystemActor, acting_as
from rempart.kernel.chores import chores
from rempart.outlook import monthly
from rempart.outlook.actions import issue_month

OPERATOR = SystemActor("operator:test", ceiling=1)


def test_a_run_is_due_when_the_month_is_over_and_has_none(house):
    assert monthly.due() is None, "no outline is known"
    with acting_as(OPERATOR):
        made.areas()
    assert monthly.due() == date(2014, 10, 1)
    with clock.frozen(datetime(2014, 11, 1, 12, tzinfo=UTC)):
        assert monthly.due() is None
    with acting_as(OPERATOR):
        issue_month(computed=made.computed())
    assert monthly.due() is None


def test_without_the_extra_nothing_is_due(house, monkeypatch):
    with acting_as(OPERATOR):
        made.areas()
    monkeypatch.setattr(monthly, "EXTRA", ("no_such_package",))
    assert monthly.run_if_due() is False


def test_the_worker_waits_before_it_begins():
    assert chores["outlook"].first >= 60
