"""Nobody gives a right alone: proposing and approving are two people's, whoever lent what."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db.utils import IntegrityError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planting import incident
from rempart.kernel import clock, journal
from rempart.kernel.actor import Actor, SystemActor, acting_as, actor_of
from rempart.kernel.errors import BadInput, Refused, RempartError
from rempart.kernel.models import JournalEntry
from rempart.people import actions, delegations, grants, roster
from rempart.people.models import Delegation, Grant, Post, User
from rempart.register.models import Incident

TERMS = {"role": "poc_expert", "component": "poc", "office": "gao", "clearance": 2}
SOON = datetime(2014, 12, 1, tzinfo=UTC)
Appoint = Callable[..., Actor]


@pytest.fixture
def newcomer(house: psycopg.Connection) -> User:
    return User.objects.create(email="awa@example.org", name="Awa")


def proposed(admin: Actor, holder: UUID, **said: Any) -> Grant:
    with acting_as(admin):
        return grants.propose(holder=holder, reason="relève à Gao", **{**TERMS, **said})


def test_a_post_is_held_once_a_second_person_approved(
    house: psycopg.Connection, appoint: Appoint, newcomer: User
) -> None:
    incident(house, office=1, marking=2)
    admin, adviser = appoint("administrator"), appoint("senior_adviser")
    grant = proposed(admin, newcomer.pk, ends=SOON)
    assert actor_of(newcomer.pk).standings == ()
    with acting_as(adviser):
        grants.approve(grant=grant.pk)
    (standing,) = actor_of(newcomer.pk).standings
    assert (standing.role, standing.office, standing.clearance) == ("poc_expert", 1, 2)
    with acting_as(actor_of(newcomer.pk)):
        assert Incident.objects.count() == 1
    with clock.frozen(SOON):
        assert actor_of(newcomer.pk).standings == ()


def test_the_proposer_does_not_approve_and_the_approver_does_not_propose(
    appoint: Appoint, newcomer: User
) -> None:
    admin, adviser = appoint("administrator"), appoint("senior_adviser")
    grant = proposed(admin, newcomer.pk)
    with pytest.raises(Refused), acting_as(admin):
        grants.approve(grant=grant.pk)
    with pytest.raises(Refused), acting_as(adviser):
        grants.propose(holder=newcomer.pk, reason="x", **TERMS)
    with pytest.raises(Refused), acting_as(adviser):
        actions.appoint(holder=newcomer.pk, **TERMS)
    assert not Post.objects.filter(holder=newcomer).exists()


def test_nobody_approves_for_themselves(appoint: Appoint) -> None:
    admin, adviser = appoint("administrator"), appoint("senior_adviser")
    grant = proposed(admin, adviser.id, compartments=["crsv"])
    with pytest.raises(Refused) as no, acting_as(adviser):
        grants.approve(grant=grant.pk)
    assert no.value.problems[0].code == "four-eyes"


def lend(lender: Actor, holder: Actor, *powers: str) -> Actor:
    """`holder`, with powers of the lender's post, past the checks of the action."""
    Delegation.objects.create(
        post_id=lender.standings[0].post,
        holder_id=holder.id,
        powers=list(powers),
        reason="congé",
        begins=clock.now(),
        ends=SOON,
    )
    return actor_of(holder.id)


def test_lent_powers_join_the_hands_of_lender_and_borrower(
    appoint: Appoint, newcomer: User
) -> None:
    admin, adviser, other = appoint("administrator"), appoint("senior_adviser"), appoint("imo")
    both = lend(adviser, admin, "approve")
    grant = proposed(both, newcomer.pk)
    with pytest.raises(Refused), acting_as(both):
        grants.approve(grant=grant.pk)
    deputy = lend(adviser, other, "approve")
    with acting_as(deputy):
        grants.approve(grant=grant.pk)
    grant.refresh_from_db()
    assert (grant.decided_by_id, grant.decided_for) == (other.id, adviser.id)


def test_a_borrowed_proposal_is_not_approved_by_the_lenders_lender(
    appoint: Appoint, newcomer: User
) -> None:
    admin, adviser, deputy = appoint("administrator"), appoint("senior_adviser"), appoint("imo")
    proposing = lend(admin, adviser, "propose")
    grant = proposed(proposing, newcomer.pk)
    with pytest.raises(Refused), acting_as(lend(adviser, deputy, "approve")):
        grants.approve(grant=grant.pk)


@given(st.lists(st.sampled_from(["propose", "approve", "lend", "refuse"]), max_size=8), st.data())
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_is_tried_every_approved_grant_has_two_people(
    house: psycopg.Connection, appoint: Appoint, newcomer: User, steps: list[str], data: Any
) -> None:
    cast = [appoint("administrator"), appoint("senior_adviser"), appoint("imo")]
    for step in steps:
        who = actor_of(data.draw(st.sampled_from(cast)).id)
        try:
            if step == "lend":
                lend(who, data.draw(st.sampled_from(cast)), "propose", "approve")
                continue
            with acting_as(who):
                if step == "propose":
                    holder = data.draw(st.sampled_from([newcomer.pk, *(a.id for a in cast)]))
                    grants.propose(holder=holder, reason="x", **TERMS)
                elif (grant := Grant.objects.filter(state="proposed").first()) is not None:
                    do = grants.approve if step == "approve" else grants.refuse_grant
                    do(grant=grant.pk, reason="x")
        except RempartError:
            continue
    for grant in Grant.objects.filter(state=Grant.APPROVED):
        proposers = {grant.proposed_by_id, grant.proposed_for} - {None}
        approvers = {grant.decided_by_id, grant.decided_for} - {None}
        assert not proposers & approvers
        assert grant.holder_id not in approvers


def test_the_database_itself_refuses_one_person_twice(appoint: Appoint, newcomer: User) -> None:
    admin = appoint("administrator")
    grant = proposed(admin, newcomer.pk)
    with pytest.raises(IntegrityError):
        Grant.objects.filter(pk=grant.pk).update(state="approved", decided_by=admin.id)


def test_a_grant_is_decided_once(appoint: Appoint, newcomer: User) -> None:
    admin, adviser = appoint("administrator"), appoint("senior_adviser")
    grant = proposed(admin, newcomer.pk)
    with acting_as(adviser):
        with pytest.raises(BadInput):
            grants.refuse_grant(grant=grant.pk, reason=" ")
        grants.refuse_grant(grant=grant.pk, reason="la relève est à Kidal")
        with pytest.raises(Refused):
            grants.approve(grant=grant.pk)
    with pytest.raises(Refused), acting_as(admin):
        grants.withdraw(grant=grant.pk)


def test_rights_do_not_begin_before_their_approval(appoint: Appoint, newcomer: User) -> None:
    admin, adviser = appoint("administrator"), appoint("senior_adviser")
    grant = proposed(admin, newcomer.pk, begins=clock.now() - timedelta(days=30))
    with acting_as(adviser):
        found, _token = grants.approve(grant=grant.pk)
    assert found.post.begins == clock.now()
    late = proposed(admin, newcomer.pk, ends=SOON)
    with clock.frozen(SOON), pytest.raises(BadInput), acting_as(adviser):
        grants.approve(grant=late.pk)


@pytest.mark.parametrize("apart", ["administrator", "auditor"])
def test_who_manages_accounts_or_audits_holds_nothing_else(
    apart: str, appoint: Appoint, newcomer: User
) -> None:
    admin, adviser = appoint("administrator"), appoint("senior_adviser")
    other = appoint(apart)
    with pytest.raises(BadInput) as no:
        proposed(admin, other.id)
    assert no.value.problems[0].code == "apart"
    first = proposed(admin, newcomer.pk)
    second = proposed(admin, newcomer.pk, role=apart, office="")
    with acting_as(adviser):
        grants.approve(grant=first.pk)
        with pytest.raises(BadInput):
            grants.approve(grant=second.pk)
    with pytest.raises(BadInput), acting_as(adviser):
        delegations.delegate(
            post=adviser.standings[0].post,
            holder=admin.id,
            powers=["approve"],
            ends=SOON,
            reason="congé",
        )


def test_a_link_to_an_account_in_use_takes_two_people(appoint: Appoint) -> None:
    admin, adviser, expert = appoint("administrator"), appoint("senior_adviser"), appoint("imo")
    with acting_as(admin):
        with pytest.raises(BadInput):
            actions.invite(user=expert.id)
        grant = grants.propose_access(holder=expert.id, reason="téléphone perdu")
    with acting_as(adviser):
        _grant, token = grants.approve(grant=grant.pk)
    assert actions.link_holder(token).pk == expert.id


def test_the_operator_readmits_those_alone_who_give_rights(appoint: Appoint) -> None:
    adviser, expert = appoint("senior_adviser"), appoint("poc_expert", "gao")
    operator = SystemActor("founder:root", ceiling=1)
    with acting_as(operator):
        token = grants.readmit(email=User.objects.get(pk=adviser.id).email)
        assert actions.link_holder(token).pk == adviser.id
        for email in (User.objects.get(pk=expert.id).email, "personne@example.org"):
            with pytest.raises(BadInput):
                grants.readmit(email=email)
    with acting_as(journal.SEALER):
        assert JournalEntry.objects.get().actor_name == "founder:root"
    with pytest.raises(Refused), acting_as(appoint("administrator")):
        grants.readmit(email=User.objects.get(pk=adviser.id).email)


def test_a_new_link_voids_the_earlier_ones(appoint: Appoint) -> None:
    with acting_as(appoint("administrator")):
        user = actions.open_account(email="n@example.org", name="N")
        first = actions.invite(user=user.pk)
        second = actions.invite(user=user.pk)
    assert actions.link_holder(first) is None
    assert actions.link_holder(second) == user


def test_one_person_ends_a_post_at_once_but_closes_no_account_of_their_own(
    appoint: Appoint,
) -> None:
    admin, expert = appoint("administrator"), appoint("poc_expert", "gao")
    with acting_as(admin):
        actions.end_post(post=expert.standings[0].post)
        with pytest.raises(BadInput):
            actions.end_post(post=expert.standings[0].post, ends=SOON)
        with pytest.raises(Refused):
            actions.close_account(user=admin.id)
    assert actor_of(expert.id).standings == ()


def test_grants_are_journaled_without_names_or_reasons(appoint: Appoint, newcomer: User) -> None:
    admin, adviser = appoint("administrator"), appoint("senior_adviser")
    grant = proposed(admin, newcomer.pk)
    with acting_as(adviser):
        grants.approve(grant=grant.pk)
    with acting_as(journal.SEALER):
        made = list(JournalEntry.objects.order_by("at", "id").values_list("action", flat=True))
        said = str(list(JournalEntry.objects.values_list()))
    assert made == ["grant.propose", "grant.approve", "grant.approve"]
    assert "Awa" not in said
    assert "relève" not in said


TABLE = """email;name;role;component;office;clearance;compartments;begins;last_day
awa@example.org;Awa;Expert(e) Protection des civils;poc;Gao;2;crsv|children;1er déc. 2014;30/11/2015
ly@example.org;Ly;force;force;Kidal;confidentiel;;;
ly@example.org;Ly;force;force;Kidal;confidentiel;;;
;Sans;imo;poc;;1;;;
b@example.org;;imo;poc;;1;;;
c@example.org;C;roi;poc;Atlantide;7;;31/02/2014;
d@example.org;D;imo;poc;;1;;02/12/2014;01/12/2014
"""


def test_a_table_is_read_row_by_row_and_every_fault_is_told(newcomer: User) -> None:
    reading = roster.read(TABLE)
    assert [(line.number, line.email) for line in reading.lines] == [
        (2, "awa@example.org"), (3, "ly@example.org"),
    ]  # fmt: skip
    first = reading.lines[0].terms
    assert first["compartments"] == [2, 3]
    assert first["ends"] == datetime(2015, 12, 1, tzinfo=UTC)
    assert (reading.unchanged, reading.refused) == (1, 4)
    assert [(f.line, str(f.problem.place)) for f in reading.faults if f.line == 7] == [
        (7, "role"), (7, "office"), (7, "clearance"), (7, "begins"),
    ]  # fmt: skip
    assert all(str(fault.problem.remedy) for fault in reading.faults)


def test_a_table_becomes_proposals_that_wait_for_approval(appoint: Appoint, newcomer: User) -> None:
    admin = appoint("administrator")
    with acting_as(admin):
        assert roster.propose_all(lines=roster.read(TABLE).lines, reason="rotation") == 2
    assert Grant.objects.filter(state=Grant.PROPOSED).count() == 2
    assert actor_of(User.objects.get(email="ly@example.org").pk).standings == ()
    again = roster.read(TABLE)
    assert (len(again.lines), again.unchanged) == (0, 3)
    with pytest.raises(Refused), acting_as(appoint("poc_expert", "gao")):
        roster.propose_all(lines=roster.read(TABLE).lines, reason="x")


@pytest.mark.parametrize(
    "content",
    [b"", b"nom;poste\na;b\n", b"\xff\xfe\x00", b"email;role;component\n", b"x" * 300_000],
)
def test_what_is_no_table_is_refused_whole(house: Any, content: bytes) -> None:
    with pytest.raises(BadInput):
        roster.read(roster.decode(content))
