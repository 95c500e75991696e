"""The metrics of alerts, counted by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from planting import incident, plant
from rempart.kernel import ids
from rempart.kernel.actor import Actor, acting_as
from rempart.kernel.models import Link
from rempart.register.alerts import metrics
from rempart.register.models import Alert

FIRST, LAST = date(2014, 10, 1), date(2014, 10, 31)
HEARD = datetime(2014, 10, 5, 6, 10, tzinfo=UTC)


def kept(house: Any, **said: Any) -> Alert:
    """An alert of October that stands as it is said."""
    row = Alert(
        **{"title": "x", "priority": "p1", "office": 1, "component": 1, "author": ids.new_id(),
           "reference": ids.new_reference("GAO", 2014), "received_at": HEARD, **said}
    )  # fmt: skip
    plant(house, row)
    return row


def test_the_example_of_the_practice_is_75_percent(
    house: Any, appoint: Callable[..., Actor]
) -> None:
    """40 received, 5 duplicates, 3 not actionable, 24 responded, 8 justified: 24/32."""
    for state, number in (("duplicate", 5), ("not_actionable", 3)):
        for _one in range(number):
            kept(house, state=state)
    outcomes = ["averted"] * 9 + ["reduced"] * 6 + ["despite_response"] * 5
    outcomes += ["unknown"] * 2 + ["false"] * 2
    for number, outcome in enumerate(outcomes, 1):
        who = ["force"] if number <= 16 else ["host_forces"] if number <= 20 else ["mediation"]
        kept(house, state="outcome_recorded", outcome=outcome, responders=who,
             responded_at=HEARD + timedelta(minutes=10 * number))  # fmt: skip
    for number in range(8):
        code = "out_of_reach" if number < 5 else "no_airlift"
        kept(house, state="no_response", no_response=code)
    kept(house, received_at=datetime(2014, 11, 1, 0, 0, tzinfo=UTC))
    with acting_as(appoint("head_of_office", "gao")):
        found = metrics.measured(FIRST, LAST)
        assert metrics.measured(FIRST, LAST, office=2).received == 0
    assert (found.received, found.actionable, found.responded) == (40, 32, 24)
    assert (found.response.percent, found.prevented) == (75, metrics.Share(15, 20))
    assert (found.by_mission, found.by_host, found.by_others) == (16, 4, 4)
    assert found.reasons == {"out_of_reach": 5, "no_airlift": 3}
    arrival = found.delays["p1"]["responded"]
    assert (arrival.n, arrival.median, arrival.p90) == (
        24, timedelta(minutes=125), timedelta(minutes=220),
    )  # fmt: skip


def test_a_closed_alert_counts_as_what_it_was_before(
    house: Any, appoint: Callable[..., Actor]
) -> None:
    """Their versions are out of sight: the outcome tells the one from the other."""
    kept(house, state="closed", outcome="averted", responders=["force"], responded_at=HEARD)
    kept(house, state="closed")
    with acting_as(appoint("poc_expert", "gao")):
        found = metrics.measured(FIRST, LAST)
    assert (found.received, found.not_actionable, found.actionable) == (2, 1, 1)
    assert found.response == metrics.Share(1, 1)


def test_what_still_has_time_or_waits_for_words_is_left_out(
    house: Any, appoint: Callable[..., Actor]
) -> None:
    noon = datetime(2014, 11, 17, 12, tzinfo=UTC)
    kept(house, received_at=noon - timedelta(minutes=119))
    kept(house, received_at=noon - timedelta(minutes=121))
    kept(house, received_at=noon, priority="p2", state="needs_info")
    kept(house, received_at=noon, state="monitor")
    with acting_as(appoint("head_of_office", "gao")):
        found = metrics.measured(noon.date(), noon.date())
    assert (found.received, found.within_clock, found.awaiting, found.actionable) == (4, 1, 1, 2)
    assert found.response == metrics.Share(0, 2)


def test_an_incident_without_an_earlier_alert_was_missed(
    house: Any, appoint: Callable[..., Actor]
) -> None:
    """Alert of the 5th, 6:10. With a time: 8:00 warned, 5:00 and 6:10 not, one without alert: 3/4.

    Without a time, apart: an alert of an earlier day, of the same day, of a later day, none.
    """
    alert = kept(house)
    day, clocked = HEARD.date(), [time(8), time(5), time(6, 10)]
    cases = [(day, at) for at in clocked] + [(day + timedelta(n), None) for n in (1, 0, -1)]
    for on, at in cases:
        row = incident(house, office=1, day=on, verification="verified", time_of_day=at)
        link = Link(
            source_kind="alert", source_id=alert.pk, relation="warned-of",
            target_kind="incident", target_id=row.pk, author=alert.author,
        )  # fmt: skip
        plant(house, link)
    incident(house, office=1, day=day, verification="verified", time_of_day=time(9))
    incident(house, office=1, day=day, verification="verified")
    incident(house, office=1, day=day)
    with acting_as(appoint("poc_expert", "gao")):
        found = metrics.measured(FIRST, LAST)
    assert found.missed == metrics.Share(3, 4)
    assert found.apart == metrics.Apart(earlier=1, same_day=1, none=2)
    assert found.untimed == 4
    assert metrics.Share(0, 0).percent is None


def test_who_responded_is_told_by_who_took_the_task(
    house: Any, appoint: Callable[..., Actor]
) -> None:
    """A task that somebody took is the mission's; a referral that was confirmed the State's."""
    for taken, who in ((HEARD, []), (None, []), (HEARD, ["host_forces"]), (HEARD, ["mediation"])):
        kept(house, state="responded", responders=who, tasked_at=taken, responded_at=HEARD)
    with acting_as(appoint("poc_expert", "gao")):
        found = metrics.measured(FIRST, LAST)
    assert (found.by_mission, found.by_host, found.by_others) == (1, 2, 1)


def test_the_interval_is_wilson_s_and_stays_within_bounds() -> None:
    """By hand, 24 of 32: centre (0.75 + 0.0600)/1.1200 = 0.7232, half 0.1443: 58 to 87 %."""
    assert metrics.Share(24, 32).interval == (58, 87)
    assert metrics.Share(0, 3).interval == (0, 56)
    assert metrics.Share(3, 3).interval == (44, 100)
    assert metrics.Share(0, 0).interval is None


def test_the_same_figures_by_office_and_by_component(
    house: Any, appoint: Callable[..., Actor]
) -> None:
    kept(house, state="responded", responders=["force"], responded_at=HEARD)
    kept(house, state="duplicate")
    kept(house, state="monitor", office=2, component=4)
    incident(house, office=2, day=HEARD.date(), verification="verified", component=7)
    with acting_as(appoint("senior_adviser")):
        found = metrics.sample(FIRST, LAST)
        narrow = metrics.sample(FIRST, LAST, office=2, component=4).metrics()
    offices, components = found.by("office"), found.by("component")
    assert {n: (one.received, one.response) for n, one in offices.items()} == {
        1: (2, metrics.Share(1, 1)), 2: (1, metrics.Share(0, 1)),
    }  # fmt: skip
    assert {n: one.received for n, one in components.items()} == {1: 2, 4: 1, 7: 0}
    assert offices[2].missed == components[7].missed == metrics.Share(0, 0)
    assert offices[2].untimed == components[7].untimed == 1
    assert sum(one.received for one in offices.values()) == found.metrics().received == 3
    assert (narrow.received, narrow.missed.whole) == (1, 0)
