"""An office's month drawn from the register: what is counted, and that nothing else slips in."""

from __future__ import annotations

from datetime import date

import pytest

from rempart.kernel.actor import SystemActor, acting_as
from rempart.kernel.errors import BadInput
from rempart.places.actions import import_boundaries
from rempart.register.actions import advance_incident, record_incident
from rempart.register.figures import tally
from rempart.register.imports import import_events
from rempart.register.models import Incident
from rempart.register.queries import Filters
from rempart.threats.documents import assessment_pdf
from rempart.threats.queries import draft
from rempart.threats.sections import summary

OPERATOR = SystemActor("operator:tests", ceiling=1)
JUNE = date(2018, 6, 1)


@pytest.fixture
def mali(house, real_data):
    """The events of Mali in its cercles."""
    with acting_as(OPERATOR):
        import_boundaries(path=real_data("boundaries/mli_adm2_2017.geojson"), level=2)
        import_events(
            path=real_data("ucdp_ged/GEDEvent_v21_1_mli_bfa_ner_until_2018.csv"), country="Mali"
        )


@pytest.mark.real_data
def test_mopti_in_june_2018(mali):
    with acting_as(OPERATOR):
        snapshot = draft("MOPTI", date(2018, 6, 17))
    assert summary(snapshot) == {
        "events": 17,
        "one_sided": 11,
        "civilians_killed": {"min": 66, "best": 72, "max": 88},
        "deaths": 97,
    }
    assert snapshot["sources"] == ["UCDP GED"]
    assert len(snapshot["places"]) == 8
    assert snapshot["around"]
    assert snapshot["country"]["type"] in ("Polygon", "MultiPolygon")
    assert snapshot["outside"]["events"] == 0


@pytest.mark.real_data
def test_page_and_document_count_alike_in_every_office_and_month(mali):
    with acting_as(OPERATOR):
        for office, number in (("gao", 1), ("tombouctou", 2), ("mopti", 4), ("menaka", 5)):
            said = summary(draft(office, JUNE))
            page = tally(Filters(office=number, since=JUNE, until=date(2018, 6, 30)))
            assert (said["events"], said["one_sided"]) == (page.events, page.one_sided)
            assert tuple(said["civilians_killed"].values()) == page.killed
            assert said["deaths"] == page.deaths[1]


@pytest.mark.real_data
def test_the_same_incidents_give_the_same_document(mali):
    with acting_as(OPERATOR):
        once, again = draft("mopti", JUNE), draft("mopti", JUNE)
    assert once == again
    assert assessment_pdf(once, "fr") == assessment_pdf(again, "fr")


@pytest.mark.real_data
def test_a_reader_of_another_office_draws_an_empty_month(mali, appoint):
    with acting_as(appoint("poc_expert", "gao")):
        assert summary(draft("mopti", JUNE))["events"] == 0


def test_the_missions_own_incidents_count_and_the_unfounded_do_not(appoint):
    harm = [
        {"kind": "killed", "status": "civilian", "sex": "all", "age": "all",
         "min": 2, "best": 4, "max": 5},
        {"kind": "killed", "status": "civilian", "sex": "f", "age": "all",
         "min": 1, "best": 1, "max": 1},
    ]  # fmt: skip
    said = {"starts_on": date(2014, 11, 3), "threat_type": "killing", "harm": harm}
    with acting_as(appoint("poc_expert", "mopti")):
        record_incident(said=said, marking=2)
        false = record_incident(said=said)
    with acting_as(appoint("human_rights", "mopti", component="human_rights")):
        advance_incident(target=false.pk, step="find_unfounded", reason="no such place")
        assert Incident.objects.count() == 2
        snapshot = draft("mopti", date(2014, 11, 1))
    assert summary(snapshot)["civilians_killed"] == {"min": 2, "best": 4, "max": 5}
    assert (snapshot["marking"], snapshot["sources"]) == (2, [])
    (killed,) = snapshot["harm"]
    assert killed["sex"] == {"f": 1, "m": None, "unknown": 3}
    assert killed["count"]["best"] == 4


def test_an_office_that_is_none_is_refused_with_those_there_are(house):
    with acting_as(OPERATOR), pytest.raises(BadInput) as refused:
        draft("atlantis", JUNE)
    assert "mopti" in str(refused.value)
