"""Crises: proposed once an episode, activated by the right post, ended with their lessons."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

import menaka
from doors import words
from rempart.kernel import clock
from rempart.kernel.actor import Actor, acting_as, actor_of
from rempart.kernel.errors import BadInput, Refused
from rempart.kernel.models import JournalEntry
from rempart.kernel.navigation import notices
from rempart.people.delegations import delegate
from rempart.plans.contingency.models import Contingency
from rempart.plans.crises import actions, conduct, documents, presenting, telling
from rempart.plans.crises.models import Crisis, CrisisTask, LogEntry, Sitrep
from rempart.plans.crises.watching import watch
from rempart.register.counts.actions import correct_count

Door = Callable[..., Client]
Cast = dict[str, Actor]


@pytest.fixture
def cast(house: Any, appoint: Callable[..., Actor]) -> Cast:
    """Ménaka's people."""
    return menaka.people(appoint)


def fired(cast: Cast) -> Crisis:
    """The proposal that the counts of three days make by themselves."""
    menaka.approved(cast)
    menaka.counted(cast, 2100, 1800, 1400)
    with acting_as(cast["srsg"]):
        found: Crisis = Crisis.objects.get()
    return found


def running(cast: Cast) -> Crisis:
    """The same crisis, activated."""
    row = fired(cast)
    with acting_as(cast["srsg"]):
        return actions.activate(target=row.pk)


def test_a_count_makes_a_proposal_once_an_episode_and_nothing_more(cast: Cast) -> None:
    menaka.approved(cast)
    rows = menaka.counted(cast, 2100, 1800)
    with acting_as(cast["srsg"]):
        assert not Crisis.objects.exists()
    rows += menaka.counted(cast, 1400)
    with acting_as(cast["srsg"]):
        row = Crisis.objects.get()
        assert (row.state, row.office, row.marking, row.activated_at) == ("proposed", 5, 1, None)
        assert row.values_then[0]["value"] == 5300
        assert Contingency.objects.get().state == "approved"
    assert watch() == 0
    with acting_as(cast["expert"]):
        correct_count(target=rows[-1].pk, said={"value": 10}, reason="Compté deux fois")
    with acting_as(cast["srsg"]):
        assert not Crisis.objects.get().holding
    with acting_as(cast["expert"]):
        correct_count(target=rows[-1].pk, said={"value": 1500}, reason="Recompté")
    with acting_as(cast["srsg"]):
        assert Crisis.objects.count() == 2


def test_the_watcher_is_named_in_the_journal_and_counts_no_higher_than_the_plan(
    cast: Cast, house: Any
) -> None:
    fired(cast)
    made = house.execute(
        "SELECT actor_name FROM kernel_journalentry WHERE action = 'crisis.propose'"
    ).fetchall()
    assert made == [("watcher",)]
    house.execute("UPDATE register_count SET marking = 2")
    watch()
    with acting_as(cast["srsg"]):
        assert not Crisis.objects.get().holding
    assert JournalEntry._meta.db_table == "kernel_journalentry"


@pytest.mark.parametrize("who", ["expert", "force", "duty", "adviser"])
def test_another_post_does_not_activate_and_is_told_whose_it_is(cast: Cast, who: str) -> None:
    row = fired(cast)
    with acting_as(cast[who]), pytest.raises(Refused) as refused:
        actions.activate(target=row.pk)
    (problem,) = refused.value.problems
    assert problem.code == "wrong-post"
    assert "Chef(fe) de bureau régional" in str(problem.remedy)
    with acting_as(cast["srsg"]):
        assert Crisis.objects.get().state == "proposed"


def test_the_designate_and_whoever_the_srsg_lent_their_post_to_activate(
    cast: Cast, appoint: Callable[..., Actor]
) -> None:
    row = fired(cast)
    with acting_as(cast["head"]):
        begun = actions.activate(target=row.pk, level="mission")
    assert begun.state == "active"
    assert presenting.post(begun.activated_by) == "Chef(fe) de bureau régional, Ménaka"
    with acting_as(cast["srsg"]):
        assert Contingency.objects.get().state == "activated"
        other = actions.propose_crisis(why="Une colonne approche", title="Colonne", office=5)
    chief = appoint("head_of_office", "gao")
    with acting_as(cast["srsg"]):
        delegate(
            post=cast["srsg"].standings[0].post, holder=chief.id, powers=["approve"],
            ends=clock.now() + timedelta(days=2), reason="En mission",
        )  # fmt: skip
    lent = actor_of(chief.id)
    assert lent is not None
    with acting_as(lent):
        assert actions.activate(target=other.pk, level="local").state == "active"


def test_a_crisis_opens_with_its_team_by_post_and_the_team_is_told(cast: Cast, door: Door) -> None:
    row = fired(cast)
    path = f"/crises/{row.reference}/"
    client = door(cast["head"])
    assert 'value="duty_officer"' in client.get(path).content.decode()
    for role in ("auditor", "cla"):
        odd = client.post(path, {"do": "activate", "level": "sector", "team": role})
        assert odd.status_code == 400
    team = ["head_of_office", "duty_officer", "senior_adviser", "unpol"]
    client.post(path, {"do": "activate", "level": "sector", "team": team})
    page = words(client.get(path).content.decode())
    assert "Conduit la réponse sur place" in page
    assert "vacant" in page
    with acting_as(cast["duty"]):
        row = Crisis.objects.get()
        one = conduct.issue_sitrep(crisis=row, told={"situation": "Calme"})
        sections = presenting.sitrep(one)
        assert dict(sections[0].facts)["Cellule de crise"] == "4 postes, dont 1 vacant"
        assert [row[2] for row in sections[-1].rows].count("vacant") == 1
        assert "dans la cellule de 1 crise" in " ".join(n.sentence for n in notices(cast["duty"]))
    with acting_as(cast["srsg"]):
        (due,) = telling.opened()
    assert due.persons == {cast[who].id for who in ("head", "duty", "adviser")}
    assert due.wakes
    wrong = door(cast["force"]).post(path, {"do": "team", "team": ["force"]})
    assert wrong.status_code == 403
    assert client.post(path, {"do": "team", "team": ["head_of_office", "force"]}).status_code == 302
    with acting_as(cast["srsg"]):
        assert Crisis.objects.get().team == ["head_of_office", "force"]
        (due,) = telling.opened()
        sorts = [moment.sort for moment in presenting.course(Crisis.objects.get())]
        assert Sitrep.objects.get().team[-1]["held"] == 1
    assert cast["force"].id in due.persons
    assert sorts.count("Cellule de crise") == 2


def test_without_a_choice_the_team_is_the_profiles_for_the_level_and_the_plans(cast: Cast) -> None:
    menaka.approved(cast, duties=[{"role": "cla", "text": "Écoute le site"}])
    menaka.counted(cast, 5300)
    with acting_as(cast["srsg"]):
        row = actions.activate(target=Crisis.objects.get().pk)
    assert row.level == "sector"
    assert "cla" not in row.team, "a liaison assistant reads no crisis"
    assert {"head_of_office", "senior_adviser", "force"} <= set(row.team)
    assert "srsg" not in row.team


def test_the_log_is_only_added_to(cast: Cast, house: Any) -> None:
    row = running(cast)
    with acting_as(cast["duty"]):
        entry = conduct.write_log(crisis=row, sort="decision", text="Poste avancé au site")
        with pytest.raises(BadInput) as wrong:
            conduct.write_log(crisis=row, sort="x", text=" ", at=clock.now() + timedelta(hours=1))
    assert [p.code for p in wrong.value.problems] == ["missing", "code", "ahead"]
    with acting_as(cast["expert"]), pytest.raises(Refused):
        conduct.write_log(crisis=row, sort="event", text="x")
    with pytest.raises(DatabaseError), acting_as(cast["duty"]):
        LogEntry.objects.filter(pk=entry.pk).update(text="autre")


def test_tasks_have_clocks_wait_for_one_another_and_close_with_evidence(cast: Cast) -> None:
    row = running(cast)
    with acting_as(cast["expert"]):
        first, second = CrisisTask.objects.all()
        assert first.due_at - row.activated_at == timedelta(hours=6)  # type: ignore[operator]
        with pytest.raises(Refused) as waits:
            conduct.settle_task(target=second.pk, done=True, evidence="Fait")
        with pytest.raises(Refused) as others:
            conduct.settle_task(target=first.pk, done=True, evidence="Fait")
    with acting_as(cast["force"]):
        with pytest.raises(BadInput) as bare:
            conduct.settle_task(target=first.pk, done=True, evidence=" ")
        conduct.settle_task(target=first.pk, done=True, evidence="Compte rendu radio, 16 h")
    assert [e.value.problems[0].code for e in (waits, others, bare)] == [
        "waits", "post", "evidence",
    ]  # fmt: skip
    with clock.frozen(clock.now() + timedelta(hours=60)), acting_as(cast["expert"]):
        assert CrisisTask.objects.get(number=2).late()


def test_a_crisis_ends_only_with_lessons_and_settled_tasks(cast: Cast) -> None:
    row = running(cast)
    with acting_as(cast["srsg"]), pytest.raises(Refused) as refused:
        actions.stand_down(target=row.pk, reason="Les familles rentrent")
    assert {p.code for p in refused.value.problems} == {"lessons", "open-tasks"}
    with acting_as(cast["head"]):
        for task in CrisisTask.objects.all():
            conduct.settle_task(target=task.pk, done=False, evidence="Sans objet")
        with pytest.raises(BadInput):
            actions.add_lesson(row=row, said={"planned": "x"})
        actions.add_lesson(row=row, said={"happened": "La patrouille est partie tard"})
        with pytest.raises(Refused) as unsaid:
            actions.stand_down(target=row.pk, reason="")
        actions.stand_down(target=row.pk, reason="Les familles rentrent")
        with pytest.raises(Refused) as lacking:
            actions.record_lessons(target=row.pk)
        change: actions.Lesson = {
            "happened": "La patrouille est partie tard", "change": "Réserve de carburant",
            "owner": "Force",
        }  # fmt: skip
        actions.add_lesson(row=Crisis.objects.get(), said=change, number=1)
        assert actions.record_lessons(target=row.pk) == "lessons_recorded"
        assert Contingency.objects.get().state == "lessons_recorded"
        with pytest.raises(Refused):
            conduct.write_log(crisis=Crisis.objects.get(), sort="event", text="Trop tard")
    assert unsaid.value.problems[0].code == "reason"
    assert lacking.value.problems[0].code == "change"


def test_a_dismissal_needs_its_reason_and_begins_nothing(cast: Cast) -> None:
    row = fired(cast)
    with acting_as(cast["srsg"]):
        with pytest.raises(Refused):
            actions.dismiss(target=row.pk, reason=" ")
        actions.dismiss(target=row.pk, reason="Retour au village dans la journée")
        assert not CrisisTask.objects.exists()
        with pytest.raises(Refused):
            actions.activate(target=row.pk)


def test_an_exercise_runs_the_same_way_marked_and_fills_the_plans_log(
    cast: Cast, door: Door
) -> None:
    plan = menaka.approved(cast)
    with acting_as(cast["head"]):
        row = actions.propose_crisis(why="Exercice annuel", plan=plan, exercise=True)
        row = actions.activate(target=row.pk)
        for task in CrisisTask.objects.all():
            conduct.settle_task(target=task.pk, done=True, evidence="Joué")
        conduct.issue_sitrep(crisis=row, told={"situation": "Joué sur table"})
        actions.add_lesson(row=row, said={"happened": "La radio ne passe pas"})
        actions.stand_down(target=row.pk, reason="Exercice fini")
        found = Contingency.objects.get()
    assert found.state == "exercised"
    assert found.exercises == [
        {"on": "2014-11-17", "reference": row.reference, "lessons": "La radio ne passe pas"}
    ]
    client = door(cast["head"])
    assert "EXERCICE" in client.get(f"/crises/{row.reference}/").content.decode()
    assert "EXERCICE" in client.get(f"/crises/{row.reference}/deroule/").content.decode()
    assert "jamais exercé" not in client.get("/plans-urgence/").content.decode()


def test_reports_are_numbered_keep_what_was_decided_and_say_when_they_are_late(
    cast: Cast, door: Door
) -> None:
    row = running(cast)
    with acting_as(cast["duty"]):
        conduct.write_log(crisis=row, sort="decision", text="Ouvrir le site nord")
        with pytest.raises(BadInput):
            conduct.issue_sitrep(crisis=row, told={"situation": " "})
        first = conduct.issue_sitrep(crisis=row, told={"situation": "5 300 arrivées"})
    assert (first.number, first.late, len(first.actions)) == (1, False, 2)
    assert [d["text"] for d in first.decisions] == ["Ouvrir le site nord"]
    with clock.frozen(clock.now() + timedelta(hours=13)):
        page = words(door(cast["head"]).get(f"/crises/{row.reference}/").content.decode())
        assert "Le SITREP 2 est en retard" in page
        assert "SITREP en retard" in door(cast["srsg"]).get("/crises/").content.decode()
        with acting_as(cast["duty"]):
            second = conduct.issue_sitrep(crisis=row, told={"situation": "Calme"})
        assert (second.number, second.late, second.decisions) == (2, True, [])
    client = door(cast["srsg"])
    for name in ("sitrep-1/fr.pdf", "sitrep-2/en.docx"):
        assert client.get(f"/crises/{row.reference}/{name}").status_code == 200
    assert client.get(f"/crises/{row.reference}/sitrep-3/fr.pdf").status_code == 404
    with acting_as(cast["srsg"]):
        assert Sitrep.objects.count() == 2


def test_an_issued_report_is_the_same_bytes_whatever_becomes_of_its_plan(cast: Cast) -> None:
    row = running(cast)
    with acting_as(cast["duty"]):
        conduct.issue_sitrep(crisis=row, told={"situation": "Calme"})
    files = []
    for days in (0, 400):
        with clock.frozen(clock.now() + timedelta(days=days)), acting_as(cast["srsg"]):
            one = Sitrep.objects.select_related("crisis", "crisis__plan").get()
            files.append([documents.made(one, "fr", suffix)[0] for suffix in ("pdf", "docx")])
    assert one.plan_was == ["untried"]
    assert files[0] == files[1]


def test_the_pages_refuse_run_and_replay(cast: Cast, door: Door) -> None:
    row = fired(cast)
    path = f"/crises/{row.reference}/"
    wrong = door(cast["force"]).post(path, {"do": "activate", "level": "local"})
    assert wrong.status_code == 403
    assert "n’appartient pas à votre poste" in words(wrong.content.decode())
    client = door(cast["head"])
    page = words(client.get(path).content.decode())
    assert "Personnes déplacées en 72 h dans le cercle de Ménaka = 5 300" in page
    assert client.post(path, {"do": "activate", "level": "sector"}).status_code == 302
    assert client.post(path, {"do": "log", "sort": "event", "text": "Arrivées"}).status_code == 302
    empty = client.post(path, {"do": "sitrep", "civilians": "5 300 personnes"})
    assert empty.status_code == 400
    assert "5 300 personnes" in empty.content.decode()
    assert client.post(path, {"do": "settle", "task": "1", "evidence": "Radio"}).status_code == 302
    assert client.post(path, {"do": "task", "role": "unpol", "text": "Police", "hours": "4"})
    part = client.get(path, headers={"HX-Request": "true"}).content.decode()
    assert part.startswith('<div id="room"')
    assert "<textarea" not in part
    assert "Rempart-Polling" in part
    course = words(client.get(f"{path}deroule/", {"n": "2"}).content.decode())
    assert "Moment 2 sur 5" in course
    assert client.get(f"{path}deroule/", {"n": "99"}).status_code == 200


def test_a_person_proposes_too_and_needs_a_reason(cast: Cast, door: Door) -> None:
    client = door(cast["head"])
    form = {"title": "Colonne armée", "office": "menaka", "why": "Vue à 40 km", "plan": ""}
    assert client.post("/crises/proposition/", form | {"why": ""}).status_code == 400
    assert client.post("/crises/proposition/", form | {"plan": "MEN-14-XXXXX"}).status_code == 400
    assert client.post("/crises/proposition/", form | {"exercise": "on"}).status_code == 400
    assert client.post("/crises/proposition/", form).status_code == 302
    assert door(cast["expert"]).get("/crises/proposition/").status_code == 404


def test_my_day_and_the_courier_tell_those_who_can_do_something(cast: Cast) -> None:
    row = fired(cast)
    for who, told in (("srsg", True), ("head", True), ("adviser", False), ("force", False)):
        with acting_as(cast[who]):
            said = " ".join(notice.sentence for notice in notices(cast[who]))
        assert ("attend votre décision" in said) == told, who
    with acting_as(cast["srsg"]):
        due = list(telling.proposed())
        assert [one.record.pk for one in due] == [row.pk, row.pk]
        assert due[1].persons == {cast["head"].id}
        actions.activate(target=row.pk)
    with clock.frozen(clock.now() + timedelta(hours=20)), acting_as(cast["force"]):
        said = " ".join(notice.sentence for notice in notices(cast["force"]))
        assert "1 tâche de votre poste" in words(said)
        assert {one.persons for one in telling.tasks_late()} == {frozenset({cast["force"].id})}
        assert len(list(telling.reports_late())) == 1


def test_the_room_asks_as_much_for_three_lines_as_for_thirty(cast: Cast, door: Door) -> None:
    row, client, asked = running(cast), door(cast["head"]), []
    for number in (3, 27):
        with acting_as(cast["head"]):
            for one in range(number):
                conduct.write_log(crisis=row, sort="event", text=f"Fait {one}")
                conduct.set_task(crisis=row, role="unpol", text="Police", hours=4)
        with CaptureQueriesContext(connections["default"]) as queries:
            assert client.get(f"/crises/{row.reference}/").status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 26
    page = client.get(f"/crises/{row.reference}/", headers={"Accept-Encoding": "gzip"})
    assert len(page.content) < 30_000
