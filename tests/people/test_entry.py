"""Coming in: a password and a code, slowly for whoever guesses; sessions seen and ended."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import psycopg
import pyotp
import pytest
from django.conf import settings
from django.test import Client, RequestFactory

from doors import open_as, words
from rempart.kernel import clock
from rempart.kernel.actor import Actor, acting_as
from rempart.kernel.errors import BadInput
from rempart.kernel.journal import SEALER
from rempart.kernel.models import Instance, JournalEntry
from rempart.people import actions, attempts, entry, grants, second_factor
from rempart.people.models import Attempt, SecondFactor, Sitting, User

PHRASE = "une phrase bien à moi"
Appoint = Callable[..., Actor]


@pytest.fixture
def expert(house: psycopg.Connection, appoint: Appoint) -> User:
    """The expert in Gao, with a password and no second factor yet."""
    user = User.objects.get(pk=appoint("poc_expert", "gao").id)
    user.set_password(PHRASE)
    user.save()
    return user


def generator(user: User) -> pyotp.TOTP:
    return pyotp.TOTP(second_factor.secret(SecondFactor.objects.get(user=user)))


def code(user: User) -> str:
    return generator(user).at(clock.now())


def equip(user: User, actor: Actor) -> list[str]:
    """Set a second factor up; the recovery codes."""
    with acting_as(actor):
        second_factor.begun(user.pk)
        return second_factor.set_up(code=code(user))


def sign_in(client: Client, user: User, password: str = PHRASE, **extra: Any) -> Any:
    return client.post("/connexion/", {"username": user.email, "password": password}, **extra)


def test_a_password_alone_opens_nothing(expert: User) -> None:
    client = open_as()
    assert sign_in(client, expert).status_code == 302
    for path in ("/", "/incidents/", "/mon-compte/", "/delegations/"):
        response = client.get(path)
        assert response.status_code == 302
        assert response.headers["Location"].startswith("/second-facteur/?next=")


def test_the_first_time_leads_to_setting_up_and_the_next_asks_for_a_code(expert: User) -> None:
    client = open_as()
    sign_in(client, expert)
    page = client.get("/second-facteur/").content.decode()
    shown = re.search(r'id="secret">([A-Z2-7 ]+)<', page)
    assert shown is not None
    assert "<svg" in page
    secret = shown[1].replace(" ", "")
    wrong = client.post("/second-facteur/", {"code": "000000"})
    assert "n’est pas le code" in words(wrong.content.decode())
    done = client.post("/second-facteur/", {"code": pyotp.TOTP(secret).at(clock.now())})
    codes = re.findall(r"<code>([0-9A-Z]{5}-[0-9A-Z]{5})</code>", done.content.decode())
    assert len(set(codes)) == 10
    assert client.get("/incidents/").status_code == 200
    again = open_as()
    sign_in(again, expert)
    page = again.get("/second-facteur/").content.decode()
    assert secret not in page
    assert "<svg" not in page.partition("<main")[2].partition("brand")[2].partition("</p>")[2]
    with clock.frozen(clock.now() + timedelta(seconds=60)):
        said = again.post("/second-facteur/", {"code": code(expert), "next": "/incidents/"})
    assert said.headers["Location"] == "/incidents/"
    assert again.get("/incidents/").status_code == 200


def test_a_code_works_once_and_for_its_moment_alone(expert: User, appoint: Appoint) -> None:
    actor = Actor(expert.pk, "x")
    equip(expert, actor)
    then = clock.now() + timedelta(minutes=5)
    with acting_as(actor):
        with clock.frozen(then):
            shown = code(expert)
        for late in (timedelta(seconds=-90), timedelta(seconds=90)):
            with clock.frozen(then + late), pytest.raises(BadInput):
                second_factor.use(code=shown)
        with clock.frozen(then + timedelta(seconds=25)):
            second_factor.use(code=f"{shown[:3]} {shown[3:]}")
            with pytest.raises(BadInput):
                second_factor.use(code=shown)


def test_a_recovery_code_works_once_and_new_ones_void_the_old(expert: User) -> None:
    actor = Actor(expert.pk, "x")
    first, second, *_others = equip(expert, actor)
    with acting_as(actor):
        second_factor.use(code=first.lower())
        with pytest.raises(BadInput):
            second_factor.use(code=first)
        fresh = second_factor.renew_recovery()
        with pytest.raises(BadInput):
            second_factor.use(code=second)
        second_factor.use(code=fresh[0])
    assert len(second_factor.held(expert.pk).recovery) == 9


def test_the_database_holds_no_secret(expert: User, house: psycopg.Connection) -> None:
    codes = equip(expert, Actor(expert.pk, "x"))
    kept = str(house.execute("SELECT * FROM people_secondfactor").fetchall())
    factor = SecondFactor.objects.get()
    assert second_factor.secret(factor) not in kept
    assert not [one for one in codes if one in kept or one.replace("-", "") in kept]
    sign_in(open_as(), expert, "faux", REMOTE_ADDR="192.0.2.7")
    kept = str(house.execute("SELECT * FROM people_attempt").fetchall())
    assert expert.email not in kept
    assert "192.0.2.7" not in kept


def test_an_exercise_asks_for_no_second_factor(expert: User, exercise: Any) -> None:
    assert Instance.is_exercise()
    client = open_as()
    sign_in(client, expert)
    assert client.get("/incidents/").status_code == 200
    assert Sitting.objects.filter(user=expert).count() == 1


def test_guesses_are_slowed_down_more_and_more(expert: User) -> None:
    for _guess in range(4):
        assert sign_in(open_as(), expert, "faux").status_code == 200
    refused = sign_in(open_as(), expert)
    assert refused.status_code == 429
    assert "Réessayez dans 6 secondes" in words(refused.content.decode())
    with clock.frozen(clock.now() + timedelta(seconds=6)):
        assert sign_in(open_as(), expert, "faux").status_code == 200
        assert "11 secondes" in words(sign_in(open_as(), expert).content.decode())
    delays = [attempts.PASSWORD.delay(failures) for failures in range(40)]
    assert delays == sorted(delays)
    assert delays[3] == timedelta(0)
    assert delays[-1] == timedelta(minutes=15)


def test_a_stranger_elsewhere_does_not_lock_the_holder_out(expert: User) -> None:
    for _guess in range(12):
        stranger = sign_in(open_as(), expert, "faux", REMOTE_ADDR="198.51.100.9")
    assert stranger.status_code == 429
    assert sign_in(open_as(), expert, REMOTE_ADDR="192.0.2.7").status_code == 302


def test_unknown_accounts_answer_as_known_ones_do(expert: User) -> None:
    known = [sign_in(open_as(), expert, "faux", REMOTE_ADDR="192.0.2.1") for _guess in range(6)]
    nobody = User(email="personne@example.org")
    absent = [sign_in(open_as(), nobody, "faux", REMOTE_ADDR="192.0.2.2") for _guess in range(6)]
    assert [r.status_code for r in known] == [r.status_code for r in absent]


def test_a_success_takes_the_failures_back_and_a_day_forgets_them(expert: User) -> None:
    for _round in range(3):
        for _guess in range(3):
            sign_in(open_as(), expert, "faux")
        assert sign_in(open_as(), expert).status_code == 302
    for _guess in range(5):
        sign_in(open_as(), expert, "faux")
    with clock.frozen(clock.now() + timedelta(hours=25)):
        assert sign_in(open_as(), expert).status_code == 302


def test_one_address_is_slowed_down_over_all_accounts(expert: User) -> None:
    statuses = [
        sign_in(open_as(), User(email=f"x{n}@example.org"), "faux").status_code for n in range(40)
    ]
    assert statuses[20] == 200
    assert statuses[-1] == 429


def test_codes_are_slowed_down_wherever_they_come_from(expert: User) -> None:
    equip(expert, Actor(expert.pk, "x"))
    statuses = []
    for number in range(6):
        client = open_as()
        sign_in(client, expert, REMOTE_ADDR=f"192.0.2.{number}")
        statuses.append(client.post("/second-facteur/", {"code": "000000"}).status_code)
    assert statuses[-1] == 429


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "203.0.113.5", "192.0.2.1"),
        (1, "203.0.113.5", "203.0.113.5"),
        (1, "10.6.6.6, 203.0.113.5", "203.0.113.5"),
        (2, "203.0.113.5, 192.0.2.99", "203.0.113.5"),
        (1, "", "192.0.2.1"),
    ],
)
def test_only_our_own_proxies_are_believed(
    proxies: int, forwarded: str, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "REMPART_PROXIES", proxies)
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.1", HTTP_X_FORWARDED_FOR=forwarded)
    assert attempts.network_address(request) == expected


def test_old_attempts_are_swept(expert: User) -> None:
    sign_in(open_as(), expert, "faux")
    assert attempts.sweep(clock.now()) == 0
    assert attempts.sweep(clock.now() + timedelta(seconds=1)) == 2
    assert not Attempt.objects.exists()


def test_sessions_are_listed_and_ended(expert: User, appoint: Appoint) -> None:
    equip(expert, Actor(expert.pk, "x"))
    clients = []
    for number in range(2):
        client = open_as(HTTP_USER_AGENT="Mozilla/5.0 (X11; Linux) Firefox/115.0")
        sign_in(client, expert)
        with clock.frozen(clock.now() + timedelta(minutes=number + 1)):
            assert client.post("/second-facteur/", {"code": code(expert)}).status_code == 302
        clients.append(client)
    first, second = clients
    page = first.get("/mon-compte/").content.decode()
    assert page.count("Firefox, Linux") == 2
    other = Sitting.objects.exclude(session_key=first.session.session_key).get()
    stranger = open_as(User.objects.get(pk=appoint("imo").id))
    assert stranger.post(f"/mon-compte/sessions/{other.pk}/").status_code == 404
    assert first.post(f"/mon-compte/sessions/{other.pk}/").status_code == 302
    away = second.get("/incidents/")
    assert (away.status_code, away.headers["Clear-Site-Data"]) == (302, '"cache", "storage"')
    assert first.get("/incidents/").status_code == 200
    left = first.post("/quitter/")
    assert left.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert not first.cookies["sessionid"].value
    assert not Sitting.objects.filter(user=expert).exists()


def test_a_closed_browser_keeps_no_session(expert: User) -> None:
    equip(expert, Actor(expert.pk, "x"))
    client = open_as()
    sign_in(client, expert)
    kept = client.cookies["sessionid"]
    assert kept.value
    assert not kept["expires"]
    assert not kept["max-age"]
    assert "Clear-Site-Data" not in open_as().get("/incidents/").headers


def test_changing_the_password_ends_the_other_sessions(expert: User) -> None:
    here, there = open_as(expert), open_as(expert)
    new = "une autre phrase à moi"
    assert (
        here.post("/mon-compte/mot-de-passe/", {"password": new, "again": new}).status_code == 302
    )
    assert here.get("/incidents/").status_code == 200
    assert there.get("/incidents/").status_code == 302
    expert.refresh_from_db()
    assert expert.check_password(new)


def test_a_new_way_in_voids_password_second_factor_and_sessions(
    expert: User, appoint: Appoint
) -> None:
    """Who knows the password alone must not be first to set up a second factor."""
    equip(expert, Actor(expert.pk, "x"))
    client = open_as(expert)
    with acting_as(appoint("administrator")):
        grant = grants.propose_access(holder=expert.pk, reason="téléphone volé")
    with acting_as(appoint("senior_adviser")):
        _grant, token = grants.approve(grant=grant.pk)
    assert second_factor.held(expert.pk) is None
    assert client.get("/incidents/").status_code == 302
    assert sign_in(open_as(), expert).status_code == 200
    said = open_as().post(f"/compte/{token}/", {"password": PHRASE, "again": PHRASE})
    assert said.status_code == 302


def test_heavy_acts_ask_again_and_lose_nothing(house: Any, appoint: Appoint) -> None:
    admin = User.objects.get(pk=appoint("administrator").id)
    admin.set_password(PHRASE)
    admin.save()
    equip(admin, Actor(admin.pk, "x"))
    client = open_as(admin)
    typed = {"email": "awa@example.org", "name": "Awa", "language": "fr"}
    with clock.frozen(clock.now() + timedelta(minutes=11)):
        asked = client.post("/comptes/nouveau/", typed)
        assert asked.status_code == 403
        assert 'name="email" value="awa@example.org"' in asked.content.decode()
        assert not User.objects.filter(email="awa@example.org").exists()
        wrong = client.post(
            "/comptes/nouveau/", typed | {"proof-password": "faux", "proof-code": "1"}
        )
        assert 'name="name" value="Awa"' in wrong.content.decode()
        proof = {"proof-password": PHRASE, "proof-code": code(admin)}
        assert client.post("/comptes/nouveau/", typed | proof).status_code == 200
        assert User.objects.filter(email="awa@example.org").exists()
    with clock.frozen(clock.now() + timedelta(minutes=30)):
        asked = client.get("/mon-compte/codes/")
        assert asked.status_code == 403
        proof = {"proof-password": PHRASE, "proof-code": code(admin), "proof-again": "get"}
        assert client.post("/mon-compte/codes/", proof).status_code == 302
        assert client.get("/mon-compte/codes/").status_code == 200


def test_coming_in_is_journaled_without_address_or_code(expert: User) -> None:
    client = open_as()
    sign_in(client, expert)
    client.get("/second-facteur/")
    client.post("/second-facteur/", {"code": code(expert)}, REMOTE_ADDR="192.0.2.7")
    with acting_as(SEALER):
        made = list(JournalEntry.objects.order_by("id").values_list("action", flat=True))
        said = str(list(JournalEntry.objects.values_list()))
    assert made == ["factor.set-up", "session.open"]
    assert "192.0.2.7" not in said


@pytest.mark.parametrize(
    ("agent", "named"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/120 Safari/537 Edg/120", "Edge, Windows"),
        ("Mozilla/5.0 (Linux; Android 13) Chrome/120 Safari/537", "Chrome, Android"),
        ("curl/8", ""),
    ],
)
def test_a_device_is_named_in_two_words(agent: str, named: str) -> None:
    assert entry.device(agent) == named


def test_links_void_a_password_only_with_their_use(house: Any, appoint: Appoint) -> None:
    with acting_as(actions.FOUNDER):
        token = actions.found_instance(administrator="a@example.org", adviser="b@example.org")[
            "a@example.org"
        ]
    client = open_as()
    said = client.post(f"/compte/{token}/", {"password": PHRASE, "again": PHRASE})
    assert said.status_code == 302
    assert client.get("/").headers["Location"].startswith("/second-facteur/")
