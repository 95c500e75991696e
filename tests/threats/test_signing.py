"""Threats and assessments through their actions: evidence, overrides, the chain, four eyes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import psycopg
import pytest
from django.db import connections
from django.db.utils import ProgrammingError

from planting import incident
from rempart.kernel import clock
from rempart.kernel.actor import Actor, acting_as, actor_of
from rempart.kernel.errors import BadInput, Conflict, NotThere, Refused
from rempart.people.models import Delegation, Post, User
from rempart.places.models import Area
from rempart.register.models import Incident
from rempart.threats import actions, assessing, checks, evidence, issue, places
from rempart.threats.models import Assessment, Threat

OCTOBER = date(2014, 10, 1)
SAID = {
    "title": "Attaques de villages au sud d’Ansongo",
    "perpetrator": "terrorist_group",
    "threat_type": "killing",
    "area": "ML0702",
    "population": "Villages sédentaires du fleuve",
}
GRAVE = {
    "intent": 4, "capability": 4, "history": 5, "opportunity": 4, "severity": 5, "scale": None,
    "vulnerability": 5, "host_state": 4, "mission_reach": 3, "self_protection": 3,
}  # fmt: skip


@pytest.fixture
def people(house: psycopg.Connection, appoint: Callable[..., Actor]) -> dict[str, Actor]:
    """Those of the chain, and the cercles of Gao."""
    for code, name in (("ML0701", "Bourem"), ("ML0702", "Ansongo"), ("ML0703", "Gao")):
        Area.objects.create(pcode=code, level=2, name=name, display_fr=name, display_en=name)
    return {
        "expert": appoint("poc_expert", "gao"),
        "second": appoint("poc_expert", "gao"),
        "head": appoint("head_of_office", "gao"),
        "adviser": appoint("senior_adviser"),
        "elsewhere": appoint("poc_expert", "mopti"),
        "rights": appoint("human_rights", "gao", component="human_rights"),
    }


def as_(who: Actor) -> Any:
    """Act as somebody."""
    return acting_as(who)


@pytest.fixture
def threat(house: psycopg.Connection, people: dict[str, Actor]) -> Threat:
    """A drafted and scored threat, proved by an incident and in writing."""
    proof = incident(house, office=1, area="ML0702", reliability="b", credibility="c2", source="x")
    with as_(people["expert"]):
        row = actions.draft_threat(said=SAID)
        reasons = {f: "note 11-03" for f in GRAVE if f != "intent"}
        actions.score_threat(target=row.pk, scores=GRAVE, reasons=reasons)
        actions.cite_evidence(target=row.pk, factor="intent", record=proof)
        actions.advance_threat(target=row.pk, step="open", reason="Trois alertes en une semaine")
        return Threat.objects.get(pk=row.pk)


def test_a_score_from_three_up_stands_on_evidence(people: dict[str, Actor]) -> None:
    with as_(people["expert"]):
        row = actions.draft_threat(said=SAID)
        with pytest.raises(Refused) as refused:
            actions.advance_threat(target=row.pk, step="open", reason="x")
        assert "scores" in {problem.code for problem in refused.value.problems}
        actions.score_threat(target=row.pk, scores={"intent": 4, "capability": 2})
        row = Threat.objects.get(pk=row.pk)
        assert evidence.unproved(row) == ["intent"]
        with pytest.raises(Refused, match="Intent"):
            actions.advance_threat(target=row.pk, step="open", reason="x")
        actions.score_threat(target=row.pk, scores={}, reasons={"intent": "visite du 29 oct."})
        assert actions.advance_threat(target=row.pk, step="open", reason="x") == "active"


def test_a_score_off_the_scale_leaves_everything_as_it_was(
    people: dict[str, Actor], threat: Threat
) -> None:
    with as_(people["expert"]):
        with pytest.raises(BadInput):
            actions.score_threat(target=threat.pk, scores={"intent": 7})
        assert Threat.objects.get(pk=threat.pk).scores == threat.scores


def test_every_score_keeps_its_history(people: dict[str, Actor], threat: Threat) -> None:
    with as_(people["second"]):
        actions.score_threat(target=threat.pk, scores={"intent": 5}, reasons={"intent": "date"})
        past = [v.values["scores"].get("intent") for v in threat.versions.all()]
    assert past[0] == 5
    assert past[1] == 4


def test_an_override_counts_once_another_signed_it_and_falls_with_new_scores(
    people: dict[str, Actor], threat: Threat
) -> None:
    with as_(people["expert"]):
        assert threat.band.high == 4
        with pytest.raises(BadInput):
            actions.propose_override(target=threat.pk, step=-1)
        actions.propose_override(target=threat.pk, step=-1, reason="Poste rouvert hier")
        assert Threat.objects.get(pk=threat.pk).band.high == 4
        with pytest.raises(Refused):
            actions.sign_override(target=threat.pk)
    with as_(people["head"]):
        actions.sign_override(target=threat.pk)
        lowered = Threat.objects.get(pk=threat.pk)
        assert lowered.band.high == 3
        assert lowered.result.band.high == 4
    with as_(people["expert"]):
        actions.score_threat(target=threat.pk, scores={"capability": 5})
        assert Threat.objects.get(pk=threat.pk).override_step == 0


def test_closing_says_why_and_how_sure(people: dict[str, Actor], threat: Threat) -> None:
    with as_(people["expert"]):
        with pytest.raises(Refused):
            actions.advance_threat(target=threat.pk, step="close", confidence="high")
        with pytest.raises(BadInput):
            actions.advance_threat(target=threat.pk, step="close", reason="partis")
        actions.advance_threat(
            target=threat.pk, step="close", reason="partis", confidence="moderate"
        )
        closed = Threat.objects.get(pk=threat.pk)
        assert (closed.state, closed.closed_on) == ("closed", clock.today())
        assert actions.advance_threat(target=threat.pk, step="reopen", reason="revenus") == "active"


def test_history_is_counted_from_the_register(
    house: psycopg.Connection, people: dict[str, Actor], threat: Threat
) -> None:
    mine = [{"role": "alleged_perpetrator", "type": "terrorist_group"}]
    for days in (5, 100, 364, 366):
        incident(
            house, office=1, area="ML0702", alleged=mine,
            day=clock.today() - timedelta(days=days),
        )  # fmt: skip
    incident(house, office=1, area="ML0701", alleged=mine)
    with as_(people["expert"]):
        assert evidence.like_events(threat, clock.today()) == 3


@pytest.mark.parametrize(
    ("grades", "unknown", "age", "level"),
    [
        ([("B", "2", "a"), ("A", "1", "b")], 0, 3, "high"),
        ([("B", "2", "a"), ("B", "2", "a")], 0, 3, "moderate"),
        ([("B", "2", "a"), ("A", "1", "b")], 1, 3, "moderate"),
        ([("B", "2", "a"), ("A", "1", "b")], 0, 20, "moderate"),
        ([("B", "2", "a"), ("A", "1", "b")], 2, 3, "low"),
        ([("D", "4", "a")], 0, 3, "low"),
        ([("B", "2", "a")], 0, 61, "low"),
        ([], 0, 0, "low"),
    ],
)
def test_confidence_counts_one_origin_once(
    grades: list[tuple[str, str, str]], unknown: int, age: int, level: str
) -> None:
    today = date(2014, 11, 17)
    rows = [
        Incident(starts_on=today - timedelta(days=age), reliability=r, credibility=c, source=s)
        for r, c, s in grades
    ]
    assert evidence.confidence(rows, unknown, today).level == level


def test_a_place_takes_the_highest_proposal_until_the_body_decides(
    people: dict[str, Actor], threat: Threat
) -> None:
    with as_(people["expert"]):
        first = places.board(1, OCTOBER)[0]
        assert (first.area, first.proposal, first.category, first.decided) == (
            "ML0702", "must", "must", False,
        )  # fmt: skip
        with pytest.raises(Refused):
            actions.decide_category(
                office=1, area="ML0702", month=OCTOBER, category="should", reason="x"
            )
    with as_(people["head"]):
        with pytest.raises(BadInput):
            actions.decide_category(
                office=1, area="ML0702", month=OCTOBER, category="should", reason=" "
            )
        for category in ("should", "must"):
            actions.decide_category(
                office=1, area="ML0702", month=OCTOBER, category=category, reason="effectifs"
            )
            row = places.board(1, OCTOBER)[0]
            assert (row.category, row.decided, row.below) == (category, True, category == "should")


@pytest.fixture
def written(people: dict[str, Actor], threat: Threat) -> Assessment:
    """October's assessment with every section written and one recommendation."""
    with as_(people["expert"]):
        whole = actions.begin_assessment(office="gao", month=OCTOBER)
        for section in whole.sections.all():
            actions.write_section(target=section.pk, text=f"Ce que dit {section.code}.")
        actions.add_recommendation(
            whole=whole, text="Patrouiller les jours de foire", owner="component:force",
            due_on=date(2014, 12, 1),
        )  # fmt: skip
        return Assessment.objects.get(pk=whole.pk)


def step(whole: Assessment, name: str, **more: Any) -> str:
    """Take a step, having seen what is there."""
    taken = assessing.frozen(whole)
    seen = more.pop("seen", taken.content_hash if taken else "")
    return actions.advance_assessment(target=whole.pk, step=name, seen=seen, **more)


def approve(people: dict[str, Actor], whole: Assessment) -> Assessment:
    """The whole chain up to approval."""
    for who, name in (
        ("expert", "submit"), ("expert", "review"), ("head", "clear"),
        ("adviser", "consolidate"), ("adviser", "approve"),
    ):  # fmt: skip
        with as_(people[who]):
            step(whole, name)
    with as_(people["expert"]):
        return Assessment.objects.get(pk=whole.pk)


def test_the_whole_chain_ends_in_a_content_that_nobody_changes(
    house: psycopg.Connection, people: dict[str, Actor], written: Assessment
) -> None:
    done = approve(people, written)
    with as_(people["expert"]):
        assert done.state == "approved"
        issued = assessing.issued(done)
        assert issued["approval"]["by"].startswith("Conseiller")
        assert issued["threats"][0]["trend"] == "new"
        assert set(done.approval.files) >= {"fr.pdf", "en.pdf"}
        with pytest.raises(Refused):
            actions.write_section(target=done.sections.first().pk, text="autre chose")
    for table in ("threats_snapshot", "threats_approval"):
        with (
            as_(people["adviser"]),
            pytest.raises(ProgrammingError),
            connections["default"].cursor() as cursor,
        ):
            cursor.execute(f"UPDATE {table} SET assessment_id = assessment_id")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            house.execute(f"DELETE FROM {table}")


def test_an_author_clears_nothing_of_their_own_in_person_or_under_delegation(
    people: dict[str, Actor], written: Assessment, appoint: Callable[..., Actor]
) -> None:
    with as_(people["expert"]):
        step(written, "submit")
        step(written, "review")
    post = Post.objects.get(holder_id=people["head"].id)
    Delegation.objects.create(
        post=post, holder=User.objects.get(pk=people["expert"].id), powers=["approve"],
        reason="congé", begins=clock.now(), ends=clock.now() + timedelta(days=5),
    )  # fmt: skip
    delegate = actor_of(people["expert"].id)
    assert delegate is not None
    with as_(delegate), pytest.raises(Refused) as refused:
        step(written, "clear")
    assert refused.value.problems[0].code == "four-eyes"
    with as_(people["elsewhere"]), pytest.raises(NotThere):
        step(written, "clear", seen="")
    with as_(people["head"]):
        assert step(written, "clear") == "cleared"


def test_the_grantor_of_a_delegate_who_wrote_is_an_author_too(
    people: dict[str, Actor], threat: Threat
) -> None:
    """The head lends an expert's pen to somebody; what they write is the head's as well."""
    from rempart.kernel.actor import actor_of

    Delegation.objects.create(
        post=Post.objects.get(holder_id=people["second"].id),
        holder=User.objects.get(pk=people["rights"].id), powers=["create", "edit"],
        reason="congé", begins=clock.now(), ends=clock.now() + timedelta(days=5),
    )  # fmt: skip
    pen = actor_of(people["rights"].id)
    assert pen is not None
    with as_(pen):
        actions.score_threat(target=threat.pk, scores={"intent": 3})
    with as_(people["expert"]):
        whole = actions.begin_assessment(office="gao", month=OCTOBER)
        hands = whole.hands()
    assert {people["second"].id, people["rights"].id, people["expert"].id} <= hands


def test_returned_with_a_reason_it_is_written_on_and_goes_its_way_again(
    people: dict[str, Actor], written: Assessment
) -> None:
    with as_(people["expert"]):
        step(written, "submit")
    with as_(people["head"]):
        shown = assessing.frozen(written)
        assert shown is not None
        with pytest.raises(Refused):
            step(written, "return")
        assert step(written, "return", reason="Intention 4 : sur quelle preuve ?") == "returned"
    with as_(people["expert"]):
        section = written.sections.get(code="context")
        actions.write_section(target=section.pk, text="Précisé.")
        step(written, "submit")
        step(written, "review")
    with as_(people["head"]):
        with pytest.raises(Conflict):
            step(written, "clear", seen=shown.content_hash)
        assert step(written, "clear") == "cleared"


def test_checks_say_what_is_missing_and_what_blocks(
    people: dict[str, Actor], threat: Threat
) -> None:
    with as_(people["expert"]):
        whole = actions.begin_assessment(office="gao", month=OCTOBER)
        actions.add_recommendation(whole=whole, text="Faire quelque chose")
        found = checks.run(whole)
        blocking = {check.problem.code for check in found if check.blocks}
        assert blocking == {"empty-section", "recommendation"}
        with pytest.raises(Refused) as refused:
            step(whole, "submit")
        assert len(refused.value.problems) == len([c for c in found if c.blocks])


def test_last_months_recommendations_are_followed_up(
    people: dict[str, Actor], written: Assessment
) -> None:
    done = approve(people, written)
    with as_(people["expert"]):
        whole = actions.begin_assessment(office="gao", month=date(2014, 11, 1))
        codes = [c.problem.code for c in checks.run(whole)]
        assert "follow-up" in codes
        old = done.recommendations.get()
        with pytest.raises(BadInput):
            actions.follow_recommendation(target=old.pk, outcome="dropped")
        actions.follow_recommendation(target=old.pk, outcome="ongoing", note="deux sur quatre")
        assert "follow-up" not in [c.problem.code for c in checks.run(whole)]
        assert assessing.content(whole)["threats"][0]["trend"] == "stable"


def test_a_later_assessment_of_the_same_month_supersedes_once_approved(
    people: dict[str, Actor], written: Assessment
) -> None:
    first = approve(people, written)
    with as_(people["expert"]):
        again = actions.begin_assessment(office="gao", month=OCTOBER)
        with pytest.raises(BadInput):
            actions.begin_assessment(office="gao", month=OCTOBER)
        for section in again.sections.all():
            actions.write_section(target=section.pk, text="Corrigé.")
        assert Assessment.objects.get(pk=first.pk).state == "approved"
    approve(people, again)
    with as_(people["expert"]):
        assert Assessment.objects.get(pk=first.pk).state == "superseded"


def test_a_month_that_has_not_begun_is_not_assessed(people: dict[str, Actor]) -> None:
    with as_(people["expert"]), pytest.raises(BadInput):
        actions.begin_assessment(office="gao", month=date(2014, 12, 1))


def test_a_second_writer_is_told_and_loses_nothing(
    people: dict[str, Actor], written: Assessment
) -> None:
    with as_(people["expert"]):
        section = written.sections.get(code="context")
    with as_(people["second"]):
        actions.write_section(target=section.pk, revision=section.revision, text="La seconde.")
    with as_(people["expert"]), pytest.raises(Conflict):
        actions.write_section(target=section.pk, revision=section.revision, text="La première.")


def test_a_marked_threat_raises_the_whole(
    people: dict[str, Actor], threat: Threat, written: Assessment
) -> None:
    with as_(people["expert"]):
        actions.mark_threat(target=threat.pk, marking=2)
        step(written, "submit")
        raised = Assessment.objects.get(pk=written.pk)
        assert raised.marking == 2
        assert {s.marking for s in raised.sections.all()} == {2}


def test_who_comments_writes_no_section(people: dict[str, Actor], written: Assessment) -> None:
    with as_(people["rights"]):
        with pytest.raises(Refused):
            actions.write_section(target=written.sections.first().pk, text="à moi")
        remark = actions.say_remark(whole=written, section="context", text="Et Bourra ?")
        assert remark.said_by.startswith("Droits")
    with as_(people["expert"]):
        actions.settle_remark(target=remark.pk)


def test_a_file_is_genuine_superseded_changed_or_not_ours(
    people: dict[str, Actor], written: Assessment
) -> None:
    done = approve(people, written)
    with as_(people["expert"]):
        file = issue.FORMATS["docx"](assessing.issued(done), "fr")
        found = issue.verify(file)
        assert (found.verdict, found.name) == ("genuine", "fr.docx")
        assert found.approval is not None
        assert found.approval.assessment_id == done.pk
        assert issue.verify(file[:-1] + b"x").verdict == "unknown"
        assert issue.verify(b"").verdict == "unknown"
        again = actions.begin_assessment(office="gao", month=OCTOBER)
        for section in again.sections.all():
            actions.write_section(target=section.pk, text=f"Autrement : {section.code}.")
        actions.add_recommendation(
            whole=again, text="Patrouiller", owner="component:force", due_on=date(2014, 12, 1)
        )
        again = Assessment.objects.get(pk=again.pk)
    approve(people, again)
    with as_(people["expert"]):
        assert issue.verify(file).verdict == "superseded"
    with as_(people["elsewhere"]):
        assert issue.verify(file).verdict == "unknown", "not for those who may not know of it"


def test_what_is_in_a_compartment_enters_no_document(
    house: psycopg.Connection, people: dict[str, Actor], written: Assessment,
    appoint: Callable[..., Actor],
) -> None:  # fmt: skip
    inside = appoint("poc_expert", "gao", compartments=("crsv",))
    for compartment, place in ((0, "Bourem"), (2, "CANARI")):
        incident(
            house, office=1, area="ML0701", place=place, compartment=compartment,
            day=date(2014, 10, 5), killed_best=1, deaths_best=1,
        )  # fmt: skip
    with as_(inside):
        assert Incident.objects.filter(starts_on__month=10).count() == 2
        said = assessing.content(Assessment.objects.get(pk=written.pk))
    assert said["figures"]["events"] == 1
    assert "CANARI" not in str(said)
