"""Slowing down whoever guesses, without shutting out whoever is guessed at.

Failures are counted per (account, network address) and per network address: a stranger who tries
an account's password elsewhere delays nobody but himself. Second-factor codes are counted per
account, as only who has the password comes to them. An attempt is counted *before* the password is
looked at, so that guesses sent at once do not slip through together; a success takes it back.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from rempart.kernel import clock
from rempart.kernel.errors import Problem, RempartError
from rempart.kernel.keys import keyed_hash
from rempart.people.models import Attempt


@dataclass(frozen=True)
class Way:
    """One way to come in: how many failures are free, the longest delay, when all is forgotten."""

    name: str
    free: int
    longest: timedelta
    forgotten: timedelta

    def delay(self, failures: int) -> timedelta:
        """How long to wait after that many failures: nothing, then 5 s doubling to `longest`."""
        beyond = failures - self.free
        if beyond < 0:
            return timedelta(0)
        return min(self.longest, timedelta(seconds=5 * 2 ** min(beyond, 20)))


PASSWORD = Way("password", 4, timedelta(minutes=15), timedelta(days=1))
"""An account from one network address: at most about a hundred guesses a day."""

ADDRESS = Way("address", 30, timedelta(minutes=1), timedelta(minutes=15))
"""A network address, which a whole base may share: lenient, and soon forgotten."""

CODE = Way("code", 4, timedelta(minutes=15), timedelta(days=1))
"""The second factor of one account, from anywhere: its password is known already."""

Knock = tuple[Way, str]
"""A way, and a keyed hash of who takes it."""


class TooSoon(RempartError):
    """Too many failures: try again later. The same words whether there is an account or not."""

    http_status = 429


def of_password(email: str, request: HttpRequest) -> list[Knock]:
    """The ways that a password takes."""
    whence = network_address(request)
    return [_knock(PASSWORD, email.strip().lower(), whence), _knock(ADDRESS, whence)]


def of_code(user: Any) -> list[Knock]:
    """The way that a second factor takes."""
    return [_knock(CODE, str(user))]


def _knock(way: Way, *parts: str) -> Knock:
    return way, keyed_hash(["attempt", way.name, *parts])


def network_address(request: HttpRequest) -> str:
    """Where a request comes from: the peer, or what the outermost of our own proxies saw."""
    peer = str(request.META.get("REMOTE_ADDR", ""))
    trusted: int = settings.REMPART_PROXIES
    if not trusted:
        return peer
    seen = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part]
    return seen[-trusted] if len(seen) >= trusted else peer


def count(knocks: list[Knock]) -> None:
    """Count an attempt on every way, or none.

    Raises:
        TooSoon: one of the ways is closed for a while.
    """
    now = clock.now()
    with transaction.atomic():
        rows = [(way, _row(key)) for way, key in sorted(knocks, key=lambda knock: knock[1])]
        for way, row in rows:
            if now - row.last_at > way.forgotten:
                row.failures = 0
        waits = [row.last_at + way.delay(row.failures) for way, row in rows if row.failures]
        if waits and max(waits) > now:
            raise _too_soon(max(waits) - now)
        for _way, row in rows:
            row.failures += 1
            row.last_at = now
            row.save(update_fields=["failures", "last_at"])


def forgive(knocks: list[Knock]) -> None:
    """Take the attempt back that turned out well: the person's own failures, one of an address."""
    with transaction.atomic():
        for way, key in sorted(knocks, key=lambda knock: knock[1]):
            row = _row(key)
            row.failures = max(0, row.failures - 1) if way is ADDRESS else 0
            row.save(update_fields=["failures"])


def sweep(before: datetime) -> int:
    """Erase what nobody counts any more; how many rows."""
    return Attempt.objects.filter(last_at__lt=before).delete()[0]


def _row(key: str) -> Attempt:
    """The row of that key, locked."""
    Attempt.objects.get_or_create(key=key)
    return Attempt.objects.select_for_update().get(key=key)


def _too_soon(left: timedelta) -> TooSoon:
    seconds = int(left.total_seconds()) + 1
    return TooSoon(
        Problem(
            place=_("Sign in"),
            value=None,
            message=_("too many attempts"),
            remedy=_Wait(seconds),
            code="too-soon",
        )
    )


class _Wait:
    """A lazy remedy: how long to wait."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds

    def __str__(self) -> str:
        if self.seconds < 90:
            said = ngettext(
                "Try again in %(n)d second.", "Try again in %(n)d seconds.", self.seconds
            )
            return said % {"n": self.seconds}
        minutes = -(-self.seconds // 60)
        said = ngettext("Try again in %(n)d minute.", "Try again in %(n)d minutes.", minutes)
        return said % {"n": minutes}
