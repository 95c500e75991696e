"""Coming in and leaving: what a session knows of its holder's proofs, and the list of sessions."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth.signals import user_logged_out
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from rempart.kernel import clock
from rempart.kernel.actions import Run, bulk
from rempart.kernel.actor import acting_as, actor_of
from rempart.kernel.errors import NotThere
from rempart.people import attempts, second_factor
from rempart.people.actions import enter
from rempart.people.models import Sitting

PROOF_LASTS = timedelta(minutes=10)
"""For how long a password and a code, once given, answer for what weighs heavily."""

FORGOTTEN = timedelta(days=1)
"""After which no failed attempt counts any more (`attempts.Way.forgotten` at most)."""

SEEN_EVERY = timedelta(minutes=5)
_WHOLE, _PROVED, _SEEN = "came_in", "proved_at", "seen_at"
_BROWSERS = (
    ("Edg/", "Edge"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("Windows", "Windows"), ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)  # fmt: skip


def is_whole(session: SessionBase) -> bool:
    """Has the holder given all that is asked? Outside an exercise a password alone is not."""
    return _WHOLE in session or not second_factor.required()


def mark(session: SessionBase) -> None:
    """Note that the holder has just given all that is asked."""
    session[_WHOLE] = True
    prove(session)


def prove(session: SessionBase) -> None:
    """Note that password and code were given now."""
    session[_PROVED] = clock.now().isoformat()


def proved_lately(session: SessionBase) -> bool:
    """Were password and code given in the last ten minutes?"""
    said = session.get(_PROVED)
    return said is not None and clock.now() - datetime.fromisoformat(said) < PROOF_LASTS


@bulk("session.open", "account", "own")
def come_in(run: Run, *, request: HttpRequest) -> None:
    """Make a session whole: under a new key, with all its proofs, on its holder's list."""
    request.session.cycle_key()
    mark(request.session)
    request.session[_SEEN] = run.now.isoformat()
    request.session.save()
    Sitting.objects.create(
        user_id=run.author,
        session_key=str(request.session.session_key),
        device=device(request.headers.get("User-Agent", "")),
        began_at=run.now,
        seen_at=run.now,
    )
    attempts.sweep(run.now - FORGOTTEN)
    enter(run, run.author, {"session": True}, ["session"])


def after_password(request: HttpRequest) -> None:
    """Let in whoever has given a password, where it is all that is asked: in an exercise."""
    if second_factor.required():
        return
    actor = actor_of(UUID(str(request.user.pk)))
    if actor is not None:
        with acting_as(actor):
            come_in(request=request)


def onward(request: HttpRequest) -> str:
    """Where to go next: the address asked for if it is one of ours, else the first page."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    ours = url_has_allowed_host_and_scheme(
        wanted, {request.get_host()}, require_https=request.is_secure()
    )
    return wanted if ours else "/"


def still_here(session: SessionBase) -> None:
    """Note that a session is in use, every five minutes at most."""
    now, said = clock.now(), session.get(_SEEN)
    if said is None or now - datetime.fromisoformat(said) < SEEN_EVERY:
        return
    session[_SEEN] = now.isoformat()
    Sitting.objects.filter(session_key=session.session_key).update(seen_at=now)


def sittings(user: UUID) -> list[Sitting]:
    """The sessions of a person that are open, the latest used first."""
    living = Session.objects.filter(expire_date__gt=timezone.now())
    rows = Sitting.objects.filter(user=user, session_key__in=living.values("session_key"))
    return list(rows.order_by("-seen_at", "-id"))


@bulk("session.end", "account", "own")
def end(run: Run, *, sitting: UUID) -> None:
    """End one of one's own sessions: that device is out with its next click.

    Raises:
        NotThere: one has no such session.
    """
    found = Sitting.objects.filter(pk=sitting, user=run.author).first()
    if found is None:
        raise NotThere
    Session.objects.filter(session_key=found.session_key).delete()
    found.delete()
    enter(run, run.author, {"session": False}, ["session"])


def end_others(user: UUID, session_key: str | None) -> None:
    """End every session of a person but the one of that key."""
    others = Sitting.objects.filter(user=user).exclude(session_key=session_key)
    Session.objects.filter(
        session_key__in=list(others.values_list("session_key", flat=True))
    ).delete()
    others.delete()


def _left(sender: object, request: HttpRequest, **said: Any) -> None:
    Sitting.objects.filter(session_key=request.session.session_key).delete()


user_logged_out.connect(_left)


def device(user_agent: str) -> str:
    """The browser and the system in two words, as its holder knows them: "Firefox, Linux"."""
    browser = next((name for sign, name in _BROWSERS if sign in user_agent), "")
    system = next((name for sign, name in _SYSTEMS if sign in user_agent), "")
    return ", ".join(filter(None, (browser, system)))
