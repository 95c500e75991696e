"""Posts, delegations, founding: by the clock, journaled, and never a way to rights of one's own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest

from planting import incident
from rempart.kernel import clock, journal
from rempart.kernel.actor import SystemActor, acting_as, actor_of
from rempart.kernel.errors import BadInput, NotThere, Refused
from rempart.kernel.models import JournalEntry
from rempart.people import actions, delegations
from rempart.people.models import Post, User
from rempart.register.models import Incident

OPERATOR = SystemActor("operator:test")
SOON = datetime(2014, 12, 1, tzinfo=UTC)


def test_the_two_founders_are_made_once(house: psycopg.Connection) -> None:
    with acting_as(actions.FOUNDER):
        tokens = actions.found_instance(administrator="a@example.org", adviser="c@example.org")
    assert {post.role for post in Post.objects.all()} == {"administrator", "senior_adviser"}
    assert actions.link_holder(tokens["a@example.org"]).email == "a@example.org"
    with pytest.raises(BadInput) as again, acting_as(actions.FOUNDER):
        actions.found_instance(administrator="x@example.org", adviser="y@example.org")
    assert again.value.problems[0].code == "founded"


def test_one_person_is_not_both_founders(house: psycopg.Connection) -> None:
    with pytest.raises(BadInput), acting_as(actions.FOUNDER):
        actions.found_instance(administrator="a@example.org", adviser="A@example.org ")
    assert not User.objects.exists()


def test_a_one_time_link_works_once_and_three_days(house: psycopg.Connection) -> None:
    with acting_as(actions.FOUNDER):
        token = actions.found_instance(administrator="a@example.org", adviser="c@example.org")[
            "c@example.org"
        ]
        user = actions.accept(token=token, password="une longue phrase de passe")
        assert user.check_password("une longue phrase de passe")
        with pytest.raises(NotThere):
            actions.accept(token=token, password="autre")
        other = actions.invite(user=user.pk)
        with clock.frozen(clock.now() + timedelta(days=3)):
            assert actions.link_holder(other) is None
    assert token not in str(house.execute("SELECT * FROM people_onetimelink").fetchall())


def test_the_administrator_manages_accounts_and_reads_no_content(
    house: psycopg.Connection, appoint: Callable[..., Any]
) -> None:
    incident(house)
    admin = appoint("administrator", clearance=3)
    with acting_as(admin):
        assert Incident.objects.count() == 0
        with pytest.raises(Refused):
            actions.appoint(holder=admin.id, role="senior_adviser", component="poc")


def test_ending_a_post_takes_every_right_at_once(
    house: psycopg.Connection, appoint: Callable[..., Any]
) -> None:
    incident(house, office=1)
    who = appoint("poc_expert", "gao")
    with acting_as(appoint("senior_adviser")):
        actions.end_post(post=who.standings[0].post)
    assert actor_of(who.id).standings == ()
    with acting_as(who):
        assert Incident.objects.count() == 0


def test_closing_an_account_ends_it_all(appoint: Callable[..., Any]) -> None:
    who = appoint("poc_expert", "gao")
    with acting_as(appoint("senior_adviser")):
        actions.close_account(user=who.id)
    assert actor_of(who.id) is None


def test_a_delegation_lends_powers_for_a_time_and_lifts_no_clearance(
    house: psycopg.Connection, appoint: Callable[..., Any]
) -> None:
    for marking in (1, 2, 3):
        incident(house, office=1, marking=marking)
    grantor = appoint("poc_expert", "gao", clearance=3)
    holder = appoint("force", "kidal", clearance=2)
    with acting_as(grantor):
        delegations.delegate(
            post=grantor.standings[0].post,
            holder=holder.id,
            powers=["edit"],
            ends=SOON,
            reason="mission à Ansongo",
        )
    lent = actor_of(holder.id)
    assert {s.on_behalf_of for s in lent.standings} == {None, grantor.id}
    with acting_as(lent):
        assert Incident.objects.count() == 2
    with clock.frozen(SOON), acting_as(lent):
        assert Incident.objects.count() == 0


@pytest.mark.parametrize(
    ("powers", "reason", "days"),
    [
        (["approve"], "absence", 3),
        ([], "absence", 3),
        (["edit"], " ", 3),
        (["edit"], "absence", -3),
    ],
)
def test_a_delegation_beyond_the_post_is_refused(
    appoint: Callable[..., Any], powers: list[str], reason: str, days: int
) -> None:
    grantor, holder = appoint("poc_expert", "gao"), appoint("force", "gao")
    with pytest.raises(BadInput), acting_as(grantor):
        delegations.delegate(
            post=grantor.standings[0].post,
            holder=holder.id,
            powers=powers,
            ends=clock.now() + timedelta(days=days),
            reason=reason,
        )


def test_nobody_lends_somebody_elses_post(appoint: Callable[..., Any]) -> None:
    grantor, thief = appoint("head_of_office", "gao"), appoint("force", "gao")
    with pytest.raises(Refused), acting_as(thief):
        delegations.delegate(
            post=grantor.standings[0].post,
            holder=thief.id,
            powers=["approve"],
            ends=SOON,
            reason="x",
        )


def test_a_delegation_is_taken_back(appoint: Callable[..., Any]) -> None:
    grantor, holder = appoint("poc_expert", "gao"), appoint("force", "gao")
    with acting_as(grantor):
        lent = delegations.delegate(
            post=grantor.standings[0].post,
            holder=holder.id,
            powers=["edit"],
            ends=SOON,
            reason="congé",
        )
        delegations.end_delegation(delegation=lent.pk)
    with clock.frozen(clock.now() + timedelta(seconds=1)):
        assert {s.on_behalf_of for s in actor_of(holder.id).standings} == {None}


def test_grants_are_journaled_without_addresses(house: psycopg.Connection) -> None:
    with acting_as(actions.FOUNDER):
        actions.found_instance(administrator="a@example.org", adviser="c@example.org")
    with acting_as(journal.SEALER):
        entries = list(JournalEntry.objects.values_list("action", flat=True))
        said = str(list(JournalEntry.objects.values_list()))
    assert entries.count("post.appoint") == 2
    assert "example.org" not in said
