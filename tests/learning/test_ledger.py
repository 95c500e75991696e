"""The ledger: stated once, answered by a person, scored beside model, counting and base rate."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db.utils import DatabaseError

from doors import words
from outlook import made
from planting import incident
from rempart.kernel import clock
from rempart.kernel.actor import SystemActor, acting_as
from rempart.kernel.errors import BadInput, Refused
from rempart.leadership.briefs.consolidating import learnt
from rempart.learning import actions, lessons, queries
from rempart.learning.models import Judgement, Outcome
from rempart.outlook.actions import issue_month

OPERATOR = SystemActor("operator:test", ceiling=1)
NOVEMBER = date(2014, 11, 1)
DECEMBER_2 = datetime(2014, 12, 2, 12, tzinfo=UTC)


@pytest.fixture
def mission(house):
    with acting_as(OPERATOR):
        made.areas()
        issue_month(computed=made.computed())
    return house


def state(actor, percent: int = 60, area: str = "ML0703", month: date = NOVEMBER) -> Judgement:
    with acting_as(actor):
        return actions.state_judgement(area=area, month=month, percent=percent)


def test_a_judgement_carries_its_horizon_its_role_and_its_office(mission, appoint):
    row = state(appoint("poc_expert", "gao"))
    assert (row.horizon, row.group, row.office, row.percent) == (1, "poc_expert", 1, 60)
    assert state(appoint("civil_affairs", "gao"), month=date(2015, 4, 1)).horizon == 6


@pytest.mark.parametrize(
    ("area", "month", "percent", "codes"),
    [
        ("ML0703", date(2014, 10, 1), 50, {"month"}),
        ("ML0703", date(2015, 5, 1), 50, {"month"}),
        ("ML0703", NOVEMBER, 0, {"percent"}),
        ("ML0703", NOVEMBER, 100, {"percent"}),
        ("", date(2013, 1, 1), 100, {"month", "percent", "office"}),
    ],
)
def test_what_cannot_be_stated_is_refused_all_at_once(
    mission, appoint, area, month, percent, codes
):
    with acting_as(appoint("poc_expert", "gao")), pytest.raises(BadInput) as refused:
        actions.state_judgement(area=area, month=month, percent=percent)
    assert {problem.code for problem in refused.value.problems} == codes


def test_who_may_not_speak_is_refused_and_other_offices_too(mission, appoint):
    for role, office in (("srsg", ""), ("cla", "gao"), ("poc_expert", "tombouctou")):
        with pytest.raises(Refused):
            state(appoint(role, office))


def test_a_judgement_is_never_changed_not_even_by_sql(mission, appoint):
    expert = appoint("poc_expert", "gao")
    state(expert)
    with pytest.raises(DatabaseError), acting_as(expert):
        Judgement.objects.update(percent=99)


def test_a_month_is_answered_from_the_register_by_a_person(mission, appoint):
    """Against the register a reason is needed; nothing half-written; answers may be corrected."""
    incident(mission, office=1, area="ML0703", killed_best=3, day=date(2014, 11, 9))
    incident(mission, office=1, area="ML0701", day=date(2014, 11, 9))
    expert = appoint("poc_expert", "gao")
    with acting_as(expert), pytest.raises(BadInput):
        actions.confirm_month(office=1, month=NOVEMBER, answers={"ML0703": True}, notes={})
    with clock.frozen(DECEMBER_2), acting_as(expert):
        assert queries.waiting(1) == [NOVEMBER]
        counts = queries.tallies(1, NOVEMBER)
        assert {a: t.killed for a, t in counts.items()} == {"ML0701": 0, "ML0702": 0, "ML0703": 3}
        said = {"ML0703": False, "ML0701": True, "ML0702": False, "ML0601": True}
        with pytest.raises(BadInput) as refused:
            actions.confirm_month(office=1, month=NOVEMBER, answers=said, notes={"ML0701": "radio"})
        assert {p.code for p in refused.value.problems} == {"against-register", "area"}
        assert not Outcome.objects.exists()
        answers = {"ML0703": True, "ML0701": True, "ML0702": False}
        made_rows = actions.confirm_month(
            office=1, month=NOVEMBER, answers=answers, notes={"ML0701": "radio"}
        )
        assert {row.area: row.happened for row in made_rows} == answers
        assert queries.waiting(1) == []
        assert actions.confirm_month(office=1, month=NOVEMBER, answers=answers, notes={}) == []
        row = next(one for one in made_rows if one.area == "ML0701")
        with pytest.raises(BadInput):
            actions.correct_outcome(target=row.pk, happened=False, note=" ")
        actions.correct_outcome(target=row.pk, happened=False, note="Rumeur démentie")
        row = Outcome.objects.get(pk=row.pk)
        assert (row.happened, row.versions.count()) == (False, 2)


def test_people_model_counting_and_base_rate_are_scored_on_what_was_said_in_time(mission, appoint):
    """The last word before the month ends counts; a forecast made afterwards does not."""
    expert = appoint("poc_expert", "gao")
    state(expert, 20)
    state(expert, 70)
    state(appoint("human_rights", "gao"), 40)
    with clock.frozen(DECEMBER_2):
        with acting_as(OPERATOR):
            issue_month(computed=made.computed(engine="late"))
        with acting_as(expert):
            actions.confirm_month(
                office=1, month=NOVEMBER, answers={"ML0703": True},
                notes={"ML0703": "marché attaqué, non saisi"},
            )  # fmt: skip
            found = {}
            for one in queries.trials():
                found.setdefault((one.source, one.group), []).append(one.chance)
    assert found == {
        ("people", "poc_expert"): [0.7],
        ("people", "human_rights"): [0.4],
        ("model", "model"): [0.42],
        ("counting", "counting"): [pytest.approx(0.336)],
        ("climate", "climate"): [pytest.approx(6.5 / 61)],
    }


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_pages_take_a_statement_an_answer_and_show_the_scores(mission, appoint, door, language):
    expert = appoint("poc_expert", "gao")
    client = door(expert, language)
    typed = {"area": "ML0703", "month": "2014-11", "percent": "70", "argument": "foire"}
    page = words(client.post("/jugements/", typed | {"percent": "100"}).content.decode())
    assert 'value="100"' in page
    assert "foire" in page
    assert client.post("/jugements/", typed).status_code == 302
    assert client.get("/jugements/gao/2013-01/").status_code == 200
    assert client.post("/jugements/gao/2014-11/", {"a-ML0703": "yes"}).status_code == 400
    with clock.frozen(DECEMBER_2):
        page = words(client.get("/jugements/").content.decode())
        assert "/jugements/gao/2014-11/" in page
        answer = {"a-ML0703": "yes", "n-ML0703": ""}
        refused = client.post("/jugements/gao/2014-11/", answer)
        assert refused.status_code == 400
        assert client.post(
            "/jugements/gao/2014-11/", answer | {"n-ML0703": "radio"}
        ).status_code == 302  # fmt: skip
        page = words(client.get("/jugements/").content.decode())
    assert {"fr": "0,090", "en": "0.090"}[language] in page
    assert {"fr": "Trop tôt pour dire", "en": "Too early to tell"}[language] in page
    assert "<svg" in page


def test_who_may_not_answer_finds_no_month_and_partners_see_nothing(mission, appoint, door):
    state(appoint("poc_expert", "gao"), 61)
    for role, office in (("force", "gao"), ("partner", "gao"), ("poc_expert", "tombouctou")):
        client = door(appoint(role, office), "en")
        assert client.get("/jugements/gao/2014-10/").status_code == 404
    page = door(appoint("partner", "gao"), "en").get("/jugements/").content.decode()
    assert "<b>61</b>" not in page
    assert "<b>61</b>" in door(appoint("force", "gao"), "en").get("/jugements/").content.decode()


def test_my_day_says_which_months_wait(mission, appoint, door):
    expert = appoint("poc_expert", "gao")
    with clock.frozen(DECEMBER_2):
        page = words(door(expert, "en").get("/").content.decode())
    assert "1 month waits for an answer" in page


def test_the_consolidation_says_what_foresight_was_worth(mission, appoint):
    """Four sources on the same area and month, each with its Brier score, by hand."""
    expert = appoint("poc_expert", "gao")
    state(expert)
    with clock.frozen(DECEMBER_2):
        with acting_as(expert):
            actions.confirm_month(
                office=1, month=NOVEMBER, answers={"ML0703": True},
                notes={"ML0703": "dit par trois sources"},
            )  # fmt: skip
        with acting_as(appoint("senior_adviser")):
            assert lessons.of_month(date(2014, 10, 1)) is None
            told = lessons.of_month(NOVEMBER)
    rows = {row["source"]: row for row in told.rows}
    assert set(rows) == set(queries.SOURCES)
    assert {row["trials"] for row in rows.values()} == {1}
    assert rows["people"]["brier"] == 0.16
    assert rows["model"]["brier"] == round((1 - 0.42) ** 2, 3)
    assert rows["people"]["low"] is None
    (section,) = learnt({"learnt": list(told.rows)}, "fr")
    assert section.rows[0] == ("analystes", "1", "1", "0,160")
    assert learnt({}, "fr") == []
