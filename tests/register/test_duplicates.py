"""Incidents that tell one event: found with their reasons, merged as a range, parted unharmed."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from rempart.doctrine.loader import current as profile
from rempart.kernel.actor import Actor, acting_as
from rempart.kernel.errors import BadInput, Refused, RempartError
from rempart.kernel.models import JournalEntry
from rempart.register import figures, harm, queries
from rempart.register.actions import advance_incident, record_incident
from rempart.register.duplicates import actions
from rempart.register.duplicates.likeness import compare
from rempart.register.duplicates.matching import twins_of
from rempart.register.models import Incident, IncidentVersion, Twins
from rempart.register.queries import Filters

DAY = date(2014, 11, 14)
SAID: dict[str, Any] = {
    "starts_on": DAY, "area": "ML0703", "place": "Djebock", "threat_type": "killing",
    "alleged": [{"role": "alleged_perpetrator", "type": "terrorist_group", "name": ""}],
}  # fmt: skip


def told(killed: int | None = None, **said: Any) -> Incident:
    """An incident as somebody records it."""
    harmed = [harm.row("killed", "civilian", (killed,) * 3)] if killed is not None else []
    return record_incident(said=SAID | {"harm": harmed} | said)


def killed(filters: Filters | None = None) -> tuple[int, tuple[int, int, int]]:
    """Events and civilians killed, as the reader's figures have them."""
    found = figures.tally(filters or Filters())
    return found.events, found.killed


def test_one_attack_told_three_times_is_likely_and_its_reasons_are_said(
    house: Any, appoint: Callable[..., Actor]
) -> None:
    with acting_as(appoint("poc_expert", "gao")):
        four, six = told(4), told(6)
        several = told(None, alleged=[], place="Djébok")
        elsewhere = told(4, place="Bamba", area="ML0702")
        later = told(4, starts_on=DAY + timedelta(days=2))
        found = twins_of(four)
    assert [twin.incident for twin in found] == sorted(
        (six, several), key=lambda row: -compare(four, row, profile().duplicates).score
    )
    assert all(twin.likely for twin in found)
    assert elsewhere not in [twin.incident for twin in found]
    assert later not in [twin.incident for twin in found]
    alike = next(twin.alike for twin in found if twin.incident == six)
    assert (alike.days, alike.within_days, alike.victims) == (0, 1, (4, 6))


@pytest.mark.parametrize(
    ("difference", "least", "most"),
    [
        ({"starts_on": DAY + timedelta(days=1)}, 0.55, 0.85),
        ({"threat_type": "injury"}, 0.80, 1),
        ({"threat_type": "denial_of_access"}, None, None),
        ({"date_precision": "year"}, None, None),
        ({"starts_on": DAY + timedelta(days=6), "date_precision": "week"}, 0.55, 1),
        ({"alleged": [{"role": "alleged_perpetrator", "type": "criminal", "name": ""}]}, 0.55, 0.9),
        ({"place": "Ailleurs"}, 0.55, 0.80),
    ],
)
def test_each_difference_weighs(
    difference: dict[str, Any], least: float | None, most: float | None,
    house: Any, appoint: Callable[..., Actor],
) -> None:  # fmt: skip
    with acting_as(appoint("poc_expert", "gao")):
        one, other = told(4), told(4, **difference)
        alike = compare(one, other, profile().duplicates)
        assert alike == compare(other, one, profile().duplicates)
        found = [twin.incident for twin in twins_of(one)]
    if least is None:
        assert alike is None
        assert not found
    else:
        assert alike is not None
        assert least <= alike.score <= most
        assert found == [other]


def test_points_are_held_against_their_radii_and_names_against_their_aliases(
    house: Any, appoint: Callable[..., Actor]
) -> None:
    exact = {"latitude": 16.5, "longitude": 0.3, "point_precision": "exact", "area": "ML0701"}
    army = [{"role": "alleged_perpetrator", "type": "host_forces", "name": "FAMa"}]
    forces = [{"role": "party", "type": "host_forces", "name": "Forces armées maliennes"}]
    with acting_as(appoint("poc_expert", "gao")):
        one = told(4, **exact, alleged=army)
        near = told(4, **exact | {"latitude": 16.58}, alleged=forces)
        far = told(4, **exact | {"latitude": 16.7})
        rough = told(4, **exact | {"latitude": 16.7, "point_precision": "near"})
        found = {twin.incident.pk: twin.alike for twin in twins_of(one)}
    assert set(found) == {near.pk, rough.pk}
    assert far.pk not in found
    assert found[near.pk].by_actors == 1
    assert found[near.pk].km == pytest.approx(8.9, abs=0.1)


def test_a_merge_is_a_range_and_unmerging_brings_everything_back(
    house: Any, appoint: Callable[..., Actor]
) -> None:
    expert = appoint("poc_expert", "gao")
    with acting_as(expert):
        four, six, several = told(4), told(6), told(None)
        before = _everything()
        was = killed()
    with acting_as(expert):
        actions.merge(leads=four, follows=six, reason="Même attaque")
    with acting_as(expert):
        actions.merge(leads=four, follows=several, reason="Même attaque, dite à la radio")
    with acting_as(expert):
        assert killed() == (1, (4, 4, 6))
        assert figures.by_area(Filters())["ML0703"].killed == (4, 4, 6)
        assert figures.by_month(Filters())[DAY.replace(day=1)].killed == (4, 4, 6)
        assert queries.page(Filters()).rows == (four,)
        assert queries.count(Filters()).number == 1
        assert Twins.objects.filter(state="merged").count() == 3
        assert _everything() == before
        assert actions.unmerge(incident=four, reason="Deux attaques") == 2
    with acting_as(expert):
        assert killed() == (2, (10, 10, 10))
        actions.unmerge(incident=six, reason="Trois attaques")
    with acting_as(expert):
        assert killed() == was == (3, (10, 10, 10))
        assert _everything() == before


def _everything() -> list[dict[str, Any]]:
    """All that the register holds of incidents, and of their history."""
    return [
        *Incident.objects.order_by("pk").values(),
        *IncidentVersion.objects.order_by("object_id", "number").values(),
    ]


def test_who_stands_for_the_others_may_change_and_may_leave(
    house: Any, appoint: Callable[..., Actor]
) -> None:
    expert, rights = appoint("poc_expert", "gao"), appoint("human_rights", "gao")
    with acting_as(expert):
        rows = [told(n) for n in (4, 6, 7)]
    for other in rows[1:]:
        with acting_as(expert):
            actions.merge(leads=rows[0], follows=other, reason="Une seule attaque")
    with acting_as(expert):
        actions.let_lead(incident=rows[2])
    with acting_as(expert):
        assert queries.page(Filters()).rows == (rows[2],)
        assert killed() == (1, (4, 7, 7))
        advance_incident(target=rows[2].pk, step="withdraw", reason="Saisi par erreur")
        assert queries.page(Filters()).rows == (rows[0],)
        assert killed() == (1, (4, 4, 6))
    with acting_as(rights):
        advance_incident(target=rows[0].pk, step="find_unfounded", reason="Pas ici")
        assert killed() == (1, (6, 6, 6))


def test_what_was_told_apart_is_not_proposed_again_and_stops_a_merge(
    house: Any, appoint: Callable[..., Actor]
) -> None:
    expert = appoint("poc_expert", "gao")
    with acting_as(expert):
        one, two, three = told(4), told(6), told(5)
        actions.tell_apart(one=one, other=two, reason="Deux campements")
        assert [twin.incident for twin in twins_of(one)] == [three]
    with acting_as(expert):
        actions.merge(leads=two, follows=three, reason="Même campement")
    with acting_as(expert), pytest.raises(BadInput):
        actions.merge(leads=one, follows=three, reason="Tous pareils")
    with acting_as(expert):
        assert killed()[0] == 2


def test_a_reason_a_right_and_both_ends_are_needed(
    house: Any, appoint: Callable[..., Actor]
) -> None:
    expert, force = appoint("poc_expert", "gao"), appoint("force", "gao")
    with acting_as(expert):
        one, two = told(4), told(6)
        with pytest.raises(RempartError):
            actions.merge(leads=one, follows=two, reason=" ")
    with acting_as(force), pytest.raises(Refused):
        actions.merge(leads=one, follows=two, reason="Même attaque")
    with acting_as(expert):
        assert not Twins.objects.exists()


def test_a_record_is_put_up_for_review_to_whoever_sees_both(
    house: Any, appoint: Callable[..., Actor]
) -> None:
    expert, assistant = (
        appoint("poc_expert", "gao"),
        appoint("cla", "gao", component="civil_affairs"),
    )
    with acting_as(expert):
        told(4)
    with acting_as(assistant):
        mine = told(6)
        actions.look_for_twins(mine.pk)
    with acting_as(assistant):
        assert not Twins.objects.exists()
    with acting_as(expert):
        waiting = Twins.objects.get()
        assert (waiting.state, waiting.follows) == ("waiting", mine)
        assert waiting.score >= 0.8
        assert killed()[0] == 2


def test_the_journal_names_who_merged_even_what_the_matcher_did(
    house: Any, appoint: Callable[..., Actor]
) -> None:
    expert, auditor = appoint("poc_expert", "gao"), appoint("auditor")
    with acting_as(expert):
        rows = [told(n) for n in (4, 6, 7)]
    for other in rows[1:]:
        with acting_as(expert):
            actions.merge(leads=rows[0], follows=other, reason="Une seule attaque")
    with acting_as(auditor):
        entries = JournalEntry.objects.filter(action="duplicate.merge")
        made = list(entries.values_list("actor_id", "on_behalf_of"))
    assert len(made) == 3
    assert all(expert.id in pair for pair in made)


@settings(
    max_examples=8,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.randoms(use_true_random=False), st.lists(st.integers(0, 9), min_size=3, max_size=5))
def test_however_merged_and_parted_events_are_never_summed_nor_lost(
    house: Any, appoint: Callable[..., Actor], chance: random.Random, figures: list[int]
) -> None:
    expert = appoint("poc_expert", "gao")
    with acting_as(expert):
        start = killed()
        rows = [told(n, place=f"lieu {chance.random()}") for n in figures]
        before = _everything()
    together = {row.pk: {row.pk} for row in rows}
    for _turn in range(5):
        one, other = chance.sample(rows, 2)
        with acting_as(expert):
            if chance.random() < 0.7:
                actions.merge(leads=one, follows=other, reason="Une seule attaque")
                joined = together[one.pk] | together[other.pk]
                together |= dict.fromkeys(joined, joined)
            else:
                actions.unmerge(incident=one, reason="Une autre")
                for pk in together[one.pk] - {one.pk}:
                    together[pk] = together[pk] - {one.pk}
                together[one.pk] = {one.pk}
        events = {frozenset(group) for group in together.values()}
        told_by = {row.pk: n for row, n in zip(rows, figures, strict=True)}
        with acting_as(expert):
            count, (low, best, high) = killed()
            assert count - start[0] == len(events)
            assert low - start[1][0] == sum(min(told_by[pk] for pk in one) for one in events)
            assert high - start[1][2] == sum(max(told_by[pk] for pk in one) for one in events)
            assert low - start[1][0] <= best - start[1][1] <= high - start[1][2]
            assert _everything() == before
    for row in rows:
        with acting_as(expert):
            actions.unmerge(incident=row, reason="Fin")
    with acting_as(expert):
        assert killed()[0] - start[0] == len(rows)


def test_figures_and_lists_cost_the_same_however_many_were_merged(
    house: Any, appoint: Callable[..., Actor]
) -> None:
    expert = appoint("poc_expert", "gao")
    with acting_as(expert):
        rows = [told(n) for n in range(2, 10)]

    def cost() -> int:
        with acting_as(expert), CaptureQueriesContext(connections["default"]) as asked:
            figures.tally(Filters())
            queries.page(Filters())
            return len(asked)

    with acting_as(expert):
        actions.merge(leads=rows[0], follows=rows[1], reason="Une seule attaque")
    few = cost()
    for other in rows[2:6]:
        with acting_as(expert):
            actions.merge(leads=rows[0], follows=other, reason="Une seule attaque")
    assert cost() == few
