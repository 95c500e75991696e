"""The courier: whom it tells, once, of what; which letters leave, when, and what stands in them."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client, override_settings

from doors import words
from rempart.kernel import clock
from rempart.kernel.actor import Actor, acting_as
from rempart.kernel.errors import NotThere
from rempart.kernel.models import JournalEntry
from rempart.people import courier, telling
from rempart.people.models import Notification, User
from rempart.register.alerts.actions import advance_alert, edit_alert, record_alert
from rempart.register.models import Alert

LOCMEM = {
    "EMAIL_BACKEND": "django.core.mail.backends.locmem.EmailBackend",
    "REMPART_MAILS": True,
    "REMPART_ADDRESS": "https://rempart.example",
}
SECRET = "Hommes armés près du gué de Tassiga"


@pytest.fixture(autouse=True)
def outbox() -> None:
    """No letter of another test."""
    mail.outbox = []


@pytest.fixture
def cast(appoint: Callable[..., Actor]) -> dict[str, Actor]:
    """Those of Gao who handle an alert, one who is cleared for less, one of another office."""
    roles = ("cla", "duty_officer", "poc_expert", "head_of_office", "sector_commander", "force")
    return {role: appoint(role, "gao") for role in roles} | {
        "uncleared": appoint("duty_officer", "gao", clearance=1),
        "elsewhere": appoint("duty_officer", "mopti"),
    }


def called(actor: Actor, ago: timedelta = timedelta(hours=1), **heard: Any) -> Alert:
    """An alert received some time ago, confidential."""
    said: Any = {"priority": "p1", "title": SECRET, "received_at": clock.now() - ago, **heard}
    with acting_as(actor):
        return record_alert(heard=said, marking=2)


def told(actor: Actor, topic: str = "") -> list[str]:
    """What somebody was told of: topics with keys."""
    with acting_as(actor):
        rows = telling.mine().filter(topic=topic) if topic else telling.mine()
        return sorted(f"{row.topic} {row.key}" for row in rows)


def test_an_overdue_clock_is_told_to_those_who_can_stop_it_and_once(
    cast: dict[str, Actor],
) -> None:
    alert = called(cast["poc_expert"])
    assert courier.go_round()[0] == 4
    assert courier.go_round() == (0, 0)
    for role in ("duty_officer", "poc_expert"):
        assert len(told(cast[role], "alert-clock")) == 1, role
        assert len(told(cast[role], "alert-call")) == 1, role
    for role in ("cla", "head_of_office", "sector_commander", "force", "uncleared", "elsewhere"):
        assert told(cast[role]) == [], role
    with acting_as(cast["duty_officer"]):
        advance_alert(target=alert.pk, step="triage", told={"priority": "p1"})
    courier.go_round()
    assert len(told(cast["head_of_office"], "alert-call")) == 1
    assert told(cast["head_of_office"], "alert-clock") == []
    with clock.frozen(clock.now() + timedelta(hours=2)):
        courier.go_round()
        courier.go_round()
    assert len(told(cast["head_of_office"], "alert-clock")) == 1
    assert len(told(cast["sector_commander"], "alert-clock")) == 1
    assert len(told(cast["duty_officer"], "alert-clock")) == 1


@override_settings(**LOCMEM)
def test_a_letter_holds_a_reference_and_a_link_and_no_word_of_the_record(
    cast: dict[str, Actor],
) -> None:
    alert = called(cast["poc_expert"], facts="Trois motos", place="Tassiga")
    User.objects.filter(pk=cast["duty_officer"].id).update(language="en")
    assert courier.go_round() == (4, 2)
    letters = {letter.to[0]: letter for letter in mail.outbox}
    assert len(letters) == 2
    english = letters[User.objects.get(pk=cast["duty_officer"].id).email]
    assert english.subject == "Rempart: 1 record waits for you"
    french = letters[User.objects.get(pk=cast["poc_expert"].id).email]
    assert words(french.subject) == "Rempart : 1 fiche vous attend"
    link = f"https://rempart.example/alertes/{alert.reference}/"
    for letter in letters.values():
        whole = f"{letter.subject}\n{letter.body}".lower()
        assert letter.body.startswith(f"{alert.reference}  {link}\n\n")
        assert letter.body.count(alert.reference) == 2
        for word in ("motos", "tassiga", "armés", "gao,", "p1", "confiden"):
            assert word not in whole
    with acting_as(courier.COURIER):
        assert JournalEntry.objects.get(action="mail.send").rows == 2


def test_without_a_relay_no_letter_is_made(cast: dict[str, Actor]) -> None:
    called(cast["poc_expert"])
    assert courier.go_round() == (4, 0)
    with acting_as(courier.COURIER):
        assert set(Notification.objects.values_list("mail", flat=True)) == {""}
    assert not mail.outbox


@override_settings(**LOCMEM)
def test_quiet_hours_hold_back_all_but_what_wakes(cast: dict[str, Actor]) -> None:
    night = datetime.combine(clock.today(), time(23), clock.now().tzinfo)
    with acting_as(cast["duty_officer"]):
        telling.choose(wanted=["alert-clock"], quiet_from=time(22), quiet_until=time(6, 30))
    with clock.frozen(night):
        called(cast["poc_expert"], timedelta(hours=5), priority="p2")
        courier.go_round()
    email = User.objects.get(pk=cast["duty_officer"].id).email
    assert [m.to[0] for m in mail.outbox if m.to == [email]] == []
    with clock.frozen(night + timedelta(hours=1)):
        urgent = called(cast["poc_expert"], timedelta(hours=1))
        courier.go_round()
    mine = [m for m in mail.outbox if m.to == [email]]
    assert len(mine) == 1
    assert urgent.reference in mine[0].body
    with clock.frozen(night + timedelta(hours=7, minutes=29)):
        courier.go_round()
        assert len([m for m in mail.outbox if m.to == [email]]) == 1
    with clock.frozen(night + timedelta(hours=7, minutes=30)):
        courier.go_round()
        courier.go_round()
    assert len([m for m in mail.outbox if m.to == [email]]) == 2


@override_settings(**LOCMEM)
def test_each_chooses_what_comes_by_mail(
    cast: dict[str, Actor], door: Callable[..., Client]
) -> None:
    client = door(cast["duty_officer"])
    page = client.get("/notifications/courriel/").content.decode()
    assert page.count('name="topics"') >= 6
    wrong = client.post("/notifications/courriel/", {"quiet_from": "22 h"})
    assert wrong.status_code == 400
    assert client.post("/notifications/courriel/", {}).status_code == 302
    called(cast["poc_expert"])
    assert courier.go_round() == (4, 1)
    page = words(client.get("/notifications/").content.decode())
    assert "2 notifications que vous n’avez pas regardées" in page
    assert SECRET in page


def test_a_followed_record_tells_of_what_others_change(
    cast: dict[str, Actor], door: Callable[..., Client]
) -> None:
    alert = called(cast["poc_expert"], timedelta(minutes=1), priority="p3")
    said = {"kind": "alert", "record": str(alert.pk)}
    client = door(cast["force"])
    answer = client.post("/notifications/suivre/", said)
    assert answer.headers["Location"] == f"/alertes/{alert.reference}/"
    assert "Ne plus suivre" in client.get(f"/alertes/{alert.reference}/").content.decode()
    assert door(cast["elsewhere"]).post("/notifications/suivre/", said).status_code == 404
    assert client.post("/notifications/suivre/", {"record": "x"}).status_code == 404
    with acting_as(cast["duty_officer"]):
        telling.follow("alert", alert.pk, True)
    with clock.frozen(clock.now() + timedelta(minutes=1)), acting_as(cast["duty_officer"]):
        edit_alert(target=alert.pk, heard={"place": "Ansongo"})
    with clock.frozen(clock.now() + timedelta(minutes=2)):
        courier.go_round()
        courier.go_round()
    assert len(told(cast["force"], "followed")) == 1
    assert told(cast["duty_officer"], "followed") == []
    assert client.get("/").content.decode().count('class="count">1<') == 1
    with acting_as(cast["force"]):
        row = telling.mine().get()
    opened = client.get(f"/notifications/{row.pk}/")
    assert opened.headers["Location"] == f"/alertes/{alert.reference}/"
    assert 'class="count"' not in client.get("/").content.decode()
    client.post("/notifications/suivre/", {**said, "stop": "1"})
    with acting_as(cast["force"]):
        assert not telling.follows(alert.pk)
        with pytest.raises(NotThere):
            telling.follow("journal", alert.pk, True)


def test_what_goes_out_of_sight_goes_out_of_the_notifications(
    cast: dict[str, Actor], house: Any, door: Callable[..., Client]
) -> None:
    alert = called(cast["poc_expert"])
    courier.go_round()
    assert told(cast["duty_officer"])
    house.execute("UPDATE register_alert SET compartment = 2 WHERE id = %s", [alert.pk])
    assert told(cast["duty_officer"]) == []
    page = door(cast["duty_officer"]).get("/notifications/").content.decode()
    assert alert.reference not in page
    assert 'class="count"' not in page


# --- a real relay -------------------------------------------------------------------------------


class _Relay(socketserver.StreamRequestHandler):
    """As much of SMTP as a relay on the loopback needs."""

    letters: list[str]

    def handle(self) -> None:
        self.wfile.write(b"220 relay\r\n")
        for raw in self.rfile:
            said = raw.decode().strip().upper()
            if said == "DATA":
                self.wfile.write(b"354 go on\r\n")
                self.server.letters.append(self._letter())  # type: ignore[attr-defined]
                self.wfile.write(b"250 kept\r\n")
            elif said == "QUIT":
                self.wfile.write(b"221 bye\r\n")
                return
            else:
                self.wfile.write(b"250 ok\r\n")

    def _letter(self) -> str:
        lines = []
        for raw in self.rfile:
            if raw == b".\r\n":
                break
            lines.append(raw.decode())
        return "".join(lines)


@contextmanager
def relay() -> Iterator[Any]:
    """A relay that keeps its letters."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Relay) as server:
        server.letters = []  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_letters_go_through_the_relay_that_the_operator_names(cast: dict[str, Actor]) -> None:
    from rempart import settings

    alert = called(cast["poc_expert"])
    with relay() as server:
        named = settings.mail(f"smtp://127.0.0.1:{server.server_address[1]}")
        with override_settings(**{**LOCMEM, **named}):
            assert courier.go_round() == (4, 2)
    assert len(server.letters) == 2
    assert all(alert.reference in letter for letter in server.letters)
    assert all("gué" not in letter and "Tassiga" not in letter for letter in server.letters)


def test_a_relay_that_is_down_is_tried_again_and_given_up_in_the_end(
    cast: dict[str, Actor],
) -> None:
    from rempart import settings

    called(cast["poc_expert"])
    now = clock.now()
    with override_settings(**{**LOCMEM, **settings.mail("smtp://127.0.0.1:9")}):
        assert courier.go_round() == (4, 0)
        assert courier.go_round() == (0, 0)
        for _number in range(courier.TRIES):
            now += timedelta(hours=5)
            with clock.frozen(now):
                assert courier.go_round()[1] == 0
    with acting_as(courier.COURIER):
        assert set(Notification.objects.filter(topic="alert-clock")
                   .values_list("mail", "tries")) == {("failed", courier.TRIES)}  # fmt: skip


@pytest.mark.parametrize("relay", ["ftp://x", "smtp://"])
def test_a_relay_that_makes_no_sense_is_refused(relay: str) -> None:
    from django.core.exceptions import ImproperlyConfigured

    from rempart import settings

    with pytest.raises(ImproperlyConfigured):
        settings.mail(relay)
