"""Releases through their actions: what leaves, who approves, who reads, what comes back."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core import mail
from django.db import connections
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from typer.testing import CliRunner

from approved import CANARY, SOURCE, approve, content, events
from rempart.cli import assessments
from rempart.documents.snapshot import content_hash
from rempart.kernel import clock
from rempart.kernel.actor import Actor, acting_as, actor_of
from rempart.kernel.errors import BadInput, Conflict, NotThere, Refused
from rempart.kernel.links import around
from rempart.leadership.releases import actions, documents, queries
from rempart.leadership.releases.content import Chosen, given, released
from rempart.leadership.releases.models import Release, Released, Submission
from rempart.people import courier, telling
from rempart.register.models import Alert, Incident
from rempart.threats.models import Assessment
from rempart.threats.sections import Event

UNTIL = date(2014, 12, 15)
SAID: Any = {
    "organisations": [1], "sections": ["summary", "figures", "harm", "threats", "places"],
    "purpose": "Plan de réponse", "expires_on": UNTIL, "marking": 1, "names_host_state": False,
}  # fmt: skip


@pytest.fixture
def people(house: psycopg.Connection, appoint: Callable[..., Actor]) -> dict[str, Actor]:
    """The expert who drafts, the adviser who approves, and two partners."""
    return {
        "expert": appoint("poc_expert", "gao"),
        "elsewhere": appoint("poc_expert", "mopti"),
        "adviser": appoint("senior_adviser"),
        "duty": appoint("duty_officer", "gao", component="joc"),
        "cluster": appoint("partner", "gao", component="humanitarian",
                           organisation="protection_cluster", clearance=2),
        "forum": appoint("partner", "gao", component="humanitarian", organisation="ngo_forum"),
    }  # fmt: skip


def draft(
    house: Any, people: dict[str, Actor], whole: Assessment | None = None, **more: Any
) -> Release:
    whole = whole or approve(house)
    with acting_as(people["expert"]):
        return actions.draft_release(assessment=whole, said={**SAID, **more})


def release(house: Any, people: dict[str, Actor], **more: Any) -> Release:
    """A release, drafted, submitted and approved."""
    row = draft(house, people, **more)
    with acting_as(people["expert"]):
        actions.advance_release(target=row.pk, step="submit")
    with acting_as(people["adviser"]):
        seen = content_hash(queries.content(row)[0])
        actions.advance_release(target=row.pk, step="approve", seen=seen)
    return row


def again(actor: Actor) -> Actor:
    """The actor with what is in force by the clock now."""
    found = actor_of(actor.id)
    assert found is not None
    return found


def test_an_addressee_reads_it_and_nobody_else_outside_until_its_last_day(
    house: Any, people: dict[str, Actor]
) -> None:
    row = draft(house, people)
    with acting_as(people["cluster"]):
        assert not Released.objects.exists()
    row = release(house, people)
    with acting_as(people["cluster"]):
        assert queries.given(row.reference).organisations == [1]
        assert not Release.objects.exists()
    for name in ("forum", "elsewhere"):
        with acting_as(people[name]), pytest.raises(NotThere):
            queries.given(row.reference)
    last = clock.now().replace(month=12, day=15, hour=23, minute=59)
    for moment, count in ((last, 1), (last + timedelta(minutes=2), 0)):
        with clock.frozen(moment), acting_as(again(people["cluster"])):
            assert Released.objects.count() == count


def test_taking_back_closes_it_the_same_moment(house: Any, people: dict[str, Actor]) -> None:
    row = release(house, people)
    with acting_as(people["adviser"]):
        with pytest.raises(Refused):
            actions.advance_release(target=row.pk, step="revoke")
        actions.advance_release(target=row.pk, step="revoke", reason="Un chiffre à revoir")
    with acting_as(people["cluster"]):
        assert not Released.objects.exists()


@override_settings(
    EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend", REMPART_MAILS=True,
    REMPART_ADDRESS="https://rempart.example",
)  # fmt: skip
def test_addressees_are_told_of_a_release_and_of_its_end_without_a_word_of_it(
    house: Any, people: dict[str, Actor], door: Callable[..., Client]
) -> None:
    mail.outbox = []
    row, other = release(house, people), release(house, people)
    courier.go_round()
    courier.go_round()
    assert told(people["cluster"]) == ["released", "released"]
    for name in ("forum", "expert", "duty"):
        assert told(people[name]) == [], name
    (letter,) = [one for one in mail.outbox if row.reference in one.body]
    assert f"https://rempart.example/partage/{row.reference}/" in letter.body
    assert "gao," not in f"{letter.subject}{letter.body}".lower()
    page = door(people["cluster"]).get("/notifications/").content.decode()
    assert page.count("Bureau de Gao, octobre 2014") == 2
    choosing = door(people["cluster"]).get("/notifications/courriel/").content.decode()
    assert 'value="withdrawn"' in choosing
    assert 'value="alert-call"' not in choosing
    with acting_as(people["adviser"]):
        actions.advance_release(target=row.pk, step="revoke", reason="Un chiffre à revoir")
    mail.outbox = []
    courier.go_round()
    assert told(people["cluster"]) == ["released", "released", "withdrawn"]
    assert f"{row.reference}  https://rempart.example/partage/\n" in mail.outbox[0].body
    page = door(people["cluster"]).get("/notifications/").content.decode()
    assert page.count("Bureau de Gao, octobre 2014") == 1
    assert "Un chiffre" not in page
    with clock.frozen(clock.now().replace(month=12, day=16, hour=9)):
        courier.go_round()
        assert "ended" in told(again(people["cluster"]))
        page = door(people["cluster"]).get("/notifications/").content.decode()
    assert other.reference in page
    assert "octobre" not in page


def told(actor: Actor) -> list[str]:
    """What somebody was told of, by topic."""
    with acting_as(actor):
        return sorted(row.topic for row in telling.mine())


def test_whoever_drafted_does_not_approve_and_what_was_shown_is_what_leaves(
    house: Any, people: dict[str, Actor]
) -> None:
    row = draft(house, people)
    with acting_as(people["expert"]):
        actions.advance_release(target=row.pk, step="submit")
        with pytest.raises(Refused):
            actions.advance_release(target=row.pk, step="approve", seen="x")
        with pytest.raises(Refused):
            actions.choose_release(target=row.pk, said={"purpose": "autre"})
    with acting_as(people["adviser"]), pytest.raises(Conflict):
        actions.advance_release(target=row.pk, step="approve", seen="x")


def test_nothing_of_the_mission_is_in_what_leaves(house: Any, people: dict[str, Actor]) -> None:
    row = release(house, people)
    with acting_as(people["cluster"]):
        text = json.dumps(queries.given(row.reference).content)
    for kept in (CANARY, SOURCE, "canariacteur", "GAO-14-AAAAAA", "longitude", "k1"):
        assert kept not in text
    assert "Forces de défense" not in text
    assert row.purpose not in text


def test_small_counts_are_withheld_with_their_complement_and_the_mission_keeps_the_account(
    house: Any, people: dict[str, Actor]
) -> None:
    row = release(house, people)
    with acting_as(people["adviser"]):
        account = Release.objects.get(pk=row.pk).withheld
        made = Released.objects.get(release=row).content
    areas = {one["name"]["fr"]: one for one in made["figures"]["areas"]}
    assert made["figures"]["events"] == 11
    assert areas["Ansongo"]["events"] == 8
    assert {areas["Gao"]["events"], areas["Bourem"]["events"]} == {"withheld"}
    assert areas["Gao"]["killed"] == "withheld" == areas["Ansongo"]["killed"]
    assert account["small"] >= 3
    assert account["complement"] >= 1
    assert account["unnamed"] == 1
    assert account["sections"] == ["capacities", "context", "forecasts", "gaps", "groups"]


def test_a_corrected_month_gives_no_count_back_that_was_withheld_to_anybody(
    house: Any, people: dict[str, Actor]
) -> None:
    first = release(house, people)
    month = date(2014, 10, 1)
    more = [Event(f"m{n}", month.replace(day=n + 21), "ML0703", "one_sided") for n in range(4)]
    more += [Event(f"n{n}", month.replace(day=n + 21), "ML0701", "non_state") for n in range(4)]
    house.execute("UPDATE threats_assessment SET state = 'superseded'")
    corrected = approve(house, listed=[*events(month), *more])
    said = {"organisations": [5], "words": {"summary": {"fr": "2 faits à Gao."}}}
    with acting_as(people["adviser"]):
        actions.advance_release(target=first.pk, step="revoke", reason="Corrigée")
    row = draft(house, people, corrected, **said)
    with acting_as(people["expert"]):
        with pytest.raises(Refused, match="nombre retenu"):
            actions.advance_release(target=row.pk, step="submit")
        made, account = queries.content(row)
    areas = {one["name"]["fr"]: one["events"] for one in made["figures"]["areas"]}
    assert areas == {"Ansongo": 8, "Gao": "withheld", "Bourem": "withheld"}
    assert made["figures"]["events"] == 19
    assert account["kept"] >= 2
    alone = released(content(listed=[*events(month), *more]), queries._chosen(row))[0]
    assert {one["events"] for one in alone["figures"]["areas"]} == {8, 6, 5}


def test_a_month_and_the_same_month_among_the_twelve_before_are_one_count() -> None:
    october = given(content(), ("figures",), 5)
    november = given(content(month=date(2014, 11, 1)), ("figures",), 5)
    both = set(october.counts.values) & set(november.counts.values)
    assert "gao 2014-10 events" in both
    assert not any("events:" in name for name in both)
    unsaid = given(content(), ("harm",), 5)
    assert not any("events" in name for name in unsaid.hidden)


@pytest.mark.parametrize(
    "text",
    ["Voir GAO-14-7K3QXM.", "Au point 14,5211.", f"Selon {SOURCE}.", f"À {CANARY}, la nuit.",
     "Les FDSM ont fouillé.", "Trois civils tués à Gao.", "3 civils tués."],
)  # fmt: skip
def test_a_text_that_gives_something_away_is_not_submitted(
    text: str, house: Any, people: dict[str, Actor]
) -> None:
    words = {"summary": {"fr": text, "en": "Nothing."}}
    row = draft(house, people, words=words)
    with acting_as(people["expert"]), pytest.raises(Refused):
        actions.advance_release(target=row.pk, step="submit")


def test_forces_of_the_host_state_are_named_only_in_so_many_words(
    house: Any, people: dict[str, Actor]
) -> None:
    row = draft(house, people, names_host_state=True)
    with acting_as(people["expert"]):
        actions.advance_release(target=row.pk, step="submit")
    with acting_as(people["adviser"]):
        seen = content_hash(queries.content(row)[0])
        with pytest.raises(Refused):
            actions.advance_release(target=row.pk, step="approve", seen=seen)
        actions.advance_release(target=row.pk, step="approve", seen=seen, name_actors=True)
        assert "Forces de défense" in json.dumps(Released.objects.get().content, ensure_ascii=False)


@pytest.mark.parametrize(
    "wrong",
    [{"organisations": []}, {"organisations": [99]}, {"sections": ["incidents"]},
     {"sections": []}, {"expires_on": date(2014, 11, 17)}, {"marking": 3}],
)  # fmt: skip
def test_what_may_not_leave_is_refused_when_it_is_chosen(
    wrong: dict[str, Any], house: Any, people: dict[str, Actor]
) -> None:
    with pytest.raises(BadInput):
        draft(house, people, **wrong)


def test_an_assessment_that_is_not_approved_is_not_released(
    house: Any, people: dict[str, Actor]
) -> None:
    whole = approve(house)
    house.execute("UPDATE threats_assessment SET state = 'superseded'")
    whole.state = "superseded"
    with acting_as(people["expert"]), pytest.raises(BadInput):
        actions.draft_release(assessment=whole, said=SAID)


def test_the_database_itself_lets_nothing_but_the_revocation_change(
    house: Any, people: dict[str, Actor]
) -> None:
    row = release(house, people)
    for who in ("expert", "adviser"):
        with pytest.raises(Exception, match="permission denied"), acting_as(people[who]):
            Released.objects.filter(release=row).update(content={})
    with acting_as(people["expert"]):
        assert Released.objects.filter(release=row).update(revoked_at=clock.now()) == 0
    with acting_as(people["cluster"]):
        assert Released.objects.update(revoked_at=clock.now()) == 0


def test_a_partner_holds_no_scope_on_any_guarded_table(
    house: Any, people: dict[str, Actor]
) -> None:
    from rempart.kernel.walls import guarded_models

    release(house, people)
    with acting_as(people["cluster"]):
        for kind, model in guarded_models().items():
            assert not model.objects.exists(), kind


def test_an_alert_is_referred_taken_in_and_followed(house: Any, people: dict[str, Actor]) -> None:
    with acting_as(people["cluster"]):
        sent = actions.send_submission(
            sort="alert", said={"text": "Hommes armés vus près du marché", "people_at_risk": 40},
            office=1,
        )  # fmt: skip
    for name, count in (("cluster", 1), ("forum", 0), ("duty", 1), ("expert", 1), ("elsewhere", 0)):
        with acting_as(people[name]):
            assert Submission.objects.count() == count, name
    with acting_as(people["duty"]):
        made = actions.take_in(target=sent.pk, answer="Patrouille prévenue", priority="p1")
        assert isinstance(made, Alert)
        assert (made.priority, made.channel, made.people_at_risk) == ("p1", "partner", 40)
        with pytest.raises(Refused):
            actions.take_in(target=sent.pk)
    with acting_as(people["cluster"]):
        mine = Submission.objects.get()
        assert (mine.state, mine.answer) == ("taken_in", "Patrouille prévenue")
        assert not Alert.objects.exists()


def test_a_report_becomes_an_incident_and_a_comment_is_answered(
    house: Any, people: dict[str, Actor]
) -> None:
    row = release(house, people)
    with acting_as(people["cluster"]):
        told = actions.send_submission(sort="report", said={"text": "Un puits pollué"}, office=1)
        said = actions.comment_release(
            released=queries.given(row.reference), text="Deux sites manquent"
        )
        with pytest.raises(BadInput):
            actions.comment_release(released=queries.given(row.reference), text=" ")
    with acting_as(people["expert"]):
        made = actions.take_in(target=told.pk)
        assert isinstance(made, Incident)
        assert actions.take_in(target=said.pk, answer="Merci") is None
    with acting_as(people["forum"]), pytest.raises(NotThere):
        actions.comment_release(released=queries.given(row.reference), text="x")


def test_nobody_of_the_mission_writes_as_a_partner(house: Any, people: dict[str, Actor]) -> None:
    for name in ("expert", "adviser", "duty"):
        with acting_as(people[name]), pytest.raises(NotThere):
            actions.send_submission(sort="alert", said={"text": "x"}, office=1)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_documents_are_the_same_bytes_and_print_their_seal(language: str, house: Any) -> None:
    chosen = Chosen(
        sections=("summary", "figures", "harm", "threats", "places"),
        addressees=[{"fr": "Groupe sectoriel", "en": "Cluster"}], expires=UNTIL, marking=1,
        reference="GAO-14-7K3QXM", words={"summary": {"fr": "Texte."}},
    )  # fmt: skip
    made, _account = released(content(), chosen)
    signed = {**made, "approval": {"day": "2014-11-17", "by": "Conseillère", "seal": "5" * 64}}
    for make in documents.FORMATS.values():
        assert make(signed, language) == make(signed, language)


def test_the_lists_ask_as_much_for_many_as_for_one(
    house: Any, people: dict[str, Actor], door: Callable[..., Any]
) -> None:
    asked: list[list[int]] = []
    for turn in range(2):
        for _one in range(1 + 3 * turn):
            row = release(house, people)
            with acting_as(people["cluster"]):
                actions.send_submission(sort="alert", said={"text": "Hommes armés"}, office=1)
                actions.comment_release(released=queries.given(row.reference), text="Merci")
        asked.append(
            [_asked(door(people[who]), path) for who, path in (
                ("expert", "/communications/"), ("duty", "/envois/"), ("cluster", "/partage/"))]
        )  # fmt: skip
    assert asked[0] == asked[1]


def _asked(client: Any, path: str) -> int:
    with CaptureQueriesContext(connections["default"]) as found:
        assert client.get(path).status_code == 200
    return len(found)


def test_the_thread_leads_from_the_assessment_to_its_release(
    house: Any, people: dict[str, Actor]
) -> None:
    row = release(house, people)
    with acting_as(people["expert"]):
        strands = around("release", row.pk)
    assert [strand.end.kind for strand in strands] == ["assessment"]


def test_the_command_knows_a_file_that_was_released_and_one_that_was_not(
    house: Any, people: dict[str, Actor], tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    door: Callable[..., Client],
) -> None:  # fmt: skip
    monkeypatch.setattr(assessments, "instance", contextmanager(lambda: (yield)))
    row = release(house, people)
    made = door(people["cluster"]).get(f"/partage/{row.reference}/fr.docx").content
    file, other = tmp_path / "fr.docx", tmp_path / "autre.docx"
    file.write_bytes(made)
    other.write_bytes(made[:-1] + b"x")
    assert verified(file) == (0, row.reference, False)
    assert verified(other)[0] == 1
    with acting_as(people["adviser"]):
        actions.advance_release(target=row.pk, step="revoke", reason="Un chiffre à revoir")
    assert verified(file) == (0, row.reference, True)


def verified(file: Path) -> tuple[int, str, bool]:
    """What the command answers: its exit, the reference it names, whether it no longer stands."""
    with translation.override("en"):
        found = CliRunner().invoke(assessments.app, ["verify", str(file)])
    reference = re.search(r"[A-Z]{3}-\d\d-[0-9A-Z]{6}", found.stdout)
    return found.exit_code, reference[0] if reference else "", "withdrawn since" in found.stdout
