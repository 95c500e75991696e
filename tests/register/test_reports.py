"""Sources, reports and what several of them tell of one incident: by actions, as people act."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from rempart.kernel import clock
from rempart.kernel.actor import Actor, acting_as
from rempart.kernel.errors import BadInput, NotThere, Refused
from rempart.register import confidence, harm
from rempart.register.actions import edit_incident, record_incident
from rempart.register.models import Identity, Opening, Report
from rempart.register.reports import actions, queries, sources
from rempart.register.reports.presenting import together
from rempart.register.reports.reading import figure

DAY = date(2014, 11, 15)
WHO = "Un nom, et le lieu où le joindre"
CODED = {"type": "community_leader", "reliability": "b", "consent": "internal", "protected": True}


@pytest.fixture
def keeper(appoint: Callable[..., Actor]) -> Actor:
    """Civil Affairs in Gao, in the compartment of identities."""
    return appoint("civil_affairs", "gao", clearance=2, component="civil_affairs",
                   compartments=("source_identity",))  # fmt: skip


def told(text: str, *figures: dict[str, Any], **more: Any) -> Report:
    said = {"told": text, "figures": list(figures), "starts_on": DAY, "area": "ML0703",
            "place": "Djebock", "threat_type": "killing", **more}  # fmt: skip
    return actions.record_report(told=said)


# --- identities ---------------------------------------------------------------------------------


def test_an_identity_is_sealed_opened_with_a_reason_and_shown_to_the_head(
    keeper: Actor, appoint: Callable[..., Actor], house: Any
) -> None:
    adviser = appoint("senior_adviser")
    with acting_as(keeper):
        source = sources.register_source(said=CODED)
        sources.keep_identity(source=source, text=WHO)
        sources.keep_identity(source=source, text=WHO + " la nuit")
        with pytest.raises(BadInput) as refusal:
            sources.open_identity(source=source, reason=" ")
        assert refusal.value.problems[0].code == "reason"
        with pytest.raises(BadInput) as refusal:
            sources.open_identity(source=source, reason="Joindre Amadou Coulibaly")
        assert refusal.value.problems[0].code == "identity"
        assert not Opening.objects.exists()
        assert sources.open_identity(source=source, reason="Le prévenir") == WHO + " la nuit"
    raw = house.execute("SELECT sealed FROM register_identity").fetchone()[0]
    kept = house.execute("SELECT string_agg(values::text, '') FROM register_identityversion")
    assert WHO.encode() not in bytes(raw)
    assert WHO not in kept.fetchone()[0]
    actions_noted = set(
        house.execute("SELECT array_agg(action) FROM kernel_journalentry").fetchone()[0]
    )
    assert {"identity.seal", "identity.seal-anew", "identity.open"} <= actions_noted
    with acting_as(adviser):
        opening = Opening.objects.get()
        assert (opening.code, opening.why) == (source.reference, "Le prévenir")
        assert opening.opened_by == keeper.name
        assert not Identity.objects.exists()
        sources.see_opening(target=opening.pk)
        assert Opening.objects.get().seen_at == clock.now()


@pytest.mark.parametrize(
    ("role", "office", "component", "compartments"),
    [("civil_affairs", "gao", "civil_affairs", ()),
     ("civil_affairs", "gao", "political_affairs", ("source_identity",)),
     ("civil_affairs", "mopti", "civil_affairs", ("source_identity",)),
     ("poc_expert", "gao", "poc", ("source_identity",)),
     ("imo", "", "poc", ("source_identity",)),
     ("head_of_office", "gao", "civil_affairs", ("source_identity",)),
     ("senior_adviser", "", "civil_affairs", ("source_identity",))],
)  # fmt: skip
def test_nobody_else_opens_it(
    role: str, office: str, component: str, compartments: tuple[str, ...], keeper: Actor,
    appoint: Callable[..., Actor],
) -> None:  # fmt: skip
    with acting_as(keeper):
        source = sources.register_source(said=CODED)
        sources.keep_identity(source=source, text=WHO)
    other = appoint(role, office, component=component, compartments=compartments)
    with acting_as(other):
        assert not Identity.objects.exists()
        with pytest.raises(NotThere):
            sources.open_identity(source=source, reason="Curiosité")
        with pytest.raises(Refused):
            sources.keep_identity(source=source, text="Un autre")


def test_a_source_is_registered_by_those_who_keep_sources(
    keeper: Actor, appoint: Callable[..., Actor]
) -> None:
    with acting_as(appoint("poc_expert", "gao")):
        row = sources.register_source(said=CODED)
        sources.correct_source(target=row.pk, said={"reliability": "c"})
    for role in ("duty_officer", "head_of_office", "imo"):
        with acting_as(appoint(role, "gao")), pytest.raises(Refused):
            sources.register_source(said=CODED)
    with acting_as(keeper), pytest.raises(BadInput) as refusal:
        sources.register_source(said={"type": "friend", "consent": "internal"})
    assert refusal.value.problems[0].code == "unknown-code"


# --- reports ------------------------------------------------------------------------------------


def test_a_report_keeps_its_words_and_takes_the_grade_of_its_source(
    keeper: Actor, appoint: Callable[..., Actor]
) -> None:
    with acting_as(keeper):
        source = sources.register_source(said=CODED)
    with acting_as(appoint("poc_expert", "gao")):
        row = told("Quatre morts", figure("killed", "4"), source=source, credibility="c2")
        assert (row.grade, row.office) == ("B2", 1)
    with acting_as(appoint("poc_expert", "gao")):
        actions.grade_report(target=row.pk, told={"credibility": "c3"}, reason="Recoupé")
        with pytest.raises(BadInput) as refusal:
            actions.grade_report(target=row.pk, told={"told": "Cinq morts"})
        assert refusal.value.problems[0].code == "as-told"
        assert Report.objects.get().told == "Quatre morts"


@pytest.mark.parametrize(
    ("said", "code"),
    [({"told": " "}, "empty"),
     ({"told": "Vu par Amadou Coulibaly"}, "identity"),
     ({"told": "x", "origin": "le 76 12 34 56"}, "phone"),
     ({"told": "x", "figures": [{"kind": "killed", "said": "M. Diallo"}]}, "identity"),
     ({"told": "x", "handling": "shout"}, "unknown-code"),
     ({"told": "x", "received_at": "later"}, "ahead"),
     ({"told": "x", "starts_on": DAY, "ends_on": DAY - timedelta(days=1)}, "period"),
     ({"told": "x", "figures": [{"kind": "killed", "said": "6-4", "min": 6, "max": 4}]}, "order")],
)  # fmt: skip
def test_what_does_not_hold_is_refused(
    said: dict[str, Any], code: str, appoint: Callable[..., Actor]
) -> None:
    if said.get("received_at"):
        said = {**said, "received_at": clock.now() + timedelta(minutes=1)}
    with acting_as(appoint("poc_expert", "gao")):
        with pytest.raises(BadInput) as refusal:
            actions.record_report(told=said)
        assert code in [problem.code for problem in refusal.value.problems]
        assert not Report.objects.exists()


def test_three_reports_of_one_attack_make_a_range_and_one_origin_counts_once(
    appoint: Callable[..., Actor],
) -> None:
    """Human Rights tells four, an NGO six, the radio "several", which it has from the NGO."""
    with acting_as(appoint("poc_expert", "gao")):
        rights = told("Quatre civils tués", figure("killed", "4"), reliability="a",
                      credibility="c2", origin="Enquête des Droits de l’homme")  # fmt: skip
        incident = actions.incident_of(rights)
        assert (incident.killed_best, incident.grade) == (4, "A2")
        ngo = told("Six morts", figure("killed", "6"), reliability="b", credibility="c2",
                   origin="Équipe d’une ONG")  # fmt: skip
        radio = told("Plusieurs morts", figure("killed", "plusieurs"), reliability="c",
                     credibility="c3", origin=ngo.reference)  # fmt: skip
        for row in (ngo, radio):
            actions.link_report(target=row.pk, to=incident)
        rows = queries.told_of([incident.pk])[incident.pk]
        assert [row.pk for row in rows] == [rights.pk, ngo.pk, radio.pk]
        assert actions.range_of(rows) == {"killed": harm.Range(4, 4, 6)}
        shown = together(incident, [incident], {}, date(2014, 11, 17))
        sure = shown.confidence
        assert (sure.level, sure.independent, sure.told, sure.repeated) == ("high", 2, 3, 1)
        assert len(sure.reasons) == 3
        assert shown.differs
        edit_incident(target=incident.pk, said={"harm": actions.spread_over(incident, rows)})
        incident.refresh_from_db()
        assert (incident.killed_min, incident.killed_best, incident.killed_max) == (4, 4, 6)
        assert not together(incident, [incident], {}, date(2014, 11, 17)).differs
        actions.unlink_report(target=radio.pk, to=incident)
        assert len(queries.told_of([incident.pk])[incident.pk]) == 2


def test_one_source_or_one_origin_told_often_is_one(appoint: Callable[..., Actor]) -> None:
    with acting_as(appoint("poc_expert", "gao")):
        source = sources.register_source(said=CODED)
        same = {"reliability": "b", "credibility": "c2"}
        rows = [
            told("a", source=source, **same), told("b", source=source, **same),
            told("c", origin=source.reference.lower(), **same),
            told("d", origin="Radio locale", **same), told("e", origin="« Radio locale »", **same),
            told("f", **same), told("g", **same),
        ]  # fmt: skip
        incident = record_incident(said={"starts_on": DAY, "area": "ML0703"})
        found = confidence.confidence(
            confidence.accounts([incident], {incident.pk: rows}), 0, date(2014, 11, 17)
        )
    assert (found.told, found.independent, found.repeated) == (7, 3, 4)


def test_who_sees_no_source_may_still_grade_what_it_told(appoint: Callable[..., Actor]) -> None:
    with acting_as(appoint("poc_expert", "gao")):
        source = sources.register_source(said=CODED)
        first, second = told("a", source=source), told("b", source=source)
    with acting_as(appoint("duty_officer", "gao")):
        actions.grade_report(target=first.pk, told={"credibility": "c3", "origin": "Radio"})
        actions.grade_report(target=first.pk, told={"origin": ""})
        assert {row.root for row in Report.objects.all()} == {second.root}
        incident = actions.incident_of(Report.objects.get(pk=first.pk))
        assert incident.source == ""


def test_a_report_without_a_day_opens_no_incident(appoint: Callable[..., Actor]) -> None:
    with acting_as(appoint("poc_expert", "gao")):
        row = told("On ne sait quand", starts_on=None)
        with pytest.raises(BadInput) as refusal:
            actions.incident_of(row)
        assert refusal.value.problems[0].code == "no-day"
