"""Contingency plans: what is refused, who approves, and what is said of a plan everywhere."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

import menaka
from doors import words
from rempart.kernel import clock
from rempart.kernel.actor import Actor, acting_as
from rempart.kernel.errors import BadInput, Refused
from rempart.kernel.navigation import notices
from rempart.plans.contingency import actions, counting, rules
from rempart.plans.contingency.counting import Scope
from rempart.plans.contingency.models import Contingency
from rempart.plans.contingency.reading import read
from rempart.plans.contingency.staffing import Staffing
from rempart.register.actions import record_incident
from rempart.register.alerts.actions import record_alert

Door = Callable[..., Client]


@pytest.fixture
def cast(house: Any, appoint: Callable[..., Actor]) -> dict[str, Actor]:
    """Ménaka's people."""
    return menaka.people(appoint)


def test_a_plan_is_reviewed_by_the_office_and_approved_at_the_top(cast: dict[str, Actor]) -> None:
    row = menaka.drafted(cast)
    with acting_as(cast["expert"]), pytest.raises(Refused):
        actions.advance_plan(target=row.pk, step="review")
    with acting_as(cast["head"]):
        assert actions.advance_plan(target=row.pk, step="review") == "reviewed"
        with pytest.raises(Refused):
            actions.advance_plan(target=row.pk, step="approve")
    with acting_as(cast["srsg"]):
        assert actions.advance_plan(target=row.pk, step="approve") == "approved"
        assert Contingency.objects.get().ready
    with acting_as(cast["expert"]), pytest.raises(Refused) as closed:
        actions.set_trigger(target=row.pk, text=menaka.RULE)
    assert closed.value.problems[0].code == "not-draft"


def test_what_is_past_its_review_is_never_ready_and_not_approved(cast: dict[str, Actor]) -> None:
    row = menaka.drafted(cast, review_on=clock.today() - timedelta(days=1))
    with acting_as(cast["head"]), pytest.raises(Refused) as refused:
        actions.advance_plan(target=row.pk, step="review")
    assert [problem.code for problem in refused.value.problems] == ["stale"]
    good = menaka.approved(cast)
    with clock.frozen(clock.now() + timedelta(days=365)), acting_as(cast["head"]):
        late = Contingency.objects.get(pk=good.pk)
        assert late.state == "approved"
        assert not late.ready


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("civils tués < 0 en 3 jours", rules.NEVER),
        ("incidents >= 0 en 7 jours", rules.ALWAYS),
        ("déplacés > 5000 en 72 h à Mopti", "elsewhere"),
        ("déplacés > 5000", "window"),
    ],
)
def test_a_trigger_that_serves_nothing_is_refused_with_its_reason(
    cast: dict[str, Actor], text: str, code: str
) -> None:
    row = menaka.drafted(cast)
    with acting_as(cast["expert"]), pytest.raises(BadInput) as refused:
        actions.set_trigger(target=row.pk, text=text)
    assert refused.value.problems[0].code == code


def test_tasks_that_wait_in_a_circle_are_named(cast: dict[str, Actor]) -> None:
    row = menaka.drafted(cast)
    with acting_as(cast["expert"]):
        with pytest.raises(BadInput) as circle:
            actions.set_task(
                target=row.pk, number=1,
                said={"role": "force", "text": "Patrouille", "hours": 6, "after": [2]},
            )  # fmt: skip
        with pytest.raises(BadInput) as strange:
            actions.set_task(
                target=row.pk, said={"role": "chats", "text": " ", "hours": 9999, "after": [7]}
            )
        actions.drop_task(target=row.pk, number=1)
        assert Contingency.objects.get().tasks[0]["after"] == []
    assert circle.value.problems[0].value == "1 → 2 → 1"
    assert [p.code for p in strange.value.problems] == ["role", "missing", "hours", "after"]


def test_a_post_that_nobody_holds_is_said_to_be_vacant(
    cast: dict[str, Actor], door: Door, house: Any
) -> None:
    row = menaka.approved(cast)
    with acting_as(cast["expert"]):
        plan = Contingency.objects.get()
    assert not Staffing().of("force", plan.office).vacant
    house.execute("UPDATE people_post SET ends = '2014-11-17 11:59Z' WHERE role = 'force'")
    assert Staffing().vacant(plan.roles, plan.office) == ["Force"]
    page = words(door(cast["head"]).get(f"/plans-urgence/{row.reference}/").content.decode())
    assert "poste vacant : Force" in page


def test_the_tester_finds_the_days_on_which_it_would_have_fired(cast: dict[str, Actor]) -> None:
    menaka.counted(cast, 3000, 0, 2500, 0, 0, 0, 6000, 0)
    rule = read(menaka.RULE)
    with acting_as(cast["expert"]):
        trial = counting.tried(rule, Scope(menaka.OFFICE, 1), clock.today())
        quiet = counting.tried(read("retours > 10 en 7 jours"), Scope(5, 1), clock.today())
        price = counting.tried(read("prix du mil > 300 en 30 jours"), Scope(5, 1), clock.today())
    assert [(one.first, one.last) for one in trial.episodes] == [
        (date(2014, 11, 12), date(2014, 11, 12)), (date(2014, 11, 16), date(2014, 11, 17)),
    ]  # fmt: skip
    assert list(trial.episodes[0].values.values()) == [5500]
    assert quiet.episodes == []
    assert quiet.nothing
    assert price.nothing


def test_a_rule_on_incidents_counts_what_figures_count(cast: dict[str, Actor]) -> None:
    by = [{"role": "alleged_perpetrator", "name": "", "type": "criminal"}]
    with acting_as(cast["expert"]):
        for day in (14, 15, 16):
            record_incident(
                said={"starts_on": date(2014, 11, day), "ends_on": date(2014, 11, day),
                      "area": "ML0704", "threat_type": "looting", "alleged": by},
                office=menaka.OFFICE, marking=2 if day == 14 else 1,
            )  # fmt: skip
        rule = read("incidents pillage, extorsion ou vol de bétail par criminels ≥ 3 en 7 jours")
        for marking, number in ((1, 2), (2, 3)):
            values = counting.now(rule, Scope(menaka.OFFICE, marking))
            assert list(values.values()) == [number]
        other = counting.now(read("incidents par civils > 1 en 7 jours"), Scope(5, 2))
        assert list(other.values()) == [0]


def test_alerts_are_counted_by_the_hour_and_the_rest_by_the_day(
    cast: dict[str, Actor], door: Door
) -> None:
    now = clock.now()
    with acting_as(cast["duty"]):
        for hours in (2, 5, 47, 49):
            record_alert(heard={
                "priority": "p2", "title": "Colonne", "area": "ML0704",
                "received_at": now - timedelta(hours=hours),
            }, office=menaka.OFFICE)  # fmt: skip
    found = {}
    with acting_as(cast["expert"]):
        for hours in (4, 6, 48, 50):
            rule = read(f"alertes > 99 en {hours} h")
            (found[hours],) = counting.now(rule, Scope(menaka.OFFICE, 1)).values()
        trial = counting.tried(read("alertes >= 2 en 4 h"), Scope(menaka.OFFICE, 1), clock.today())
    assert found == {4: 1, 6: 2, 48: 3, 50: 4}
    assert [(one.first, one.last) for one in trial.episodes] == [
        (date(2014, 11, 15), date(2014, 11, 15)), (date(2014, 11, 17), date(2014, 11, 17)),
    ]  # fmt: skip
    row = menaka.drafted(cast)
    path = f"/plans-urgence/{row.reference}/essai/"
    rule = "déplacés > 5000 en 36 h ou alertes > 3 en 6 h"
    page = words(door(cast["expert"]).get(path, {"rule": rule}).content.decode())
    assert "36 h se lisent comme 2 jours de calendrier" in page
    assert "les alertes portent leur heure" in page


def test_a_draft_is_abandoned_and_nobody_is_told_of_it_any_more(
    cast: dict[str, Actor], door: Door
) -> None:
    row = menaka.drafted(cast, review_on=date(2014, 11, 20))
    with clock.frozen(clock.now() + timedelta(days=10)):
        client = door(cast["expert"])
        path = f"/plans-urgence/{row.reference}/"
        step = {"do": "step", "step": "abandon", "reason": ""}
        assert client.post(path, step).status_code == 403
        assert client.post(path, step | {"reason": "Repris ailleurs"}).status_code == 302
        for one in ("/plans-urgence/", path):
            page = words(client.get(one).content.decode())
            assert "abandonné" in page
            assert "revue échue" not in page
        assert client.get(f"{path}ecrire/").status_code == 404
        assert client.post(path, step | {"step": "resume", "reason": "Erreur"}).status_code == 302
        assert client.get(f"{path}ecrire/").status_code == 200


def test_the_pages_draft_describe_try_and_print(cast: dict[str, Actor], door: Door) -> None:
    client = door(cast["expert"])
    form = {
        "office": "menaka", "title": "Afflux", "scenario": "Des familles fuient.",
        "phases": "Alerte\nAccueil", "duties": "Force : Protège le site", "level": "local",
        "cadence_hours": "6", "review_on": "01/06/2015", "marking": "1", "designate": "",
        "area": "ML0704",
    }  # fmt: skip
    wrong = client.post("/plans-urgence/ajout/", form | {"duties": "Le colonel : tient la piste"})
    assert wrong.status_code == 400
    assert "ne nomme aucun poste" in wrong.content.decode()
    assert "Des familles fuient." in wrong.content.decode()
    path = client.post("/plans-urgence/ajout/", form).headers["Location"]
    made = client.post(f"{path}ecrire/", form | {"title": "Afflux à Ménaka", "revision": "1"})
    assert made.status_code == 302
    late = client.post(f"{path}ecrire/", form | {"title": "Autre", "revision": "1"})
    assert late.status_code == 409
    assert "Afflux à Ménaka" in late.content.decode()
    bad = client.post(path, {"do": "trigger", "rule": "chats > 3"})
    assert bad.status_code == 400
    assert "chats &gt; 3" in bad.content.decode()
    assert client.post(path, {"do": "trigger", "rule": menaka.RULE}).status_code == 302
    task = {"do": "task", "role": "force", "text": "Patrouille", "hours": "6", "phase": "Alerte"}
    assert client.post(path, task | {"after": "un"}).status_code == 400
    assert client.post(path, task).status_code == 302
    english = words(door(cast["expert"], "en").get(path).content.decode())
    assert "Displaced people &gt; 5,000 in 72 h in the cercle of Ménaka" in english
    tried = words(client.get(f"{path}essai/", {"rule": menaka.RULE}).content.decode())
    assert "n’aurait jamais joué" in tried
    assert "<svg" in tried
    always = client.get(f"{path}essai/", {"rule": "incidents >= 0 en 7 jours"})
    assert "toujours vraie" in words(always.content.decode())
    assert client.get(f"{path}essai/", {"rule": "x"}).status_code == 400
    for name in ("fr.pdf", "en.docx"):
        assert client.get(f"{path}{name}").status_code == 200
    assert client.post(path, {"do": "step", "step": "activate"}).status_code == 404


def test_the_tester_counts_what_its_reader_may_see_and_figures_for_the_leadership(
    cast: dict[str, Actor], door: Door, appoint: Callable[..., Actor]
) -> None:
    row = menaka.approved(cast)
    menaka.counted(cast, 2100, 1800, 1400)
    path = f"/plans-urgence/{row.reference}/essai/?rule={menaka.RULE}"
    liaison = appoint("cla", "menaka", component="poc")
    for who, said in (("srsg", "aurait proposé 1 fois"), ("head", "aurait proposé 1 fois")):
        assert said in words(door(cast[who]).get(path).content.decode()), who
    assert "n’aurait jamais joué" in words(door(liaison).get(path).content.decode())


def test_stale_and_never_exercised_are_said_wherever_the_plan_stands(
    cast: dict[str, Actor], door: Door
) -> None:
    row = menaka.approved(cast, review_on=date(2014, 11, 20))
    with clock.frozen(clock.now() + timedelta(days=10)):
        client = door(cast["head"])
        for path in ("/plans-urgence/", f"/plans-urgence/{row.reference}/"):
            page = words(client.get(path).content.decode())
            assert "revue échue depuis le 20 nov. 2014" in page
            assert "jamais exercé" in page
        with acting_as(cast["head"]):
            said = " ".join(notice.sentence for notice in notices(cast["head"]))
    assert "La revue de 1 plan d’urgence est échue\u00a0; 1" in said
    assert "jamais" in said


def test_the_list_asks_as_much_for_two_as_for_eight(cast: dict[str, Actor], door: Door) -> None:
    client, asked = door(cast["head"]), []
    for number in (2, 6):
        for _one in range(number):
            menaka.drafted(cast)
        with CaptureQueriesContext(connections["default"]) as queries:
            assert client.get("/plans-urgence/").status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 14
