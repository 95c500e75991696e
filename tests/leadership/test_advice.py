"""Advice: facts frozen, a decision with its reason, the tasks that it orders, what became of it."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import date
from typing import Any

import docx
import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from counsel import SAID, TASK
from doors import words
from months import timbuktu
from planting import incident
from rempart.kernel.actor import Actor, acting_as
from rempart.kernel.errors import BadInput, Conflict, Refused
from rempart.kernel.navigation import notices
from rempart.leadership.advice import actions, documents, queries, uptake
from rempart.leadership.advice.models import AdviceNote
from rempart.leadership.advice.presenting import facts
from rempart.leadership.strategy.models import Consultation
from rempart.plans.actions import advance_action
from rempart.plans.models import Action
from rempart.register.models import Incident
from rempart.threats import actions as threats


@pytest.fixture
def cast(house: Any, appoint: Callable[..., Actor]) -> dict[str, Actor]:
    """Timbuktu's people, the leadership, and the component that would lead."""
    return timbuktu(appoint) | {
        "srsg": appoint("srsg", component="srsg_office"),
        "dsrsg": appoint("dsrsg", component="srsg_office"),
        "force": appoint("force", "tombouctou", component="force"),
    }


@pytest.fixture
def fact(house: Any) -> Incident:
    """A confidential incident of Timbuktu."""
    return incident(house, office=2, marking=2, area="ML0601", place="Léré")


def note(cast: dict[str, Actor], fact: Incident, *tasks: Any, **said: Any) -> AdviceNote:
    """A note that is submitted."""
    with acting_as(cast["adviser"]):
        whole: Any = SAID | said
        row = actions.write_note(said=whole, office=2)
        actions.cite_fact(target=row.pk, reference=fact.reference, words="Trois vols un jour creux")
        for task in tasks:
            actions.propose_task(target=row.pk, said=TASK | task)
        actions.advance_note(target=row.pk, step="submit")
        return AdviceNote.objects.get(pk=row.pk)


def decide(actor: Actor, row: AdviceNote, step: str, **said: Any) -> None:
    """Decide as that person."""
    with acting_as(actor):
        actions.advance_note(target=row.pk, step=step, **said)


def test_the_facts_are_frozen_and_raise_the_marking(
    cast: dict[str, Actor], fact: Incident, house: Any
) -> None:
    row = note(cast, fact)
    assert row.marking == 2
    house.execute("UPDATE register_incident SET revision = 2, place = 'Ailleurs'")
    with acting_as(cast["adviser"]):
        (found,) = facts(AdviceNote.objects.get(pk=row.pk))
        assert found.changed
        assert "Léré" in found.said["title"]
        with pytest.raises(Refused):
            actions.cite_fact(target=row.pk, reference=fact.reference, words="x")
    with acting_as(cast["srsg"]):
        (found,) = facts(AdviceNote.objects.get(pk=row.pk))
        assert found.url == ""
        assert "Léré" in found.said["title"]


def test_a_fact_that_may_not_be_shared_is_refused(cast: dict[str, Actor], house: Any) -> None:
    apart = incident(house, office=2, compartment=2, area="ML0601")
    with acting_as(cast["adviser"]):
        row = actions.write_note(said=SAID)
        for reference, words_ in ((apart.reference, "x"), ("GAO-14-7K3QX", "x")):
            with pytest.raises(BadInput):
                actions.cite_fact(target=row.pk, reference=reference, words=words_)


def test_a_note_that_is_not_whole_is_not_submitted(cast: dict[str, Actor], fact: Incident) -> None:
    with acting_as(cast["adviser"]):
        for lacking in ({"analysis": ""}, {"options": ["Attendre"]}, {"confidence": ""}):
            whole: Any = SAID | lacking
            row = actions.write_note(said=whole)
            actions.cite_fact(target=row.pk, reference=fact.reference, words="Vols")
            with pytest.raises(Refused):
                actions.advance_note(target=row.pk, step="submit")
        with pytest.raises(BadInput):
            actions.write_note(said=SAID | {"analysis": "Mme Coulibaly demande une patrouille"})
        with pytest.raises(BadInput):
            actions.describe_note(target=row.pk, said={"marking": 1})


def test_a_decision_needs_a_reason_unless_it_accepts(
    cast: dict[str, Actor], fact: Incident
) -> None:
    for step in ("accept_in_part", "reject", "defer"):
        row = note(cast, fact)
        with pytest.raises(Refused):
            decide(cast["srsg"], row, step, until=date(2014, 12, 1))
    row = note(cast, fact)
    with pytest.raises(BadInput):
        decide(cast["srsg"], row, "defer", reason="Après la relève")
    decide(cast["srsg"], row, "defer", reason="Après la relève", until=date(2014, 12, 1))
    decide(cast["srsg"], row, "accept")
    with pytest.raises(Refused):
        decide(cast["adviser"], note(cast, fact), "accept")


def test_the_deputy_decides_only_on_what_is_addressed_to_them(
    cast: dict[str, Actor], fact: Incident
) -> None:
    with pytest.raises(Refused):
        decide(cast["dsrsg"], note(cast, fact), "accept")
    decide(cast["dsrsg"], note(cast, fact, addressee="dsrsg"), "accept")
    decide(cast["srsg"], note(cast, fact, addressee="dsrsg"), "accept")


def test_an_acceptance_in_part_orders_the_tasks_that_were_ticked(
    cast: dict[str, Actor], fact: Incident
) -> None:
    row = note(cast, fact, {}, {"statement": "Escorte des transporteurs"})
    decide(cast["srsg"], row, "accept_in_part", reason="Pas d’escorte : carburant", ordered=[1])
    with acting_as(cast["force"]):
        (made,) = Action.objects.all()
        assert made.statement == TASK["statement"]
        assert (made.component, made.office, made.state) == (2, 2, "proposed")
        assert not AdviceNote.objects.exists()
    with acting_as(cast["adviser"]), pytest.raises(Refused):
        actions.advance_note(target=row.pk, step="carry_out", outcome="Marchés calmes")
    with acting_as(cast["expert"]):
        advance_action(target=made.pk, step="cancel", reason="Fait autrement")
    with acting_as(cast["adviser"]):
        with pytest.raises(BadInput):
            actions.advance_note(target=row.pk, step="carry_out")
        actions.advance_note(target=row.pk, step="carry_out", outcome="Marchés calmes")
        assert AdviceNote.objects.get(pk=row.pk).state == "implemented"


def test_an_urgent_task_stands_on_a_threat(cast: dict[str, Actor], fact: Incident) -> None:
    with acting_as(cast["expert"]):
        threat = threats.draft_threat(
            said={"title": "Léré", "perpetrator": "criminal", "threat_type": "looting",
                  "area": "ML0601", "population": "Marchands"}
        )  # fmt: skip
    with acting_as(cast["adviser"]):
        row = actions.write_note(said=SAID)
        urgent = TASK | {"phases": ["preemption"]}
        with pytest.raises(BadInput):
            actions.propose_task(target=row.pk, said=urgent)
        actions.cite_fact(target=row.pk, reference=threat.reference, words="Vols répétés")
        actions.propose_task(target=row.pk, said=urgent)
        actions.advance_note(target=row.pk, step="submit")
    decide(cast["srsg"], row, "accept")
    with acting_as(cast["expert"]):
        assert Action.objects.get().in_danger


def test_uptake_counts_what_was_decided_and_nothing_else(
    cast: dict[str, Actor], fact: Incident
) -> None:
    decide(cast["srsg"], note(cast, fact), "accept")
    decide(cast["srsg"], note(cast, fact), "accept_in_part", reason="Moyens")
    decide(cast["srsg"], note(cast, fact, topic="means"), "reject", reason="Pas d’appui aérien")
    later = {"reason": "Relève", "until": date(2014, 12, 1)}
    decide(cast["srsg"], note(cast, fact), "defer", **later)
    note(cast, fact, answer_by=date(2014, 11, 16))
    with acting_as(cast["adviser"]):
        actions.write_note(said=SAID)
        told = queries.uptake(None, None)
        assert (told.whole.submitted, told.whole.decided, told.whole.deferred) == (5, 3, 1)
        assert (told.whole.taken_up.part, told.whole.taken_up.percent) == (2, 67)
        assert (told.whole.waiting, told.whole.late) == (1, 1)
        topics = dict(dict(told.tables)["topic"])
        assert topics["Moyens et capacités"].taken_up == uptake.Share(0, 1)
        assert queries.uptake(date(2014, 11, 18), None).whole.submitted == 0
    with acting_as(cast["srsg"]):
        assert [n for n in notices(cast["srsg"]) if n.view == "leadership:notes" and n.urgent]
    with acting_as(cast["expert"]):
        assert not [n for n in notices(cast["expert"]) if n.view == "leadership:notes"]


def test_the_note_on_paper_has_the_six_parts(cast: dict[str, Actor], fact: Incident) -> None:
    row = note(cast, fact, {})
    decide(cast["srsg"], row, "accept")
    with acting_as(cast["srsg"]):
        held = AdviceNote.objects.get(pk=row.pk)
        assert documents.note_file(held, "fr", "pdf")[:5] == b"%PDF-"
        for language, parts in (
            ("fr", ["Objet", "Faits", "Analyse et degré de confiance", "Options",
                    "Recommandation", "Décision et motif"]),
            ("en", ["Subject", "Facts", "Analysis and degree of confidence", "Options",
                    "Recommendation", "Decision and reason"]),
        ):  # fmt: skip
            made = docx.Document(io.BytesIO(documents.note_file(held, language, "docx")))
            heads = [p.text for p in made.paragraphs if p.style.name == "Heading 1"]
            assert [head.partition(" ")[2] for head in heads] == parts
            title = words(made.paragraphs[0].text)
            assert title == ("Note au RSSG" if language == "fr" else "Note to the SRSG")


def test_two_devices_are_both_shown(cast: dict[str, Actor], door: Callable[..., Client]) -> None:
    with acting_as(cast["adviser"]):
        row = actions.write_note(said=SAID)
        actions.describe_note(target=row.pk, said={"analysis": "Autre lecture"})
        with pytest.raises(Conflict):
            actions.describe_note(target=row.pk, revision=1, said={"analysis": "x"})
    form = {"subject": "S", "addressee": "srsg", "answer_by": "20/11/2014", "topic": "means",
            "marking": "1", "language": "fr", "analysis": "La mienne", "revision": "1"}  # fmt: skip
    answer = door(cast["adviser"]).post(f"/notes/{row.reference}/ecrire/", form)
    assert answer.status_code == 409
    assert "Autre lecture" in answer.content.decode()
    assert "La mienne" in answer.content.decode()


def test_the_list_asks_as_much_for_thirty_as_for_three(
    cast: dict[str, Actor], door: Callable[..., Client]
) -> None:
    client = door(cast["adviser"])
    counts = []
    for more in (3, 27):
        with acting_as(cast["adviser"]):
            for _n in range(more):
                actions.write_note(said=SAID)
        with CaptureQueriesContext(connections["default"]) as asked:
            assert client.get("/notes/").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("path", ["/notes/ajout/", "/reunions/ajout/", "/points/"])
def test_who_would_read_it_is_told_before_anything_is_saved(
    path: str, cast: dict[str, Actor], appoint: Callable[..., Actor], door: Callable[..., Client]
) -> None:
    appoint("srsg", component="srsg_office", clearance=1)
    client = door(cast["adviser"])
    said = {"do": "who", "subject": "Troupeaux volés", "office": "", "marking": "1"}
    answers = [
        client.post(path, said | more)
        for more in ({}, {"marking": "3"}, {"office": "2" if path == "/points/" else "tombouctou"})
    ]
    whole, strict, office = (words(one.content.decode()) for one in answers)
    assert all(one.status_code == 200 for one in answers)
    assert "verront ceci" in whole
    if path == "/notes/ajout/":
        assert "Troupeaux volés" in whole
        with acting_as(cast["adviser"]):
            assert not AdviceNote.objects.exists()
    if path == "/points/":
        assert whole.count("verront ceci") == office.count("verront ceci") == 1
    else:
        assert seen(whole) == seen(strict) + 1
        part = client.post(path, said, headers={"HX-Request": "true"}).content.decode()
        assert part.startswith('<div class="seen" id="seen"')


def seen(page: str) -> int:
    """How many people a page says would read it."""
    found = re.search(r"(\d+) personnes verront ceci", page)
    assert found, page
    return int(found[1])


def test_a_party_is_consulted_on_any_record_and_both_pages_say_so(
    cast: dict[str, Actor], fact: Incident, door: Callable[..., Client]
) -> None:
    row = note(cast, fact)
    client = door(cast["adviser"])
    start = f"/consultations/ajout/?sur={row.reference}"
    assert start in client.get(f"/notes/{row.reference}/").content.decode()
    assert row.reference in client.get(start).content.decode()
    said = {"about": row.reference, "party": "force", "question": "Patrouilles de nuit",
            "asked_on": "14/11/2014"}  # fmt: skip
    assert (
        client.post("/consultations/ajout/", said | {"about": "GAO-14-ZZZZZZ"}).status_code == 400
    )
    page = client.post("/consultations/ajout/", said)["Location"]
    assert row.reference in client.get(page).content.decode()
    with acting_as(cast["adviser"]):
        made = Consultation.objects.get()
        assert (made.marking, made.strategy) == (row.marking, None)
    assert made.reference in client.get(f"/notes/{row.reference}/").content.decode()
    assert made.reference in client.get("/consultations/").content.decode()
    assert door(cast["expert"]).get("/consultations/ajout/").status_code == 404
