"""The exercise's alerts and its thread: every state, figures in the months, one way to the end."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from rempart.doctrine.loader import current as profile
from rempart.exercise import alerts
from rempart.exercise.staging import play
from rempart.kernel import clock
from rempart.kernel.actor import acting_as
from rempart.kernel.story import CHAPTERS, story_of
from rempart.people import courier
from rempart.plans.models import Action
from rempart.plans.workflow import ACTION
from rempart.register.alerts import clocks, metrics
from rempart.register.alerts.workflow import ALERT
from rempart.register.models import Alert, Site, Twins
from rempart.register.queries import visible
from rempart.threats.models import Assessment, Threat

UNTIL = date(2014, 11, 30)


def test_the_exercise_has_its_alerts_and_its_thread(house: Any) -> None:
    """Gao alone, to its last morning: one play for all that is asked of it."""
    parts = ("thread", "sites", "retold")
    cast = play(profile(), UNTIL, 1, lambda *_said: None, only=("gao",), parts=parts)
    with clock.frozen(alerts.at(UNTIL, 8)):
        _alerts_stand_in_every_state(cast)
        _one_threat_goes_from_its_first_warning_to_a_verified_effect(cast)
        _events_were_told_twice(cast)
        _places_that_matter_are_known(cast)


def _events_were_told_twice(played: Any) -> None:
    with acting_as(played.actor("poc_expert", "gao")):
        rows = list(Twins.objects.select_related("leads", "follows"))
        merged = [row for row in rows if row.state == "merged"]
        assert len(merged) == 2
        assert sum(row.state == "distinct" for row in rows) == 1
        assert any(row.state == "waiting" for row in rows)
        assert all(row.score is None or row.score >= 0.55 for row in rows)
        assert all(row.leads.component != row.follows.component for row in merged)
        shown = set(visible().values_list("pk", flat=True))
        assert not shown & {row.follows_id for row in merged}


def _places_that_matter_are_known(played: Any) -> None:
    with acting_as(played.actor("poc_expert", "gao")):
        rows = list(Site.objects.all())
        assert {row.type for row in rows} >= {"idp_site", "market", "water_point", "school"}
        assert all(row.days for row in rows if row.type == "market")
        assert any(row.people is None for row in rows)
        assert all(row.marking > 1 for row in rows if row.type == "idp_site")


def _alerts_stand_in_every_state(played: Any) -> None:
    with acting_as(played.actor("senior_adviser")):
        rows = list(Alert.objects.all())
        states = {row.state for row in rows}
        wanted = set(ALERT.states) - {"monitor", "referred", "no_response"}
        assert states >= wanted, wanted - states
        assert 25 < len(rows) < 60
        now = clock.now()
        live = [found for row in rows if (found := clocks.running(row, now))]
        assert {one.condition for one in live} >= {"ok", "late"}
        assert all(row.received_at < now for row in rows)
        months = [
            metrics.measured(first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1))
            for first in (date(2014, 8, 1), date(2014, 9, 1), date(2014, 10, 1))
        ]
        assert all(one.received for one in months)
        whole = metrics.sample(UNTIL - timedelta(days=540), UNTIL).metrics()
        assert 0 < whole.response.part < whole.response.whole
        assert whole.duplicates
        assert whole.reasons
        assert 0 < whole.missed.part < whole.missed.whole
        assert whole.apart.earlier
        assert whole.apart.none
        approved = Assessment.objects.filter(state="disseminated").order_by("month").first()
        assert approved is not None


def _one_threat_goes_from_its_first_warning_to_a_verified_effect(played: Any) -> None:
    with acting_as(played.actor("senior_adviser")):
        carried = Action.objects.get(state="effect_verified")
        told = story_of("action", carried.pk)
        assert {one.chapter for one in told.events} == set(CHAPTERS)
        risks = [str(one.what) for one in told.of("risk")]
        assert len(risks) >= 2
        assert {row.state for row in Action.objects.all()} >= {
            "proposed", "in_progress", "blocked", "cancelled", "effect_verified",
        } <= set(ACTION.states)  # fmt: skip
        assert [row for row in Action.objects.all() if row.overdue]
        assert Threat.objects.filter(state="active").exists()
    assert courier.go_round()[0] > 0
