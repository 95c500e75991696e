"""Mitigation measures: against which threat, since when, and what became of the risk."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page

from browsing import fit
from months import timbuktu
from rempart.kernel.actor import Actor, acting_as
from rempart.kernel.errors import BadInput
from rempart.plans import measures
from rempart.plans.models import Measure
from rempart.threats import actions as threats
from rempart.threats.models import Threat

SAID: measures.Said = {
    "statement": "Éclairage du marché", "place": "Léré", "component": 4,
    "since": date(2014, 11, 17),
}  # fmt: skip


@pytest.fixture
def cast(house: Any, appoint: Callable[..., Actor]) -> dict[str, Actor]:
    """Timbuktu's people, with a component and a low clearance."""
    return timbuktu(appoint) | {
        "civil": appoint("civil_affairs", "tombouctou", component="civil_affairs", clearance=1)
    }


@pytest.fixture
def threat(cast: dict[str, Actor]) -> Threat:
    """A threat that is scored."""
    with acting_as(cast["expert"]):
        row = threats.draft_threat(
            said={"title": "Léré", "perpetrator": "criminal", "threat_type": "killing",
                  "area": "ML0601", "population": "Riverains"}
        )  # fmt: skip
        threats.score_threat(target=row.pk, scores={"intent": 4, "capability": 4, "severity": 4})
        return row


def entered(cast: dict[str, Actor], threat: Threat, **said: Any) -> Measure:
    """A measure against the threat."""
    with acting_as(cast["expert"]):
        whole: Any = SAID | said
        return measures.enter_measure(said=whole, threat=threat, marking=1)


def test_the_risk_is_read_from_the_history_and_unknown_before_it(
    cast: dict[str, Actor], threat: Threat
) -> None:
    row, older = entered(cast, threat), entered(cast, threat, since=date(2014, 6, 1))
    with acting_as(cast["expert"]):
        risk, unknown = measures.risk_around(row), measures.risk_around(older)
    assert risk is not None
    assert risk.before == risk.after
    assert not risk.comparable
    assert unknown is not None
    assert unknown.before is None


def test_the_risk_of_a_threat_above_the_reader_is_not_told(
    cast: dict[str, Actor], threat: Threat, door: Callable[..., Client]
) -> None:
    row = entered(cast, threat)
    with acting_as(cast["expert"]):
        threats.mark_threat(target=threat.pk, marking=2)
    with acting_as(cast["civil"]):
        assert measures.risk_around(row) is None
    page = door(cast["civil"]).get(f"/mesures/{row.reference}/").content.decode()
    assert "Éclairage" in page
    assert threat.reference not in page


def test_days_that_cannot_be_are_refused(cast: dict[str, Actor], threat: Threat) -> None:
    with pytest.raises(BadInput):
        entered(cast, threat, since=date(2014, 12, 1))
    row = entered(cast, threat)
    with acting_as(cast["expert"]):
        for day, why in ((date(2014, 11, 1), "x"), (date(2015, 1, 1), "x"), (row.since, " ")):
            with pytest.raises(BadInput):
                measures.end_measure(target=row.pk, on=day, why=why)
        measures.end_measure(target=row.pk, on=row.since, why="Détruit")
        assert Measure.objects.get().ended_on == row.since


@pytest.mark.parametrize(("language", "width"), [("fr", 360), ("en", 1280)])
def test_a_measure_is_entered_and_ended_at_the_door(
    language: str, width: int, cast: dict[str, Actor], threat: Threat,
    door: Callable[..., Client], visit: Callable[..., Page],
) -> None:  # fmt: skip
    client = door(cast["expert"])
    said = SAID | {"since": "17/11/2014", "threat": threat.reference, "marking": "1"}
    assert client.post("/mesures/nouvelle/", said | {"threat": "X"}).status_code == 200
    assert 'value="X"' in client.get("/mesures/nouvelle/").content.decode()
    made = client.post("/mesures/nouvelle/", said)["Location"]
    assert 'value="X"' not in client.get("/mesures/nouvelle/").content.decode()
    for path in ("/mesures/", "/mesures/nouvelle/", made):
        page = visit(cast["expert"], path, language=language, width=width)
        fit(page, path)
    assert client.post(made, {"on": "17/11/2014", "why": "Détruit"}).status_code == 302
    assert "Détruit" in client.get(made).content.decode()
