"""Accounts that were closed: out at once, and in no more; nobody closes their own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from rempart.kernel.actor import Actor, acting_as
from rempart.people.actions import close_account
from rempart.people.models import User

WORD = "une phrase bien à moi"


@pytest.fixture
def leaver(appoint: Callable[..., Actor]) -> User:
    user = User.objects.get(pk=appoint("poc_expert", "gao").id)
    user.set_password(WORD)
    user.save()
    return user


def test_a_closed_account_is_out_with_the_next_click_and_in_no_more(
    leaver: User, appoint: Callable[..., Actor], door: Callable[..., Client]
) -> None:
    inside = door(Actor(leaver.pk, leaver.name))
    assert inside.get("/").status_code == 200
    with acting_as(appoint("administrator")):
        close_account(user=leaver.pk)
    assert inside.get("/").status_code in (302, 403)
    again = door()
    answer = again.post("/connexion/", {"username": leaver.email, "password": WORD})
    assert answer.status_code == 200
    assert "ne vont pas ensemble" in answer.content.decode()
    unknown = door().post("/connexion/", {"username": "x@example.org", "password": WORD})
    assert "ne vont pas ensemble" in unknown.content.decode()


def test_the_password_is_changed_with_the_old_one_alone(
    leaver: User, door: Callable[..., Client]
) -> None:
    client: Any = door(Actor(leaver.pk, leaver.name))
    session = client.session
    session["proved_at"] = "2014-11-17T10:00:00+00:00"
    session.save()
    asked = client.post("/mon-compte/mot-de-passe/", {"password": "x" * 20, "again": "x" * 20})
    assert asked.status_code == 403
    leaver.refresh_from_db()
    assert leaver.check_password(WORD)
