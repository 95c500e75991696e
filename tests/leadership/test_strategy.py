"""A strategy: its tree, who was heard, one in force, figures with their terms, offices' reports."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import docx
import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from counsel import TASK
from months import timbuktu
from planting import incident
from rempart.doctrine.loader import load
from rempart.kernel import clock
from rempart.kernel.actor import Actor, acting_as
from rempart.kernel.errors import BadInput, Refused
from rempart.kernel.navigation import notices
from rempart.leadership.meetings import actions as meetings
from rempart.leadership.strategy import actions, documents, monthly, picture, queries, reporting
from rempart.leadership.strategy.computed import COMPUTED
from rempart.leadership.strategy.models import Indicator, Objective, Reading, Strategy
from rempart.plans import actions as plans

AIM: Any = {
    "volet": "t2", "mode": "prevention", "text_fr": "Les marchés se tiennent",
    "text_en": "Markets are held", "mandate": ["r1894_24", "r2164"],
    "outcomes": [{"n": 1, "fr": "Moins de morts", "en": "Fewer deaths"}],
}  # fmt: skip
RULES = load("mali").strategy


@pytest.fixture
def cast(house: Any, appoint: Callable[..., Actor]) -> dict[str, Actor]:
    """Timbuktu's people, the leadership, and a liaison assistant."""
    return timbuktu(appoint) | {
        "srsg": appoint("srsg", component="srsg_office"),
        "cla": appoint("cla", "gao", component="civil_affairs", clearance=1),
    }


def drafted(cast: dict[str, Actor], **aim: Any) -> Strategy:
    """A draft with one objective and two indicators, one of them computed."""
    with acting_as(cast["adviser"]):
        row = actions.write_strategy(said={"title_fr": "Stratégie 2014", "title_en": "Strategy"})
        one = actions.add_objective(strategy=row, said=AIM | aim)
        actions.add_indicator(objective=one, said={
            "outcome": 1, "computed": "verified_harm", "baseline": Decimal(9),
            "target": Decimal(2),
        })  # fmt: skip
        actions.add_indicator(objective=one, said={"outcome": 1, "text_fr": "Marchés tenus"})
        return row


def heard(cast: dict[str, Actor], row: Strategy) -> None:
    """Everybody who must be heard has answered."""
    day = date(2014, 11, 10)
    with acting_as(cast["adviser"]):
        for party in RULES.consult:
            said: actions.Asked = {"party": party, "question": "Le projet", "asked_on": day}
            made = actions.consult(said=said, strategy=row)
            actions.record_answer(target=made.pk, answer="agrees", words="", on=day)


def endorsing(cast: dict[str, Actor]) -> str:
    """A held meeting of the body that endorses; its reference."""
    with acting_as(cast["adviser"]):
        row = meetings.plan_meeting(
            body="smg_poc", said={"title": "Stratégie", "held_on": date(2014, 11, 17)}
        )
        meetings.add_point(target=row.pk, words="La stratégie")
        meetings.record_attendance(target=row.pk, seats={("srsg", 0): "present"})
        for step in ("convene", "hold"):
            meetings.advance_meeting(target=row.pk, step=step)
        return row.reference


def take(actor: Actor, row: Strategy, step: str, reason: str = "") -> None:
    """Take one step as that person."""
    with acting_as(actor):
        actions.advance_strategy(target=row.pk, step=step, reason=reason)


def in_force(cast: dict[str, Actor], **aim: Any) -> Strategy:
    """A strategy in force."""
    row, adviser = drafted(cast, **aim), cast["adviser"]
    heard(cast, row)
    take(adviser, row, "consult")
    with acting_as(adviser):
        actions.name_endorsement(target=row.pk, meeting=endorsing(cast))
    take(adviser, row, "endorse")
    take(cast["srsg"], row, "approve")
    take(adviser, row, "enter")
    with acting_as(adviser):
        return Strategy.objects.get(pk=row.pk)


def test_nothing_is_consulted_that_does_not_answer_the_mandate_or_was_not_heard(
    cast: dict[str, Actor],
) -> None:
    row = drafted(cast, mandate=["r2164"])
    for code in ("mandate", "unheard"):
        with pytest.raises(Refused) as caught:
            take(cast["adviser"], row, "consult")
        assert code in {problem.code for problem in caught.value.problems}
        with acting_as(cast["adviser"]):
            one = Objective.objects.get()
            actions.describe_objective(target=one.pk, said={"mandate": AIM["mandate"]})
    heard(cast, row)
    take(cast["adviser"], row, "consult")
    with acting_as(cast["adviser"]), pytest.raises(Refused):
        actions.describe_objective(target=one.pk, said={"text_fr": "Autre"})


def test_an_objection_needs_words_and_silence_is_an_answer(cast: dict[str, Actor]) -> None:
    row, day = drafted(cast), date(2014, 11, 10)
    with acting_as(cast["adviser"]):
        asked: actions.Asked = {"party": "unct", "question": "Le projet", "asked_on": day}
        made = actions.consult(said=asked, strategy=row)
        for answer, words, on in (("objects", "", day), ("maybe", "", day),
                                  ("agrees", "", date(2014, 11, 1))):  # fmt: skip
            with pytest.raises(BadInput):
                actions.record_answer(target=made.pk, answer=answer, words=words, on=on)
        actions.record_answer(target=made.pk, answer="silent", words="", on=day)


def test_it_is_endorsed_by_a_held_meeting_and_approved_by_the_head_of_mission(
    cast: dict[str, Actor],
) -> None:
    row, adviser = drafted(cast), cast["adviser"]
    heard(cast, row)
    take(adviser, row, "consult")
    with pytest.raises(Refused):
        take(adviser, row, "endorse")
    with acting_as(adviser), pytest.raises(BadInput):
        actions.name_endorsement(target=row.pk, meeting="MIS-14-7K3QX")
    with acting_as(adviser):
        actions.name_endorsement(target=row.pk, meeting=endorsing(cast))
    take(adviser, row, "endorse")
    with pytest.raises(Refused):
        take(adviser, row, "approve")
    take(cast["srsg"], row, "approve")


def test_one_is_in_force_and_its_year_rings(cast: dict[str, Actor]) -> None:
    first = in_force(cast)
    second = in_force(cast)
    with acting_as(cast["cla"]):
        states = {row.reference: row.state for row in Strategy.objects.all()}
        assert states == {first.reference: "replaced", second.reference: "in_force"}
        assert Strategy.objects.get(pk=second.pk).review_on == date(2015, 11, 17)
    with clock.frozen(datetime(2015, 11, 2, tzinfo=UTC)), acting_as(cast["srsg"]):
        views = [n.view for n in notices(cast["srsg"])]
        assert "leadership:strategies" in views
    take(cast["adviser"], second, "review")
    with pytest.raises(Refused):
        take(cast["srsg"], second, "confirm")
    take(cast["srsg"], second, "confirm", "Toujours juste")


def test_figures_are_taken_with_their_terms_and_no_compartment(
    cast: dict[str, Actor], house: Any
) -> None:
    for more in ({}, {"compartment": 2}, {"marking": 2}, {"verification": "reported"}):
        said = {"office": 2, "area": "ML0601", "verification": "verified", "killed_min": 3,
                "killed_best": 3, "killed_max": 3} | more  # fmt: skip
        incident(house, **said)
    incident(house, office=1, area="ML0703", verification="verified")
    row = in_force(cast)
    with acting_as(cast["adviser"]):
        taken = actions.take_figures(target=row.pk, months=[date(2014, 11, 1)])
        assert taken == 6
    with acting_as(cast["cla"]):
        read = {one.office: one for one in Reading.objects.all()}
        assert read[2].value == 3
        assert dict(read[0].terms) == {"killed": 3, "incidents": 2, "unknown": 1, "unverified": 1}
        assert read[4].value == 0
        assert read[1].value is None
        assert {one.by for one in read.values()} == {"drafter"}
    with acting_as(cast["adviser"]):
        assert queries.months_to_take(Strategy.objects.get()) == []
        (gauge,) = [g for g in queries.tree(row).branches[0].gauges if g.readings]
        assert gauge.reached is False


def test_the_worker_takes_the_figures_of_a_month_that_is_over_and_once(
    cast: dict[str, Actor], house: Any
) -> None:
    row = in_force(cast)
    month = clock.now().replace(day=1)
    settled = (month + timedelta(days=32)).replace(day=monthly.SETTLED)
    for moment, taken in ((settled - timedelta(days=1), 0), (settled, 6), (settled, 0)):
        with clock.frozen(moment):
            assert monthly.take_due() == taken
    with acting_as(cast["adviser"]):
        assert Strategy.objects.get(pk=row.pk).figures_until == (
            settled.replace(day=1) - timedelta(days=1)
        ).date()  # fmt: skip
        last = row.versions.first()
        assert (last.action, last.actor_name) == ("strategy.take-figures", "reckoner")


def test_every_computed_figure_stands_on_nothing_and_says_so(cast: dict[str, Actor]) -> None:
    with acting_as(cast["adviser"]):
        for code, one in COMPUTED:
            figure = one.compute(date(2014, 10, 1), date(2014, 10, 31), 2)
            expected = {"verified_harm": Decimal(0), "assessments_on_time": Decimal(0)}.get(code)
            assert figure.value == expected, code
            assert figure.terms


def test_nobody_is_given_a_figure_of_their_own_over_rows_that_they_may_not_read(
    cast: dict[str, Actor], house: Any, door: Callable[..., Client]
) -> None:
    incident(house, office=2, verification="verified", killed_min=3, killed_best=3, killed_max=3)
    in_force(cast)
    with acting_as(cast["adviser"]):
        computed = Indicator.objects.exclude(computed="").get()
    page = f"/indicateurs/{computed.reference}/"
    own = "tel que vous pouvez le voir"
    assert own in door(cast["adviser"]).get(page).content.decode()
    assert own not in door(cast["srsg"]).get(page).content.decode()


def test_the_target_of_a_number_is_the_missions_alone(cast: dict[str, Actor], house: Any) -> None:
    row = in_force(cast)
    with acting_as(cast["adviser"]):
        actions.take_figures(target=row.pk, months=[date(2014, 10, 1)])
        for office, reached in (("", True), ("tombouctou", None)):
            (gauge,) = [g for g in queries.tree(row, office).branches[0].gauges if g.readings]
            assert gauge.reached is reached


def test_a_strategy_is_written_at_the_door(
    cast: dict[str, Actor], door: Callable[..., Client]
) -> None:
    client = door(cast["adviser"])
    made = client.post("/strategie/ajout/", {"title_fr": "Stratégie", "marking": "2"})
    page = made["Location"]
    aim = {"volet": "t1", "mode": "response", "text_fr": "Médiation", "mandate": ["r2164"],
           "outcomes_fr": "Moins de heurts\nPlus de retours"}  # fmt: skip
    objective = client.post(f"{page}objectif/", aim)["Location"]
    gauge = {"outcome": "2", "computed": "response_rate", "unit": "number", "better": "down",
             "target": "75"}  # fmt: skip
    assert client.post(f"{objective}indicateur/", gauge).status_code == 302
    assert client.post(f"{page}objectif/", aim | {"text_fr": ""}).status_code == 400
    with acting_as(cast["adviser"]):
        one = Indicator.objects.get()
        assert (one.unit, one.better, one.marking, one.outcome) == ("percent", "up", 2, 2)
    with acting_as(cast["cla"]):
        assert not Objective.objects.exists()
    assert "75" in client.get(objective).content.decode()
    stale = client.post(page, {"do": "step", "step": "consult", "revision": "9"})
    assert stale.status_code == 409


def test_readings_are_entered_with_a_source_and_the_last_stands(cast: dict[str, Actor]) -> None:
    row = in_force(cast)
    with acting_as(cast["adviser"]):
        plain = Indicator.objects.get(computed="")
        computed = Indicator.objects.exclude(computed="").get()
        month = {"first": date(2014, 10, 1), "last": date(2014, 10, 31)}
        said: Any = {"value": Decimal(4), "office": 0, "source": "Bureau", **month}
        with pytest.raises(BadInput):
            actions.enter_reading(target=plain.pk, said=said | {"source": ""})
        with pytest.raises(Refused):
            actions.enter_reading(target=computed.pk, said=said)
        actions.enter_reading(target=plain.pk, said=said)
        actions.enter_reading(target=plain.pk, said=said | {"value": Decimal(5)})
        actions.enter_reading(target=plain.pk, said=said | {
            "value": None, "first": date(2014, 9, 1), "last": date(2014, 9, 30)
        })  # fmt: skip
        gauges = {g.indicator.pk: g for g in queries.tree(row).branches[0].gauges}
        assert [one.value for one in gauges[plain.pk].readings] == [None, 5]
        assert gauges[plain.pk].trend == ""


def test_an_action_serves_an_objective_and_what_none_serves_is_seen(
    cast: dict[str, Actor],
) -> None:
    row = in_force(cast)
    with acting_as(cast["expert"]):
        aim = Objective.objects.get()
        assert [b.objective.pk for b in queries.tree(row).unserved] == [aim.pk]
        said: Any = {name: TASK[name] for name in ("statement", "volet", "phases", "component",
                                                   "due_on", "indicator")}  # fmt: skip
        plans.propose_action(said=said, office=2, origin=aim)
        assert queries.tree(row).unserved == []
        told = queries.compared(row, [1, 2])
        assert [told.actions(told.tree.branches[0], office) for office in (1, 2)] == [0, 1]


def test_an_office_reports_on_its_own_part(cast: dict[str, Actor]) -> None:
    row = in_force(cast, offices=["tombouctou"])
    with acting_as(cast["expert"]):
        aim = Objective.objects.get()
        until = reporting.period_ends(clock.today())
        assert until == date(2014, 9, 30)
        entry: Any = {str(aim.pk): {"state": "behind", "words": ""}}
        with pytest.raises(BadInput):
            reporting.report_progress(strategy=row, office="tombouctou", until=until, entries=entry)
        entry[str(aim.pk)]["words"] = "Pas d’escorte"
        made = reporting.report_progress(
            strategy=row, office="tombouctou", until=until, entries=entry
        )
        with pytest.raises(Refused):
            reporting.report_progress(strategy=row, office="gao", until=until, entries={})
        told = queries.compared(row, [1, 2])
        assert [told.state(aim, office) for office in (1, 2)] == ["", "behind"]
        entry[str(aim.pk)] = {"state": "on_track", "words": ""}
        reporting.correct_progress(target=made.pk, entries=entry)
    with acting_as(cast["cla"]):
        assert queries.latest_reports(row) == {}


def test_an_office_that_has_not_reported_is_told(cast: dict[str, Actor]) -> None:
    in_force(cast)
    with clock.frozen(datetime(2015, 1, 9, tzinfo=UTC)), acting_as(cast["expert"]):
        assert [n for n in notices(cast["expert"]) if n.view == "leadership:strategies"]


def test_it_prints_in_both_languages_on_one_page_and_on_paper(cast: dict[str, Actor]) -> None:
    row = in_force(cast)
    with acting_as(cast["cla"]):
        tree = queries.tree(Strategy.objects.get(pk=row.pk))
        for language, said in (("fr", "Les marchés se tiennent"), ("en", "Markets are held")):
            assert said in picture.strategy_svg(tree, language)
            assert picture.strategy_pdf(tree, language)[:5] == b"%PDF-"
            assert documents.strategy_file(tree, language, "pdf")[:5] == b"%PDF-"
            made = docx.Document(io.BytesIO(documents.strategy_file(tree, language, "docx")))
            cells = [c.text for t in made.tables for r in t.rows for c in r.cells]
            assert any(said in cell for cell in cells)
            quoted = "planification générale" if language == "fr" else "contingency plans"
            assert any(quoted in cell for cell in cells)


def test_pages_ask_as_much_for_many_objectives_as_for_few(
    cast: dict[str, Actor], door: Callable[..., Client]
) -> None:
    row = drafted(cast)
    client, counts = door(cast["adviser"]), []
    for more in (2, 12):
        with acting_as(cast["adviser"]):
            for _n in range(more):
                one = actions.add_objective(strategy=row, said=AIM)
                actions.add_indicator(objective=one, said={"outcome": 1, "text_fr": "Jours"})
        for path in ("", "bureaux/", "bureaux/gao/"):
            with CaptureQueriesContext(connections["default"]) as asked:
                answer = client.get(f"/strategie/{row.reference}/{path}")
            assert answer.status_code == 200
            counts.append(len(asked))
    assert counts[:3] == counts[3:]
    assert max(counts) <= 24
