"""Early-warning signals: raised by what leaves the interval, answered by the duty desk alone."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import translation
from oracle import (
    ALERT_EVERYWHERE,
    ALERT_HERE,
    ASSESSMENT_EVERYWHERE,
    ASSESSMENT_HERE,
    EVERYWHERE,
    OFFICE_READERS,
)

from browsing import fit
from doors import words
from outlook import made
from planting import incident
from rempart.kernel.actor import SystemActor, acting_as
from rempart.kernel.errors import BadInput, NotThere, Refused
from rempart.kernel.links import around
from rempart.outlook import signals
from rempart.outlook.actions import issue_month
from rempart.outlook.computed import Standing
from rempart.outlook.models import Signal
from rempart.outlook.signal_words import errs
from rempart.register.models import Alert

OPERATOR = SystemActor("operator:test", ceiling=1)
TRIED = Standing("hybrid", 0.038, 0.005, 0.067, 59, 61, area_months=2950, raised=90, followed=80,
                 quiet=52)  # fmt: skip


@pytest.fixture
def mission(house):
    """Nine deaths were foreseen in Gao at most; eleven are known, two of them marked."""
    with acting_as(OPERATOR):
        made.areas()
        issue_month(computed=made.computed(standings={1: TRIED, 3: TRIED, 6: TRIED}))
    killed(house, 9)
    killed(house, 2, marking=3)
    killed(house, 50, day=date(2014, 10, 30))
    killed(house, 1, area="ML0602", office=2)
    return house


def killed(house, number, **where):
    incident(house, **{"office": 1, "area": "ML0703", "killed_min": number, "killed_best": number,
                       "killed_max": number, **where})  # fmt: skip


def test_what_leaves_the_interval_is_raised_as_far_as_one_sees(mission, appoint):
    with acting_as(appoint("duty_officer", "gao", clearance=1)):
        (one,) = signals.raised([1])
        assert (one.forecast.area, one.killed, one.most) == ("ML0703", 9, 8)
    with acting_as(appoint("poc_expert", "gao", clearance=3)):
        assert signals.raised([1])[0].killed == 11
    with acting_as(appoint("senior_adviser")):
        assert [one.forecast.area for one in signals.raised([1, 2])] == ["ML0703"]


def test_an_alert_is_made_of_it_and_the_thread_keeps_it(mission, appoint, door):
    officer = appoint("duty_officer", "gao")
    client = door(officer)
    home = words(client.get("/").content.decode())
    assert "1 signal d’alerte rapide attend une réponse" in home
    page = words(client.get("/perspectives/signaux/ML0703/").content.decode())
    assert "Après 52 des 80 qui ont pu être suivis (65 %)" in page
    answer = client.post("/perspectives/signaux/ML0703/", {"do": "alert"})
    with acting_as(officer):
        (alert,) = Alert.objects.all()
        assert answer.headers["Location"] == f"/alertes/{alert.reference}/"
        assert (alert.area, alert.office) == ("ML0703", 1)
        (strand,) = around("alert", alert.pk)
        assert strand.end.kind == "signal"
        assert signals.raised([1]) == []
    assert client.get("/perspectives/signaux/ML0703/").status_code == 404


def test_set_aside_it_needs_a_reason_and_comes_back_when_more_are_killed(mission, appoint, door):
    expert = appoint("poc_expert", "gao", clearance=3)
    client = door(expert, "en")
    refused = client.post("/perspectives/signaux/ML0703/", {"do": "aside", "reason": " "})
    assert "this step needs a reason" in words(refused.content.decode())
    client.post("/perspectives/signaux/ML0703/", {"do": "aside", "reason": "one battle, over"})
    with acting_as(expert):
        assert signals.raised([1]) == []
        with pytest.raises(NotThere):
            signals.set_aside(area="ML0703", reason="again")
    killed(mission, 3)
    page = words(client.get("/perspectives/").content.decode())
    assert "Set aside when 11 were killed (one battle, over); more have been since." in page


def test_nobody_else_answers(mission, appoint, door):
    head = appoint("head_of_office", "gao")
    page = words(door(head, "en").get("/perspectives/signaux/ML0703/").content.decode())
    assert "The duty desk of the office answers it." in page
    with acting_as(head), pytest.raises(Refused):
        signals.set_aside(area="ML0703", reason="no")
    with acting_as(appoint("poc_expert", "gao")), pytest.raises(BadInput):
        signals.set_aside(area="ML0703", reason="")


@pytest.mark.parametrize("role", ["poc_expert", "cla", "unpol", "srsg", "jmac", "partner", "imo"])
@pytest.mark.parametrize("office", ["gao", "tombouctou"])
def test_signals_and_their_answers_are_seen_by_whom_they_are_due(
    mission, appoint, door, role, office
):
    with acting_as(appoint("duty_officer", "gao", clearance=3)):
        signals.set_aside(area="ML0703", reason="canari-motif")
    killed(mission, 4)
    reader = appoint(role, office, clearance=2)
    page = words(door(reader).get("/perspectives/").content.decode())
    forecast = role in ASSESSMENT_HERE | ASSESSMENT_EVERYWHERE
    incidents = role in OFFICE_READERS | EVERYWHERE
    assert ("canari-motif" in page) == (office == "gao" and forecast and incidents)
    with acting_as(reader):
        reads = role in ALERT_EVERYWHERE or (office == "gao" and role in ALERT_HERE)
        assert Signal.objects.exists() == reads


def test_without_a_past_to_try_it_says_so():
    with translation.override("en"):
        assert "is not known" in errs({"issued": "conflictology_mix"})


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_page_can_be_used_by_all(mission, appoint, visit, language):
    page = visit(appoint("duty_officer", "gao"), "/perspectives/signaux/ML0703/",
                 language=language, width=360)  # fmt: skip
    fit(page)
